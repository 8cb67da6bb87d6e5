"""Imports every module of a package and looks at what Python evaluates late: python imports.py FOLDER PACKAGE."""

from __future__ import annotations

import importlib
import inspect
import sys
import typing
from contextlib import suppress
from pathlib import Path


def main(folder: str, package: str) -> None:
    sys.path.insert(0, folder)
    for path in sorted(Path(folder, package).rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        if "_runtime" in name:
            continue
        module = importlib.import_module(name.removesuffix(".__init__"))
        for value in list(vars(module).values()):
            if getattr(value, "__module__", "").startswith(package):
                inspect.getdoc(value)
                repr(value)
                if inspect.isclass(value):
                    with suppress(NameError):  # imported for type checkers only
                        typing.get_type_hints(value)
    client = importlib.import_module(package).Client
    signature = inspect.signature(client)
    needed = {
        name: "x"
        for name, parameter in signature.parameters.items()
        if parameter.default is parameter.empty and parameter.kind is parameter.KEYWORD_ONLY
    }
    with client(**needed) as connected:
        for name in dir(connected):
            getattr(connected, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
