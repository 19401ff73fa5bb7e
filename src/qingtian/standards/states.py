"""The state to which a concentration refers, by pollutant and day, from the law."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from qingtian import law
from qingtian.quantities import Quantity, ReferenceState
from qingtian.standards.result import Cite, Result, Step

GASES: Final = ("SO2", "NO2", "NO", "NOx", "O3", "CO")
"""Gases that ambient air is judged by."""


def reference_state(pollutant: str, day: date, *, medium: str = "air") -> Result:
    """Find the state that a concentration refers to.

    Parameters
    ----------
    pollutant
        As the law names it: SO2, PM2.5, Pb …
    day
        Day of the data.
    medium
        `air` (ambient) or `stack`, where one state holds for all.

    Returns
    -------
    Result
        The state in words; `actual` where it is that of the air when sampled, as for particles from
        2018-09-01. `more["state"]` is the `ReferenceState`, None where it is the actual one.

    Raises
    ------
    ValueError
        If the medium is unknown, or the pollutant none of ambient air.
    """
    if medium not in ("air", "stack"):
        raise ValueError(f"expected air or stack; got {medium!r}")
    if medium == "stack":
        return _result(pollutant, law.at(day)["emissions.cems.state.text"])
    particles = law.at(day)["air.reference_state_particles"]
    if pollutant in particles.value["pollutants"]:
        return _result(pollutant, particles)
    if pollutant not in GASES:
        known = ", ".join([*GASES, *particles.value["pollutants"]])
        raise ValueError(f"expected one of {known}; got {pollutant!r}")
    return _result(pollutant, law.at(day)["air.reference_state"])


def _state(value: dict[str, Any]) -> ReferenceState | None:
    if value.get("actual"):
        return None
    pressure = (
        Quantity(value["pressure_hPa"], "hPa")
        if "pressure_hPa" in value
        else Quantity(value["pressure_Pa"], "Pa")
    )
    return ReferenceState(Quantity(value["temperature_K"], "K"), pressure)


def _result(pollutant: str, rule: law.Provision) -> Result:
    state = _state(rule.value)
    step = Step("state-actual", {}) if state is None else Step("state", {"state": str(state)})
    return Result(
        rule="QC-STATE",
        subject=pollutant,
        value="actual" if state is None else str(state),
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(step,),
        more={"state": state},
    )
