"""What an operation answers, and what a caller needs to be let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lowering import lowered, response, with_operation

# --- responses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("responses", "result"),
    [
        (f"'200': {response(schema='type: string')}", "string"),
        (f"'200': {response()}", "nothing"),
        (f"'204': {response(schema='type: string')}", "nothing"),
        (
            f"'200': {response(schema='type: string')}, '201': {response(schema='type: string')}",
            "string",
        ),
        (
            f"'200': {response(schema='type: string')}, '201': {response(schema='type: integer')}",
            "string | integer",
        ),
        (f"'200': {response(schema='type: string')}, '204': {response()}", "string?"),
        (
            f"'404': {response(schema='type: string')}, '2XX': {response(schema='type: integer')}",
            "integer",
        ),
        (
            f"'200': {response(schema='type: string')}, default: {response(schema='type: integer')}",
            "string",
        ),
        (f"default: {response(schema='type: integer')}", "integer"),
        (
            f"'200': {response(schema='properties: {a: {}}')}, '201': {response(schema='properties: {a: {}}')}",
            "ActResponse",
        ),
        (f"'404': {response(schema='type: string')}", "nothing"),
        (f"'302': {response()}", "nothing"),
        (f"'200': {response(schema='properties: {a: {}}')}", "ActResponse"),
        (
            f"'200': {response(schema='properties: {a: {}}')}, '202': {response(schema='properties: {b: {}}')}",
            "ActResult",
        ),
    ],
)
def test_what_a_call_returns(tmp_path: Path, responses: str, result: str) -> None:
    assert with_operation(tmp_path, f"responses: {{{responses}}}").result("act") == result


@pytest.mark.parametrize(
    ("content", "type", "codec"),
    [
        ("text/plain: {schema: {type: string}}", "string", "text"),
        ("application/pdf: {}", "binary", "binary"),
        ("text/html: {schema: {type: string}}, application/pdf: {}", "binary", "binary"),
        ("text/event-stream: {schema: {type: integer}}", "integer", "sse"),
        ("application/x-ndjson: {schema: {type: integer}}", "integer", "jsonl"),
        ("application/json: {}", "any", "json"),
        ("text/csv: {}, application/hal+json: {schema: {type: integer}}", "integer", "json"),
        ("'*/*': {schema: {type: integer}}", "integer", "json"),
    ],
)
def test_codecs_of_results(tmp_path: Path, content: str, type: str, codec: str) -> None:
    text = response(f"content: {{{content}}}")
    result = with_operation(tmp_path, f"responses: {{'200': {text}}}")
    assert (result.result("act"), result.operation("act").result_codec) == (type, codec)


def test_head_returns_nothing(tmp_path: Path) -> None:
    text = response(schema="type: string")
    result = lowered(
        tmp_path, f"paths: {{/a: {{head: {{operationId: act, responses: {{'200': {text}}}}}}}}}"
    )
    assert result.result("act") == "nothing"


def test_every_response_is_described(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        """
        responses:
          "200":
            description: Well.
            headers: {X-Pages: {description: Pages., schema: {type: integer}}}
            content:
              text/plain: {}
              application/json: {schema: {type: string}, examples: {one: {value: 1}}}
          4xx: {description: Badly.}
          default: {description: Somehow., content: {application/json: {schema: {properties: {a: {}}}}}}
        """,
        valid=False,
    )
    well, badly, somehow = result.operation("act").responses
    assert [r.status for r in (well, badly, somehow)] == ["200", "4XX", "default"]
    assert [content.codec for content in well.content] == ["json", "text"]
    assert well.content[0].examples == (1,)
    assert [(h.wire, result.text(h.type), h.description) for h in well.headers] == [
        ("X-Pages", "integer", "Pages.")
    ]
    assert badly.content == ()
    assert result.text(somehow.content[0].type) == "ActResponseDefault"


# --- security and servers --------------------------------------------------------------------------------------------

_SCHEMES = """
    components:
      securitySchemes:
        key: {type: apiKey, in: header, name: X-Key}
        self: {type: apiKey, in: query, name: k}
        crumb: {type: apiKey, in: cookie, name: c}
        basic: {type: http, scheme: Basic}
        token: {type: http, scheme: bearer}
        digest: {type: http, scheme: digest}
        oauth:
          type: oauth2
          flows:
            authorizationCode: {authorizationUrl: "https://a", tokenUrl: "https://code", scopes: {read: Read.}}
            clientCredentials: {tokenUrl: "https://token", scopes: {write: Write.}}
        connect: {type: openIdConnect, openIdConnectUrl: "https://o"}
        tls: {type: mutualTLS}
    security: [{key: [], token: []}]
    """


def test_schemes_are_arguments_of_the_client(tmp_path: Path) -> None:
    result = lowered(tmp_path, _SCHEMES)
    assert [(s.key, s.argument, s.kind, s.location, s.wire) for s in result.api.schemes] == [
        ("key", "key", "api_key", "header", "X-Key"),
        ("self", "self_", "api_key", "query", "k"),
        ("crumb", "crumb", "api_key", "cookie", "c"),
        ("basic", "basic", "basic", "header", "Authorization"),
        ("token", "token", "bearer", "header", "Authorization"),
        ("digest", "digest", "other", "header", "Authorization"),
        ("oauth", "oauth", "oauth2", "header", "Authorization"),
        ("connect", "connect", "openid_connect", "header", "Authorization"),
        ("tls", "tls", "mutual_tls", "header", "Authorization"),
    ]
    oauth = next(s for s in result.api.schemes if s.key == "oauth")
    assert oauth.token_url == "https://token"
    assert oauth.scopes == (("write", "Write."), ("read", "Read."))
    assert result.codes == ["unsupported-security-scheme"]


def test_a_scheme_no_header_can_carry_is_left_out(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        paths: {/: {get: {operationId: act, security: [{key: []}]}}}
        components: {securitySchemes: {key: {type: apiKey, in: header, name: My Key}}}
        """,
    )
    assert result.api.schemes == ()
    assert result.operation("act").security == ()
    assert result.codes == ["unsupported-security-scheme"]


