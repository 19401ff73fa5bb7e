"""Procedures of D7-2.4: the interview with a district, and sanctions proposed against persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.policy.accounts import AUTHOR, kind_of
from qingtian.policy.errors import NotThereError
from qingtian_platform.assess.accounts import allowed, knowing
from qingtian_platform.assess.accounts.entering import words_of
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import ChangeInfo, ProcedureInfo
from qingtian_platform.assess.accounts.models import Procedure, ProcedureStep
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.times import beijing

SEQUENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "interview": ("decided", "held", "ordered", "answered"),
    "sanction": ("interviewed", "suggested", "disposed", "reported"),
}
"""Steps of each procedure in the order of the text (D7-2.4-04, D7-2.4-05)."""
LADDER: Final = "interview-districts"
_PARTS: Final = ("name", "office", "sanction")


@transaction.atomic
def open_procedure(
    what: str,
    unit: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    facts: Sequence[int] = (),
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> int:
    """Open a procedure with its first step; see `api.open_procedure`."""
    present = now or datetime.now(UTC)
    today = beijing(present).date()
    _check_opening(what, unit, person, today)
    _check_day(day, None, today)
    rested = _interview_facts(unit, today) if what == "interview" else _clues(unit, facts, today)
    row = Procedure(what=what, unit=unit, facts=rested, **signed(person, present))
    row.save(force_insert=True)
    ProcedureStep(
        procedure=row, what=SEQUENCES[what][0], day=day, words=words_of(words), files=list(files),
        **signed(person, present),
    ).save(force_insert=True)  # fmt: skip
    return int(row.pk)


def _check_opening(what: str, unit: str, person: Any, today: date) -> None:  # noqa: ANN401
    if not allowed.of_city(person):
        raise AccountRefusedError(_("An assessor or administrator of the city opens procedures."))
    try:
        kind = kind_of(knowing.the_policy(), unit, today)
    except NotThereError:
        kind = ""
    if what not in SEQUENCES or kind != "district":
        raise AccountRefusedError(
            _("Expected an interview or a proposal of sanctions, of a district.")
        )


def _interview_facts(unit: str, today: date) -> list[int]:
    """Give the facts of the decision that an interview rests on, one interview a decision."""
    used = [
        set(facts)
        for facts in Procedure.objects.filter(what="interview", unit=unit).values_list(
            "facts", flat=True
        )
    ]
    for each in knowing.decisions(today, unit):
        if each.ladder == LADDER and each.level and set(each.facts) not in used:
            return list(each.facts)
    raise AccountRefusedError(
        _("Expected a decision to interview this district that no interview rests on yet.")
    )


def _clues(unit: str, facts: Sequence[int], today: date) -> list[int]:
    """Take the clues that the ministry handed down; there must be one."""
    known = {
        each.id
        for each in knowing.facts(today, unit)
        if each.row.kind == "clue" and each.withdrawn is None
    }
    chosen = sorted(set(facts))
    if not chosen or not set(chosen) <= known:
        raise AccountRefusedError(
            _(
                "Expected clues about this district that the ministry handed down; hand them in first."
            )
        )
    return chosen


@transaction.atomic
def record_step(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    persons: Sequence[Mapping[str, str]] = (),
    public: bool | None = None,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down the next step of a procedure (`ProcedureInfo.owed`).

    Parameters
    ----------
    number, what, day, words
        Of which procedure; which step, when, and what is said of it.
    person, now
        Who says so, and when; None = the present.
    persons
        Of `suggested`: `name`, `office` and `sanction` of each; sanctions are proposed against persons.
    public
        Of `held`: whether the interview was public.
    files
        Hashes of what was handed in beside it.

    Raises
    ------
    AccountRefusedError
        If another step comes next, the day lies ahead, or a proposal of sanctions names nobody.
    """
    present = now or datetime.now(UTC)
    row = Procedure.objects.filter(pk=number).first()
    if row is None or not allowed.of_city(person):
        raise AccountRefusedError(_("There is no procedure %(x)s.") % {"x": number})
    steps = list(row.steps.order_by("pk"))
    owed = _owed(row.what, len(steps))
    if not owed or what != owed:
        told = {"x": what, "owed": owed or _("nothing")}
        raise AccountRefusedError(_("Expected %(owed)s as what comes next; got %(x)s.") % told)
    _check_day(day, steps[-1].day, beijing(present).date())
    named = [_against(each) for each in persons]
    if (what == "suggested") != bool(named):
        raise AccountRefusedError(
            _(
                "A proposal of sanctions names each person, the office and the sanction, "
                "and nothing else does; measures against a district are no part of it."
            )
        )
    ProcedureStep(
        procedure=row, what=what, day=day, words=words_of(words), persons=named, files=list(files),
        public=bool(public) if what == "held" else None,
        **signed(person, present),
    ).save(force_insert=True)  # fmt: skip


def _against(said: Mapping[str, str]) -> dict[str, str]:
    found = {part: str(said.get(part, "")).strip() for part in _PARTS}
    if not all(found.values()) or max(map(len, found.values())) > 200:
        raise AccountRefusedError(
            _("Expected of each person a name, an office and a sanction; got “%(x)s”.")
            % {"x": " | ".join(found.values())}
        )
    return found


def _check_day(day: date, before: date | None, today: date) -> None:
    if day > today or (before is not None and day < before):
        raise AccountRefusedError(
            _("Expected a day that has come, and not before what was done until then; got %(x)s.")
            % {"x": day}
        )


def _owed(what: str, done: int) -> str:
    order = SEQUENCES[what]
    return order[done] if done < len(order) else ""


def clauses() -> dict[str, tuple[str, ...]]:
    """Name the clauses that each procedure rests on."""
    known = knowing.the_policy()
    return {
        "interview": known.ladders[LADDER].clauses if LADDER in known.ladders else (),
        "sanction": known.settings[AUTHOR].clauses,
    }


def author(day: date) -> str:
    """Name who writes the report to the ministry, the committee and the government, by the setting."""
    return str(knowing.the_policy().decided(AUTHOR, day))


def procedures(unit: str | None = None) -> list[ProcedureInfo]:
    """List procedures, the newest first."""
    rows = Procedure.objects.prefetch_related("steps").order_by("-pk")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return [_info(row) for row in rows]


def _info(row: Procedure) -> ProcedureInfo:
    steps = sorted(row.steps.all(), key=lambda each: each.pk)
    return ProcedureInfo(
        row.pk,
        row.what,
        row.unit,
        tuple(row.facts),
        row.name,
        row.at,
        tuple(
            ChangeInfo(
                e.what, e.day, e.words, e.name, e.at, tuple(e.files), tuple(e.persons), e.public
            )
            for e in steps
        ),
        _owed(row.what, len(steps)),
    )
