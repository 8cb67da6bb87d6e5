"""The package as a whole: what it exports, what its client takes."""

from __future__ import annotations

from generator import ir
from generator.config import Config
from generator.frozen import frozen
from generator.python.describe import entry, sentence
from generator.python.errors import exported_errors
from generator.python.imports import import_block
from generator.python.layout import Group, lay_out, lay_out_annotation
from generator.python.servers import annotation, default_server, is_absolute, template, variables
from generator.python.text import WIDTH, docstring, literal, prose

_RUNTIME_EXPORTS = {
    "._runtime.notices": [
        "ApiWarning",
        "InsecureTransportWarning",
        "ResponseWarning",
        "ServerWarning",
    ],
    "._runtime.options": ["RequestOptions"],
    "._runtime.unset": ["UNSET", "Unset"],
}


@frozen()
class PackageCode:
    """What the templates of the package's own modules ask."""

    api: ir.Api
    config: Config

    def exports(self) -> dict[str, list[str]]:
        """Every public name by the module that holds it, relative to the package."""
        enums = [d.name for d in self.api.types if isinstance(d, ir.Enum)]
        models = [d.name for d in self.api.types if not isinstance(d, ir.Enum)]
        modules = {
            ".client": ["AsyncClient", "Client"],
            **{
                f".services.{s.name}": [f"Async{s.class_name}", s.class_name]
                for s in self.api.services
            },
            **{f".{module}": list(names) for module, names in self.config.exports},
            ".enums": enums,
            ".models": models,
            ".errors": exported_errors(self.api),
            **self._client_credentials(),
            **_RUNTIME_EXPORTS,
        }
        return {module: sorted(names) for module, names in modules.items() if names}

    def _client_credentials(self) -> dict[str, list[str]]:
        """Where the client can fetch access tokens itself, the class that says with what."""
        fetches = any(scheme.token_url for scheme in self.api.schemes)
        return {"._runtime.oauth2": ["ClientCredentials"]} if fetches else {}

    def reexports(self) -> str:
        """The exports as import statements that type checkers take for re-exports (PEP 484, stub files)."""
        named = {module: [f"{n} as {n}" for n in names] for module, names in self.exports().items()}
        return import_block(named, indent=4)

    def names(self) -> list[str]:
        """Every public name, sorted."""
        return sorted(name for names in self.exports().values() for name in names)

    def client_imports(self) -> str:
        """What the annotations of the clients need."""
        services = {
            f".services.{service.name}": [f"Async{service.class_name}", service.class_name]
            for service in self.api.services
        }
        needed = {
            "collections.abc": ["Mapping", "Sequence"],
            "._runtime.middleware": ["AsyncMiddleware", "Middleware"],
            **self._client_credentials(),
            "._runtime.options": ["AsyncTransportChoice", "TransportChoice"],
        }
        if any(allowed for _, allowed, _ in variables(self.api).values()):
            needed["typing"] = ["Literal"]
        return import_block({**needed, **services}, indent=4)

    def endpoint(self) -> str:
        """The base URL a client has of itself, as a literal with the defaults of its variables. Often empty."""
        if server := default_server(self.api):
            return literal(template(server))
        return literal(self.api.servers[0].default_url) if self.api.servers else ""

    def has_default_endpoint(self) -> bool:
        """Whether a client needs no endpoint; one that is given stands for all servers of the description then."""
        return default_server(self.api) is not None

    def server_variables(self) -> list[tuple[str, str, str]]:
        """(argument, parameter of the constructor, description) for each variable of a base URL."""
        found: list[tuple[str, str, str]] = []
        for name, (default, allowed, text) in variables(self.api).items():
            parameter = lay_out_annotation(
                f"{name}: ", f"{annotation(allowed)} | None", " = None,", 8, width=WIDTH
            )
            said = "" if default is None else f"Default: `{default}`."
            found.append((name, parameter, f"{sentence(text)} {said}".strip()))
        return found

    def variables_mapping(self) -> str:
        """The variables of base URLs by argument, as the runtime wants them."""
        pairs = tuple((f"{literal(name)}: ", name) for name in variables(self.api))
        return lay_out(Group("{", pairs, "}"), 12, before=len("variables="), width=WIDTH - 1)

    def credentials(self) -> list[tuple[str, str, str]]:
        """(argument, annotation, description) for each credential the client takes."""
        return [
            (scheme.argument, _accepted(scheme), _explained(scheme))
            for scheme in self.api.schemes
            if scheme.kind != "mutual_tls"
        ]

    def credentials_mapping(self) -> str:
        """The credentials by argument, as the runtime wants them."""
        pairs = ((f"{literal(name)}: ", name) for name, _, _ in self.credentials())
        return lay_out(
            Group("{", tuple(pairs), "}"), 12, before=len("credentials="), width=WIDTH - 1
        )

    def headers_mapping(self) -> str:
        """The client's headers: those with an argument of their own, and the caller's."""
        own = [(f"{literal(h.header)}: ", h.argument) for h in self.config.client_headers]
        if not own:
            return "headers"
        group = Group("{", (*own, ("**", "(headers or {})")), "}")
        return lay_out(group, 12, before=len("headers="), width=WIDTH - 1)

    def constant_headers(self) -> str:
        """Headers sent with every request, as pairs."""
        pairs = tuple(
            ("", Group("(", (("", literal(name)), ("", literal(value))), ")"))
            for name, value in self.config.constant_headers
        )
        return lay_out(
            Group("(", pairs, ",)" if len(pairs) == 1 else ")"), 4, before=8, width=WIDTH - 1
        )

    def client_docstring(self, asynchronous: bool) -> str:
        """What a client is, with every argument of its constructor."""
        opening = (
            "A client for asyncio; it works in one event loop after another."
            if asynchronous
            else "A client that blocks until the answer is there; threads can share it."
        )
        entries = [
            entry(name, text, WIDTH - 4)
            for name, text in [
                *self._endpoint(),
                *self._credential_texts(),
                *_client_arguments(asynchronous),
            ]
        ]
        block = "an `async with`" if asynchronous else "a `with`"
        after = f"Use it in {block} block, or call `close()`, to give its connections back."
        return docstring("\n".join([opening, "", after, "", "Args:", *entries]), 4)

    def _endpoint(self) -> list[tuple[str, str]]:
        text = f"Base URL of the API, or `{self.variable('endpoint')}`."
        if server := default_server(self.api):
            text += f" Default: `{server.url}`."
            if any(is_absolute(o) for service in self.api.services for o in service.operations):
                text += " Another one is for all calls, also those with a server of their own."
        elif self.api.servers:
            text += f" It probably ends with `{self.api.servers[0].default_url}`."
        return [("endpoint", text)] + [
            (name, f"Fills `{{{name}}}` in URLs, or `{self.variable(name)}`. {text}".strip())
            for name, _, text in self.server_variables()
        ]

    def _credential_texts(self) -> list[tuple[str, str]]:
        named = [
            (argument, f"{sentence(text)} Or `{self.variable(argument)}`.".strip())
            for argument, _, text in self.credentials()
        ]
        return named + [(h.argument, sentence(h.description)) for h in self.config.client_headers]

    def service_docstring(self, service: ir.Service) -> str:
        """What stands under the property that gives a service."""
        text = sentence(service.description or f"The operations of {service.name}")
        return docstring(prose(text, WIDTH - 8), 8)

    def variable(self, argument: str) -> str:
        """The environment variable that stands in for a client argument."""
        return f"{self.config.env}_{argument.upper()}"

    def schemes(self) -> str:
        """The security schemes as a tuple of constructor calls."""
        calls = tuple(("", _scheme(scheme)) for scheme in self.api.schemes)
        group = Group("(", calls, ",)" if len(calls) == 1 else ")")
        return lay_out(group, 4, before=len("schemes="), width=WIDTH - 1)

    def summary(self) -> str:
        """One line that says what the package is for."""
        return sentence(self.config.description or self.api.summary or self.api.title)

    def text(self) -> str:
        """The package's docstring."""
        parts = [self.summary(), self.api.description]
        return docstring(prose("\n\n".join(part for part in parts if part), WIDTH))

    def error_types(self) -> str:
        """The exceptions by the error type they stand for."""
        pairs = tuple((f"{literal(error.wire)}: ", error.name) for error in self.api.errors)
        return lay_out(Group("{", pairs, "}"), before=44, width=WIDTH)

    def error_docstring(self, error: ir.ErrorType) -> str:
        """The docstring of a documented error's class."""
        return docstring(prose(f"{error.status}: {sentence(error.description)}", WIDTH - 4), 4)


