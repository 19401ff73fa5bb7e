"""Take the report of a patrol; what was found becomes a matter in the same moment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.cases import Handed
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols.errors import PatrolRefusedError
from qingtian_platform.act.patrols.infos import PatrolInfo
from qingtian_platform.act.patrols.models import Patrol, Reach
from qingtian_platform.act.patrols.reaches import own, reach_info
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import Attachment
from qingtian_platform.kit.times import beijing

PROCEDURE, ACT, PAPER = "river-patrol", "find", "track"
PROBLEMS: Final = ("discharge", "dumping", "other")
"""Words of the procedure's fact `kind`; empty where nothing was found."""
MOST, POINTS = 4000, 5000
LONGEST, KEPT, AHEAD = timedelta(hours=24), timedelta(days=31), timedelta(minutes=10)
"""How long a patrol lasts at most, how old one may be that a phone kept, how fast its clock may be."""


@dataclass(frozen=True)
class Report:
    """What a chief reports.

    Attributes
    ----------
    key
        Drawn by the phone: the same report sent twice is one patrol.
    reach
        Key of the reach.
    begin, end
        From when to when it was.
    lon, lat, track
        Where the report was made, and points on the way. [degrees]
    problem, violates, text
        What was found: one of `PROBLEMS`, or empty; whether it is a violation; in words.
    """

    key: str
    reach: str
    begin: datetime
    end: datetime
    lon: float | None = None
    lat: float | None = None
    track: tuple[tuple[float, float], ...] = ()
    problem: str = ""
    violates: bool = False
    text: str = ""


def report(
    given: Report,
    person: Any,  # noqa: ANN401 - the account's class is private to its app
    photos: Sequence[attachments.Upload] = (),
    *,
    now: datetime | None = None,
) -> PatrolInfo:
    """Take a report.

    Parameters
    ----------
    given
        What it says.
    person
        The chief.
    photos
        At most `attachments.MOST`.
    now
        The present.

    Returns
    -------
    PatrolInfo
        The same one where it was sent before.

    Raises
    ------
    PatrolRefusedError
        If the reach is another's, a time cannot be, or a problem has no words; all at once.
    AttachmentRefusedError
        If a photograph cannot be kept.
    """
    present = now or datetime.now(UTC)
    key = hashlib.sha256(f"{person.get_username()}\n{given.key}".encode()).hexdigest()
    before = Patrol.objects.select_related("reach").filter(key=key).first()
    if before is not None:
        return patrol_info(before)
    levels = {r.key: level for r, level in own(person.get_username(), beijing(given.begin).date())}
    wrong = list(_wrong(given, levels, present, photos))
    if wrong:
        raise PatrolRefusedError(" ".join(wrong))
    kept = attachments.keep(photos)
    try:
        with transaction.atomic():
            return _written(given, person, levels[given.reach], kept, key, present)
    except IntegrityError:  # sent twice at one moment
        return patrol_info(Patrol.objects.select_related("reach").get(key=key))


def _wrong(
    given: Report, levels: dict[str, str], now: datetime, photos: Sequence[attachments.Upload]
) -> list[str]:
    found = []
    if not given.key.strip():
        found.append(_("Expected a report with its key; load the page again."))
    if given.reach not in levels:
        found.append(_("This reach is not yours on that day."))
    if not given.begin <= given.end <= given.begin + LONGEST:
        found.append(_("Expected an end after the begin, within a day."))
    if given.end > now + AHEAD:
        found.append(_("The end lies in the future; look at the clock of the phone."))
    if given.begin < now - KEPT:
        found.append(_("A report is sent within %(n)s days.") % {"n": KEPT.days})
    if given.problem and given.problem not in PROBLEMS:
        found.append(_("Expected a kind of problem out of the list."))
    if given.problem and len(given.text.strip()) < 4:
        found.append(_("Say what you found."))
    if given.problem and not photos:
        found.append(_("A problem needs a photograph."))
    if len(given.text) > MOST or len(given.track) > POINTS:
        found.append(_("The report is too long."))
    return found


def _written(
    given: Report,
    person: Any,  # noqa: ANN401
    level: str,
    kept: list[Attachment],
    key: str,
    now: datetime,
) -> PatrolInfo:
    reach = Reach.objects.get(key=given.reach)
    matter = _opened(given, person, level, reach, kept, key, now) if given.problem else None
    row = Patrol.objects.create(
        reach=reach,
        level=level,
        by=person.get_username(),
        name=person.get_full_name() or person.get_username(),
        at=now,
        begin=given.begin,
        end=given.end,
        lon=given.lon,
        lat=given.lat,
        track=[list(point) for point in given.track],
        problem=given.problem,
        violates=given.violates,
        text=given.text.strip(),
        files=[[each.hash, each.name, each.form, each.size] for each in kept],
        matter=matter,
        key=key,
    )
    return patrol_info(row)


def _opened(
    given: Report,
    person: Any,  # noqa: ANN401
    level: str,
    reach: Reach,
    kept: list[Attachment],
    key: str,
    now: datetime,
) -> int:
    """Open the matter of what was found; a problem is one of its own, also where another runs."""
    digest = hashlib.sha256("\n".join(each.hash for each in kept).encode()).hexdigest()
    paper = Handed(PAPER, begin=given.begin, end=min(given.end, now), digest=digest)
    info = cases.open_matter(
        PROCEDURE,
        ACT,
        subject=cases.Subject("river", reach.key, reach.name),
        division=reach.division,
        origin=cases.Origin("patrol", key),
        person=person,
        party=level,
        facts={"kind": given.problem, "violates": given.violates},
        papers=(paper,),
        separate=True,
        now=now,
    )
    return info.id


def patrols(
    login: str = "", *, reach: str = "", size: int = 50, matter: int | None = None
) -> list[PatrolInfo]:
    """List patrols, the newest first: of a chief, of a reach, or the one behind a matter."""
    rows = Patrol.objects.select_related("reach").order_by("-begin", "-pk")
    if login:
        rows = rows.filter(by=login)
    if reach:
        rows = rows.filter(reach__key=reach)
    if matter is not None:
        rows = rows.filter(matter=matter)
    return [patrol_info(row) for row in rows[:size]]


def patrol_info(row: Patrol) -> PatrolInfo:
    """Give a patrol as others see it."""
    return PatrolInfo(
        row.pk,
        reach_info(row.reach),
        row.level,
        row.name,
        row.at,
        row.begin,
        row.end,
        row.lon,
        row.lat,
        tuple((float(x), float(y)) for x, y in row.track),
        row.problem,
        row.violates,
        row.text,
        tuple(Attachment(str(h), str(n), str(f), int(s)) for h, n, f, s in row.files),
        row.matter,
    )
