"""Plans of self-monitoring: whether every limited factor is planned, and what was done of the plan.

A plan says place, item, method, frequency and quality control (点位、项目、方法、频次、质量控制要求;
D7-4.11-02); of one factor the row holds that begins last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.registry import api as registry

LATELY = 90
"""Days over which what was done is counted. [d]"""


@dataclass(frozen=True)
class Planned:
    """One factor of an outlet.

    Attributes
    ----------
    code
        The factor.
    row
        What the plan says; None: a limit holds and nothing is planned.
    last
        When it was last done; None: never, or the instrument does it by itself.
    owed, done
        How often in the days before; the plan's own beginning shortens them. Both 0 where the
        instrument does it by itself. [1]
    """

    code: str
    row: RecordInfo | None
    last: datetime | None = None
    owed: int = 0
    done: int = 0

    @property
    def missing(self) -> bool:
        """Whether a limit holds and nothing is planned."""
        return self.row is None

    @property
    def behind(self) -> bool:
        """Whether less was done than planned."""
        return self.done < self.owed


def plan(mn: str, thing: int, taken: Mapping[str, Sequence[datetime]], day: date) -> list[Planned]:
    """Hold the plan of a data logger's outlet against its limits, and against what was done.

    Parameters
    ----------
    mn, thing
        The data logger, and the number of its outlet.
    taken
        By factor, when manual samples were taken.
    day
        The Beijing day; what was done is counted over the `LATELY` days before it.

    Returns
    -------
    list of Planned
        By factor; limited ones that are not planned too.
    """
    rows = {
        each.code: each
        for each in records(mn=mn, kinds=("plan",))
        if beijing(each.start).date() <= day
    }
    limited = {each.code for each in registry.limits(thing, day)}
    return [
        Planned(code, None) if code not in rows else _done(rows[code], taken.get(code, ()), day)
        for code in sorted(limited | set(rows))
    ]


def _done(row: RecordInfo, taken: Sequence[datetime], day: date) -> Planned:
    if row.content["way"] == "automatic":
        return Planned(row.code, row)
    end = midnight(day)
    start = max(row.start, end - timedelta(days=LATELY))
    every = timedelta(days=float(Decimal(row.content["every_d"])))
    owed = int((end - start) / every) if end > start and every > timedelta() else 0
    done = sum(start <= at < end for at in taken)
    return Planned(row.code, row, max(taken, default=None), owed, done)
