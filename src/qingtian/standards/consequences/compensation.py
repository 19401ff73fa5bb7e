"""Deadlines of compensation for ecological damage: preliminary check and negotiation (rule of 2022)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from qingtian import law
from qingtian.law import AnyPack, NotInForceError, Provision, UnknownProvisionError
from qingtian.standards.consequences.calendar import months_on
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


def _place(day: date, packs: Iterable[AnyPack]) -> Provision | None:
    """Find what a place says of negotiation; none where no pack says anything on the day."""
    try:
        return law.at(day, packs=tuple(packs))["consequences.compensation.negotiation"]
    except (UnknownProvisionError, NotInForceError):
        return None


def _of_place(
    rule: Provision, notice: date | None, meetings: int, today: date | None
) -> tuple[dict[str, Any], list[Step]]:
    if notice is None:
        return {"negotiation": None, "sue": False}, []
    end = months_on(notice, int(rule.value["months"]))
    late = today is not None and today > end
    shown = {"meetings": rule.value["meetings"], "months": rule.value["months"], "end": end}
    sue = late or meetings >= rule.value["meetings"]
    return {"negotiation": str(end), "sue": sue}, [Step("negotiation-place", shown)]


def compensation_deadlines(
    clue: date,
    *,
    notice: date | None = None,
    meetings: int = 0,
    today: date | None = None,
    packs: Iterable[AnyPack] = (),
) -> Result:
    """Give the days by which the next acts are due, and whether it is time to sue.

    Parameters
    ----------
    clue
        Day on which the clue was received.
    notice
        Day on which the written notice of negotiation was delivered; None = not yet.
    meetings
        Meetings held without agreement. [1]
    today
        Day of the question, for what is overdue; None = not asked.
    packs
        Packs whose place may have rounds and months of its own; they stand beside the country's.

    Returns
    -------
    Result
        The next deadline as YYYY-MM-DD; `more` has every deadline, what is overdue, `sue`, true
        where negotiation has run its course by the country's rule, and `place` with those of the
        place: which of the two prevails is for a lawyer.

    Raises
    ------
    ValueError
        If the notice lies before the clue, or meetings are negative.
    """
    if meetings < 0 or (notice is not None and notice < clue):
        raise ValueError(f"expected a notice after the clue and meetings from 0; got {notice}")
    rule, local = law.at(clue)["consequences.compensation.deadlines"], _place(clue, packs)
    check = clue + timedelta(days=int(rule.value["preliminary_days"]))
    end = None if notice is None else notice + timedelta(days=int(rule.value["negotiation_days"]))
    steps = [Step("clue", {"day": clue, "within": rule.value["preliminary_days"], "end": check})]
    if end is not None:
        shown = {"day": notice, "within": rule.value["negotiation_days"], "end": end}
        steps.append(Step("negotiation", shown))
    out_of_time = end is not None and today is not None and today > end
    out_of_meetings = meetings >= rule.value["meetings"]
    if out_of_meetings:
        steps.append(Step("meetings", {"count": meetings}))
    place, said = ({}, []) if local is None else _of_place(local, notice, meetings, today)
    return Result(
        rule="CON-COMPENSATION",
        subject="",
        value=str(end or check),
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule), *([Cite.of(local)] if local else [])),
        steps=(*steps, *said),
        inputs=(Given("clue", str(clue)), Given("meetings", meetings)),
        left_out=() if notice else (LeftOut(Given("notice", None), "not-given"),),
        more={
            "preliminary": str(check),
            "negotiation": None if end is None else str(end),
            "overdue": None if today is None else today > (end or check),
            "sue": notice is not None and (out_of_time or out_of_meetings),
            "place": place,
            "accuses": False,
        },
    )
