"""How stations operate: hours that count over hours that were due, less declared stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from qingtian.quality.completeness import Counts
from qingtian_platform.check import months
from qingtian_platform.check.comparability.pairs import INTERVAL
from qingtian_platform.check.comparability.settings import KINDS
from qingtian_platform.check.dimensions import Group, group_of, units
from qingtian_platform.check.store import Reader
from qingtian_platform.kit.places import Places
from qingtian_platform.registry.api import ThingInfo

BY = {"station": "outlet", "owner": "enterprise", "district": "district"}
"""What rates are counted by, as the page names it and as the stage does."""


@dataclass
class Operating:
    """How a station, the stations of an owner, or those of a district operated.

    Attributes
    ----------
    group
        What it stands for.
    counts
        Hours of all its datastreams together; those that were due leave declared stops out.
    things
        Its stations, by number.
    """

    group: Group
    counts: Counts = field(default_factory=Counts)
    things: dict[int, ThingInfo] = field(default_factory=dict)

    @property
    def rate(self) -> Fraction | None:
        """Valid hours over hours due; None where none was due. [1]."""
        due = self.counts.expected
        return Fraction(self.counts.valid, due) if due else None


def operating(
    start: date,
    end: date,
    *,
    by: str = "station",
    seen: Callable[[ThingInfo], bool] = lambda _thing: True,
    places: Places | None = None,
) -> list[Operating]:
    """Count how the network operated in some days.

    Parameters
    ----------
    start, end
        Beijing days, both included; a whole month is read from what is kept by month.
    by
        `station`, `owner` or `district`.
    seen
        Which stations the reader may see.
    places
        Where everything lives; None = of this process.

    Returns
    -------
    list of Operating
        The lowest first; a station that owed nothing is absent.

    Raises
    ------
    ValueError
        If `by` is unknown.
    """
    if by not in BY:
        raise ValueError(f"operating by {by!r}; expected one of {', '.join(BY)}")
    whole = start.day == 1 and end == months.end_of(start)
    with Reader(places or Places.current()) as reader:
        rows = (
            reader.month(start, INTERVAL, codes=False)
            if whole
            else reader.summed(start, end, INTERVAL, codes=False)
        )
    known = units()
    found: dict[str, Operating] = {}
    for row in rows:
        unit = known.get(row.mn)
        if unit is None or unit.thing.kind not in KINDS or not seen(unit.thing):
            continue
        if not (row.counts.expected or row.counts.shutdown):
            continue
        group = group_of(BY[by], unit, "")
        held = found.setdefault(group.key, Operating(group))
        held.counts += row.counts
        held.things[unit.thing.id] = unit.thing
    return sorted(found.values(), key=_low)


def _low(each: Operating) -> tuple[bool, Fraction, str]:
    return each.rate is None, each.rate or Fraction(0), each.group.name
