"""A day as issued: what follows from values as received, and from those that were reviewed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingtian_platform.act.reviews import tables
from qingtian_platform.act.reviews.models import Issue, Signed
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry


@dataclass(frozen=True)
class Side:
    """One of the two sides.

    Attributes
    ----------
    aqi, level
        None = none can be given. [1]
    primary
        Primary pollutants.
    doses
        By pollutant: value as text, unit, index, hours that count.
    """

    aqi: int | None
    level: int | None
    primary: tuple[str, ...]
    doses: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Issued:
    """What an issue put side by side.

    Attributes
    ----------
    thing, day
        Of what.
    edition
        By which standard; empty where none is computed (a section).
    received, reviewed
        Both sides.
    hours
        Hourly values that there are, and how many of them count. [1]
    rejected
        Those that a person rejected: factor, hour (ISO, Beijing), value, mark before and after,
        number of the act, reason and words.
    """

    thing: str
    day: date
    edition: str
    received: Side
    reviewed: Side
    hours: tuple[int, int]
    rejected: tuple[dict[str, Any], ...]

    @property
    def differs(self) -> bool:
        """Whether the review changed anything."""
        return self.received != self.reviewed


def both(thing: registry.ThingInfo, day: date, places: Places | None = None) -> dict[str, Any]:
    """Compute both sides of a day, as they are kept with an issue.

    Parameters
    ----------
    thing
        The station or section; of a section there is no index.
    day
        In Beijing.
    places
        Where the data lives; None = of this process.
    """
    now = tables.table(thing, day, places)
    received = _side(thing, day, places, received=True)
    acted = any(each.acted for each in now.readings)
    reviewed = _side(thing, day, places, received=False) if acted else dict(received)
    return {
        "edition": reviewed.pop("edition") or received["edition"],
        "received": {key: value for key, value in received.items() if key != "edition"},
        "reviewed": reviewed,
        "hours": [len(now.readings), sum(each.counts for each in now.readings)],
        "rejected": [_rejected(each) for each in now.readings if _was_rejected(each)],
    }


def _was_rejected(reading: tables.Reading) -> bool:
    return reading.acted and not reading.counts


def _rejected(reading: tables.Reading) -> dict[str, Any]:
    return {
        "code": reading.code,
        "start": tables.moment(reading.line).isoformat(),
        "value": reading.received[0],
        "before": reading.received[1],
        "after": reading.mark,
        "act": reading.row["act"],
    }


def _side(
    thing: registry.ThingInfo, day: date, places: Places | None, *, received: bool
) -> dict[str, Any]:
    found = None
    if thing.kind == "station" and record.ready(places):
        found = evaluate.apart(thing.id, day, received=received, places=places)
    if found is None:
        return {"edition": "", "aqi": None, "level": None, "primary": [], "doses": {}}
    doses = {
        name: {
            "value": None if dose.value is None else str(dose.value),
            "unit": dose.unit,
            "iaqi": dose.iaqi,
            "count": dose.count,
        }
        for name, dose in found.doses.items()
    }
    return {
        "edition": found.edition,
        "aqi": found.aqi,
        "level": found.level,
        "primary": list(found.primary),
        "doses": doses,
    }


def drafted(thing: registry.ThingInfo, day: date, places: Places | None = None) -> Issued:
    """Give what an issue would put side by side if the day were issued now; see `both`."""
    return _read(thing.key, day, both(thing, day, places))


def issued(act: str) -> Issued | None:
    """Give what an issue put side by side, by the hash of its act; None where there is none."""
    row = Issue.objects.filter(act=act).first()
    return None if row is None else _read(row.thing, row.day, json.loads(row.text))


def issues(thing: str, first: date, last: date) -> dict[date, tuple[str, Issued]]:
    """Give the newest issue of each day of a thing, with the hash of its act.

    Parameters
    ----------
    thing
        Its key.
    first, last
        Days in Beijing, both included.
    """
    rows = Issue.objects.filter(thing=thing, day__range=(first, last)).order_by("recorded_at")
    return {row.day: (row.act, _read(row.thing, row.day, json.loads(row.text))) for row in rows}


def _read(thing: str, day: date, said: dict[str, Any]) -> Issued:
    sides = {
        name: Side(**{**said[name], "primary": tuple(said[name]["primary"])})
        for name in ("received", "reviewed")
    }
    return Issued(
        thing=thing,
        day=day,
        edition=said["edition"],
        hours=(said["hours"][0], said["hours"][1]),
        rejected=tuple(said["rejected"]),
        **sides,
    )


def signed_text(digest: str) -> str | None:
    """Give the table that was signed, by its digest; None where nobody signed it."""
    found: str | None = Signed.objects.filter(digest=digest).values_list("text", flat=True).first()
    return found
