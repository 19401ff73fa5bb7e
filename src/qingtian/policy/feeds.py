"""Agreements by which departments share data: what, in which form, how often, under which licence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from qingtian.policy.deadlines import Period
from qingtian.policy.errors import NotThereError
from qingtian.policy.rows import Row, a_day, mapped
from qingtian.quantities.units import UnitError, unit

FILE = "feeds.yaml"
FORMS = ("csv", "xlsx", "json")
WAYS = ("upload", "folder", "http", "database")
LAYOUTS = ("wide", "long")
INTERVALS = {"minute": 1, "hour": 60, "day": 1440}
"""What a value stands for, and how long that is; minutes may be told to be longer. [min]"""
KINDS = ("station", "outlet", "site", "section")
EVERY = 15
"""How often an adapter looks where the terms do not say. [min]"""


@dataclass(frozen=True)
class Shared:
    """A thing that an agreement is about.

    Attributes
    ----------
    label
        How the files call it.
    mn, st, kind
        Number and system code of its stream, and what it is.
    name
        By language.
    district
        Code of six digits.
    lon, lat
        None: not told. [degrees]
    """

    label: str
    mn: str
    st: str
    kind: str
    name: Mapping[str, str]
    district: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Column:
    """An observed property of an agreement: how the files call it, its code, and its unit there.

    `unit` is empty where each row tells it.
    """

    label: str
    code: str
    unit: str


@dataclass(frozen=True)
class Layout:
    """How a batch is written.

    Attributes
    ----------
    form
        `csv`, `xlsx` or `json`: a list of objects.
    kind
        `wide`: one row a thing and time, a column a property; `long`: one row a value.
    thing, time
        Columns that name the thing, and that together give the stamp.
    property, value, unit
        Columns of the long layout; `unit` is empty where the agreement tells the units.
    mark
        Column of the data mark; empty where there is none.
    marks
        What each word of it means in marks of HJ 212.
    stamp
        As `strptime` has it; empty: ISO 8601 and its looser spellings.
    label, zone
        Which end of the interval a stamp names, and its zone.
    encoding, sheet
        Of a CSV file, of a workbook; empty: found out.
    ignored, masked
        Columns that may be there and are not read; of these, those that are shown to nobody.
    """

    form: str
    kind: str
    thing: str
    time: tuple[str, ...]
    property: str
    value: str
    unit: str
    mark: str
    marks: Mapping[str, str]
    stamp: str
    label: str
    zone: str
    encoding: str
    sheet: str
    ignored: tuple[str, ...]
    masked: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What holds from a day on.

    Attributes
    ----------
    since
        The day.
    author, reason
        Who agreed so, and why, by language.
    period, period_text, grace
        How often a batch is due, the same as the pack writes it, and how long after the end of its turn.
    least
        Share of the agreed values from which a turn counts as delivered. [%]
    interval, minutes
        What a value stands for. [min]
    values
        Agreed values of a thing and property in a turn; 0: one for each interval.
    contact, mail
        Who is asked, by language, and where.
    licence, licence_url
        Under which the data may be used.
    reminders
        How long after a turn is overdue its department is reminded.
    way, every, pattern, view
        Adapter; how often it looks [min]; names of files in a folder; view of a database.
    layout, things, columns
        How a batch is written, and what it is about.
    digest
        Names the terms by what they say.
    """

    since: date
    author: str
    reason: Mapping[str, str]
    period: Period
    period_text: str
    grace: Period
    least: int
    interval: str
    minutes: int
    values: int
    contact: Mapping[str, str]
    mail: str
    licence: Mapping[str, str]
    licence_url: str
    reminders: tuple[Period, ...]
    way: str
    every: int
    pattern: str
    view: str
    layout: Layout
    things: Mapping[str, Shared]
    columns: Mapping[str, Column]
    digest: str


@dataclass(frozen=True)
class Agreement:
    """What a department shares: one data set, with its terms in the order of their days.

    Attributes
    ----------
    key, name
        Its name in files; the data set's name by language.
    department
        Key of the organisation.
    clauses
        Whose words ask for it.
    terms
        A later row amends an earlier one, which stays as it was.
    """

    key: str
    name: Mapping[str, str]
    department: str
    clauses: tuple[str, ...]
    terms: tuple[Terms, ...]

    def on(self, day: date) -> Terms:
        """Give the terms that hold on a day.

        Raises
        ------
        NotThereError
            If there were none yet.
        """
        earlier = [each for each in self.terms if each.since <= day]
        if not earlier:
            raise NotThereError(f"{self.key} is agreed from {self.terms[0].since} on, not on {day}")
        return earlier[-1]


def feeds(folder: Traversable) -> dict[str, Agreement]:
    """Read `feeds.yaml`; a pack without it shares nothing.

    Raises
    ------
    PackFileError
        If a row breaks the form.
    """
    return {row.name: _agreement(row) for row in mapped(folder, FILE, "feeds", absent=True)}


