"""Path templates as they are sent."""

from __future__ import annotations

import re
from urllib.parse import quote

_TEXT_OR_VARIABLE = re.compile(r"(\{[^{}]+\})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/?:@!$&'()*+,;=%"


def sent(template: str) -> str:
    """A path template in which all but its variables is percent-encoded, where that is not done yet.

    What stays is what a path and a query can hold (RFC 3986, sections 3.3 and 3.4).
    """
    pieces = _TEXT_OR_VARIABLE.split(template)
    for at in range(0, len(pieces), 2):
        pieces[at] = quote(_LONE_PERCENT.sub("%25", pieces[at]), _SAFE, errors="replace")
    return "".join(pieces)
