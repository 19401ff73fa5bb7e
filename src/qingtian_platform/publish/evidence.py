"""Who stands behind the log, as pages show it, and what of it must be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.ledger.errors import LedgerError
from qingtian_platform.kit.times import moment_text
from qingtian_platform.record.log import api as log
from qingtian_platform.record.recheck import api as recheck

LATE = timedelta(hours=26)
"""A time stamp is late when the newest is older, and so is a self-check. [h]"""


@dataclass(frozen=True)
class Stamped:
    """The time stamp of a page: which, or why there is none.

    Attributes
    ----------
    asked
        Whether an authority is named at all.
    kept
        The stamp; None = none yet.
    problem
        Why the stamp that is kept does not hold; empty = it does.
    """

    asked: bool
    kept: log.Kept | None
    problem: str = ""


def standing() -> log.Standing | None:
    """Read the log as it is shown; None before its first checkpoint, or where it is damaged."""
    try:
        found = log.standing()
    except LedgerError:
        return None
    return found if found.size else None


def newest() -> Stamped:
    """Give the newest time stamp of the log."""
    return _stamped(None)


def over(batch: int) -> Stamped:
    """Give the first time stamp that covers a batch."""
    return _stamped(batch)


def _stamped(batch: int | None) -> Stamped:
    asked = log.authority() is not None
    try:
        return Stamped(asked, log.newest_stamp() if batch is None else log.stamp_over(batch))
    except log.DamagedError as error:
        return Stamped(asked, None, str(error))


def frame_state(batch: int, _frame: int) -> object:
    """Name what a page of a frame shows of the log; it changes seldom."""
    found, stamp = standing(), over(batch)
    names = () if found is None else tuple((one.name, one.own) for one in found.witnesses)
    return names, stamp.kept and stamp.kept.day, stamp.problem, log.covered(batch)


def check_line() -> str:
    """Say in a sentence when the last self-check was and what came of it; empty before the first."""
    run = recheck.last_run()
    if run is None or run.finished is None:
        return ""
    when = moment_text(run.finished)
    if not run.differing:
        return _("Self-check of %(when)s: nothing stored differs from the entries of the log.") % {
            "when": when
        }
    return ngettext(
        "Self-check of %(when)s: %(n)s stored row differs from the entries of the log; it is being looked into.",
        "Self-check of %(when)s: %(n)s stored rows differ from the entries of the log; they are being looked into.",
        run.differing,
    ) % {"when": when, "n": run.differing}


def alarms() -> list[str]:
    """Say what of the evidence somebody must look at now."""
    return list(_alarms(datetime.now(UTC)))


def _alarms(now: datetime) -> Iterator[str]:
    runs = recheck.runs(2)
    last = runs[:1] if runs and runs[0].finished else runs  # a run that is not over may find more
    differing = max((run.differing for run in last), default=0)
    if differing:
        yield ngettext(
            "The self-check found %(n)s stored row that differs from the entries of the log.",
            "The self-check found %(n)s stored rows that differ from the entries of the log.",
            differing,
        ) % {"n": differing}
    try:
        found = log.standing()
    except LedgerError as error:
        yield _("The checkpoint that is shown does not hold: %(why)s") % {"why": error}
    else:
        if found.waits(now):
            yield _(
                "The log shows %(size)s of %(signed)s entries: too few witnesses have answered."
            ) % {"size": found.size, "signed": found.signed}
    stamp, failed = newest(), log.stamping_failure()
    if stamp.problem:
        yield stamp.problem
    elif stamp.asked and failed is not None and now - failed.since > LATE:
        yield _("No time stamp since %(when)s: %(why)s") % {
            "when": moment_text(failed.since),
            "why": failed.why,
        }
