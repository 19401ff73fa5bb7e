"""Who may see a matter and act in it: role, organisation and place, by the table of the pack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.cases import Procedure
from qingtian.cases.parties import Standing as Stand
from qingtian_platform.act.cases import pack
from qingtian_platform.act.cases.errors import ForbiddenError
from qingtian_platform.act.cases.models import Matter, Standing
from qingtian_platform.people.api import Role
from qingtian_platform.registry import api as registry

CITY = "110000"


def place(code: str | None) -> str:
    """Bring a code of a place to 6 digits for a district, 9 for a township, none for the city.

    Parameters
    ----------
    code
        6, 9 or 12 digits; None or empty for the city.
    """
    found = (code or "")[:9]
    if not found or found.startswith(CITY):
        return ""
    return found[:6] if found[6:] in ("", "000") else found


def stand(person: Any, subject: Matter | None = None) -> Stand | None:  # noqa: ANN401
    """Tell who a person is, as the table asks; None for who is nobody at the desk."""
    if not getattr(person, "is_active", False) or not getattr(person, "role", ""):
        return None
    body = person.organisation
    own = subject is not None and body is not None and _about(subject, body)
    where = place(person.division.code if person.division else None)
    return Stand(person.role, "" if body is None else body.kind, where, own)


def _about(matter: Matter, body: Any) -> bool:  # noqa: ANN401
    """Tell whether a matter is about an organisation, or about a thing that is its."""
    if matter.thing_id is not None:
        thing = registry.things().get(matter.thing_id)
        if thing is not None and body.pk in thing.organisations:
            return True
    names = {str(body.pk), body.name, body.credit_code} - {""}
    return matter.subject_kind in ("firm", "unit") and (
        matter.subject_key in names or matter.subject_name == body.name
    )


def parties(
    person: Any,  # noqa: ANN401
    procedure: Procedure | str,
    division: str | None,
    now: datetime | None = None,
) -> frozenset[str]:
    """Give the parties as which a person may act in a procedure at a place.

    Parameters
    ----------
    person
        Who.
    procedure
        The procedure, or its key.
    division
        Code of the place; None or empty for the city's own.
    now
        The present.
    """
    who = stand(person)
    if who is None:
        return frozenset()
    day = pack.today(now or timezone.now())
    kinds = pack.versions(procedure) if isinstance(procedure, str) else [procedure]
    found = (pack.table().of(who, kind, place(division), day) for kind in kinds)
    return frozenset[str]().union(*found)


def acting(person: Any, row: Standing, now: datetime | None = None) -> frozenset[str]:  # noqa: ANN401
    """Give the parties as which a person may act in a matter; a matter handed over is its new unit's."""
    who = stand(person, row.matter)
    if who is None:
        return frozenset()
    day = pack.today(now or timezone.now())
    found = pack.table().of(who, pack.version(row.procedure), row.division, day)
    foreign = row.unit is not None and person.organisation_id not in (None, row.unit)
    return frozenset() if foreign and not who.subject else found


def sees(person: Any, row: Standing, now: datetime | None = None) -> bool:  # noqa: ANN401
    """Tell whether a person may see a matter."""
    who = stand(person, row.matter)
    if who is None:
        return False
    day = pack.today(now or timezone.now())
    return pack.table().reads(who, pack.version(row.procedure), row.division, day)


def demand_sight(person: Any, row: Standing, now: datetime | None = None) -> None:  # noqa: ANN401
    """Refuse who may not see a matter; the refusal does not tell what it is about.

    Raises
    ------
    ForbiddenError
        The person may not.
    """
    if not sees(person, row, now):
        raise ForbiddenError(_("You may not see this matter."))


LEADS = frozenset({Role.HEAD, Role.ADMINISTRATOR, Role.DUTY})
"""Who may assign a matter of others, and hand it over."""
