"""Who may read and write papers: as the matter, or the procedure that a paper is to open, lets the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import ForbiddenError
from qingtian_platform.act.papers.models import Draft


def may_write(row: Draft, person: Any) -> bool:  # noqa: ANN401 - the account model is private to its app
    """Tell whether a person may write in a paper: who is a party of its procedure at its place."""
    return bool(cases.parties(person, row.procedure, row.division)) and may_read(row, person)


def may_read(row: Draft, person: Any) -> bool:  # noqa: ANN401
    """Tell whether a person may read a paper."""
    if row.matter is None:
        return bool(cases.parties(person, row.procedure, row.division))
    try:
        cases.matter(row.matter, person)
    except ForbiddenError:
        return False
    return True


def demand_reading(row: Draft, person: Any) -> None:  # noqa: ANN401
    """Refuse who may not read a paper; without a person nobody is asked.

    Raises
    ------
    ForbiddenError
        The person may not.
    """
    if person is not None and not may_read(row, person):
        raise ForbiddenError(_("You may not see this paper."))


def demand_writing(row: Draft, person: Any) -> None:  # noqa: ANN401
    """Refuse who may not write in a paper.

    Raises
    ------
    ForbiddenError
        The person may not.
    """
    if not may_write(row, person):
        raise ForbiddenError(_("Only a party of this matter writes its papers."))


def demand_party(matter: int, person: Any) -> None:  # noqa: ANN401
    """Refuse who is no party of a matter.

    Raises
    ------
    ForbiddenError
        The person may not see it, or is no party.
    """
    info = cases.matter(matter, person)
    if not cases.acting(info.id, person):
        raise ForbiddenError(_("Only a party of this matter hands exhibits in."))
