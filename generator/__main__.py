"""``python -m generator`` is ``sdksmith``."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from generator.cli import main


def run() -> NoReturn:
    """``sdksmith`` as a process of its own, whose memory the operating system takes back at the end.

    To search all of it for unreachable cycles and to free it object by object takes a tenth of a large run.
    """
    gc.disable()
    code: object = 0
    try:
        main(prog_name="sdksmith")
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    run()
