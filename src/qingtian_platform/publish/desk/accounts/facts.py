"""Facts: hand one in by a form, many by a file; every refusal names its row and what was expected."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.policy import Policy
from qingtian.policy.accounts import FIRMS, TOWNS, TYPES
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.kit import attachments
from qingtian_platform.people.api import desk_required, scope
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.accounts import guard, words
from qingtian_platform.publish.desk.accounts.dossier import fact_row
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said

LARGEST = 4 << 20
SHOWN = 100


@desk_required(*guard.READERS)
def facts(request: HttpRequest) -> HttpResponse:
    """List the facts that were handed in last, and take facts in."""
    known = guard.known_policy()
    if request.method == "POST":
        guard.attempt(request, lambda: _taken(request))
        return HttpResponseRedirect(reverse("desk:account_facts"))
    if export.asked(request):
        return export.table(request, "qingtian-facts", list(accounts.COLUMNS), [])
    today = timezone.localdate()
    mine = [
        each
        for each in accounts.facts(today)
        if accounts.sees(request.user, known, each.row.unit, today)
    ]
    last = sorted(mine, key=lambda each: -each.id)[:SHOWN]
    context: dict[str, Any] = {
        "rows": [
            {**fact_row(known, each, today), "name": words.unit(known, each.row.unit, today)}
            for each in last
        ],
        "total": len(mine),
        "shown": SHOWN,
        "today": today,
        "columns": accounts.COLUMNS,
        "proven": [
            (row, words.unit(known, row.unit, today)) for row in _proven(request, known, today)
        ],
        "kinds": [
            (kind, words.KINDS.get(kind, kind), [(key, said(name)) for key, name in types.items()])
            for kind, types in known.decided(TYPES, today).items()
        ],
        "units": _units(request, known),
    }
    return page(request, "accounts/facts.html", "accounts", context)


def _proven(request: HttpRequest, known: Policy, today: date) -> list[accounts.FactRow]:
    """List what matters proved in the person's part of the city and nobody has handed in."""
    rows = accounts.proven(today)
    return [row for row in rows if accounts.sees(request.user, known, row.unit, today)]


def _units(request: HttpRequest, known: Policy) -> list[tuple[str, str]]:
    """List who can be called to account and is in the person's part of the city, by code or key."""
    today = timezone.localdate()
    codes = [each.code for each in known.divisions.on(today, ("district", *TOWNS))]
    if accounts.of_city(request.user):
        bodies = known.organisations.by_key.values()
        codes += [b.key for b in bodies if b.kind == "body" and b.level in ("city", "district")]
        codes += list(known.decided(FIRMS, today))
    else:
        district = scope(request.user).district
        codes = [code for code in codes if code[:6] == district]
    return [(code, words.unit(known, code, today)) for code in codes]


def _taken(request: HttpRequest) -> str:
    """Take facts from a file, or one from the form."""
    upload = request.FILES.get("file")
    if request.POST.get("act") == "proven":
        number = request.POST.get("matter", "")
        own = _proven(request, guard.known_policy(), timezone.localdate())
        rows, files = [row for row in own if row.source == number], []
    elif upload is None:
        post = request.POST
        kind, _slash, of = post.get("type", "").partition("/")
        named = {key: post.get(key, "").strip() for key in accounts.COLUMNS}
        rows = [accounts.FactRow(**{**named, "kind": kind, "type": of})]
        files = guard.kept_files(request)
    else:
        if upload.size is None or upload.size > LARGEST:
            raise accounts.AccountRefusedError(_("Expected a CSV file of at most 4 MiB."))
        rows, files = _rows(bytes(upload.read())), []
    numbers = accounts.hand_in(rows, request.user, files=files)
    n = len(numbers)
    return ngettext("%(n)s fact is entered.", "%(n)s facts are entered.", n) % {"n": n}


def _rows(content: bytes) -> list[accounts.FactRow]:
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise accounts.AccountRefusedError(_("Expected CSV in UTF-8.")) from problem
    if not lines or tuple(lines[0]) != accounts.COLUMNS:
        raise accounts.AccountRefusedError(
            _("Expected the columns %(x)s.") % {"x": ", ".join(accounts.COLUMNS)}
        )
    width, found = len(accounts.COLUMNS), []
    for number, cells in enumerate(lines[1:], 1):
        if len(cells) != width:
            told = {"n": number, "w": width, "x": len(cells)}
            raise accounts.AccountRefusedError(
                _("Row %(n)s: expected %(w)s cells; got %(x)s.") % told
            )
        found.append(accounts.FactRow(*(cell.strip() for cell in cells)))
    return found


@desk_required(*guard.READERS)
def paper(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a file that lies beside a fact, or beside what became of it."""
    known, today = guard.known_policy(), timezone.localdate()
    for each in accounts.facts(today):
        beside = {*each.files, *(name for change in each.changes for name in change.files)}
        if digest in beside and accounts.sees(request.user, known, each.row.unit, today):
            try:
                data = attachments.content(digest)
            except LookupError:
                break
            headers = {"Content-Disposition": f'attachment; filename="{digest[:16]}"'}
            return HttpResponse(data, content_type="application/octet-stream", headers=headers)
    raise Http404(_("There is no such file."))
