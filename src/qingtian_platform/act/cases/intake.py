"""Intake: what officers hand over from the alarms becomes matters, each once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from qingtian.cases import CasesError
from qingtian.cases.intake import AlarmRow
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import calling, opening, pack
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.act.cases.infos import Opening, Origin, Subject
from qingtian_platform.act.cases.models import Followed
from qingtian_platform.act.cases.telling import HANDOVER
from qingtian_platform.registry import api as registry

LOG = logging.getLogger(__name__)
MEDIA: Final = {"31": "air", "32": "water"}
"""Medium by the system of HJ 212 under which an outlet reports."""
NAME: Final = "handovers"
PIECE: Final = 200
"""Most hand-overs of one transaction. [1]"""
KINDS: Final = {"outlet": "outlet", "site": "site"}
"""Kind of subject by kind of thing; of any other it is the unit."""


def take(now: datetime) -> bool:
    """Open a matter for each hand-over that came since; True if there was any."""
    mark, _ = Followed.objects.get_or_create(name=NAME)
    new = alarms.handovers(after=mark.cursor)
    for first in range(0, len(new), PIECE):
        part = new[first : first + PIECE]
        with transaction.atomic():
            batch = opening.Batch(now)
            for each in part:
                add(batch, each)
            batch.write()
            calling.settle(now)
            mark.cursor = part[-1].id
            mark.save(update_fields=["cursor"])
    return bool(new)


def add(batch: opening.Batch, given: alarms.HandoverInfo) -> None:
    """Add the matter of a hand-over, by the first row of the pack's table for which it tells enough.

    The evidence stays in the package, whose hash the matter's opening names. Where no row takes it up, a
    warning says so.
    """
    cause = str(given.package["alarm"]["cause"])
    thing = None if given.thing_id is None else registry.things().get(given.thing_id)
    for row in pack.intake().rows(cause, "" if thing is None else thing.kind):
        try:
            batch.add(_asked(row, given, thing))
        except (CasesError, MatterError) as refusal:
            LOG.info("hand-over %s is not taken up as %s: %s", given.id, row.key, refusal)
        else:
            return
    LOG.warning("no row of the pack takes up hand-over %s", given.id)


def _asked(row: AlarmRow, given: alarms.HandoverInfo, thing: registry.ThingInfo | None) -> Opening:
    said: Mapping[str, Any] = given.package["alarm"]
    kind = "exceedance" if said["cause"] == "exceedance" else "alarm"
    return Opening(
        row.procedure,
        row.act,
        subject_of(given, thing),
        "" if thing is None else thing.township or thing.district or "",
        Origin(kind, f"{HANDOVER}{given.id}"),
        party=row.party,
        facts={**row.facts, **_told(row, given, thing)},
        reason=f"{given.note}\n{alarms.kind_name(said['kind'], 'zh')} {given.hash}".strip(),
    )


def _told(
    row: AlarmRow,
    given: alarms.HandoverInfo,
    thing: registry.ThingInfo | None,
) -> dict[str, object]:
    """Give the facts that an alarm tells of itself, as far as it does."""
    known = {"multiple": _multiple(given), "medium": _medium(thing)}
    return {name: known[word] for name, word in row.told.items() if known[word] is not None}


def _multiple(given: alarms.HandoverInfo) -> Decimal | None:
    """Say by how many times the limit is exceeded at most; None where no member says."""
    said = (each["facts"].get("multiple") for each in given.package["members"])
    return max((Decimal(each) for each in said if each), default=None)


def _medium(thing: registry.ThingInfo | None) -> str | None:
    """Say whether an outlet lets out into air or water, by the system under which it reports."""
    if thing is None:
        return None
    found = {MEDIA.get(each.st) for each in registry.datastreams(thing.id)} - {None}
    return found.pop() if len(found) == 1 else None


def subject_of(given: alarms.HandoverInfo, thing: registry.ThingInfo | None) -> Subject:
    """Say whom an alarm is about: its unit; of an outage of many, the alarm itself."""
    if thing is None:
        return Subject("unit", f"alarm-{given.alarm_id}", f"alarm {given.alarm_id}")
    return Subject(KINDS.get(thing.kind, "unit"), thing.key, thing.name, thing.id)
