"""What persons do around a matter: notes, assignments, hand-overs with receipt, links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian.cases import NoSuchError
from qingtian_platform.act.cases import access, following, numbering, port, reading
from qingtian_platform.act.cases.errors import ForbiddenError, MatterError
from qingtian_platform.act.cases.infos import LinkInfo, MatterInfo, Receipt
from qingtian_platform.act.cases.models import Assigned, HandedOver, Link, Note, Standing, TakenOver
from qingtian_platform.act.cases.port import Told
from qingtian_platform.kit.signed import typed
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

LONGEST = 4000
"""Characters of a note. [1]"""


def note(number: int, person: Any, text: str, now: datetime | None = None) -> None:  # noqa: ANN401
    """Write a note; see `act.cases.api.note`."""
    said, present = typed(text).strip(), now or timezone.now()
    if not 0 < len(said) <= LONGEST:
        raise MatterError(_("Write a note of 1 to %(n)s characters.") % {"n": LONGEST})
    with transaction.atomic():
        row = _acts_in(number, person, present)
        Note.objects.create(
            matter=row.matter, login=person.username, name=str(person), at=present, text=said
        )
        port.tell(Told("noted", reading.info(row), present, words=said))


def assign(number: int, person: Any, login: str, now: datetime | None = None) -> MatterInfo:  # noqa: ANN401
    """Let somebody hold a matter; see `act.cases.api.assign`."""
    present = now or timezone.now()
    with transaction.atomic():
        row = _running(_acts_in(number, person, present))
        if person.role not in access.LEADS and {row.holder, login} - {"", person.username}:
            raise ForbiddenError(_("Only the head of the unit gives matters to others."))
        if login:
            _demand_part(person, row, present)
        to = None if not login else people.account(login)
        if login and (to is None or not to.is_active or not access.sees(to, row, present)):
            raise MatterError(
                _("Expected the login of somebody who may see this matter; got %(login)s.")
                % {"login": login}
            )
        following.assign(row, to, person, Assigned.Cause.PERSON, present)
        return reading.info(row)


def hand_over(
    number: int,
    person: Any,  # noqa: ANN401
    organisation: int,
    now: datetime | None = None,
) -> Receipt:
    """Give a matter to another organisation; see `act.cases.api.hand_over`."""
    present = now or timezone.now()
    with transaction.atomic():
        row = _running(_acts_in(number, person, present))
        _demand_part(person, row, present)
        with override("zh-hans"):
            name = dict(people.authorities()).get(organisation)
        if name is None:
            raise MatterError(_("There is no such authority."))
        if row.unit == organisation:
            raise MatterError(_("That organisation has this matter already."))
        made = HandedOver.objects.create(
            matter=row.matter,
            organisation=organisation,
            organisation_name=name,
            login=person.username,
            name=str(person),
            at=present,
        )
        row.unit, row.unit_name = organisation, name
        row.save(update_fields=["unit", "unit_name"])
        following.assign(row, None, person, Assigned.Cause.HANDOVER, present)
        found = receipt(made)
        port.tell(Told("handed", reading.info(row), present, receipt=found))
        return found


def receive(number: int, person: Any, now: datetime | None = None) -> Receipt:  # noqa: ANN401
    """Receive what was handed over; see `act.cases.api.receive`."""
    present = now or timezone.now()
    with transaction.atomic():
        row = _acts_in(number, person, present)
        last = HandedOver.objects.filter(matter=row.matter).order_by("pk").last()
        if last is None:
            raise MatterError(_("This matter was not handed over."))
        if TakenOver.objects.filter(handover=last).exists():
            raise MatterError(_("This matter was received already."))
        if person.organisation_id != last.organisation:
            raise ForbiddenError(
                _("Only %(name)s receives this matter.") % {"name": last.organisation_name}
            )
        TakenOver.objects.create(
            handover=last,
            number=numbering.take(f"R{last.organisation}", present),
            login=person.username,
            name=str(person),
            at=present,
        )
        found = receipt(HandedOver.objects.get(pk=last.pk))
        port.tell(Told("received", reading.info(row), present, receipt=found))
        return found


def receipt(row: HandedOver) -> Receipt:
    """Tell of a hand-over."""
    taken = getattr(row, "receipt", None)
    return Receipt(
        row.matter_id,
        row.organisation,
        row.organisation_name,
        row.at,
        row.name,
        *(() if taken is None else (taken.number, taken.at, taken.name)),
    )


def link(
    number: int,
    other: int,
    kind: str,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> None:
    """Say that two matters have to do with each other; see `act.cases.api.link`."""
    present = now or timezone.now()
    if kind not in Link.Kind.values or number == other:
        raise MatterError(_("Expected another matter, and how it has to do with this one."))
    with transaction.atomic():
        row = _acts_in(number, person, present)
        access.demand_sight(person, reading.row_of(other), present)
        _made, new = Link.objects.get_or_create(
            matter=row.matter,
            other_id=other,
            kind=kind,
            defaults={"login": person.username, "name": str(person), "at": present},
        )
        if new:
            port.tell(Told("linked", reading.info(row), present, words=kind))


def links(number: int) -> list[LinkInfo]:
    """List the matters that have to do with one; see `act.cases.api.links`."""
    row = reading.row_of(number)
    found = [(e.kind, e.other_id) for e in Link.objects.filter(matter=row.matter)]
    found += [(e.kind, e.matter_id) for e in Link.objects.filter(other=row.matter)]
    found += [("called", each.pk) for each in row.matter.children.order_by("pk")]
    if row.matter.parent_id is not None:
        found.insert(0, ("calls", row.matter.parent_id))
    unique = dict.fromkeys(found)
    return [LinkInfo(kind, reading.info(reading.row_of(pk))) for kind, pk in unique]


def _acts_in(number: int, person: Any, now: datetime) -> Standing:  # noqa: ANN401
    """Give a matter to somebody of the authorities who may see it."""
    found = Standing.objects.select_for_update().select_related("matter").filter(pk=number).first()
    if found is None:
        raise NoSuchError(f"no matter has the number {number}")
    access.demand_sight(person, found, now)
    if person.role in (Role.ENTERPRISE, Role.CONTRACTOR):
        raise ForbiddenError(_("Your account may not do this to a matter."))
    return found


def _running(row: Standing) -> Standing:
    if row.ended_at is not None:
        raise MatterError(_("This matter has ended."))
    return row


def _demand_part(person: Any, row: Standing, now: datetime) -> None:  # noqa: ANN401
    """Refuse who reads a matter and may do nothing in it: whoever held it would keep it from its unit."""
    if person.role not in access.LEADS and not access.acting(person, row, now):
        raise ForbiddenError(_("Only who may act in this matter holds it or hands it over."))
