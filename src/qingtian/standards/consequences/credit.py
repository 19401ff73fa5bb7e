"""Grades of environmental credit by the trial rule of 2013: what makes an enterprise red by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qingtian import law
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


def credit_grade(facts: Sequence[str], day: date, *, by_indicators: str | None = None) -> Result:
    """Give the grade: red where one fact is enough, else that of the evaluation by indicators.

    The marks of the 21 indicators were not read, so their evaluation is an input.

    Parameters
    ----------
    facts
        Facts found in the year: `crime`, `false data`, `refusal`, `incident`.
    day
        Last day of the year that is evaluated.
    by_indicators
        `green`, `blue`, `yellow`, `red` as the evaluation gave it; None = not evaluated.

    Returns
    -------
    Result
        环保诚信, 环保良好, 环保警示 or 环保不良; None where nothing decides. Asks for review wherever it
        rests on the evaluation.

    Raises
    ------
    ValueError
        If a fact or grade is unknown.
    """
    grades, red = (
        law.at(day)["consequences.credit.grades"],
        law.at(day)["consequences.credit.one_vote"],
    )
    score = law.at(day)["consequences.credit.score"]
    rows = {name: row for row in red.rows() for name in (row["key"], row["zh"])}
    if unknown := [fact for fact in facts if fact not in rows]:
        raise ValueError(
            f"expected facts of {', '.join(r['key'] for r in red.rows())}; got {unknown}"
        )
    known = {row["key"]: row for row in grades.rows()}
    if by_indicators is not None and by_indicators not in known:
        raise ValueError(f"expected a grade of {', '.join(known)}; got {by_indicators!r}")
    steps = [Step("credit-red", {k: rows[fact][k] for k in ("zh", "en")}) for fact in facts]
    key = "red" if facts else by_indicators
    if not facts and key is not None:
        steps.append(Step("credit-indicators", {k: known[key][k] for k in ("zh", "en")}))
    row = {} if key is None else known[key]
    return Result(
        rule="CON-CREDIT",
        subject="",
        value=row.get("zh"),
        unit="",
        valid=key is not None,
        edition=grades.standard,
        cites=tuple(Cite.of(each) for each in (grades, red if facts else score)),
        steps=tuple(steps),
        inputs=tuple(Given(fact, True) for fact in facts),  # noqa: FBT003 - the fact holds
        left_out=() if key else (LeftOut(Given("indicators", None), "not-given"),),
        more={"key": key, "colour": row.get("colour"), "en": row.get("en"), "accuses": False},
    )
