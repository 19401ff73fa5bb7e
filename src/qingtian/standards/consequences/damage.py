"""Virtual abatement cost: what cleaning would have cost, times what makes it worse.

Water (GB/T 39793.2-2020): D = E·C·γ, γ = α·τ·ω. Air (GB/T 39793.1-2020): γ = (α·β + ω)·τ.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero, by_unit, number
from qingtian.standards.consequences.money import wan, yuan
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

ROMAN = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V"}
AMOUNTS = ("t", "m³")
PRICES = {"t": "CNY/t", "m³": "CNY/m³", "": "CNY/t"}


def kappa(measured: Number, baseline: Number, unit: str = "mg/L") -> Fraction:
    """Compute the multiple by which a concentration exceeds its baseline: κ = (Z-B)/B.

    Parameters
    ----------
    measured, baseline
        Concentration discharged and limit or baseline. [unit]
    unit
        Unit of bare numbers.

    Returns
    -------
    Fraction
        Exact; below zero where the baseline is not reached. [1]

    Raises
    ------
    ValueError
        If the baseline is not above zero.
    """
    z, b = at_least_zero(measured, unit, "a concentration"), number(baseline, unit)
    if b <= 0:
        raise ValueError(f"expected a baseline above zero [{unit}]; got {b}")
    return (Fraction(z) - Fraction(b)) / Fraction(b)


def _step_of(multiple: Fraction, table: Provision) -> dict[str, Any]:
    for row in table.rows():
        above = row["over"] is None or multiple > Fraction(row["over"])
        if above and (row["up_to"] is None or multiple <= Fraction(row["up_to"])):
            return dict(row)
    raise LookupError(f"{table.path}: no step holds {multiple}")


def tau_water(multiple: Number | Fraction | None, day: date) -> Result:
    """Find the coefficient of exceedance for water (GB/T 39793.2-2020, table 3).

    Parameters
    ----------
    multiple
        The largest κ of all pollutants; None = not known. [1]
    day
        Day of the discharge.

    Returns
    -------
    Result
        τ; each step includes its upper end. None where κ is not known. [1]
    """
    table = law.at(day)["consequences.damage.water.tau"]
    common: dict[str, Any] = {
        "rule": "CON-TAU",
        "subject": "",
        "unit": "",
        "edition": table.standard,
    }
    cites = (Cite.of(table),)
    if multiple is None:
        missing = (LeftOut(Given("kappa", None), "not-given"),)
        return Result(**common, value=None, valid=False, cites=cites, left_out=missing)
    exact = multiple if isinstance(multiple, Fraction) else Fraction(number(multiple, "1"))
    row = _step_of(exact, table)
    shown = {
        "kappa": f"{float(exact):.6g}",
        "low": "-∞" if row["over"] is None else row["over"],
        "high": "∞" if row["up_to"] is None else row["up_to"],
        "tau": row["tau"],
    }
    steps = (Step("kappa-step", shown),)
    return Result(**common, value=row["tau"], valid=True, cites=cites, steps=steps)


def tau_water_array(multiples: npt.ArrayLike, day: date) -> npt.NDArray[np.float64]:
    """Find τ for many κ at once, as `tau_water` finds each.

    Parameters
    ----------
    multiples : array-like
        κ as binary floats nearest to what was written; NaN = missing. [1]
    day
        Day of the discharge.

    Returns
    -------
    ndarray of float64
        τ; NaN where κ is missing. [1]
    """
    rows = law.at(day)["consequences.damage.water.tau"].rows()
    ends = np.array([float(row["up_to"]) for row in rows if row["up_to"] is not None])
    found = np.array([float(row["tau"]) for row in rows])
    given = np.asarray(multiples, dtype=np.float64)
    missing = np.isnan(given)
    at = np.searchsorted(ends, np.where(missing, 0.0, given), side="left")
    return np.where(missing, np.nan, found[at])


def _ranged(
    name: str, value: Decimal, rule: Provision, reason: str
) -> tuple[list[Step], list[Provision], bool]:
    shown = {"name": name, "value": value, **rule.value}
    inside = rule.value["low"] <= value <= rule.value["high"]
    key = "coefficient-in" if inside else "coefficient-out"
    said = Step("coefficient-reason", {"name": name, "reason": reason})
    untold = Step("coefficient-no-reason", {"name": name})
    return [Step(key, shown), said if reason else untold], [rule], inside


def _alpha(value: Decimal, reason: str, day: date) -> tuple[list[Step], list[Provision], bool]:
    steps, cites, inside = _ranged(
        "α", value, law.at(day)["consequences.damage.water.alpha"], reason
    )
    table = law.at(day)["consequences.damage.water.alpha_steps"]
    known = [row["alpha"] for row in table.rows()]
    if value not in known:
        steps.append(Step("alpha-step", {"value": value, "steps": ", ".join(map(str, known))}))
        cites.append(table)
    return steps, cites, inside


def omega_water(water_class: str, day: date) -> tuple[Decimal, Provision]:
    """Find the coefficient of environmental function of a class of water.

    Parameters
    ----------
    water_class
        I to V, as `III` or `Ⅲ`.
    day
        Day of the discharge.

    Returns
    -------
    tuple
        ω and where it stands; the mapping is weak and asks for review. [1]

    Raises
    ------
    ValueError
        If there is no such class.
    """
    table = law.at(day)["consequences.damage.water.omega_classes"]
    plain = ROMAN.get(water_class.strip().rstrip("类"), water_class.strip().rstrip("类").upper())
    for row in table.rows():
        if row["class"] == plain:
            return row["omega"], table
    classes = ", ".join(row["class"] for row in table.rows())
    raise ValueError(f"expected a class of {classes}; got {water_class!r}")


def _omega(
    omega: Number | None, water_class: str | None, reason: str, day: date
) -> tuple[Decimal, list[Step], list[Provision], bool]:
    if (omega is None) == (water_class is None):
        raise ValueError("expected omega or a class of water; give one of them")
    span = law.at(day)["consequences.damage.water.omega"]
    if water_class is not None:
        value, table = omega_water(water_class, day)
        said = [Step("omega-class", {"class": water_class, "omega": value})]
        return value, said, [span, table], True
    value = number(omega or 0, "1")
    steps, cites, inside = _ranged("ω", value, span, reason)
    return value, steps, cites, inside


def _tau(
    tau: Number | None, multiple: Number | Fraction | None, reason: str, day: date
) -> tuple[Decimal, Result | None, list[Step], list[Provision], bool]:
    if (tau is None) == (multiple is None):
        raise ValueError("expected tau or kappa; give one of them")
    if tau is None:
        found = tau_water(multiple, day)
        assert isinstance(found.value, Decimal)
        return found.value, found, [], [], True
    value = number(tau, "1")
    steps, cites, inside = _ranged(
        "τ", value, law.at(day)["consequences.damage.water.tau_other"], reason
    )
    return value, None, steps, cites, inside


def vac_water(
    amount: Number,
    price: Number,
    day: date,
    *,
    alpha: Number,
    kappa: Number | Fraction | None = None,
    tau: Number | None = None,
    omega: Number | None = None,
    water_class: str | None = None,
    reasons: dict[str, str] | None = None,
) -> Result:
    """Compute the virtual abatement cost of a discharge to surface water (GB/T 39793.2-2020).

    Parameters
    ----------
    amount
        What was discharged: pollutant or waste in t, waste water in m³. [t or m³]
    price
        What cleaning a unit of it costs. [CNY/t or CNY/m³]
    day
        Day of the discharge.
    alpha
        Coefficient of hazard, chosen with a reason. [1]
    kappa, tau
        The largest multiple, or the coefficient itself where no multiple can express it. [1]
    omega, water_class
        Coefficient of environmental function, or the class of the water that received it. [1]
    reasons
        Why each coefficient was chosen, by name: `alpha`, `tau`, `omega`.

    Returns
    -------
    Result
        D to the fen; `more` has γ, D in 万元, and whether the amount may be relied on. [CNY]

    Raises
    ------
    ValueError
        If something is missing, given twice, or negative.
    UnitError
        If amount and price do not fit each other.
    """
    why = reasons or {}
    e, c, unit = _priced(amount, price)
    a = number(alpha, "1")
    t, inner, tau_steps, tau_cites, tau_in = _tau(tau, kappa, why.get("tau", ""), day)
    w, omega_steps, omega_cites, omega_in = _omega(omega, water_class, why.get("omega", ""), day)
    alpha_steps, alpha_cites, alpha_in = _alpha(a, why.get("alpha", ""), day)
    formula = law.at(day)["consequences.damage.water.formula"]
    gamma = Fraction(a) * Fraction(t) * Fraction(w)
    exact = Fraction(e) * Fraction(c) * gamma
    product = Step("gamma-water", {"alpha": a, "tau": t, "omega": w, "gamma": _text(gamma)})
    cites = (formula, *alpha_cites, *tau_cites, *omega_cites)
    return Result(
        rule="CON-VAC-WATER",
        subject="",
        value=yuan(exact),
        unit="CNY",
        valid=alpha_in and tau_in and omega_in,
        edition=formula.standard,
        cites=tuple(Cite.of(each) for each in cites),
        steps=(*alpha_steps, *tau_steps, *omega_steps, product, _cost(e, c, gamma, exact)),
        inputs=(*([inner] if inner else []), *_given(e, c, unit)),
        more=_more(gamma, exact, day),
    )


def _priced(amount: Number, price: Number) -> tuple[Decimal, Decimal, str]:
    e, unit = by_unit(amount, AMOUNTS)
    if e < 0:
        raise ValueError(f"expected an amount of zero or more [t or m³]; got {e}")
    if not unit:
        c, priced = by_unit(price, tuple(PRICES[each] for each in AMOUNTS))
        return e, _positive(c), next((key for key, text in PRICES.items() if text == priced), "")
    return e, _positive(number(price, PRICES[unit])), unit


def _positive(price: Decimal) -> Decimal:
    if price < 0:
        raise ValueError(f"expected a price of zero or more; got {price}")
    return price


def _text(exact: Fraction) -> str:
    return f"{float(exact):.10g}"


def _cost(e: Decimal, c: Decimal, gamma: Fraction, exact: Fraction) -> Step:
    return Step("cost", {"e": e, "c": c, "gamma": _text(gamma), "d": yuan(exact)})


def _given(e: Decimal, c: Decimal, unit: str) -> tuple[Given, ...]:
    return (Given("E", e, unit), Given("C", c, PRICES[unit] if unit else "CNY"))


def _more(gamma: Fraction, exact: Fraction, day: date) -> dict[str, Any]:
    return {
        "gamma": Decimal(_text(gamma)),
        "wan": wan(exact),
        "not_for": dict(law.at(day)["consequences.damage.water.not_for"].value),
        "accuses": False,
    }


def vac_air(
    amount: Number,
    price: Number,
    day: date,
    *,
    alpha: Number,
    beta: Number,
    omega: Number,
    tau: Number,
    reasons: dict[str, str] | None = None,
) -> Result:
    """Compute the virtual abatement cost of an emission to air (GB/T 39793.1-2020).

    β multiplies the hazard, ω is added: they do not change places.

    Parameters
    ----------
    amount
        What was emitted. [t or m³]
    price
        What cleaning a unit of it costs. [CNY/t or CNY/m³]
    day
        Day of the emission.
    alpha, beta, omega, tau
        Hazard, sensitivity of receptors, environmental function, exceedance; their tables were not
        read, so each is what the user answers for. [1]
    reasons
        Why each coefficient was chosen, by name.

    Returns
    -------
    Result
        D to the fen; asks for review. [CNY]

    Raises
    ------
    ValueError
        If a number is negative.
    """
    why = reasons or {}
    e, c, unit = _priced(amount, price)
    given = {"α": alpha, "β": beta, "ω": omega, "τ": tau}
    a, b, w, t = (at_least_zero(value, "1", name) for name, value in given.items())
    formula, tables = (
        law.at(day)["consequences.damage.air.formula"],
        law.at(day)["consequences.damage.air.coefficients"],
    )
    gamma = (Fraction(a) * Fraction(b) + Fraction(w)) * Fraction(t)
    exact = Fraction(e) * Fraction(c) * gamma
    shown = {"alpha": a, "beta": b, "omega": w, "tau": t, "gamma": _text(gamma)}
    said = [Step("coefficient-reason", {"name": key, "reason": why[key]}) for key in why]
    return Result(
        rule="CON-VAC-AIR",
        subject="",
        value=yuan(exact),
        unit="CNY",
        valid=True,
        edition=formula.standard,
        cites=(Cite.of(formula), Cite.of(tables)),
        steps=(
            Step("air-tables", {}),
            *said,
            Step("gamma-air", shown),
            _cost(e, c, gamma, exact),
        ),
        inputs=_given(e, c, unit),
        more={"gamma": Decimal(_text(gamma)), "wan": wan(exact), "accuses": False},
    )
