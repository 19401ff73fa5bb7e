"""What the open interface answers with, field by field."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema


class Interval(Schema):
    """Both ends of what a value stands for; the end is not included."""

    start: datetime
    end: datetime


class Thing(Schema):
    """A station, outlet, building site or section."""

    key: str
    name: str
    name_en: str
    kind: str
    station_kind: str | None
    level: str | None
    district: str | None
    longitude: float | None
    latitude: float | None
    owner: str
    maintainer: str
    answerable: str
    origin: str
    source: str


class Datastream(Schema):
    """One observed property of a thing with its unit."""

    thing: str
    observed_property: str
    name: str
    name_en: str
    unit: str
    intervals: list[str]
    fields: list[str]


class Concentration(Schema):
    """One pollutant; a null value has its reason as one of six words.

    `act` says what a person did to a value that it rests on: corrected, retracted, decided.
    """

    observed_property: str
    value: float | None
    unit: str
    iaqi: int | None
    why: str | None
    act: str | None


class RealTime(Schema):
    """What a reviewed day was in real time, of the values as received."""

    aqi: int | None
    primary: list[str]


class Review(Schema):
    """The review of a day of one of the authority's own stations.

    `open_again`: something changed since it was issued. `real_time` stands beside what was reviewed.
    """

    issued_at: datetime
    act: str
    open_again: bool
    rejected_hours: int
    real_time: RealTime


class Evaluated(Schema):
    """An hour or day of a thing, or of the city."""

    thing: str
    phenomenon_time: Interval
    aqi: int | None
    category: str | None
    category_en: str | None
    primary: list[str]
    concentrations: list[Concentration]
    edition: str
    state: str
    review: Review | None
    origin: str
    where_from: str


class Observation(Schema):
    """One value that holds, where its bytes are, and the act where a person changed it since."""

    observed_property: str
    field: str
    interval: str
    phenomenon_time: Interval
    result: float | None
    text: str | None
    flag: str
    received_at: datetime
    frame: str
    act: str | None


class Answer(Schema):
    """What stands around every list."""

    publisher: str
    notice: str | None
    count: int


class Things(Answer):
    """Things."""

    value: list[Thing]


class Datastreams(Answer):
    """Datastreams."""

    value: list[Datastream]


class Figures(Answer):
    """Evaluated hours or days."""

    value: list[Evaluated]


class Observations(Answer):
    """Observations."""

    value: list[Observation]
