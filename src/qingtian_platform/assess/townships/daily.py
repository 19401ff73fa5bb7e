"""The month of an ambient station from the days that the platform evaluated (HJ 663)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date

from qingtian import law
from qingtian.quantities import mean, natural_day
from qingtian.standards import air
from qingtian.standards.air.period import months
from qingtian_platform.assess.townships.reckoned import TOO_FEW, Reckoned, lacking
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing


def reckon(
    things: Iterable[int], pollutant: str, first: date, last: date, places: Places
) -> dict[int, Reckoned]:
    """Average the days of stations over a period of whole months.

    Parameters
    ----------
    things
        Numbers of the stations.
    pollutant
        `PM2.5`, `PM10` …
    first, last
        Days of the period, in Beijing; how many days it needs is what the law of the last says.
    places
        Where everything lives.

    Returns
    -------
    dict
        By number of the station. [µg/m³]

    Raises
    ------
    ValueError
        If the period is not made of whole months.
    """
    return {thing: _one(thing, pollutant, first, last, places) for thing in things}


def _one(thing: int, pollutant: str, first: date, last: date, places: Places) -> Reckoned:
    start = natural_day(first).start.astimezone(UTC)
    end = natural_day(last).end.astimezone(UTC)
    doses = {
        beijing(each.start).date(): each.doses[pollutant]
        for each in evaluate.days(thing, start, end, places=places)
        if pollutant in each.doses
    }
    values = {day: dose.value for day, dose in doses.items()}
    found = air.period(pollutant, values, first, last)
    rule = law.at(last)["air.minimum.month"].value
    whole = months(first, last)
    need = sum(int(rule["february" if number == 2 else "month"]) for _year, number in whole)
    valid = [each for each in values.values() if each is not None]
    if not valid:
        return lacking(found.edition, need)
    hours = sum(dose.count or 0 for dose in doses.values() if dose.value is not None)
    exact = mean(valid).exact
    reason = "" if found.valid else TOO_FEW
    return Reckoned(exact if found.valid else None, len(valid), need, hours, found.edition, reason)
