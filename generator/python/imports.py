"""Import statements: what annotations need, grouped and written out."""

from __future__ import annotations

from generator.python.text import WIDTH
from generator.python.types import case_order


def import_block(needed: dict[str, list[str]], *, level: int = 0, indent: int = 0) -> str:
    """Import statements, standard library first; ``level`` more dots for modules inside the package."""
    standard = [(m, n) for m, n in needed.items() if not m.startswith(".")]
    package = [(f"{'.' * level}{m}", n) for m, n in needed.items() if m.startswith(".")]
    blocks = [
        "\n".join(_import(m, n, indent) for m, n in block) for block in (standard, package) if block
    ]
    return "\n\n".join(blocks)


def _import(module: str, names: list[str], indent: int) -> str:
    pad = " " * indent
    if not names:
        return f"{pad}import {module}"
    line = f"{pad}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        [f"{pad}from {module} import (", *(f"{pad}    {name}," for name in names), f"{pad})"]
    )


def merge(*needed: dict[str, list[str]]) -> dict[str, list[str]]:
    """Import tables as one."""
    modules: dict[str, set[str]] = {}
    for table in needed:
        for module, names in table.items():
            modules.setdefault(module, set()).update(names)
    return {module: sorted(names, key=case_order) for module, names in sorted(modules.items())}
