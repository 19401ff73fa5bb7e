"""Who reads a file: the authority's own people, each in the own part of the city."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from qingtian_platform.people.api import Role, may_enter
from qingtian_platform.publish.desk.accounts import guard as accounts_guard
from qingtian_platform.publish.desk.alarms.guard import WATCHING

READERS = (*WATCHING, Role.ASSESSOR)
LEADS = (Role.HEAD, Role.DUTY)
"""Who has a board of the unit's matters; administrators do as everywhere."""


def watches(request: HttpRequest) -> bool:
    """Tell whether a person reads alarms and findings."""
    return may_enter(request.user, WATCHING)


def assesses(person: Any) -> bool:  # noqa: ANN401 - the account model is private to its app
    """Tell whether a person reads what is counted for accountability."""
    return may_enter(person, accounts_guard.READERS)
