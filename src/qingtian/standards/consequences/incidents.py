"""Grades of environmental incidents: the worst grade that any one condition gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

NUMBERS: Final = {"deaths": "1", "poisoned": "1", "evacuated": "1", "loss_yuan": "CNY"}
"""Conditions that count, each with its unit."""

LABELS: Final = {
    "deaths": {"zh": "死亡人数", "en": "persons dead"},
    "poisoned": {"zh": "中毒或重伤人数", "en": "persons poisoned or seriously injured"},
    "evacuated": {"zh": "疏散、转移人数", "en": "persons evacuated"},
    "loss_yuan": {"zh": "直接经济损失（元）", "en": "direct loss in CNY"},
}
ORDER: Final = ("I", "II", "III", "IV")
Hits = list[tuple[str, Step, Provision]]


def _by_numbers(given: Mapping[str, Decimal], table: Provision, lowest: Provision) -> Hits:
    found: Hits = []
    for name, value in given.items():
        row = next((each for each in table.rows() if value >= each[name]), None)
        if row is None:
            least = table.rows()[-1][name]
            shown = {**LABELS[name], "value": value, "least": least}
            found.append((lowest.value["grade"], Step("incident-below", shown), lowest))
            continue
        shown = {**LABELS[name], "value": value, "least": row[name], "grade": row["grade"]}
        found.append((row["grade"], Step("incident-number", shown), table))
    return found


def _by_kinds(given: Mapping[str, str], tables: tuple[Provision, ...]) -> Hits:
    found: Hits = []
    for criterion, key in given.items():
        rows = [(row, table) for table in tables for row in table.rows()]
        rows = [(row, table) for row, table in rows if row["criterion"] == criterion]
        hit = next(((row, table) for row, table in rows if key in (row["key"], row["zh"])), None)
        if hit is None:
            keys = ", ".join(row["key"] for row, _ in rows)
            raise ValueError(f"expected {criterion} of {keys}; got {key!r}")
        row, table = hit
        shown = {"zh": row["zh"], "en": row["en"], "grade": row["grade"]}
        found.append((row["grade"], Step("incident-kind", shown), table))
    return found


def incident_grade(
    day: date,
    *,
    deaths: int | None = None,
    poisoned: int | None = None,
    evacuated: int | None = None,
    loss: Number | None = None,
    water_cut: str | None = None,
    ecology: str | None = None,
    cross_border: str | None = None,
) -> Result:
    """Grade an incident by the plan of 2014; any one condition is enough, "from" includes.

    Radioactive incidents are not graded here: the plan's text decides.

    Parameters
    ----------
    day
        Day of the incident.
    deaths, poisoned, evacuated
        Persons dead; poisoned or seriously injured; evacuated; None = not known. [1]
    loss
        Direct loss, emergency disposal included; None = not known. [CNY]
    water_cut
        Whose source of drinking water was cut: `city`, `county` or `township`.
    ecology
        `function lost`, `function partly lost`, `protected species harmed`, `small`.
    cross_border
        Border that the pollution crossed: `country`, `province`, `city`, `county`.

    Returns
    -------
    Result
        特别重大, 重大, 较大 or 一般; None where nothing is known.

    Raises
    ------
    ValueError
        If a number is negative or a word unknown.
    """
    counts: dict[str, Number | None] = {
        "deaths": deaths,
        "poisoned": poisoned,
        "evacuated": evacuated,
        "loss_yuan": loss,
    }
    words = {"water_cut": water_cut, "ecology": ecology, "cross_border": cross_border}
    the = law.at(day)
    names = the["consequences.incidents.grades"]
    numbers = {
        key: at_least_zero(value, NUMBERS[key], key)
        for key, value in counts.items()
        if value is not None
    }
    said = {key: value for key, value in words.items() if value is not None}
    kinds = (the["consequences.incidents.kinds"], the["consequences.incidents.ordinary"])
    lowest = the["consequences.incidents.lowest"]
    hits = _by_numbers(numbers, the["consequences.incidents.numbers"], lowest)
    hits += _by_kinds(said, kinds)
    absent = [key for key, value in {**counts, **words}.items() if value is None]
    given = (
        *(Given(key, value, NUMBERS[key]) for key, value in numbers.items()),
        *(Given(key, word) for key, word in said.items()),
    )
    return _graded(hits, names, given, absent)


def _graded(hits: Hits, names: Provision, given: tuple[Given, ...], absent: list[str]) -> Result:
    left_out = tuple(LeftOut(Given(name, None), "not-given") for name in absent)
    grade = min((hit[0] for hit in hits), key=ORDER.index, default=None)
    row: Mapping[str, Any] = next((r for r in names.rows() if r["grade"] == grade), {})
    deciding = [hit for hit in hits if hit[0] == grade]
    cites = dict.fromkeys(hit[2].path for hit in deciding)
    used = {hit[2].path: hit[2] for hit in deciding}
    return Result(
        rule="CON-INCIDENT",
        subject="",
        value=row.get("zh"),
        unit="",
        valid=grade is not None,
        edition=names.standard,
        cites=(Cite.of(names), *(Cite.of(used[path]) for path in cites)),
        steps=tuple(hit[1] for hit in hits),
        inputs=given,
        left_out=left_out,
        more={"grade": grade, "en": row.get("en"), "accuses": False},
    )
