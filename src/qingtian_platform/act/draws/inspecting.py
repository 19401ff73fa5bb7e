"""What follows from a draw: a matter for each object, a check sheet, findings that every party reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.draw.drawing import Team
from qingtian.draw.pool import Object
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import Origin, Subject
from qingtian_platform.act.draws import infos, parting, register, rules
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Finding, Inspection
from qingtian_platform.kit.signed import signed

OUTCOMES: Final = ("met", "not-met", "not-checked")
PROCEDURE, ACT, PARTY = "inspection", "order", "machine"


@dataclass(frozen=True)
class FindingInfo:
    """What was found of an item at an object.

    Attributes
    ----------
    object, item, outcome, words
        Where, of what, one of `OUTCOMES`, and in words.
    name, body, at
        Who handed it in, of which body (empty where the account has none), and when.
    """

    object: str
    item: str
    outcome: str
    words: str
    name: str
    body: str
    at: datetime


def open_all(found: infos.DrawInfo, now: datetime) -> int:
    """Open a matter for each object that was drawn, once; without procedures nothing is opened.

    Parameters
    ----------
    found
        The draw.
    now
        The present.
    """
    if found.drawn is None or not cases.has_procedures():
        return 0
    kept = {row.object for row in Inspection.objects.filter(draw=found.name)}
    waiting = [each.object for each in found.drawn.teams if each.object.key not in kept]
    for what in waiting:
        made = cases.open_matter(
            PROCEDURE,
            ACT,
            subject=Subject("firm", what.key, what.name),
            division=what.district,
            origin=Origin("inspection", f"draw/{found.name[:16]}/{what.key}"),
            party=PARTY,
            facts={"basis": "random"},
            separate=True,
            now=now,
        )
        Inspection(draw=found.name, object=what.key, matter=made.id, at=now).save(force_insert=True)
    return len(waiting)


def matters(draw: str) -> dict[str, int]:
    """Give the matter of each object that was drawn."""
    return {row.object: row.matter for row in Inspection.objects.filter(draw=draw)}


def hand_in(
    draw: str,
    key: str,
    item: str,
    outcome: str,
    words: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    now: datetime | None = None,
) -> FindingInfo:
    """Hand in what was found of an item at an object, once for all departments.

    Parameters
    ----------
    draw, key, item
        Which draw, object, and item of the check sheet.
    outcome, words
        One of `OUTCOMES`, and in words; needed where an item is not met.
    person
        Who hands it in.
    now
        The present.

    Raises
    ------
    DrawRefusedError
        The object was not drawn, the item is not on the sheet or stands already, or others were
        drawn to inspect the object.
    """
    present, found = now or datetime.now(UTC), infos.info(draw)
    if key not in {each.key for each in _objects(found)}:
        raise DrawRefusedError(_("Expected an object that was drawn."))
    if key not in handing(found, person):
        raise DrawRefusedError(_("Others were drawn to inspect this object."))
    if item not in {each.key for each in rules.items(present)} or outcome not in OUTCOMES:
        raise DrawRefusedError(_("Expected an item of the check sheet, and an outcome."))
    if outcome == "not-met" and not words.strip():
        raise DrawRefusedError(_("Say in words what was found where an item is not met."))
    row = Finding(
        draw=draw, object=key, item=item, outcome=outcome, words=words.strip()[:2000],
        body=_body(person), **signed(person, present),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DrawRefusedError(
            _("This item was handed in already; nobody checks it a second time.")
        ) from None
    return _finding(row)


def handing(
    found: infos.DrawInfo,
    person: Any,  # noqa: ANN401
) -> frozenset[str]:
    """Give the keys of the objects at which a person hands in what was found.

    Parameters
    ----------
    found
        The draw.
    person
        Who asks: a party, at all; one of a team that was drawn, at its object; anybody where nobody
        of the team has an account on the register.
    """
    known, login = register.logins(), person.get_username()
    party = parting.takes_part(found, person)
    logins = {
        team.object.key: {known[each.key] for each in team.people if each.key in known}
        for team in _teams(found)
    }
    return frozenset(key for key, team in logins.items() if party or not team or login in team)


def _body(person: Any) -> str:  # noqa: ANN401
    number = getattr(person, "organisation_id", None)
    return "" if number is None else str(person.organisation)[:120]


def of_matter(matter: int) -> tuple[str, str] | None:
    """Give the draw and the object from which a matter came; None where it came from none."""
    row = Inspection.objects.filter(matter=matter).first()
    return None if row is None else (row.draw, row.object)


def _teams(found: infos.DrawInfo) -> tuple[Team, ...]:
    return () if found.drawn is None else found.drawn.teams


def _objects(found: infos.DrawInfo) -> list[Object]:
    return [each.object for each in _teams(found)]


def _finding(row: Finding) -> FindingInfo:
    return FindingInfo(row.object, row.item, row.outcome, row.words, row.name, row.body, row.at)


def findings(draw: str) -> list[FindingInfo]:
    """List what was found, in the order in which it was handed in."""
    return [_finding(row) for row in Finding.objects.filter(draw=draw)]
