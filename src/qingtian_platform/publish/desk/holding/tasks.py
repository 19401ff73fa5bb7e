"""The ledger of tasks: who owes what by when, and how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian.policy.tasks import summary
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said

READERS = (Role.ASSESSOR, Role.DUTY, Role.LEGAL, Role.REVIEWER, Role.ENFORCEMENT)
SHOWN = 50
FILTERS = ("document", "owner", "state", "q", "from", "until")
STATES = {
    "done": gettext_lazy("done"),
    "open": gettext_lazy("under way"),
    "soon": gettext_lazy("near its day"),
    "no record": gettext_lazy("day passed, no record"),
    "in force": gettext_lazy("in force"),
    "not yet": gettext_lazy("not yet"),
    "for people": gettext_lazy("principle"),
}
NAMED = {
    "gazette": gettext_lazy("named by the text"),
    "assigned": gettext_lazy("assigned"),
    "nobody": gettext_lazy("the text names nobody"),
}


@desk_required(*READERS)
def tasks(request: HttpRequest) -> HttpResponse:
    """List tasks as of a day; take in who owes one, and that one was done."""
    known = policy()
    if known is None:
        return page(request, "tasks.html", "tasks", {})
    if request.method == "POST":
        return _taken(request)
    day = as_of(request, known)
    every = ledger.tasks_on(day)
    found = [each for each in every if _asked(request, known, each)]
    if export.asked(request):
        lines = [_line(known, each) for each in found]
        return export.table(request, f"qingtian-tasks-{day}", list(COLUMNS), lines)
    shown = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "day": day,
        "states": [
            (slug(state), STATES[state], count)
            for state, count in summary(each.task for each in every)
        ],
        "documents": [(key, said(each.title)) for key, each in known.documents.items()],
        "owners": _owners(known, every),
        "organisations": [(k, said(o.name)) for k, o in known.organisations.by_key.items()],
        "rows": _rows(known, shown),
        "shown": shown,
        "total": len(found),
        "may": getattr(request.user, "role", "") == Role.ASSESSOR,
        "asked": {key: request.GET.get(key, "") for key in FILTERS},
    }
    return page(request, "tasks.html", "tasks", context)


COLUMNS = (
    "task",
    "document",
    "text",
    "owner",
    "named by",
    "due",
    "state",
    "done on",
    "what shows it",
)


def slug(state: str) -> str:
    """Write a state as it stands in an address."""
    return state.replace(" ", "-")


def _asked(request: HttpRequest, known: Policy, each: ledger.TaskInfo) -> bool:
    asked, task = request.GET, each.task
    return (
        asked.get("document", "") in ("", known.clauses[task.clause].document)
        and asked.get("state", "") in ("", slug(task.state))
        and (not asked.get("owner") or asked["owner"] in (*task.owners, task.named))
        and asked.get("q", "") in (task.clause + known.clauses[task.clause].text)
        and _within(task.due, asked.get("from", ""), asked.get("until", ""))
    )


def _within(due: date | None, first: str, last: str) -> bool:
    """Tell whether a day lies between two as 2026-11-26; a task without a day lies in no stretch."""
    if due is None:
        return not first and not last
    return first <= due.isoformat() and (not last or due.isoformat() <= last)


def _rows(known: Policy, shown: Iterable[ledger.TaskInfo]) -> list[dict[str, Any]]:
    held = list(shown)
    papers = duties.papers(digest for each in held if each.done for digest in each.done.files)
    return [
        _row(known, each)
        | {"papers": [papers[h] for h in (each.done.files if each.done else ()) if h in papers]}
        for each in held
    ]


def _row(known: Policy, each: ledger.TaskInfo) -> dict[str, Any]:
    return {
        "task": each.task,
        "key": each.task.key,
        "text": known.clauses[each.task.clause].text,
        "owners": [owner_name(known, key) for key in each.task.owners],
        "named": NAMED[each.task.named],
        "state": STATES[each.task.state],
        "slug": slug(each.task.state),
        "done": each.done,
        "assigned": each.assigned,
    }


def _line(known: Policy, each: ledger.TaskInfo) -> list[str | None]:
    clause, task = known.clauses[each.task.clause], each.task
    return [
        task.key,
        clause.document,
        clause.text,
        ", ".join(owner_name(known, key) for key in task.owners),
        str(NAMED[task.named]),
        task.due.isoformat() if task.due else None,
        str(STATES[task.state]),
        beijing(each.done.at).date().isoformat() if each.done else None,
        each.done.words if each.done else "",
    ]


def _owners(known: Policy, every: Iterable[ledger.TaskInfo]) -> list[tuple[str, str]]:
    keys = sorted({key for each in every for key in each.task.owners})
    names = [(key, owner_name(known, key)) for key in keys]
    return [("nobody", str(NAMED["nobody"])), *sorted(names, key=lambda pair: pair[1])]


def owner_name(known: Policy, key: str) -> str:
    """Name an organisation; a word that the directory does not have stays as it is."""
    found = known.organisations.by_key.get(key)
    return said(found.name) if found else key


def _taken(request: HttpRequest) -> HttpResponse:
    """Take in what an assessor says of a task."""
    if getattr(request.user, "role", "") != Role.ASSESSOR:
        messages.error(request, _("Only an assessor keeps the ledger."), extra_tags="desk")
        return _back(request)
    post = request.POST
    try:
        if post.get("act") == "assign":
            ledger.assign(
                post.get("clause", ""), post.get("owner", ""), post.get("reason", ""), request.user
            )
            words = _("Who owes %(x)s is taken down.") % {"x": post["clause"]}
        else:
            day = date.fromisoformat(post.get("day", ""))
            files = duties.keep_papers(request.FILES.getlist("papers"))
            ledger.record_done(
                post.get("task", ""), day, post.get("words", ""), request.user, files=files
            )
            words = _("That %(x)s was done is taken down.") % {"x": post["task"]}
    except (ledger.TaskRefusedError, duties.DutyRefusedError) as error:
        messages.error(request, str(error), extra_tags="desk")
    except ValueError:
        messages.error(request, _("Expected a day as 2026-11-26."), extra_tags="desk")
    else:
        messages.success(request, words, extra_tags="desk")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{reverse('desk:tasks')}{'?' + query if query else ''}")
