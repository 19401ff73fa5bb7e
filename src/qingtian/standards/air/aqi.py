"""The air quality index of a day or an hour: the worst of its individual indices (HJ 633)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from qingtian import law
from qingtian.law import NotInForceError
from qingtian.quantities import Quantity
from qingtian.standards.air.categories import category
from qingtian.standards.air.index import Number, iaqi
from qingtian.standards.air.names import POLLUTANTS
from qingtian.standards.air.rules import Indicator, indicators
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

O3Daily = Literal["max(8h,1h)", "8h"]
Realtime = Literal["practice", "text"]
Concentration = Number | Result | None


def daily_aqi(
    concentrations: Mapping[str, Concentration],
    day: date,
    *,
    o3_daily: O3Daily = "max(8h,1h)",
    unplanned: Collection[str] = (),
) -> Result:
    """Compute the AQI of a natural day.

    Parameters
    ----------
    concentrations
        By series: `so2_24h`, `no2_24h`, `co_24h`, `pm10_24h`, `pm25_24h`, `o3_8h` (daily maximum
        8-hour mean) and `o3_1h` (daily maximum hour; the edition of 2012 only). Numbers in the
        unit of the law, or the results of other rules; None = missing. [µg/m³, CO mg/m³]
    day
        The day, which decides the edition.
    o3_daily
        Whether the hourly maximum of ozone counts, as the text of 2012 lists it, or the 8-hour
        mean alone, as is usual in the national practice.
    unplanned
        Pollutants that are by plan not monitored here and were not primary on a polluted day of
        three years: in the edition of 2026 they do not hinder publication (5.3.1).

    Returns
    -------
    Result
        0 to 500; None = NA. `more` has category, effect and advice, primary, exceeding, sensitive
        groups, iaqi, missing. [1]
    """
    used, cite = indicators("air.aqi.daily", day)
    if o3_daily == "8h":
        used = tuple(each for each in used if each.quantity != "max_1h")
    return _aqi("AIR-AQI-DAY", used, concentrations, day, Cite.of(cite), unplanned)


def realtime_aqi(
    concentrations: Mapping[str, Concentration],
    day: date,
    *,
    rule: Realtime = "practice",
    unplanned: Collection[str] = (),
) -> Result:
    """Compute the AQI of an hour.

    Which values count is dated law: the text of 2012 lists both the hourly and the moving mean of
    particulates, what was published took the moving mean to 2016 and the hour from 2017, and the
    edition of 2026 takes the hour.

    Parameters
    ----------
    concentrations
        By series: `so2_1h`, `no2_1h`, `co_1h`, `o3_1h`, `o3_8h`, `pm10_1h`, `pm25_1h`, and the
        moving means `pm10_24h`, `pm25_24h`. None = missing. [µg/m³, CO mg/m³]
    day
        The day that the hour starts in, in Beijing.
    rule
        `practice`, as was published, or `text`, as the standard reads.
    unplanned
        As of `daily_aqi`.

    Returns
    -------
    Result
        As of `daily_aqi`. [1]
    """
    used, cite = indicators(f"air.aqi.realtime.{rule}", day)
    return _aqi("AIR-AQI-HOUR", used, concentrations, day, Cite.of(cite), unplanned)


def _one(indicator: Indicator, value: Concentration, day: date) -> Result | LeftOut:
    name = indicator.argument
    if isinstance(value, Result):
        if not value.valid or not isinstance(value.value, Decimal):
            return LeftOut(Given(name, value.value, value.unit), "not-valid", result=value)
        found = iaqi(indicator.series, Quantity(value.value, value.unit), day)
        found = _replace_input(found, value)
    elif value is None:
        return LeftOut(Given(name, None), "not-given")
    else:
        found = iaqi(indicator.series, value, day)
    if found.value is None:
        return LeftOut(Given(name, found.more["concentration"]), "no-index")
    return Result(**{**vars(found), "more": {**found.more, "argument": name}})


def _replace_input(index: Result, value: Result) -> Result:
    return Result(**{**vars(index), "inputs": (value,)})


def _worst(found: Sequence[Result]) -> dict[str, int]:
    worst: dict[str, int] = {}
    for each in found:
        assert isinstance(each.value, int)
        worst[each.subject] = max(each.value, worst.get(each.subject, 0))
    return {name: worst[name] for name in POLLUTANTS if name in worst}


def _aqi(
    rule: str,
    used: Sequence[Indicator],
    concentrations: Mapping[str, Concentration],
    day: date,
    cite: Cite,
    unplanned: Collection[str],
) -> Result:
    tried = [_one(each, concentrations.get(each.argument), day) for each in used]
    found = [each for each in tried if isinstance(each, Result)]
    worst = _worst(found)
    primary_rule = law.at(day)["air.aqi.primary"]
    publication = law.at(day)["air.aqi.publication"]
    excused = [
        name
        for name in POLLUTANTS
        if name in unplanned and name not in worst and publication.value["unplanned_excused"]
    ]
    missing = [name for name in POLLUTANTS if name not in worst and name not in excused]
    aqi = max(worst.values()) if worst else None
    shown, steps = _published(aqi, missing, int(publication.value["publish_incomplete_above"]))
    more, reasons = _judged(shown, worst, day, primary_rule.value)
    groups, sensitive_cite = sensitive(worst if shown is not None else {}, day)
    return Result(
        rule=rule,
        subject="",
        value=shown,
        unit="",
        valid=shown is not None
        and (not missing or publication.value["publish_incomplete_above"] > 0),
        edition=primary_rule.standard,
        cites=(cite, Cite.of(primary_rule), Cite.of(publication), *sensitive_cite),
        steps=(*_unplanned(excused), *steps, *reasons),
        inputs=tuple(found),
        left_out=tuple(each for each in tried if isinstance(each, LeftOut)),
        more={
            **more,
            "sensitive": groups,
            "iaqi": worst,
            "missing": missing,
            "unplanned": excused,
            "from_rest": aqi,
        },
    )


def _unplanned(excused: list[str]) -> list[Step]:
    return [Step("unplanned", {"names": ", ".join(excused)})] if excused else []


def sensitive(
    indices: Mapping[str, int], day: date
) -> tuple[dict[str, dict[str, str]], tuple[Cite, ...]]:
    """List who is sensitive to the pollutants whose index is above 100 (HJ 633-2026, table 4).

    Parameters
    ----------
    indices
        Pollutant to its individual index. [1]
    day
        Day of the data; before the edition of 2026 no groups are listed.

    Returns
    -------
    (dict, tuple of Cite)
        Pollutant to its groups by language, and where that stands, if any is named.
    """
    try:
        table = law.at(day)["air.aqi.sensitive"]
    except NotInForceError:
        return {}, ()
    found = {
        str(row["pollutant"]): {"zh": str(row["zh"]), "en": str(row["en"])}
        for row in table.rows()
        if indices.get(row["pollutant"], 0) > row["above"]
    }
    return found, (Cite.of(table),) if found else ()


def _published(aqi: int | None, missing: list[str], above: int) -> tuple[int | None, list[Step]]:
    steps = [Step("missing", {"names": ", ".join(missing)})] if missing else []
    if aqi is not None and missing and above and aqi <= above:
        return None, [*steps, Step("not-published", {"aqi": aqi, "above": above})]
    return aqi, steps


def _judged(
    aqi: int | None, worst: Mapping[str, int], day: date, rule: Mapping[str, Decimal | None]
) -> tuple[dict[str, object], list[Step]]:
    if aqi is None:
        return {
            "primary": [],
            "exceeding": [],
            "category": None,
            "level": None,
            "effect": None,
            "advice": None,
        }, []
    leading = [name for name, value in worst.items() if value == aqi]
    above, limit = rule["primary_above"], rule["exceeding_above"]
    assert above is not None
    primary = leading if aqi > above else []
    exceeding = [name for name, value in worst.items() if limit is not None and value > limit]
    found = category(aqi, day)
    key, names = ("primary", ", ".join(primary)) if primary else ("no-primary", "")
    steps = [
        Step("max", {"which": ", ".join(f"{name} {value}" for name, value in worst.items())}),
        Step(key, {"above": above, "names": names}),
    ]
    return {
        "primary": primary,
        "exceeding": exceeding,
        "category": dict(found.name),
        "level": found.level,
        "colour": dict(found.colour),
        "effect": dict(found.effect),
        "advice": dict(found.advice),
    }, steps
