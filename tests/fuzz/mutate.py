"""Damage: a description and a source of chance in, the bytes of a file out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, TypeAlias

import yaml

from tests.fuzz.seeds import Json, seeds
from tests.fuzz.words import KEYWORDS, VALUES
from tests.hostile.payloads import EXACT, TAGGED

Holder: TypeAlias = tuple[Any, Any]
"""A mapping or a list, and a key or an index in it."""

PAYLOADS = [*TAGGED.values(), *EXACT]
MOST = 6
"""Changes to one description."""


def mutant(seed: int, number: int) -> tuple[str, bytes]:
    """The name and the bytes of a damaged description: always the same for a seed and a number."""
    chance = Random(f"{seed}/{number}")
    known = seeds()
    # The rich one is damaged a third of the time, since there is most to damage.
    value = copy.deepcopy(known[0][1] if chance.random() < 1 / 3 else chance.choice(known)[1])
    kind = chance.choices(("json", "yaml", "bytes"), (70, 20, 10))[0]
    if kind != "bytes" or chance.random() < 0.5:
        for _ in range(min(MOST, 1 + int(chance.expovariate(0.6)))):
            chance.choice(CHANGES)(value, chance)
    if kind == "json":
        return "spec.json", _json(value).encode("utf-8", "surrogatepass")
    text = _yaml(value, chance)
    return "spec.yaml", _damaged(text, chance) if kind == "bytes" else text.encode()


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _yaml(value: Json, chance: Random) -> str:
    style = chance.choice((None, True, False))
    try:
        return yaml.dump(
            _harmless(value), Dumper=_Dumper, default_flow_style=style, sort_keys=False
        )
    except (yaml.YAMLError, UnicodeError, RecursionError):
        return json.dumps(value)


def _harmless(value: Json) -> Json:
    """A copy without what YAML cannot write."""
    return json.loads(json.dumps(value).replace("\\ud800", "?").replace("\\udfff", "?"))


class _Dumper(yaml.CSafeDumper):
    """Writes equal parts in full; aliases are made on purpose only."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# --- places ----------------------------------------------------------------------------------------------------------


def places(value: Json) -> Iterator[Holder]:
    """Every member and element of a value."""
    pending = [value]
    while pending:
        holder = pending.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            if isinstance(holder[key], (dict, list)):
                pending.append(holder[key])


def pointers(value: Json) -> Iterator[str]:
    """A reference to every place."""
    pending: list[tuple[str, Json]] = [("#", value)]
    while pending:
        pointer, holder = pending.pop()
        members = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, child in members:
            step = str(key).replace("~", "~0").replace("/", "~1")
            yield f"{pointer}/{step}"
            if isinstance(child, (dict, list)):
                pending.append((f"{pointer}/{step}", child))


def _any(value: Json, chance: Random, wanted: type | tuple[type, ...] = object) -> Holder:
    found = [place for place in places(value) if isinstance(place[0][place[1]], wanted)]
    return chance.choice(found) if found else ({"x": ""}, "x")


# --- changes ---------------------------------------------------------------------------------------------------------


def _delete(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance)
    del holder[key]


def _duplicate(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance)
    twin = copy.deepcopy(holder[key])
    if isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), twin)
    else:
        holder[chance.choice((f"{key}2", f"{key} ", str(key).swapcase(), f"{key}_", f"{key}/"))] = (
            twin
        )


def _swap(value: Json, chance: Random) -> None:
    (one, key), (other, name) = _any(value, chance), _any(value, chance)
    # Copies, so that nothing comes to stand inside itself.
    one[key], other[name] = copy.deepcopy(other[name]), copy.deepcopy(one[key])


def _copy(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance)
    source, name = _any(value, chance)
    holder[key] = copy.deepcopy(source[name])


def _graft(value: Json, chance: Random) -> None:
    """What stands under the same key in another description."""
    _, other = chance.choice(seeds())
    source, name = _any(other, chance)
    same = [(h, k) for h, k in places(value) if k == name and isinstance(k, str)]
    holder, key = chance.choice(same) if same else _any(value, chance)
    holder[key] = copy.deepcopy(source[name])


def _retype(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance)
    holder[key] = copy.deepcopy(chance.choice(VALUES))


def _payload(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, str)
    text = chance.choice(PAYLOADS)
    holder[key] = chance.choice((text, f"{holder[key]}{text}", f"{text}{holder[key]}"))


def _rename(value: Json, chance: Random) -> None:
    """Another name for a member, which keeps its place."""
    holder, key = _any(value, chance)
    if isinstance(holder, dict):
        name = chance.choice((*PAYLOADS, *KEYWORDS, f"x-{key}", f"{key}\u200b"))
        members = list(holder.items())
        holder.clear()
        holder.update((name if k == key else k, child) for k, child in members)


