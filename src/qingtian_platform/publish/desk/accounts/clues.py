"""Clues transferred to organs of discipline and supervision: register, receipt, package, result."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.accounts import guard, words
from qingtian_platform.publish.desk.accounts.dossier import fact_row, signing
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said
from qingtian_platform.record.acts import api as acts


@desk_required(*guard.READERS)
def clues(request: HttpRequest) -> HttpResponse:
    """List the transfers, the newest first."""
    known = guard.known_policy()
    rows = [_row(known, each) for each in _mine(request, known)]
    context = {"rows": rows, "cited": known.settings[accounts.ORGAN].clauses}
    return page(request, "accounts/clues.html", "accounts", context)


def _mine(request: HttpRequest, known: Policy) -> list[accounts.TransferInfo]:
    today = timezone.localdate()
    return [
        each
        for each in accounts.transfers()
        if accounts.sees(request.user, known, each.unit, today)
    ]


def _row(known: Policy, each: accounts.TransferInfo) -> dict[str, Any]:
    return {
        "transfer": each,
        "name": words.unit(known, each.unit, timezone.localdate()),
        "steps": [(words.transfer_step(step.what), step) for step in each.steps],
        "act": acts.number_of(each.act),
    }


@desk_required(*guard.READERS)
def clue(request: HttpRequest, number: int) -> HttpResponse:
    """Show the receipt of a transfer; take down what became of it."""
    known = guard.known_policy()
    found = _find(request, known, number)
    if request.method == "POST":
        guard.attempt(request, lambda: _stepped(request, number))
        return HttpResponseRedirect(request.path)
    context = {
        **_row(known, found),
        "facts": [_named(known, each) for each in found.content["facts"]],
        "next": [] if not accounts.of_city(request.user) else _next(found),
        "today": timezone.localdate(),
    }
    return page(request, "accounts/clue.html", "accounts", context)


def _named(known: Policy, fact: dict[str, Any]) -> dict[str, Any]:
    """Add to a fact of a paper what kind and type are called."""
    kind, day = fact["kind"], timezone.localdate()
    named = {"kind_word": words.KINDS.get(kind, kind)}
    return {**fact, **named, "type_word": words.type_of(known, kind, fact["type"], day)}


def _next(found: accounts.TransferInfo) -> list[tuple[str, str]]:
    what = "disposed" if found.steps else "received"
    return [(what, words.transfer_step(what))]


def _find(request: HttpRequest, known: Policy, number: int) -> accounts.TransferInfo:
    for each in _mine(request, known):
        if each.number == number:
            return each
    raise Http404(_("There is no such transfer."))


def _stepped(request: HttpRequest, number: int) -> str:
    post = request.POST
    day, said_words = guard.day_of(request), post.get("words", "")
    files = guard.kept_files(request)
    accounts.transfer_step(number, post.get("step", ""), day, said_words, request.user, files=files)
    return _("Taken down for transfer %(n)s.") % {"n": number}


@desk_required(*guard.READERS)
def package(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the package of a transfer."""
    _find(request, guard.known_policy(), number)
    try:
        made = accounts.package(number)
    except accounts.AccountRefusedError as error:
        raise Http404(str(error)) from None
    headers = {"Content-Disposition": f'attachment; filename="qingtian-clue-{number:04}.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=headers)


@desk_required(*guard.READERS)
def begin(request: HttpRequest, unit: str) -> HttpResponse:
    """Write the transfer of a clue about a unit, and sign it."""
    known, today = guard.known_policy(), timezone.localdate()
    guard.own_unit(request, known, unit)
    if request.method == "POST":
        guard.attempt(request, lambda: _begun(request, unit))
        return HttpResponseRedirect(reverse("desk:account_transfer", args=[unit]))
    standing = [each for each in accounts.facts(today, unit) if each.withdrawn is None]
    context = {
        "unit": unit,
        "name": words.unit(known, unit, today),
        "facts": [fact_row(known, each, today) for each in standing],
        "organ": said(known.decided(accounts.ORGAN, today)),
        "cited": known.settings[accounts.ORGAN].clauses,
        "of_city": accounts.of_city(request.user),
        "transfers": [_row(known, each) for each in accounts.transfers(unit)],
        **signing(request, unit, "transfer"),
    }
    return page(request, "accounts/transfer.html", "accounts", context)


def _begun(request: HttpRequest, unit: str) -> str:
    post = request.POST
    accounts.transfer(
        unit,
        post.get("responsible", ""),
        post.get("clue", ""),
        post.get("organ", ""),
        guard.numbers_of(request),
        request.user,
    )
    return _("The transfer is written. It has its number once you sign it.")
