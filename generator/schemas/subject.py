"""What is handed around while a schema is typed."""

from __future__ import annotations

from generator import ir
from generator.document import Node
from generator.frozen import frozen
from generator.schemas.shape import Shape


@frozen()
class Subject:
    """A schema about to be typed.

    ``key`` is its identity if it comes to be declared, ``name`` what it is called then (None: after its place).
    A ``referenced`` schema keeps a name of its own even where an inline type would do. One that is ``whole`` is just
    what stands at ``node``, not a part of that or a joint with other schemas.
    """

    shape: Shape
    node: Node
    key: ir.Key
    name: str | None = None
    referenced: bool = False
    whole: bool = False

    @property
    def own(self) -> tuple[Node, ...]:
        """The schema objects that describe it rather than what it inherits from, the outermost last."""
        return tuple(part.node for part in self.shape.parts if not part.inherited)


@frozen()
class Option:
    """One of several alternatives; ``label`` is the name a discriminator knows it by, empty: none."""

    subject: Subject
    label: str = ""
