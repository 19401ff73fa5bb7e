"""Which reaches there are, and who answers for each on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.utils.translation import gettext as _

from qingtian_platform.act.patrols.errors import PatrolRefusedError
from qingtian_platform.act.patrols.infos import ReachInfo
from qingtian_platform.act.patrols.models import Chief, Reach

LEVELS: Final = ("township", "village")


def ensure_reach(
    key: str, name: str, *, name_en: str = "", division: str = "", now: datetime | None = None
) -> ReachInfo:
    """Give the reach of a key, making it where it is missing.

    Parameters
    ----------
    key, name, name_en
        By which it is found, and how it is called.
    division
        Code of the place.
    now
        The present.
    """
    begun = {
        "name": name[:120],
        "name_en": name_en[:160],
        "division": division[:12],
        "at": now or datetime.now(UTC),
    }
    return reach_info(Reach.objects.get_or_create(key=key[:80], defaults=begun)[0])


def appoint(
    key: str,
    level: str,
    login: str,
    since: date,
    *,
    by: str = "",
    now: datetime | None = None,
) -> None:
    """Say who answers for a reach on a level from a day on; an empty login ends it.

    Parameters
    ----------
    key, level
        Which reach, and one of `LEVELS`.
    login, since
        Who, from which day on.
    by
        Login of who says so.
    now
        The present.

    Raises
    ------
    PatrolRefusedError
        If there is no such reach or level.
    """
    row = Reach.objects.filter(key=key).first()
    if row is None or level not in LEVELS:
        raise PatrolRefusedError(
            _("Expected a reach that is known, and one of %(x)s.") % {"x": ", ".join(LEVELS)}
        )
    Chief.objects.create(
        reach=row, level=level, login=login, since=since, by=by, at=now or datetime.now(UTC)
    )


def chiefs(day: date) -> dict[tuple[int, str], Chief]:
    """Give who answers on a day, by reach and level."""
    found: dict[tuple[int, str], Chief] = {}
    rows = Chief.objects.filter(since__lte=day).select_related("reach")
    for row in rows.order_by("since", "pk"):
        found[row.reach_id, row.level] = row
    return {key: row for key, row in found.items() if row.login}


def own(login: str, day: date) -> list[tuple[ReachInfo, str]]:
    """List the reaches for which a person answers on a day, with the level, by name."""
    mine = [row for row in chiefs(day).values() if row.login == login]
    return sorted(((reach_info(r.reach), r.level) for r in mine), key=lambda one: one[0].name)


def english_names() -> dict[str, str]:
    """Give the English name of each reach that has one, by its key."""
    return dict(Reach.objects.exclude(name_en="").values_list("key", "name_en"))


def reach_info(row: Reach) -> ReachInfo:
    """Give a reach as others see it."""
    return ReachInfo(row.key, row.name, row.name_en, row.division)
