"""Values that a person corrected, as a page shows them: the new one, the old one a tap away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qingtian_platform.publish.deeds.terms import method, reason
from qingtian_platform.publish.provenance import Input
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import Corrected


@dataclass(frozen=True)
class Shown:
    """One input that was corrected.

    Attributes
    ----------
    one
        The input as it was received and used.
    now
        What holds now.
    steps
        Each correction that stands: old value, new value, why and how in words.
    """

    one: Input
    now: Corrected
    steps: tuple[tuple[str, str, str, str], ...]


def state() -> int:
    """Give what changes with each act, for pages that are kept."""
    return len(acts.roll().acts)


def among(inputs: Iterable[Input]) -> list[Shown]:
    """List the inputs that a person corrected; hourly means of one data logger."""
    found = []
    for one in inputs:
        if not one.mn or one.start is None:
            continue
        row = {"mn": one.mn, "code": one.code, "start": one.start}
        row |= {"field": "Avg", "interval": "hour", "place": 0}
        now = acts.corrected_one(row)
        if now is not None:
            found.append(Shown(one, now, _steps(now)))
    return found


def _steps(now: Corrected) -> tuple[tuple[str, str, str, str], ...]:
    bodies = [acts.roll().acts[name].body for name in now.acts]
    return tuple((b["old"], b["new"], reason(b["reason"]), method(b["method"])) for b in bodies)
