"""How rows of what people said are read: the last word of each thing until the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from qingtian.policy import Policy
from qingtian_platform.assess.policies import required
from qingtian_platform.assess.tasks.errors import TaskRefusedError
from qingtian_platform.assess.tasks.infos import Statement
from qingtian_platform.kit.statements import Signed
from qingtian_platform.kit.times import midnight

S = TypeVar("S", bound=Signed)


def the_policy() -> Policy:
    """Give the policy of the city.

    Raises
    ------
    TaskRefusedError
        If it has none.
    """
    return required(TaskRefusedError)


def last(rows: Iterable[S], key: str) -> Mapping[str, S]:
    """Give of each thing the row that was said last."""
    return {getattr(row, key): row for row in sorted(rows, key=lambda row: (row.at, row.pk))}


def grouped(rows: Iterable[S], key: str) -> Mapping[str, list[S]]:
    """Give of each thing its rows, the earliest first."""
    found: dict[str, list[S]] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.pk)):
        found.setdefault(getattr(row, key), []).append(row)
    return found


def statement(row: Signed, words: str) -> Statement:
    """Say who said a row, when, and in which words."""
    files = tuple(getattr(row, "files", ()))
    return Statement(row.by, row.name, row.at, getattr(row, words), files)


def end(day: date) -> datetime:
    """Give the end of a day in Beijing."""
    return midnight(day + timedelta(days=1))
