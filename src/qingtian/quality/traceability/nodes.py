"""What a chain is made of: instruments and standards, certificates, scopes of laboratories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

KINDS: Final = ("national", "reference", "transfer", "working", "material", "instrument")
"""Kinds of nodes from the top: national reference, reference standard, transfer standard of a level,
working standard, reference material (a gas cylinder, a solution), instrument."""

NATIONAL: Final = "national"
INSTRUMENT: Final = "instrument"

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "unknown": {"zh": "所用标准未登记", "en": "the standard is not on record"},
    "missing": {"zh": "没有证书", "en": "no certificate"},
    "expired": {"zh": "证书过期", "en": "certificate expired"},
    "revoked": {"zh": "证书已撤销", "en": "certificate revoked"},
    "scope": {"zh": "机构超出能力范围", "en": "laboratory out of its scope"},
    "service": {"zh": "不在使用期内", "en": "used outside its time in service"},
    "circular": {"zh": "循环溯源", "en": "traced in a circle"},
}
"""Why a chain is broken, in both languages."""


@dataclass(frozen=True)
class Node:
    """An instrument or a standard.

    Attributes
    ----------
    key
        By which certificates name it.
    kind
        One of `KINDS`; a chain ends at a `national` one.
    needs
        Quantities in which it has to be traced, as `o3` or `flow`.
    level
        Of a transfer standard, 1 the highest; 0 = none. [1]
    since, until
        First day in service, and the first day no longer; None = open.
    """

    key: str
    kind: str
    needs: tuple[str, ...] = ()
    level: int = 0
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.key}: expected a kind of {', '.join(KINDS)}; got {self.kind}")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"{self.key}: expected its end after its beginning")

    def serves(self, day: date) -> bool:
        """Tell whether it is in service on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True)
class Link:
    """A certificate: one thing calibrated with another, in one quantity.

    Attributes
    ----------
    number
        Of the certificate; unique.
    of, by
        Keys of what was calibrated and of the standard that was used.
    quantity
        In which.
    day, valid_until
        When it was done, and the last day on which it holds.
    laboratory
        Who did it.
    uncertainty, coverage, unit
        Expanded uncertainty with its coverage factor; None = the certificate does not say.
        [unit, 1]
    whole
        Whether the uncertainty contains that of the standard and of all above it.
    method
        By which method; for the reader.
    revoked_from
        First day from which it is taken back; None = it stands.
    """

    number: str
    of: str
    by: str
    quantity: str
    day: date
    valid_until: date
    laboratory: str = ""
    uncertainty: Decimal | None = None
    coverage: Decimal | None = None
    unit: str = "%"
    whole: bool = False
    method: str = ""
    revoked_from: date | None = None

    def __post_init__(self) -> None:
        if self.valid_until < self.day:
            raise ValueError(f"{self.number}: expected an end on or after {self.day}")


@dataclass(frozen=True)
class Scope:
    """A quantity in which a laboratory may calibrate.

    Attributes
    ----------
    laboratory, quantity
        Who, and in what.
    since, until
        First day, and the last one; None = open.
    """

    laboratory: str
    quantity: str
    since: date
    until: date | None = None

    def holds(self, link: Link) -> bool:
        """Tell whether a certificate was made within it."""
        return (
            (self.laboratory, self.quantity) == (link.laboratory, link.quantity)
            and self.since <= link.day
            and (self.until is None or link.day <= self.until)
        )
