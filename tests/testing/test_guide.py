"""The package shows what it says; the guide in its docstring runs in ``tests/published``."""

from __future__ import annotations

import pytest

import appwrite_messaging.testing as package
from appwrite_messaging.testing.operations import OPERATIONS
from tests.facts import FACTS, Fact


@pytest.mark.parametrize("name", package.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(package, name).__name__ == name


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        getattr(package, "Nothing")  # noqa: B009  # type checkers know that it is not there


def test_the_table_of_operations_is_that_of_the_facts() -> None:
    facts = {(fact.id, fact.method, fact.path, fact.scope, fact.status) for fact in FACTS}
    table = {(o.id, o.method, o.path, o.scope, o.status) for o in OPERATIONS}
    assert table == facts


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_the_parameters_are_those_of_the_facts(fact: Fact) -> None:
    operation = next(operation for operation in OPERATIONS if operation.id == fact.id)
    known = {parameter.wire.removesuffix("[]"): parameter.required for parameter in fact.parameters}
    assert {parameter.name: parameter.required for parameter in operation.parameters} == known
