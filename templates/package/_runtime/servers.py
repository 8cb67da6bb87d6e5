"""Base URLs with variables (OpenAPI, Server Variable Object)."""

from __future__ import annotations

import re

from .errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .options import ApiInfo

_VARIABLE = re.compile(r"\{(\w+)(?:=([^{}]*))?\}")


def filled(template: str, api: ApiInfo, given: Mapping[str, str]) -> str:
    """The URL with each ``{name}`` or ``{name=default}`` replaced by what is given for it, else by its default.

    Raises:
        ConfigurationError: there is neither, or what is given would lead elsewhere than the template says.
    """
    parts: list[str] = []
    end = 0
    for found in _VARIABLE.finditer(template):
        name, default = found.groups()
        if name not in given and default is None:
            variable = api.variable(name)
            hint = f" (or the environment variable {variable})" if variable else ""
            raise ConfigurationError(f"the URL {template} needs {name}=...{hint}")
        value = given.get(name, default)
        if name in given and _leads_away(value, template[: found.start()], template[found.end() :]):
            raise ConfigurationError(f"{name}={value!r} cannot stand in the URL {template}")
        parts += [template[end : found.start()], value]
        end = found.end()
    return "".join([*parts, template[end:]])


def _leads_away(value: str, before: str, after: str) -> bool:
    """Whether a value ends the host it is only a part of, or walks up the path (RFC 3986, sections 3.2 and 5.2.4)."""
    _, separator, rest = _VARIABLE.sub("", before).partition("//")
    in_authority = bool(separator) and "/" not in rest
    ends_host = in_authority and "/" in value and after[:1] not in ("", "/")
    steps = value.lower().replace("%2e", ".").split("/")
    return ends_host or "\\" in value or "." in steps or ".." in steps