def _scheme(scheme: ir.Scheme) -> Group:
    items = [("", literal(scheme.key))]
    items += [("kind=", literal(scheme.kind))] if scheme.kind != "api_key" else []
    items += [("location=", literal(scheme.location))] if scheme.location != "header" else []
    items += [("wire=", literal(scheme.wire))] if scheme.wire != "Authorization" else []
    items += [("argument=", literal(scheme.argument))] if scheme.argument != scheme.key else []
    items += [("token_url=", literal(scheme.token_url))] if scheme.token_url else []
    return Group("Scheme(", tuple(items), ")")


def _accepted(scheme: ir.Scheme) -> str:
    """The type of a credential."""
    if scheme.kind == "basic":
        return "tuple[str, str]"
    return "str | ClientCredentials" if scheme.token_url else "str"


def _explained(scheme: ir.Scheme) -> str:
    ways = ""
    if scheme.token_url:
        ways = (
            "An access token, or `ClientCredentials` with which the client fetches tokens itself."
        )
    elif scheme.kind == "other":
        ways = "The whole `Authorization` header, unless a middleware adds it."
    return f"{sentence(scheme.description)} {ways}".strip() if ways else scheme.description


def _client_arguments(asynchronous: bool) -> list[tuple[str, str]]:
    protocol = "an `AsyncTransport`" if asynchronous else "a `Transport`"
    return [
        ("timeout", "Seconds for one attempt, from connecting to the last byte."),
        ("connect_timeout", "Seconds for opening a connection."),
        ("deadline", "Seconds for a whole call, retries and waits included; None: no such bound."),
        ("retries", "How often to try again after a failure that repeating can mend."),
        ("headers", "Sent with every request; None in place of a value removes a header."),
        ("query", "Added to every URL."),
        ("proxy", "URL of a proxy; None: the usual environment variables decide."),
        ("ca_file", "PEM file of certificate authorities to trust besides the system's."),
        ("client_cert", "PEM file with certificate and key, or a pair of files."),
        (
            "transport",
            f'`"httpx2"`, `"pyreqwest"` or {protocol} of your own; None: httpx2.',
        ),
        ("middleware", "Called around every attempt, the first outermost."),
    ]
