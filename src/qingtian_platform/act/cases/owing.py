"""What is owed in several matters at once, as a list of them shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qingtian.cases import DutyKind
from qingtian_platform.act.cases import pack
from qingtian_platform.act.cases.models import OpenDuty


@dataclass(frozen=True)
class Owed:
    """One open duty of a matter.

    Attributes
    ----------
    kind
        The duty, with who owes it to whom and where that stands.
    party
        Name of who owes it, by language.
    since, due
        When it was raised, and the first moment at which it is late; None where nothing says when.
    stopped
        Whether its clock stands still.
    """

    kind: DutyKind
    party: dict[str, str]
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
    rows = OpenDuty.objects.filter(matter__in=list(matters)).select_related("matter")
    found: dict[int, list[Owed]] = {}
    for row in sorted(rows, key=lambda each: (each.due is None, each.due or each.since)):
        one = pack.version(row.matter.procedure)
        kind = one.duties[row.duty]
        if not kind.waits:
            party = dict(one.parties[kind.owed_by])
            each = Owed(kind, party, row.since, row.due, row.stopped)
            found.setdefault(row.matter_id, []).append(each)
    return found
