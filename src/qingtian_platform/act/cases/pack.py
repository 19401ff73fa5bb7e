"""What the city's pack says of matters: procedures, parties, where they come from, who answers."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.utils.translation import gettext as _

from qingtian.cases import NoSuchError, Procedure, Procedures, open_procedures
from qingtian.cases.choices import Names
from qingtian.cases.choices import choices as read_choices
from qingtian.cases.intake import Intake
from qingtian.cases.intake import intake as read_intake
from qingtian.cases.parties import Parties
from qingtian.cases.parties import parties as read_parties
from qingtian.cases.reading import FOLDER
from qingtian.law.packs import open_pack
from qingtian.policy import Policy
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.evaluate.api import law_packs
from qingtian_platform.kit.times import beijing


def procedures() -> Procedures:
    """Open the procedures of the city: of the first pack in use that carries some.

    Raises
    ------
    MatterError
        If no pack in use carries procedures.
    """
    found = _first(law_packs())
    if found is None:
        raise MatterError(_("This city has no pack with procedures."))
    return found


def policy() -> Policy:
    """Open the policy in which the procedures stand."""
    found = procedures().policy
    assert found is not None, "a pack with procedures has a policy"
    return found


def table() -> Parties:
    """Open the table of who may act as which party."""
    return _table(policy())


def choices() -> Names:
    """Give the names of words that facts may choose, by language; none where there are no procedures."""
    return _choices(policy()) if has_procedures() else {}


def has_procedures() -> bool:
    """Tell whether the city has procedures at all; without them there are no matters."""
    return _first(law_packs()) is not None


def version(key: str) -> Procedure:
    """Give one version of a procedure, as `construction-dust/1`.

    Raises
    ------
    NoSuchError
        If there is none of that name.
    """
    found = procedures().by_key.get(key)
    if found is None:
        raise NoSuchError(f"no procedure is called {key}")
    return found


def versions(name: str) -> list[Procedure]:
    """Give one version by `key/version`, or all by the key alone."""
    if "/" in name:
        return [version(name)]
    return [one for one in procedures().by_key.values() if one.key == name]


def in_force(name: str, at: datetime) -> Procedure:
    """Give a procedure by `key/version`, or the newest version in force on a day by its key alone.

    Raises
    ------
    NoSuchError
        If there is none.
    """
    if "/" in name:
        return version(name)
    day = beijing(at).date()
    known = [one for one in procedures().by_key.values() if one.key == name]
    held = [one for one in known if one.since <= day and (one.until is None or day <= one.until)]
    if not held:
        raise NoSuchError(f"no version of {name} is in force on {day}")
    return max(held, key=lambda one: one.since)


def name_of(one: Procedure) -> str:
    """Name a version, as rows keep it."""
    return f"{one.key}/{one.version}"


def today(now: datetime) -> date:
    """Give the day in Beijing."""
    return beijing(now).date()


@cache
def _first(packs: tuple[str, ...]) -> Procedures | None:
    for name in packs:
        if (open_pack(name).root / FOLDER).is_dir():
            return open_procedures(name)
    return None


@cache
def _table(known: Policy) -> Parties:
    return read_parties(known)


def intake() -> Intake:
    """Open the table of where matters come from."""
    return _intake(policy())


@cache
def _intake(known: Policy) -> Intake:
    return read_intake(known)


@cache
def _choices(policy: Policy) -> Names:
    return read_choices(policy)
