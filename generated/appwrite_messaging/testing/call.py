"""What every operation's code gets, and what several of them do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from .auth import Caller
from .clock import parsed
from .errors import RefusedError
from .state import State

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted request: its checked parameters by wire name, without those it left out."""

    state: State
    caller: Caller
    values: Mapping[str, Any]

    @property
    def now(self) -> datetime:
        return self.state.clock.now

    def find(self, table: Mapping[str, Found], parameter: str, otherwise: str) -> Found:
        """The object a parameter names. Raises RefusedError, of the type ``otherwise``, if there is none."""
        found = table.get(self.values[parameter])
        if found is None:
            raise RefusedError(otherwise)
        return found

    def own_id(self, parameter: str) -> str:
        """The ID for a new object: the chosen one, or one the server makes."""
        chosen: str = self.values[parameter]
        return self.state.new_id() if chosen == "unique()" else chosen

    def moment(self, parameter: str) -> datetime | None:
        """A parameter that is a point in time, in whole milliseconds."""
        moment = parsed(self.values.get(parameter))
        return moment and moment.replace(microsecond=moment.microsecond // 1000 * 1000)
