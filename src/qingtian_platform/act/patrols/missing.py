"""What a missed patrol raises, and who is told: the text is silent, a setting of the pack says it.

`nothing`: it is written down and counted, no more. `notice`: those named see it, and are told through the
outbox. `matter`: besides, the chief owes an explanation, in a matter of the procedure `missed-patrol`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian.policy.errors import PolicyError
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.patrols import turns
from qingtian_platform.act.patrols.infos import MissedInfo, Raises, Rule
from qingtian_platform.act.patrols.models import Chief, Missed
from qingtian_platform.act.patrols.reaches import chiefs, reach_info
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

SETTING: Final = "patrol.missed"
RAISES: Final = ("nothing", "notice", "matter")
ALL: Final = ("chief", "township", "district")
PROCEDURE, ACT, TOPIC = "missed-patrol", "miss", "duty"


def rule(day: date) -> Rule:
    """Give what the setting says on a day.

    Raises
    ------
    PolicyError
        If the pack's answer has another form: the fault is its author's.
    """
    setting = turns.policy().settings[SETTING]
    decision = setting.on(day)
    value = decision.value
    whole = isinstance(value, dict) and set(value) == {"raises", "tell"}
    if not whole or value["raises"] not in RAISES or not set(value["tell"]) <= set(ALL):
        raise PolicyError(
            f"settings.yaml: {SETTING}: expected raises (one of {', '.join(RAISES)}) and tell "
            f"(out of {', '.join(ALL)}); got {value!r}"
        )
    tell = tuple(each for each in ALL if each in value["tell"])
    return Rule(cast("Raises", value["raises"]), tell, setting, decision)


def look(*, now: datetime | None = None) -> int:
    """Write down which turns passed without a patrol, each once, and raise what the setting says.

    Parameters
    ----------
    now
        The present; a turn is missed once its last day is over.

    Returns
    -------
    int
        How many were missed that nobody knew of. [1]
    """
    present = now or timezone.now()
    day = beijing(present).date()
    made = 0
    for row in chiefs(day).values():
        same = Missed.objects.filter(reach_id=row.reach_id, level=row.level)
        known = set(same.values_list("first", flat=True))
        for first, last in turns.passed(row, day):
            if first not in known:
                _raise(row, first, last, rule(day), present)
                made += 1
    return made


@dataclass(frozen=True)
class _Turn:
    """A missed turn on its way to the table."""

    chief: Chief
    first: date
    last: date

    @property
    def name(self) -> str:
        """Name it apart from all others."""
        return f"missed {self.chief.reach.key} {self.chief.level} {self.first}"


def _raise(row: Chief, first: date, last: date, asked: Rule, now: datetime) -> None:
    turn = _Turn(row, first, last)
    with transaction.atomic():
        Missed.objects.create(
            reach_id=row.reach_id,
            level=row.level,
            login=row.login,
            first=first,
            last=last,
            tell=list(asked.tell) if asked.raises != "nothing" else [],
            raises=asked.raises,
            matter=_opened(turn, now) if asked.raises == "matter" else None,
            at=now,
        )
        if asked.raises != "nothing":
            _tell(turn, asked, now)


def _opened(turn: _Turn, now: datetime) -> int:
    reach = turn.chief.reach
    info = cases.open_matter(
        PROCEDURE,
        ACT,
        subject=cases.Subject("river", reach.key, reach.name),
        division=reach.division,
        origin=cases.Origin("patrol", turn.name),
        party="machine",
        facts={"level": turn.chief.level, "first": turn.first, "last": turn.last},
        separate=True,
        now=now,
    )
    return info.id


def _tell(turn: _Turn, asked: Rule, now: datetime) -> None:
    """Tell those whom the setting names, each once, in the transaction of the row."""
    subject, body = _words(turn)
    notice = notices.Notice(turn.name, subject, body, TOPIC, None, "missed")
    told: dict[str, Any] = {each.get_username(): each for each in _persons(turn, asked)}
    for person in told.values():
        notices.tell(person, notice, now)


def _persons(turn: _Turn, asked: Rule) -> list[Any]:
    row, found = turn.chief, []
    if "chief" in asked.tell:
        found.append(people.account(row.login))
    if "township" in asked.tell and row.level == "village":
        above = chiefs(turn.last).get((row.reach_id, "township"))
        found.append(people.account(above.login) if above is not None else None)
    if "district" in asked.tell:
        own = row.reach.division[:6] or None
        found += people.holders(Role.HEAD, own) or people.holders(Role.HEAD, None)
    return [each for each in found if each is not None]


def _words(turn: _Turn) -> tuple[str, str]:
    """Write subject and body, Chinese above English."""
    reach, english = turn.chief.reach, turn.chief.reach.name_en or turn.chief.reach.name

    def head(name: str) -> str:
        return _("[Patrol missed] %(reach)s, %(first)s to %(last)s") % {
            "reach": name,
            "first": turn.first,
            "last": turn.last,
        }

    def body() -> str:
        return _("No patrol is on record for this turn. Report one that was made, or make it now.")

    blocks: list[str] = []
    for code, name in (("en", english), ("zh-hans", reach.name)):
        with override(code):
            subject = head(name)
            blocks.insert(0, f"{subject}\n{body()}")
    return subject, "\n\n".join(blocks) + "\n"


def missed(login: str = "", *, division: str = "", since: date | None = None) -> list[MissedInfo]:
    """List missed turns, the newest first.

    Parameters
    ----------
    login
        Of whom; or of a village whose township's chief this is, where the setting tells that one.
    division
        Of places within, where the setting tells the district; given, it stands in for the login.
    since
        Turns that ended on this day or later.
    """
    rows = Missed.objects.select_related("reach").order_by("-first", "-pk")
    if since is not None:
        rows = rows.filter(last__gte=since)
    if division:
        rows = rows.filter(reach__division__startswith=division)
    above = _above(login) if login else set()
    found = []
    for row in rows:
        mine = login and row.login == login and "chief" in row.tell
        below = (
            login and row.reach_id in above and row.level == "village" and "township" in row.tell
        )
        district = not login and "district" in row.tell
        if mine or below or district:
            found.append(_missed(row))
    return found


def _above(login: str) -> set[int]:
    rows = Chief.objects.filter(login=login, level="township")
    return set(rows.values_list("reach_id", flat=True))


def _missed(row: Missed) -> MissedInfo:
    return MissedInfo(
        reach_info(row.reach),
        row.level,
        row.login,
        row.first,
        row.last,
        tuple(row.tell),
        row.at,
        row.raises,
        row.matter,
    )
