"""Which domain and property of the checks a code of HJ 212 is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from qingtian import law


@dataclass(frozen=True)
class Property:
    """An observed property that the checks know.

    Attributes
    ----------
    domain, kind
        As `Datastream` takes them.
    unit
        Of its thresholds: what is sent in another unit is converted before it is checked.
    """

    domain: str
    kind: str
    unit: str


def property_of(st: str, code: str) -> Property | None:
    """Find the property of a datastream of HJ 212.

    Parameters
    ----------
    st
        System code, as `22` for air, `31` for a stack.
    code
        Code of the factor, as `a34004`.

    Returns
    -------
    Property or None
        None where the checks have no threshold for it; times and numbers are checked all the same.
    """
    return _known().get((st, code))


@cache
def _known() -> Mapping[tuple[str, str], Property]:
    stages = (law.provisions()[f"quality.{name}"][-1] for name in ("domains", "properties"))
    domains, rows = (law.at(stage.since)[stage.path].rows() for stage in stages)
    return {
        (each["st"], code): Property(row["domain"], row["property"], row["unit"])
        for each in domains
        for row in rows
        if row["domain"] == each["domain"]
        for code in row["codes"]
    }
