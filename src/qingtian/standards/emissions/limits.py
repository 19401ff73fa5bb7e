"""Which limit holds for a source on a day: of national and local standards, and of its permit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from qingtian import law
from qingtian.law import AnyPack, NotInForceError, Provision
from qingtian.law.book import Law
from qingtian.quantities import Quantity, convert
from qingtian.standards.emissions.kinds import UnclearKindError, words_of
from qingtian.standards.emissions.names import item_of
from qingtian.standards.result import Cite

Origin = Literal["standard", "permit"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Limit:
    """A limit that a source is held to, and where it comes from.

    Attributes
    ----------
    item
        Name of the item.
    low, high
        Ends that are allowed; None = none. [unit]
    unit
        Of the ends.
    averaging
        What is compared: `hour`, `day`, `sample` …
    origin
        `standard` or `permit`.
    cite
        Standard and clause, or number and page of the permit.
    since, until
        Days on which it holds, both included; None = open.
    decimals
        Digits of the value as reported. [1]
    reference_oxygen
        Oxygen that concentrations are converted to; None = they are not converted. [%vol]
    name
        What it limits, by language.
    level
        Which level of the standard.
    unknown
        Conditions of the standard that nobody told: `water_temperature`, `built`. Such a limit
        accuses nobody.
    stricter_than
        Path of the national limit that a local one is stricter than.
    """

    item: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    averaging: str
    origin: Origin
    cite: Cite
    since: date | None = None
    until: date | None = None
    decimals: int = 2
    reference_oxygen: Decimal | None = None
    name: Mapping[str, str] = field(default_factory=dict)
    level: str = ""
    unknown: tuple[str, ...] = ()
    stricter_than: str | None = None

    @classmethod
    def of(
        cls,
        provision: Provision,
        level: str,
        item: str,
        *,
        reference_oxygen: Decimal | None = None,
        unknown: tuple[str, ...] = (),
    ) -> Limit:
        """Take a level of a provision of the law."""
        if provision.bound == "within":
            low, high = (end.value for end in provision.ends(level))
        else:
            low, high = None, provision.level(level).value
        return cls(
            item_of(item).name,
            low,
            high,
            provision.unit,
            str(provision.averaging),
            "standard",
            Cite.of(provision),
            provision.since,
            provision.until,
            2 if provision.decimals is None else provision.decimals,
            reference_oxygen,
            provision.name,
            level,
            unknown,
            provision.stricter_than,
        )

    @classmethod
    def of_permit(
        cls,
        item: str,
        high: Quantity | None,
        averaging: str,
        document: str,
        clause: str,
        *,
        low: Quantity | None = None,
        since: date | None = None,
        until: date | None = None,
        reference_oxygen: Decimal | None = None,
        decimals: int = 2,
    ) -> Limit:
        """Take a limit from a discharge permit.

        Parameters
        ----------
        item
            Name, other spelling or code.
        high, low
            The ends; one at least. [their units]
        averaging
            `hour`, `day` …
        document, clause
            Number of the permit, and where in it.
        since, until
            Days on which it holds, both included.
        reference_oxygen
            As of the standard that the permit applies. [%vol]
        decimals
            Digits of the value as reported. [1]
        """
        there = high or low
        if there is None:
            raise ValueError("expected a lower or an upper end; got neither")
        return cls(
            item_of(item).name,
            None if low is None else low.to(there.unit).value,
            None if high is None else high.value,
            there.unit,
            averaging,
            "permit",
            Cite(document, clause, "permit", "given", review=False),
            since,
            until,
            decimals,
            reference_oxygen,
        )

    def holds(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def high_in(self, unit: str) -> Decimal | None:
        """Give the upper end in another unit."""
        return None if self.high is None else convert(self.high, self.unit, unit)

    def to_more(self) -> dict[str, Any]:
        """Give what a verdict tells of it."""
        return {
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "averaging": self.averaging,
            "origin": self.origin,
            "document": self.cite.standard,
            "clause": self.cite.clause,
            "level": self.level,
            "reference_oxygen": self.reference_oxygen,
            "evidence": self.cite.evidence,
            "unknown": list(self.unknown),
        }


def limits(
    kind: str,
    item: str,
    day: date,
    packs: Iterable[AnyPack] = (),
    *,
    averaging: str | None = None,
    water_temperature: Decimal | None = None,
    built: date | None = None,
) -> tuple[Limit, ...]:
    """List the limits of the law for a kind of source and an item, the strictest first.

    Parameters
    ----------
    kind
        What the source is, in words in any order, as `gas boiler, new, Beijing` or `新建燃气锅炉`;
        for sewage works the class of the standard too: `sewage 1A`.
    item
        Name, other spelling, or code of HJ 212.
    day
        Day of the data, in Beijing time.
    packs
        Packs of the place where it stands; a local standard is found only in one.
    averaging
        `hour`, `day` …; None = all.
    water_temperature
        Of waste water; None = not known. [°C]
    built
        When the works were built; None = not known.

    Returns
    -------
    tuple of Limit
        Empty where no limit is known on the day; a condition that was not told is named in
        `unknown`.

    Raises
    ------
    UnclearKindError
        If the words do not lead to one level of any standard; the message says what to add.
    """
    known = law.at(day, packs)
    about = item_of(item)
    facts = {"water_temperature": water_temperature, "built": built, "day": day}
    found: list[Limit] = []
    for prefix, rows in _fitting(known, words_of(kind, known.packs)).items():
        for provision in _provisions(known, prefix, about.file):
            if averaging in (None, provision.averaging):
                found += [
                    Limit.of(
                        provision,
                        str(row["level"]),
                        about.name,
                        reference_oxygen=_reference_oxygen(known, row, about.medium),
                        unknown=unknown,
                    )
                    for row, unknown in _levels(rows, provision, facts)
                ]
    return tuple(sorted(found, key=lambda each: (each.averaging, *_strictness(each))))


def _strictness(limit: Limit) -> tuple[Decimal, bool]:
    """Order by the upper end; of equal ones the local standard comes first."""
    high = limit.high_in(item_of(limit.item).unit)
    return Decimal("Infinity") if high is None else high, limit.stricter_than is None


def _table(known: Law, path: str) -> tuple[Row, ...]:
    try:
        return known[path].rows()
    except NotInForceError:
        return ()


@lru_cache(512)
def _rows(known: Law) -> tuple[Row, ...]:
    """List the rows that say which levels are for which sources, national ones first."""
    tables = [path for path in law.provisions(known.packs) if path.endswith(".applies")]
    return tuple(row for path in tables for row in _table(known, path))


def _fitting(known: Law, words: frozenset[str]) -> dict[str, list[Row]]:
    """Pick the rows of sources whose words are all said, by the limits that they lead to."""
    every = _rows(known)
    found: dict[str, list[Row]] = {}
    for row in every:
        if set(row["words"]) <= words and not set(row["unless"]) & words:
            found.setdefault(str(row["limits"]), []).append(row)
    if not found:
        raise UnclearKindError.of(words, [row["words"] for row in every])
    return found


def _levels(
    rows: Iterable[Row], provision: Provision, facts: Mapping[str, Any]
) -> list[tuple[Row, tuple[str, ...]]]:
    """Pick the levels of a provision: of nested words the longest, of conditions those that hold."""
    there = [row for row in rows if str(row["level"]) in provision.value]
    groups: dict[frozenset[str], list[Row]] = {}
    for row in there:
        groups.setdefault(frozenset(row["words"]), []).append(row)
    longest = [each for each in groups if not any(each < other for other in groups)]
    return [_level(groups[each], facts) for each in longest]


def _level(rows: Sequence[Row], facts: Mapping[str, Any]) -> tuple[Row, tuple[str, ...]]:
    told = [(row, *_conditions(row["conditions"], facts)) for row in rows]
    held = [row for row, holds, _unknown in told if holds]
    unknown = sorted({name for _row, _holds, names in told for name in names})
    return max(held, key=lambda row: len(row["conditions"])), tuple(unknown)


def _conditions(
    conditions: Mapping[str, Any], facts: Mapping[str, Any]
) -> tuple[bool, tuple[str, ...]]:
    """Say whether the conditions of a row hold, and which of them nobody told."""
    holds, unknown = True, []
    for key, bound in conditions.items():
        fact = key.rsplit("_", 1)[0]
        if key == "season":
            holds &= _in_season(facts["day"], *map(str, bound))
        elif facts[fact] is None:
            holds = False
            unknown.append(fact)
        else:
            holds &= facts[fact] < bound or (facts[fact] == bound and key.endswith("_to"))
    return holds, tuple(unknown)


def _in_season(day: date, first: str, last: str) -> bool:
    here = f"{day:%m-%d}"
    return (first <= here or here <= last) if first > last else first <= here <= last


def _provisions(known: Law, prefix: str, file: str) -> list[Provision]:
    """Give the limits of an item that a standard has on the day: one, or by averaging."""
    paths = (f"{prefix}.{file}", f"{prefix}.{file}.hour", f"{prefix}.{file}.day")
    found = []
    for path in paths:
        if path in law.provisions(known.packs):
            try:
                found.append(known[path])
            except NotInForceError:
                continue
    return found


def _reference_oxygen(known: Law, row: Row, medium: str) -> Decimal | None:
    prefix = str(row["limits"]).removesuffix(".elsewhere").removesuffix(".ultralow")
    path = f"{prefix}.reference_oxygen"
    if medium != "air" or path not in law.provisions(known.packs):
        return None
    words = {*row["words"], *str(row["level"]).split()}
    fitting = [each for each in _table(known, path) if set(str(each["kind"]).split()) <= words]
    longest = max(fitting, key=lambda each: len(str(each["kind"]).split()), default=None)
    return None if longest is None else Decimal(longest["oxygen"])
