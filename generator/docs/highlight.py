"""Code as HTML with its parts marked, so that style sheets can colour it without a script."""

from __future__ import annotations

import re
from html import escape

_KEYWORDS = (
    "and|as|assert|async|await|break|case|class|continue|def|del|elif|else|except|False|finally|for|from|if|import|in"
    "|is|lambda|match|None|not|or|pass|raise|return|True|try|while|with|yield"
)
# Where nothing of interest can begin is told first, or every alternative would be tried at every character.
_PYTHON = re.compile(
    rf"""(?=[\#"'\w])(?:(?P<c>\#[^\n]*)"""
    rf"""|(?P<s>[fr]?(?:\"\"\".*?\"\"\"|"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+'))"""
    rf"""|\b(?:(?P<k>(?:{_KEYWORDS})\b)|(?P<t>[A-Z]\w*)|(?P<f>(?<=def\ )\w+)|(?P<n>\d[\d_.]*\b)))""",
    re.S,
)
_SHELL = re.compile(
    r"""(?P<c>(?:^|(?<=\s))\#[^\n]*)|(?P<s>"(?:[^"\\]|\\.)*"|'[^']*')|(?P<k>(?<=\s)--?[A-Za-z][\w-]*)"""
    r"""|(?P<t>^(?:curl|pip|python|export)\b)""",
    re.M,
)
# A text that is no name is passed over whole: searching in it for another one would take the square of its length.
_JSON = re.compile(r""""(?:[^"\\]++|\\.)*+"(?=(?P<k>:)?)""")
_TOML = re.compile(
    r"""(?P<c>\#[^\n]*)|(?P<s>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(?P<t>^[\w.-]+(?=\s*=))|(?P<k>^\[.*?\]$)""",
    re.M,
)
_LANGUAGES = {"python": _PYTHON, "bash": _SHELL, "sh": _SHELL, "json": _JSON, "toml": _TOML}
# The most frequent have the shortest tags: on a large site there are a million of them.
_TAGS = {
    "": ("", ""),
    "k": ("<b>", "</b>"),
    "s": ("<i>", "</i>"),
    **{kind: (f"<i class={kind}>", "</i>") for kind in "cfnt"},
}
_LABELS = {"python": "Python", "bash": "Shell", "sh": "Shell", "json": "JSON", "toml": "TOML"}


def highlighted(code: str, language: str = "") -> str:
    """The text of a block of code; an unknown language stays as it is."""
    # Escaped first: the patterns read an entity as they would read the character.
    text = escape(code, quote=False)
    pattern = _LANGUAGES.get(language.split(" ")[0])
    return pattern.sub(_tagged, text) if pattern else text


def _tagged(match: re.Match[str]) -> str:
    before, after = _TAGS[match.lastgroup or ""]
    return f"{before}{match[0]}{after}"


def code_block(code: str, language: str = "") -> str:
    """A block of code as HTML."""
    return f"<pre><code>{highlighted(code.rstrip(), language)}</code></pre>"


def label(language: str) -> str:
    """What people call a language."""
    return _LABELS.get(language.split(" ")[0], "Text")
