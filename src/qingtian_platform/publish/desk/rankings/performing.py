"""The yearly assessment: dimensions, grades and what follows, for each unit; entered and frozen here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.performance import api as performance
from qingtian_platform.kit.templatetags.kit import clause_address
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.rankings import sheets, words
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.sentences import joined

FACTS: Mapping[str, Promise] = {
    "targets": gettext_lazy("Targets of the year"),
    "quality": gettext_lazy("State of the environment"),
    "satisfaction": gettext_lazy("Satisfaction of the public"),
    performance.UNMET: gettext_lazy("Targets missed"),
    performance.EXCEEDED: gettext_lazy("All exceeded"),
}
GRADES: Mapping[str, Promise] = {
    "excellent": gettext_lazy("excellent"),
    "passed": gettext_lazy("passed"),
    "failed": gettext_lazy("failed"),
}
CONSEQUENCES: Mapping[str, Promise] = {
    "no promotion, no commendation": gettext_lazy(
        "one-vote veto: those in charge are not promoted or commended"
    ),
    "first in promotion and commendation": gettext_lazy(
        "those in charge go first in promotion and commendation"
    ),
}
UNITS: Mapping[str, Promise] = {
    "divisions": gettext_lazy("Places:"),
    "organisations": gettext_lazy("Departments:"),
    "district": gettext_lazy("districts"),
    "body": gettext_lazy("bodies that owe a target"),
}
COLUMNS = ("unit", "fact", "value", "source")


@desk_required(*words.READERS)
def years(request: HttpRequest) -> HttpResponse:
    """Show a year, take in a fact or a table of facts, freeze the year."""
    known = policy()
    if known is None:
        return page(request, "rankings/performance.html", "performance", {})
    today = timezone.localdate()
    every = performance.years(today)
    year = _year(request, every)
    if request.method == "POST":
        return _taken(request, year)
    facts = (*performance.dimensions(year), performance.UNMET, performance.EXCEEDED)
    every_edition, own = performance.editions(year), words.own(request)
    now = request.GET.get("edition") == "now" or not every_edition
    found = performance.draft(year) if now else performance.frozen(every_edition[0])
    units = [_unit(known, each, facts) for each in found]
    seen = [each for each in units if not own or each["key"] == f"{own}000"]
    if request.GET.get("template"):
        name = f"qingtian-performance-{year}-facts"
        rows = [[u["key"], "satisfaction", None, None, u["name"]] for u in seen]
        return export.table(request, name, [*COLUMNS, "name"], rows)
    if export.asked(request):
        lines = [_line(each, facts) for each in seen]
        return export.table(request, f"qingtian-performance-{year}", _columns(facts), lines)
    context: dict[str, Any] = {
        "year": year,
        "years": every,
        "over": year < today.year,
        "units": seen,
        "facts": [(key, FACTS.get(key, key)) for key in facts],
        "rules": [_rule(known, key, date(year, 12, 31)) for key in performance.settings],
        "editions": _editions(known, every_edition, own),
        "drafted": now,
        "graded": sum(each["performance"] is not None for each in seen),
        "may": words.may(request),
        "columns": ", ".join(COLUMNS),
    }
    return page(request, "rankings/performance.html", "performance", context)


def _year(request: HttpRequest, every: list[int]) -> int:
    """Take the year that is asked for; else the last that is over."""
    asked = request.GET.get("year", "")
    if not asked:
        return every[min(1, len(every) - 1)]
    if not asked.isdecimal() or int(asked) not in every:
        raise Http404(_("There is no such year."))
    return int(asked)


def unit_name(known: Policy, key: str) -> str:
    """Name a district or an organisation."""
    found = known.organisations.by_key.get(key)
    return said(found.name) if found else words.place(known, key)


def _unit(known: Policy, each: performance.Unit, facts: tuple[str, ...]) -> dict[str, Any]:
    came = each.performance
    return {
        "key": each.key,
        "name": unit_name(known, each.key),
        "facts": each.facts,
        "cells": [_cell(key, each.facts.get(key)) for key in facts],
        "missing": [str(FACTS.get(key, key)) for key in each.missing],
        "performance": came,
        "grade": GRADES[came.grade] if came else "",
        "consequence": CONSEQUENCES.get(came.consequence, "") if came else "",
        "veto": bool(came and came.grade == "failed" and came.consequence),
    }


def _cell(key: str, fact: performance.Fact | None) -> dict[str, Any]:
    """Lay a fact out with what it was counted from: clauses of targets, or lists of townships."""
    if fact is None:
        return {"word": FACTS.get(key, key), "fact": None}
    lists = key == "quality"
    counted = _("closed lists of townships") if lists else _("counted in the ledger of targets")
    links = [_link(row) if lists else (row, clause_address(row)) for row in fact.rows]
    source = counted if fact.computed else fact.source
    return {"word": FACTS.get(key, key), "fact": fact, "source": source, "links": links}


def _link(row: str) -> tuple[str, str]:
    key, first, edition = row.split(" ")
    address = reverse("desk:ranking", args=[key])
    return f"{key} {first}", f"{address}?turn={first}&edition={edition}"


def _rule(known: Policy, key: str, day: date) -> dict[str, Any]:
    setting = known.settings[key]
    decision = setting.on(day)
    return {
        "question": said(setting.question),
        "answer": _answer(known, decision.value),
        "reason": said(decision.reason),
        "author": decision.author,
        "clauses": setting.clauses,
    }


def _answer(known: Policy, value: object) -> str:
    if isinstance(value, dict):
        pairs = [f"{_word(known, key)} {_answer(known, each)}" for key, each in value.items()]
        return "; ".join(pairs)
    if isinstance(value, list):
        return joined(tuple(str(UNITS.get(str(each), each)) for each in value))
    return words.way(value)


def _word(known: Policy, key: object) -> str:
    indicator = known.indicators.get(str(key))
    return (
        said(indicator.name) if indicator else str({**FACTS, **GRADES, **UNITS}.get(str(key), key))
    )


def _editions(known: Policy, every: list[performance.Edition], own: str) -> list[dict[str, Any]]:
    """List editions with what each changed; a district sees what changed for itself."""
    older: list[performance.Edition | None] = [*every[1:], None][: len(every)]
    return [
        {"edition": each, "changed": _changed(known, each, before, own)}
        for each, before in zip(every, older, strict=True)
    ]


def _changed(
    known: Policy, each: performance.Edition, before: performance.Edition | None, own: str
) -> list[tuple[str, str, str]]:
    """Tell whose score or grade an edition has otherwise than the one before."""
    if before is None:
        return []
    then = {row["unit"]: _came(row) for row in before.content["units"]}
    now = {row["unit"]: _came(row) for row in each.content["units"]}
    return [
        (unit_name(known, who), then.get(who, "–"), now.get(who, "–"))
        for who in {**now, **then}
        if then.get(who) != now.get(who) and (not own or who == f"{own}000")
    ]


def _came(row: Mapping[str, Any]) -> str:
    return f"{row['score']} {GRADES[row['grade']]}" if row["grade"] else "–"


def _columns(facts: tuple[str, ...]) -> list[str]:
    named = [str(FACTS.get(key, key)) for key in facts]
    return [_("Unit"), *named, _("Total score"), _("Grade"), _("What follows"), _("Still missing")]


def _line(each: dict[str, Any], facts: tuple[str, ...]) -> list[Any]:
    held, came = each["facts"], each["performance"]
    values = [held[key].value if key in held else None for key in facts]
    score = came.score if came else None
    return [
        each["name"], *values, score, str(each["grade"]), str(each["consequence"]),
        ", ".join(each["missing"]),
    ]  # fmt: skip


def _taken(request: HttpRequest, year: int) -> HttpResponse:
    post = request.POST
    back = HttpResponseRedirect(f"{reverse('desk:performance')}?year={year}")
    if not words.may(request):
        text = _("Only an assessor of the city assesses a year.")
        messages.error(request, text, extra_tags="desk")
        return back
    try:
        if post.get("act") == "close":
            made = performance.close(year, request.user, post.get("reason", ""))
            text = _("Edition %(n)s is frozen: %(digest)s") % {
                "n": made.number,
                "digest": made.digest[:16],
            }
        else:
            rows = [post] if post.get("act") == "enter" else sheets.rows(request, COLUMNS)
            count = performance.enter_all(
                year, ({k: r[k] for k in COLUMNS} for r in rows), request.user
            )
            text = ngettext("%(n)s fact is taken in.", "%(n)s facts are taken in.", count) % {
                "n": count
            }
    except (performance.PerformanceRefusedError, sheets.SheetError) as error:
        messages.error(request, str(error), extra_tags="desk")
    except KeyError:
        messages.error(request, _("Expected unit, fact, value and source."), extra_tags="desk")
    else:
        messages.success(request, text, extra_tags="desk")
    return back
