"""Whether a series of periods rises or falls (HJ 663, appendix B)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step


def _ranks(series: Sequence[Decimal]) -> list[Fraction]:
    ordered = sorted(series)
    # Equal values share the mean of their ranks.
    return [Fraction(2 * ordered.index(value) + ordered.count(value) + 1, 2) for value in series]


def trend(series: Sequence[Decimal], day: date) -> Result:
    """Judge a trend by Spearman's rank correlation with time (HJ 663, appendix B).

    Parameters
    ----------
    series
        One value a period, in order of time; at least five. [any]
    day
        Day whose law counts, for the critical values.

    Returns
    -------
    Result
        上升, 下降 or 无明显变化; `more` has the coefficient and the critical value.

    Raises
    ------
    ValueError
        With fewer than five values.
    """
    table = law.at(day)["air.evaluation.spearman"]
    n = len(series)
    # Between two rows the stricter, that of the fewer periods, counts.
    critical = next((row["critical"] for row in reversed(table.rows()) if row["n"] <= n), None)
    if critical is None:
        raise ValueError(f"expected at least {table.rows()[0]['n']} values; got {n}")
    d = sum(((Fraction(t) - rank) ** 2 for t, rank in enumerate(_ranks(series), 1)), Fraction(0))
    rs = 1 - 6 * d / (n**3 - n)
    words = {1: "上升", -1: "下降", 0: "无明显变化"}
    sign = 0 if abs(rs) < Fraction(critical) else (1 if rs > 0 else -1)
    shown = {"n": n, "d": str(d), "rs": f"{float(rs):.4f}", "critical": critical}
    return Result(
        rule="AIR-TREND",
        subject="",
        value=words[sign],
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step("spearman", shown),),
        inputs=tuple(Given(str(t), value) for t, value in enumerate(series, 1)),
        more={"rs": mean_rounded(rs, 4), "critical": critical, "trend": words[sign]},
    )
