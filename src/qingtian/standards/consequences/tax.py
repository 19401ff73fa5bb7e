"""Environmental protection tax of one outlet for one month: air and water."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import AnyPack, Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.consequences.money import CENTS, yuan
from qingtian.standards.consequences.pollutants import count, pollutant
from qingtian.standards.consequences.waters import Waters, counted
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


@dataclass(frozen=True)
class Entry:
    """A pollutant of the outlet: its names, list, equivalents, the share that is paid, where it stands."""

    item: str
    zh: str
    group: str
    equivalents: Fraction
    factor: Decimal
    cite: Provision


def rate_of(
    medium: str, day: date, rate: Number | None, packs: Iterable[AnyPack]
) -> tuple[Decimal, tuple[Provision, ...]]:
    """Find the tax on one equivalent: as given, or of the place whose pack is open.

    Parameters
    ----------
    medium
        `air` or `water`.
    day
        Day of the discharge.
    rate
        The place's rate; None = from the packs. [CNY]
    packs
        Packs that may hold it.

    Returns
    -------
    tuple
        The rate and where it stands. [CNY]

    Raises
    ------
    ValueError
        If it lies outside the national range.
    UnknownProvisionError
        If it is not given, and no pack holds one.
    """
    span = law.at(day)["consequences.tax.range"]
    row = next(each for each in span.rows() if each["medium"] == medium)
    cites = [span]
    if rate is None:
        local = law.at(day, packs=tuple(packs))["consequences.tax.rates"]
        cites.append(local)
        found = next(each["rate"] for each in local.rows() if each["medium"] == medium)
    else:
        found = number(rate, "CNY")
    if not row["low"] <= found <= row["high"]:
        raise ValueError(
            f"expected a rate of {row['low']} to {row['high']} CNY an equivalent; got {found}"
        )
    return found, tuple(cites)


def _factor(item: str, factors: Mapping[str, Number | Result]) -> Decimal:
    given = factors.get(item, Decimal(1))
    if isinstance(given, Result):
        return Decimal(1) if given.value is None else Decimal(str(given.value))
    found = at_least_zero(given, "1", "a factor")
    if found > 1:
        raise ValueError(f"expected a factor of at most 1; got {found}")
    return found


def _entries(
    kg: Mapping[str, Number | None],
    media: tuple[str, ...],
    factors: Mapping[str, Number | Result],
    day: date,
) -> tuple[list[Entry], list[LeftOut]]:
    shares = {pollutant(name, media, day)[1].item: value for name, value in factors.items()}
    found: list[Entry] = []
    absent: list[LeftOut] = []
    for name, amount in kg.items():
        group, each = pollutant(name, media, day)
        if amount is None:
            absent.append(LeftOut(Given(each.item, None, "kg"), "no-number"))
            continue
        share = _factor(each.item, shares)
        found.append(Entry(each.item, each.zh, group, count(amount, each), share, each.cite))
    return found, absent


def _top(entries: Sequence[Entry], first: int) -> tuple[list[Entry], list[LeftOut]]:
    """Keep the largest by equivalents; equal ones in the order given."""
    ordered = sorted((e for e in entries if e.equivalents > 0), key=lambda e: -e.equivalents)
    rest = [
        LeftOut(Given(each.item, _shown(each.equivalents)), "tax-not-first", {"first": first})
        for each in ordered[first:]
    ]
    return ordered[:first], rest


def _shown(exact: Fraction) -> Decimal:
    return mean_rounded(exact, CENTS)


def taxed_amounts(
    discharged: Mapping[str, Number | None],
    produced: Mapping[str, Number | None] | None,
    acts: Sequence[str],
    day: date,
) -> tuple[Mapping[str, Number | None], list[Step], list[Provision]]:
    """Choose the amounts that are taxed: those produced where an act of article 7 was found.

    Raises
    ------
    ValueError
        If such an act is named and what was produced is not given, or the act is unknown.
    """
    if not acts:
        return discharged, [], []
    table = law.at(day)["consequences.tax.produced"]
    rows = {name: row for row in table.rows() for name in (row["act"], row["zh"], row["en"])}
    if unknown := [act for act in acts if act not in rows]:
        keys = ", ".join(row["act"] for row in table.rows())
        raise ValueError(f"expected acts of {keys}; got {', '.join(unknown)}")
    if produced is None:
        raise ValueError("expected the amounts produced, which are taxed in their stead; got none")
    said = [Step("tax-produced", {k: rows[act][k] for k in ("zh", "en")}) for act in acts]
    return produced, said, [table]


def _result(
    rule: str,
    taxed: list[Entry],
    every: list[Entry],
    rate: tuple[Decimal, tuple[Provision, ...]],
    steps: list[Step],
    cites: list[Provision],
    left_out: list[LeftOut],
) -> Result:
    each = {e.item: e.equivalents * Fraction(rate[0]) * Fraction(e.factor) for e in taxed}
    total = yuan(sum(each.values(), Fraction(0)))
    said = [
        Step(
            "tax-item",
            {
                "zh": e.zh,
                "en": e.item,
                "equivalents": _shown(e.equivalents),
                "rate": rate[0],
                "factor": e.factor,
                "tax": yuan(each[e.item]),
            },
        )
        for e in taxed
    ]
    used = {p.path: p for p in [*cites, *(e.cite for e in every), *rate[1]]}
    calendar = next(p for p in cites if p.path == "consequences.tax.calendar")
    return Result(
        rule=rule,
        subject="",
        value=total,
        unit="CNY",
        valid=not any(out.reason == "no-number" for out in left_out),
        edition=cites[0].standard,
        cites=tuple(Cite.of(p) for p in used.values()),
        steps=(*steps, *said, Step("tax-sum", {"tax": total, **calendar.value})),
        inputs=tuple(Given(e.item, _shown(e.equivalents)) for e in every),
        left_out=tuple(left_out),
        more={
            "equivalents": {e.item: _shown(e.equivalents) for e in every},
            "taxed": [e.item for e in taxed],
            "taxes": {item: yuan(tax) for item, tax in each.items()},
            "rate": rate[0],
            "accuses": False,
        },
    )


def air_tax(
    kg: Mapping[str, Number | None],
    day: date,
    *,
    rate: Number | None = None,
    packs: Iterable[AnyPack] = (),
    factors: Mapping[str, Number | Result] | None = None,
    produced: Mapping[str, Number | None] | None = None,
    acts: Sequence[str] = (),
) -> Result:
    """Compute the tax on the air pollutants of an outlet in a month.

    Parameters
    ----------
    kg
        Pollutant to the amount discharged; None = not known. [kg]
    day
        A day of the month.
    rate, packs
        The place's rate for one equivalent, or the packs that hold it. [CNY]
    factors
        Pollutant to the share that is paid, from `reduction`; none = all of it. [1]
    produced, acts
        What was produced is taxed where an act of article 7 is named, as `false data`. [kg]

    Returns
    -------
    Result
        The tax, rounded once at the end; `more` has equivalents and what was taxed. [CNY]

    Raises
    ------
    ValueError
        If a pollutant is not taxed, an amount negative, or the rate outside the range.
    """
    amounts, said, more_cites = taxed_amounts(kg, produced, acts, day)
    found = rate_of("air", day, rate, packs)
    selection, calendar = (
        law.at(day)["consequences.tax.selection"],
        law.at(day)["consequences.tax.calendar"],
    )
    entries, absent = _entries(amounts, ("air",), {} if acts else factors or {}, day)
    taxed, rest = _top(entries, int(selection.value["air"]))
    cites = [selection, calendar, *more_cites]
    return _result("CON-TAX-AIR", taxed, entries, found, said, cites, [*absent, *rest])


def _one_of(entries: list[Entry], path: str, day: date) -> tuple[list[Entry], list[LeftOut]]:
    """Keep the largest of a group of which one only is taxed."""
    group = [row["item"] for row in law.at(day)[path].rows()]
    rivals = [each for each in entries if each.item in group]
    if len(rivals) < 2:
        return entries, []
    largest = max(rivals, key=lambda each: each.equivalents)
    shown = {"group": ", ".join(e.item for e in rivals), "kept": largest.item}
    out = [
        LeftOut(Given(each.item, _shown(each.equivalents)), "tax-one-of", shown)
        for each in rivals
        if each is not largest
    ]
    kept = [each for each in entries if each is largest or each not in rivals]
    return kept, out


def water_tax(
    kg: Mapping[str, Number | None],
    day: date,
    *,
    rate: Number | None = None,
    packs: Iterable[AnyPack] = (),
    factors: Mapping[str, Number | Result] | None = None,
    waters: Waters | None = None,
    produced: Mapping[str, Number | None] | None = None,
    acts: Sequence[str] = (),
) -> Result:
    """Compute the tax on the water pollutants of an outlet in a month.

    Of the first class the five largest are taxed, of the others three; of COD, BOD5 and TOC one.

    Parameters
    ----------
    kg, day, rate, packs, factors, produced, acts
        As for `air_tax`.
    waters
        pH, colour, coliforms, residual chlorine: what counts by tonnes of waste water.

    Returns
    -------
    Result
        The tax, rounded once at the end; `more` has equivalents and what was taxed. [CNY]

    Raises
    ------
    ValueError
        As for `air_tax`.
    """
    amounts, said, more_cites = taxed_amounts(kg, produced, acts, day)
    found = rate_of("water", day, rate, packs)
    the = law.at(day)
    selection, calendar = the["consequences.tax.selection"], the["consequences.tax.calendar"]
    shares = {} if acts else factors or {}
    every, absent = _entries(amounts, ("first", "other"), shares, day)
    every += [Entry(item, zh, "other", n, Decimal(1), p) for item, zh, n, p in counted(waters, day)]
    kept, out = _one_of(every, "consequences.tax.one_of", day)
    cites = [selection, calendar, *more_cites]
    if out:
        cites += [the["consequences.tax.one_of"], the["consequences.tax.one_of_choice"]]
    kept, more_out = _one_of(kept, "consequences.tax.one_of_disinfection", day)
    if more_out:
        cites += [
            the["consequences.tax.one_of_disinfection"],
            the["consequences.tax.one_of_choice"],
        ]
    sizes = {"first": "water_first", "other": "water_other"}
    taxed: list[Entry] = []
    for group, key in sizes.items():
        some, rest = _top([e for e in kept if e.group == group], int(selection.value[key]))
        taxed += some
        out += rest
    left_out = [*absent, *out, *more_out]
    return _result("CON-TAX-WATER", taxed, every, found, said, cites, left_out)


def exemption(key: str, day: date) -> Mapping[str, Any]:
    """Find a case in which no tax is paid, as `farming`, in both languages.

    Raises
    ------
    ValueError
        If there is no such case.
    """
    table = law.at(day)["consequences.tax.exempt"]
    for row in table.rows():
        if key in (row["key"], row["zh"]):
            return row
    raise ValueError(f"expected {', '.join(row['key'] for row in table.rows())}; got {key!r}")
