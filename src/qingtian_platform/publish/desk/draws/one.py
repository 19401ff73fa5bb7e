"""One draw at the desk: where it stands, the own step as a party, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from qingtian.draw.drawing import lacking
from qingtian.ledger import kinds
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.draws import api as draws
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.draws import guard
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.draws import shown
from qingtian_platform.publish.draws.pages import known
from qingtian_platform.record.acts import api as acts

OUTCOMES = {
    "met": gettext_lazy("meets it"),
    "not-met": gettext_lazy("does not meet it"),
    "not-checked": gettext_lazy("not checked"),
}


@desk_required(*guard.READERS)
@never_cache
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show a draw; take a commitment, a reveal, or what was found."""
    found = known(name)
    if request.method == "POST":
        work = _WORK.get(request.POST.get("act", ""), _unknown)
        guard.done(request, lambda: work(request, found))
        return HttpResponseRedirect(reverse("desk:draws:one", args=[name]))
    now = datetime.now(UTC)
    names = shown.named(now)
    context: dict[str, Any] = {
        "draw": found,
        "state": shown.STATES[found.state],
        "sentence": shown.sentence(found),
        "steps": shown.steps(found),
        "quotas": shown.quotas(found, names),
        "teams": _teams(request, found, names, now),
        "recordable": draws.recordable(found),
        "passed": guard.left(found, now),
        "lacks": lacking(draws.pool(now), found.settings) if found.state == "pooling" else [],
        **_part(request, found),
    }
    return page(request, "draws/one.html", "draws", context)


def _teams(
    request: HttpRequest, found: draws.DrawInfo, names: Mapping[str, str], now: datetime
) -> list[dict[str, Any]]:
    """List what was drawn, each with the items of its sheet and what was found of them, if anything."""
    teams = shown.teams(found, names)
    if not teams:
        return []
    may = guard.may_find(request, found)
    handed = {(each.object, each.item): each for each in draws.findings(found.name)}
    items = [(item.key, said(item.name)) for item in draws.items(now)]

    def sheet(key: str) -> list[tuple[Any, Any, Any]]:
        rows = [(item, name, handed.get((key, item))) for item, name in items]
        return [(item, name, each and (OUTCOMES[each.outcome], each)) for item, name, each in rows]

    return [
        {
            **row,
            "sheet": sheet(row["object"].key),
            "opens": _opens(row["matter"], request),
            "may": row["object"].key in may,
        }
        for row in teams
    ]


def _opens(matter: int | None, request: HttpRequest) -> bool:
    """Say whether the person may open a matter: a district reads its own alone."""
    if matter is None:
        return False
    try:
        cases.matter(matter, request.user)
    except cases.ForbiddenError:
        return False
    return True


def _part(request: HttpRequest, found: draws.DrawInfo) -> dict[str, Any]:
    """Gather what the person does as a party: what is due, and the paper that waits for its signature."""
    try:
        party = draws.own(found, request.user)
    except draws.DrawRefusedError:
        return {"party": None, "outcomes": OUTCOMES}
    paper = None if found.over else draws.waiting(found.name, request.user)
    return {
        "party": party,
        "outcomes": OUTCOMES,
        "commits": found.state == "committing" and party.committed_at is None,
        "reveals": found.state == "revealing" and party.revealed_at is None,
        "paper": paper and paper.hash,
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }


def _unknown(_request: HttpRequest, _found: draws.DrawInfo) -> str:
    raise draws.DrawRefusedError(_("Expected a form of this page."))


def _commit(request: HttpRequest, found: draws.DrawInfo) -> str:
    said_ = request.POST.get("commitment", "").strip()
    draws.write_commitment(found.name, request.user, said_)
    return _("The commitment is written. It holds once you sign it.")


def _reveal(request: HttpRequest, found: draws.DrawInfo) -> str:
    salt, secret = (request.POST.get(key, "").strip() for key in ("salt", "secret"))
    draws.write_reveal(found.name, request.user, salt, secret)
    return _("What you reveal is written. It holds once you sign it.")


def _find(request: HttpRequest, found: draws.DrawInfo) -> str:
    post = request.POST
    key, item = post.get("object", ""), post.get("item", "")
    if key not in guard.may_find(request, found):
        raise draws.DrawRefusedError(
            _("Inspectors who were drawn and the parties hand in what was found.")
        )
    outcome, words = post.get("outcome", ""), post.get("words", "")
    draws.hand_in(found.name, key, item, outcome, words, request.user)
    return _("Handed in, for all departments.")


_WORK: dict[str, Callable[[HttpRequest, draws.DrawInfo], str]] = {
    "commit": _commit,
    "reveal": _reveal,
    "find": _find,
}
