"""What is owed in several matters at once, as a list of them shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qingtian.cases import DutyKind, Procedure
from qingtian.cases.parties import ANY
from qingtian_platform.act.cases import pack
from qingtian_platform.act.cases.models import OpenDuty


@dataclass(frozen=True)
class Owed:
    """One open duty of a matter.

    Attributes
    ----------
    kind
        The duty, with who owes it to whom and where that stands.
    since, due
        When it was raised, and the first moment at which it is late; None where nothing says when.
    stopped
        Whether its clock stands still.
    """

    kind: DutyKind
    since: datetime
    due: datetime | None
    stopped: bool


def owed(matters: Iterable[int]) -> dict[int, list[Owed]]:
    """List the open duties of matters, those of each in the order in which they are due.

    Parameters
    ----------
    matters
        Numbers of the matters.

    Returns
    -------
    dict
        By number of the matter; those without an open duty are left out, and so is time that has to pass.
    """
    rows = OpenDuty.objects.filter(matter__in=list(matters)).values_list(
        "matter", "matter__procedure", "duty", "since", "due", "stopped"
    )
    found: dict[int, list[Owed]] = {}
    for number, procedure, duty, since, due, stopped in rows:
        kind = pack.version(procedure).duties[duty]
        if not kind.waits:
            found.setdefault(number, []).append(Owed(kind, since, due, stopped))
    for each in found.values():
        each.sort(key=lambda one: (one.due is None, one.due or one.since))
    return found


def is_subject(procedure: Procedure, party: str) -> bool:
    """Tell whether a party of a procedure is the one that the matter is about."""
    return any(
        row.party == party and row.place == "subject" and row.procedure in (ANY, procedure.key)
        for row in pack.table().rows
    )
