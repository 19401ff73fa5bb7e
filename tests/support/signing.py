"""Persons with keys, and a reading to sign about."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from qingtian.ledger.acts import Pen, words_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.record.api import drain, observations
from qingtian_platform.registry.api import ensure_logger, ensure_thing
from support.receipts import NOON, hour_frame, received

MN = "A110108_0001"


def person(login: str, role: str = "reviewer", **more: Any) -> Person:
    found, _ = Person.objects.get_or_create(
        username=login, defaults={"name": login.title(), "role": role, **more}
    )
    return found


def pen_of(places: Places, who: Person, **more: Any) -> Pen:
    """Make a key and have it appointed."""
    pen = Pen(os.urandom(32))
    acts.appoint(places, who, pen.public, pen.possession(acts.origin(places)), **more)
    return pen


def reading(places: Places) -> dict[str, Any]:
    """Seal two hours of a registered station and give the row of the first."""
    thing = ensure_thing(
        name="奥体中心", key="olympic", name_en="Olympic centre", kind="station", origin="simulated"
    )
    ensure_logger(MN, thing_id=thing, password="123456", st="22")
    hours = [hour_frame(MN, NOON + timedelta(hours=n)) for n in (0, 1)]
    received(places, hours, at=NOON + timedelta(hours=2))
    drain(places)
    rows = observations(mn=MN, code="a34004", interval="hour", field="Avg", places=places)
    return dict(rows.to_pylist()[0])


def correction(
    places: Places, row: dict[str, Any], old: str = "23.0", new: str = "21.5", **more: Any
) -> tuple[dict[str, Any], tuple[bytes, str]]:
    """Write the body of a correction, with the words beside it."""
    words = (os.urandom(32), "零点漂移，按校准记录重新计算")
    body = {
        "method": "recalculated",
        "new": new,
        "old": old,
        "reason": "zero-drift",
        "target": acts.target_of(places, row),
        "words": words_hash(*words),
    }
    return {**body, **more}, words


def signed(places: Places, pen: Pen, schema: str, body: dict[str, Any], late: int = 0) -> bytes:
    """Sign an act now, or so many microseconds ago."""
    return pen.sign(schema, acts.origin(places), table.now() - late, body).to_bytes()
