"""Words for what a detector measured, and for the innocent causes that it looked at first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Pair = tuple[Promise, Promise]

CAUSES: dict[str, Pair] = {
    "rounding": (_("Rounding"), _("it moves a value by half a step at most, not by this much")),
    "mean of the conversions": (
        _("The mean of conversions is not the conversion of the means"),
        _("the usual difference of this stream is taken off first"),
    ),
    "oxygen near that of air": (
        _("Oxygen near that of air, where a conversion runs away"),
        _("such hours are left out"),
    ),
    "flat stretch": (
        _("A flat stretch, which repeats itself anyhow"),
        _("where a match is likely by chance it says nothing; the rest still matches"),
    ),
    "detection limit": (
        _("Values at the detection limit, which stand still"),
        _("the values lie above it"),
    ),
    "coarse display": (
        _("A coarse display, which shows few different values"),
        _("the smallest step that it shows is reckoned with"),
    ),
    "sent again": (
        _("Stored data sent again"),
        _("the hours have other times and do not stand where the first ones stood"),
    ),
    "regional episode: steps and not levels agree": (
        _("An episode over the whole region"),
        _("it makes levels alike; the steps from hour to hour stay each instrument's own"),
    ),
    "display and unit: its own numbers are the measure": (
        _("Display or unit of the instrument"),
        _("the stream's own earlier numbers are the measure"),
    ),
    "display and unit: its own digits are the measure": (
        _("Display or unit of the instrument"),
        _("the stream's own earlier digits are the measure"),
    ),
    "weather, load, treatment: they move levels and make no teeth": (
        _("Weather, load or treatment"),
        _("they move the level and do not put numbers on other steps"),
    ),
    "another analyser": (
        _("Another analyser was put in"),
        _("no longer work at the instrument is marked there, or the old step comes back"),
    ),
    "held values": (_("Values held by the logger"), _("repeated values are counted once")),
    "gases stay": (
        _("Cleaner air at the place"),
        _("the gases of the same station stay as they were"),
    ),
    "usual number of such falls": (
        _("Falls that this place always has"),
        _("there are far more of them than is usual here"),
    ),
    "start-up and shut-down ramps": (
        _("Starting up or shutting down"),
        _("the ramps at both ends are left out"),
    ),
    "hot stand-by": (_("Hot stand-by"), _("the meters show more than stand-by needs")),
    "steady control: its own past is the measure": (
        _("A process under steady control"),
        _("the same process scattered far more before and after"),
    ),
    "end of the range": (_("The end of the range"), _("the ceiling lies below it")),
    "one single plateau": (_("One single plateau"), _("the ceiling is met in several stretches")),
    "control close to a set point": (
        _("Control close to a set point"),
        _("that scatters to both sides; here nothing lies above"),
    ),
    "slope and bend of the density": (
        _("A slope or bend of the density"),
        _("both are fitted before the two sides are compared"),
    ),
    "other limits show no jump": (
        _("Jumps that stand anywhere in the density"),
        _("at levels that are no limit there is no such jump"),
    ),
    "plant stopped": (_("The plant stood still"), _("its meters say that it ran")),
    "marked": (_("Maintenance or calibration"), _("the values came as normal measurements")),
    "neighbours change": (
        _("Still weather"),
        _("the neighbours moved in the same hours"),
    ),
    "drift: both edges are steps": (
        _("Drift, or a slow leak"),
        _("its edges are steps and no slopes"),
    ),
    "weather: neighbours": (_("Weather"), _("the neighbours did not move with it")),
    "other pollutants stay": (
        _("Cleaner air at the place"),
        _("the other pollutants of the station stay as they were"),
    ),
    "load": (_("Another load"), _("what the load explains is taken off first")),
    "start-up": (_("Starting up"), _("hours around a stop are left out")),
    "better treatment: its power stays": (
        _("Better treatment"),
        _("the power that the treatment draws stays as it was"),
    ),
    "dilution: oxygen stays": (_("A leak of air"), _("the oxygen stays as it was")),
    "dilution: pollutants do not follow": (
        _("A leak of air"),
        _("the pollutants do not thin out as the oxygen would have it"),
    ),
    "false air: moisture stays": (
        _("False air in the duct"),
        _("the moisture stays as it was"),
    ),
    "cleaner fuel: the step is too large": (
        _("A cleaner fuel"),
        _("the step is larger than that makes, or the sulphur dioxide did not fall with it"),
    ),
    "dead meter": (_("A dead power meter"), _("it shows more than nothing")),
    "rain": (_("Rain"), _("conductivity and flow do not show any")),
    "rain at all stations": (_("Rain"), _("the neighbours did not fall with it")),
    "storm: conductivity stays": (_("Rain"), _("the conductivity stays as it was")),
    "storm: too long": (_("Rain"), _("it lasts too long for a storm")),
    "storm: too long or flow unchanged": (
        _("Rain"),
        _("it lasts too long, or flow and conductivity do not show any"),
    ),
    "stopped discharge": (_("A discharge that stood still"), _("the flow went on")),
    "whole site silent": (
        _("A broken line, which silences the whole site"),
        _("the other instruments of the site went on"),
    ),
    "usual calibrations": (
        _("The usual calibrations"),
        _("there are more silences than that, at other hours"),
    ),
    "silence without regard to level": (
        _("Silences that come at any level"),
        _("these come where the values before and after are high"),
    ),
    "nobody keeps records of this instrument": (
        _("Nobody keeps records of this instrument"),
        _("earlier checks and visits are on record"),
    ),
    "the instrument sent a mark of its own": (
        _("The instrument itself was marked"),
        _("it sent the hours as measured normally"),
    ),
    "a record backs the mark": (
        _("A check or visit goes with the mark"),
        _("none is on record near it"),
    ),
    "maintenance on record": (_("Maintenance"), _("none is on record for that time")),
    "replacement": (_("Another instrument"), _("none is on record for that time")),
    "filing": (_("A change that was filed"), _("none is on record for that time")),
    "command": (_("A command from here"), _("none set this value")),
    "own calibration": (
        _("A calibration by the instrument itself"),
        _("its states and logs tell of none"),
    ),
    "value told again": (
        _("The same value told again"),
        _("the value differs from the one that was known"),
    ),
}
"""Innocent causes by the word of the detector: what it is, and why it fails."""

STATISTICS: dict[str, Promise] = {
    "reported against recomputed conversion": _("Conversion as reported against worked out again"),
    "steps that repeat": _("Changes from value to value that repeat earlier ones"),
    "steps equal to a neighbour's": _("Changes from value to value equal to a neighbour's"),
    "comb of the numbers": _("Comb of the numbers: how strongly they keep to a step"),
    "last digits, chi-squared of 9": _("Last digits, chi-squared with 9 degrees of freedom"),
    "run of one value": _("Run of one and the same value"),
    "falls of particles against neighbours": _("Falls of particles against the neighbours"),
    "daily sums against the neighbours'": _("Daily sums against the neighbours'"),
    "number and hidden level of silences": _("Number of silences, and level that they hide"),
    "load during declared stop": _("Load during the declared stop, of the usual one"),
    "scatter of the logarithm": _("Scatter of the logarithm"),
    "numbers multiplied and rounded again, and a fall by that factor": _(
        "Numbers multiplied and rounded again, and a fall by that factor"
    ),
    "parameter changed without a visit": _("Parameter changed without a visit"),
    "step of the residual": _("Step of what nothing beside it explains (logarithm)"),
    "pile-up under a ceiling": _("Values piled up under a ceiling"),
    "counts on both sides of the limit": _("Counts right below and right above the limit"),
}
"""What the detectors measure, by their own words."""

EVIDENCE: dict[str, Promise] = {
    "mark": _("Mark of the enterprise"),
    "marked": _("Hours under the mark"),
    "observed": _("Observed"),
    "expected": _("Expected value"),
    "n": _("Samples"),
    "lag_h": _("Hours back"),
    "z": _("Standard deviations away (z)"),
    "factor": _("Factor"),
    "ceiling": _("Ceiling"),
    "limit": _("Limit"),
    "band": _("Width of the band at the limit"),
    "tooth": _("Step of the comb"),
    "value": _("Value that was held"),
    "longest_usual": _("Longest run in its past"),
    "chance_of_no_change": _("Chance of no change"),
    "nats": _("Log likelihood ratio (nats)"),
    "nats_usual": _("The same at other distances"),
    "usual_share": _("Equal steps that are usual"),
    "hidden_rank": _("Rank of the level that is hidden, 0 to 1"),
    "depth": _("Depth of the falls"),
    "stretches": _("Stretches"),
    "parameter": _("Parameter"),
    "told_by": _("Told by command"),
    "last_seen": _("Last seen"),
    "history": _("Values of its past"),
    "lowest": _("Smallest"),
    "highest": _("Largest"),
    "count": _("Values"),
}
"""Entries of evidence that are worth a row, in this order."""


@dataclass(frozen=True)
class Innocent:
    """An innocent cause that was considered: what it is, and why it fails."""

    name: str
    why: str


def innocents(words: object) -> list[Innocent]:
    """Name the causes that were ruled out; one that has no words here stands as it was written."""
    found = []
    for word in words if isinstance(words, list | tuple) else ():
        name, why = CAUSES.get(str(word), (str(word), ""))
        found.append(Innocent(str(name), str(why)))
    return found


def statistic(word: object) -> str:
    """Say what was measured."""
    return str(STATISTICS.get(str(word), word or ""))
