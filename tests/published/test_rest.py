"""What is published and cannot be executed here is held to what it speaks of, all the same."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib

import pytest

from appwrite_messaging import Messaging
from appwrite_messaging.client import API
from tests.published.collect import ROOT, distinct

VARIABLES = {API.variable(name) for name in ("endpoint", *(s.argument for s in API.schemes))}
SIGNATURES = distinct("python signature")
INSTALLED = tomllib.loads((ROOT / "generated/pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("place", SIGNATURES)
def test_a_signature_is_that_of_the_method(place: str) -> None:
    (stub,) = ast.parse(SIGNATURES[place]).body
    assert isinstance(stub, ast.FunctionDef)
    method = inspect.signature(getattr(Messaging, stub.name))
    shown = {
        argument.arg: (ast.unparse(argument.annotation or ast.Constant(None)), default is not None)
        for argument, default in zip(stub.args.kwonlyargs, stub.args.kw_defaults, strict=True)
    }
    true = {
        name: (
            parameter.annotation.replace(" | Unset", ""),
            parameter.default is not parameter.empty,
        )
        for name, parameter in method.parameters.items()
        if name != "self"
    }
    assert list(shown.items()) == list(true.items())
    assert ast.unparse(stub.returns or ast.Constant(None)) == method.return_annotation


@pytest.mark.parametrize("code", distinct("export").values())
def test_a_variable_that_is_set_is_one_the_client_reads(code: str) -> None:
    lines = code.strip().split("\n")
    named = [re.fullmatch(r'export (\w+)="[^"$`]+"', line) for line in lines]
    assert {found and found[1] for found in named} <= VARIABLES


@pytest.mark.parametrize("code", distinct("pip").values())
def test_what_is_installed_is_this_distribution(code: str) -> None:
    extras = "|".join(INSTALLED["optional-dependencies"])
    assert re.fullmatch(rf'pip install "?{INSTALLED["name"]}(\[({extras})\])?"?\n', code)


def test_every_method_shows_its_signature() -> None:
    shown = {re.findall(r"def (\w+)", code)[0] for code in SIGNATURES.values()}
    assert shown == {name for name in vars(Messaging) if not name.startswith("_")}
