"""What holds instead of what was received: the small table that the archive is joined with.

Corrections, retractions and decisions of persons change no file of the archive. Who asks for current
values gets what holds by the acts that stand at that moment, with the number of the act beside it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian.ledger.roll import Roll
from qingtian.ledger.standing import Holding
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import table
from qingtian_platform.record.acts.persons import appointed
from qingtian_platform.record.models import Act as Row

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:\.(\d{1,9}))?")
_KEY: Final = ("mn", "code", "field", "interval", "start", "place")
_LENGTH: Final = {
    "realtime": timedelta(0),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}

_ACTED: Final = {
    kinds.CORRECTION: "corrected",
    kinds.RETRACTION: "retracted",
    kinds.DECISION: "decided",
}

HELD: Final = pa.schema(
    [
        pa.field("mn", pa.string()),
        pa.field("code", pa.string()),
        pa.field("field", pa.string()),
        pa.field("interval", pa.string()),
        pa.field("start", pa.timestamp("us", "UTC")),
        pa.field("place", pa.int16()),
        pa.field("act", pa.int64()),
        pa.field("valued", pa.bool_()),
        pa.field("value", pa.float64()),
        pa.field("decimals", pa.int8()),
        pa.field("text", pa.string()),
        pa.field("flag", pa.string()),
    ]
)
"""A reading; the last act about it; what its value is, where `valued`; its flag, where not null."""

Change = tuple[str, str, datetime, datetime]
"""Data logger, interval, earliest start, latest end."""


def count() -> int:
    """Count the acts, of every kind."""
    last = Row.objects.order_by("-number").values_list("number", flat=True).first()
    return 0 if last is None else last + 1


def held(
    places: Places,
    start: datetime | None = None,
    end: datetime | None = None,
    as_of: datetime | None = None,
) -> pa.Table:
    """List the readings of which acts say something else than was received.

    Parameters
    ----------
    places
        Where the data lives.
    start, end
        Readings whose period begins in [start, end); None = all.
    as_of
        By the acts signed up to this moment; None = by all.

    Returns
    -------
    pyarrow.Table
        Of the schema `HELD`; a value that was retracted is null, and so is its text.
    """
    if not count():
        return HELD.empty_table()
    first, last, until = _micro(start), _micro(end), _micro(as_of)
    rows = [
        _row(each)
        for each in table.roll(places).held(until)
        if (first is None or each.target["start"] >= first)
        and (last is None or each.target["start"] < last)
    ]
    return pa.Table.from_pylist(rows, HELD)


def changed(places: Places, after: int) -> tuple[int, list[Change]]:
    """Tell of which readings acts from a number on say something.

    Parameters
    ----------
    places
        Where the data lives.
    after
        How many acts were seen before.

    Returns
    -------
    int, list
        How many acts there are, and the readings' loggers and periods.
    """
    if count() <= after:
        return after, []
    roll = table.roll(places)
    acts = list(roll.acts.values())
    found = (_target(roll, act) for act in acts[after:])
    return len(acts), sorted({_change(target) for target in found if target is not None})


def _target(roll: Roll, act: Act) -> dict[str, Any] | None:
    """Give the reading that an act is about; None where it is about none."""
    if act.schema not in {kinds.CORRECTION, kinds.RETRACTION, kinds.DECISION}:
        return None
    target = act.body["target"]
    if "entry" in target:
        return _target(roll, roll.acts[target["entry"]])
    return dict(target)


def _change(target: dict[str, Any]) -> Change:
    start = _EPOCH + _MICRO * target["start"]
    return target["mn"], target["interval"], start, start + _LENGTH[target["interval"]]


def origin(places: Places, number: int) -> dict[str, object]:
    """Say in the words of an explanation what an act did to the reading that it is about.

    Parameters
    ----------
    places
        Where the data lives.
    number
        Of the act.

    Returns
    -------
    dict
        `act` (its number), `acted` (`corrected`, `retracted`, `decided`), `by_role`, `signed_at`,
        `reason` (a word); `received`: what was received, where a correction says so.
    """
    roll = table.roll(places)
    act = list(roll.acts.values())[number]
    body = act.body
    found: dict[str, object] = {
        "act": number,
        "acted": _ACTED[act.schema],
        "by_role": appointed(roll.signers[act.by].act.body["holder"]).role,
        "signed_at": (_EPOCH + _MICRO * act.at).isoformat(),
        "reason": body.get("reason") or body.get("outcome"),
    }
    first = next(iter(roll.corrections(body["target"])), None)
    return found if first is None else {**found, "received": first.body["old"]}


def _row(each: Holding) -> dict[str, Any]:
    valued = each.valued
    made = None if valued is None else valued.body.get("new")
    return {
        **{key: each.target[key] for key in _KEY},
        "start": _EPOCH + _MICRO * each.target["start"],
        "act": each.number,
        "valued": valued is not None,
        "flag": each.flag,
        **number(made),
    }


def number(text: str | None) -> dict[str, Any]:
    """Read a value as the columns value, decimals and text have it; None = no value."""
    found = None if text is None else _NUMBER.fullmatch(text)
    if text is None or found is None:
        return {"value": None, "decimals": None, "text": text}
    return {"value": float(text), "decimals": len(found[1] or ""), "text": None}


def _micro(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MICRO
