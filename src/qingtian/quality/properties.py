"""Which domain and property of the checks a code of HJ 212 is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from qingtian import law
from qingtian.law import AnyPack

CODE = re.compile(r"[a-z]\d{5}|[A-Z]\d{2}|\d{2,3}")
"""How HJ 212 writes the code of a factor, of 2017 and of 2005: a city may have codes of its own."""
SYSTEM = re.compile(r"\d{2}")
"""How it writes a system code."""


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
    return {
        (st, code): Property(domain, row["property"], row["unit"])
        for st, domain in _systems().items()
        for row in _rows("properties")
        if row["domain"] == domain
        for code in row["codes"]
    }


@cache
def _systems() -> Mapping[str, str]:
    """Give the domain of each system code that the checks know."""
    return {each["st"]: each["domain"] for each in _rows("domains")}


def _rows(name: str) -> Sequence[Mapping[str, Any]]:
    stage = law.provisions()[f"quality.{name}"][-1]
    return law.at(stage.since)[stage.path].rows()


def named(domain: str, said: str, packs: Sequence[AnyPack] = ()) -> tuple[str, str]:
    """Find a property by what a person calls it.

    Parameters
    ----------
    domain
        Name of the domain, as `air`, or its system code, as `22`.
    said
        Name of the property, as `pm25`, or its code of HJ 212, as `a34004`.
    packs
        Packs whose thresholds may name properties of their own.

    Returns
    -------
    domain, kind
        As `Datastream` takes them. A code without a threshold is given back as it is: times and
        numbers are checked all the same.

    Raises
    ------
    LookupError
        If either is no name that a threshold has and no code; the message names the nearest.
    """
    where, kinds = _systems().get(domain, domain), _names(packs)
    if where not in kinds and not SYSTEM.fullmatch(where):
        raise LookupError(
            f"expected a domain or its system code of HJ 212; {_nearest(domain, kinds)}"
        )
    by_code = {code: one.kind for (_st, code), one in _known().items() if one.domain == where}
    there = kinds.get(where, frozenset())
    if said not in there and not CODE.fullmatch(said):
        raise LookupError(
            f"expected a property of {where} or its code of HJ 212; {_nearest(said, there)}"
        )
    return where, by_code.get(said, said)


def _names(packs: Sequence[AnyPack]) -> Mapping[str, frozenset[str]]:
    """List the properties that any table of thresholds names, by domain."""
    found: dict[str, set[str]] = {}
    for path, stages in law.provisions(packs).items():
        for stage in stages if path.startswith("quality.") else ():
            for row in stage.rows() if stage.kind == "table" else ():
                if "*" not in (where := row.get("domain", "*"), kind := row.get("property", "*")):
                    found.setdefault(where, set()).add(kind)
    return {where: frozenset(kinds) for where, kinds in found.items()}


def _nearest(said: str, known: Iterable[str]) -> str:
    """Say what was given, and which of the known names are nearest; all where none is near."""
    every = sorted(known)
    near = difflib.get_close_matches(said.casefold(), every, cutoff=0.5) or every
    return f"got {said!r}; the nearest known: {', '.join(near) or 'none'}"
