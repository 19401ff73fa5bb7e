"""Clauses as items of supervision: what the ledger has of them, and findings as matters of rectification.

There is no second ledger: owner, day and evidence are those of `assess.tasks`, a finding is a matter
of the procedure `rectification` whose origin names the clause.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from qingtian.cases import Handed
from qingtian.cases.errors import CasesError
from qingtian.policy.coverage import states
from qingtian_platform.act.cases import api as cases
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.guarantees.errors import GuaranteeRefusedError
from qingtian_platform.assess.guarantees.infos import Finding, Item, Supervised
from qingtian_platform.assess.guarantees.reading import the_policy
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import words_of as signed_words
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import Role, scope

PROCEDURE, ACT, PAPER, ORIGIN = "rectification", "find", "finding", "supervision"
PAGE = 100
_words = partial(signed_words, refused=GuaranteeRefusedError, most=200)


def items(
    document: str,
    day: date,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    now: datetime | None = None,
) -> Supervised:
    """List the clauses of a document that are supervised, as they stand on a day.

    Parameters
    ----------
    document
        One that the pack reads article by article.
    day
        The day as of which the ledger is told. [Beijing]
    person
        Who reads: findings are those that the person may see.
    now
        The moment at which findings are told; None = the present.
    """
    known = the_policy()
    runs = states(known.clauses, known.covers)
    tasks = {each.task.clause: each for each in ledger.tasks_on(day)}
    found = findings(document, person, now=now)
    return {
        clause.id: Item(
            clause,
            article,
            runs[clause.id],
            tuple(each for each in known.covers.values() if clause.id in each.clauses),
            tasks.get(clause.id),
            tuple(found.get(clause.id, ())),
        )
        for article in known.articles.values()
        for clause in article.sentences
        if clause.document == document
    }


def findings(
    document: str,
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> dict[str, list[Finding]]:
    """List what supervision found about the clauses of a document, by clause, the newest first."""
    found: dict[str, list[Finding]] = {}
    for each in _matters(person, now):
        clause = each.origin.ref.split(" ", maxsplit=1)[0]
        if each.origin.kind == ORIGIN and clause.startswith(f"{document}-"):
            found.setdefault(clause, []).append(_finding(each))
    return found


def _matters(person: Any, now: datetime | None) -> list[cases.MatterInfo]:  # noqa: ANN401
    rows: list[cases.MatterInfo] = []
    while True:
        shown = cases.queue(
            person, procedure=PROCEDURE, ended=None, order="opened",
            page=len(rows) // PAGE, size=PAGE, now=now,
        )  # fmt: skip
        rows += shown.rows
        if len(shown.rows) < PAGE:
            return rows


def _finding(each: cases.MatterInfo) -> Finding:
    names = {language: each.state_name(language) for language in ("zh", "en")}
    ended = each.ended_at is not None
    return Finding(each.id, each.number, each.subject.name, names, ended, each.next_due, each.late)


def find(
    clause: str,
    unit: str,
    number: str,
    by_day: date,
    person: Any,  # noqa: ANN401
    *,
    paper: Upload | None = None,
    now: datetime | None = None,
) -> cases.MatterInfo:
    """Take down a finding of the city's supervision about a clause: its rectification begins.

    Parameters
    ----------
    clause
        One of a document that the pack reads article by article.
    unit
        Who answers: key of an organisation, or code of a district.
    number, paper
        Number of the finding as it was issued, under which it is opened once, and its file.
    by_day
        By which day it must be mended.
    person, now
        Who takes it down, a supervisor of the city; the present.

    Raises
    ------
    GuaranteeRefusedError
        If there is no such clause or unit, the day has passed, nothing is said, the file cannot be
        taken, or the procedure does not let the person find.
    """
    present, known = now or datetime.now(UTC), the_policy()
    supervised = {one.id for each in known.articles.values() for one in each.sentences}
    if clause not in supervised:
        raise GuaranteeRefusedError(
            _("Expected a clause under supervision; got %(x)s.") % {"x": clause}
        )
    if not duties.is_unit(known, unit):
        raise GuaranteeRefusedError(_("Expected a unit of the pack; got %(x)s.") % {"x": unit})
    if by_day < beijing(present).date():
        raise GuaranteeRefusedError(_("Expected a day that lies ahead; got %(x)s.") % {"x": by_day})
    try:
        digest = next(iter(duties.keep_papers([paper] if paper else [], present)), "")
        return cases.open_matter(
            PROCEDURE,
            ACT,
            subject=cases.Subject("unit", unit, duties.unit_name(known, unit, "zh")),
            division=unit[:6] if unit in known.divisions.by_code else "",
            origin=cases.Origin(ORIGIN, f"{clause} {_words(number)}"),
            person=person,
            facts={"level": "city", "by-day": by_day},
            papers=(Handed(PAPER, seal=True, number=_words(number), digest=digest),),
            separate=True,
            now=present,
        )
    except duties.DutyRefusedError as error:
        raise GuaranteeRefusedError(str(error)) from error
    except (CasesError, cases.MatterError) as error:
        raise GuaranteeRefusedError(str(error)) from error


def may_find(person: Any) -> bool:  # noqa: ANN401
    """Say whether a person takes findings down; the table of parties decides in the end."""
    return getattr(person, "role", "") == Role.SUPERVISOR and scope(person).district is None
