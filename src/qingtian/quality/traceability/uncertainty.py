"""Add up what each step of a chain is uncertain by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qingtian.quality.traceability.nodes import Link
from qingtian.quality.traceability.register import Chain


@dataclass(frozen=True)
class Part:
    """The standard uncertainty of one certificate. [unit of the certificate]."""

    link: Link
    standard: Decimal


@dataclass(frozen=True)
class Combined:
    """Uncertainty along a chain.

    Attributes
    ----------
    value
        Expanded uncertainty; None where something is missing. [unit]
    unit, coverage
        Its unit, and the factor that it is expanded by. [1]
    parts
        What it is made of, from below.
    missing
        What keeps it from being added up: number of a certificate (or key of a node) and what it lacks,
        `uncertainty`, `coverage`, `unit` or `chain`.
    """

    value: Decimal | None
    unit: str
    coverage: Decimal
    parts: tuple[Part, ...]
    missing: tuple[tuple[str, str], ...] = ()


def combined(chain: Chain, coverage: Decimal) -> Combined:
    """Combine the uncertainties along a chain: root of the sum of squares of the standard ones.

    Parameters
    ----------
    chain
        Of one quantity; steps above a certificate that states the whole are contained in it.
    coverage
        Factor by which the result is expanded. [1]

    Returns
    -------
    Combined
        Without a value where a certificate says no uncertainty, no coverage factor, or another unit
        than the first one, or where the chain does not reach the national reference.

    Raises
    ------
    ValueError
        If the coverage factor is not above zero.
    """
    if not coverage > 0:
        raise ValueError(f"expected a coverage factor above zero; got {coverage}")
    parts: list[Part] = []
    missing = [(each.number or each.node, "chain") for each in chain.breaks]
    unit = ""
    for link in chain.links:
        unit = unit or link.unit
        lacking = _lacking(link, unit)
        missing += [(link.number, each) for each in lacking]
        if link.uncertainty is not None and link.coverage and not lacking:
            parts.append(Part(link, link.uncertainty / link.coverage))
        if link.whole:
            break
    total = sum((each.standard**2 for each in parts), Decimal(0)).sqrt() * coverage
    return Combined(None if missing else total, unit, coverage, tuple(parts), tuple(missing))


def _lacking(link: Link, unit: str) -> list[str]:
    """Say what keeps a certificate from being added to others of a unit."""
    return [
        name
        for name, lacks in (
            ("uncertainty", link.uncertainty is None),
            ("coverage", link.coverage is None or link.coverage <= 0),
            ("unit", link.unit != unit),
        )
        if lacks
    ]
