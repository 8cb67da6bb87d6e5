"""The stand-in over HTTP: ``python -m appwrite_messaging.testing --port 0``.

It prints its endpoint, one line, and runs until it is interrupted or terminated. Time runs, and what is due is
delivered before each request. The users, targets and files of the documentation's examples are there.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading

from .fake import FakeAppwrite


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(
        prog="python -m appwrite_messaging.testing",
        description="A stand-in for the Appwrite Messaging server, on the loopback interface.",
    )
    parser.add_argument("--port", type=_port, default=0, help="where to listen; 0: a free port")
    parser.add_argument("--project", type=_text, default="test-project", help="ID of the project")
    parser.add_argument(
        "--key", type=_text, default="standard_test-key", help="secret of the API key"
    )
    options = parser.parse_args()
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    fake = FakeAppwrite(project=options.project, key=options.key, live=True)
    fake.add_samples()
    with contextlib.ExitStack() as stack:
        try:
            endpoint = stack.enter_context(fake.serve(options.port))
        except OSError as fault:
            parser.error(f"cannot listen on port {options.port}: {fault.strerror}")
        print(endpoint, flush=True)  # noqa: T201  # what the program is asked for
        stopped.wait()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}; it takes 0 to 65535")
    return int(text)


def _text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it must not be empty")
    return text


if __name__ == "__main__":
    main()
