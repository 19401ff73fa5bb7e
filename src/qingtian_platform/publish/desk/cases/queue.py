"""My queue: what waits for me, what is owed in it by whom, and how long there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from qingtian_platform.act.cases import api as cases
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.cases import words
from qingtian_platform.publish.desk.cases.guard import desk_only
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import language, said

SIZE = 50
MOST = 10_000
"""Rows of a file. [1]"""
PIECE = 500
SHOWS: dict[str, Promise] = {
    "mine": gettext_lazy("Waits for me"),
    "open": gettext_lazy("All that run"),
    "ended": gettext_lazy("Ended"),
}
CLOCKS: dict[str, Promise] = {
    "": gettext_lazy("All"),
    "late": gettext_lazy("Overdue"),
    "in-time": gettext_lazy("In time"),
}


@dataclass(frozen=True)
class Asked:
    """What a reader asks for; what is no answer asks for nothing."""

    show: str
    clock: str
    procedure: str
    state: str
    division: str
    text: str
    number: int

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read the question of an address."""
        get = request.GET.get
        number = get("page", "1")
        show, clock = get("show", ""), get("clock", "")
        key = get("procedure", "")
        known = {one.key for one in cases.procedures().by_key.values()}
        return cls(
            show if show in SHOWS else "mine",
            clock if clock in CLOCKS else "",
            key if key in known else "",
            get("state", "")[:60] if key in known else "",
            get("division", "")[:9],
            get("q", "").strip()[:80],
            max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether something is left out beside what is chosen by `show`."""
        return any((self.clock, self.procedure, self.state, self.division, self.text))

    def found(self, person: Any, now: datetime, **more: Any) -> cases.Shown:  # noqa: ANN401
        """Ask the queue."""
        late = {"late": True, "in-time": False}.get(self.clock)
        asked: dict[str, Any] = {
            "mine": self.show == "mine",
            "ended": self.show == "ended",
            "procedure": self.procedure or None,
            "state": self.state or None,
            "division": self.division or None,
            "late": late if self.show != "ended" else None,
            "text": self.text,
            "order": "ended" if self.show == "ended" else "due",
            "now": now,
        }
        return cases.queue(person, **(asked | more))


@dataclass(frozen=True)
class Row:
    """A matter as a line of the queue."""

    info: cases.MatterInfo
    what: str
    state: str
    subject: str
    where: str
    owed: cases.Owed | None
    more: int
    owes: str
    party: str
    clock: words.Clock | None
    holder: str

    @property
    def duty(self) -> str:
        """What is owed first; empty for nothing."""
        return said(self.owed.kind.name) if self.owed else ""


def rows(found: cases.Shown, now: datetime) -> list[Row]:
    """Write matters as lines, with what is owed first in each."""
    owed = cases.owed([each.id for each in found.rows])
    holders = {login: words.person(login) for login in {each.holder for each in found.rows}}
    names = words.names_of(each.subject for each in found.rows)
    return [
        _row(each, owed.get(each.id, []), holders[each.holder], names[each.subject], now)
        for each in found.rows
    ]


def _row(
    info: cases.MatterInfo, owed: list[cases.Owed], holder: str, about: str, now: datetime
) -> Row:
    first = owed[0] if owed else None
    who, party = words.owes(info, first.kind.owed_by, holder, about) if first else ("", "")
    return Row(
        info,
        said(info.kind.name),
        info.state_name(language()),
        about,
        words.place(info.division),
        first,
        max(0, len(owed) - 1),
        who,
        party,
        words.clock(first.since, first.due, now, stopped=first.stopped) if first else None,
        holder,
    )


@require_safe
@desk_only
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue, its live part alone, or a file of it."""
    now, asked = timezone.now(), Asked.of(request)
    if export.asked(request):
        return export.table(request, "qingtian-cases", columns(), lines(request, asked, now))
    found = asked.found(request.user, now, page=asked.number - 1, size=SIZE)
    part = request.GET.get("part") == "live"
    template = "cases/queue_live.html" if part else "cases/queue.html"
    return page(request, template, "cases", context(request, asked, found, now))


def context(
    request: HttpRequest, asked: Asked, found: cases.Shown, now: datetime
) -> dict[str, Any]:
    """Gather what the queue shows."""
    query = request.GET.copy()
    query["part"] = "live"
    last = max(1, -(-found.total // SIZE))
    return {
        "asked": asked,
        "rows": rows(found, now),
        "total": found.total,
        "say": say(asked, found.total, found.late),
        "live": f"{request.path}?{query.urlencode()}",
        "shows": SHOWS.items(),
        "clocks": CLOCKS.items(),
        "procedures": kinds(),
        "states": states(asked.procedure),
        "places": places(request),
        "last": last,
        "first_row": (asked.number - 1) * SIZE + 1,
        "last_row": min(asked.number * SIZE, found.total),
        "most": MOST,
    }


def say(asked: Asked, total: int, late: int) -> str:
    """Answer the question of the queue in one sentence."""
    values = {"n": total, "late": late}
    if asked.show == "ended":
        return ngettext("%(n)s case has ended.", "%(n)s cases have ended.", total) % values
    if not total:
        return _("Nothing waits here.")
    if asked.show == "mine":
        return (
            ngettext(
                "%(n)s case waits for you; in %(late)s something is overdue.",
                "%(n)s cases wait for you; in %(late)s of them something is overdue.",
                total,
            )
            % values
        )
    return (
        ngettext(
            "%(n)s case runs; in %(late)s something is overdue.",
            "%(n)s cases run; in %(late)s of them something is overdue.",
            total,
        )
        % values
    )


def kinds() -> list[tuple[str, str]]:
    """List the procedures by key, each once whatever its versions."""
    return list({one.key: said(one.name) for one in cases.procedures().by_key.values()}.items())


def states(procedure: str) -> list[tuple[str, str]]:
    """List the states of a procedure in all its versions; none where none is chosen."""
    every = (one for one in cases.procedures().by_key.values() if one.key == procedure)
    return list({key: said(each.name) for one in every for key, each in one.states.items()}.items())


def places(request: HttpRequest) -> list[tuple[str, str]]:
    """List the districts from which a person of the city chooses; none for who is of one."""
    known = cases.procedures().policy
    if known is None or getattr(request.user, "division", None) is not None:
        return []
    day = timezone.localdate()
    return [(each.code, words.place(each.code)) for each in known.divisions.on(day, ("district",))]


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Number"), _("Procedure"), _("Subject"), _("District"), _("State of the case"),
        _("Owed first"), _("Owed by"), _("Due"), _("How it stands"), _("Open duties"), _("Overdue duties"),
        _("Unit"), _("Held by"), _("Began"), _("Recorded"), _("Ended"), _("Entered afterwards"),
    ]  # fmt: skip


def lines(request: HttpRequest, asked: Asked, now: datetime) -> Iterator[list[Any]]:
    """Write the rows of the file, the first `MOST`."""
    for number in range(MOST // PIECE):
        found = asked.found(request.user, now, page=number, size=PIECE)
        yield from (line(row) for row in rows(found, now))
        if (number + 1) * PIECE >= found.total:
            return


def line(row: Row) -> list[Any]:
    """Write a row of the file."""
    info = row.info
    return [
        info.number, row.what, row.subject, row.where, row.state, row.duty, row.owes,
        info.next_due, row.clock.words if row.clock else "", info.open, info.late, info.unit_in(language()),
        row.holder, info.opened_at, info.recorded_at, info.ended_at,
        _("yes") if info.legacy else "",
    ]  # fmt: skip
