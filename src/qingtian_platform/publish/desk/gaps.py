"""Missing and invalid stretches: place in the chain, cause, length, what was back-filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.check import api as check
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.frame import Seen, page, seen, yesterday
from qingtian_platform.registry import api as registry

#: Rows that one page shows; the files hold all.
SHOWN = 200


@dataclass(frozen=True)
class Row:
    """A stretch with its unit."""

    gap: check.Gap
    thing: registry.ThingInfo
    names: tuple[str, ...]
    whole: bool

    @property
    def name(self) -> str:
        """Name of the unit."""
        return words.name(self.thing)

    @property
    def properties(self) -> str:
        """The observed properties, or that it was all of them."""
        return _("all properties") if self.whole else _(", ").join(self.names)

    @property
    def where(self) -> str:
        """The broken link."""
        return words.link(self.gap.rule.link)

    @property
    def cause(self) -> str:
        """What it means."""
        return words.said(self.gap.rule.cause)

    @property
    def next(self) -> str:
        """What happens next; nothing where all of it was back-filled."""
        if self.settled:
            return _("nothing; back-filled")
        return words.said(self.gap.rule.next)

    @property
    def settled(self) -> bool:
        """Whether nothing of it is missing any more."""
        return self.gap.kind == "missing" and self.gap.still_missing == 0

    @property
    def who(self) -> str:
        """Who answers."""
        return words.who(self.gap.rule.who, self.thing)

    @property
    def due(self) -> datetime | None:
        """By when; None where it is settled."""
        return None if self.settled else self.gap.due

    @property
    def length(self) -> str:
        """How long it lasted."""
        return words.lasting(self.gap.start, self.gap.end)

    @property
    def kind(self) -> str:
        """Missing or invalid, as a word."""
        return _("Missing") if self.gap.kind == "missing" else _("Invalid")


def rows(
    seen_by: Seen,
    first: date,
    last: date,
    *,
    mn: str | None = None,
    interval: str | None = None,
) -> list[Row]:
    """List the stretches that begin in some days.

    Parameters
    ----------
    seen_by
        Which things the reader may see.
    first, last
        Beijing days, both included.
    mn, interval
        Of one data logger; of one interval.
    """
    loggers, things = registry.all_loggers(None), registry.things()
    streams: dict[str, dict[str, str]] = {}
    for stream in registry.datastreams():
        streams.setdefault(stream.mn, {})[stream.code] = words.stream_name(stream)
    found = []
    for gap in check.blocks(first, last, mn=mn, interval=interval):
        logger = loggers.get(gap.mn)
        thing = things.get(logger.thing_id) if logger else None
        if thing is not None and seen_by(thing):
            known = streams.get(gap.mn, {})
            names = tuple(known.get(code, code) for code in gap.codes)
            found.append(Row(gap, thing, names, len(names) > 1 and len(names) == len(known)))
    return found


@desk_required()
def gaps(request: HttpRequest) -> HttpResponse:
    """Show what was missing or invalid."""
    first = asked_day(request, "from", yesterday() - timedelta(days=5))
    last = asked_day(request, "to", yesterday() + timedelta(days=1))
    kind = request.GET.get("kind", "")
    link = request.GET.get("link", "")
    everything = rows(seen(request), first, last)
    chosen = [
        row
        for row in everything
        if (not kind or row.gap.kind == kind) and (not link or row.gap.rule.link == link)
    ]
    chosen.sort(key=lambda row: row.gap.start, reverse=True)
    if export.asked(request):
        return export.table(request, "qingtian-missing", columns(), [line(r) for r in chosen])
    return page(request, "gaps.html", "gaps", _context(first, last, kind, link, everything, chosen))


def _context(
    first: date, last: date, kind: str, link: str, everything: list[Row], chosen: list[Row]
) -> dict[str, Any]:
    links = [
        (key, word, sum(row.gap.rule.link == key for row in everything))
        for key, word in words.LINKS.items()
    ]
    return {
        "first": first,
        "last": last,
        "kind": kind,
        "link": link,
        "links": [entry for entry in links if entry[2]],
        "kinds": [("missing", _("Missing")), ("invalid", _("Invalid"))],
        "rows": chosen[:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "number": len(chosen),
        "still": sum(row.gap.still_missing * len(row.gap.codes) for row in chosen),
        "filled": sum(row.gap.refilled * len(row.gap.codes) for row in chosen),
    }


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Unit"),
        "MN",
        _("Properties"),
        _("Interval"),
        _("from"),
        _("to"),
        _("Kind"),
        _("Mark"),
        _("Place in the chain"),
        _("Cause"),
        _("Rule"),
        _("Periods"),
        _("Back-filled"),
        _("Back-filled at"),
        _("Still missing"),
        _("Who answers"),
        _("Next"),
        _("By when"),
    ]


def line(row: Row) -> list[Any]:
    """Write a row of the file."""
    gap = row.gap
    return [
        row.name,
        gap.mn,
        "; ".join(row.names),
        words.interval(gap.interval),
        gap.start,
        gap.end,
        row.kind,
        gap.flag,
        row.where,
        row.cause,
        gap.rule.number,
        gap.slots,
        gap.refilled,
        gap.refilled_at,
        gap.still_missing,
        row.who,
        row.next,
        row.due,
    ]
