"""The eight real stations of the demo: registered as replaying, hours read for the wire, days imported."""

from __future__ import annotations

import secrets
from datetime import date
from functools import cache
from pathlib import Path

from qingtian_platform.collect.importers.api import load, profile, run
from qingtian_platform.collect.importers.readings import Reader
from qingtian_platform.collect.importers.sources import lines
from qingtian_platform.collect.importers.stations import Known, known
from qingtian_platform.collect.simulator.replay import Hour
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry.api import Parties, ensure_logger, ensure_thing

DAYS = Path(__file__).parent / "beijing_days_2013_2017.parquet"
EXTRACT = Path(__file__).parent / "beijing_2015_2016.parquet"
FIRST, LAST = date(2015, 11, 1), date(2016, 2, 1)
DATA_SET = "doi 10.24432/C5RK5G, CC BY 4.0"
NAMED = ("UCI北京多站点空气质量数据集", "UCI Beijing Multi-Site Air Quality")  # 中文, English
SOURCE = " / ".join(f"{name}, {DATA_SET}" for name in NAMED)


def register() -> dict[str, str]:
    """Register the stations that replay history, open for its days only.

    Returns
    -------
    dict
        Password of each data logger by MN, for the sender alone.
    """
    return {station.mn: _register(station) for station in _stations()}


def _stations() -> list[Known]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    names = pc.unique(pq.read_table(EXTRACT, columns=["station"]).column(0)).to_pylist()
    return [known()[name] for name in names]


def _register(station: Known) -> str:
    password = f"{secrets.randbelow(10**6):06d}"
    thing = ensure_thing(
        station.name,
        name_en=station.name_en,
        kind="station",
        district=station.district or None,
        lon=station.lon,
        lat=station.lat,
        station_kind=station.station_kind,
        level=station.level,
        parties=Parties(answerable="历史数据回放", answerable_en="Replayed history"),
        origin="replay",
        source=SOURCE,
        opened=FIRST,
        closed=LAST,
    )
    ensure_logger(
        station.mn,
        thing_id=thing,
        st="22",
        password=password,
        origin="replay",
        intervals=("hour",),
        opened=FIRST,
    )
    return password


@cache
def hours() -> tuple[Hour, ...]:
    """Read the packaged hours as their importer would, to be sent as frames.

    Returns
    -------
    tuple of Hour
        Start of each hour in Beijing time, values in the units of the registry.
    """
    mapping, rows = lines(EXTRACT, profile("prsa"))
    reader = Reader(mapping)
    return tuple(
        Hour(reading.mn, reading.start, tuple((code, text, flag) for code, _, text, flag in values))
        for row in rows
        for reading in reader.read(row)
        for values in [reading.values]
    )


def take_days_in(places: Places) -> None:
    """Import the daily values of four years, as a city has them from before its platform, and seal them."""
    run(places, [DAYS], load(DAYS.with_name("beijing_days.yaml")))
    record.drain(places)
