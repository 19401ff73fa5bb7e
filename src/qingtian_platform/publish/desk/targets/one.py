"""One target: plot, every figure with its lineage and who said it, clause, unit, reminders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from qingtian.policy import Policy
from qingtian.policy.targets import ABOUT
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.api import BaselineInfo, Figure, TargetInfo
from qingtian_platform.kit.words import side
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding.tasks import READERS, owner_name
from qingtian_platform.publish.desk.targets import plot, wall, words
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.gazette import answered

COLUMNS = (
    "day",
    "figure",
    "computed or handed in",
    "counts",
    "provisional",
    "from",
    "why not",
    "by",
    "at",
)


@desk_required(*READERS)
def target(request: HttpRequest, clause: str) -> HttpResponse:
    """Show a target as of a day, or hand its figures out as a file."""
    known = policy()
    if known is None or clause not in known.targets:
        raise Http404(clause)
    if request.method == "POST":
        return wall.taken(request)
    day = as_of(request)
    found = ledger.target(clause, day)
    if export.asked(request):
        lines = [_line(each) for each in found.figures]
        return export.table(request, f"qingtian-target-{clause}-{day}", COLUMNS, lines)
    context: dict[str, Any] = {
        "day": day,
        "row": wall.row(known, found, day),
        "target": found.target,
        "headings": known.clauses[clause].headings,
        "document": said(known.documents[found.target.clause.document].title),
        "plot": plot.draw(found, plot.LARGE, words.why_light(found)),
        "figures": [figure(clause, each, found, day) for each in reversed(found.figures)],
        "handed": [
            {"day": when, "value": words.number(value), "said": statement}
            for when, value, statement in ledger.reported(clause, day)
        ],
        "baselines": [_baseline(each, found) for each in found.baselines],
        "settings": _settings(known, found, day),
        "reminders": [
            (owner_name(known, to), statement) for to, statement in ledger.reminders(clause, day)
        ],
        "may": wall.may(request),
    }
    return page(request, "targets/one.html", "targets", context)


def figure(clause: str, each: Figure, found: TargetInfo, day: date) -> dict[str, Any]:
    """Give what the table says of a figure."""
    lineage = each.lineage
    other = next((f for f in found.figures if f.day == each.day and f is not each), None)
    both = each.value is not None and other is not None and other.value is not None
    return {
        "day": each.day,
        "value": words.number(each.value),
        "each": each,
        "difference": f"{each.value - other.value:+f}" if both and each.source else "",  # type: ignore[operator, union-attr]
        "series": words.series(lineage) if lineage else "",
        "counts": words.counted(lineage) if lineage else "",
        "origins": words.origins(lineage.origins) if lineage else "",
        "why": words.why_none(lineage) if lineage else "",
        "editions": lineage.editions if lineage else (),
        "href": _behind(clause, each, day),
    }


def _behind(clause: str, each: Figure, day: date) -> str:
    """Give the address where a computed figure can be followed; empty for one handed in."""
    if each.lineage is None:
        return ""
    if each.lineage.series == "connected":
        asked = {"by": "outlet", "from": str(each.day), "to": str(each.day)}
        return f"{reverse('desk:rates')}?{urlencode(asked)}"
    if each.lineage.series == "checks":
        return reverse("desk:rankings")
    found = reverse("desk:target_year", args=[clause, each.day.year])
    return f"{found}?{urlencode({'day': str(day)})}"


def _baseline(each: BaselineInfo, found: TargetInfo) -> dict[str, Any]:
    """Give what the table says of a number that a reduction is counted from."""
    computed = next((b.value for b in found.baselines if b.source is None), None)
    differs = each.source is not None and computed is not None
    return {
        "each": each,
        "value": words.number(each.value),
        "difference": f"{each.value - computed:+f}" if differs else "",  # type: ignore[operator]
    }


def _settings(known: Policy, found: TargetInfo, day: date) -> list[dict[str, Any]]:
    """List the settings that a target's page rests on, with answer, author and reason."""
    keys = ["target.amber", "target.forecast"]
    if found.target.clause.operator == ABOUT and "target.about" in known.settings:
        keys.append("target.about")
    keys += [found.goal] if found.goal else []
    if any(each.lineage for each in found.figures):
        keys.append("target.stands")
    if found.target.baseline:
        keys += ["target.baseline", "target.days"]
    rows = []
    for key in keys:
        setting = known.settings[key]
        decision = setting.on(max(day, setting.decisions[0].since))
        rows.append(
            {
                "key": key,
                "question": said(setting.question),
                "answer": answered(known, decision.value),
                "since": decision.since,
                "author": decision.author,
                "reason": said(decision.reason),
            }
        )
    return rows


def _line(each: Figure) -> list[Any]:
    lineage, source = each.lineage, each.source
    return [
        each.day,
        each.value,
        "handed in" if source else "computed",
        "yes" if each.counts else "no",
        "yes" if each.provisional else "",
        side(source.words) if source else words.counted(lineage) if lineage else "",
        words.why_none(lineage) if lineage else "",
        source.name if source else "",
        source.at if source else None,
    ]
