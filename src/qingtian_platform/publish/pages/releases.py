"""The register of releases: what is published by rule, and what other departments may release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.kit.categories import english
from qingtian_platform.publish.deeds import shown, words
from qingtian_platform.publish.deeds.terms import OUTCOMES
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.releases import api as releases


@dataclass(frozen=True)
class Row:
    """An entry of the register as the public sees it.

    Attributes
    ----------
    name
        In its address; empty where it has no page for the public.
    source
        Number of the act that released what it takes its information from, and its title.
    by
        Role of who decided.
    act
        Number of the act that holds; None where nobody has decided.
    """

    name: str
    title: str
    department: str
    says: str
    basis: str
    outcome: str
    outcome_word: str
    by: str
    at: datetime | None
    act: int | None
    source: tuple[int, str] | None


def row(entry: releases.Release) -> Row:
    """Put an entry into the reader's language, and keep back what was never released."""
    what, side = entry.what, "en" if english() else "zh"
    name, department, says, basis = words.address_of(entry), "", "", ""
    if isinstance(what, releases.Rule):
        says, basis = what.says[side], what.source[side]
    elif name:
        department, says = what.content["department"], what.content["statement"]
    return Row(
        name=name,
        title=words.title_of(entry),
        department=department,
        says=says,
        basis=basis,
        outcome=entry.outcome,
        outcome_word=str(OUTCOMES[entry.outcome]),
        by="" if entry.last is None else words.role(entry.last),
        at=entry.at,
        act=None if entry.last is None else entry.last.number,
        source=source_of(entry),
    )


def source_of(entry: releases.Release) -> tuple[int, str] | None:
    """Give the act that released what an entry takes its information from, and its title."""
    number = acts.number_of(entry.source) if entry.source else None
    act = None if number is None else acts.act(number)
    found = None if act is None else releases.find(act.act.body["dataset"])
    if number is None or found is None:
        return None
    return number, words.title_of(found)


@require_safe
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Show the register; a draft that nobody has decided about is not in it."""
    found = [row(each) for each in releases.register()]
    context: dict[str, Any] = {
        "rules": [each for each in found if each.basis],
        "drafts": [each for each in found if not each.basis and each.outcome != "asked"],
        "section": "verify",
    }
    return render(request, "portal/releases.html", context)


@require_safe
@never_cache
def release(request: HttpRequest, name: str) -> HttpResponse:
    """Show one entry of the register with everything that was decided about it."""
    entry = releases.find(name)
    if entry is None or not row(entry).name:
        raise Http404(_("Expected an entry of the register of releases."))
    what = entry.what
    draft = None if isinstance(what, releases.Rule) else what
    context: dict[str, Any] = {
        "row": row(entry),
        "draft": draft,
        "salt": draft.salt.hex() if draft else "00" * 32,
        "text": what.text,
        "dataset": entry.dataset,
        "decisions": [(shown.line(each), each) for each in entry.acts],
        "section": "verify",
    }
    return render(request, "portal/release.html", context)
