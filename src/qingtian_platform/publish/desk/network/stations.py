"""The register of stations: owner, department, place, status, and who decided that they stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.townships import api as townships
from qingtian_platform.check import api as check
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required, may_enter, packaged_divisions
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import Seen, page, seen
from qingtian_platform.publish.desk.network import words
from qingtian_platform.registry import api as registry

SHOWN = 200
"""Stations that the page lists; the files hold all. [1]"""


@dataclass(frozen=True)
class Row:
    """A station with what is known of it."""

    thing: registry.ThingInfo
    department: str
    township: str
    status: str
    look: str
    siting: comparability.SitingInfo | None

    @property
    def name(self) -> str:
        """Its name."""
        return desk_words.name(self.thing)

    @property
    def owner(self) -> str:
        """Who owns it."""
        return (self.thing.owner_en if desk_words.english() else self.thing.owner) or "–"

    @property
    def district(self) -> str:
        """Where it stands."""
        return desk_words.district(self.thing)

    @property
    def kind(self) -> str:
        """What it is."""
        return str(desk_words.KINDS[self.thing.kind])


@desk_required(*words.READERS)
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations, or hand the list out as a file."""
    today = timezone.localdate()
    found = _rows(seen(request), today)
    text = request.GET.get("q", "").strip()[:80]
    department = request.GET.get("department", "")
    departments = sorted({row.department for row in found})
    shown = [row for row in found if department in ("", row.department) and _fits(row, text)]
    if export.asked(request):
        return export.table(request, f"qingtian-stations-{today}", _columns(), _lines(shown))
    known = comparability.policy()
    context: dict[str, Any] = {
        "rows": shown[:SHOWN],
        "more": max(0, len(shown) - SHOWN),
        "number": len(found),
        "unsited": sum(row.siting is None for row in found),
        "departments": departments,
        "department": department,
        "text": text,
        "clauses": ("D7-3.8-02", "D7-3.8-04"),
        "settings": words.settings(known, today, "departments") if known else [],
    }
    return page(request, "network/stations.html", "network", context)


def _fits(row: Row, text: str) -> bool:
    texts = (row.name, row.thing.key, row.owner, row.district, row.township)
    return not text or any(text.lower() in each.lower() for each in texts)


def _rows(may: Seen, today: date) -> list[Row]:
    known = comparability.policy()
    things = [
        thing
        for thing in registry.things().values()
        if thing.kind in comparability.KINDS and may(thing)
    ]
    lies, names = townships.lying_on(today), _townships()
    sited = comparability.sitings(thing.key for thing in things)
    broken = {each.mn: each for each in check.broken() if not each.code}
    loggers: dict[int, list[str]] = {}
    for mn, logger in registry.all_loggers(None).items():
        loggers.setdefault(logger.thing_id, []).append(mn)
    rows = []
    for thing in things:
        status, look = _status(
            thing, [broken[mn] for mn in loggers.get(thing.id, ()) if mn in broken], today
        )
        rows.append(
            Row(
                thing,
                _department(known, thing, today),
                names.get(lies(thing)[:9], _("township not on record")),
                status,
                look,
                sited.get(thing.key),
            )
        )
    return sorted(rows, key=lambda row: (row.thing.district or "", row.thing.key))


def _townships() -> dict[str, str]:
    rows = (row for row in packaged_divisions() if row["level"] == "township")
    english = desk_words.english()
    return {
        row["code"][:9]: (row["name_en"] or row["name"]) if english else row["name"] for row in rows
    }


def _department(known: Policy | None, thing: registry.ThingInfo, today: date) -> str:
    if known is None:
        return "–"
    return words.department(known, comparability.department(known, thing.owner, today))


def _status(thing: registry.ThingInfo, chains: list[check.Broken], today: date) -> tuple[str, str]:
    """Say how a station stands today, and how it looks."""
    if thing.closed is not None and thing.closed < today:
        return _("closed on %(day)s") % {"day": thing.closed}, "quiet"
    if thing.opened is not None and thing.opened > today:
        return _("opens on %(day)s") % {"day": thing.opened}, "quiet"
    if thing.origin == "replay":
        return _("replayed history"), "quiet"
    if not chains:
        return _("sends nothing live"), "quiet"
    bad = next((each for each in chains if not each.well), None)
    return (
        (_("broken: %(link)s") % {"link": desk_words.link(bad.rule.link)}, "late")
        if bad
        else (_("operates"), "")
    )


def _columns() -> list[str]:
    return [
        _("Station"), _("Kind"), _("District"), _("Township"), _("Owner"), _("Department"), _("In service since"),
        _("Status"), _("Siting decision"), _("Decided on"), _("Deciding authority"),
    ]  # fmt: skip


def _lines(rows: Iterable[Row]) -> Iterator[list[Any]]:
    for row in rows:
        sited = row.siting
        yield [
            row.name, row.kind, row.district, row.township, row.owner, row.department,
            row.thing.opened, row.status, sited.document if sited else "",
            sited.decided_on if sited else None, sited.decided_by if sited else "",
        ]  # fmt: skip


@desk_required(*words.READERS)
def station(request: HttpRequest, key: str) -> HttpResponse:
    """Show one station; take in a siting decision."""
    today = timezone.localdate()
    row = next((each for each in _rows(seen(request), today) if each.thing.key == key), None)
    if row is None:
        raise Http404(_("There is no such station."))
    writes = may_enter(request.user, words.WRITERS)
    known = comparability.policy()
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        _take(request, key)
        return HttpResponseRedirect(request.path)
    pairs = [p for p in comparability.pairs(today) if key in (s.thing.key for s in p.sides)]
    context: dict[str, Any] = {
        "row": row,
        "history": comparability.history(key),
        "streams": [
            (desk_words.stream_name(each), each.mn) for each in registry.datastreams(row.thing.id)
        ],
        "pairs": [(desk_words.factor_name(p.code), _other(p, key)) for p in pairs],
        "writes": writes,
        "bodies": [(each, words.department(known, each)) for each in _helpers(known, today)]
        if known
        else [],
        "clauses": ("D7-3.8-02", "D7-3.8-04"),
        "today": today,
    }
    return page(request, "network/station.html", "network", context)


def _other(pair: comparability.Pair, key: str) -> registry.ThingInfo:
    first, second = pair.sides
    return second.thing if first.thing.key == key else first.thing


def _helpers(known: Policy, day: date) -> tuple[str, ...]:
    """List who helps with siting and construction (D7-3.8-04)."""
    return tuple(comparability.setting(known, "siting", day))


def _take(request: HttpRequest, key: str) -> None:
    post = request.POST
    try:
        day = plain_day(post.get("decided_on", ""))
        known = comparability.policy()
        listed = set(_helpers(known, day)) if known else set()
        helpers = [each for each in post.getlist("helpers") if each in listed]
        comparability.site(
            key, post.get("document", ""), (day, post.get("decided_by", "")), helpers,
            post.get("reason", ""), request.user,
        )  # fmt: skip
    except ValueError as error:
        messages.error(request, str(error), extra_tags="desk")
        return
    messages.success(request, _("The siting decision stands."), extra_tags="desk")
