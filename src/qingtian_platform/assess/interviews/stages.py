"""Which step of a procedure comes next, and until when: computed from what was taken down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

DONE, ENDED = "done", "ended"


@dataclass(frozen=True)
class StepInfo:
    """A step that was taken down.

    Attributes
    ----------
    what, day
        `interview`, `commitment` or `look-back`, and when it was.
    who
        Who took part.
    words
        Minutes in short, the text of the commitment, or what was found.
    due
        Of a commitment: until when it is to be kept.
    kept
        Of a look-back: whether the commitment was kept.
    files
        Hash and name of each file.
    name, at
        Who took it down, and when.
    """

    what: str
    day: date
    who: str
    words: str
    due: date | None
    kept: bool | None
    files: tuple[tuple[str, str], ...]
    name: str
    at: datetime


@dataclass(frozen=True)
class Stage:
    """Where a procedure stands.

    Attributes
    ----------
    key
        `notice`, `interview`, `commitment`, `look-back`: what comes next; `done` where the commitment
        was kept, `ended` where a later edition no longer names the unit.
    due
        Last day of what comes next; None where nothing does.
    """

    key: str
    due: date | None

    def without_record(self, today: date) -> bool:
        """Tell whether its day has passed and nothing was taken down."""
        return self.due is not None and self.due < today


def stage(
    closed: date, noticed: date | None, steps: Sequence[StepInfo], limits: Mapping[str, Decimal]
) -> Stage:
    """Say what comes next.

    Parameters
    ----------
    closed
        Day on which the list was closed that first named the unit.
    noticed
        Day of the notice; None where none was given.
    steps
        What was taken down since, in order.
    limits
        Days that each step has, by its key. [d]
    """
    if noticed is None:
        return Stage("notice", _after(closed, limits, "notice"))
    if not steps:
        return Stage("interview", _after(noticed, limits, "interview"))
    last = steps[-1]
    if last.what == "interview":
        return Stage("commitment", _after(last.day, limits, "commitment"))
    if last.what == "commitment":
        return Stage("look-back", _after(last.due or last.day, limits, "look-back"))
    if last.kept:
        return Stage(DONE, None)
    return Stage("commitment", _after(last.day, limits, "commitment"))


def _after(day: date, limits: Mapping[str, Decimal], key: str) -> date:
    return day + timedelta(days=int(limits[key]))
