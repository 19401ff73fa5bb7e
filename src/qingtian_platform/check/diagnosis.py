"""Which link was broken: signals of a stretch of time, put to the decision table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from qingtian.quality.blocks import SILENT, Block
from qingtian.quality.chain import SIGNALS, Rule, Signals, diagnose
from qingtian.quality.completeness import Slots, State
from qingtian_platform.check import rules
from qingtian_platform.registry import api as registry

Times = npt.NDArray[np.datetime64]
HEARING = np.timedelta64(10, "m").astype("timedelta64[us]")


@dataclass(frozen=True)
class Heard:
    """What is known of a data logger beside its values.

    Attributes
    ----------
    frames
        When frames came, ascending; None where that is not recorded for the stretch. [UTC]
    restarts
        When it started anew, as it reported itself (CN 2081). [UTC]
    refused
        When frames that name it were refused. [UTC]
    connected
        Whether the gateway holds a connection now; None = not known.
    clock_seconds
        How far its clock is ahead; None = not known. [s]
    """

    frames: Times | None = None
    restarts: Times = field(default_factory=lambda: np.array([], dtype="datetime64[us]"))
    refused: Times = field(default_factory=lambda: np.array([], dtype="datetime64[us]"))
    connected: bool | None = None
    clock_seconds: float | None = None


def of_block(
    block: Block, slots: Mapping[str, Sequence[Slots]], heard: Heard, logger: registry.LoggerInfo
) -> Rule:
    """Name the link that was broken during a block.

    Parameters
    ----------
    block
        The run.
    slots
        The slots of all properties of the data logger at the same interval, by property.
    heard
        What came beside the values.
    logger
        The data logger; its edition decides what a mark means.

    Returns
    -------
    Rule
        The row of the decision table.
    """
    if block.kind != SILENT:
        return diagnose(Signals(flag=_mark(block.flag), edition=_edition(logger)), rules.chain())
    signals = Signals(
        data="some" if _others_came(block, slots) else "none",
        frames=_frames(heard.frames, block.start, block.end),
        restart=_yes(_within(heard.restarts, block.start, block.end + HEARING)),
        refused=_yes(_within(heard.refused, block.start, block.end)),
        edition=_edition(logger),
    )
    return diagnose(signals, rules.chain())


def now_broken(
    *,
    data: str,
    since: np.datetime64 | None,
    flag: str,
    heard: Heard,
    logger: registry.LoggerInfo,
    shutdown: bool,
    peers_silent: bool,
    now: np.datetime64,
    clock_limit: int,
) -> Rule:
    """Name the link that is broken now.

    Parameters
    ----------
    data
        `none`, `some` or `all`, as in `Signals`.
    since
        End of the last period that came; None if nothing ever came. [UTC]
    flag
        Data mark of the last value where it is not valid; else empty.
    heard, logger
        As in `of_block`.
    shutdown
        Whether a declared shutdown covers the present.
    peers_silent
        Whether most other data loggers are silent too.
    now
        The present. [UTC]
    clock_limit
        Offset from which a clock is wrong. [s]
    """
    start = since if since is not None else now - np.timedelta64(1, "D")
    off = heard.clock_seconds is not None and abs(heard.clock_seconds) > clock_limit
    signals = Signals(
        shutdown=_yes(shutdown),
        data=data,
        frames=_frames(heard.frames, start, now),
        connected="unknown" if heard.connected is None else _yes(heard.connected),
        restart=_yes(_within(heard.restarts, start, now)),
        refused=_yes(_within(heard.refused, start, now)),
        peers="silent" if peers_silent else "sending",
        clock="wrong" if off else "right",
        edition=_edition(logger),
        flag=_mark(flag) if flag else "",
    )
    return diagnose(signals, rules.chain())


def _yes(value: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "yes" if value else "no"


def _edition(logger: registry.LoggerInfo) -> str:
    return logger.edition if logger.edition in SIGNALS["edition"] else "2017"


def _mark(flag: str) -> str:
    return flag.upper() if flag and flag.upper() in SIGNALS["flag"] else "other"


def _within(times: Times, start: np.datetime64, end: np.datetime64) -> bool:
    return bool(((times >= start) & (times <= end)).any())


def _frames(times: Times | None, start: np.datetime64, end: np.datetime64) -> str:
    """Say whether frames came: `some` when heard in at least half of the stretches of ten minutes.

    A few frames before the line went, or after it came back, do not make a silence a talk.
    """
    if times is None:
        return "unknown"
    heard = times[(times >= start) & (times < end)]
    stretches = max(1, int((end - start) / HEARING))
    return "some" if 2 * len(np.unique((heard - start) // HEARING)) >= stretches else "none"


def _others_came(block: Block, slots: Mapping[str, Sequence[Slots]]) -> bool:
    """Tell whether another property of the logger was delivered in time during the block."""
    return any(
        _came(rows, block)
        for code, parts in slots.items()
        if code not in block.codes
        for rows in parts
    )


def _came(rows: Slots, block: Block) -> bool:
    """Tell whether slots came during a block; of shorter ones than its own, at least half.

    A sample of two hours is lost with one of them: what came in the other does not clear the line.
    """
    inside = (rows.start >= block.start) & (rows.start < block.end)
    came = inside & ~rows.late & np.isin(rows.state, [State.VALID, State.INVALID])
    if block.slots * rows.step < block.end - block.start:
        return bool(2 * came.sum() >= inside.sum() > 0)
    return bool(came.any())


def silent_share(silent: Sequence[bool]) -> float:
    """Say which share of the data loggers is silent. [1]."""
    return sum(silent) / len(silent) if silent else 0.0
