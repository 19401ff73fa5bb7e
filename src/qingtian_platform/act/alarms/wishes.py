"""Commands of HJ 212 that help with an item: the platform proposes, a duty officer sends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import acts, reading, rules
from qingtian_platform.act.alarms.errors import AlarmError
from qingtian_platform.act.alarms.infos import MemberInfo
from qingtian_platform.act.alarms.models import Event
from qingtian_platform.collect import api as collect
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.registry import api as registry

HISTORY = {"minute": "2051", "hour": "2061", "day": "2031"}
INFORMATION, SAMPLE = "3020", "3012"
PARAMETERS = ("i13001", "i13007", "i13008")
"""Range, intercept and slope, as HJ 212-2017 table B.10 names them."""
LONGEST = timedelta(days=7)
"""Of a history that is asked for in one command. [d]"""


@dataclass(frozen=True)
class Wish:
    """A command that may be sent for an item.

    Attributes
    ----------
    mn, code
        Data logger and command.
    items
        Its parameters, in order.
    why
        `history`, `parameters` or `sample`.
    moves
        Whether it makes the instrument do something, rather than tell.
    """

    mn: str
    code: str
    items: tuple[tuple[str, str], ...]
    why: str
    moves: bool

    @property
    def words(self) -> str:
        """Say why, in the language of the moment."""
        return {
            "history": _("ask for the history that is missing"),
            "parameters": _("read the parameter that is set in the instrument"),
            "sample": _("take a sample now"),
        }[self.why]


def wishes(number: int) -> list[Wish]:
    """Propose commands of HJ 212 that help with an open item; none is sent by itself.

    Returns
    -------
    list of Wish
        History that is missing, parameters of the instrument, a sample now; what the edition of
        the data logger knows.
    """
    alarm = reading.one(number)
    if alarm is None or not alarm.open:
        return []
    members = [each for each in reading.all_members(number) if each.withdrawn_at is None]
    found = dict.fromkeys(wish for each in members for wish in _of(each, alarm.cause))
    known = registry.loggers()
    return [wish for wish in found if wish.mn in known and _offered(wish)]


def _offered(wish: Wish) -> bool:
    return any(row.code == wish.code for row in collect.requestable(wish.mn))


def _of(member: MemberInfo, cause: str) -> Iterator[Wish]:
    mn, code = _stream(member)
    if not mn:
        return
    if cause == rules.SILENCE:
        interval = str(member.facts.get("interval", "hour"))
        if interval in HISTORY:
            period = _period(member.start, member.end)
            yield Wish(mn, HISTORY[interval], period, "history", moves=False)
    if cause == rules.FALSIFICATION and code:
        for name in PARAMETERS:
            items = (("PolId", code), ("InfoId", name))
            yield Wish(mn, INFORMATION, items, "parameters", moves=False)
    if cause in (rules.FALSIFICATION, rules.EXCEEDANCE) and code:
        yield Wish(mn, SAMPLE, (("PolId", code),), "sample", moves=True)


def _stream(member: MemberInfo) -> tuple[str, str]:
    """Give data logger and property; of a verdict those of the unit's datastream."""
    if member.mn or member.thing_id is None:
        return member.mn, member.code
    own = [d.mn for d in registry.datastreams(member.thing_id) if d.code == member.code]
    return (own[0] if own else "", member.code)


def _period(start: datetime, end: datetime) -> tuple[tuple[str, str], ...]:
    """Write a stretch as HJ 212 asks for it, in Beijing time, at most so long."""
    last = min(end, start + LONGEST)
    texts = [each.astimezone(BEIJING).strftime("%Y%m%d%H%M%S") for each in (start, last)]
    return (("BeginTime", texts[0]), ("EndTime", texts[1]))


def send(
    number: int,
    wish: Wish,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    now: datetime | None = None,
) -> collect.CommandInfo:
    """Send a command that was proposed; see `act.alarms.api.command`."""
    row = acts.allowed(number, person, acts.DESK)
    if wish not in wishes(number):
        raise AlarmError(_("This command is no longer proposed for the alarm."))
    reason = _("Alarm %(number)s: %(reason)s") % {"number": number, "reason": wish.words}
    with transaction.atomic():
        try:
            made = collect.request_command(
                wish.mn, wish.code, wish.items, person=person.pk, reason=reason
            )
        except collect.CommandError as error:
            raise AlarmError(str(error)) from error
        Event.objects.create(
            alarm=row,
            what=Event.What.COMMANDED,
            at=now or timezone.now(),
            person=person,
            text=wish.words,
            more={"command": made.id, "mn": wish.mn, "code": wish.code},
        )
    return made
