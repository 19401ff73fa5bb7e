"""Look up once, and write at once, what one transaction does for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Block:
    """What was looked up since its begin, and what is left for its end."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.left: dict[Callable[[Sequence[Any]], object], list[Any]] = {}

    def end(self) -> None:
        """Do what was left, each function once with all that it was left, in the order in which they came."""
        while self.left:
            function = next(iter(self.left))
            function(self.left.pop(function))


_BLOCK: ContextVar[_Block | None] = ContextVar("together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Do many things at once: inside, `remembered` look-ups ask once and `at_end` waits.

    It belongs inside one transaction, during which nobody else writes; what raises takes with it what was
    left for the end.
    """
    block = _Block()
    token = _BLOCK.set(block)
    try:
        yield
        block.end()
    finally:
        _BLOCK.reset(token)


def at_end(function: Callable[[Sequence[T]], object], items: Iterable[T]) -> None:
    """Call a function with items: at once, or at the end of a `together` with all that were left to it.

    Parameters
    ----------
    function
        Takes the items in the order in which they came.
    items
        What it takes.
    """
    block = _BLOCK.get()
    if block is None:
        function(list(items))
    else:
        block.left.setdefault(function, []).extend(items)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Let a look-up be asked once for each of its arguments within a `together`.

    Parameters
    ----------
    function
        Takes hashable arguments, and gives what its callers leave as it is.
    """

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        block = _BLOCK.get()
        if block is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in block.known:
            block.known[key] = function(*args, **kwargs)
        return block.known[key]  # type: ignore[no-any-return]

    return ask
