"""What the form of a complaint says, read into a report."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.signed import typed
from qingtian_platform.kit.times import BEIJING, YEARS
from qingtian_platform.publish.complaint.around import districts
from qingtian_platform.registry import api as registry

FIELDS = (
    "key",
    "scope",
    "text",
    "place",
    "about",
    "happened",
    "lon",
    "lat",
    "division",
    "name",
    "phone",
    "mail",
)
TRAP = "website"
"""A field that no person sees; who fills it in is none."""
UNITS = 800
"""Units offered for a choice. [1]"""


@dataclass(frozen=True)
class Unit:
    """A unit that can be picked.

    Attributes
    ----------
    thing
        Its number.
    label
        Its name as it is picked.
    """

    thing: int
    label: str


def units() -> list[Unit]:
    """List outlets and sites by name, with their district where names are alike."""
    things = [each for each in registry.things().values() if each.kind in ("outlet", "site")]
    names = [_name(each) for each in things]
    alike = Counter(names)
    found = [
        Unit(
            each.id,
            name if alike[name] == 1 else f"{name} ({each.district_name} {each.key})",
        )
        for each, name in zip(things, names, strict=True)
    ]
    return sorted(found, key=lambda each: each.label)[:UNITS]


def _name(thing: registry.ThingInfo) -> str:
    return (thing.name_en if english() else thing.name) or thing.name


def blank(unit: str = "") -> dict[str, str]:
    """Give the form as it begins, with a key of its own and the unit that a link named."""
    thing = next((t for t in registry.things().values() if t.key == unit), None)
    known = {each.thing: each.label for each in units()}
    about = known.get(thing.id, "") if thing else ""
    return {**dict.fromkeys(FIELDS, ""), "key": secrets.token_urlsafe(24), "about": about}


def report(post: Mapping[str, str]) -> complaints.Report:
    """Read the form.

    Raises
    ------
    ComplaintRefusedError
        If the time or the point is none.
    """
    text = {name: typed(post.get(name, "")) for name in FIELDS}
    about = text["about"].strip()
    picked = next((each.thing for each in units() if each.label == about), None)
    lon, lat = _degrees(text["lon"], 180.0), _degrees(text["lat"], 90.0)
    return complaints.Report(
        text["key"][:100],
        text["scope"],
        text["text"],
        text["place"],
        about,
        _moment(text["happened"]),
        lon if lat is not None else None,
        lat if lon is not None else None,
        picked,
        text["division"] if text["division"] in dict(districts()) else "",
        text["name"],
        text["phone"],
        text["mail"].strip(),
    )


def _degrees(text: str, most: float) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return round(found, 5) if -most <= found <= most else None


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip()[:16])
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - refused below
    if found.year not in YEARS:
        raise complaints.ComplaintRefusedError(
            _("“%(text)s” is no time; write it as 2026-11-25 09:30.") % {"text": text[:40]}
        )
    return found.replace(tzinfo=BEIJING).astimezone(UTC)
