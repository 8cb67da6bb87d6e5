"""Texts that try to leave the place they are put in.

Whatever they are Python, a shell or a page for, one that gets out leaves ``CANARY``: a file in the working folder, or
a global variable of the page.
"""

from __future__ import annotations

CANARY = "canary"

_WRITE = f"open('{CANARY}','w').close()"
_TOUCH = f"touch {CANARY}"
_SCRIPT = f"window.{CANARY}=1"

CODE = {
    "double-quotes": f'";{_WRITE};"',
    "single-quotes": f"';{_WRITE};'",
    "triple-quotes": f'"""\n{_WRITE}\n"""',
    "triple-single-quotes": f"'''\n{_WRITE}\n'''",
    "quotes-in-a-row": f'""""""\n{_WRITE}\n',
    "backslash-at-the-end": "text \\",
    "backslashes-at-the-end": "text \\\\\\",
    "backslash-and-quotes": f'\\"""\n{_WRITE}\n\\"""',
    "lines": f"\n{_WRITE}\n\r\n    {_WRITE}\r{_WRITE}",
    "line-separators": f"\x85{_WRITE}\u2028{_WRITE}\u2029{_WRITE}\x0b{_WRITE}\x0c{_WRITE}",
    "braces": f"{{{_WRITE}}}{{0}}{{}}{{self}}{{",
    "template": f"{{{{ {_WRITE} }}}}{{% for x in y %}}{{# c #}}",
    "template-code": "{{ self.__init__.__globals__ }}{% include '/etc/passwd' %}{%",
    "escapes": "\\N{BULLET}\\N{NO SUCH NAME}\\x\\x4\\u12\\U00\\777\\",
    "percent": "%s%(name)s%n%",
    "comment": f"# {_WRITE}\n{_WRITE} #",
    "type-comment": f"# type: ignore[{_WRITE}]\n# type: {_WRITE}",
    "coding": "# -*- coding: utf-7 -*-\n# coding: rot13",
    "statement": f"= {_WRITE} or (lambda: 0)(\n) -> {_WRITE}:",
    "annotation": f"str] = {_WRITE}, x: dict[str",
    "subscript": f"__import__('pathlib').Path('{CANARY}').touch()",
}
"""For Python, and for what is made of it."""

DATA = {
    "toml": f'"\n[project.scripts]\nx = "os:system"\n[tool.hatch]\n{CANARY} = "',
    "toml-literal": f"'''\n[build-system]\nbuild-backend = '{CANARY}'\n'''",
    "yaml": f"a: b\n- c: &a [*a]\n{CANARY}: !!python/object/apply:os.system [id]",
    "json": f'"}}],"{CANARY}":[{{"\\u0022',
    "header": f"x\r\nX-Injected: {CANARY}\r\n\r\n",
}
"""For the other files, and for requests."""

SHELL = {
    "substitution": f"$({_TOUCH})",
    "backticks": f"`{_TOUCH}`",
    "shell-quotes": f"'; {_TOUCH}; '\"; {_TOUCH}; \"",
    "shell-lines": f"\n{_TOUCH}\n",
    "shell-backslash": f"\\'; {_TOUCH} #\\",
    "variable": f"${{IFS}}$HOME$$ $'\\n{_TOUCH}' !! *",
    "redirection": f"> {CANARY} | tee {CANARY} & {_TOUCH} && {_TOUCH}",
    "option": f"-o {CANARY} --output={CANARY} -K /etc/passwd @/etc/passwd",
    "here-document": f"<<EOF\n$({_TOUCH})\nEOF\n",
}
"""For the command lines of the documentation."""

