"""Stations as rows of a list and marks of a map, sorted by what matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import category
from qingtian_platform.kit.times import beijing, span_text
from qingtian_platform.publish import figures
from qingtian_platform.publish.drawing import Spot
from qingtian_platform.publish.figures import Figure
from qingtian_platform.publish.names import Place


@dataclass(frozen=True)
class Row:
    """A station in a list.

    Attributes
    ----------
    current
        Whether its hour is the hour of the page; an older one is named with its day.
    """

    place: Place
    current: bool
    aqi: int | None
    category: str
    colour: str
    ink: str
    primary: tuple[str, ...]
    pm25: Decimal | None
    pm25_nodata: str
    nodata: str
    when: str

    @property
    def href(self) -> str:
        """Address of the station."""
        return self.place.href


def current_rows(found: Sequence[Place], hour: Figure | None) -> list[Row]:
    """List stations: those of the hour first, the worst on top; then older ones by name.

    Parameters
    ----------
    found
        The stations.
    hour
        The hour that the page is about; None: the latest of any of them.
    """
    latest = figures.all_now()
    ends = [one.end for one in latest.values()]
    end = hour.end if hour else max(ends, default=None)
    rows = [_row(one, latest.get(one.id), end) for one in found]
    return sorted(rows, key=lambda row: (not row.current, -(row.aqi or -1), row.place.name))


def _row(one: Place, figure: Figure | None, end: object) -> Row:
    if figure is None:
        return Row(one, False, None, "", "", "", (), None, "missing", "missing", "")  # noqa: FBT003
    current = figure.end == end
    step = category(figure.aqi, beijing(figure.start).date())
    dose = figure.doses.get("PM2.5")
    return Row(
        place=one,
        current=current,
        aqi=figure.aqi,
        category=step.name if step else "",
        colour=step.colour if step else "",
        ink=step.ink if step else "",
        primary=figure.primary,
        pm25=dose.value if dose else None,
        pm25_nodata=(dose.why if dose else "") or "missing",
        nodata="missing" if all(d.value is None for d in figure.doses.values()) else "invalid",
        when=span_text(figure.start, figure.end, with_day=not current),
    )


def spots(rows: Sequence[Row]) -> list[Spot]:
    """Mark the stations that have a place; the worst is drawn last, on top."""
    return [_spot(row) for row in reversed(rows) if row.place.lon and row.place.lat]


def _spot(row: Row) -> Spot:
    shown = row.aqi if row.current else None
    words = [row.place.name, row.place.kind_word, row.when]
    words.append(f"AQI {row.aqi} {row.category}" if row.aqi is not None else _("no index"))
    return Spot(
        lon=row.place.lon or 0.0,
        lat=row.place.lat or 0.0,
        kind=row.place.shape,
        aqi=shown,
        text=str(shown) if shown is not None else "–",
        label=row.place.name,
        title=" · ".join(word for word in words if word),
        href=row.href,
        colour=row.colour if shown is not None else "",
        ink=row.ink if shown is not None else "",
        faint=not row.current,
    )
