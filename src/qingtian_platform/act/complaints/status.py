"""What the page of a receipt says: how far it is, in public words, and nothing of what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.utils.translation import get_language

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints.hotlines import Hotline
from qingtian_platform.act.complaints.infos import AnswerInfo
from qingtian_platform.act.complaints.reading import by_code

Step = Literal["received", "routed", "checked", "answered", "closed", "outside"]
ACTS: Final[dict[str, Step]] = {
    "route": "routed",
    "check": "checked",
    "answer": "answered",
    "close": "closed",
    "decline": "outside",
}
"""Acts of the procedure that a complainant hears of; of all others the page is silent."""


@dataclass(frozen=True)
class Status:
    """What a complainant may know.

    Attributes
    ----------
    number, at
        Of the complaint.
    hotlines
        Where it was taken.
    unit
        The unit that handles it, once it was routed; empty before.
    steps
        What was done, with its time, in its order.
    due
        Until when an answer is owed; None where the text names no time.
    answers
        What was answered, without the names of officers.
    ended
        When it was closed; None while it runs.
    """

    number: str
    at: datetime
    hotlines: tuple[Hotline, ...]
    unit: str
    steps: tuple[tuple[Step, datetime], ...]
    due: datetime | None
    answers: tuple[AnswerInfo, ...]
    ended: datetime | None


def status(code: str, *, now: datetime | None = None) -> Status | None:
    """Say how a complaint stands; None where no receipt has that code.

    Parameters
    ----------
    code
        As it is typed.
    now
        The present.
    """
    found = by_code(code)
    if found is None:
        return None
    steps: list[tuple[Step, datetime]] = [("received", found.at)]
    unit, due, ended = "", None, None
    if found.matter is not None:
        case = cases.case(found.matter, now)
        done = {each.act: max(each.at, found.at) for each in case.deeds}
        steps += [(ACTS[act], at) for act, at in done.items() if act in ACTS]
        owed = [each for each in case.open_duties if each.kind == "answer"]
        due = owed[0].due if owed else None
        info = cases.matter(found.matter)
        unit = info.unit_in(get_language() or "zh") if "route" in done else ""
        ended = info.ended_at
    if found.answers and "answered" not in [step for step, _at in steps]:
        steps.append(("answered", found.answers[0].at))
    steps.sort(key=lambda each: each[1])
    return Status(
        found.number, found.at, found.hotlines, unit, tuple(steps), due, found.answers, ended
    )
