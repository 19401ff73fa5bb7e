"""The ledger of parameters of an instrument: what changed, and who had come to change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import HOUR
from qingtian.quality.detectors.suspicion import Suspicion, innocent

KINDS = {
    "range": "range_change",
    "slope": "scaling",
    "intercept": "scaling",
    "detection limit": "scaling",
}
"""What a change of a parameter does to the numbers."""

RULE = "FD-121"
"""Number of the rule of a change that nothing on record explains."""


@dataclass(frozen=True, order=True)
class Parameter:
    """One parameter as an instrument told it.

    Attributes
    ----------
    time
        When it was told. [ms since 1970, UTC]
    stream
        Whose numbers it makes.
    name
        `range`, `slope`, `intercept` or `detection limit`.
    value
        In the unit of the stream; a slope is a factor.
    command
        HJ 212 code of the frame that told it: 3019, 3020 or 3021.
    """

    time: int
    stream: str
    name: str
    value: float
    command: int


def changed(
    told: Iterable[Parameter], visits: Sequence[tuple[int, int]], end: int, settings: Settings
) -> list[Suspicion]:
    """Find changes of parameters that no maintenance record explains.

    Parameters
    ----------
    told
        In any order; a parameter told again with the same value is no change.
    visits
        Maintenance on record, [start, end). [ms since 1970, UTC]
    end
        Until when the last value stands. [ms since 1970, UTC]
    settings
        Part `parameters`: how far from a change a visit may lie.

    Returns
    -------
    list of Suspicion
        From the moment at which the new value was first told until the old one came back, or the
        next change, or the end. The old one is the last that nobody objects to: the first told, or
        what a visit left. Of two values told at one moment the greater one stands.
    """
    reach = settings["parameters.visit_h"] * HOUR
    found: list[Suspicion] = []
    ledger: dict[tuple[str, str], list[Parameter]] = {}
    for one in sorted(told):
        ledger.setdefault((one.stream, one.name), []).append(one)
    for _, entries in sorted(ledger.items()):
        before = {b: a for a, b in pairwise(entries) if a.value != b.value}
        steps = list(before)
        ends = [*(s.time for s in steps), end][1:]
        good = entries[0].value
        for step, until in zip(steps, ends, strict=True):
            seen = before[step].time
            if any(a - reach <= step.time and seen <= b + reach for a, b in visits):
                good = step.value
            elif step.value != good and until > step.time:
                found.append(_suspicion(before[step], step, until, good))
    return found


def _suspicion(before: Parameter, step: Parameter, until: int, good: float) -> Suspicion:
    return Suspicion(
        step.stream,
        step.time,
        until,
        KINDS.get(step.name, "scaling"),
        2.0,
        {
            "statistic": "parameter changed without a visit",
            "parameter": step.name,
            "observed": step.value,
            "expected": before.value,
            "n": 1,
            "told_by": step.command,
            "last_seen": before.time,
            "last_good": good,
            **innocent({"maintenance on record": True, "value told again": True}),
        },
    )
