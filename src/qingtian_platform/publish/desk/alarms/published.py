"""How often each detector accused an honest stretch: the published figures, as last measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True)
class Rate:
    """What the detector of a kind found on the published sets.

    Attributes
    ----------
    events, found
        Falsifications of the kind in the sets; how many of them were found. [1]
    false
        Alarms of the kind on honest stretches, a long one once; the totals of the sets count it once
        a week begun. [1]
    years
        Datastream-years looked at. [1]
    measured, sets
        Day of the measurement, and the sets.
    """

    events: int
    found: int
    false: int
    years: float
    measured: str
    sets: tuple[str, ...]

    @property
    def a_year(self) -> str:
        """False alarms a datastream-year, with two digits. [1]."""
        return f"{self.false / self.years:.2f}" if self.years else ""


@cache
def _file() -> dict[str, object]:
    place = resources.files("qingtian.quality.detectors").joinpath("published.yaml")
    known: dict[str, object] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return known


def rate(kind: str) -> Rate | None:
    """Give the figures of a kind; None where none were measured, as of a check of quality."""
    known = _file()
    kinds = known["kinds"]
    found = kinds.get(kind) if isinstance(kinds, dict) else None
    if found is None:
        return None
    sets = known["sets"]
    years = float(str(known["datastream_years"]))
    names = tuple(map(str, sets)) if isinstance(sets, list) else ()
    return Rate(
        found["events"], found["found"], found["false"], years, str(known["measured"]), names
    )
