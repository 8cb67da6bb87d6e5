"""Is this a description that can be carried into a client?

Our own checks run first, because they give exact places where a schema validator gives none; then the JSON Schemas of
openapi-spec-validator judge the shape of every object. All of them report, none stops the others: only a version that
is not ours ends the matter, because nothing else would make sense.
"""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostics
from generator.document import Document
from generator.validate import operations, references, structure

__all__ = ["validate"]

_VERSION = re.compile(r"3\.[01](\.\d+)?(-.*)?")
_HINTS = {
    "2": "convert it first, for instance with `npx swagger2openapi FILE`",
    "3.2": "write 'openapi: 3.1.1' if it uses nothing that is new in 3.2",
}


def validate(document: Document, diagnostics: Diagnostics) -> Document:
    """Reports everything that is wrong with a description (OpenAPI 3.0 and 3.1); returns it with what was repaired."""
    if not _has_version(document, diagnostics):
        return document
    references.check(document, diagnostics)
    document = references.open_maps(document, diagnostics)
    operations.check(document, diagnostics)
    return structure.check(document, diagnostics)


def _has_version(document: Document, diagnostics: Diagnostics) -> bool:
    root = document.node
    if "openapi" not in root and "swagger" not in root:
        message = "this is not an OpenAPI description: it has no member 'openapi'"
        diagnostics.error("unsupported-version", root, message)
        return False
    place = root / ("openapi" if "openapi" in root else "swagger")
    if isinstance(place.value, str) and _VERSION.fullmatch(place.value):
        if place.name == "openapi":
            return True
        message = "'swagger' holds the version 2.0; any later one is the value of 'openapi'"
        diagnostics.error("unsupported-version", place, message)
        return False
    if isinstance(place.value, float):
        message = f"the version {place.value} is a number; it has to be text of three parts"
        hint = f"write 'openapi: {place.value}.0'"
    else:
        message = f"OpenAPI {place.value} is not supported: sdksmith reads OpenAPI 3.0 and 3.1"
        hints = (hint for start, hint in _HINTS.items() if str(place.value).startswith(start))
        hint = next(hints, "")
    diagnostics.error("unsupported-version", place, message, hint)
    return False
