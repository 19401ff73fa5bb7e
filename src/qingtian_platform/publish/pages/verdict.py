"""One verdict: sentence, bar, where the limit comes from, the steps, the other edition, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.kit.times import BEIJING, beijing, plain_day
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.pages.station import find
from qingtian_platform.publish.verdicts import classes, shapes
from qingtian_platform.publish.verdicts.shapes import Judged
from qingtian_platform.publish.verdicts.trees import Branch, branch


@dataclass(frozen=True)
class Choice:
    """An edition that the same value can be held against."""

    standard: str
    text: str
    since: str
    until: str
    href: str
    holds: bool
    on: bool


@dataclass(frozen=True)
class Compared:
    """The same value under another edition."""

    standard: str
    since: str
    judged: Judged
    tree: Branch
    same: bool


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    place: Place
    period: str
    start: datetime
    code: str


def _start(text: str) -> datetime:
    try:
        plain_day(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
        return datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=BEIJING).astimezone(UTC)
    except ValueError as error:
        raise Http404(_("Expected a start like 20261125T1300; got %(x)s.") % {"x": text}) from error


def state(key: str, period: str, start: str, code: str) -> object:  # noqa: ARG001 - of any address
    """Give the state that every verdict's page depends on."""
    return evaluate.verdict_state()


@remembered(seconds=0, of=state)
def verdict(request: HttpRequest, key: str, period: str, start: str, code: str) -> HttpResponse:
    """Show a verdict with all that it rests on."""
    if period not in ("hour", "day"):
        raise Http404(_("Expected hour or day; got %(x)s.") % {"x": period})
    if start in ("latest", "over"):
        return _latest(request, find(key), period, code, over=start == "over")
    ask = Asked(find(key), period, _start(start), code)
    found = evaluate.verdict(ask.place.id, period, ask.start, code)
    tree = evaluate.verdict_tree(ask.place.id, period, ask.start, code)
    if found is None or tree is None:
        raise Http404(_("Nothing was judged for this interval; nothing was received."))
    context: dict[str, Any] = {
        "place": ask.place,
        "found": found,
        "tree": branch(tree),
        "firm": ask.place.kind in ("outlet", "site"),
        "section": "water" if code == "class" else "outlets",
    }
    if code == "class":
        context["classed"] = classes.classed(found, ask.place)
        return render(request, "portal/class.html", context)
    own = shapes.judged(found, key, shapes.names(ask.place.id))
    context |= {
        "one": own,
        "say": shapes.sentence(ask.place.name, own),
        "choices": choices(request, found),
        "compared": compared(request, ask, found),
        "what": what(own),
        "versions": versions(ask),
    }
    return render(request, "portal/verdict.html", context)


def _latest(
    request: HttpRequest, one: Place, period: str, code: str, *, over: bool
) -> HttpResponse:
    """Lead to the last verdict of a factor, or the last of the week that is over its limit."""
    found = evaluate.last_verdict(one.id, period, code, over=over)
    if found is None:
        raise Http404(_("Nothing was judged for this interval; nothing was received."))
    asked = request.GET.urlencode()
    href = shapes.verdict_href(one.key, period, found.start, code)
    return redirect(f"{href}?{asked}" if asked else href)


def what(one: Judged) -> str:
    """Name what was judged."""
    words = {"hour": _("hourly mean of %(name)s"), "day": _("daily mean of %(name)s")}
    named = words[one.period] % {"name": one.name}
    return f"{named} ({one.field_word})" if one.field_word else named


def versions(ask: Asked) -> list[tuple[datetime | None, Judged]]:
    """List what the verdict was before, where it was corrected, each with when it was computed."""
    found = evaluate.verdict_versions(ask.place.id, ask.period, ask.start, ask.code)
    known = shapes.names(ask.place.id)
    shown = [(each.computed_at, shapes.judged(each, ask.place.key, known)) for each in found]
    return shown if len(shown) > 1 else []


def choices(request: HttpRequest, found: Verdict) -> list[Choice]:
    """List the editions of the limit that was applied, where it has had more than one."""
    editions = evaluate.editions(found)
    if len(editions) < 2:
        return []
    chosen = asked_edition(request, found)
    return [
        Choice(
            one.bounds.document,
            shapes.bound_text(one.bounds, one.unit),
            one.since.isoformat(),
            one.until.isoformat() if one.until else "",
            "?" if one.holds else f"?edition={one.as_of.isoformat()}#edition",
            one.holds,
            one.as_of == chosen or (one.holds and chosen is None),
        )
        for one in editions
    ]


def compared(request: HttpRequest, ask: Asked, found: Verdict) -> Compared | None:
    """Judge the same values by the law of the day that the reader chose."""
    as_of = asked_edition(request, found)
    if as_of is None:
        return None
    again = evaluate.judge_again(ask.place.id, ask.period, ask.start, ask.code, as_of=as_of)
    if again is None:
        return None
    other, tree = again
    shown = shapes.judged(other, ask.place.key, shapes.names(ask.place.id))
    return Compared(
        standard=other.bounds.document if other.bounds else other.edition,
        since=as_of.isoformat(),
        judged=shown,
        tree=branch(tree),
        same=(other.word, other.value) == (found.word, found.value),
    )


def asked_edition(request: HttpRequest, found: Verdict) -> date | None:
    """Read which edition the reader chose; `other` is the one before the day's, else after."""
    asked = request.GET.get("edition", "")
    others = [one.as_of for one in evaluate.editions(found) if not one.holds]
    if asked == "other" and others:
        day = beijing(found.start).date()
        return max((one for one in others if one < day), default=others[0])
    try:
        chosen = plain_day(asked)
    except ValueError:
        return None
    return chosen if chosen in others else None
