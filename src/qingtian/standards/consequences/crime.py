"""Criminal thresholds of the judicial interpretations of 2016 and 2023, by the day of the act.

What comes out is whether a number of the interpretation is reached: evidence for a lawyer, never a
finding against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.consequences.calendar import months_on
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

UNITS: Final = ("key", "permit", "other")
"""重点排污单位, 实行排污许可重点管理的单位 that is none of these, and any other."""

COVERED: Final = {
    True: "crime-unit-in",
    False: "crime-unit-out",
    None: "crime-unit-unknown",
}
WASTE: Final = {"zh": "危险废物", "en": "hazardous waste"}
GAIN: Final = {"zh": "违法所得", "en": "illegal gain"}


def _result(rule: Provision, subject: str, *, reached: bool | None, **rest: Any) -> Result:  # noqa: ANN401 - fields of Result
    more = {**rest.pop("more", {}), "accuses": False}
    cites = tuple(Cite.of(each) for each in (rule, *rest.pop("also", ())))
    return Result(
        rule="CON-CRIME",
        subject=subject,
        value=reached,
        unit="",
        valid=reached is not None,
        edition=rule.standard,
        cites=cites,
        more=more,
        **rest,
    )


def data_crime(
    unit: str | None, pollutants: Sequence[str], day: date, *, falsified: bool | None = True
) -> Result:
    """Say whether falsified automatic data are serious pollution (article 1, item 7).

    Parameters
    ----------
    unit
        `key` (重点排污单位), `permit` (排污许可重点管理), `other`; None = not known.
    pollutants
        What was discharged meanwhile, as COD, NH3-N, SO2, NOx.
    day
        Day of the act, which decides between the interpretations.
    falsified
        Whether data were altered or forged, or the monitor was disturbed; None = not known.

    Returns
    -------
    Result
        Whether the item is met; None where a fact is missing, or the pollutant stands behind 等.

    Raises
    ------
    ValueError
        If the kind of unit is unknown.
    NotInForceError
        If the act was before 2017-01-01.
    """
    if unit is not None and unit not in UNITS:
        raise ValueError(f"expected a unit of {', '.join(UNITS)}; got {unit!r}")
    rule = law.at(day)["consequences.crime.data"]
    listed = [each for each in pollutants if each in rule.value["pollutants"]]
    covered = None if unit is None else unit in rule.value["units"]
    named = ", ".join(rule.value["pollutants"])
    steps = [Step(COVERED[covered], {})]
    if listed:
        steps.append(Step("crime-pollutants", {"found": ", ".join(listed)}))
    elif pollutants:
        steps.append(Step("crime-pollutants-open", {"named": named}))
    facts = (covered, falsified, bool(listed) or None)
    reached = False if False in facts else (None if None in facts else True)
    given = (Given("unit", unit), *(Given("discharged", each) for each in pollutants))
    more = {"item": int(rule.value["item"]), "interpretation": rule.standard}
    return _result(rule, "", reached=reached, steps=tuple(steps), inputs=given, more=more)


def waste_crime(tonnes: Number | None, day: date) -> Result:
    """Say whether hazardous waste reaches the amount of article 1, item 2.

    Parameters
    ----------
    tonnes
        Discharged, dumped or disposed against the law; None = not known. [t]
    day
        Day of the act.
    """
    rule = law.at(day)["consequences.crime.waste"]
    more = {"item": 2, "interpretation": rule.standard}
    if tonnes is None:
        out = (LeftOut(Given("waste", None, "t"), "no-number"),)
        return _result(rule, "", reached=None, left_out=out, more=more)
    value = at_least_zero(tonnes, "t", "an amount")
    return _compared(rule, "waste", value, rule.number(), "t", words=WASTE, more=more)


def _compared(
    rule: Provision,
    name: str,
    value: Decimal,
    least: Decimal,
    unit: str,
    *,
    words: Mapping[str, str],
    more: Mapping[str, Any],
) -> Result:
    key = "crime-reached" if value >= least else "crime-below"
    steps = (Step(key, {**words, "value": value, "least": least, "unit": unit}),)
    given = (Given(name, value, unit),)
    return _result(rule, name, reached=value >= least, steps=steps, inputs=given, more=more)


def amount_crime(key: str, amount: Number, day: date, *, aggravated: bool = False) -> Result:
    """Compare an amount with those of article 1 (serious) or 2 (aggravated) of 2023.

    Parameters
    ----------
    key
        Row of the table, as `gain_or_loss`, `township_cut`; with `aggravated` also `waste`, `trees`.
    amount
        In the unit of the row, or with a unit. [CNY, h, t, mu, m³ or 1]
    day
        Day of the act.
    aggravated
        Whether article 2 is asked.

    Raises
    ------
    ValueError
        If the table has no such row.
    """
    rule = law.at(day)[f"consequences.crime.{'aggravated' if aggravated else 'serious'}"]
    row = next((each for each in rule.rows() if key in (each["key"], each["zh"])), None)
    if row is None:
        keys = ", ".join(each["key"] for each in rule.rows())
        raise ValueError(f"expected one of {keys}; got {key!r}")
    unit = "1" if row["unit"] == "mu" else row["unit"]
    value = at_least_zero(amount, unit, "an amount")
    more = {"zh": row["zh"], "en": row["en"]}
    return _compared(rule, row["key"], value, row["at_least"], row["unit"], words=more, more=more)


def metal_crime(
    metal: str, concentration: Number, limit: Number, day: date, unit: str = "mg/L"
) -> Result:
    """Compare a metal with its multiple of the standard, in both readings of the words.

    "超过标准三倍以上" can mean that the concentration is three times the limit, or that it exceeds
    it by three times. Where the readings differ there is no value: a lawyer decides.

    Parameters
    ----------
    metal
        Symbol, as Pb or Ni.
    concentration, limit
        What was found and what is allowed. [unit]
    day
        Day of the act.
    unit
        Unit of bare numbers.

    Returns
    -------
    Result
        True or False where both readings agree, else None; `more` has both numbers.

    Raises
    ------
    ValueError
        If the metal is in no list, or the limit not above zero.
    """
    rule = law.at(day)["consequences.crime.multiples"]
    row = next((each for each in rule.rows() if each["metal"] == metal), None)
    if row is None:
        raise ValueError(
            f"expected one of {', '.join(r['metal'] for r in rule.rows())}; got {metal!r}"
        )
    c, s = at_least_zero(concentration, unit, "a concentration"), number(limit, unit)
    if s <= 0:
        raise ValueError(f"expected a limit above zero [{unit}]; got {s}")
    ratio, least = Fraction(c) / Fraction(s), Fraction(row["multiple"])
    readings = {"ratio": ratio >= least, "excess": ratio - 1 >= least}
    agree = len(set(readings.values())) == 1
    shown = {
        "ratio": f"{float(ratio):.4g}",
        "excess": f"{float(ratio - 1):.4g}",
        "least": row["multiple"],
    }
    return _result(
        rule,
        metal,
        reached=readings["ratio"] if agree else None,
        steps=(Step("crime-multiple" if agree else "crime-multiple-open", shown),),
        inputs=(Given(metal, c, unit), Given("limit", s, unit)),
        more={**shown, "readings": readings},
    )


def quality_monitoring_crime(act: str, day: date) -> Result:
    """Find the act of article 11 of 2023 that damages a system monitoring environmental quality.

    Parameters
    ----------
    act
        `alter`, `disturb` or `other`.
    day
        Day of the act.

    Raises
    ------
    ValueError
        If the article has no such act.
    """
    rule = law.at(day)["consequences.crime.quality_monitoring"]
    row = next((each for each in rule.rows() if act in (each["key"], each["zh"])), None)
    if row is None:
        raise ValueError(f"expected one of {', '.join(r['key'] for r in rule.rows())}; got {act!r}")
    said = (Step("crime-system", {"zh": row["zh"], "en": row["en"]}),)
    return _result(rule, row["key"], reached=True, steps=said, more={"note": dict(rule.note)})


def body_crime(
    day: date, *, gain: Number | None = None, penalties: int = 0, again: bool = False
) -> Result:
    """Say whether false documents of a monitoring body are serious (article 10 of 2023).

    Parameters
    ----------
    day
        Day of the act.
    gain
        Illegal gain; None = not known. [CNY]
    penalties, again
        Administrative penalties within the two years, and whether it was done again. [1]
    """
    rule = law.at(day)["consequences.crime.bodies"]
    met, steps = [], []
    if gain is not None:
        value = at_least_zero(gain, "CNY", "a gain")
        met.append(value >= rule.value["gain"])
        key = "crime-reached" if met[-1] else "crime-below"
        shown = {**GAIN, "value": value, "least": rule.value["gain"], "unit": "CNY"}
        steps.append(Step(key, shown))
    if penalties and again:
        met.append(penalties >= rule.value["penalties"])
        shown = {"penalties": penalties, "least": rule.value["penalties"]}
        steps.append(Step("crime-again", shown))
    known = gain is not None or penalties > 0
    reached = any(met) if known else None
    return _result(rule, "", reached=reached, steps=tuple(steps))


def within_two_years(first_effective: date, act: date) -> Result:
    """Say whether an act falls in the two years that begin when the first penalty takes effect.

    Parameters
    ----------
    first_effective
        Day on which the first penalty took effect.
    act
        Day of the new act.

    Raises
    ------
    ValueError
        If the act lies before the penalty.
    """
    if act < first_effective:
        raise ValueError(f"expected an act after the penalty; got {act} before {first_effective}")
    rule, span = (
        law.at(act)["consequences.crime.counting"],
        law.at(act)["consequences.crime.bodies"],
    )
    end = months_on(first_effective, 12 * int(span.value["years"]))
    shown = {"first": first_effective, "end": end, "act": act}
    said = (Step("crime-years", shown),)
    return _result(rule, "", reached=act <= end, steps=said, also=(span,))