def _reference(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, (dict, list, str))
    target = chance.choice(list(pointers(value)) or ["#"])
    odd = (
        "#",
        "#/",
        "#/nowhere",
        "spec.json",
        "spec.yaml#/components",
        "../x.yaml",
        "#/components/schemas/%",
        "",
    )
    if chance.random() < 0.2:
        target = chance.choice(
            (*odd, f"spec.json{target}", target + "/", target.replace("/", "//"))
        )
    if chance.random() < 0.3 and isinstance(holder[key], dict):
        holder[key]["$ref"] = target
    else:
        holder[key] = {"$ref": target}


def _keyword(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, dict)
    word = chance.choice(KEYWORDS)
    if not isinstance(holder[key], dict):
        return
    _, other = chance.choice(seeds())
    same = [h[k] for h, k in places(other) if k == word]
    pool = same if same and chance.random() < 0.7 else VALUES
    holder[key][word] = copy.deepcopy(chance.choice(pool))


def _wrap(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, dict)
    word = chance.choice(("allOf", "anyOf", "oneOf", "items", "not", "additionalProperties"))
    inner = copy.deepcopy(holder[key])
    holder[key] = {word: [inner] * chance.randint(1, 3) if word.endswith("Of") else inner}


def _deepen(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, dict)
    for _ in range(chance.choice((3, 20, 120))):
        word = chance.choice(("allOf", "anyOf", "items", "additionalProperties", "properties"))
        inner = holder[key]
        holder[key] = {word: [inner] if word.endswith("Of") else inner}
        if word == "properties":
            holder[key] = {word: {"deeper": inner}}


def _many(value: Json, chance: Random) -> None:
    """Twenty more of the same."""
    holder, key = _any(value, chance)
    twin = holder[key]
    if isinstance(holder, list):
        holder.extend(copy.deepcopy(twin) for _ in range(20))
    else:
        holder.update((f"{key}{number}", copy.deepcopy(twin)) for number in range(20))


def _shuffle(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, (dict, list))
    inner = holder[key]
    if isinstance(inner, list):
        chance.shuffle(inner)
    elif isinstance(inner, dict):
        members = list(inner.items())
        chance.shuffle(members)
        inner.clear()
        inner.update(members)


def _surrogate(value: Json, chance: Random) -> None:
    holder, key = _any(value, chance, str)
    at = chance.randrange(len(holder[key]) + 1)
    holder[key] = (
        holder[key][:at]
        + chance.choice("\x00\x1b\u202e\u200b\ufeff\uffff\u2028\x85")
        + holder[key][at:]
    )


CHANGES: tuple[Callable[[Json, Random], None], ...] = (
    *(_delete, _duplicate, _swap, _copy, _graft, _retype, _retype, _payload, _payload, _rename),
    *(_reference, _reference, _keyword, _keyword, _keyword, _wrap, _deepen, _many, _shuffle),
    _surrogate,
)
"""Those more often worth while stand more than once."""


# --- text ------------------------------------------------------------------------------------------------------------

_SPLINTERS = (
    "\t", "\n", "\r", "- ", ": ", "#", "&a ", "*a", "!!python/name:os.system ", "!!binary ", "!!str ", "<<: *a\n",
    "? ", "|", ">-\n", "{", "}", "[", "]", ",", "'", '"', "\\", "%YAML 1.1\n", "---\n", "...\n", "@", "`", "~", "null",
    "\x00", "\ufeff", "\ud800", "1e999", ".nan", "0x1F", "0o17", "2026-01-01", "yes", "=", "\u2028",
)  # fmt: skip


def _damaged(text: str, chance: Random) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), int(chance.expovariate(1 / 20))
        splinter = chance.choice(_SPLINTERS).encode("utf-8", "surrogatepass")
        match chance.randrange(6):
            case 0:
                data = data[:at] + data[at + length :]
            case 1:
                data = data[:at] + splinter + data[at:]
            case 2:
                data = data[:at] + chance.randbytes(1 + length // 10) + data[at:]
            case 3:
                start = chance.randrange(len(data) + 1)
                data = data[:at] + data[start : start + length * 5] + data[at:]
            case 4:
                data = data[:at] if chance.random() < 0.2 else data[:at] + splinter + data[at + 1 :]
            case _:
                lines = data.split(b"\n")
                line = chance.randrange(len(lines))
                lines.insert(chance.randrange(len(lines) + 1), lines[line])
                data = b"\n".join(lines)
    return data
