"""Sites made from a seed, with a trick or without: what `tests/forgeries/FD-…` names."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "forgeries"
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from benchmarks.falsification.making import alone  # noqa: E402
from benchmarks.falsification.sets import ForgedSet  # noqa: E402


@cache
def twin(number: str, which: str) -> ForgedSet:
    """Make one twin of a rule."""
    given = yaml.safe_load((FOLDER / number / f"{which}.yaml").read_text(encoding="utf-8"))["made"]
    return alone(**given)
