"""The class of one item (GB 3838-2002): the best whose limit it meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Result, Step
from qingtian.standards.water.names import CLASSES, Body, Item, body_of, item_of, rank_of
from qingtian.standards.water.rules import levels, limit
from qingtian.standards.water.samples import Number, Sample, sample_of


def classify(
    item: str,
    value: Number | Sample | Result | None,
    day: date,
    *,
    body: Body = "river",
    saturation: Number | None = None,
) -> Result:
    """Find the class of one item's value as reported.

    The value is compared with the digits that it has: round it first by the rule of its kind
    (`average` does). A value below detection meets each limit that is not below its detection
    limit; about stricter ones nothing can be said.

    Parameters
    ----------
    item
        Name, symbol or code of an item of GB 3838; the ending of `TP_lake` names the body.
    value
        The value as reported. [mg/L; pH 1; coliforms 1/L]
    day
        Day of the data.
    body
        `river` or `lake`; decides the limits of total phosphorus.
    saturation
        Saturation of dissolved oxygen, where measured; at 90 % the class is I. [%]

    Returns
    -------
    Result
        `I` to `V`, or `劣V`; for items of tables 2 and 3 `within` or `exceeded`; None where
        missing or not to be judged. `more` has limit, next stricter class, undecided classes.
    """
    each = item_of(item)
    kind = body_of(item, body)
    if each.key == "temperature" or each.group == "other":
        raise ValueError(f"expected an item with limits; {each.symbol} has no class")
    rule = limit(each.key, kind, day)
    sample = sample_of(value, rule.unit)
    found, steps, undecided = _judge(each, sample, kind, day)
    if each.key == "do" and saturation is not None and found not in (None, "I"):
        share = law.at(day)["water.saturation.class_one"]
        percent = sample_of(saturation, "%").value
        if percent is not None and percent >= share.number():
            found, steps = "I", (Step("water-saturated", {"percent": percent, "at": share.value}),)
            return _result(each, sample, (found, steps, ()), (rule, share))
    return _result(each, sample, (found, steps, undecided), (rule,))


def _result(
    item: Item,
    sample: Sample,
    judged: tuple[str | None, tuple[Step, ...], tuple[str, ...]],
    cited: tuple[Provision, ...],
) -> Result:
    found, steps, undecided = judged
    return Result(
        rule="WATER-CLASS",
        subject=item.symbol,
        value=found,
        unit="",
        valid=found is not None and not undecided,
        edition=cited[0].standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=steps,
        inputs=(sample.given(item.symbol),),
        more={
            "item": item.key,
            "rank": rank_of(found) if found in CLASSES else None,
            "undecided": list(undecided),
            "number": sample.value,
        },
    )


def _judge(
    item: Item, sample: Sample, body: Body, day: date
) -> tuple[str | None, tuple[Step, ...], tuple[str, ...]]:
    if sample.below(day):
        return _judge_below(item, sample, body, day)
    if sample.value is None:
        return None, (Step("no-number"),), ()
    bounds = levels(item.key, body, day)
    holding = [level for level in bounds if _holds(sample.value, level, limit(item.key, body, day))]
    shown = _shown(item, sample.value, bounds, holding)
    if item.group != "basic":
        return ("within" if holding else "exceeded"), (shown,), ()
    return (holding[0][0] if holding else "劣V"), (shown,), ()


def _holds(value: Decimal, level: tuple[str, Decimal, Decimal | None], rule: Provision) -> bool:
    _, low, high = level
    if high is not None:
        return low <= value <= high
    return value >= low if rule.bound == "at least" else value <= low


def _shown(
    item: Item,
    value: Decimal,
    bounds: tuple[tuple[str, Decimal, Decimal | None], ...],
    holding: list[tuple[str, Decimal, Decimal | None]],
) -> Step:
    level, low, high = holding[0] if holding else bounds[-1]
    key = "water-meets" if holding else "water-fails"
    if item.group != "basic":
        key = "water-source-meets" if holding else "water-source-fails"
    text = f"{low:f}" if high is None else f"{low:f}–{high:f}"
    return Step(key, {"value": value, "class": level, "limit": text})


def _judge_below(
    item: Item, sample: Sample, body: Body, day: date
) -> tuple[str | None, tuple[Step, ...], tuple[str, ...]]:
    edge = sample.detection_limit()
    assert edge is not None
    bounds = levels(item.key, body, day)
    kind = limit(item.key, body, day).bound
    if kind == "within":
        return None, (Step("no-number"),), ()
    undecided = tuple(level for level, low, _ in bounds if low < edge)
    decided = [level for level, low, _ in bounds if low >= edge]
    shown = {"mdl": edge, "classes": ", ".join(undecided) or "-"}
    steps = (Step("water-undecided" if undecided else "water-below", shown),)
    if kind == "at least":
        # Oxygen below what the method finds fails each limit that is not below it.
        return (None if undecided else "劣V"), steps, undecided
    if not decided:
        return None, steps, undecided
    return ("within" if item.group != "basic" else decided[0]), steps, undecided


def multiple_exact(item: Item, value: Decimal, body: Body, day: date) -> Fraction | None:
    """Give (C-S)/S against the class that multiples are measured by; None for pH, oxygen, temperature.

    The result is rounded to millionths, so that the form over tables orders alike. [1]
    """
    rule = law.at(day)["water.evaluation.exceed_multiple"]
    if item.key in rule.value["without"]:
        return None
    s = limit(item.key, body, day).level(rule.value["above"]).value
    return Fraction(mean_rounded(max(Fraction(value - s) / Fraction(s), Fraction(0)), 6))


def exceed_multiple(
    item: str, value: Number, day: date, *, body: Body = "river", against: Number | None = None
) -> Result:
    """Say by how many times a value is above class III, or above a target: (C-S)/S.

    Parameters
    ----------
    item
        Name, symbol or code of the item.
    value
        The value as reported. [unit of the law]
    day
        Day of the data.
    body
        `river` or `lake`.
    against
        The target, where it is not class III. [unit of the law]

    Returns
    -------
    Result
        Zero where it is not above; None for pH, dissolved oxygen and temperature. [1]
    """
    each, kind = item_of(item), body_of(item, body)
    rule = law.at(day)["water.evaluation.exceed_multiple"]
    without = each.key in rule.value["without"]
    bound = None if without else limit(each.key, kind, day)
    unit = bound.unit if bound is not None else "1"
    number = sample_of(value, unit).value
    if bound is None or number is None:
        reason = Step("water-no-multiple") if without else Step("no-number")
        return _multiple(each, None, rule, (rule,), (reason,))
    s = bound.level(rule.value["above"]).value
    if against is not None:
        s = sample_of(against, unit).value or s
    exact = max(Fraction(number - s) / Fraction(s), Fraction(0))
    found = mean_rounded(exact, int(rule.value["decimals"]))
    shown = {"c": number, "s": s, "multiple": found}
    return _multiple(each, found, rule, (rule, bound), (Step("water-multiple", shown),))


def _multiple(
    item: Item,
    value: Decimal | None,
    rule: Provision,
    cited: tuple[Provision, ...],
    steps: tuple[Step, ...],
) -> Result:
    return Result(
        rule="WATER-MULTIPLE",
        subject=item.symbol,
        value=value,
        unit="",
        valid=value is not None,
        edition=rule.standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=steps,
    )


def temperature_change(rise: Number | None, fall: Number | None, day: date) -> Result:
    """Compare the change of temperature that people cause with its limits.

    Parameters
    ----------
    rise, fall
        Largest rise and fall of the weekly mean; None = none. [°C]
    day
        Day of the data.

    Returns
    -------
    Result
        `within` or `exceeded`; temperature has no classes.
    """
    rule = law.at(day)["water.limits.temperature"]
    given = {"rise": sample_of(rise, rule.unit), "fall": sample_of(fall, rule.unit)}
    over = [
        name
        for name, each in given.items()
        if each.value is not None and each.value > rule.value[name]
    ]
    steps = tuple(
        Step(
            "water-change-over" if name in over else "water-change-within",
            {"value": each.value, "limit": rule.value[name]},
        )
        for name, each in given.items()
        if each.value is not None
    )
    return Result(
        rule="WATER-TEMPERATURE",
        subject="",
        value="exceeded" if over else "within",
        unit="",
        valid=bool(steps),
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=steps,
        inputs=tuple(replace(each, unit="°C").given(name) for name, each in given.items()),
        more={"over": over},
    )
