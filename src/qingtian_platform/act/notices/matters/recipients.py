"""Who is told of a matter: who holds it, the head of its unit, who received it, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from qingtian.cases import Case
from qingtian.cases.parties import parties
from qingtian.policy import Policy
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import MatterInfo
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.registry import api as registry

OFFICE = (Role.DUTY, Role.ENFORCEMENT, Role.LEGAL, Role.HEAD, Role.SUPERVISOR)
"""Roles that receive what is handed over to their organisation."""
Persons = list[Any]
"""Accounts; their model is private to its app."""


def holder(matter: MatterInfo) -> Persons:
    """Give who holds a matter; where nobody does, or not any more, the heads of its unit."""
    found = people.account(matter.holder) if matter.holder else None
    return [found] if found is not None and found.is_active else heads(matter)


def heads(matter: MatterInfo) -> Persons:
    """List the heads of the unit that answers; those of the city where the district has none."""
    district = matter.division[:6] or None
    found = people.holders(Role.HEAD, district) or people.holders(Role.HEAD, None)
    own = [each for each in found if each.organisation_id in (None, matter.unit)]
    return own if matter.unit is not None else found


def office(organisation: int) -> Persons:
    """List the officers of an organisation."""
    every = get_user_model().objects.filter(is_active=True, role__in=OFFICE)
    return list(every.filter(organisation_id=organisation).order_by("username"))


def concerned(matter: MatterInfo) -> Persons:
    """List the officers of the enterprise that a matter is about, who may see it."""
    subject = matter.subject
    thing = None if subject.thing_id is None else registry.things().get(subject.thing_id)
    named = Q(organisation_id__in=() if thing is None else thing.organisations)
    if subject.kind == "firm":
        named |= Q(organisation__name__in=(subject.key, subject.name))
        named |= Q(organisation__credit_code=subject.key)
    every = get_user_model().objects.filter(is_active=True, role=Role.ENTERPRISE)
    return [each for each in every.filter(named).order_by("username") if _sees(matter, each)]


def _sees(matter: MatterInfo, person: Any) -> bool:  # noqa: ANN401
    try:
        cases.matter(matter.id, person)
    except cases.ForbiddenError:
        return False
    return True


def asked(matter: MatterInfo, case: Case) -> bool:
    """Tell whether a matter ever asked anything of whom it is about: only then is it told of the end."""
    mine = subject_parties(matter)
    return any(case.procedure.duties[each.kind].owed_by in mine for each in case.duties)


def subject_parties(matter: MatterInfo) -> frozenset[str]:
    """Name the parties as which the subject of a matter acts, by the table of the pack."""
    policy = cases.procedures().policy
    known = frozenset[str]() if policy is None else _subject_parties(policy)
    return known & frozenset(matter.kind.parties)


@cache
def _subject_parties(policy: Policy) -> frozenset[str]:
    return frozenset(row.party for row in parties(policy).rows if row.place == "subject")


def once(persons: Iterable[Any]) -> Persons:
    """Leave out who stands there already."""
    return list({each.pk: each for each in persons}.values())
