"""The evidence at the desk: who stands behind the log, time stamps, and what the self-check found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian.ledger.errors import LedgerError
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish import evidence as behind
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.record.log import api as log
from qingtian_platform.record.recheck import api as recheck
from qingtian_platform.record.recheck.api import Run

RUNS, SHOWN = 14, 200
CITY = tuple(role for role in Role if role is not Role.ENTERPRISE)
"""Who keeps the city's own records, and is told where they differ."""


@dataclass(frozen=True)
class Night:
    """A run of the self-check as a row; `says` names what was checked."""

    day: str
    started: datetime
    finished: datetime | None
    left: int
    differing: int
    says: str


@require_safe
@never_cache
@desk_required()
def evidence(request: HttpRequest) -> HttpResponse:
    """Show witnesses and quorum, the time stamp, and to the city every row that differs."""
    return page(request, "evidence.html", "evidence", context(request))


def context(request: HttpRequest) -> dict[str, Any]:
    """Gather what the page shows."""
    try:
        state = log.standing()
    except LedgerError:
        state = None
    runs = recheck.runs(RUNS)
    alarms = told(request)
    return {
        "say": _("Something must be looked at.") if alarms else _("Nothing must be looked at."),
        "alarms": alarms,
        "state": state,
        "quorum": "" if state is None else quorum(state),
        "stamp": behind.newest(),
        "authority": log.authority(),
        "failed": log.stamping_failure(),
        "runs": [night(run) for run in runs],
        "differences": _differences(runs) if _concerns(request) else [],
    }


def _differences(runs: list[Run]) -> list[recheck.Difference]:
    """List what the newest run found; while it is not over, also what the one before did."""
    shown = runs[:1] if runs and runs[0].finished else runs[:2]
    found = [each for run in shown for each in recheck.found_by(run.number, SHOWN)]
    return list(dict.fromkeys(found))[:SHOWN]


def quorum(state: log.Standing) -> str:
    """Say how many witnesses must agree, and how many do."""
    values = {"needed": state.needed, "asked": state.asked, "there": len(state.witnesses)}
    if not state.needed:
        return _("%(there)s of %(asked)s have cosigned what is shown; none is demanded.") % values
    return (
        _("%(there)s of %(asked)s have cosigned what is shown; %(needed)s must before it is shown.")
        % values
    )


def night(run: Run) -> Night:
    """Give a run as a row."""
    told = [_count(kind, count) for kind, count in sorted(run.checked.items())]
    says = _(", ").join(each for each in told if each)
    return Night(run.day, run.started, run.finished, run.left, run.differing, says)


def _count(kind: str, count: int) -> str:
    if kind == "batches":
        return ngettext("%(n)s batch", "%(n)s batches", count) % {"n": count}
    if kind == "results":
        return ngettext("%(n)s day of results", "%(n)s days of results", count) % {"n": count}
    if kind == "verdicts":
        return ngettext("%(n)s day of verdicts", "%(n)s days of verdicts", count) % {"n": count}
    if kind == "acts":
        return ngettext("%(n)s act", "%(n)s acts", count) % {"n": count}
    whole = {"registry": _("the registry"), "answers": _("the answers of enterprises")}
    return whole.get(kind, "")


def told(request: HttpRequest) -> list[str]:
    """Give the alarms to whom they concern."""
    return behind.alarms() if _concerns(request) else []


def _concerns(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") in set(CITY)