def test_a_scheme_that_leads_nowhere_is_found_where_it_stands(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        paths: {}
        components: {securitySchemes: {key: {$ref: "#/components/nope"}}}
        """,
    )
    found = result.found("unsupported-security-scheme")
    assert found.pointer.endswith("#/components/securitySchemes/key")


@pytest.mark.parametrize(
    ("security", "alternatives"),
    [
        ("", [["key", "token"]]),
        ("security: []", []),
        ("security: [{}]", []),
        ("security: [{}, {key: []}]", [[], ["key"]]),
        ("security: [{oauth: [read, write]}, {basic: []}]", [["oauth read write"], ["basic"]]),
    ],
)
def test_an_operation_may_replace_the_requirements(
    tmp_path: Path, security: str, alternatives: list[list[str]]
) -> None:
    result = with_operation(tmp_path, security or "summary: x", _SCHEMES)
    found = [
        [" ".join((use.scheme, *use.scopes)) for use in requirement]
        for requirement in result.operation("act").security
    ]
    assert found == alternatives


@pytest.mark.parametrize(
    ("security", "alternatives"),
    [
        ("[{odd: []}, {token: []}]", [["token"]]),
        ("[{odd: [], key: []}, {token: []}]", [["token"]]),
        ("[{tokn: []}, {token: []}]", [["token"]]),
        ("[{odd: [], key: []}]", [["key"]]),
        ("[{odd: []}]", []),
        ("[{odd: []}, {}]", []),
    ],
)
def test_a_requirement_that_cannot_be_met_does_not_hide_one_that_can(
    tmp_path: Path, security: str, alternatives: list[list[str]]
) -> None:
    odd = "securitySchemes:\n        odd: {type: apiKey, in: header, name: My Key}"
    schemes = _SCHEMES.replace("securitySchemes:", odd)
    result = with_operation(tmp_path, f"security: {security}", schemes)
    found = [[use.scheme for use in needed] for needed in result.operation("act").security]
    assert found == alternatives


def test_an_unknown_scheme_is_left_out(tmp_path: Path) -> None:
    result = with_operation(tmp_path, "security: [{tokn: []}]", _SCHEMES)
    found = result.found("unknown-security-scheme")
    assert (found.severity, found.hint) == ("warning", "did you mean 'token'?")
    assert result.operation("act").security == ()


def test_servers_with_variables(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        "servers: [{url: https://other}]",
        """
        servers:
          - url: https://{region}.example.com:{port}/v1
            description: Regions.
            variables:
              region: {default: eu, enum: [eu, us], description: Where.}
              port: {default: "443"}
        """,
    )
    (server,) = result.api.servers
    assert server.default_url == "https://eu.example.com:443/v1"
    assert server.variables == (("region", "eu", ("eu", "us"), "Where."), ("port", "443", (), ""))
    assert [s.url for s in result.operation("act").servers] == ["https://other"]


def test_a_media_type_is_called_as_it_is_where_it_is_referred_to(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        "paths: {/a: {get: {responses: {'200': {description: x, content: {text/csv: {$ref: '#/x-0'}}}}}}}\n"
        "x-0: {schema: {type: string}}",
    )
    assert "invalid-media-type" not in result.codes
