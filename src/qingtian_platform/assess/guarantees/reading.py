"""How the checklist of a district stands on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from qingtian.policy import Policy
from qingtian.policy.deadlines import Period
from qingtian.policy.divisions import Division
from qingtian.policy.guarantees import VALID, Guarantee
from qingtian_platform.assess.guarantees.errors import GuaranteeRefusedError
from qingtian_platform.assess.guarantees.infos import EntryInfo, Line, ReviewInfo, State
from qingtian_platform.assess.guarantees.models import Entry
from qingtian_platform.assess.policies import required
from qingtian_platform.kit.times import beijing, midnight


def the_policy() -> Policy:
    """Give the policy of the city.

    Raises
    ------
    GuaranteeRefusedError
        If it has none.
    """
    return required(GuaranteeRefusedError)


def districts(day: date) -> tuple[Division, ...]:
    """List the districts of a day, by code."""
    return the_policy().divisions.on(day, ("district",))


def checklist(district: str, day: date) -> list[Line]:
    """Give every item of a district as it stood at the end of a day."""
    return _lines(the_policy(), district, day, _entries(day, district=district))


def table(day: date) -> Mapping[str, Mapping[str, State]]:
    """Give how each item stands, by district and key of the item."""
    known, entries = the_policy(), _entries(day)
    return {
        place.code: {
            line.guarantee.key: line.state for line in _lines(known, place.code, day, entries)
        }
        for place in districts(day)
    }


def counts(states: Mapping[str, State]) -> Mapping[State, int]:
    """Count the items of a district by how they stand. [1]."""
    return Counter(states.values())


Entries = Mapping[tuple[str, str], tuple[EntryInfo, ...]]


def _entries(day: date, **of: str) -> Entries:
    """Read entries until the end of a day by district and item, the newest first."""
    until = midnight(day + timedelta(days=1))
    found: dict[tuple[str, str], tuple[EntryInfo, ...]] = {}
    rows = Entry.objects.filter(at__lt=until, **of).prefetch_related("reviews")
    for row in rows.order_by("at", "pk"):
        key = (row.district, row.item)
        found[key] = (info(row, until), *found.get(key, ()))
    return found


def info(row: Entry, until: datetime | None = None) -> EntryInfo:
    """Give a row as a plain fact, with what was said of it before a moment."""
    said = [each for each in row.reviews.all() if until is None or each.at < until]
    reviews = tuple(ReviewInfo(e.outcome, e.words, e.name, e.at) for e in reversed(said))
    return EntryInfo(
        row.pk, row.district, row.item, row.extent, row.words, tuple(row.files),
        row.name, row.at, row.act, row.paper_id, reviews,
    )  # fmt: skip


def _lines(known: Policy, district: str, day: date, entries: Entries) -> list[Line]:
    valid = Period.read(f"P{int(known.numbers(VALID, day)['months'])}M")
    return [
        _line(each, day, entries.get((district, each.key), ()), valid)
        for each in known.guarantees.values()
    ]


def _line(each: Guarantee, day: date, held: tuple[EntryInfo, ...], valid: Period) -> Line:
    if not held:
        return Line(each, "none", held, None)
    until = valid.after(beijing(held[0].at).date()) - timedelta(days=1)
    if until < day:
        return Line(each, "lapsed", held, until)
    said = held[0].reviews
    state: State = "entered"
    if said:
        state = "accepted" if said[0].outcome == "accepted" else "returned"
    return Line(each, state, held, until)
