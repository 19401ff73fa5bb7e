"""What the yearly assessment offers: units with their facts, entering, freezing a year, its editions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.performance import Performance, perform
from qingtian_platform.assess.closing.frozen import digest
from qingtian_platform.assess.performance import facts
from qingtian_platform.assess.performance.errors import PerformanceRefusedError
from qingtian_platform.assess.performance.facts import EXCEEDED, UNMET, Fact
from qingtian_platform.assess.performance.models import Entered, YearEdition
from qingtian_platform.assess.policies import required
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

__all__ = [
    "EXCEEDED",
    "UNMET",
    "Edition",
    "Fact",
    "PerformanceRefusedError",
    "Unit",
    "close",
    "dimensions",
    "draft",
    "editions",
    "enter",
    "enter_all",
    "frozen",
    "settings",
    "units",
    "years",
]

WEIGHTS, GRADES = "performance.weights", "performance.grades"
settings = (WEIGHTS, GRADES, facts.ASSESSED, facts.TARGETS, facts.QUALITY)
"""Settings that a year rests on."""


@dataclass(frozen=True)
class Unit:
    """A unit's year.

    Attributes
    ----------
    key
        Code of the district, or key of the organisation.
    facts
        By dimension, and `unmet` and `exceeded`.
    missing
        Facts that are not known, without which nothing is graded.
    performance
        What it came to; None while something is missing.
    """

    key: str
    facts: Mapping[str, Fact]
    missing: tuple[str, ...]
    performance: Performance | None


@dataclass(frozen=True)
class Edition:
    """A year as it was frozen.

    Attributes
    ----------
    year, number
        Which, and the how many-th edition.
    content, digest
        What it says, and the SHA-256 of its text.
    reason
        Why a later edition was made; empty for the first.
    name, at
        Who closed, and when.
    """

    year: int
    number: int
    content: Mapping[str, Any]
    digest: str
    reason: str
    name: str
    at: datetime


def years(today: date) -> list[int]:
    """List the years from the first that is assessed to the present one, the newest first."""
    known = _policy()
    first = known.settings[WEIGHTS].decisions[0].since.year
    return list(range(today.year, first - 1, -1))


def dimensions(year: int) -> tuple[str, ...]:
    """Name the dimensions of a year: those that have a weight."""
    return tuple(_policy().numbers(WEIGHTS, date(year, 12, 31)))


def units(year: int) -> list[str]:
    """List who is assessed: districts by code, then organisations that owe a target in the year."""
    known, last = _policy(), date(year, 12, 31)
    return _units(known, last, facts.due(year, _today(None)))


def _units(known: Policy, last: date, due: Mapping[str, object]) -> list[str]:
    whom = known.decided(facts.ASSESSED, last)
    places = [each.code for each in known.divisions.on(last, whom["divisions"])]
    kinds = whom["organisations"]
    owing = [k for k, one in known.organisations.by_key.items() if one.kind in kinds and k in due]
    return [*places, *owing]


def draft(year: int, *, now: datetime | None = None) -> list[Unit]:
    """Assess a year as it would be closed now."""
    known, last = _policy(), date(year, 12, 31)
    owed = facts.due(year, _today(now))
    quality, said = facts.of_quality(known, year), facts.entered(year)
    wanted = dimensions(year)
    found = []
    for key in _units(known, last, owed):
        counted = facts.of_targets(known, owed.get(key, []), year)
        if key in quality:
            counted["quality"] = quality[key]
        written = {fact: each for (unit, fact), each in said.items() if unit == key}
        found.append(_unit(known, key, {**counted, **written}, wanted, last))
    return found


def _today(now: datetime | None) -> date:
    return beijing(now or datetime.now(UTC)).date()


def _unit(
    known: Policy, key: str, held: Mapping[str, Fact], wanted: tuple[str, ...], last: date
) -> Unit:
    missing = tuple(name for name in (*wanted, UNMET, EXCEEDED) if name not in held)
    if missing:
        return Unit(key, held, missing, None)
    scores = {name: held[name].value for name in wanted}
    came = perform(
        scores,
        known.numbers(WEIGHTS, last),
        known.numbers(GRADES, last),
        unmet=bool(held[UNMET].value),
        exceeded=bool(held[EXCEEDED].value),
    )
    return Unit(key, held, (), came)


def enter(
    year: int,
    unit: str,
    fact: str,
    value: str,
    source: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> None:
    """Enter a fact of a unit's year with its source; it stands before what is counted.

    Raises
    ------
    PerformanceRefusedError
        If the unit is not assessed, there is no such fact, the value is none, or no source is named.
    """
    row = {"unit": unit, "fact": fact, "value": value, "source": source}
    enter_all(year, [row], person, now=now)


def enter_all(
    year: int,
    rows: Iterable[Mapping[str, str]],
    person: Person,
    *,
    now: datetime | None = None,
) -> int:
    """Enter facts: all rows of `unit`, `fact`, `value` and `source`, or none.

    Returns
    -------
    int
        How many were taken.

    Raises
    ------
    PerformanceRefusedError
        If a row is wrong; rows are counted from 1.
    """
    whom, which = set(units(year)), {*dimensions(year), UNMET, EXCEEDED}
    taken = []
    for at, row in enumerate(rows, 1):
        number = _checked(at, row, whom, which)
        taken.append((row["unit"], row["fact"], number, row["source"].strip()))
    facts_of = signed(person, now)
    Entered.objects.bulk_create(
        Entered(year=year, unit=u, fact=f, value=format(v, "f"), source=s, **facts_of)
        for u, f, v, s in taken
    )
    return len(taken)


def _checked(at: int, row: Mapping[str, str], whom: set[str], which: set[str]) -> Decimal:
    """Give the number of a row.

    Raises
    ------
    PerformanceRefusedError
        If the row is wrong.
    """
    said = {"n": at}
    if row["unit"] not in whom:
        raise PerformanceRefusedError(
            _("Row %(n)s: expected a unit that is assessed; got “%(x)s”.")
            % {**said, "x": row["unit"][:80]}
        )
    if row["fact"] not in which:
        raise PerformanceRefusedError(
            _("Row %(n)s: expected one of %(known)s; got “%(x)s”.")
            % {**said, "known": ", ".join(sorted(which)), "x": row["fact"][:80]}
        )
    if not 0 < len(row["source"].strip()) <= 300:
        raise PerformanceRefusedError(
            _("Row %(n)s: expected where it comes from, in at most 300 characters.") % said
        )
    return _number(at, row["fact"], row["value"].strip())


def _number(at: int, fact: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
        whole = number == number.to_integral_value()
        top = {UNMET: 999, EXCEEDED: 1}.get(fact, 100)
        good = len(text) <= 12 and 0 <= number <= top and (whole or top == 100)
    except InvalidOperation:
        good = False
    if not good:
        raise PerformanceRefusedError(
            _(
                "Row %(n)s: expected a score from 0 to 100, a number of targets, or 1 or 0; got “%(x)s”."
            )
            % {"n": at, "x": text[:40]}
        )
    return number


def close(year: int, person: Person, reason: str = "", *, now: datetime | None = None) -> Edition:
    """Freeze a year: the first edition, or a later one with what made it needed.

    Raises
    ------
    PerformanceRefusedError
        If the year has not ended, nobody is graded, a later edition gives no reason or changes nothing.
    """
    present = now or datetime.now(UTC)
    if year >= beijing(present).year:
        raise PerformanceRefusedError(_("Expected a year that has ended; got %(x)s.") % {"x": year})
    found = draft(year, now=present)
    if not any(each.performance for each in found):
        raise PerformanceRefusedError(_("No unit has all its facts yet; enter what is missing."))
    written, before = _text(_policy(), year, found), editions(year)
    if before and before[0].digest == digest(written):
        raise PerformanceRefusedError(
            _("Nothing has changed since edition %(n)s.") % {"n": len(before)}
        )
    if before and not reason.strip():
        raise PerformanceRefusedError(_("Expected the reason of a later edition."))
    row = YearEdition(
        year=year,
        number=len(before) + 1,
        text=written,
        digest=digest(written),
        reason=reason.strip()[:300],
        **signed(person, present),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise PerformanceRefusedError(_("Somebody closed it at this moment; look again.")) from None
    return _info(row)


def _text(known: Policy, year: int, found: list[Unit]) -> str:
    """Write a year with the settings that made it: canonical JSON."""
    last = date(year, 12, 31)
    content = {
        "pack": known.pack.key,
        "year": year,
        "settings": {key: known.decided(key, last) for key in settings},
        "units": [
            {
                "unit": each.key,
                "facts": {
                    key: {
                        "value": format(f.value, "f"),
                        "source": f.source,
                        "computed": f.computed,
                        "rows": list(f.rows),
                        "name": f.name,
                    }
                    for key, f in sorted(each.facts.items())
                },
                "missing": list(each.missing),
                "score": str(each.performance.score) if each.performance else None,
                "grade": each.performance.grade if each.performance else None,
                "consequence": each.performance.consequence if each.performance else "",
            }
            for each in found
        ],
    }
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def frozen(edition: Edition) -> list[Unit]:
    """Give the units of a year as an edition has them."""
    return [
        Unit(
            row["unit"],
            {
                key: Fact(
                    key,
                    Decimal(f["value"]),
                    f["source"],
                    computed=f["computed"],
                    rows=tuple(f["rows"]),
                    name=f["name"],
                )
                for key, f in row["facts"].items()
            },
            tuple(row["missing"]),
            Performance(Decimal(row["score"]), row["grade"], row["consequence"])
            if row["score"]
            else None,
        )
        for row in edition.content["units"]
    ]


def editions(year: int) -> list[Edition]:
    """List the editions of a year, the newest first."""
    return [_info(row) for row in YearEdition.objects.filter(year=year).order_by("-number")]


def _info(row: YearEdition) -> Edition:
    content = json.loads(row.text)
    return Edition(row.year, row.number, content, row.digest, row.reason, row.name, row.at)


def _policy() -> Policy:
    return required(PerformanceRefusedError)
