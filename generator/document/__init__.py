"""A description as it was read: plain values, and for each of them the place it came from.

``load`` reads a root file and every file its references reach. A ``Node`` is a cursor into the result; its pointer
is its identity, and becomes a line and a column only when somebody asks.
"""

from __future__ import annotations

from generator.document.loading import DocumentError, load
from generator.document.node import MISSING, Document, Missing, Node, reference_to
from generator.document.references import Context, Steps, inside

__all__ = [
    "MISSING",
    "Context",
    "Document",
    "DocumentError",
    "Missing",
    "Node",
    "Steps",
    "inside",
    "load",
    "reference_to",
]
