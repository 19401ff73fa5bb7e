"""Change between two periods, of a section and of a basin; and the long trend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.air.trends import trend as rank_trend
from qingtian.standards.result import Cite, Result, Step
from qingtian.standards.water.basins import basin
from qingtian.standards.water.names import class_of, item_of
from qingtian.standards.water.rules import grade

WORDS = {
    (0, 0): ("无明显变化", "no marked change"),
    (1, 1): ("有所好转", "somewhat better"),
    (1, 2): ("明显好转", "markedly better"),
    (-1, 1): ("有所变差", "somewhat worse"),
    (-1, 2): ("明显变差", "markedly worse"),
}
"""Direction and size to the words of the rule."""


def _result(
    direction: int, size: int, rule: Provision, steps: tuple[Step, ...], more: dict[str, Any]
) -> Result:
    zh, en = WORDS[(direction if size else 0, size)]
    return Result(
        rule="WATER-CHANGE",
        subject="",
        value=zh,
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=steps,
        more={"change": zh, "change_en": en, **more},
    )


def _statuses(day: date) -> list[str]:
    rows = law.at(day)["water.evaluation.grades"].rows()
    return list(dict.fromkeys(row["zh"] for row in rows))


def _by_steps(steps: int, rule: Provision) -> int:
    if abs(steps) >= rule.value["marked"]:
        return 2
    return 1 if abs(steps) >= rule.value["some"] else 0


def section_change(before: str, after: str, day: date) -> Result:
    """Compare a section's condition in two periods.

    The condition is compared (优, 良好 …); from I to II it stays 优, which is no marked change.

    Parameters
    ----------
    before, after
        Classes of the earlier and the later period.
    day
        Last day of the later period.

    Returns
    -------
    Result
        无明显变化, 有所好转, 有所变差, 明显好转 or 明显变差; `more` has the English words.
    """
    first, second = class_of(before), class_of(after)
    order = _statuses(day)
    old, new = grade(first, day)["zh"], grade(second, day)["zh"]
    steps = order.index(old) - order.index(new)
    rule = law.at(day)["water.evaluation.change"]
    shown = {"before": f"{first} {old}", "after": f"{second} {new}", "steps": abs(steps)}
    size = _by_steps(steps, rule)
    step = Step("water-change-grade", shown)
    return _result(1 if steps > 0 else -1, size, rule, (step,), {"steps": steps})


def basin_change(before: tuple[int, int, int], after: tuple[int, int, int], day: date) -> Result:
    """Compare a river's or basin's condition in two periods.

    Where the condition is the same, the shares decide: the rise of I to III less the rise of
    worse than V, in points.

    Parameters
    ----------
    before, after
        Of each period: sections, those of I to III, those worse than V; at least five. [1]
    day
        Last day of the later period.

    Returns
    -------
    Result
        As of `section_change`; `more` has the difference. [points]

    Raises
    ------
    ValueError
        If a period has too few sections to be judged by shares.
    """
    old, new = basin(*before, day), basin(*after, day)
    if old.value is None or new.value is None:
        raise ValueError("expected five sections or more in each period; compare sections instead")
    rule = law.at(day)["water.evaluation.change"]
    order = _statuses(day)
    steps = order.index(str(old.value)) - order.index(str(new.value))
    points = _points(after) - _points(before)
    more = {"steps": steps, "points": mean_rounded(points, 1)}
    if steps:
        shown = {"before": old.value, "after": new.value, "steps": abs(steps)}
        step = Step("water-change-grade", shown)
        found = _result(1 if steps > 0 else -1, _by_steps(steps, rule), rule, (step,), more)
    else:
        size = sum(abs(points) > rule.value[key] for key in ("some_points", "marked_points"))
        step = Step("water-change-points", {"points": more["points"]})
        found = _result(1 if points > 0 else -1, size, rule, (step,), more)
    return Result(**{**vars(found), "inputs": (old, new)})


def _points(counts: tuple[int, int, int]) -> Fraction:
    sections, good, worse = counts
    return Fraction(100 * (good - worse), sections)


def trend(item: str, series: Sequence[Decimal], day: date) -> Result:
    """Judge the long trend of an item by Spearman's rank correlation with time.

    The coefficient and its critical values are those of HJ 663, which the air rules share.

    Parameters
    ----------
    item
        Name, symbol or code of the item; more of it is worse, but for dissolved oxygen.
    series
        One value a period, in order of time; at least five. [any]
    day
        Day whose law counts.

    Returns
    -------
    Result
        上升, 下降 or 无明显变化; `more` has coefficient, critical value, and `better`: whether
        the water became better (None = no trend, or pH).
    """
    each = item_of(item)
    found = rank_trend(series, day)
    rises = {"上升": True, "下降": False}.get(str(found.value))
    better = None if rises is None or each.key == "ph" else rises == (each.key == "do")
    return Result(
        **{
            **vars(found),
            "rule": "WATER-TREND",
            "subject": each.symbol,
            "more": {**found.more, "better": better},
        }
    )
