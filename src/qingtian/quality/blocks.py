"""Blocks: runs of slots that were not delivered in time, or not valid, with what was back-filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from qingtian.quality.completeness import Slots, State, days_of

SILENT = "missing"
MARKED = "invalid"


@dataclass(frozen=True, order=True)
class Block:
    """One run of slots of one or more datastreams of a data logger.

    Attributes
    ----------
    start, end
        The run, [start, end). [UTC]
    kind
        `missing`: nothing came in time; `invalid`: it came with a mark that is not valid.
    flag
        The data mark of an invalid run; empty otherwise.
    slots
        How many slots one datastream lost.
    refilled
        How many of them were back-filled later; the rest is still missing.
    refilled_at
        When the last of these came; None if none did. [UTC]
    codes
        The observed properties that share this run.
    """

    start: np.datetime64
    end: np.datetime64
    kind: str
    flag: str
    slots: int
    refilled: int
    refilled_at: np.datetime64 | None
    codes: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """Slots of the run for which there is nothing to this day."""
        return self.slots - self.refilled if self.kind == SILENT else 0


def blocks(slots: Slots) -> list[Block]:
    """List the runs of one datastream, in order.

    Parameters
    ----------
    slots
        What became of each slot.

    Returns
    -------
    list of Block
        Runs that were silent at the time (missing, or back-filled since), and runs that share an
        invalid mark. Shutdowns and slots not yet due break a run and make none; so does midnight
        in Beijing, for a day is counted by itself (`merged` undoes it).
    """
    keys = _keys(slots)
    if not len(keys):
        return []
    broken = (keys[1:] != keys[:-1]) | (np.diff(slots.start) != slots.step)
    midnight = np.diff(days_of(slots.start)) != np.timedelta64(0, "D")
    edges = np.flatnonzero(broken | midnight) + 1
    bounds = [0, *edges.tolist(), len(keys)]
    return [_block(slots, str(keys[a]), a, b) for a, b in pairwise(bounds) if keys[a]]


def _keys(slots: Slots) -> npt.NDArray[np.object_]:
    """Name what each slot has in common with its run; empty for a slot that is well."""
    keys = np.full(len(slots.start), "", dtype=object)
    bad = slots.state == State.INVALID
    keys[bad] = slots.flag[bad]
    keys[bad & (slots.flag == "")] = "?"
    owed = (slots.state == State.VALID) | bad
    keys[(slots.state == State.MISSING) | (owed & slots.late)] = SILENT
    return keys


def _block(slots: Slots, key: str, first: int, after: int) -> Block:
    """Describe the run [first, after)."""
    came = slots.received_at[first:after]
    came = came[~np.isnat(came)]
    silent = key == SILENT
    last = came.max() if silent and len(came) else None
    return Block(
        start=slots.start[first],
        end=slots.start[after - 1] + slots.step,
        kind=SILENT if silent else MARKED,
        flag="" if silent else key,
        slots=after - first,
        refilled=len(came) if silent else 0,
        refilled_at=last,
    )


def joined(by_code: Mapping[str, Iterable[Block]]) -> list[Block]:
    """Put equal runs of a data logger's datastreams together.

    Parameters
    ----------
    by_code
        Runs by observed property.

    Returns
    -------
    list of Block
        In order of time; `codes` names who shares each. A run that was back-filled for some only,
        or is of slots of other lengths, stands once for each number of slots.
    """
    shared: dict[tuple[object, ...], list[tuple[str, Block]]] = {}
    for code, runs in by_code.items():
        for run in runs:
            key = (run.start, run.end, run.kind, run.flag, run.slots, run.refilled)
            shared.setdefault(key, []).append((code, run))
    whole = [_share(members) for members in shared.values()]
    return sorted(whole, key=lambda run: (run.start, run.end, run.codes))


def _share(members: list[tuple[str, Block]]) -> Block:
    """Make one run of equal ones."""
    run = members[0][1]
    times = [m.refilled_at for _, m in members if m.refilled_at is not None]
    codes = tuple(sorted(code for code, _ in members))
    return Block(
        run.start,
        run.end,
        run.kind,
        run.flag,
        run.slots,
        run.refilled,
        max(times, default=None),
        codes,
    )


def merged(runs: Iterable[Block]) -> list[Block]:
    """Put runs together that go on after midnight.

    Parameters
    ----------
    runs
        Of one data logger and interval, in order of time.

    Returns
    -------
    list of Block
        Runs of equal kind, mark and properties that touch are one; their slots add up.
    """
    done: list[Block] = []
    open_runs: dict[tuple[object, ...], int] = {}
    for run in runs:
        key = (run.kind, run.flag, run.codes)
        at = open_runs.get((*key, run.start))
        if at is None:
            done.append(run)
            at = len(done) - 1
        else:
            done[at] = _extend(done[at], run)
        open_runs[(*key, run.end)] = at
    return done


def _extend(run: Block, later: Block) -> Block:
    """Append the later run to the earlier one."""
    times = [t for t in (run.refilled_at, later.refilled_at) if t is not None]
    return replace(
        run,
        end=later.end,
        slots=run.slots + later.slots,
        refilled=run.refilled + later.refilled,
        refilled_at=max(times, default=None),
    )
