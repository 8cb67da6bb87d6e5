"""Frozen data: the dataclasses of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Data = TypeVar("Data")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False, by_value: bool = True) -> Callable[[type[Data]], type[Data]]:
    """A dataclass nobody changes: type checkers refuse it. Two are equal ``by_value``, or only if they are the same.

    At run time nothing is in the way: a guard makes each object three times as slow to create, and a large
    description becomes a million of them.
    """
    return dataclass(slots=True, kw_only=kw_only, eq=by_value, unsafe_hash=by_value)
