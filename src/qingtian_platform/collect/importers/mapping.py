"""Mappings: which column means what. The built-in profiles are mappings too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from qingtian.quantities.units import UnitError, unit

from .errors import MappingError

LENGTHS = {"realtime": 0, "minute": 1, "hour": 60, "day": 1440}
"""How long an interval is; a minute value may be told to be longer. [min]"""

OFFSET = re.compile(r"(?P<sign>[+-])(?P<h>[01]\d):?(?P<m>[0-5]\d)")
MISSING = ("", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "-", "--", "—", "-;")
"""Texts that say that there is no value."""

PROFILES = Path(__file__).parent / "profiles"


@dataclass(frozen=True)
class Property:
    """What a column of values holds: code and field of HJ 212, unit, and the column of its mark."""

    code: str
    unit: str
    field: str = "Avg"
    flag: str | None = None


@dataclass(frozen=True)
class Mapping:
    """How to read a table of observations.

    Attributes
    ----------
    properties
        By column name (in the cross layout: by the text of the column `type`).
    layout
        `wide`: one row a station and time; `cross`: one row a time and property, one column a
        station (as the hourly bulletins are archived).
    station
        Column that names the station, by MN, key or name; None where `mn` names it for all.
    mn
        The data logger that all rows belong to, or None.
    time
        Columns that together give the stamp: one text, date and hour, or year, month, day, hour.
    format
        As `strptime` has it, for one text; None: ISO 8601 and its looser spellings.
    label
        Which end of the period the stamp names: `start` or `end`.
    zone
        Of stamps without one.
    interval, minutes
        What a row stands for: `realtime`, `minute`, `hour`, `day`, and its length. [min]
    st
        System code for stations that are not registered yet.
    kind
        What such a station is: `station`, `outlet`, `site` or `section`.
    flag
        Mark where there is no column of marks.
    source
        Where such files come from, for the registry.
    """

    properties: dict[str, Property]
    layout: str = "wide"
    station: str | None = None
    mn: str | None = None
    time: tuple[str, ...] = ("time",)
    format: str | None = None
    label: str = "start"
    zone: tzinfo = timezone(timedelta(hours=8))
    interval: str = "hour"
    minutes: int = 60
    st: str = "22"
    kind: str = "station"
    flag: str = "N"
    missing: frozenset[str] = frozenset(MISSING)
    encoding: str | None = None
    sheet: str | None = None
    source: str = ""


NAMES = frozenset(
    {"columns", "layout", "station", "mn", "time", "format", "label", "zone", "interval"}
    | {"minutes", "st", "kind", "flag", "missing", "encoding", "sheet", "source", "note"}
)


def load(path: Path) -> list[Mapping]:
    """Read the mappings of a file: one, or a list of layouts that are tried in turn.

    Raises
    ------
    MappingError
        The file cannot be read, or says something that cannot be.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} cannot be read as a mapping: {error}") from error
    layouts = data if isinstance(data, list) else [data]
    try:
        return [_mapping(layout) for layout in layouts]
    except MappingError as error:
        raise MappingError(f"{path}: {error}") from error


def profile(name: str) -> list[Mapping]:
    """Give a built-in profile by name: `prsa` or `cnemc-hourly`."""
    return load(PROFILES / f"{name}.yaml")


def _mapping(data: Any) -> Mapping:  # noqa: ANN401 - as YAML has it
    if not isinstance(data, dict):
        raise MappingError("expected names and values")
    unknown = set(data) - NAMES
    if unknown:
        raise MappingError(f"{', '.join(sorted(unknown))} is not known; known: {sorted(NAMES)}")
    facts = {
        k: v for k, v in data.items() if k not in ("columns", "note", "zone", "time", "missing")
    }
    for name in ("mn", "st", "station", "format", "sheet"):
        if name in facts and not isinstance(facts[name], str):
            raise MappingError(f"{name} must be a text in quotes, got {facts[name]!r}")
    mapping = Mapping(
        properties=_properties(data.get("columns")),
        zone=read_zone(str(data.get("zone", "+08:00"))),
        time=_time(data.get("time", "time")),
        missing=frozenset(data.get("missing", ())) | frozenset(MISSING),
        **{**facts, "minutes": _minutes(data)},
    )
    _check(mapping)
    return mapping


def _time(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _minutes(data: dict[str, Any]) -> int:
    interval = data.get("interval", "hour")
    if interval not in LENGTHS:
        raise MappingError(f"interval {interval!r} is not one of {', '.join(LENGTHS)}")
    return int(data.get("minutes", LENGTHS[interval]))


def _properties(columns: object) -> dict[str, Property]:
    if not isinstance(columns, dict) or not columns:
        raise MappingError("columns: say for each column of values its code and unit")
    found = {}
    for name, facts in columns.items():
        try:
            found[str(name)] = Property(**facts)
            unit(found[str(name)].unit)
        except (TypeError, UnitError) as error:
            raise MappingError(f"column {name}: {error}") from error
    return found


def _check(mapping: Mapping) -> None:
    choices = {
        "layout": (mapping.layout, ("wide", "cross")),
        "label": (mapping.label, ("start", "end")),
        "kind": (mapping.kind, ("station", "outlet", "site", "section")),
    }
    for name, (value, allowed) in choices.items():
        if value not in allowed:
            raise MappingError(f"{name} {value!r} is not one of {', '.join(allowed)}")
    if mapping.layout == "wide" and (mapping.station is None) == (mapping.mn is None):
        raise MappingError("name either the column of the station or the mn of all rows")


def read_zone(text: str) -> tzinfo:
    """Read a zone: `Asia/Shanghai` or `+08:00`.

    Raises
    ------
    MappingError
        It is neither.
    """
    offset = OFFSET.fullmatch(text)
    if offset is not None:
        sign = -1 if offset["sign"] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset["h"]), minutes=int(offset["m"])))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise MappingError(f"zone {text!r} is neither like Asia/Shanghai nor like +08:00") from None
