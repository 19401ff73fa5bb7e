"""What a ruling makes false: readings proposed for withdrawal, each for a person to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import may_see
from qingtian_platform.publish.desk import words
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

INTERVAL, FIELD = "hour", "Avg"
"""The readings that results rest on; what lies below them is not corrected one by one."""


@dataclass(frozen=True)
class Proposal:
    """The readings of one datastream that a ruling calls false.

    Attributes
    ----------
    ruling, thing
        The ruling; whose readings.
    mn, code, name
        Data logger and factor.
    start, end
        The stretch [start, end).
    count, done
        Readings received in it; how many of them are withdrawn. [1]
    next
        Start of the first that is not; None where all are.
    """

    ruling: cases.Ruling
    thing: registry.ThingInfo
    mn: str
    code: str
    name: str
    start: datetime
    end: datetime
    count: int
    done: int
    next: datetime | None

    @property
    def called(self) -> str:
        """Name whose readings they are."""
        return words.name(self.thing)

    @property
    def href(self) -> str:
        """Lead to the form that withdraws the next reading."""
        if self.next is None:
            return ""
        asked = {
            "mn": self.mn,
            "code": self.code,
            "interval": INTERVAL,
            "field": FIELD,
            "start": f"{self.next.astimezone(BEIJING):%Y-%m-%dT%H:%M}",
        }
        return f"{reverse('desk:correct')}?{urlencode(asked)}"


def proposals(person: Any, places: Places | None = None) -> list[Proposal]:  # noqa: ANN401
    """List what rulings ask to be withdrawn, the newest ruling first; what is done stays listed.

    Parameters
    ----------
    person
        Who asks; readings of units elsewhere are left out.
    places
        Where the data lives; as set for the process if left out.
    """
    given = {each.id: each for each in alarms.handovers()}
    return [
        one
        for ruling in cases.rulings()
        if ruling.handover is not None and ruling.handover in given
        for one in _of(ruling, given[ruling.handover], person, places)
    ]


def _of(
    ruling: cases.Ruling,
    given: alarms.HandoverInfo,
    person: Any,  # noqa: ANN401
    places: Places | None,
) -> Iterator[Proposal]:
    for (number, mn, code), (start, end) in _stretches(given).items():
        thing = registry.things().get(number)
        if thing is None or not may_see(person, thing):
            continue
        rows = record.observations(
            mn=mn,
            code=code,
            interval=INTERVAL,
            field=FIELD,
            start=start,
            end=end,
            places=places,
        ).to_pylist()
        left = [row["start"] for row in rows if not _withdrawn(row)]
        if rows:
            yield Proposal(
                ruling,
                thing,
                mn,
                code,
                words.factor_name(code),
                start,
                end,
                len(rows),
                len(rows) - len(left),
                min(left, default=None),
            )


def _stretches(
    given: alarms.HandoverInfo,
) -> dict[tuple[int, str, str], tuple[datetime, datetime]]:
    """Give of each datastream that the alarm named the stretch, in whole hours, that was found false."""
    found: dict[tuple[int, str, str], tuple[datetime, datetime]] = {}
    for member in given.package["members"]:
        key = (member["thing"] or 0, member["mn"], member["code"])
        if member["withdrawn_at"] is not None or not all(key):
            continue
        start = datetime.fromisoformat(member["start"]).replace(minute=0, second=0, microsecond=0)
        end = datetime.fromisoformat(member["end"])
        before = found.get(key, (start, end))
        found[key] = (min(before[0], start), max(before[1], end, start + timedelta(hours=1)))
    return found


def _withdrawn(row: dict[str, Any]) -> bool:
    return row["act"] is not None and row["value"] is None and not row["text"]
