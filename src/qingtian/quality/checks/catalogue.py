"""Which check stands behind which rule, with what from the law, and how far it looks around."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from qingtian import law
from qingtian.law import NotInForceError, Pack
from qingtian.quality.checks import course, instruments, relations, stamps, traced, values
from qingtian.quality.checks.judged import Judged
from qingtian.quality.checks.settings import (
    borders,
    cite,
    plain,
    provisions_of,
    row_of,
    value_of,
)
from qingtian.quality.rules import rule
from qingtian.quality.stream import Series

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Datastream:
    """What is known of a datastream, beside its values.

    Attributes
    ----------
    domain
        `air`, `cems`, `water`, `dust`.
    kind
        The observed property in that domain, as `pm25`, `so2`, `cod`.
    bottom, top
        Range of the instrument on file; None = not known. [unit of the property]
    lod
        Detection limit; None = not known. [unit of the property]
    whole
        Which property `whole` beside the values is, as `pm10` or `tn`.
    cycle
        Hours in which the analyser gives one hourly value. [h]
    lists
        What was done to the instrument: `checks`, `comparisons`, `calibrations`, `controls`; its
        `chains` to the national reference.
    """

    domain: str
    kind: str
    bottom: float | None = None
    top: float | None = None
    lod: float | None = None
    whole: str | None = None
    cycle: int = 1
    lists: Mapping[str, Sequence[Any]] | None = None

    @property
    def known(self) -> Datastream:
        """The same without the lists: what thresholds depend on."""
        return replace(self, lists=None)


@dataclass(frozen=True)
class Asked:
    """What a check is asked about: a datastream on a day, under the law of some packs."""

    stream: Datastream
    day: date
    packs: tuple[Pack, ...]

    def row(self, name: str) -> dict[str, Any] | None:
        """Give the row of the property from a table of the checks, and where it stands."""
        found = row_of(
            f"quality.checks.{name}", self.stream.domain, self.stream.kind, self.day, self.packs
        )
        return None if found is None else {**plain(found[0]), "law": cite(found[1])}

    def setting(self, name: str) -> dict[str, Any] | None:
        """Give a setting of the checks, and where it stands."""
        found = value_of(f"quality.checks.{name}", self.day, self.packs)
        return None if found is None else {**plain(found[0]), "law": cite(found[1])}

    def number(self, path: str) -> float | None:
        """Give a number of the law; None where it is not in force."""
        try:
            return float(law.at(self.day, self.packs)[path].number())
        except NotInForceError:
            return None


@dataclass(frozen=True)
class Check:
    """A rule's check.

    Attributes
    ----------
    number
        Of the rule.
    function
        From a series and arguments to flags.
    arguments
        From what is asked to the arguments; None where the check does not apply.
    around, hours
        From the arguments to how many usable values on either side decide a flag, and how long a
        time. [1], [h]
    ahead
        From the arguments to how many values after one must have come before it is flagged. [1]
    whole_days
        Whether it needs whole days.
    """

    number: str
    function: Callable[..., Judged]
    arguments: Callable[[Asked], Arguments | None]
    around: Callable[[Arguments], int] = lambda _: 0
    hours: Callable[[Arguments], float] = lambda _: 0.0
    ahead: Callable[[Arguments], int] = lambda _: 0
    whole_days: bool = False

    def run(self, series: Series, arguments: Arguments) -> Judged:
        """Judge a series; `law` among the arguments is for the reader."""
        return self.function(series, **{k: v for k, v in arguments.items() if k != "law"})

    def fits(self, series: Series, stream: Datastream) -> bool:
        """Tell whether what the rule compares with is there."""
        given = set(series.companions) | set(stream.lists or {})
        given |= {name for name in ("bottom", "top", "lod") if getattr(stream, name) is not None}
        needs = rule(self.number).needs
        if self.number == "QC-101":  # either end of the range will do
            return bool(given & set(needs))
        return set(needs) <= given


def _range(asked: Asked) -> Arguments | None:
    setting = asked.setting("top")
    return setting and {"bottom": asked.stream.bottom, "top": asked.stream.top, **setting}


def _largest(asked: Asked) -> Arguments | None:
    found = asked.number("quality.checks.largest")
    return None if found is None else {"largest": found, "law": "quality.checks.largest"}


def _lod(asked: Asked) -> Arguments | None:
    return None if asked.stream.lod is None else {"lod": asked.stream.lod}


def _unit(asked: Asked) -> Arguments | None:
    setting = asked.setting("unit")
    factors = [
        plain(row)
        for provision in provisions_of("quality.checks.factors", asked.day, asked.packs)
        for row in provision.rows()
        if row["domain"] in (asked.stream.domain, "*")
        and row["property"] in (asked.stream.kind, "*")
    ]
    floor = (asked.row("flat") or {}).get("floor")
    return {**setting, "factors": factors, "floor": floor} if setting and factors else None


def _complete(asked: Asked) -> Arguments | None:
    row = asked.row("complete")
    least = asked.number(row["provision"]) if row else None
    if not row or not least:
        return None
    cycle = {"cycle_h": asked.stream.cycle} if asked.stream.cycle > 1 else {}
    return {"share": least / row["of"], "law": row["provision"], **cycle}


def _parts(number: str) -> Callable[[Asked], Arguments | None]:
    def arguments(asked: Asked) -> Arguments | None:
        for provision in provisions_of("quality.checks.parts", asked.day, asked.packs):
            for row in provision.rows():
                key = (row["rule"], row["domain"], row["property"], row["whole"])
                stream = asked.stream
                if key == (number, stream.domain, stream.kind, stream.whole or row["whole"]):
                    found = plain(row)
                    return {
                        "share": found["share"],
                        "margin": found["margin"],
                        "law": cite(provision),
                    }
        return None

    return arguments


def _oxygen(asked: Asked) -> Arguments | None:
    return asked.setting("oxygen") if asked.stream.kind == "o2" else None


def _interval(asked: Asked) -> Arguments | None:
    paths = {"air": "quality.checks.interval", "water": "emissions.online.standard_sample"}
    paths["cems"] = "emissions.cems.frequency"
    path = paths.get(asked.stream.domain)
    provisions = provisions_of(path, asked.day, asked.packs) if path else []
    hours = [_hours(each.value, asked.stream) for each in provisions]
    return {"interval_h": hours[0], "law": cite(provisions[0])} if hours and hours[0] else None


def _hours(value: Any, stream: Datastream) -> float | None:  # noqa: ANN401 - of the law
    """Read the interval of checks: of air a number, of water the sample's, of a stack a table's."""
    if not isinstance(value, tuple):
        return float(value)
    if "every" in value[0]:
        return float(value[0]["every"])
    # Without word that a system calibrates itself, the longer interval holds.
    check = "pm_zero_span" if stream.kind == "pm" else "gas_zero_span"
    days = [row["interval"] for row in value if row["check"] == check and not row["automatic"]]
    return float(days[0]) * 24 if days else None


def _window(arguments: Arguments) -> int:
    return int(arguments["window"])


def _row(name: str) -> Callable[[Asked], Arguments | None]:
    return lambda asked: asked.row(name)


CHECKS: Mapping[str, Check] = {
    each.number: each
    for each in (
        Check("QC-101", values.instrument_range, _range),
        Check("QC-102", values.plausible, _row("plausible")),
        Check("QC-103", values.no_number, _largest),
        Check("QC-104", values.negative, _row("negative")),
        Check("QC-105", values.below_detection, _lod),
        Check("QC-121", course.spike, _row("spike"), lambda _: 1, ahead=lambda _: 1),
        Check("QC-122", course.step, _row("step"), _window, ahead=_window),
        Check("QC-123", course.rate, _row("rate"), lambda _: 3),
        Check(
            "QC-124",
            course.flat,
            _row("flat"),
            lambda found: int(found["least"]),
            lambda found: float(found["hours"]),
        ),
        Check(
            "QC-125",
            course.mistaken_unit,
            _unit,
            lambda found: int(found["history"]) + 2 * int(found["window"]),
            ahead=_window,
        ),
        Check("QC-131", stamps.missing, lambda _: {}),
        Check("QC-132", stamps.late, _row("late")),
        Check("QC-133", stamps.duplicate, lambda _: {}),
        Check("QC-134", stamps.clock, lambda asked: asked.setting("clock")),
        Check("QC-135", stamps.incomplete, _complete, whole_days=True),
        Check("QC-141", relations.part_of_whole, _parts("QC-141")),
        Check("QC-142", relations.part_of_whole, _parts("QC-142")),
        Check("QC-143", relations.part_of_whole, _parts("QC-143")),
        Check("QC-144", relations.part_of_whole, _parts("QC-144")),
        Check("QC-145", relations.oxygen_with_load, _oxygen),
        Check(
            "QC-151", relations.neighbours, _row("neighbours"), lambda found: int(found["history"])
        ),
        Check("QC-161", instruments.zero_span, lambda _: {}),
        Check("QC-162", instruments.drift, _row("drift")),
        Check("QC-163", instruments.overdue, _interval),
        Check("QC-164", instruments.comparison, lambda _: {}),
        Check("QC-165", instruments.chart, lambda asked: {"day": asked.day}),
        Check("QC-166", traced.untraced, lambda asked: asked.setting("untraced")),
    )
}
"""Every check, by the number of its rule."""


def arguments_of(
    number: str, stream: Datastream, day: date, packs: tuple[Pack, ...] = ()
) -> Arguments | None:
    """Give what a check is run with on a day.

    Parameters
    ----------
    number
        Of the rule.
    stream
        What is known of the datastream.
    day
        Day of the data.
    packs
        Open ones; their settings go before.

    Returns
    -------
    mapping or None
        Thresholds, what was done to the instrument, and as `law` where the thresholds stand; None
        where the check does not apply.
    """
    days = borders(rule(number).settings, packs)
    at = bisect_right(days, day)
    # Between two borders the law is one: what was read for its first day holds.
    found = _thresholds(number, stream.known, days[at - 1] if at else day, packs)
    if found is None:
        return None
    return {
        **found,
        **{key: each for key, each in (stream.lists or {}).items() if key in rule(number).needs},
    }


@lru_cache(maxsize=65536)
def _thresholds(
    number: str, stream: Datastream, day: date, packs: tuple[Pack, ...]
) -> Arguments | None:
    return CHECKS[number].arguments(Asked(stream, day, packs))
