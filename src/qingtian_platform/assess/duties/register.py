"""The register of what must be public: by whom, when, where it stands, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.duties import units
from qingtian.policy.publications import Publication
from qingtian_platform.assess.duties.common import (
    day_that_came,
    end_of,
    keep_papers,
    the_policy,
    words_of,
)
from qingtian_platform.assess.duties.doing import HORIZON
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.infos import ItemInfo, ItemState, ProofInfo
from qingtian_platform.assess.duties.models import Published
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

PUBLIC = "register.public"
Key = tuple[str, str, date | None]


def is_public(day: date) -> bool:
    """Say whether the register itself is public on a day, as a setting decides."""
    return bool(the_policy().decided_setting(PUBLIC, day) == "public")


def items(day: date) -> list[ItemInfo]:
    """List everything that must be public, as it stood at the end of a day; nothing is left out.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]

    Returns
    -------
    list of ItemInfo
        In the order of the pack. What comes again is owed from the day on which the ledger was kept.
    """
    known, proofs = the_policy(), _proofs(day)
    near = timedelta(days=int(known.numbers(HORIZON, day)["days"]))
    found = []
    for one in known.publications.values():
        for unit in units(known, one.each, day) or ("",):
            for due in _days(known, one, day, near):
                held = tuple(proofs.get((one.key, unit, due), ()))
                found.append(ItemInfo(one.key, unit, due, _state(one, due, held, day, near), held))
    return found


def _days(known: Policy, one: Publication, day: date, near: timedelta) -> Iterator[date | None]:
    if one.day is not None:
        yield known.last_day(one.day)
    elif one.cycle is None or one.since is None:
        yield None
    else:
        came = [known.last_day(due) for due in one.owed(day + near)]
        owed = [due for due in came if due >= ledger.began()]
        yield from owed or [_next(known, one, day)]


def _next(known: Policy, one: Publication, day: date) -> date:
    """Give the day by which it is owed next, where none is near."""
    assert one.cycle is not None
    assert one.since is not None
    return known.last_day(
        next(due for due in one.owed(one.cycle.after(max(day, one.since), 2)) if due >= day)
    )


def _state(
    one: Publication, due: date | None, held: tuple[ProofInfo, ...], day: date, near: timedelta
) -> ItemState:
    if one.live:
        return "runs"
    if held:
        return "late" if due is not None and min(p.since for p in held) > due else "public"
    if due is None:
        return "events" if one.word == "event" else "no record"
    if due < day:
        return "no record"
    return "soon" if due - day <= near else "open"


def _proofs(day: date) -> dict[Key, list[ProofInfo]]:
    found: dict[Key, list[ProofInfo]] = {}
    for row in Published.objects.filter(at__lt=end_of(day)).order_by("-at", "-pk"):
        info = ProofInfo(row.since, row.address, row.sha256, row.words, row.name, row.at)
        found.setdefault((row.item, row.unit, row.due), []).append(info)
    return found


def prove(
    item: str,
    unit: str,
    due: date | None,
    since: date,
    address: str,
    what: Upload | None,
    words: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> str:
    """Take down where something stands, with the file that stood there.

    Parameters
    ----------
    item, unit, due
        Which item of the register, as it is listed.
    since
        Day from which it stands there.
    address
        Where: a web address, or a page of the platform.
    what
        The page or document as it stood there, saved.
    words
        What it is.
    person, now
        Who says so, and the present.

    Returns
    -------
    str
        The SHA-256 of the file.

    Raises
    ------
    DutyRefusedError
        If the register has no such entry, the address is none, or the file is missing.
    """
    day = day_that_came(since, now)
    present = now or datetime.now(UTC)
    keys = {(each.item, each.unit, each.due) for each in items(beijing(present).date())}
    if (item, unit, due) not in keys:
        raise DutyRefusedError(_("Expected an entry of the register; got %(x)s.") % {"x": item})
    parts = urlsplit(address.strip())
    own = not parts.scheme and address.startswith("/") and not address.startswith("//")
    if not own and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise DutyRefusedError(
            _("Expected an address as https://… or /…; got %(x)s.") % {"x": address[:80]}
        )
    if what is None:
        raise DutyRefusedError(_("Expected the file as it stood there; attach it."))
    said, (digest,) = words_of(words), keep_papers([what], now)
    Published(
        item=item, unit=unit, due=due, since=day, address=address.strip()[:500], sha256=digest,
        words=said, **signed(person, now),
    ).save(force_insert=True)  # fmt: skip
    return digest
