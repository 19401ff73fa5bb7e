"""The register of what must be public: by whom, when, where it stands, since when, with which proof."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.duties.one import a_day, refuse, the_policy
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.gazette import answered, length
from qingtian_platform.publish.sentences import joined

STATES: dict[str, Promise] = {
    "no record": gettext_lazy("day passed, no record"),
    "soon": gettext_lazy("near its day"),
    "open": gettext_lazy("not yet due"),
    "late": gettext_lazy("public, after its day"),
    "public": gettext_lazy("public"),
    "runs": gettext_lazy("runs on this platform"),
    "events": gettext_lazy("on events, none on record"),
}
SIGNS = {
    "no record": "○",
    "soon": "◔",
    "open": "·",
    "late": "◑",
    "public": "●",
    "runs": "▶",
    "events": "–",
}
COLUMNS = (
    "item", "what", "who", "when", "due", "state", "address", "since", "SHA-256", "clauses",
    "by the pack",
)  # fmt: skip


@desk_required(*words.READERS)
def publications(request: HttpRequest) -> HttpResponse:
    """Show the whole register as of a day, what passed without a record first."""
    known = the_policy()
    day = as_of(request, known)
    every = entries(known, day)
    shown = words.seen_units(request, known)
    every = [each for each in every if shown is None or not each["unit"] or each["unit"] in shown]
    asked = request.GET.get("state", "")
    found = [each for each in every if asked in ("", each["slug"])]
    if export.asked(request):
        lines = [[*_line(each)] for each in found]
        return export.table(request, f"qingtian-publications-{day}", list(COLUMNS), lines)
    context: dict[str, Any] = {
        "day": day,
        "items": grouped(known, found),
        "shown": len(found),
        "total": len(every),
        "states": [
            (words.slug(key), SIGNS[key], word, sum(e["state"] == key for e in every))
            for key, word in STATES.items()
        ],
        "asked": asked,
        "public": duties.is_public(day),
        "setting": known.settings[duties.REGISTER].on(day),
        "question": said(known.settings[duties.REGISTER].question),
        "answer": answered(known, known.settings[duties.REGISTER].on(day).value),
        "why": said(known.settings[duties.REGISTER].on(day).reason),
    }
    return page(request, "duties/publications.html", "publications", context)


def entries(known: Policy, day: date) -> list[dict[str, Any]]:
    """List the entries of the register in the reader's language."""
    return [_entry(known, each, day) for each in duties.items(day)]


def _entry(known: Policy, each: duties.ItemInfo, day: date) -> dict[str, Any]:
    one = known.publications[each.item]
    who = (each.unit,) if each.unit else one.by
    return {
        "item": each.item,
        "unit": each.unit,
        "name": said(one.name),
        "who": joined(tuple(words.unit(known, key) for key in who or ("",))),
        "by_pack": words.by_pack(known, one.by, one.clauses),
        "when": when(known, each.item),
        "due": each.due,
        "left": words.left(each.due, day) if each.due else "",
        "state": each.state,
        "slug": words.slug(each.state),
        "sign": SIGNS[each.state],
        "word": STATES[each.state],
        "proofs": each.proofs,
        "proof": each.proofs[0] if each.proofs else None,
        "live": one.live,
        "clauses": one.clauses,
        "tests": _tests(known, one.clauses) if one.live else (),
        "query": _query(each),
    }


def _tests(known: Policy, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """Name the tests that show that what is public by itself runs."""
    covers = (c for c in known.covers.values() if set(c.clauses) & set(clauses))
    return tuple(dict.fromkeys(test for each in covers for test in each.tests))


def _query(each: duties.ItemInfo) -> str:
    query = QueryDict(mutable=True)
    query.update(
        {"item": each.item, "unit": each.unit, "due": each.due.isoformat() if each.due else ""}
    )
    return query.urlencode()


def when(known: Policy, item: str) -> str:
    """Say when an item is owed."""
    one = known.publications[item]
    if one.day is not None:
        return _("by %(day)s") % {"day": one.day}
    if one.cycle is not None:
        text = (
            f"P{one.cycle.months // 12}Y" if one.cycle.months % 12 == 0 else f"P{one.cycle.months}M"
        )
        return _("every %(period)s") % {"period": length(text)}
    ways = {
        "event": _("when it happens"),
        "continuous": _("without end"),
        "real time": _("in real time"),
    }
    return ways[one.word]


def grouped(known: Policy, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the entries of an item together; items with a day that passed without a record first."""
    order = {state: n for n, state in enumerate(STATES)}
    made: list[dict[str, Any]] = []
    for key in known.publications:
        mine = [each for each in found if each["item"] == key]
        if mine:
            mine.sort(key=lambda e: (order[e["state"]], -(e["due"] or date.min).toordinal()))
            made.append(
                {
                    "head": mine[0],
                    "rows": mine,
                    "passed": sum(e["state"] == "no record" for e in mine),
                }
            )
    return sorted(made, key=lambda e: order[e["head"]["state"]])


def _line(each: dict[str, Any]) -> list[str | None]:
    proof = each["proof"]
    return [
        each["item"],
        each["name"],
        each["who"],
        each["when"],
        each["due"].isoformat() if each["due"] else None,
        str(each["word"]),
        proof.address if proof else each["live"],
        proof.since.isoformat() if proof else None,
        proof.sha256 if proof else "",
        " ".join(each["clauses"]),
        each["by_pack"],
    ]


@desk_required(*words.READERS)
def entry(request: HttpRequest) -> HttpResponse:
    """Show one entry (`?item=&unit=&due=`) with its proofs; take down a new one."""
    known = the_policy()
    asked = {key: request.GET.get(key, "") for key in ("item", "unit", "due")}
    today = timezone.localdate()
    found = next(
        (
            each
            for each in entries(known, today)
            if (each["item"], each["unit"], each["due"].isoformat() if each["due"] else "")
            == tuple(asked.values())
        ),
        None,
    )
    shown = words.seen_units(request, known)
    if found is None or (shown is not None and found["unit"] and found["unit"] not in shown):
        raise Http404(_("There is no such entry."))
    may = _may(request, known, found)
    if request.method == "POST":
        return _proved(request, found, may=may)
    context: dict[str, Any] = {
        "entry": found,
        "texts": [(each, known.clauses[each].text) for each in found["clauses"]],
        "may": may and not found["live"],
        "today": today,
    }
    return page(request, "duties/entry.html", "publications", context)


def _may(request: HttpRequest, known: Policy, found: dict[str, Any]) -> bool:
    owing = (found["unit"],) if found["unit"] else known.publications[found["item"]].by
    return any(words.may_write(request, known, each) for each in owing or ("",))


def _proved(request: HttpRequest, found: dict[str, Any], *, may: bool) -> HttpResponse:
    there = HttpResponseRedirect(f"{reverse('desk:publication')}?{found['query']}")
    post = request.POST
    if not may:
        refuse(request, _("Only an assessor, or who answers for the unit, writes here."))
        return there
    try:
        digest = duties.prove(
            found["item"], found["unit"], found["due"], a_day(post.get("since", "")),
            post.get("address", ""), request.FILES.get("file"), post.get("words", ""), request.user,
        )  # fmt: skip
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
    else:
        words_said = _("Taken down; SHA-256 %(digest)s.") % {"digest": digest}
        messages.success(request, words_said, extra_tags="desk")
    return there
