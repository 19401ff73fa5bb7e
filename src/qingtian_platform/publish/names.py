"""Places as pages name them, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.kit.categories import english
from qingtian_platform.kit.words import side
from qingtian_platform.people.api import packaged_divisions
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

KINDS: dict[str, Promise] = {
    "station": gettext_lazy("Air station"),
    "outlet": gettext_lazy("Outlet"),
    "site": gettext_lazy("Building site"),
    "section": gettext_lazy("River section"),
}

STATION_KINDS: dict[str, Promise] = {
    "assessment": gettext_lazy("Assessment station"),
    "control": gettext_lazy("Control station"),
    "traffic": gettext_lazy("Traffic station"),
    "regional": gettext_lazy("Regional station"),
}

LEVELS: dict[str, Promise] = {
    "national": gettext_lazy("operated by the state"),
    "city": gettext_lazy("operated by the city"),
    "district": gettext_lazy("operated by the district"),
}


@dataclass(frozen=True)
class Place:
    """A thing as a page shows it; every text is in the reader's language."""

    id: int
    key: str
    name: str
    kind: str
    kind_word: str
    shape: str
    level_word: str
    district: str
    district_code: str
    owner: str
    maintainer: str
    answerable: str
    permit: str
    origin: str
    source: str
    lon: float | None
    lat: float | None
    opened: str
    closed: str

    @property
    def href(self) -> str:
        """Address of its page."""
        return reverse("portal:station", args=[self.key])

    @property
    def gate(self) -> str:
        """Address of its gate page; only building sites have one."""
        return reverse("portal:gate", args=[self.key]) if self.kind == "site" else ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Who operates, maintains and answers, for a list of terms."""
        named = [
            (_("Operated by"), self.owner),
            (_("Maintained by"), self.maintainer),
            (_("Answers for it"), self.answerable),
        ]
        if self.kind == "outlet":
            named.append((_("Permit"), self.permit))
        named += [(_("District"), self.district), (_("In service since"), self.opened)]
        return [*named, (_("Source of the data"), self.source)] if self.source else named


def place(info: ThingInfo) -> Place:
    """Put a thing of the registry into the reader's language."""
    en = english()
    kind = STATION_KINDS.get(info.station_kind or "") or KINDS[info.kind]
    return Place(
        id=info.id,
        key=info.key,
        name=info.name_en if en else info.name,
        kind=info.kind,
        kind_word=str(kind),
        shape=info.station_kind or info.kind,
        level_word=str(LEVELS.get(info.level or "", "")),
        district=info.district_name_en if en else info.district_name,
        district_code=info.district or "",
        owner=info.owner_en if en else info.owner,
        maintainer=info.maintainer_en if en else info.maintainer,
        answerable=info.answerable_en if en else info.answerable,
        permit=info.permit,
        origin="" if info.origin == "real" else info.origin,
        source=side(info.source),
        lon=info.lon,
        lat=info.lat,
        opened=info.opened.isoformat() if info.opened else "",
        closed=info.closed.isoformat() if info.closed else "",
    )


def places(kinds: Iterable[str] | None = None) -> list[Place]:
    """List the places of some kinds, or all, in service or closed, by key."""
    wanted = None if kinds is None else set(kinds)
    infos = registry.things().values()
    return [place(info) for info in infos if wanted is None or info.kind in wanted]


@cache
def _districts() -> dict[str, tuple[str, str]]:
    return {
        row["code"][:6]: (row["name"].removesuffix("区"), row["name_en"])
        for row in packaged_divisions()
        if row["level"] == "district"
    }


def city_origin() -> str:
    """Give the origin of what enters the city's value: the least real of its stations' origins."""
    origins = {
        info.origin
        for info in registry.things().values()
        if info.station_kind == "assessment" and info.closed is None
    }
    return next((one for one in ("simulated", "replay") if one in origins), "")


def district_names() -> dict[str, str]:
    """Give the names of the districts in the reader's language, by code of six digits."""
    at = 1 if english() else 0
    return {code: names[at] for code, names in _districts().items()}
