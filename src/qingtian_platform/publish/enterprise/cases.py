"""What was served on us, what we owe by when, and what we hand in; nothing of a matter beyond that.

Of a matter an enterprise knows the papers that were served on it. Findings, what is open, who reported
it and what officers wrote are not here, and a matter of which nothing was served does not exist here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.attachments import LARGEST, MOST, AttachmentRefusedError
from qingtian_platform.kit.signed import typed
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.enterprise.around import page, person

PARTIES: Final = frozenset({"party", "liable"})
"""The parties as which whom a matter is about acts in it."""
KINDS: Final[dict[str, Promise]] = {
    "explanation": gettext_lazy("Explanation or defence"),
    "correction": gettext_lazy("Report on what was mended"),
    "payment": gettext_lazy("Proof of payment"),
    "other": gettext_lazy("Something else"),
}
LEAST, LONGEST, MATTERS = 4, 20_000, 200


@dataclass(frozen=True)
class Served:
    """A matter as far as it was served.

    Attributes
    ----------
    matter
        Which.
    papers
        What was served, the newest first.
    owed
        Name of each duty of ours that is open, and until when.
    may
        What we may do while its time runs, as state our case, and until when.
    """

    matter: cases.MatterInfo
    papers: tuple[papers.PaperInfo, ...]
    owed: tuple[tuple[str, datetime | None], ...]
    may: tuple[tuple[str, datetime], ...]

    @property
    def due(self) -> datetime | None:
        """Until when the next is owed, or may be done."""
        return min((at for _name, at in (*self.owed, *self.may) if at), default=None)


def known(request: HttpRequest, now: datetime) -> list[Served]:
    """List the matters of which something was served on the person's enterprise."""
    found = cases.queue(request.user, ended=None, order="opened", size=MATTERS, now=now)
    every = (_served(request, each, now) for each in found.rows)
    return [each for each in every if each is not None]


def _served(request: HttpRequest, info: cases.MatterInfo, now: datetime) -> Served | None:
    if not PARTIES & cases.acting(info.id, request.user, now):
        return None
    found = [each for each in papers.papers(info.id) if _reached(each)]
    if not found:
        return None
    case = cases.case(info.id, now)
    kinds = case.procedure.duties
    owed = tuple(
        (said(kinds[each.kind].name), each.due)
        for each in case.open_duties
        if kinds[each.kind].owed_by in PARTIES
    )
    may = tuple(
        (said(kinds[each.kind].name), each.due)
        for each in case.open_duties
        if kinds[each.kind].waits and PARTIES & set(kinds[each.kind].owed_to)
        if each.due is not None and each.due > now
    )
    return Served(info, tuple(reversed(found)), owed, may)


def _reached(paper: papers.PaperInfo) -> bool:
    """Tell whether a paper was served by today."""
    return paper.served is not None and paper.served.day <= timezone.localdate()


@desk_required(Role.ENTERPRISE)
def listed(request: HttpRequest) -> HttpResponse:
    """Show what was served, and what of it asks for something."""
    now = datetime.now(UTC)
    found = known(request, now)
    context = {
        "rows": [(each, each.papers[0].title(get_language() or "zh")) for each in found],
        "owed": sum(bool(each.owed) for each in found),
    }
    return page(request, "cases.html", "cases", context)


@desk_required(Role.ENTERPRISE)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show the papers of a matter that were served, and take in what we say to them."""
    now = datetime.now(UTC)
    found = _one(request, number, now)
    if request.method == "POST":
        return _handed_in(request, found, now)
    context: dict[str, Any] = {
        "one": found,
        "papers": [(each, each.title(get_language() or "zh")) for each in found.papers],
        "kinds": KINDS.items(),
        "ours": _ours(request, number),
        "open": found.matter.ended_at is None,
        "least": LEAST,
        "longest": LONGEST,
        "most": MOST,
        "megabytes": LARGEST >> 20,
    }
    return page(request, "case.html", "cases", context)


def _one(request: HttpRequest, number: int, now: datetime) -> Served:
    try:
        info = cases.matter(number, request.user, now)
    except (cases.NoSuchError, cases.ForbiddenError):
        raise Http404(_("Nothing of that number was served on you.")) from None
    found = _served(request, info, now)
    if found is None:
        raise Http404(_("Nothing of that number was served on you."))
    return found


@desk_required(Role.ENTERPRISE)
def printed(request: HttpRequest, number: int, paper: int) -> HttpResponse:
    """Hand out a served paper as it was set."""
    found = _one(request, number, datetime.now(UTC))
    if paper not in {each.id for each in found.papers}:
        raise Http404(_("Nothing of that number was served on you."))
    answer = HttpResponse(papers.pdf(paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="qingtian-{paper}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _ours(request: HttpRequest, number: int) -> list[papers.ExhibitInfo]:
    """List what persons of our own enterprise handed in, the newest first."""
    own = person(request).organisation_id
    logins: dict[str, bool] = {}
    for each in papers.exhibits(number):
        if each.by not in logins:
            account = people.account(each.by)
            logins[each.by] = account is not None and account.organisation_id == own
    return [each for each in reversed(papers.exhibits(number)) if logins[each.by]]


def _handed_in(request: HttpRequest, found: Served, now: datetime) -> HttpResponse:
    """Keep words and files as exhibits, and tell who handles the matter; all of it or nothing."""
    back = reverse("enterprise:case", args=[found.matter.id])
    try:
        count = _kept(request, found.matter.id, now)
    except (AttachmentRefusedError, papers.PaperRefusedError, cases.MatterError) as problem:
        messages.error(request, str(problem), extra_tags="desk")
    else:
        told = _("Received: %(n)s files at %(at)s. The receipt stands below.")
        moment = f"{beijing(now):%Y-%m-%d %H:%M:%S}"
        messages.success(request, told % {"n": count, "at": moment}, extra_tags="desk")
    return HttpResponseRedirect(back)


def _kept(request: HttpRequest, number: int, now: datetime) -> int:
    post = request.POST
    kind, text = post.get("kind", ""), typed(post.get("text", "")).strip()
    files = [each for each in request.FILES.getlist("files") if each.size]
    if kind not in KINDS:
        raise cases.MatterError(_("Say what you hand in."))
    if not LEAST <= len(text) <= LONGEST:
        raise cases.MatterError(
            _("Write %(least)s to %(most)s characters.") % {"least": LEAST, "most": LONGEST}
        )
    if len(files) > MOST:
        raise AttachmentRefusedError(_("At most %(n)s files; put them together.") % {"n": MOST})
    name = str(KINDS[kind])
    words = io.BytesIO(text.encode())
    words.name = f"{name}.txt"
    with transaction.atomic():
        made = [
            papers.add_exhibit(number, request.user, each, words=name, now=now)
            for each in (words, *files)
        ]
        _tell(number, name, made, now)
    return len(made)


def _tell(number: int, name: str, made: list[papers.ExhibitInfo], now: datetime) -> None:
    """Tell who holds the matter that something was handed in; the exhibits tell it to all others."""
    info = cases.matter(number)
    holder = people.account(info.holder) if info.holder else None
    if holder is None:
        return
    shown = ", ".join(str(each.id) for each in made)
    with override("zh-hans"):
        said = _("%(kind)s handed in: %(matter)s, exhibits %(list)s") % {
            "kind": name,
            "matter": info.number,
            "list": shown,
        }
    notice = notices.Notice(f"{number} handed in {made[-1].id}", said, said, "case", number)
    notices.tell(holder, notice, now)
