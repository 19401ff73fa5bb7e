"""Who acts for an enterprise: itself, or a contractor that it registered for certain days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Mandate, Organisation, Person
from .roles import Role


@dataclass(frozen=True)
class MandateInfo:
    """A mandate that was given.

    Attributes
    ----------
    number
        Of the row.
    principal, contractor
        Numbers of the enterprise and of who acts for it.
    contractor_name
        Its name.
    since, until
        First and last day; None = open.
    by
        Who entered it; empty = the command.
    """

    number: int
    principal: int
    contractor: int
    contractor_name: str
    since: date
    until: date | None
    by: str

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def mandates(principal: int) -> list[MandateInfo]:
    """List the mandates that an enterprise gave, ended ones too, as they stand now."""
    rows = Mandate.objects.filter(principal=principal, replaced_by=None)
    return [_info(row) for row in rows.select_related("contractor", "recorded_by")]


def _info(row: Mandate) -> MandateInfo:
    by = str(row.recorded_by) if row.recorded_by else ""
    whose = (row.principal_id, row.contractor_id)
    return MandateInfo(row.pk, *whose, str(row.contractor), row.since, row.until, by)


def principals(person: object, day: date | None = None) -> tuple[int, ...]:
    """Name the enterprises that a person may act for on a day.

    Parameters
    ----------
    person
        Who acts: an enterprise officer for the own body, a technician for those that registered
        the contractor.
    day
        Beijing; None = today.

    Returns
    -------
    tuple of int
        Numbers of organisations; empty for everybody else.
    """
    if not isinstance(person, Person) or person.organisation_id is None:
        return ()
    if person.role == Role.ENTERPRISE:
        return (person.organisation_id,)
    if person.role != Role.CONTRACTOR:
        return ()
    day = day or timezone.localdate()
    rows = Mandate.objects.filter(
        Q(until=None) | Q(until__gte=day),
        contractor=person.organisation_id,
        since__lte=day,
        replaced_by=None,
    )
    return tuple(sorted(set(rows.values_list("principal_id", flat=True))))


def give_mandate(
    principal: int,
    contractor: int,
    since: date,
    until: date | None = None,
    by: Person | None = None,
) -> int:
    """Let a contractor act for an enterprise from a day on.

    Returns
    -------
    int
        Number of the mandate.

    Raises
    ------
    ValueError
        The last day lies before the first, or one is no enterprise or the other no contractor.
    """
    if until is not None and until < since:
        raise ValueError(_("The last day lies before the first."))
    kinds = dict(
        Organisation.objects.filter(pk__in=(principal, contractor)).values_list("pk", "kind")
    )
    if kinds.get(contractor) != Organisation.Kind.MAINTAINER or principal == contractor:
        raise ValueError(_("Choose a maintenance contractor that is registered."))
    row = Mandate(
        principal_id=principal,
        contractor_id=contractor,
        since=since,
        until=until,
        recorded_by=by,
    )
    row.save()
    return row.pk


def end_mandate(number: int, principal: int, last: date, by: Person | None = None) -> int:
    """End a mandate with a last day, today or later; what was done under it stays.

    Raises
    ------
    ValueError
        The enterprise gave no such mandate, or the day has passed.
    """
    row = Mandate.objects.filter(pk=number, principal=principal, replaced_by=None).first()
    if row is None:
        raise ValueError(_("There is no such mandate."))
    if last < min(timezone.localdate(), row.until or date.max):
        raise ValueError(_("A mandate ends today or later: what was done under it stays."))
    new = Mandate(
        principal_id=row.principal_id,
        contractor_id=row.contractor_id,
        since=row.since,
        until=last,
        replaces=row,
        recorded_by=by,
    )
    new.save()
    return new.pk


def contractors() -> list[tuple[int, str]]:
    """List the maintenance contractors that are registered: number and name."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.MAINTAINER)
    return [(row.pk, str(row)) for row in rows]


def authorities() -> list[tuple[int, str]]:
    """List the authorities that are registered: number and name."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY)
    return [(row.pk, str(row)) for row in rows]


def organisation_name(number: int) -> str:
    """Name an organisation in the reader's language; empty where there is none."""
    row = Organisation.objects.filter(pk=number).first()
    return str(row) if row else ""
