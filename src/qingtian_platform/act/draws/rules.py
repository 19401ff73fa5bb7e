"""What the city's pack decides of draws: ratio, teams, conflicts, times, check sheet. None is in the gazette."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from qingtian.draw.settings import Settings
from qingtian.policy.settings import Setting
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.kit.times import beijing

RATIO: Final = "inspections.draw.ratio"
TEAM: Final = "inspections.draw.team"
CONFLICT: Final = "inspections.draw.conflict"
TIMES: Final = "inspections.draw.times"
NAMES: Final = "inspections.draw.names"
SHEET: Final = "inspections.draw.sheet"
NOTICE: Final = "inspections.draw.notice"
KEYS: Final = (RATIO, TEAM, CONFLICT, TIMES, NAMES, SHEET, NOTICE)


@dataclass(frozen=True)
class Item:
    """One item of the check sheet: key and name by language (zh, en)."""

    key: str
    name: Mapping[str, str]


def all_of() -> list[Setting]:
    """List the settings of draws as the pack has them, with author, day and reason.

    Raises
    ------
    DrawRefusedError
        The city has no pack with them.
    """
    if not cases.has_procedures():
        raise DrawRefusedError(_("This city has no pack that says how draws are made."))
    known = cases.procedures().policy
    if known is None or not set(KEYS) <= set(known.settings):
        raise DrawRefusedError(_("This city has no pack that says how draws are made."))
    return [known.settings[key] for key in KEYS]


def _on(key: str, now: datetime) -> Mapping[str, object]:
    day = beijing(now).date()
    found: Mapping[str, object] = _whole(next(e for e in all_of() if e.key == key).on(day).value)
    return found


def _whole(value: Any) -> Any:  # noqa: ANN401 - as YAML has it
    """Write whole numbers as such; the pack reads each number as a decimal."""
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def settings(now: datetime) -> Settings:
    """Give what an announcement of a day fixes; errors as of `all_of`, `qingtian.draw.DrawError`."""
    return Settings.of({**_on(RATIO, now), **_on(TEAM, now), **_on(CONFLICT, now)})


def times(now: datetime) -> tuple[datetime, datetime, datetime]:
    """Give until when parties commit, when the checkpoint is fixed, and until when they reveal."""
    hours = _on(TIMES, now)
    commit, fix, reveal = (float(str(hours[key])) for key in ("commit", "checkpoint", "reveal"))
    first, second = now + timedelta(hours=commit), now + timedelta(hours=commit + fix)
    return first, second, second + timedelta(hours=reveal)


def names(now: datetime) -> dict[str, Mapping[str, str]]:
    """Name categories and groups, by key and language (zh, en)."""
    return {key: dict(name) for key, name in _on(NAMES, now).items()}  # type: ignore[call-overload]


def items(now: datetime) -> list[Item]:
    """List the items of the check sheet."""
    return [Item(key, dict(name)) for key, name in _on(SHEET, now).items()]  # type: ignore[call-overload]


def tells_objects(now: datetime) -> bool:
    """Say whether who was drawn as an object is told so."""
    return bool(_on(NOTICE, now)["objects"])
