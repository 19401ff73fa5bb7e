"""One matter on the phone: what, where, until when, what I can do, what was done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from qingtian.cases import Reason
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.field.around import CREW, deadline, page, visible
from qingtian_platform.registry import api as registry

LINES = 30


@desk_required(*CREW)
def matter(request: HttpRequest, number: int) -> HttpResponse:
    """Show it."""
    now = datetime.now(UTC)
    info = visible(request, number)
    case = cases.case(number, now)
    kind = case.procedure
    offers = cases.offered(number, request.user, now)
    needed = {name for each in offers for name in (*each.act.needs, *each.act.needs_if)}
    found = papers.papers(number)
    context: dict[str, Any] = {
        "matter": info,
        "title": info.title(language()),
        "state": info.state_name(language()),
        "deadline": deadline(info.opened_at, info.next_due, now),
        "duties": [
            {
                "name": said(kind.duties[each.kind].name),
                "who": said(kind.parties[kind.duties[each.kind].owed_by]),
                "deadline": deadline(each.since, each.due, now),
                "clauses": kind.duties[each.kind].ground.clauses,
            }
            for each in case.open_duties
        ],
        "thing": registry.things().get(info.subject.thing_id) if info.subject.thing_id else None,
        "offers": [(each, said(each.act.name), _barred(each)) for each in offers],
        "kinds": [(name, said(kind.papers[name].name)) for name in kind.papers if name in needed],
        "papers": [(each, each.title(language())) for each in found],
        "patrol": next(iter(patrols.patrols(matter=number)), None),
        "lines": [(each, each.words(language())) for each in cases.timeline(number, now)][-LINES:][
            ::-1
        ],
    }
    return page(request, "matter.html", context)


def _barred(offer: cases.Offer) -> list[str]:
    return [each.say(language()) if isinstance(each, Reason) else each for each in offer.barred]
