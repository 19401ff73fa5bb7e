"""What the review offers: how days stand, their tables, what is to be looked at, and what was issued."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from qingtian.ledger.reviewing import SIGNED
from qingtian_platform.act.reviews import settings, worker
from qingtian_platform.act.reviews.models import Visit, Visited
from qingtian_platform.act.reviews.noted import (
    Beside,
    Checked,
    Note,
    checked,
    count,
    neighbours,
)
from qingtian_platform.act.reviews.results import Issued, Side, both, drafted, issued, issues
from qingtian_platform.act.reviews.settings import EVER, Reason, Source, reasons, source
from qingtian_platform.act.reviews.states import DayState, over, own, state, stations
from qingtian_platform.act.reviews.tables import Reading, Table, moment, table
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts

__all__ = [
    "EVER",
    "Beside",
    "Checked",
    "DayState",
    "Issued",
    "Note",
    "Reading",
    "Reason",
    "Side",
    "Source",
    "Table",
    "VisitInfo",
    "ask_visit",
    "body",
    "both",
    "checked",
    "count",
    "decision",
    "drafted",
    "issued",
    "issues",
    "moment",
    "neighbours",
    "over",
    "own",
    "reasons",
    "source",
    "state",
    "stations",
    "table",
    "visit_found",
    "visits",
]


@dataclass(frozen=True)
class VisitInfo:
    """A site visit that was asked for.

    Attributes
    ----------
    number
        Its number.
    readings
        Names of the readings that it is about (`Reading.key`).
    reason
        Key of the reason.
    words, by, at
        In words, who asked, when.
    found, found_by, found_at
        What was found, by whom, when; empty and None while it is open.
    """

    number: int
    readings: tuple[str, ...]
    reason: str
    words: str
    by: str
    at: datetime
    found: str = ""
    found_by: str = ""
    found_at: datetime | None = None


def body(now: DayState, step: str, digest: str, cause: str | None = None) -> dict[str, Any]:
    """Write what the next step of a review carries (`qingtian.review/1`), without its words.

    Parameters
    ----------
    now
        How the day stands.
    step
        first, second, issued, returned or reopened.
    digest
        Of the table that is signed.
    cause
        Of what opens a day again: `request` where a person does.
    """
    return {
        "cause": cause,
        "day": now.day.isoformat(),
        "previous": None if now.last is None else now.last.hash,
        "step": step,
        "table": digest,
        "thing": now.thing.key,
        "words": None,
    }


def decision(
    reading: Reading, outcome: str, reason: Reason, day: date, rule: str = ""
) -> dict[str, Any]:
    """Write what a decision on a reading carries (`qingtian.decision/1`), without its words.

    Parameters
    ----------
    reading
        The reading, as it holds.
    outcome
        `keep` or `reject`.
    reason
        From the dated list.
    day
        Of the data: the list of that day is named.
    rule
        Number of the rule that pointed at the reading; empty = none did.
    """
    return {
        "after": reason.mark,
        "before": reading.mark,
        "outcome": "kept" if outcome == "keep" else "rejected",
        "rule": f"{outcome}.{reason.key} {rule}".strip(),
        "target": acts.target_here(dict(reading.row)),
        "version": settings.version(outcome, day),
        "words": None,
    }


@transaction.atomic
def ask_visit(
    now: DayState,
    readings: Sequence[Reading],
    reason: str,
    words: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
) -> int:
    """Ask for a visit of the station.

    Parameters
    ----------
    now
        How the day stands.
    readings
        What it is about; at least one.
    reason
        Key of a reason of the day's list.
    words
        In words.
    person
        Who asks.

    Returns
    -------
    int
        Number of the visit.

    Raises
    ------
    ValueError
        No reading or no known reason is named, or nothing is said.
    """
    if not readings or not words.strip():
        raise ValueError("expected the hours that it is about, and words")
    if reason not in {each.key for each in reasons("visit", now.day)}:
        raise ValueError(f"no such reason: {reason!r}")
    row = Visit.objects.create(
        thing=now.thing.key,
        day=now.day,
        readings=json.dumps([each.key for each in readings]),
        reason=reason,
        words=words.strip(),
        by=person.username,
        name=str(person),
    )
    return int(row.pk)


@transaction.atomic
def visit_found(number: int, now: DayState, words: str, person: Any) -> None:  # noqa: ANN401
    """Enter what was found on site; a day that was signed is open again.

    Parameters
    ----------
    number
        Of the visit.
    now
        How the day stands that it belongs to.
    words
        What was found.
    person
        Who says so.

    Raises
    ------
    ValueError
        There is no such open visit of the day, or nothing is said.
    """
    row = Visit.objects.filter(pk=number, thing=now.thing.key, day=now.day, found=None).first()
    if row is None or not words.strip():
        raise ValueError("expected an open visit of the day, and words")
    Visited.objects.create(visit=row, words=words.strip(), by=person.username, name=str(person))
    if now.state in SIGNED:
        worker.reopen(Places.current(), now, "visit", words.strip())


def visits(now: DayState) -> list[VisitInfo]:
    """List the site visits of a day, the oldest first."""
    rows = Visit.objects.filter(thing=now.thing.key, day=now.day).select_related("found")
    return [_visit(row) for row in rows.order_by("pk")]


def _visit(row: Visit) -> VisitInfo:
    told = (int(row.pk), tuple(json.loads(row.readings)), row.reason, row.words, row.name)
    found = getattr(row, "found", None)
    if found is None:
        return VisitInfo(*told, row.asked_at)
    return VisitInfo(*told, row.asked_at, found.words, found.name, found.found_at)
