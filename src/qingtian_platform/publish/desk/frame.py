"""What every page of the desk has around it: the rail, who is signed in, what he may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.people import api as people
from qingtian_platform.publish.desk.words import english
from qingtian_platform.registry import api as registry

Seen = Callable[[registry.ThingInfo], bool]


@dataclass(frozen=True)
class Place:
    """An entry of the rail: key, icon, word, name of its address."""

    key: str
    icon: str
    word: Promise
    route: str

    @property
    def href(self) -> str:
        """Where it leads."""
        return _leads(self.route)

    def opens_to(self, person: object) -> bool:
        """Say whether a person may enter where it leads."""
        return may_follow(person, self.href)


@cache
def _leads(route: str) -> str:
    """Say where a name leads; no address changes while a process runs."""
    return reverse(route)


def may_follow(person: object, href: str) -> bool:
    """Say whether a person may enter where an address leads; whoever asks for none of ours may."""
    try:
        roles, townships = _guard(urlsplit(href).path)
    except Resolver404:
        return True
    return people.may_enter(person, roles, townships=townships)


@lru_cache(maxsize=1024)
def _guard(path: str) -> tuple[tuple[people.Role, ...], bool]:
    """Say who may enter an address, and whether townships may."""
    view = resolve(path).func
    return tuple(getattr(view, "roles", ())), getattr(view, "townships", True)


RAIL: tuple[Place | Promise, ...] = (
    Place("enterprise", "outlet", gettext_lazy("What we owe"), "enterprise:start"),
    gettext_lazy("On duty"),
    Place("morning", "sun", gettext_lazy("Morning"), "desk:morning"),
    Place("alarms", "alert", gettext_lazy("Alarms"), "desk:alarms"),
    Place("cases", "table", gettext_lazy("Cases"), "desk:cases:queue"),
    Place("unit_board", "report", gettext_lazy("Unit's matters"), "desk:dossier:board"),
    Place("dossier", "search", gettext_lazy("Files of subjects"), "desk:dossier:index"),
    Place("complaints", "person", gettext_lazy("Complaints"), "desk:complaints"),
    Place("draws", "people", gettext_lazy("Double-random draws"), "desk:draws:list"),
    Place("supervision", "check", gettext_lazy("Self-monitoring"), "desk:supervision:index"),
    Place("board", "board", gettext_lazy("Board"), "desk:board"),
    Place("commands", "command", gettext_lazy("Commands"), "desk:commands"),
    gettext_lazy("Data"),
    Place("matrix", "table", gettext_lazy("Matrix"), "desk:matrix"),
    Place("rates", "check", gettext_lazy("Rates"), "desk:rates"),
    Place("quality", "report", gettext_lazy("Data quality"), "desk:quality"),
    Place("network", "map", gettext_lazy("Monitoring network"), "desk:network:pairs"),
    Place("instruments", "device", gettext_lazy("Instruments"), "desk:instruments"),
    Place("traceability", "chain", gettext_lazy("Traceability"), "desk:traceability:index"),
    Place("gaps", "broken", gettext_lazy("Missing"), "desk:gaps"),
    Place("feeds", "download", gettext_lazy("Feeds"), "desk:feeds"),
    Place("deviations", "alert", gettext_lazy("Deviations"), "desk:deviations"),
    Place("refills", "download", gettext_lazy("Back-fill"), "desk:refills"),
    Place("quarantine", "quarantine", gettext_lazy("Quarantine"), "desk:quarantine"),
    gettext_lazy("Duties"),
    Place("unit", "people", gettext_lazy("My unit"), "desk:unit"),
    Place("clock", "clock", gettext_lazy("Due"), "desk:clock"),
    Place("responsible", "person", gettext_lazy("Who answers"), "desk:responsible"),
    Place("publications", "print", gettext_lazy("To be public"), "desk:publications"),
    Place("evaluation", "note", gettext_lazy("Evaluation"), "desk:evaluation"),
    gettext_lazy("Assessment"),
    Place("targets", "report", gettext_lazy("Targets"), "desk:targets"),
    Place("tasks", "table", gettext_lazy("Tasks"), "desk:tasks"),
    Place("supervised", "note", gettext_lazy("Under supervision"), "desk:supervised"),
    Place("guarantees", "people", gettext_lazy("Guarantees"), "desk:guarantees:table"),
    Place("rankings", "station", gettext_lazy("Rankings"), "desk:rankings"),
    Place("closing", "check", gettext_lazy("Closing of lists"), "desk:closing"),
    Place("interviews", "people", gettext_lazy("Notices and interviews"), "desk:interviews"),
    Place("performance", "report", gettext_lazy("Yearly assessment"), "desk:performance"),
    Place("accounts", "people", gettext_lazy("Held to account"), "desk:accounts"),
    gettext_lazy("Signatures and log"),
    Place("review", "check", gettext_lazy("Review"), "desk:review"),
    Place("correct", "note", gettext_lazy("Corrections"), "desk:correct"),
    Place("samples", "report", gettext_lazy("Manual samples"), "desk:samples"),
    Place("releases", "print", gettext_lazy("Releases"), "desk:releases"),
    Place("intervention", "people", gettext_lazy("Interventions"), "desk:intervention"),
    Place("evidence", "chain", gettext_lazy("Evidence log"), "desk:evidence"),
    Place("key", "person", gettext_lazy("My key"), "desk:key"),
    Place("outbox", "download", gettext_lazy("Outbox"), "desk:outbox"),
)
"""Entries in their order, each below the head of its group."""


@dataclass(frozen=True)
class Group:
    """Entries of the rail that belong together, below a head; those before the first have none."""

    head: str
    places: list[Place]


def groups(person: object) -> list[Group]:
    """List what a person may enter, group by group; none that would be empty."""
    found = [Group("", [])]
    for each in RAIL:
        if not isinstance(each, Place):
            found.append(Group(str(each), []))
        elif each.opens_to(person):
            found[-1].places.append(each)
    return [group for group in found if group.places]


def seen(request: HttpRequest) -> Seen:
    """Say which things the person may see."""
    scope = people.scope(request.user)
    return scope.holds


def unit_name(request: HttpRequest) -> str:
    """Name the unit that the person acts for."""
    division = getattr(request.user, "division", None)
    organisation = getattr(request.user, "organisation", None)
    found = organisation or division
    if found is None:
        return _("Whole city")
    named = str(getattr(found, "name_en", "")) if english() else ""
    return named or str(found.name)


def page(
    request: HttpRequest, template: str, section: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a page of the desk.

    Parameters
    ----------
    request
        The request.
    template
        Name below `desk/`.
    section
        Key of the rail's entry that the page belongs to.
    context
        What the page shows.
    """
    role = getattr(request.user, "get_role_display", lambda: "")()
    rail = groups(request.user)
    around = {
        "rail": rail,
        "rail_here": next((p.word for g in rail for p in g.places if p.key == section), ""),
        "section": section,
        "unit_name": unit_name(request),
        "role_name": role,
        "today": timezone.localdate(),
    }
    return render(request, f"desk/{template}", {**around, **context})


def yesterday() -> date:
    """Give yesterday in Beijing."""
    return timezone.localdate() - timedelta(days=1)
