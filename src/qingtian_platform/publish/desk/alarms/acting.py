"""Acts upon alarms from the board and from the page of one: see, close, false alarm, hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.publish.desk.alarms import board, rows
from qingtian_platform.publish.desk.alarms.guard import acting_only
from qingtian_platform.publish.desk.alarms.reasons import CLOSINGS
from qingtian_platform.publish.desk.frame import page

MOST = 500
"""Alarms that one act may be about. [1]"""


@dataclass
class Outcome:
    """What came of an act upon several: how many, what went wrong, hand-overs that were made."""

    done: int = 0
    wrong: list[str] = field(default_factory=list)
    handovers: list[int] = field(default_factory=list)


@acting_only
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one thing to the alarms that are named, then show the board or the page again."""
    do = ACTS.get(request.POST.get("act", ""))
    if do is None:
        return HttpResponseBadRequest(_("Expected one of: see, close, false, hand, ask."))
    outcome = Outcome()
    holds = rows.within(request)
    for number in numbers(request):
        info = alarms.alarm(number)
        if info is None or not holds(info):
            outcome.wrong.append(_("There is no alarm %(n)s.") % {"n": number})
            continue
        try:
            do(request, number, outcome)
            outcome.done += 1
        except alarms.AlarmError as error:
            outcome.wrong.append(str(error))
    told = say(request.POST["act"], outcome)
    if request.headers.get("X-Part") == "live":
        return _board(request, told, wrong=bool(outcome.wrong))
    level = messages.ERROR if outcome.wrong else messages.SUCCESS
    messages.add_message(request, level, told, extra_tags="desk")
    return HttpResponseRedirect(_next(request, outcome))


def numbers(request: HttpRequest) -> list[int]:
    """Read which alarms are meant: the chosen ones, else the one that is marked."""
    texts = request.POST.getlist("ids") or [request.POST.get("one", "")]
    found = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 16]
    return list(dict.fromkeys(found))[:MOST]


def _see(request: HttpRequest, number: int, _outcome: Outcome) -> None:
    alarms.see(number, request.user)


def _false(request: HttpRequest, number: int, _outcome: Outcome) -> None:
    alarms.false_alarm(number, request.user, _words(request, "false", ""))


def _close(request: HttpRequest, number: int, _outcome: Outcome) -> None:
    key = request.POST.get("why_close", "")
    alarms.close(number, request.user, _words(request, "close", str(CLOSINGS.get(key, ""))), key)


def _hand(request: HttpRequest, number: int, outcome: Outcome) -> None:
    made = alarms.hand_over(number, request.user, request.POST.get("text_hand", ""))
    outcome.handovers.append(made.id)


def _ask(request: HttpRequest, number: int, _outcome: Outcome) -> None:
    proposed = {wish_key(wish): wish for wish in alarms.wishes(number)}
    wish = proposed.get(request.POST.get("wish", ""))
    if wish is None:
        raise alarms.AlarmError(_("This command is not proposed for the alarm any more."))
    alarms.command(number, wish, request.user)


def wish_key(wish: alarms.Wish) -> str:
    """Name a proposed command, so that a button sends what it says and nothing else."""
    return "|".join((wish.mn, wish.code, *(f"{name}={value}" for name, value in wish.items)))


ACTS: dict[str, Callable[[HttpRequest, int, Outcome], None]] = {
    "see": _see,
    "false": _false,
    "close": _close,
    "hand": _hand,
    "ask": _ask,
}


def _words(request: HttpRequest, act: str, chosen: str) -> str:
    """Put the chosen reason and the own words together."""
    parts = (chosen or request.POST.get(f"why_{act}", ""), request.POST.get(f"text_{act}", ""))
    return _(": ").join(part.strip() for part in parts if part.strip())


def say(act: str, outcome: Outcome) -> str:
    """Say what was done, and what was not and why."""
    n = outcome.done
    done = {
        "see": ngettext("%(n)s alarm seen.", "%(n)s alarms seen.", n),
        "false": ngettext(
            "%(n)s false alarm kept and counted.", "%(n)s false alarms kept and counted.", n
        ),
        "close": ngettext("%(n)s alarm closed.", "%(n)s alarms closed.", n),
        "ask": ngettext(
            "%(n)s command given to the gateway.", "%(n)s commands given to the gateway.", n
        ),
        "hand": ngettext("%(n)s alarm sent to a case.", "%(n)s alarms sent to a case.", n),
    }[act] % {"n": n}
    if not n and not outcome.wrong:
        return _("No alarm was chosen.")
    return " ".join([*([done] if n else []), *_few(outcome.wrong)])


def _few(wrong: Sequence[str]) -> list[str]:
    if len(wrong) <= 3:
        return list(wrong)
    return [*wrong[:3], _("And %(n)s more.") % {"n": len(wrong) - 3}]


def _next(request: HttpRequest, outcome: Outcome) -> str:
    """Go to the confirmation of a single hand-over, else back to where one came from."""
    if len(outcome.handovers) == 1:
        return reverse("desk:handover", args=[outcome.handovers[0]])
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if back and safe else reverse("desk:alarms")


def _board(request: HttpRequest, told: str, *, wrong: bool) -> HttpResponse:
    """Show the live part of the board from which the act was done."""
    query = request.POST.get("back", "").partition("?")[2]
    request.GET = QueryDict(query)
    request.path = reverse("desk:alarms")
    asked = rows.Asked.of(request)
    found = rows.rows(request, closed=asked.state in board.CLOSED)
    chosen = [row for row in found if asked.keeps(row)]
    context = board.context(request, found, chosen, asked) | {"told": told, "wrong": wrong}
    return page(request, "parts/alarms_live.html", "alarms", context)
