"""Assessments: figures of several kinds become one score for each subject.

The score of an indicator is the place among those assessed, from 100 for the best to 0 for the last;
a part is the mean of its indicators, the whole the weighted mean of its parts. All of it is exact and
rounded once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.resources.abc import Traversable

from qingtian.policy.placing import Figure, Measure, Missing, listing
from qingtian.policy.rows import Row, mapped

MUNICIPAL = "municipal stations"


@dataclass(frozen=True)
class Part:
    """One part of an assessment.

    Attributes
    ----------
    key, indicators
        Its name, and the indicators whose mean it is.
    municipal
        Whether only readings of stations count that the municipal department runs.
    """

    key: str
    indicators: tuple[str, ...]
    municipal: bool


@dataclass(frozen=True)
class Assessment:
    """One assessment.

    Attributes
    ----------
    key, name
        Its name in files, which is that of the indicator that it yields; its name by language.
    parts
        What it is made of.
    weights, missing
        Settings that hold the weights of the parts, and what becomes of a subject without data.
    clauses
        Where it stands.
    """

    key: str
    name: Mapping[str, str]
    parts: tuple[Part, ...]
    weights: str
    missing: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Station:
    """Who stands behind a station.

    Attributes
    ----------
    key, operator_level
        Its name; `city` where the municipal department runs it.
    owner, maintainer
        Code of the place that owns or maintains it; empty where no place does.
    """

    key: str
    operator_level: str
    owner: str = ""
    maintainer: str = ""


@dataclass(frozen=True)
class Score:
    """What a subject came to.

    Attributes
    ----------
    subject, total
        Who; 0 to 100, None where the subject is left out. [1]
    parts
        Score of each part. [1]
    reason
        Why it is left out.
    """

    subject: str
    total: Decimal | None
    parts: Mapping[str, Decimal]
    reason: str = ""


def kept_out(station: Station, subject: str) -> str:
    """Say why the readings of a station do not count for a subject; empty where they do.

    Only stations that the municipal department runs count (D3-3.2-20), and none that the subject
    itself owns or maintains: nobody measures his own marks.
    """
    if station.operator_level != "city":
        return "not run by the municipal department"
    if subject in (station.owner, station.maintainer):
        return "owned or maintained by who is assessed"
    return ""


def assess(
    assessment: Assessment,
    figures: Mapping[str, Iterable[Figure]],
    measures: Mapping[str, Measure],
    weights: Mapping[str, Decimal],
    *,
    missing: Missing = "exclude",
    digits: int = 2,
) -> tuple[Score, ...]:
    """Score every subject.

    Parameters
    ----------
    assessment
        What is assessed.
    figures
        Of each indicator, one figure a subject.
    measures
        How each indicator is read.
    weights
        Of each part.
    missing
        Whether a subject that lacks a figure is left out, or has 0 for that indicator.
    digits
        Digits of the total. [1]

    Returns
    -------
    tuple of Score
        By subject.

    Raises
    ------
    ValueError
        If a part has no weight, or all weights are 0.
    """
    lacking = {part.key for part in assessment.parts} - set(weights)
    if lacking or not sum(weights.values()):
        raise ValueError(f"expected a weight for each part; none for {sorted(lacking) or 'any'}")
    held = {key: {each.subject: each for each in rows} for key, rows in figures.items()}
    subjects = sorted({subject for rows in held.values() for subject in rows})
    wanted = [key for part in assessment.parts for key in part.indicators]
    lacks = {s: _lack(held, wanted, s) for s in subjects} if missing == "exclude" else {}
    counted = [s for s in subjects if not lacks.get(s)]
    points = {key: _points(held.get(key, {}), counted, measures[key]) for key in wanted}
    left = [Score(s, None, {}, why) for s, why in lacks.items() if why]
    scored = [_score(assessment, s, points, weights, digits) for s in counted]
    return tuple(sorted([*left, *scored], key=lambda each: each.subject))


def _lack(held: Mapping[str, Mapping[str, Figure]], wanted: list[str], subject: str) -> str:
    """Say what keeps a subject out."""
    for key in wanted:
        figure = held.get(key, {}).get(subject)
        if figure is None or figure.value is None or figure.reason:
            return f"{key}: {(figure.reason if figure else '') or 'no figure'}"
    return ""


def _points(
    rows: Mapping[str, Figure], subjects: list[str], measure: Measure
) -> dict[str, Fraction]:
    """Turn places into points: 100 for the best, 0 for the last; equal figures have equal points."""
    taken = [rows.get(s, Figure(s, None)) for s in subjects]
    there = [each for each in taken if each.value is not None and not each.reason]
    placed = listing(there, measure).placed
    last = len(subjects) - 1
    points = {each.subject: Fraction(0) for each in taken}
    for each in placed:
        points[each.subject] = Fraction(100) - Fraction(100 * (each.place - 1), last or 1)
    return points


def _score(
    assessment: Assessment,
    subject: str,
    points: Mapping[str, Mapping[str, Fraction]],
    weights: Mapping[str, Decimal],
    digits: int,
) -> Score:
    parts = {
        part.key: sum((points[key][subject] for key in part.indicators), Fraction(0))
        / len(part.indicators)
        for part in assessment.parts
    }
    whole = sum((Fraction(weights[key]) for key in parts), Fraction(0))
    total = sum((Fraction(weights[key]) * part for key, part in parts.items()), Fraction(0)) / whole
    return Score(subject, rounded(total, digits), {k: rounded(v, digits) for k, v in parts.items()})


def rounded(exact: Fraction, digits: int) -> Decimal:
    """Round an exact fraction, half to even (GB/T 8170)."""
    return Decimal(round(exact * 10**digits)).scaleb(-digits)


def assessments(folder: Traversable) -> dict[str, Assessment]:
    """Read `assessments.yaml`."""
    rows = mapped(folder, "assessments.yaml", "assessments")
    return {row.name: _assessment(row) for row in rows}


def _assessment(row: Row) -> Assessment:
    row.only(["name", "cycle", "weights", "parts", "missing", "clauses"])
    return Assessment(
        row.name,
        row.words("name"),
        tuple(_part(each) for each in row.rows("parts")),
        row.text("weights"),
        row.text("missing"),
        row.texts("clauses", empty=False),
    )


def _part(row: Row) -> Part:
    row.only(["indicators"], ["only"])
    municipal = row.choice("only", (MUNICIPAL, ""), "") == MUNICIPAL
    return Part(row.name, row.texts("indicators", empty=False), municipal)
