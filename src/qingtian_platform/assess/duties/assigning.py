"""Who answers: the unit by the pack, the person as an administrator assigned him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from qingtian.policy import NotThereError
from qingtian.policy.responsibility import Responsible
from qingtian_platform.assess.duties.common import (
    UNIT,
    assignments,
    end_of,
    is_unit,
    the_policy,
    words_of,
)
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.infos import AnswerInfo, PersonInfo
from qingtian_platform.assess.duties.models import Assigned
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people

DATASET = "dataset"


def today(now: datetime | None = None) -> date:
    """Give the day of Beijing."""
    return beijing(now or datetime.now(UTC)).date()


def who(
    problem: str,
    place: str,
    *others: str,
    day: date | None = None,
    basin: bool = False,
    major: bool = False,
) -> Responsible:
    """Say who leads and who helps for a problem at a place.

    Parameters
    ----------
    problem
        Key of a type of problem of the pack.
    place, others
        Codes of the places concerned.
    day
        On which it is asked; today where left out.
    basin, major
        Whether a basin is shared, whether it is a major problem.

    Raises
    ------
    DutyRefusedError
        If there is no such problem or place, or the text names nobody.
    """
    try:
        return the_policy().who(problem, (place, *others), day or today(), basin=basin, major=major)
    except NotThereError as error:
        raise DutyRefusedError(str(error)) from error


def answers_for(dataset: str, day: date | None = None) -> AnswerInfo:
    """Say who answers for data: the unit by the clause, the person as assigned.

    Raises
    ------
    DutyRefusedError
        If the pack has no such dataset.
    """
    for each in datasets(day):
        if each.dataset == dataset:
            return each
    raise DutyRefusedError(_("Expected a dataset of the pack; got %(x)s.") % {"x": dataset})


def datasets(day: date | None = None) -> list[AnswerInfo]:
    """List all data for which somebody answers, in the order of the pack."""
    rows = assignments(end_of(day or today()))
    found = []
    for one in the_policy().responsibility.datasets.values():
        held = rows.get((f"{DATASET}:{one.key}", one.unit), [])
        person = held[0] if held and held[0].person else None
        found.append(
            AnswerInfo(one.key, one.unit, one.watched, one.clauses, person, tuple(held[1:]))
        )
    return found


def contact(unit: str, day: date | None = None) -> PersonInfo | None:
    """Give who speaks for a unit; None where nobody was assigned."""
    held = assignments(end_of(day or today())).get((UNIT, unit), [])
    return held[0] if held and held[0].person else None


def units_of(login: str) -> list[str]:
    """List the units for which a login was assigned, whatever for."""
    rows = assignments(end_of(today()))
    return sorted({unit for (_subject, unit), held in rows.items() if held[0].login == login})


def assign(
    subject: str,
    unit: str,
    login: str,
    person_named: str,
    reach: str,
    reason: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> None:
    """Say who answers for a subject of a unit; neither login nor name ends it.

    Parameters
    ----------
    subject
        `unit` for the unit as a whole, `dataset:KEY`, `clock:KEY` or `task:CLAUSE`.
    unit
        Key of an organisation, or code of a place.
    login, person_named, reach
        Account; name, that of the account where left empty; how to reach him.
    reason
        Why.
    person, now
        Who says so, and the present.

    Raises
    ------
    DutyRefusedError
        If subject, unit or account is not known, or no reason is given.
    """
    known = the_policy()
    if not is_unit(known, unit):
        raise DutyRefusedError(_("Expected a unit of the pack; got %(x)s.") % {"x": unit})
    kind, _colon, key = subject.partition(":")
    places = {
        UNIT: ("",),
        DATASET: tuple(known.responsibility.datasets),
        "clock": tuple(known.clocks),
        "task": tuple(known.clauses),
    }
    if key not in places.get(kind, ()):
        raise DutyRefusedError(
            _("Expected a duty or dataset of the pack; got %(x)s.") % {"x": subject}
        )
    account = people.account(login) if login else None
    if login and (account is None or not account.is_active):
        raise DutyRefusedError(_("Expected an open account; got %(x)s.") % {"x": login})
    named = person_named.strip() or (account.get_full_name() if account else "")
    Assigned(
        subject=subject, unit=unit, login=login, person=named[:60], contact=reach.strip()[:120],
        reason=words_of(reason, most=300), **signed(person, now),
    ).save(force_insert=True)  # fmt: skip


def open_accounts() -> Sequence[tuple[str, str]]:
    """List the accounts of the authority that may be assigned: login and name."""
    givers = (people.Role.ENTERPRISE, people.Role.CONTRACTOR)
    return [
        (str(each["login"]), str(each["name"] or each["login"]))
        for each in people.accounts()
        if each["open"] and each["role"] not in givers
    ]
