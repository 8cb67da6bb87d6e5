"""Texts of sdk.toml: taken into code, files and pages as safely as those of a description, or refused with their line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from generator.config import ConfigError
from tests.docs.html import HtmlPage
from tests.hostile.payloads import TAGGED
from tests.hostile.rich import PATH
from tests.hostile.shape import shape
from tests.pipeline import Built, build

SETTINGS = """
[sdk]
spec = {spec}
out = "out"
package = "hostile"
description = {0}
license = {1}
author = {2}
[client.headers.locale]
header = "X-Locale"
description = {3}
[client.constants]
X-Constant = {4}
[docs.comparisons.some-things]
title = {5}
method = "POST"
path = "/pages"
member = "pet"
description = {6}
"""


def made(folder: Path, payload: str) -> Built:
    texts = [json.dumps(f"w{number:03}{payload}", ensure_ascii=False) for number in range(7)]
    config = folder / "sdk.toml"
    text = SETTINGS.format(*texts, spec=json.dumps(str(PATH)))
    config.write_text(text.replace("\x7f", "\\u007f"), "utf-8")
    return build(config)


@pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())
def test_a_text_of_the_settings_stays_one(tmp_path: Path, payload: str) -> None:
    if not payload.isprintable():
        with pytest.raises(ConfigError, match="has to be text of one line"):
            made(tmp_path, payload)
        return
    found, plain = made(tmp_path, payload).files, made(tmp_path, " plain-word").files
    assert found.keys() == plain.keys()
    for name, content in found.items():
        if name.endswith(".py") and "/_runtime/" not in name:
            assert shape(content) == shape(plain[name]), name
        elif name.endswith(".html"):
            assert HtmlPage(content.decode()).problems == [], name
    project = tomllib.loads(found["pyproject.toml"].decode())
    assert project.keys() == tomllib.loads(plain["pyproject.toml"].decode()).keys()
