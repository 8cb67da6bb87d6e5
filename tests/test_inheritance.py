"""What a client makes of an object whose discriminator says something new."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline import build, imported
from tests.runtime.server import Server, json

SPEC = Path(__file__).parent / "cases/inheritance/spec.yaml"
PETS = [
    {"kind": "tiger", "name": "T", "stripes": 9},
    {"kind": "fish", "name": "F", "fins": 2},
    {"kind": "Pet", "name": "P"},
]


@pytest.mark.filterwarnings("error")
def test_an_heir_nobody_knows_is_read_as_the_base(tmp_path: Path) -> None:
    built = build(spec=SPEC, package="heirs_of_a_base")
    with (
        imported(built.files, "heirs_of_a_base", tmp_path) as package,
        Server(json(PETS)) as server,
        package.Client(server.url) as client,
    ):
        tiger, fish, pet = client.pets.list_pets()
        assert (type(tiger), tiger.stripes) == (package.Tiger, 9)
        assert (type(fish), fish.kind, fish.name) == (package.PetBase, "fish", "F")
        assert (type(pet), pet.kind) == (package.PetBase, "Pet")
