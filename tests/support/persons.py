"""What waits for the persons of the journeys: mailboxes, two matters of dust, a notice, a reach without a patrol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from qingtian_platform.kit.times import BEIJING, beijing
from support.patience import until

if TYPE_CHECKING:
    from support.receivers import MailServer

DISTRICT, REACH = "110105", "willow-reach"
FRESH, LATE = "晨光工地（虚构）", "晚照工地（虚构）"


def mailbox(login: str) -> str:
    """Name the mailbox of a person."""
    return f"{login}@city.example"


def mails(server: MailServer, login: str, words: str = "") -> list[str]:
    """Read what came for a person: subject and body of each mail, of those that say something."""
    found = []
    for to, raw in tuple(server.came):
        if to == mailbox(login):
            mail = message_from_bytes(raw, policy=policy.default)
            body = mail.get_body()
            found.append(f"{mail['Subject']}\n{body.get_content() if body else ''}")
    return [each for each in (one.replace("\r", "") for one in found) if words in each]


def mailed(server: MailServer, login: str, words: str) -> str:
    """Wait for the mail to a person that says something, and give it."""
    return until(lambda: mails(server, login, words))[-1]


def plant(logins: Iterable[str], now: datetime | None = None) -> None:
    """Give each a mailbox, and let things wait for them; a platform must be set up.

    Parameters
    ----------
    logins
        Accounts of the cast.
    now
        The present.
    """
    from qingtian_platform.people import api as people

    present = now or datetime.now(BEIJING)
    for login in logins:
        person = people.account(login)
        person.email = mailbox(login)
        person.save()
    dust(FRESH, present - timedelta(hours=2))
    dust(LATE, present - timedelta(hours=30))
    notice(present)
    reach(present)


def dust(name: str, at: datetime) -> None:
    """Let dust be seen at a site; whether it is so must be looked at within 24 hours."""
    from qingtian_platform.act.cases import api as cases
    from qingtian_platform.people import api as people

    cases.open_matter(
        "construction-dust", "see", subject=cases.Subject("site", name, name), division=DISTRICT,
        origin=cases.Origin("inspection", name), person=people.account("zhiban-cy"), now=at,
    )  # fmt: skip


def notice(now: datetime) -> None:
    """Bring a penalty to where the enterprise was told what is intended, and may say its part."""
    from qingtian_platform.act.cases import api as cases
    from qingtian_platform.people import api as people
    from qingtian_platform.registry import api as registry
    from support.clerk import PENALTY, Clerk

    staff = {"zhang": "zhifa", "qian": "xieban", "zhou": "fuzeren", "fa": "fazhi"}
    clerk = Clerk({name: people.account(login) for name, login in staff.items()})
    clerk.now = now - timedelta(days=1)
    thing = registry.thing("qingyun-boiler-1")
    subject = cases.Subject("outlet", thing.key, thing.name, thing.id)
    matter = cases.open_matter(
        "penalty", "take", subject=subject, division=DISTRICT, separate=True, now=clerk.now,
        origin=cases.Origin("inspection", "journeys"), person=clerk.people["zhang"],
    )  # fmt: skip
    clerk.scan(matter.id)
    for act, facts in PENALTY[: [act for act, _ in PENALTY].index("notify") + 1]:
        clerk.do(matter.id, act, **facts)


def reach(now: datetime) -> None:
    """Give the chief a reach that nobody walked for two weeks."""
    from qingtian_platform.act.patrols import api as patrols

    since = beijing(now).date() - timedelta(days=14)
    patrols.ensure_reach(
        REACH, "柳溪河段（虚构）", name_en="Liuxi reach (invented)", division="110105040"
    )
    patrols.appoint(REACH, "village", "hezhang", since)