PAGE = {
    "script": f"<script>{_SCRIPT}</script>",
    "script-end": f"</script><script>{_SCRIPT}</script>",
    "image": f"<img src=x onerror={_SCRIPT}>",
    "svg": f"<svg/onload={_SCRIPT}><style>@import 'http://evil.invalid/a';</style>",
    "attribute": f'" onmouseover="{_SCRIPT}" autofocus onfocus=\'{_SCRIPT}\' x="',
    "attribute-single": f"' autofocus onfocus='{_SCRIPT}",
    "elements-end": f"</code></pre></td></table></main></body><img src=x onerror={_SCRIPT}>",
    "raw-text": f"</textarea></title></style></noscript><img src=x onerror={_SCRIPT}>",
    "comments": f"<!-- --><img src=x onerror={_SCRIPT}><!-- ]]> <?x <![CDATA[",
    "frames": "<iframe src=http://evil.invalid></iframe><base href=http://evil.invalid/><meta http-equiv=refresh content=0;url=http://evil.invalid>",
    "entities": f"&lt;script&gt;{_SCRIPT}&lt;/script&gt;&#60;img src=x onerror={_SCRIPT}&#62;",
    "link": f"[x](javascript:{_SCRIPT}) [y](JaVaScRiPt:{_SCRIPT}) [z](java\nscript:{_SCRIPT})",
    "link-data": f"[x](data:text/html,<script>{_SCRIPT}</script>) [y](&#106;avascript:{_SCRIPT}) [z](vbscript:x)",
    "link-quotes": f"[x](http://a.invalid/\"onmouseover=\"{_SCRIPT}) <http://b.invalid/'onclick='{_SCRIPT}>",
    "link-reference": f"[a]: javascript:{_SCRIPT}\n\n[a] ![a][a] [b]: http://evil.invalid",
    "autolink": f'<javascript:{_SCRIPT}> <http://evil.invalid/"><img src=x onerror={_SCRIPT}>',
    "markdown-image": "![x](http://evil.invalid/x.png) ![y](//evil.invalid/y.png)",
    "code-end": f"`x ``` \n```\n<img src=x onerror={_SCRIPT}>\n~~~\n",
    "code-language": f'```"><img src=x onerror={_SCRIPT}>\nx\n```',
    "table": f"| a | b |\n|---|---|\n| <img src=x onerror={_SCRIPT}> | `|` |\n",
    "heading": "\n# Heading\n\nHeading\n===\n\n> - # deep\n\n---\n",
    "url": f"javascript:{_SCRIPT}",
    "url-odd": f"\x01 java\tscript:{_SCRIPT}",
}
"""For the documentation in a browser."""

NAMES = {
    "parent": "../../../../../../tmp/" + CANARY,
    "absolute": "/etc/" + CANARY,
    "windows": f"C:\\{CANARY}\\..\\..\\{CANARY}",
    "encoded": "%2e%2e%2f%2e%2e%2f" + CANARY,
    "dots": "...",
    "nul": "a\x00b\x00",
    "bidi": "\u202ek\u202d\u2066n\u2069a\u200fm\u061c",
    "zero-width": "na\u200bme\u200d\u2060\ufeff\u00ad",
    "homoglyphs": "ｓｅｌｆ ﬁle ªº ℂlass ｐｒｉｎｔ \u0455elf",
    "combining": "e\u0301 o\u0308 a" + "\u0301" * 50,
    "controls": "\x1b[31mred\x07\x08\x7f\x9b0m",
    "long": "long" * 600,
    "astral": "\U0001f600 \U0001d4c8\U0001d4ee\U0001d4f5\U0001d4ef \U000e0041 \uffff",
}
"""For names, and files named after them."""

TAGGED = {**CODE, **DATA, **SHELL, **PAGE, **NAMES}
"""Payloads that may stand behind another text."""

EXACT = [
    *"""__init__ __import__ __class__ __name__ __all__ __slots__ self cls client print exec eval open models enums errors
    services _runtime runtime options body UNSET Any None True class import async match type str int dict list
    super property TypeVar msgspec Struct field from_dict to_dict con NUL aux lpt1 index search site llms
    openapi README pyproject __proto__ constructor""".split(),
    *("", " ", "..", ".", "/", "\\", "_", "__", "-", "0", "～", "con.txt"),
]
"""Names that something has already, to stand alone."""
