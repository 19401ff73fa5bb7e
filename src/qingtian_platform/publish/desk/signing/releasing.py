"""Releases: ask in the name of a department; approve or refuse with a reason, or name the source."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.shown import line
from qingtian_platform.publish.deeds.terms import OUTCOMES
from qingtian_platform.publish.deeds.words import title_of
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.signing.refusals import refusal
from qingtian_platform.publish.desk.words import said
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.releases import api as releases

ASKING = (Role.DUTY, Role.REVIEWER, Role.ENFORCEMENT, Role.LEGAL, Role.ASSESSOR)


@desk_required(*ASKING)
def register(request: HttpRequest) -> HttpResponse:
    """List what was asked for and what is published by rule; take in what is asked."""
    if request.method == "POST":
        return _asked(request)
    found = releases.register()
    context: dict[str, Any] = {
        "rules": [_row(each) for each in found if isinstance(each.what, releases.Rule)],
        "drafts": [_row(each) for each in found if isinstance(each.what, releases.Draft)],
        "fields": [(key, field_word(key), key in releases.MUST) for key in releases.FIELDS],
    }
    return page(request, "releases.html", "releases", context)


def _row(entry: releases.Release) -> dict[str, Any]:
    what = entry.what
    if isinstance(what, releases.Rule):
        named = {"name": what.key, "title": title_of(entry)}
    else:
        named = {"name": str(what.number), **what.content}
    return {
        **named,
        "outcome": entry.outcome,
        "word": OUTCOMES[entry.outcome],
        "last": entry.last,
    }


def _asked(request: HttpRequest) -> HttpResponse:
    content = {
        key: request.POST[key].strip()
        for key in releases.FIELDS
        if request.POST.get(key, "").strip()
    }
    try:
        draft = releases.ask(content, request.user.get_username())
    except acts.ActRefusedError as error:
        messages.error(request, refusal(error, field_word), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:releases"))
    return HttpResponseRedirect(reverse("desk:release", args=[str(draft.number)]))


@desk_required(*ASKING)
def release(request: HttpRequest, name: str) -> HttpResponse:
    """Show what is asked for, and let whoever has the right decide with his signature."""
    entry = releases.find(name)
    if entry is None:
        raise Http404(_("There is no such release."))
    context: dict[str, Any] = {
        "row": _row(entry),
        "says": _says(entry),
        "dataset": entry.dataset,
        "decisions": [(line(each), each) for each in entry.acts],
        "deciding": _deciding(request, entry),
        "sources": [(each.last.hash, title_of(each)) for each in _sources(entry) if each.last],
        "log": acts.origin(),
        "login": request.user.get_username(),
        "schema": kinds.RELEASE,
    }
    return page(request, "release.html", "releases", context)


def _says(entry: releases.Release) -> list[tuple[str, str]]:
    what = entry.what
    if isinstance(what, releases.Rule):
        return [(_("what it says"), said(what.says)), (_("rests on"), said(what.source))]
    found = [(key, what.content.get(key, "")) for key in releases.FIELDS]
    return [(field_word(key), text) for key, text in found if text]


def _sources(entry: releases.Release) -> list[releases.Release]:
    return [each for each in releases.sources() if each.dataset != entry.dataset]


def _deciding(request: HttpRequest, entry: releases.Release) -> list[tuple[str, dict[str, Any]]]:
    """List what the person may sign: nothing about what he asked for himself."""
    own = isinstance(entry.what, releases.Draft) and entry.what.by == request.user.get_username()
    if own or getattr(request.user, "role", "") != Role.LEGAL:
        return []
    outcomes = [] if entry.outcome == "approved" else ["approved"]
    if entry.outcome not in {"refused", "withdrawn"}:
        outcomes.append("refused")
    return [(outcome, releases.body(entry.dataset, outcome)) for outcome in outcomes]


def field_word(key: str) -> str:
    """Name a field of a draft."""
    words = {
        "department": _("department that asks"),
        "title": _("title"),
        "statement": _("what is to be released, word for word"),
        "data": _("data of environmental quality in it"),
        "planned": _("to be released on"),
        "named": _("published source that it names"),
    }
    return words[key]
