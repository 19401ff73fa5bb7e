"""The ledger of parameters of an instrument: what changed, and who had come to change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import HOUR
from qingtian.quality.detectors.suspicion import Suspicion

KINDS = {
    "range": "range_change",
    "slope": "scaling",
    "intercept": "scaling",
    "detection limit": "scaling",
}
"""What a change of a parameter does to the numbers."""


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
        next change, or the end. Of two values told at one moment the greater one stands.
    """
    reach = settings["parameters.visit_h"] * HOUR
    found: list[Suspicion] = []
    ledger: dict[tuple[str, str], list[Parameter]] = {}
    for one in sorted(told):
        ledger.setdefault((one.stream, one.name), []).append(one)
    for (stream, name), entries in sorted(ledger.items()):
        before = {b: a for a, b in pairwise(entries) if a.value != b.value}
        steps = list(before)
        ends = [*(s.time for s in steps), end][1:]
        for step, until in zip(steps, ends, strict=True):
            seen = before[step].time
            explained = any(a - reach <= step.time and seen <= b + reach for a, b in visits)
            restored = step.value == entries[0].value
            if explained or restored or until <= step.time:
                continue
            found.append(
                Suspicion(
                    stream,
                    step.time,
                    until,
                    KINDS.get(name, "scaling"),
                    2.0,
                    {
                        "statistic": "parameter changed without a visit",
                        "parameter": name,
                        "observed": step.value,
                        "expected": before[step].value,
                        "n": 1,
                        "told_by": step.command,
                        "last_seen": seen,
                        "ruled_out": ["maintenance on record", "value told again"],
                    },
                )
            )
    return found
