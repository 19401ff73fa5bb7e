"""What the ledger tells other stages: plain facts, no models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qingtian.policy.targets import Progress, Target
from qingtian.policy.tasks import Task


@dataclass(frozen=True)
class Statement:
    """Who said something, and when.

    Attributes
    ----------
    by, name
        Login, and the name at that time.
    at
        When it was taken down.
    words
        Reason, note or source.
    files
        Hashes of what was handed in beside it.
    """

    by: str
    name: str
    at: datetime
    words: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskInfo:
    """A task with what was said of it.

    Attributes
    ----------
    task
        What is owed, and how it stands.
    done, assigned, reminded
        What was said last; None where nothing was.
    """

    task: Task
    done: Statement | None
    assigned: Statement | None
    reminded: datetime | None


@dataclass(frozen=True)
class Figure:
    """One figure of a target: computed by the platform, or handed in.

    Attributes
    ----------
    day, value
        Of which day, and the figure.
    source
        Who handed it in and from where; None where it was computed.
    """

    day: date
    value: Decimal
    source: Statement | None


@dataclass(frozen=True)
class TargetInfo:
    """A target with its figures and how far it is.

    Attributes
    ----------
    target, progress
        What is to be reached, and how far it is as of a day.
    figures
        By day; of one day what was said last.
    owners
        Keys of the organisations that must report.
    reminded
        When they were reminded last; None where they were not.
    """

    target: Target
    progress: Progress
    figures: tuple[Figure, ...]
    owners: tuple[str, ...]
    reminded: datetime | None
