"""Fit the curves of the scores to sets of seeds: `python -m benchmarks.falsification.fitting`.

No other figure comes from these seeds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import yaml

from benchmarks.falsification.making import forged
from benchmarks.falsification.scoring import Span, judged
from qingtian.quality.detectors.calibration import FILE
from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import settings
from qingtian.quality.detectors.tables import read

SEEDS = (2, 3, 4, 5)
HEAD = (
    "# Logistic curves of log(strength): offset, slope. Fitted by `python -m "
    "benchmarks.falsification.fitting`\n# to the findings on sets of seeds that no other figure "
    "comes from.\n"
)


def curve(cases: Sequence[tuple[float, bool]], rounds: int = 400) -> tuple[float, float]:
    """Fit offset and slope of a logistic curve, drawn a little towards (0.2, 1.5).

    Parameters
    ----------
    cases
        Logarithm of the strength, and whether the finding was right.
    rounds
        Steps of descent.
    """
    a, b = 0.2, 1.5
    for _ in range(rounds):
        da, db = 0.5 * (0.2 - a), 0.5 * (1.5 - b)
        for x, right in cases:
            miss = right - 1 / (1 + math.exp(-(a + b * x)))
            da += miss
            db += miss * x
        a += da / (len(cases) + 4)
        b += db / (len(cases) + 4)
    return round(a, 3), round(max(b, 0.1), 3)


def curves(cases: Iterable[tuple[str, float, bool]]) -> dict[str, list[float]]:
    """Fit one curve a kind that was both right and wrong, and one for all others."""
    by_kind: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for kind, strength, right in cases:
        by_kind[kind].append((math.log(min(max(strength, 1e-3), 1e3)), right))
    whole = [case for part in by_kind.values() for case in part]
    found = {"any": list(curve(whole))}
    for kind, part in sorted(by_kind.items()):
        if len(part) >= 8:
            found[kind] = list(curve(part))
    return found


def cases_of(seed: int) -> list[tuple[str, float, bool]]:
    """Look at the set of a seed, and tell which findings were right."""
    made = forged(seed)
    found = looked_at(read(made.observations, made.datastreams), settings())
    spans = [Span(s.stream, s.start, s.end, s.kind, float(s.strength)) for s in found]
    score = judged(spans, made.events, made.sites, made.years)
    return [(s.kind, s.score, True) for s in score.hits] + [
        (s.kind, s.score, False) for s in score.alarms
    ]


def write(found: Mapping[str, Sequence[float]]) -> None:
    """Add a fit of today to the file."""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    known["fits"][datetime.now(UTC).date()] = dict(found)
    body = yaml.safe_dump(known, default_flow_style=None, sort_keys=True)
    FILE.write_text(HEAD + body, encoding="utf-8")


if __name__ == "__main__":
    write(curves(case for seed in SEEDS for case in cases_of(seed)))
