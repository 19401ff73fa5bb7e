"""Hand in what a list is made of: figures, rows of checks, the register; and the forms to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.inspections import api as checks
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.rankings import lists, sheets, words
from qingtian_platform.publish.desk.rankings.one import found
from qingtian_platform.publish.desk.words import said

OFFERED = 14
"""Turns for which figures may be handed in. [1]"""
REFUSED = (
    sheets.SheetError,
    checks.ChecksRefusedError,
    closing.ClosingRefusedError,
    attachments.AttachmentRefusedError,
)


@desk_required(*words.READERS)
def hand_in(request: HttpRequest, key: str) -> HttpResponse:
    """Show the forms; take in what is handed in, or hand out a form to fill in."""
    known, one = found(key)
    turns = lists.ended(key, timezone.localdate(), OFFERED)
    if request.method == "POST":
        return _taken(request, known, one, turns)
    template = request.GET.get("template", "")
    if template:
        return _template(request, known, one, turns, template)
    streams = _streams(known, one)
    context: dict[str, Any] = {
        "key": key,
        "name": said(one.name),
        "turns": turns,
        "figures": [_figure(known, name) for name in appeals.correctable(key)],
        "streams": [
            {"key": name, "rate": rate, "uploads": checks.uploads(name)[:20]}
            for name, rate in streams.items()
        ],
        "clauses": one.clauses,
        "may": words.may(request),
        "columns": ", ".join(closing.COLUMNS),
        "check_columns": ", ".join(checks.COLUMNS),
        "register_columns": ", ".join(checks.REGISTER),
    }
    return page(request, "rankings/hand_in.html", "rankings", context)


def _figure(known: Policy, key: str) -> dict[str, Any]:
    each = known.indicators[key]
    return {
        "key": key,
        "name": said(each.name),
        "computed": closing.is_computed(key),
        "clauses": each.clauses,
    }


def _streams(known: Policy, one: Ranking) -> dict[str, bool]:
    """List the streams of checks that a list counts, each with whether it asks for a register."""
    counted = [known.indicators[key].counted for key in (one.indicator, one.then) if key]
    found: dict[str, bool] = {}
    for each in counted:
        if each is not None:
            found[each.of] = found.get(each.of, False) or each.value == "rate"
    return found


def _taken(
    request: HttpRequest, known: Policy, one: Ranking, turns: list[Instance]
) -> HttpResponse:
    acts: dict[str, Callable[[], str]] = {
        "figures": lambda: _figures(request, known, one, turns),
        "checks": lambda: _checks(request, known, one),
        "register": lambda: _register(request, known, one),
    }
    act = acts.get(request.POST.get("act", ""))
    if not words.may(request) or act is None:
        messages.error(
            request, _("Only an assessor of the city hands figures in."), extra_tags="desk"
        )
    else:
        try:
            messages.success(request, act(), extra_tags="desk")
        except REFUSED as error:
            messages.error(request, str(error), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:ranking_hand_in", args=[one.key]))


def _figures(request: HttpRequest, known: Policy, one: Ranking, turns: list[Instance]) -> str:
    rows = list(_figure_rows(request, known, one, turns))
    if not rows:
        raise sheets.SheetError(_("Expected rows with a figure or a reason; got none."))
    count = closing.hand_in(rows, request.user)
    said = ngettext("%(n)s figure is taken in.", "%(n)s figures are taken in.", count)
    return said % {"n": count}


def _figure_rows(
    request: HttpRequest, known: Policy, one: Ranking, turns: list[Instance]
) -> Iterator[closing.FigureRow]:
    """Read figures; a row of the form that was left blank is passed over."""
    wanted, firsts = set(appeals.correctable(one.key)), {t.first: t.last for t in turns}
    for at, cells in enumerate(sheets.rows(request, closing.COLUMNS), 1):
        if not cells["value"] and not cells["reason"]:
            continue
        try:
            first = plain_day(cells["first"][:10])
        except ValueError:
            first = None
        if first not in firsts:
            raise _wrong(at, "first", _("the first day of a turn that is over"), cells["first"])
        if cells["indicator"] not in wanted:
            raise _wrong(at, "indicator", ", ".join(sorted(wanted)), cells["indicator"])
        places = known.assessed(one.key, firsts[first])
        if places and cells["subject"] not in places:
            raise _wrong(at, "subject", _("the code of a unit that is ranked"), cells["subject"])
        named = [cells[name] for name in ("value", "reason", "source")]
        yield closing.FigureRow(cells["indicator"], cells["subject"], first, *named)


def _wrong(at: int, column: str, expected: str, got: str) -> sheets.SheetError:
    return sheets.SheetError(
        _("Row %(n)s, %(column)s: expected %(expected)s; got “%(got)s”.")
        % {"n": at, "column": column, "expected": expected, "got": got[:60]}
    )


def _stream(request: HttpRequest, known: Policy, one: Ranking) -> str:
    stream = request.POST.get("stream", "")
    if stream not in _streams(known, one):
        raise sheets.SheetError(_("Expected checks that this list counts."))
    return stream


def _checks(request: HttpRequest, known: Policy, one: Ranking) -> str:
    stream, source = _stream(request, known, one), request.POST.get("source", "")
    rows = sheets.rows(request, checks.COLUMNS)
    file: Any = request.FILES.get("file")
    made = checks.take(stream, rows, source, request.user, file)
    return _("File %(n)s: %(rows)s checks are taken in, %(replaced)s of them anew.") % {
        "n": made.number,
        "rows": made.rows,
        "replaced": made.replaced,
    }


def _register(request: HttpRequest, known: Policy, one: Ranking) -> str:
    stream, source = _stream(request, known, one), request.POST.get("source", "")
    count = checks.register(stream, sheets.rows(request, checks.REGISTER), source, request.user)
    return _("%(n)s rows of the register are taken in.") % {"n": count}


def _template(
    request: HttpRequest, known: Policy, one: Ranking, turns: list[Instance], which: str
) -> HttpResponse:
    """Hand out a form to fill in: the columns, and what is known of each row."""
    day = timezone.localdate()
    if which == "checks":
        columns: list[str] = [*checks.COLUMNS, "withdrawn"]
        return export.table(request, f"qingtian-{one.key}-checks", columns, [])
    places = known.assessed(one.key, day)
    if which == "register":
        rows = [[code, day.isoformat(), None, words.place(known, code)] for code in places]
        return export.table(
            request, f"qingtian-{one.key}-register", [*checks.REGISTER, "name"], rows
        )
    asked = request.GET.get("turn", "")
    turn = next((t for t in turns if t.first.isoformat() == asked), turns[0] if turns else None)
    if which != "figures" or turn is None:
        raise Http404(_("There is no such form."))
    blank = [
        [key, code, turn.first.isoformat(), None, None, None, words.place(known, code)]
        for key in appeals.correctable(one.key)
        for code in known.assessed(one.key, turn.last)
    ]
    name = f"qingtian-{one.key}-{turn.first}-figures"
    return export.table(request, name, [*closing.COLUMNS, "name"], blank)


@desk_required(*words.READERS)
def upload(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - guarded by its role
    """Hand out a file of checks as it came."""
    made = checks.upload(number)
    if made is None:
        raise Http404(_("There is no such file."))
    return attached(made.file, made.file_name)


def attached(digest: str, name: str) -> HttpResponse:
    """Hand out a file that is kept.

    Raises
    ------
    Http404
        If its bytes are not there.
    """
    form = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    try:
        content = attachments.content(digest)
    except LookupError:
        raise Http404(_("There is no such file.")) from None
    kind = attachments.FORMS.get(form, (b"", "application/octet-stream"))[1]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{digest[:16]}.{form}"'
    return response
