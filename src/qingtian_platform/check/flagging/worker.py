"""The flagging worker: follows the archive, judges what changed, appends flags, says findings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache

import numpy as np

from qingtian import law
from qingtian.quality import RULING, Flag, from_marks
from qingtian.quality.flags import counting
from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings.flagstore import FlagStore, Key, New
from qingtian_platform.check.findings.reconcile import reconcile
from qingtian_platform.check.findings.rows import FindingRow
from qingtian_platform.check.findings.runs import Standing, Statement
from qingtian_platform.check.findings.settings import packs, setting
from qingtian_platform.check.findings.store import Store
from qingtian_platform.check.flagging import judging, known
from qingtian_platform.check.flagging.gathering import (
    SOURCE,
    Gathering,
    Work,
    in_turns,
    windows_of,
)
from qingtian_platform.check.flagging.judging import Case
from qingtian_platform.check.flagging.known import World
from qingtian_platform.check.flagging.queue import Piece, Queue
from qingtian_platform.check.flagging.reading import Archive, Held, Values
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.record.query import Change

DAY_US = 86_400_000_000


def step(places: Places, store: Store, world: World, now: datetime) -> bool:
    """Put on the list what is known otherwise now, and judge one piece of the list.

    Parameters
    ----------
    places
        Where everything lives.
    store
        Open to write.
    world
        What is known of all datastreams.
    now
        The present.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    queue = Queue(store)
    noticed = _notice(store, queue, world)
    row = setting("flagging", beijing(now).date())
    piece = queue.next(row["piece_days"] * DAY_US, row["loggers"])
    if piece is None:
        return noticed
    judge_pieces(Archive(places), store, world, *piece, now)
    return True


def hear(store: Store, changes: Iterable[Change], intervals: Collection[str]) -> None:
    """Put on the list what came into the archive, and what acts say of it; in a transaction.

    Parameters
    ----------
    store
        Open to write.
    changes
        As of `record.api.changed`.
    intervals
        Which are flagged.
    """
    queue = Queue(store)
    for mn, interval, start, end in changes:
        if interval in intervals:
            first, last = micros(moment(start)), micros(moment(end))
            queue.put(interval, [(mn, first, max(last, first + 1))])


def _notice(store: Store, queue: Queue, world: World) -> bool:
    """Put on the list again what is known otherwise now, or what the law says otherwise."""
    law_now = law_print(packs())
    state = f"{law_now} {known.digest(f'{mn} {each}' for mn, each in world.loggers.items())}"
    if store.state("known") == state:
        return False
    all_again = store.state("law") not in (None, law_now)
    with store.transaction():
        for mn, mark in world.loggers.items():
            name = f"known {mn}"
            before = store.state(name)
            if all_again or before not in (None, mark):
                queue.put_all([mn])
            if before != mark:
                store.remember(name, mark)
        store.remember("law", law_now)
        store.remember("known", state)
    return True


@cache
def law_print(names: tuple[str, ...]) -> str:
    """Hash the thresholds of quality as this process knows them, with those of packs."""
    found = law.provisions(names)
    text = repr([repr(found[path]) for path in sorted(found) if path.startswith("quality.")])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def judge_pieces(
    values: Values, store: Store, world: World, interval: str, pieces: list[Piece], now: datetime
) -> None:
    """Judge some pieces and write what changes, all or nothing.

    Parameters
    ----------
    values
        Where values come from.
    store
        Open to write.
    world
        What is known of all datastreams.
    interval, pieces
        As of `Queue.next`.
    now
        The present.
    """
    flags, queue = FlagStore(store).make(), Queue(store)
    gathering = Gathering(values, store, queue, world, interval, beijing(now).date())
    held = values.held(interval, min(p[1] for p in pieces), max(p[2] for p in pieces))
    with store.transaction():
        for works in in_turns(gathering.works(windows_of(pieces))):
            for case, work, standing in gathering.cases(works):
                _write(store, flags, case, work, standing, now, gathering.evidence_us)
                _rule(flags, case, work, held, now)
        queue.done(interval, pieces)


def _key(case: Case) -> Key:
    return (case.known.mn, case.known.code, case.interval)


def _write(
    store: Store,
    flags: FlagStore,
    case: Case,
    work: Work,
    standing: list[FindingRow],
    now: datetime,
    most_us: int,
) -> None:
    """Append what changes of the flags and findings of one datastream."""
    judgements = case.judged(work.windows, work.rules)
    times = judging.times_of(judgements)
    if not len(times):
        return
    known_runs = flags.runs(_key(case), micros(times[0]), micros(times[-1]) + 1)
    whole = work.windows if work.rules is None else ()
    flags.append(
        _key(case), judging.said(case, whole, judgements, Standing(times, known_runs)), now
    )
    mine = [row for row in standing if work.rules is None or row.rule in work.rules]
    old, new = judging.found(case, work.windows, judgements, mine, most_us)
    reconcile(store, SOURCE, old, new, now)


def _rule(flags: FlagStore, case: Case, work: Work, held: Held, now: datetime) -> None:
    """Append rulings of persons, and that one was taken back."""
    key = _key(case)
    rulings = {at: (mark, act) for at, mark, act in held.get(key[:2], [])}
    for since, until in work.windows if work.rules is None else ():
        runs = [r for r in flags.runs(key, since, until) if r.statements[0].source == RULING]
        times = np.unique([*(at for run in runs for at in run.times.astype(np.int64)), *rulings])
        times = times[(times >= since) & (times < until)].astype(np.int64)
        before = Standing(times.astype("datetime64[us]"), runs).says(RULING)
        new: list[New] = []
        for at, old in zip(times.tolist(), before.tolist(), strict=True):
            mark, act = rulings.get(at, ("", 0))
            said = _ruling(mark, case.known.edition) if at in rulings else Flag.UNKNOWN
            if said != old:
                author = f"act {act}" if at in rulings else "retraction"
                statement = Statement(RULING, 1, {"mark": mark, "act": act}, author)
                new.append(((statement,), (at, at, 1, int(said))))
        flags.append(key, new, now)


def _ruling(mark: str, edition: str | None) -> Flag:
    """Tell whether a decided mark keeps a value or rejects it."""
    kept = counting(from_marks([mark], edition=edition))[0]
    return Flag.KEPT if kept else Flag.REJECTED
