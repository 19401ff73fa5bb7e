"""Which signs are one item: by lane, by what lies between them. Pure, and the order plays no part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qingtian_platform.act.alarms import rules
from qingtian_platform.kit.times import beijing


@dataclass(frozen=True)
class Sign:
    """A finding or an exceedance on its way into an item.

    Attributes
    ----------
    form, key
        `finding` and its number, or `verdict` and its key, as text.
    cause, kind, rule
        What it is grouped by; what it found; by which rule.
    thing_id, district, organisations
        Whose; None where the unit is not known.
    mn, code
        Data logger and observed property.
    start, end
        The stretch. [UTC]
    score
        How sure. [1]
    facts
        What is kept of it beside its key.
    """

    form: str
    key: str
    cause: str
    kind: str
    rule: str
    thing_id: int | None
    district: str
    organisations: tuple[int, ...]
    mn: str
    code: str
    start: datetime
    end: datetime
    score: float = 1.0
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lane(self) -> str:
        """Name where its like is looked for: cause, unit, and whether it speaks of long or short."""
        if self.cause == rules.REMARK:
            party = self.organisations[-1] if self.organisations else f"{self.district or 'city'}"
            return f"remark/{party}/{beijing(self.start).date()}"
        length = "long" if self.end - self.start > rules.grouping().long else "short"
        unit = self.thing_id if self.thing_id is not None else f"mn {self.mn}"
        return f"{self.cause}/{unit}/{length}"


def join_of(cause: str) -> timedelta | None:
    """Say what may lie between two members of an item; None = anything, the lane alone decides."""
    return rules.grouping().join.get(cause)


@dataclass(frozen=True)
class Stretch:
    """Something with a beginning and an end; `item` names the item that it is already."""

    start: datetime
    end: datetime
    item: int | None = None
    sign: Sign | None = None


def components(stretches: Iterable[Stretch], join: timedelta | None) -> list[list[Stretch]]:
    """Put stretches of one lane together that touch, or lie no further apart than allowed.

    Parameters
    ----------
    stretches
        In any order.
    join
        What may lie between two of them; None = anything.

    Returns
    -------
    list of list of Stretch
        Each stretch is in exactly one, and which ones are together depends on no order.
    """
    found: list[list[Stretch]] = []
    reach: datetime | None = None
    for each in sorted(stretches, key=lambda one: (one.start, one.end)):
        if reach is not None and (join is None or each.start - reach <= join):
            found[-1].append(each)
            reach = max(reach, each.end)
        else:
            found.append([each])
            reach = each.end
    return found


def chains(
    starts: Sequence[tuple[datetime, int, int]], window: timedelta
) -> list[list[tuple[datetime, int, int]]]:
    """Put silences together that begin within a window of one another, one after the other.

    Parameters
    ----------
    starts
        (start, unit, item), in any order.
    window
        Between one start and the next.
    """
    found: list[list[tuple[datetime, int, int]]] = []
    for each in sorted(starts):
        if found and each[0] - found[-1][-1][0] <= window:
            found[-1].append(each)
        else:
            found.append([each])
    return found
