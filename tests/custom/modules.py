"""The hand-written modules of the package, loaded from where they are kept."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

CUSTOM = Path(__file__).parents[2] / "spec" / "custom"


def load(name: str) -> ModuleType:
    """A module of ``spec/custom``, by its name."""
    spec = spec_from_file_location(f"custom_{name}", CUSTOM / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
