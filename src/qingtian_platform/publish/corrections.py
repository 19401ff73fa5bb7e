"""What persons did to values, as a page shows it: each act with its page, the old value beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qingtian_platform.publish.deeds.shown import Line, line
from qingtian_platform.publish.provenance import Input
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.readings import micro


@dataclass(frozen=True)
class Shown:
    """One input that persons acted on.

    Attributes
    ----------
    one
        The input as it was used.
    state
        What holds: `corrected`, `retracted`, `decided`; empty = all of it was taken back.
    now
        The value that holds; empty where there is none, or the one received.
    before
        What was received, where a correction says so; else empty.
    lines
        Every act about it, also those taken back, each with its page and its proof.
    pending
        The figure was computed before the last of them.
    """

    one: Input
    state: str
    now: str
    before: str
    lines: tuple[Line, ...]
    pending: bool


def state() -> int:
    """Give what changes with each act, for pages that are kept."""
    return len(acts.roll().acts)


def among(inputs: Iterable[Input]) -> list[Shown]:
    """List the inputs that persons acted on."""
    roll = acts.roll()
    found = []
    for one in inputs:
        if one.mn and one.start is not None:
            row = {"mn": one.mn, "code": one.code, "start": one.start, "interval": "hour"}
            row |= {"field": one.field, "place": one.place}
            if roll.acted({**row, "start": micro(one.start)}):
                found.append(_shown(one, row))
    return found


def _shown(one: Input, row: dict[str, object]) -> Shown:
    roll = acts.roll()
    holding = roll.holding({**row, "start": micro(row["start"])})  # type: ignore[arg-type]
    valued = None if holding is None else holding.valued
    corrected = acts.corrected_one(row)
    word = "" if holding is None else "decided"
    if valued is not None:
        word = "corrected" if "new" in valued.body else "retracted"
    number = None if holding is None else holding.number
    return Shown(
        one=one,
        state=word,
        now=str(valued.body["new"]) if valued is not None and word == "corrected" else "",
        before=corrected.before if corrected else "",
        lines=tuple(line(each) for each in acts.about_reading(row)),
        pending=one.act != number,
    )
