"""The time line of a matter: deeds, limits that passed, what was raised, and what persons did around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian.cases import Case
from qingtian_platform.act.cases import keeping, reading
from qingtian_platform.act.cases.infos import Entry
from qingtian_platform.act.cases.models import (
    Assigned,
    Deed,
    HandedOver,
    Link,
    Moved,
    Note,
    Report,
    Standing,
)

LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}


def timeline(number: int, now: datetime | None = None) -> list[Entry]:
    """Tell all that happened in a matter, the oldest first; see `act.cases.api.timeline`."""
    row = reading.row_of(number)
    case = reading.present(row, now or timezone.now())
    deeds = list(row.matter.deeds.order_by("seq"))
    found = [*_deeds(case, deeds), *_duties(case), *_around(row)]
    return sorted(found, key=lambda each: each.when)


def _deeds(case: Case, deeds: list[Deed]) -> Iterator[Entry]:
    held = reading.proofs(deeds)
    for row in deeds:
        act = case.procedure.acts[row.act]
        yield Entry(
            "deed",
            row.at,
            row.name,
            row.party,
            dict(act.name),
            held.get(row.pk),
            reading.deed(row, held.get(row.pk)),
        )


def _duties(case: Case) -> Iterator[Entry]:
    """Tell which limits passed, and which duties that raised."""
    kinds = case.procedure.duties
    moments: dict[datetime, set[str]] = {}
    for duty, _nth in keeping.counted(case.duties):
        kind = kinds[duty.kind]
        if duty.expired and duty.due is not None:
            moments.setdefault(duty.due, set()).update(kind.late)
            yield Entry("expired", duty.due, "", kind.owed_by, dict(kind.name))
    for duty in case.duties:
        if duty.kind in moments.get(duty.since, ()):
            kind = kinds[duty.kind]
            yield Entry("raised", duty.since, "", kind.owed_by, dict(kind.name))


def _around(row: Standing) -> Iterator[Entry]:
    it = row.matter
    for note in Note.objects.filter(matter=it):
        yield Entry("note", note.at, note.name, "", {"zh": note.text, "en": note.text})
    for over in HandedOver.objects.filter(matter=it).select_related("receipt"):
        yield Entry("handed", over.at, over.name, "", _both(_handed, over))
        found = reading_receipt(over)
        if found is not None:
            yield Entry("received", found[0], found[1], "", _both(_received, over))
    for given in Assigned.objects.filter(matter=it):
        yield Entry("assigned", given.at, given.name, "", _both(_assigned, given))
    for link in Link.objects.filter(matter=it).select_related("other"):
        yield Entry("linked", link.at, link.name, "", _both(_linked, link))
    for report in Report.objects.filter(matter=it).order_by("pk")[1:]:
        yield Entry("told", report.at, report.name, "", _both(_told, report))
    for move in Moved.objects.filter(matter=it):
        yield Entry("moved", move.at, move.name, "", _both(_moved, move))


def reading_receipt(over: HandedOver) -> tuple[datetime, str] | None:
    """Give when and by whom a hand-over was received."""
    taken = getattr(over, "receipt", None)
    return None if taken is None else (taken.at, taken.name)


def _both(say: object, row: object) -> Mapping[str, str]:
    found = {}
    for language, code in LANGUAGES.items():
        with override(code):
            found[language] = say(row)  # type: ignore[operator]
    return found


def _assigned(row: Assigned) -> str:
    if row.cause == Assigned.Cause.LEFT:
        return _("Given back to the unit: who held it may not see it any more")
    if not row.to:
        return _("Given back to the unit")
    if row.cause == Assigned.Cause.ESCALATION:
        return _("A limit passed: sent up to %(name)s") % {"name": row.to_name}
    return _("Given to %(name)s") % {"name": row.to_name}


def _handed(row: HandedOver) -> str:
    return _("Handed over to %(name)s") % {"name": row.organisation_name}


def _received(row: HandedOver) -> str:
    return _("Received by %(name)s, receipt %(number)s") % {
        "name": row.organisation_name,
        "number": row.receipt.number,
    }


def _linked(row: Link) -> str:
    return _("Linked with %(number)s: %(kind)s") % {
        "number": row.other.number,
        "kind": row.get_kind_display(),
    }


def _told(row: Report) -> str:
    return _("Another report of the same: %(ref)s") % {"ref": f"{row.kind} {row.ref}"}


def _moved(row: Moved) -> str:
    return _("Runs on under %(after)s, before under %(before)s: %(reason)s") % {
        "after": row.after,
        "before": row.before,
        "reason": row.reason,
    }
