"""Intake: what officers hand over from the alarms becomes matters, each once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from qingtian.cases import CasesError
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import calling, doing, pack
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.act.cases.infos import MatterInfo, Origin, Subject
from qingtian_platform.act.cases.models import Followed
from qingtian_platform.act.cases.telling import HANDOVER
from qingtian_platform.registry import api as registry

NAME: Final = "handovers"
KINDS: Final = {"outlet": "outlet", "site": "site"}
"""Kind of subject by kind of thing; of any other it is the unit."""


def take(now: datetime) -> bool:
    """Open a matter for each hand-over that came since; True if there was any."""
    mark, _ = Followed.objects.get_or_create(name=NAME)
    new = alarms.handovers(after=mark.cursor)
    for each in new:
        with transaction.atomic():
            take_one(each, now)
            calling.settle(now)
            mark.cursor = each.id
            mark.save(update_fields=["cursor"])
    return bool(new)


def take_one(given: alarms.HandoverInfo, now: datetime) -> MatterInfo | None:
    """Open the matter of a hand-over, by the table of the pack; None where no row takes it up.

    The evidence stays in the package, whose hash the matter's opening names.
    """
    said: Mapping[str, Any] = given.package["alarm"]
    thing = None if given.thing_id is None else registry.things().get(given.thing_id)
    row = pack.intake().row(str(said["cause"]), "" if thing is None else thing.kind)
    if row is None:
        return None
    kind = "exceedance" if said["cause"] == "exceedance" else "alarm"
    try:
        return doing.open_matter(
            row.procedure,
            row.act,
            subject=subject_of(given, thing),
            division="" if thing is None else thing.township or thing.district or "",
            origin=Origin(kind, f"{HANDOVER}{given.id}"),
            party=row.party,
            facts=row.facts,
            reason=f"{given.note}\n{said['kind']} {given.hash}".strip(),
            now=now,
        )
    except (CasesError, MatterError):
        return None


def subject_of(given: alarms.HandoverInfo, thing: registry.ThingInfo | None) -> Subject:
    """Say whom an alarm is about: its unit; of an outage of many, the alarm itself."""
    if thing is None:
        return Subject("unit", f"alarm-{given.alarm_id}", f"alarm {given.alarm_id}")
    return Subject(KINDS.get(thing.kind, "unit"), thing.key, thing.name, thing.id)
