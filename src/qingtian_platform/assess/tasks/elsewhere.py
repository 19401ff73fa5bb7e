"""What other parts know of tasks that were done, and what the ledger itself was told until a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from qingtian_platform.assess.tasks.infos import Statement

Elsewhere = Callable[[date], Mapping[str, Statement]]
_SOURCES: list[Elsewhere] = []


def done_by(source: Elsewhere) -> None:
    """Let another part say which tasks were done: a function from a day to statements by task."""
    _SOURCES.append(source)


def elsewhere(day: date) -> dict[str, Statement]:
    """Give what other parts know until the end of a day, by the key of the task."""
    return {key: said for source in _SOURCES for key, said in source(day).items()}


def done_until(day: date) -> dict[str, Statement]:
    """Give what the ledger itself was told of tasks that were done, by the key of the task."""
    from qingtian_platform.assess.tasks.models import Done
    from qingtian_platform.assess.tasks.reading import end, last, statement

    rows = last(Done.objects.filter(at__lt=end(day)), "task")
    return {key: statement(row, "words") for key, row in rows.items()}


def assigned_until(day: date) -> dict[str, tuple[str, ...]]:
    """Give who was assigned to clauses until the end of a day."""
    from qingtian_platform.assess.tasks.models import Assignment
    from qingtian_platform.assess.tasks.reading import end, last

    rows = last(Assignment.objects.filter(at__lt=end(day)), "clause")
    return {key: (row.owner,) for key, row in rows.items()}
