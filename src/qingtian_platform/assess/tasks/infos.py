"""What the ledger tells other stages: plain facts, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Lineage:
    """From what a figure was computed.

    Attributes
    ----------
    series, of
        Which series made it, and of what: a pollutant, kinds of things, classes.
    first, last
        The period.
    counts
        How many of what: `stations`, `days`, `required`, `missing`, `maintenance` … [1]
    editions
        Standards that were applied.
    origins
        Where the values come from: `results` of the platform, or `imported`.
    why
        Keys of why there is no figure, or why it is not final; empty where it stands.
    base
        The number that a reduction is counted from, and its year; None where it is none.
    """

    series: str
    first: date
    last: date
    of: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    editions: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    base: tuple[int, Decimal] | None = None


@dataclass(frozen=True)
class Figure:
    """One figure of a target: computed by the platform, or handed in.

    Attributes
    ----------
    day, value
        Of which day, and the figure; None where a period gives none, and its lineage says why.
    source
        Who handed it in and from where; None where it was computed.
    lineage
        From what it was computed; None where it was handed in, or whoever computes does not say.
    provisional
        True while its period is not over: it is shown, and tells nothing of the light.
    stands
        Whether it counts where one of the same day was computed and another handed in.
    """

    day: date
    value: Decimal | None
    source: Statement | None = None
    lineage: Lineage | None = None
    provisional: bool = False
    stands: bool = True

    @property
    def counts(self) -> bool:
        """Whether it tells how far the target is."""
        return self.stands and not self.provisional and self.value is not None


@dataclass(frozen=True)
class BaselineInfo:
    """The number that a reduction is counted from.

    Attributes
    ----------
    year, value
        Of which year, and the number.
    source
        Who handed it in; None where it was computed.
    stands
        Whether the figures are counted from it.
    """

    year: int
    value: Decimal
    source: Statement | None
    stands: bool


@dataclass(frozen=True)
class TargetInfo:
    """A target with its figures and how far it is.

    Attributes
    ----------
    target, progress
        What is to be reached, and how far it is as of a day.
    figures
        Computed ones and those handed in, by day; of one day both are there.
    owners
        Keys of the organisations that must report.
    reminded
        When they were reminded last; None where they were not.
    baselines
        What a reduction is counted from: computed, handed in, or both.
    goal
        Key of the setting that gives the number to reach; empty where the text gives it.
    since
        Since when they owe it: the day of the document that names them, or of the assignment.
    """

    target: Target
    progress: Progress
    figures: tuple[Figure, ...]
    owners: tuple[str, ...]
    reminded: datetime | None
    baselines: tuple[BaselineInfo, ...] = ()
    goal: str = ""
    since: date | None = None

    @property
    def telling(self) -> Figure | None:
        """The figure that tells how far it is; None where there is none."""
        day = self.progress.day
        return next((each for each in self.figures if each.counts and each.day == day), None)
