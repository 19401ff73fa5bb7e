"""Alarms as rows of the board: one line each, narrowed by what an officer asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms.api import AlarmInfo
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk import words
from qingtian_platform.registry import api as registry

#: An item a shift is what a person can look at; what is beyond it and light is one line.
SHOWN = 40
OWN = ("station", "section")
"""Kinds of things that the authority runs itself."""

DESKS: dict[str, Promise] = {
    "": gettext_lazy("Both desks"),
    "sources": gettext_lazy("Pollution sources"),
    "network": gettext_lazy("Quality network"),
}
SEVERITIES: dict[int, Promise] = {
    1: gettext_lazy("At once"),
    2: gettext_lazy("Today"),
    3: gettext_lazy("Soon"),
    4: gettext_lazy("For information"),
}
CAUSES: dict[str, Promise] = {
    "falsification": gettext_lazy("Suspected falsification"),
    "exceedance": gettext_lazy("Over a limit"),
    "outage": gettext_lazy("Outage of many"),
    "silence": gettext_lazy("No data"),
    "instrument": gettext_lazy("Instrument"),
    "clock": gettext_lazy("Clock"),
    "remark": gettext_lazy("Remarks of a day"),
}
STATES: dict[str, Promise] = {
    "todo": gettext_lazy("To look at"),
    "waiting": gettext_lazy("Seen, waiting for the cause"),
    "answered": gettext_lazy("Answered"),
    "overdue": gettext_lazy("Overdue"),
    "handed": gettext_lazy("Handed over"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True)
class Row:
    """An alarm as one line.

    Attributes
    ----------
    info
        The alarm.
    what, where, since, why, next
        The line in the reader's language.
    todo
        Whether nobody of the authority looked at it since it last stirred.
    thing
        Its unit; None where it speaks of many.
    """

    info: AlarmInfo
    what: str
    where: str
    since: str
    why: str
    next: str
    todo: bool
    thing: registry.ThingInfo | None

    @property
    def severity(self) -> str:
        """Name how grave it is."""
        return str(SEVERITIES[self.info.severity])

    @property
    def cause(self) -> str:
        """Name what it is grouped by."""
        return str(CAUSES.get(self.info.cause, self.info.cause))

    @property
    def state(self) -> str:
        """Name how far it is: the one of `STATES` that says most."""
        return str(STATES[self.state_key])

    @property
    def state_key(self) -> str:
        """Give the key of how far it is."""
        info = self.info
        if info.state in {"handed", "closed"}:
            return info.state
        if info.overdue:
            return "overdue"
        if info.state == "answered":
            return "answered"
        return "todo" if self.todo else "waiting"

    @property
    def states(self) -> frozenset[str]:
        """List every state under which it is found."""
        info = self.info
        found = {info.state if info.state in {"handed", "closed", "answered"} else "waiting"}
        if info.open and info.overdue:
            found.add("overdue")
        if self.todo:
            found = (found | {"todo"}) - {"waiting"}
        return frozenset(found)

    @property
    def network(self) -> bool:
        """Whether it speaks of the authority's own network."""
        return self.thing is not None and self.thing.kind in OWN

    @property
    def lasting(self) -> str:
        """Say how old it is."""
        return words.lasting(self.info.raised_at)

    @property
    def district(self) -> str:
        """Name the district."""
        return words.district(self.thing) if self.thing else ""

    @property
    def owner(self) -> str:
        """Name who owns the unit."""
        return words.who("owner", self.thing) if self.thing else ""


@dataclass(frozen=True)
class Asked:
    """What the board was narrowed to; empty = everything."""

    desk: str = ""
    severity: str = ""
    cause: str = ""
    state: str = "todo"
    district: str = ""
    owner: str = ""
    text: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read it from the address; what is not known counts as not asked."""
        get = request.GET.get
        state = get("state", "todo")
        return cls(
            desk=get("desk", "") if get("desk") in DESKS else "",
            severity=get("severity", "") if get("severity") in set("1234") else "",
            cause=get("cause", "") if get("cause") in CAUSES else "",
            state=state if state in STATES else "todo",
            district=get("district", ""),
            owner=get("owner", ""),
            text=get("q", "").strip().lower(),
        )

    def tests(self) -> Mapping[str, Callable[[Row], bool]]:
        """Give what a row must be, by the part of the question."""
        return {
            "desk": lambda r: not self.desk or r.network == (self.desk == "network"),
            "severity": lambda r: not self.severity or str(r.info.severity) == self.severity,
            "cause": lambda r: not self.cause or r.info.cause == self.cause,
            "state": lambda r: self.state in r.states,
            "district": lambda r: not self.district or r.info.district == self.district,
            "owner": lambda r: not self.owner or r.owner == self.owner,
            "text": lambda r: not self.text or self.text in _haystack(r),
        }

    def keeps(self, row: Row, but: str = "") -> bool:
        """Say whether a row is asked for; `but` names a part of the question to leave out."""
        return all(test(row) for name, test in self.tests().items() if name != but)


def _haystack(row: Row) -> str:
    codes = " ".join(row.info.codes)
    return f"{row.what} {row.where} {row.district} {row.owner} {codes} {row.info.kind}".lower()


def within(request: HttpRequest) -> Callable[[AlarmInfo], bool]:
    """Say which alarms a person reads: his district's; a reviewer those of the own network."""
    scope = people.scope(request.user)
    things = registry.things()
    role = getattr(request.user, "role", "")

    def seen(info: AlarmInfo) -> bool:
        if role == Role.ENTERPRISE or not info.within(scope):
            return False
        thing = things.get(info.thing_id) if info.thing_id is not None else None
        return role != Role.REVIEWER or (thing is not None and thing.kind in OWN)

    return seen


def rows(request: HttpRequest, *, closed: bool) -> list[Row]:
    """List what a person may read, the gravest first.

    Parameters
    ----------
    request
        Who asks.
    closed
        Also what is handed over or closed.
    """
    holds = within(request)
    found = [info for info in alarms.alarms(open=not closed, now=timezone.now()) if holds(info)]
    return lines(found)


def lines(found: Iterable[AlarmInfo]) -> list[Row]:
    """Write alarms as rows in the reader's language."""
    infos = list(found)
    things = registry.things()
    looked = alarms.looked([info.id for info in infos])
    return [_row(info, things, looked) for info in infos]


def _row(
    info: AlarmInfo,
    things: Mapping[int, registry.ThingInfo],
    looked: Mapping[int, alarms.Looked],
) -> Row:
    line = info.line(words.language())
    thing = things.get(info.thing_id) if info.thing_id is not None else None
    mine = looked.get(info.id)
    todo = info.open and (mine is None or mine.waits)
    return Row(info, line.what, line.where, line.since, line.why, line.next, todo, thing)


def say(found: list[Row], shown: list[Row], asked: Asked) -> str:
    """Answer the board's question in one sentence."""
    if not found:
        return _("Nothing is open.")
    todo = [row for row in found if row.todo]
    grave = sum(row.info.severity == 1 for row in todo)
    late = sum(row.info.open and row.info.overdue for row in found)
    values = {"todo": len(todo), "grave": grave, "late": late, "shown": len(shown)}
    if asked.state != "todo":
        return _("%(shown)s in this list; %(todo)s to look at, %(late)s causes overdue.") % values
    if not todo:
        return _("Everything is looked at; %(late)s causes overdue.") % values
    return _("%(todo)s to look at, %(grave)s of them at once; %(late)s causes overdue.") % values