def _agreement(row: Row) -> Agreement:
    row.only(["name", "department", "clauses", "terms"])
    terms = sorted((_terms(each) for each in row.rows("terms")), key=lambda each: each.since)
    if not terms:
        raise row.error("terms", "expected at least one row")
    clauses = row.texts("clauses", empty=False)
    return Agreement(row.name, row.words("name"), row.text("department"), clauses, tuple(terms))


def _terms(row: Row) -> Terms:
    needed = ["author", "reason", "period", "grace", "least", "interval", "contact", "licence"]
    row.only(
        [*needed, "reminders", "adapter", "layout", "things", "columns"], ["minutes", "values"]
    )
    contact = row.inner("contact").only(["name", "mail"])
    licence = row.inner("licence").only(["name", "url"])
    adapter = row.inner("adapter").only(["way"], ["every", "pattern", "view"])
    layout = _layout(row.inner("layout"))
    way = adapter.choice("way", WAYS)
    if way == "database" and "view" not in adapter.values:
        raise adapter.error("view", "expected the name of a view; it is missing")
    interval = row.choice("interval", tuple(INTERVALS))
    return Terms(
        _since(row),
        row.text("author"),
        row.words("reason"),
        _period(row, "period", row.text("period")),
        row.text("period"),
        _period(row, "grace", row.text("grace")),
        _share(row),
        interval,
        row.whole("minutes") if "minutes" in row.values else INTERVALS[interval],
        row.whole("values") if "values" in row.values else 0,
        contact.words("name"),
        contact.text("mail"),
        licence.words("name"),
        licence.text("url"),
        tuple(_period(row, "reminders", each) for each in row.texts("reminders")),
        way,
        adapter.whole("every") if "every" in adapter.values else EVERY,
        adapter.text("pattern", "*"),
        adapter.text("view", ""),
        layout,
        {each.name: _thing(each) for each in row.rows("things")},
        {each.name: _column(each, layout) for each in row.rows("columns")},
        _digest(row),
    )


def _since(row: Row) -> date:
    try:
        return a_day(row.name)
    except ValueError as problem:
        raise row.error("since", str(problem)) from None


def _period(row: Row, key: str, text: str) -> Period:
    try:
        return Period.read(text)
    except ValueError as problem:
        raise row.error(key, str(problem)) from None


def _share(row: Row) -> int:
    share = row.whole("least")
    if not 0 < share <= 100:
        raise row.error("least", f"expected a share from 1 to 100 %; got {share}")
    return share


def _layout(row: Row) -> Layout:
    texts = ["property", "value", "unit", "mark", "stamp", "label", "zone", "encoding", "sheet"]
    row.only(["form", "kind", "thing", "time"], [*texts, "marks", "ignored", "masked"])
    kind = row.choice("kind", LAYOUTS)
    for name in ("property", "value"):
        if (kind == "long") != (name in row.values):
            raise row.error(name, "expected in the long layout, and in no other")
    masked = row.texts("masked")
    marks = row.mapping("marks")
    return Layout(
        row.choice("form", FORMS),
        kind,
        row.text("thing"),
        row.texts("time", empty=False),
        row.text("property", ""),
        row.text("value", ""),
        row.text("unit", ""),
        row.text("mark", ""),
        {str(word): str(mark) for word, mark in marks.items()},
        row.text("stamp", ""),
        row.choice("label", ("start", "end"), "start"),
        row.text("zone", "+08:00"),
        row.text("encoding", ""),
        row.text("sheet", ""),
        tuple(dict.fromkeys((*row.texts("ignored"), *masked))),
        masked,
    )


def _thing(row: Row) -> Shared:
    row.only(["mn", "st", "kind", "name", "district"], ["at"])
    at = row.values.get("at") or [None, None]
    if len(at) != 2:
        raise row.error("at", f"expected longitude and latitude; got {at!r}")
    lon, lat = (None if each is None else float(each) for each in at)
    return Shared(
        row.name,
        row.text("mn"),
        row.text("st"),
        row.choice("kind", KINDS),
        row.words("name"),
        row.text("district"),
        lon,
        lat,
    )


def _column(row: Row, layout: Layout) -> Column:
    row.only(["code"], ["unit"])
    if ("unit" in row.values) == bool(layout.unit):
        raise row.error("unit", "expected here, or as a column of the layout; one of both")
    if not layout.unit:
        try:
            unit(row.text("unit"))
        except UnitError as problem:
            raise row.error("unit", str(problem)) from None
    return Column(row.name, row.text("code"), row.text("unit", ""))


def _digest(row: Row) -> str:
    """Name the terms by what they say, so that an alteration of an earlier row is seen."""
    text = json.dumps(row.values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
