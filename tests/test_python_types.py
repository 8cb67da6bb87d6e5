"""What annotations need to be imported."""

from __future__ import annotations

import pytest

from generator import ir
from generator.python.types import imports

_TEXT = ir.LiteralType(values=("an adt. of builtins.", "b"))


@pytest.mark.parametrize(
    "type", [_TEXT, ir.Array(_TEXT), ir.Map(_TEXT), ir.Nullable(_TEXT), ir.Tuple((_TEXT,))]
)
def test_a_text_that_looks_like_the_name_of_a_module_needs_no_import(type: ir.Type) -> None:
    assert imports([type], {}) == {"typing": ["Literal"]}


@pytest.mark.parametrize(
    ("type", "module"),
    [
        (ir.Scalar("date"), "datetime as dt"),
        (ir.Nullable(ir.Scalar("date")), "datetime as dt"),
        (ir.Array(ir.Scalar("integer")), "builtins"),
        (ir.Map(ir.Scalar("integer")), "builtins"),
    ],
)
def test_a_name_that_is_hidden_needs_its_module(type: ir.Type, module: str) -> None:
    hidden = frozenset({"date", "list", "str"})
    assert imports([type], {}, shadowed=hidden) == {module: []}
