"""Flow and membrane checks of particle monitors (HJ 655-2013)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

DIGITS = 2
"""Per cents are reported to two digits: a choice of this library. [1]"""
SENTENCES = {
    "deviation": "flow-deviation",
    "indication": "flow-indication",
    "variation": "flow-variation",
}


def _positive(value: Number, what: str) -> Decimal:
    found = number(value, "L/min")
    if found <= 0:
        raise ValueError(f"expected {what} above zero; got {found}")
    return found


def _percent(part: Fraction) -> Decimal:
    return mean_rounded(part * 100, DIGITS)


def flow_check(
    measured: Number,
    day: date,
    *,
    set_flow: Number | None = None,
    indicated: Number | None = None,
    series: Sequence[Number] = (),
    spread: Number | None = None,
) -> Result:
    """Check the flow of a particle monitor against a reference meter.

    Parameters
    ----------
    measured
        QR, mean of the reference meter. [L/min]
    day
        Day of the check.
    set_flow
        Qs, the flow that is set: ΔQ = (QR-Qs)/Qs; None = not checked.
    indicated
        QC, the flow that the monitor shows: (QR-QC)/QR; None = not checked.
    series
        Readings of the reference meter, for s/QR; fewer than two = not checked.

    spread
        Their standard deviation, where it is known and they are not. [L/min]

    Returns
    -------
    Result
        Whether all that was checked is within; None where nothing was. `more` has each per cent.

    Raises
    ------
    ValueError
        If a flow is not above zero.
    """
    qr = _positive(measured, "a flow")
    limits = law.at(day)["quality.flow"]
    found: dict[str, Fraction] = {}
    if set_flow is not None:
        qs = Fraction(_positive(set_flow, "a set flow"))
        found["deviation"] = (Fraction(qr) - qs) / qs
    if indicated is not None:
        found["indication"] = (Fraction(qr) - Fraction(_positive(indicated, "a flow"))) / Fraction(
            qr
        )
    if len(series) > 1:
        found["variation"] = _variation([Fraction(_positive(q, "a flow")) for q in series], qr)
    elif spread is not None:
        found["variation"] = Fraction(at_least_zero(spread, "L/min", "a spread")) / Fraction(qr)
    passed = {k: abs(v) * 100 <= Fraction(limits.value[k]) for k, v in found.items()}
    steps = [
        Step(
            SENTENCES[key],
            {"percent": _percent(value), "limit": limits.value[key]},
        )
        for key, value in found.items()
    ]
    absent = {"deviation": "Qs", "indication": "QC", "variation": "series"}
    return Result(
        rule="QC-FLOW",
        subject="",
        value=all(passed.values()) if passed else None,
        unit="",
        valid=bool(passed),
        edition=limits.standard,
        cites=(Cite.of(limits),),
        steps=tuple(steps),
        inputs=(Given("QR", qr, "L/min"),),
        left_out=tuple(
            LeftOut(Given(name, None), "not-given")
            for key, name in absent.items()
            if key not in found
        ),
        more={
            "percent": {key: _percent(value) for key, value in found.items()},
            "passed": passed,
            "accuses": False,
        },
    )


def _variation(flows: list[Fraction], qr: Decimal) -> Fraction:
    centre = sum(flows, Fraction(0)) / len(flows)
    squares = sum(((q - centre) ** 2 for q in flows), Fraction(0)) / (len(flows) - 1)
    return Fraction(sqrt(squares)) / Fraction(qr)


def membrane(measured: Number, nominal: Number, day: date) -> Result:
    """Check a standard membrane: SC = (C-C0)/C0.

    Parameters
    ----------
    measured, nominal
        Reading and nominal value. [any one unit]
    day
        Day of the check.

    Returns
    -------
    Result
        The deviation; `more["passed"]` says whether it is within. [%]

    Raises
    ------
    ValueError
        If the nominal value is not above zero.
    """
    c0 = number(nominal, "1")
    if c0 <= 0:
        raise ValueError(f"expected a nominal value above zero; got {c0}")
    exact = (Fraction(number(measured, "1")) - Fraction(c0)) / Fraction(c0)
    limits = law.at(day)["quality.flow"]
    shown = {"percent": _percent(exact), "limit": limits.value["membrane"]}
    return Result(
        rule="QC-MEMBRANE",
        subject="",
        value=_percent(exact),
        unit="%",
        valid=True,
        edition=limits.standard,
        cites=(Cite.of(limits),),
        steps=(Step("flow-membrane", shown),),
        more={"passed": abs(exact) * 100 <= Fraction(limits.value["membrane"]), "accuses": False},
    )
