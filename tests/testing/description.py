"""The description, read without the generator, as the judge of what the stand-in answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from appwrite_messaging.testing.wire import Answer

SPEC = Path(__file__).parents[2] / "spec"
BASE = "https://spec.test/"
METHODS = ("get", "post", "patch", "delete")

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """The one form the server writes (RFC 3339, in UTC, with milliseconds)."""
    if isinstance(value, str):
        datetime.fromisoformat(value)
        return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", value) is not None
    return True


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"https?://[^\s<>\"]+", value) is not None


@cache
def document(file: str) -> Any:
    return yaml.load((SPEC / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def registry() -> Registry[Any]:
    names = [path.relative_to(SPEC).as_posix() for path in SPEC.rglob("*.yaml")]
    resources = [
        (BASE + name, Resource.from_contents(document(name), DRAFT202012)) for name in names
    ]
    return Registry[Any]().with_resources(resources)


def absolute(file: str, reference: str) -> tuple[str, str]:
    """The file a reference leads to, and the pointer in it."""
    target, _, pointer = reference.partition("#")
    if target:
        file = ((SPEC / file).parent / target).resolve().relative_to(SPEC).as_posix()
    return file, pointer


def resolve(file: str, value: Any) -> tuple[str, Any]:
    """What a reference leads to, and the file it stands in."""
    while "$ref" in value:
        file, pointer = absolute(file, value["$ref"])
        value = document(file)
        for key in pointer.split("/")[1:]:
            value = value[key.replace("~1", "/").replace("~0", "~")]
    return file, value


@cache
def operations() -> Mapping[str, tuple[str, Any]]:
    """Every operation by its ID, and the file it stands in."""
    return {
        item[method]["operationId"]: (file, item[method])
        for path in document("openapi.yaml")["paths"].values()
        for file, item in [resolve("openapi.yaml", path)]
        for method in METHODS
        if method in item
    }


def documented_errors(operation: str) -> set[str]:
    """The error types an operation can end in."""
    common = document("openapi.yaml")["x-errors"]["common"]
    return {*common, *operations()[operation][1]["x-errors"]}


def error_status(type: str) -> int:
    status: int = document("openapi.yaml")["x-errors"]["types"][type]["status"]
    return status


@cache
def validator(operation: str, status: str) -> Draft202012Validator | None:
    """The judge of a body; None: there is to be none. What is documented nowhere is to be an error."""
    file, found = operations().get(operation, ("openapi.yaml", {"responses": {}}))
    if status in found["responses"]:
        file, response = resolve(file, found["responses"][status])
        if "content" not in response:
            return None
        reference = response["content"]["application/json"]["schema"]["$ref"]
        schema = {"$ref": BASE + "#".join(absolute(file, reference))}
    elif status == "204":
        return None
    else:
        schema = {"$ref": f"{BASE}schemas/error.yaml#/ErrorBody"}
    return Draft202012Validator(schema, registry=registry(), format_checker=FORMATS)


@cache
def faults(operation: str, answer: Answer) -> tuple[str, ...]:
    """What in an answer contradicts the description. Many tests meet the same answers, so the verdicts are kept.

    Without an operation it is the answer to a route nobody knows, or to a browser that asks what it may do.
    """
    return tuple(_faults(operation, answer))


def _faults(operation: str, answer: Answer) -> Iterator[str]:
    if answer.dropped:
        return
    name, status = operation or "no operation", str(answer.status)
    known = operations()[operation][1]["responses"] if operation else ("204", "404")
    if status not in known:
        yield f"{name}: {status} is not documented"
    judge = validator(operation, status)
    if judge is None:
        if answer.body:
            yield f"{name} {status}: has a body"
        return
    content_type = dict(answer.headers)["Content-Type"]
    if content_type != "application/json; charset=UTF-8":
        yield f"{name} {status}: {content_type}"
    try:
        body = json.loads(answer.body)
    except ValueError:
        yield f"{name} {status}: no JSON"
        return
    check: Callable[[Any], Iterable[ValidationError]] = cast(Any, judge).iter_errors
    errors = [f"{name} {status}: {error.json_path}: {error.message}" for error in check(body)]
    yield from errors or undocumented_members(name, judge, body)
    if not errors and answer.status >= 400:
        known = documented_errors(operation) if operation else {"general_route_not_found"}
        if body["type"] not in known:
            yield f"{name}: {body['type']} is not documented"


def undocumented_members(
    operation: str, judge: Draft202012Validator, body: Mapping[str, Any]
) -> Iterator[str]:
    """Members the description does not know: of the body, and of the objects in a list."""
    schema: Any = judge.schema
    found = members("openapi.yaml", {"$ref": schema["$ref"].removeprefix(BASE)})
    yield from (f"{operation}: {name}" for name in body.keys() - found.keys())
    for name, (file, member) in found.items():
        if member.get("type") == "array" and "$ref" in member["items"]:
            known = members(file, member["items"])
            yield from (
                f"{operation}: {name}: {extra}"
                for item in body[name]
                for extra in item - known.keys()
            )


def members(file: str, schema: Any) -> dict[str, tuple[str, Any]]:
    """The members an object may have, whichever of its alternatives it is, and the file each stands in."""
    file, schema = resolve(file, schema)
    found = {name: (file, member) for name, member in schema.get("properties", {}).items()}
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        found = members(file, part) | found
    return found
