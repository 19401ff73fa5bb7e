"""Who may see and do what: assessors and administrators, those of a district its own units alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from qingtian.policy import Policy
from qingtian.policy.errors import NotThereError
from qingtian_platform.people.api import Role

READERS = (Role.ASSESSOR,)
"""Administrators enter as well, as they do everywhere."""


def may_read(person: Any) -> bool:  # noqa: ANN401 - the account model is private to its app
    """Tell whether a person sees anything of accountability."""
    return bool(
        getattr(person, "is_active", False)
        and getattr(person, "role", "") in (*READERS, Role.ADMINISTRATOR)
    )


def of_city(person: Any) -> bool:  # noqa: ANN401
    """Tell whether a person acts for the city, and so may decide."""
    return may_read(person) and getattr(person, "division", None) is None


def sees(person: Any, policy: Policy, unit: str, day: date) -> bool:  # noqa: ANN401
    """Tell whether a person sees a unit: the city's all, a district's its own places."""
    if not may_read(person):
        return False
    if of_city(person):
        return True
    try:
        district = policy.divisions.district(unit, day).code
    except NotThereError:
        return False
    return bool(district[:6] == str(person.division.code)[:6])
