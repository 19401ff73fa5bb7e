"""The nightly self-check: hold what is stored against what it comes from, and name what differs.

Each stage offers to check its own rows; here they are cut into pieces and done one by one, when the
stages have nothing else to do. A night takes what is new since the last, and a part of what is
older, so that everything has been checked again after `ROUND` nights.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

import structlog

from qingtian.quantities import BEIJING
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.evaluate import recheck as evaluate
from qingtian_platform.evaluate.verdicts import recheck as judged
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.recheck import api as record
from qingtian_platform.record.recheck.api import Checks, Piece, Run, found_by

HOUR: Final = 2
"""Of the night in Beijing from which on a run begins. [h]."""
ROUND: Final = 30
"""So many nights go once through all that is stored. [1]."""
FRAMES: Final = 20_000
"""Frames that one piece checks. [1]."""
SAMPLE: Final = 5
"""Older pieces and days that are drawn by chance, beside those whose turn it is. [1]."""
PATIENCE: Final = timedelta(minutes=1)
"""Before what the stages have still to follow is looked at again."""
WAITS: Final = 10
"""So often a command asks again where the stages have still to follow. [1]."""
SHOWN: Final = 1_000
"""Differences that a command prints. [1]."""
MONTH: Final = 31
"""Days that one piece checks where all are checked. [d]."""

__all__ = ["SHOWN", "begin", "complete", "found_by", "step"]

log = structlog.get_logger(__name__)

Check = Callable[[Places, int, int], list[Difference] | None]
"""Checks from a number to a number; None where the stage has still to follow: later."""
CHECKS: Final[dict[str, Check]] = {
    "acts": lambda places, _first, _last: record.acts(places),
    "registry": lambda places, _first, _last: record.registered(places),
    "answers": lambda _places, _first, _last: alarms.broken_answers(),
    "batches": lambda places, first, last: record.observations(first, last, places),
    "results": lambda places, first, last: evaluate.results(
        places, date.fromordinal(first), date.fromordinal(last)
    ),
    "verdicts": lambda places, first, last: judged.verdicts(
        places, date.fromordinal(first), date.fromordinal(last)
    ),
}


_later: dict[Places, datetime] = {}
"""When to ask again where the stages have still to follow."""
_over: dict[Places, str] = {}
"""The day whose run this process has seen ended: the file need not be opened until the next."""


def step(places: Places, now: datetime | None = None) -> bool:
    """Begin tonight's run where it is due, and check one piece.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The time; None = the clock's.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    now = now or datetime.now(UTC)
    day = now.astimezone(BEIJING).date().isoformat()
    if _over.get(places) == day or now < _later.get(places, now):
        return False
    with Checks.writing(places) as checks:
        found = checks.next()
        if found is None:
            if not _due(checks, now):
                last = checks.last()
                _over[places] = day if last is not None and last.day >= day else ""
                return False
            begin(places, checks, now)
            found = checks.next()
        if found is not None and not _do(places, checks, *found, now):
            _later[places] = now + PATIENCE
            return False
        return found is not None


def complete(places: Places, *, whole: bool = False) -> Run:
    """Do a whole run now.

    Parameters
    ----------
    places
        Where everything lives.
    whole
        As in `begin`.

    Returns
    -------
    Run
        What it found.

    Raises
    ------
    TimeoutError
        The stages did not catch up: what differs may be what they have still to do.
    """
    with Checks.writing(places) as checks:
        run = begin(places, checks, datetime.now(UTC), whole=whole)
        waits = 0
        while (found := checks.next()) is not None and found[0] == run:
            if _do(places, checks, *found, datetime.now(UTC)):
                waits = 0
            elif (waits := waits + 1) > WAITS:
                raise TimeoutError("the stages have still to follow: serve the platform, and wait")
            else:
                time.sleep(1.0)
        done = checks.last()
        assert done is not None
        return done


def _due(checks: Checks, now: datetime) -> bool:
    local = now.astimezone(BEIJING)
    last = checks.last()
    return local.hour >= HOUR and (last is None or last.day < local.date().isoformat())


def begin(places: Places, checks: Checks, now: datetime, *, whole: bool = False) -> int:
    """Plan a run.

    Parameters
    ----------
    places
        Where everything lives.
    checks
        Open to write.
    now
        The time.
    whole
        Whether to check everything that is stored, and not a night's part of it.

    Returns
    -------
    int
        Number of the run.
    """
    day = now.astimezone(BEIJING).date()
    pieces = [Piece("acts", 0, max(record.acts_count() - 1, 0)), Piece("registry", 0, 0)]
    pieces.append(Piece("answers", 0, 0))
    pieces += _batches(places, checks, whole=whole)
    for kind, days in (("results", evaluate.days(places)), ("verdicts", judged.days(places))):
        pieces += _days(checks, kind, [one for one in days if one < day], whole=whole)
    return checks.begin(day.isoformat(), pieces, now)


def _batches(places: Places, checks: Checks, *, whole: bool) -> Iterator[Piece]:
    """Choose the batches: all new ones, the next of the older ones, and some by chance."""
    since = 0 if whole else checks.cursor("batches")
    new = [Piece("batches", *span) for span in record.pieces(since, FRAMES, places)]
    yield from new
    if new:
        checks.move("batches", new[-1].last + 1)
    if whole or not since:
        return
    old = [Piece("batches", *span) for span in record.pieces(0, FRAMES, places)]
    old = [piece for piece in old if piece.last < since]
    yield from _turn(checks, "older batches", old)


def _days(checks: Checks, kind: str, over: list[date], *, whole: bool) -> Iterator[Piece]:
    """Choose days that are over: yesterday, the next of the older ones, and some by chance."""
    if whole:
        yield from _stretches(kind, over)
        return
    days = [Piece(kind, day.toordinal(), day.toordinal()) for day in over]
    yield from days[-1:]
    yield from _turn(checks, f"older {kind}", days[:-1])


def _stretches(kind: str, days: list[date]) -> Iterator[Piece]:
    """Join days that follow each other, up to a month."""
    rest = [day.toordinal() for day in days]
    while rest:
        count = 1
        while count < min(len(rest), MONTH) and rest[count] == rest[0] + count:
            count += 1
        yield Piece(kind, rest[0], rest[count - 1])
        rest = rest[count:]


def _turn(checks: Checks, name: str, old: list[Piece]) -> Iterator[Piece]:
    if not old:
        return
    share = -(-len(old) // ROUND)
    start = checks.cursor(name) % len(old)
    yield from (old[(start + n) % len(old)] for n in range(share))
    checks.move(name, (start + share) % len(old))
    yield from random.SystemRandom().sample(old, min(SAMPLE, len(old)))


def _do(places: Places, checks: Checks, run: int, piece: Piece, now: datetime) -> bool:
    """Check a piece; what cannot be checked is a finding, too. False = the stages come first."""
    try:
        found: list[Difference] | None = CHECKS[piece.kind](places, piece.first, piece.last)
    except Exception as error:  # whatever a changed file makes of a reader: it is said, not hidden
        log.exception("self-check.failed", piece=piece)
        key = f"{piece.first} to {piece.last}"
        found = [
            Difference(piece.kind, key, "", "what can be read", f"{type(error).__name__}: {error}")
        ]
    if found is None:
        checks.postpone(run, piece)
        return False
    for each in found:
        log.error("self-check.differs", difference=str(each))
    checks.done(run, piece, found, max(now, datetime.now(UTC)))
    return True
