"""What Schemathesis is told of the server: which invalid requests it takes, and which valid ones it must refuse.

Loaded by Schemathesis in the environment of the slow suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import schemathesis

REFUSED: dict[str, Callable[[Any], bool]] = {
    # a query is JSON in a text: its grammar is told in words (tests/testing/test_queries.py holds it)
    "Invalid `queries` param": lambda case: bool(case.query["queries[]"]),
    "Invalid `scheduledAt` param: Value must be valid date in future": lambda case: "scheduledAt"
    in case.body,
    # 25.0 is an integer to JSON Schema
    "Invalid `port` param": lambda case: isinstance(case.body["port"], float),
}
"""Arguments the server refuses although they fit the schema: the start of its message, and when that is right."""


def filter_case(_: object, case: Any) -> bool:
    """Leave out what the server takes although the schema does not have it.

    To it a member that is null is left out, and a body that is missing or no JSON is empty; a PATCH of nothing is
    fine. ``tests/testing/test_request_schemas.py`` holds these differences one by one.
    """
    if not isinstance(case.body, dict):
        return bool(case.method != "PATCH")
    return all(value is not None for value in case.body.values())


def fitting_arguments_are_taken(_: object, response: Any, case: Any) -> None:
    """What fits the schema is never an invalid argument.

    It can still be refused for what there is on the server: a message to nobody, a provider of another service.
    """
    if not (case.meta and case.meta.generation.mode.is_positive and response.status_code == 400):
        return
    error = response.json()
    known = (right(case) for start, right in REFUSED.items() if error["message"].startswith(start))
    if error["type"] in ("general_argument_invalid", "general_bad_request") and not any(known):
        raise AssertionError(error["message"])


schemathesis.hook(filter_case)
schemathesis.check(fitting_arguments_are_taken)
