"""Going through a list page by page.

The caller's own query elements stay in their order. The page size is put after them and the position in front, so
where a server lets the first of two contradicting elements win, the caller's page size and start are respected on
the first page and the position wins on the following ones.
"""

from __future__ import annotations

from .errors import ApiError
from .shapes import is_array
from .typing_only import Generic
from .unset import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from typing import Any, TypeVar

    from .operation import Operation
    from .prepare import Values

    PageT = TypeVar("PageT")
    ItemT = TypeVar("ItemT")
else:
    PageT = ItemT = "T"


class Pager(Generic[PageT, ItemT]):
    """The items of every page; ``for item in pager``. Each loop starts at the first page again."""

    __slots__ = ("_call", "_operation", "_values", "_most")

    def __init__(
        self,
        call: Callable[..., PageT],
        operation: Operation[PageT],
        values: Values,
        max_items: int | None,
    ) -> None:
        self._call = call
        self._operation = operation
        self._values = values
        self._most = _checked(max_items)

    def pages(self) -> Iterator[PageT]:
        """The pages themselves, as the plain method returns them."""
        walk = _Walk(self._operation, self._values, self._most)
        while not walk.done:
            page = self._call(self._operation, **walk.values())
            walk.turn(page)
            yield page

    def __iter__(self) -> Iterator[ItemT]:
        left = self._most
        for page in self.pages():
            found = _items(self._operation, page)
            yield from found if left is None else found[:left]
            left = None if left is None else left - len(found)

    def __repr__(self) -> str:
        return f"<Pager {self._operation.id}>"


class AsyncPager(Generic[PageT, ItemT]):
    """The items of every page; ``async for item in pager``. Each loop starts at the first page again."""

    __slots__ = ("_call", "_operation", "_values", "_most")

    def __init__(
        self,
        call: Callable[..., Awaitable[PageT]],
        operation: Operation[PageT],
        values: Values,
        max_items: int | None,
    ) -> None:
        self._call = call
        self._operation = operation
        self._values = values
        self._most = _checked(max_items)

    async def pages(self) -> AsyncIterator[PageT]:
        """The pages themselves, as the plain method returns them."""
        walk = _Walk(self._operation, self._values, self._most)
        while not walk.done:
            page = await self._call(self._operation, **walk.values())
            walk.turn(page)
            yield page

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        left = self._most
        async for page in self.pages():
            found = _items(self._operation, page)
            for item in found if left is None else found[:left]:
                yield item
            left = None if left is None else left - len(found)

    def __repr__(self) -> str:
        return f"<AsyncPager {self._operation.id}>"


class _Walk:
    """Where a walk through the pages stands, without any I/O."""

    __slots__ = (
        "done",
        "_how",
        "_operation",
        "_values",
        "_own",
        "_own_size",
        "_most",
        "_seen",
        "_position",
        "_last",
    )

    def __init__(self, operation: Operation[Any], values: Values, most: int | None) -> None:
        how = operation.pagination
        if how is None:
            raise TypeError(f"{operation.id} has no pages")
        self._operation = operation
        self._how = how
        self._values = values
        given = values.get("query", {}).get(how.parameter)
        self._own: list[object] = list(given) if is_array(given) else []
        if any(_filled(how.previous_template, element) is not None for element in self._own):
            raise ValueError(f"{operation.id}: pages are iterated over forwards only")
        self._own_size = any(
            _filled(how.size_template, element) is not None for element in self._own
        )
        self._most = most
        self._seen = 0
        self._position: object = None
        self._last: object = None
        self.done = most == 0

    def values(self) -> Values:
        """The values of the call for the page that comes next.

        Raises:
            ApiError: what has come so far does not say where that page begins.
        """
        how = self._how
        if self._seen:
            self._position = self._next()
        query = dict(self._values.get("query", {}))
        if how.next_template or how.size_template:
            elements = [*self._front(), *self._own]
            if how.size_template:
                elements.append(_fill(how.size_template, self._size()))
            query[how.parameter] = elements
        elif self._position is not None:
            query[how.parameter] = self._position
        return {**self._values, "query": query}

    def turn(self, page: object) -> None:
        """Take note of a page: is there another, and where does it begin?"""
        found = _items(self._operation, page)
        asked = self._size()
        self._seen += len(found)
        total = getattr(page, self._how.total, None) if self._how.total else None
        # A short page is the last one, unless its length is the caller's own choice. The total alone proves
        # nothing: servers cap it, and it changes while the pages are read.
        short = not self._own_size and len(found) < asked
        complete = not isinstance(total, int) or self._seen >= total
        enough = self._most is not None and self._seen >= self._most
        self.done = not found or enough or (short and complete)
        self._last = found[-1] if found else None

    def _size(self) -> int:
        """The page size to ask for: no more than is still wanted."""
        return (
            self._how.size if self._most is None else min(self._how.size, self._most - self._seen)
        )

    def _next(self) -> object:
        """Where the next page begins."""
        if self._how.kind == "offset":
            return self._start() + self._seen
        assert self._how.cursor is not None
        position: object = getattr(self._last, self._how.cursor, None)
        if position is None or position is UNSET:
            problem = f"the last item of a page has no {self._how.cursor} to go on from"
        elif position == self._position:
            problem = "the server returned the same page twice"
        else:
            return position
        raise ApiError(f"{self._operation.id}: {problem}", operation=self._operation.id)

    def _start(self) -> int:
        """Where the caller's own elements make the first page begin (kind ``offset``)."""
        filled = (_filled(self._how.next_template, element) for element in self._own)
        return next((int(value) for value in filled if value is not None and value.isdecimal()), 0)

    def _front(self) -> list[object]:
        if self._position is None:
            return []
        return [_fill(self._how.next_template, self._position), *self._how.restart]


def _items(operation: Operation[Any], page: object) -> list[Any]:
    """The page's list. A page that contradicts the description may hold something else, or nothing."""
    assert operation.pagination is not None
    found = getattr(page, operation.pagination.items, None)
    return found if is_array(found) else []


def _fill(template: str, value: object) -> str:
    from .convert import encode

    return template.replace("{value}", encode(value).decode())


def _filled(template: str, element: object) -> str | None:
    """The JSON text an element has in the place of ``{value}``; None: it is not made by this template."""
    if not template or not isinstance(element, str):
        return None
    before, _, after = template.partition("{value}")
    fits = element.startswith(before) and element.endswith(after)
    return element[len(before) : len(element) - len(after)] if fits else None


def _checked(max_items: int | None) -> int | None:
    if max_items is not None and (type(max_items) is not int or max_items < 0):
        raise ValueError(f"max_items is a whole number from 0 up, not {max_items!r}")
    return max_items
