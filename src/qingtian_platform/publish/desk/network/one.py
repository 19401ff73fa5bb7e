"""The report of a pair in a month: the sentence, the drawings, the numbers, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page, seen, unit_name
from qingtian_platform.publish.desk.network import drawing, figures, printed, words
from qingtian_platform.publish.desk.network.index import visible
from qingtian_platform.publish.verdicts.law import href
from qingtian_platform.registry import api as registry


@require_safe
@desk_required(*words.READERS)
def one(request: HttpRequest, pair: str, month: str) -> HttpResponse:
    """Show a report, or hand it out as a file or for print."""
    day = words.month_of(month)
    editions = comparability.editions(pair, day) if day else []
    asked = request.GET.get("edition", "")
    chosen = editions[-1] if editions else None
    if asked.isdecimal() and 0 < int(asked[:6]) <= len(editions):
        chosen = editions[int(asked[:6]) - 1]
    if chosen is None or not visible(chosen, seen(request)):
        raise Http404(_("There is no report of this pair and month."))
    name = f"qingtian-comparability-{pair}-{month}"
    if export.asked(request):
        return export.table(request, name, _columns(chosen.content), _lines(chosen.content))
    if request.GET.get("as") == "pdf":
        return printed.answer(chosen, name, unit_name(request), str(request.user))
    content = chosen.content
    context: dict[str, Any] = {
        "report": chosen,
        "number": editions.index(chosen) + 1,
        "editions": editions,
        "content": content,
        "factor": desk_words.factor_name(content["code"]),
        "sentence": words.sentence(content),
        "outcome": words.OUTCOMES[chosen.outcome],
        "look": chosen.outcome.split()[-1],
        "scatter": drawing.scatter(content),
        "agreement": drawing.agreement(content),
        "numbers": figures.numbers(content),
        "references": figures.references(content),
        "around": [desk_words.name(t) for t in map(registry.thing, content["around"]) if t],
        "sides": figures.sides(content),
        "law": [_cited(each) for each in content["law"]],
        "clauses": words.CLAUSES[1:2],
        "apart": words.number(content["apart_km"] * 1000),
    }
    return page(request, "network/one.html", "network", context)


def _cited(each: Mapping[str, Any]) -> dict[str, Any]:
    """Say where a rule stands, and lead there."""
    practice = each["clause"] == "practice, not text"
    said = _("practice, not text") if practice else each["clause"]
    return {**each, "said": said, "href": href(each["standard"], each["path"])}


def _columns(content: Mapping[str, Any]) -> list[str]:
    unit = words.unit(content).strip()
    return [
        _("Hour begins"),
        f"{words.side(content, 'first')} {unit}".strip(),
        f"{words.side(content, 'second')} {unit}".strip(),
        f"{_('Second minus first')} {unit}".strip(),
    ]


def _lines(content: Mapping[str, Any]) -> Iterator[list[Any]]:
    for at, first, second in content["points"]:
        yield [datetime.fromtimestamp(at, UTC), first, second, round(second - first, 9)]
