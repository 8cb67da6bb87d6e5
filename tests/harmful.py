"""A description that means harm: every text and every name on the wire tries to leave its place."""

from __future__ import annotations

from typing import Any

from generator import ir

HARM = """\
<script>alert(1)</script> </td></tr></table><img src=x onerror=alert(2)> <!-- {{ 7 * 7 }} ]]> <?php

# Injected heading
===
text
---
[link](javascript:alert(3)) ![image](https://evil.example/x.png) [a]: javascript:alert(4) <javascript:alert(5)>
`open <b> ``` ~~~ **strong *both a|b \\` \\[ \u202e \x00

~~~ `x`
- # deep
> ## quoted

```html
<script>alert(6)</script>
"""

NASTY = '<i>"`|'


HERE = f"a`b<c>.yaml#/{NASTY}"
ERRATA = (ir.Erratum(page=HARM, truth=HARM, reason=HARM),)
SERVER = "https://api.example.com"


def harmful_api() -> ir.Api:
    """One operation with everything, each text and each name on the wire as bad as it can be."""
    return ir.Api(
        title=HARM,
        version=NASTY,
        summary=HARM,
        description=HARM,
        servers=(ir.Server(url=SERVER, default_url=SERVER, description=HARM),),
        schemes=(
            ir.Scheme(
                key=NASTY,
                argument="key",
                kind="api_key",
                wire="X-Key",
                description=HARM,
                pointer=HERE,
            ),
        ),
        services=(
            ir.Service(
                name="things",
                class_name="Things",
                tag=HARM,
                description=HARM,
                operations=(_operation(),),
            ),
        ),
        types=(_model(), _enum(), _alias()),
        errors=(
            ir.ErrorType(wire=NASTY, name="OddError", status=404, description=HARM, pointer=HERE),
        ),
        error_body=ir.ErrorBody(type=NASTY),
        errata=ERRATA,
    )


def _model() -> ir.Model:
    text = ir.Scalar("string", None, ir.Constraints(min_length=1, pattern="^<x>|y$"))
    odd = ir.Field(
        wire=NASTY, name="odd", type=text, required=False, description=HARM, pointer=HERE
    )
    kind = ir.Field(
        wire="kind",
        name="kind",
        type=ir.Nullable(ir.LiteralType((NASTY, "Thing"))),
        required=True,
        default=ir.Default({NASTY: [HARM]}),
        pointer=HERE,
    )
    return ir.Model(
        key="m",
        name="Thing",
        description=HARM,
        fields=(odd, kind),
        extra=ir.AnyType(),
        examples=({NASTY: HARM},),
        errata=ERRATA,
        pointer=HERE,
    )


def _enum() -> ir.Enum:
    member = ir.EnumMember(name="ODD", value=NASTY, description=HARM)
    return ir.Enum(
        key="e", name="Kind", base="string", members=(member,), description=HARM, pointer=HERE
    )


def _alias() -> ir.Alias:
    either = ir.Union((ir.Ref("m"), ir.Scalar("integer")))
    return ir.Alias(
        key="u", name="Either", type=either, description=HARM, examples=(HARM,), pointer=HERE
    )


def _operation() -> ir.Operation:
    content = ir.Content(
        media_type="application/json", codec="json", type=ir.Ref("u"), examples=({NASTY: HARM},)
    )
    return ir.Operation(
        id=NASTY,
        name="make",
        method="POST",
        path=f"/things/{NASTY}/{{id}}",
        summary=HARM,
        description=HARM,
        arguments=_arguments(),
        body=_body(),
        responses=(
            ir.Response(
                status="200", description=HARM, content=(content,), errata=ERRATA, pointer=HERE
            ),
            ir.Response(status="4XX", description=HARM, pointer=HERE),
        ),
        result=ir.Ref("u"),
        errors=(NASTY,),
        security=((ir.SecurityUse(scheme=NASTY, scopes=(NASTY,)),),),
        deprecated=True,
        errata=ERRATA,
        pointer=HERE,
    )


def _arguments() -> tuple[ir.Argument, ...]:
    common: dict[str, Any] = {"required": True, "description": HARM, "pointer": HERE}
    return (
        ir.Argument(
            name="id",
            wire="id",
            location="path",
            type=ir.Scalar("string"),
            examples=(HARM,),
            errata=ERRATA,
            style="simple",
            **common,
        ),
        ir.Argument(
            name="odd",
            wire=NASTY,
            location="query",
            type=ir.Array(ir.Ref("e")),
            default=ir.Default([HARM]),
            examples=([NASTY],),
            style="form",
            explode=True,
            **common,
        ),
        ir.Argument(name="body", wire="body", location="body", type=ir.Ref("m"), **common),
    )


def _body() -> ir.Body:
    return ir.Body(
        media_type="application/json",
        codec="json",
        type=ir.Ref("m"),
        required=True,
        flat=False,
        description=HARM,
        examples=({NASTY: HARM},),
        pointer=HERE,
    )
