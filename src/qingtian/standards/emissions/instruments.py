"""Whether a CEMS and an on-line water analyser measure well enough (HJ 75-2017, HJ 355-2019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

Pair = tuple[Decimal, Decimal]
"""Value of the reference method, and of the instrument, in one unit."""

STATES = {
    "within": {"zh": "合格", "en": "within the index"},
    "beyond index": {"zh": "超技术指标未失控", "en": "beyond the index, under control"},
    "out of control": {"zh": "失控", "en": "out of control"},
}


def relative_accuracy(pairs: Sequence[Pair], day: date) -> tuple[Fraction, Decimal]:
    """Compute the relative accuracy of a comparison (HJ 75-2017).

    Parameters
    ----------
    pairs
        Reference and instrument.
    day
        Day of the comparison.

    Returns
    -------
    Fraction
        (|mean difference| + |t·s/√n|)/mean of the reference·100; with one pair, or a count that
        has no t, the confidence coefficient is left out. [%]
    Decimal
        t of the confidence coefficient; 0 where it is left out. [1]
    """
    table = law.at(day)["emissions.cems.student"]
    n = len(pairs)
    t = next((row["t"] for row in table.rows() if row["n"] == n), Decimal(0))
    differences = [Fraction(cems) - Fraction(rm) for rm, cems in pairs]
    mean = sum(differences, Fraction(0)) / n
    reference = sum((Fraction(rm) for rm, _ in pairs), Fraction(0)) / n
    spread = sum(((d - mean) ** 2 for d in differences), Fraction(0)) / max(n - 1, 1)
    cc = Fraction(t) * Fraction(sqrt(spread)) / Fraction(sqrt(n))
    return (abs(mean) + abs(cc)) / reference * 100, Decimal(t)


def _row(rows: Sequence[Mapping[str, Any]], value: Fraction) -> Mapping[str, Any] | None:
    for row in rows:
        low, high, lower_end = row["low"], row["high"], row.get("includes", "from") == "from"
        above = low is None or value > low or (value == low and lower_end)
        below = high is None or value < high or (value == high and not lower_end)
        if above and below:
            return row
    return None


def _error(measure: str, pairs: Sequence[Pair], day: date) -> Fraction:
    reference = sum((Fraction(rm) for rm, _ in pairs), Fraction(0)) / len(pairs)
    difference = sum((Fraction(own) - Fraction(rm) for rm, own in pairs), Fraction(0)) / len(pairs)
    if measure == "absolute error":
        return difference
    if measure == "relative error":
        return difference / reference * 100
    return relative_accuracy(pairs, day)[0]


def _compared(
    rule: str,
    subject: str,
    table: Provision,
    row: Mapping[str, Any],
    pairs: Sequence[Pair],
    day: date,
) -> Result:
    error = _error(str(row["measure"]), pairs, day)
    unit = str(row["unit"]) if row["measure"] == "absolute error" else "%"
    passed = abs(error) <= Fraction(row["limit"])
    shown = mean_rounded(error, 3)
    step = Step(
        "error-within" if passed else "error-beyond",
        {"error": shown, "limit": row["limit"], "unit": unit},
    )
    return Result(
        rule=rule,
        subject=subject,
        value=passed,
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(step,),
        inputs=tuple(
            Given(name, number, str(row["unit"]))
            for pair in pairs
            for name, number in zip(("reference", "instrument"), pair, strict=True)
        ),
        more={"measure": row["measure"], "error": shown, "limit": row["limit"], "unit": unit},
    )


def accuracy(quantity: str, pairs: Sequence[Pair], day: date, *, unit: str | None = None) -> Result:
    """Judge the accuracy of a CEMS against the reference method (HJ 75-2017).

    Parameters
    ----------
    quantity
        SO2, NOx, O2, PM, velocity, temperature, moisture.
    pairs
        Reference and instrument; one pair is judged by its own difference. [unit]
    day
        Day of the comparison.
    unit
        `mg/m³` or `µmol/mol` for SO2 and NOx; None = mg/m³ for them, and the one unit of others.

    Returns
    -------
    Result
        Whether it passes; `more`: which measure, its value, its limit, `enough` pairs.

    Raises
    ------
    ValueError
        If there are no pairs, or the quantity or unit is not in the table.
    """
    if not pairs:
        raise ValueError("expected at least one pair of reference and instrument")
    table, needed = law.at(day)["emissions.cems.accuracy"], law.at(day)["emissions.cems.pairs"]
    known = sorted({str(row["quantity"]) for row in table.rows()})
    default = "mg/m³" if quantity in ("SO2", "NOx") else None
    asked = unit or default
    rows = [
        row for row in table.rows() if row["quantity"] == quantity and asked in (None, row["unit"])
    ]
    if not rows:
        raise ValueError(f"expected one of {', '.join(known)}; got {quantity!r} in {asked!r}")
    mean = sum((Fraction(rm) for rm, _ in pairs), Fraction(0)) / len(pairs)
    row = _row(rows, mean)
    assert row is not None
    least = next(int(each["pairs"]) for each in needed.rows() if each["quantity"] == quantity)
    found = _compared("EM-ACCURACY", quantity, table, row, pairs, day)
    more = {**found.more, "pairs": len(pairs), "enough": len(pairs) >= least}
    steps = (Step("em-pairs", {"count": len(pairs), "required": least}), *found.steps)
    cites = (*found.cites, Cite.of(needed))
    return Result(**{**vars(found), "more": more, "steps": steps, "cites": cites})


def drift(check: str, value: Decimal, day: date, *, absolute: Decimal | None = None) -> Result:
    """Judge a drift check of a CEMS (HJ 75-2017).

    Parameters
    ----------
    check
        `gas_zero`, `gas_span`, `pm_zero`, `pm_span`, `velocity_zero`, `velocity_error`.
    value
        The drift, either sign; of `velocity_error` the difference. [%FS; m/s]
    day
        Day of the check.
    absolute
        Of a velocity also the absolute error: each of the two must be beyond to be out of control,
        and one within is enough for the index. [m/s]

    Returns
    -------
    Result
        `within`, `beyond index` or `out of control`; `more["zh"]` has 合格, 超技术指标未失控, 失控.
    """
    table = law.at(day)["emissions.cems.drift"]
    rows = {str(row["check"]): row for row in table.rows()}
    if check not in rows:
        raise ValueError(f"expected one of {', '.join(rows)}; got {check!r}")
    measured = [(rows[check], abs(value))]
    if absolute is not None and check.startswith("velocity"):
        measured.append((rows["velocity_error"], abs(absolute)))
    if any(number <= row["index"] for row, number in measured):
        state = "within"
    elif all(number > row["beyond"] for row, number in measured):
        state = "out of control"
    else:
        state = "beyond index"
    row = rows[check]
    values = {"value": value, "index": row["index"], "beyond": row["beyond"], "unit": row["unit"]}
    return Result(
        rule="EM-DRIFT",
        subject=check,
        value=state,
        unit="",
        valid=state != "out of control",
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step("em-drift", values),),
        inputs=tuple(Given(str(r["check"]), n, str(r["unit"])) for r, n in measured),
        more={**STATES[state], "index": row["index"], "beyond": row["beyond"]},
    )


_DAYS = {"h": Fraction(1, 24), "d": Fraction(1), "months": Fraction(365, 12)}


def overdue(check: str, days: Decimal, day: date, *, automatic: bool = False) -> Result:
    """Say whether a calibration, verification or visit is overdue (HJ 75-2017).

    Parameters
    ----------
    check
        `gas_zero_span`, `in_situ_gas_zero_span`, `pm_zero_span`, `velocity_zero`, `whole_system`,
        `verification`, `maintenance`.
    days
        Time since the last one. [d]
    day
        Day of the question.
    automatic
        Whether the system calibrates by itself.

    Returns
    -------
    Result
        Whether it is overdue; `more["interval"]` is the longest interval. [d]
    """
    table = law.at(day)["emissions.cems.frequency"]
    row = next(
        (
            row
            for row in table.rows()
            if row["check"] == check and row["automatic"] in (None, automatic)
        ),
        None,
    )
    if row is None:
        names = sorted({str(each["check"]) for each in table.rows()})
        raise ValueError(f"expected one of {', '.join(names)}; got {check!r}")
    interval = Fraction(row["interval"]) * _DAYS[str(row["unit"])]
    late = Fraction(days) > interval
    return Result(
        rule="EM-OVERDUE",
        subject=check,
        value=late,
        unit="",
        valid=not late,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(
            Step("em-interval", {"days": days, "interval": row["interval"], "unit": row["unit"]}),
        ),
        inputs=(Given("days", days, "d"),),
        more={"interval": mean_rounded(interval, 2)},
    )


def acceptance(check: str, value: Decimal, day: date) -> Result:
    """Judge one index of a CEMS at acceptance (HJ 75-2017): drift of 24 h, indication, response.

    Parameters
    ----------
    check
        `pm_drift_24h`, `gas_drift_24h`, `o2_drift_24h`, `indication_error`,
        `indication_error_small_range`, `o2_indication_error`, `response_time`.
    value
        What was measured, either sign. [as the table says]
    day
        Day of the test.
    """
    table = law.at(day)["emissions.cems.acceptance"]
    rows = {str(row["check"]): row for row in table.rows()}
    if check not in rows:
        raise ValueError(f"expected one of {', '.join(rows)}; got {check!r}")
    row = rows[check]
    passed = abs(value) <= row["limit"]
    return Result(
        rule="EM-ACCEPTANCE",
        subject=check,
        value=passed,
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step("em-index", {"value": value, "limit": row["limit"], "unit": row["unit"]}),),
        inputs=(Given(check, value, str(row["unit"])),),
        more={"limit": row["limit"], "unit": row["unit"]},
    )


def water_comparison(item: str, lab: Decimal, online: Decimal, day: date) -> Result:
    """Judge an on-line analyser of waste water against a laboratory (HJ 355-2019, table 1).

    Parameters
    ----------
    item
        COD, NH3-N, TP, TN, pH, temperature, flow, level.
    lab
        What the laboratory found; in the lowest range the value of the standard sample. [unit]
    online
        What the analyser showed. [unit]
    day
        Day of the comparison.

    Returns
    -------
    Result
        Whether it passes; `more`: measure, error, limit.
    """
    table = law.at(day)["emissions.online.comparison"]
    rows = [row for row in table.rows() if row["item"] == item]
    if not rows:
        names = sorted({str(row["item"]) for row in table.rows()})
        raise ValueError(f"expected one of {', '.join(names)}; got {item!r}")
    row = _row(rows, Fraction(lab))
    if row is None or (row["measure"] == "relative error" and lab == 0):
        out = LeftOut(Given("lab", lab, str(rows[0]["unit"])), "no-row")
        return Result(
            rule="EM-WATER-COMPARE",
            subject=item,
            value=None,
            unit="",
            valid=False,
            edition=table.standard,
            cites=(Cite.of(table),),
            left_out=(out,),
        )
    return _compared("EM-WATER-COMPARE", item, table, row, ((lab, online),), day)


def standard_sample(item: str, nominal: Decimal, shown: Decimal, day: date) -> Result:
    """Judge the daily check of a water analyser with a standard sample (HJ 355-2019, table 1).

    Parameters
    ----------
    item
        COD, NH3-N, TP, TN.
    nominal, shown
        What the sample holds, and what the analyser showed. [mg/L]
    day
        Day of the check.
    """
    table = law.at(day)["emissions.online.standard_sample"]
    row = next((row for row in table.rows() if row["item"] == item), None)
    if row is None or nominal <= 0:
        names = ", ".join(str(each["item"]) for each in table.rows())
        raise ValueError(f"expected one of {names} and a positive sample; got {item!r}, {nominal}")
    whole = {"measure": "relative error", "limit": row["limit"], "unit": "mg/L"}
    return _compared("EM-WATER-STANDARD", item, table, whole, ((nominal, shown),), day)


def water_acceptance(results: Sequence[Result], day: date) -> Result:
    """Judge a set of comparisons at acceptance (HJ 354-2019).

    Parameters
    ----------
    results
        Of `water_comparison`, of one item.
    day
        Day of the acceptance.

    Returns
    -------
    Result
        Whether enough pairs were made and enough of them pass.
    """
    rule = law.at(day)["emissions.online.acceptance"]
    pairs, share = int(rule.value["pairs"]), int(rule.value["share"])
    passed = sum(bool(each.value) for each in results)
    sufficient = len(results) >= pairs
    good = sufficient and passed * 100 >= share * len(results)
    parts = {"count": len(results), "required": pairs, "passed": passed, "share": share}
    return Result(
        rule="EM-WATER-ACCEPT",
        subject=results[0].subject if results else "",
        value=good,
        unit="",
        valid=sufficient,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-accepted", parts),),
        inputs=tuple(results),
        more={"passed": passed, "pairs": len(results)},
    )
