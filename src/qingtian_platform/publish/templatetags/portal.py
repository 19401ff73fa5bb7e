"""Tags that only the portal needs."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import english
from qingtian_platform.publish.pages import becoming

register = template.Library()


def _part(text: str) -> str:
    if english():
        return text
    found = re.fullmatch(r"table (\w+)(?: \((\w+)\))?( notes?)?", text)
    if found is None:
        return _other(text)
    stages = {"transition": _("transition period"), "final": _("final period")}
    stage = stages.get(found[2] or "", found[2] or "")
    table = _("table %(n)s") % {"n": found[1]}
    notes = _("notes") if found[3] else ""
    return f"{table}（{stage}）" if stage else f"{table}{notes}"


def _other(text: str) -> str:
    """Write a clause that is no table: chapters, articles, appendices, several tables."""
    if text == "clause not recorded":
        return _("clause not recorded")
    words = {
        "appendix": _("appendix %(n)s"),
        "chapter": _("chapter %(n)s"),
        "article": _("article %(n)s"),
        "tables": _("table %(n)s"),
    }
    word, _space, number = text.partition(" ")
    if word in words and number:
        return words[word] % {"n": number.replace(", ", "、")}
    return text


@register.filter
def clause(text: str) -> str:
    """Write a clause of the law's data in the reader's language."""
    return _part(str(text))


@register.filter
def cite(text: str) -> str:
    """Write standard and clause in the reader's language."""
    standard, _comma, rest = str(text).partition(", ")
    return f"{standard} {_part(rest)}".strip() if not english() else str(text)


@register.inclusion_tag("portal/parts/players.html", takes_context=True)
def players(context: dict[str, Any]) -> dict[str, Any]:
    """Offer the persons of a demo, each a click away; nothing elsewhere."""
    request = context["request"]
    found = becoming.players() if context.get("demo") else []
    after = request.GET.get("next", "") or (
        request.path if request.path.startswith("/desk/") else ""
    )
    return {"players": found, "after": after, "csrf_token": context.get("csrf_token", "")}
