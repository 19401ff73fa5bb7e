"""Figures dressed for a template: colours of the law, limits, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from qingtian.standards.air import categories as law_categories
from qingtian_platform.kit.categories import Bound, bound, category, english
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.figures import Dose, Figure


def stamp(start: datetime) -> str:
    """Write a start for an address, in Beijing time: 20261125T1300."""
    return f"{beijing(start):%Y%m%dT%H%M}"


def number_href(key: str, period: str, start: datetime, code: str) -> str:
    """Give the address of the page that says where a number comes from."""
    return _number_form(get_script_prefix()) % (key, period, stamp(start), code)


@cache
def _number_form(_prefix: str) -> str:
    """Look the form of the address up once: a page has hundreds of these."""
    return reverse("portal:number", args=["-key-", "-period-", "-start-", "-code-"]).replace(
        "-key-/-period-/-start-/-code-", "%s/%s/%s/%s"
    )


def slug(pollutant: str) -> str:
    """Write a pollutant for an address: pm25."""
    return pollutant.lower().replace(".", "")


@dataclass(frozen=True)
class Amount:
    """A pollutant on its card: value, index, bar, limit."""

    name: str
    value: Decimal | None
    unit: str
    decimals: int
    iaqi: int | None
    nodata: str
    primary: bool
    colour: str
    share: int
    limit: str
    limit_word: str
    limit_share: int
    href: str


@dataclass(frozen=True)
class Plate:
    """A figure as the head of a page shows it."""

    start: datetime
    end: datetime
    aqi: int | None
    category: str
    colour: str
    ink: str
    small_ink: str
    edition: str
    health: str
    doses: tuple[Amount, ...]
    origin: str


def _limit(dose: Dose, period: str, start: datetime) -> tuple[Bound | None, str]:
    """Choose the limit to draw: that of the hour, or of the day where the hour has none."""
    day = beijing(start).date()
    if period == "hour":
        hourly = bound(dose.name, "hour", day)
        if hourly is not None:
            return hourly, _("1-h limit")
    averaging = "mda8" if dose.name == "O3" else "day"
    return bound(dose.name, averaging, day), _("8-h limit") if averaging == "mda8" else _(
        "24-h limit"
    )


def amount(dose: Dose, figure: Figure, key: str, period: str) -> Amount:
    """Dress one pollutant; the bar ends at twice the limit."""
    limit, word = _limit(dose, period, figure.start)
    top = float(limit.value) * 2 if limit else 0.0
    share = round(min(1.0, float(dose.value) / top) * 100) if top and dose.value is not None else 0
    found = category(dose.iaqi, beijing(figure.start).date())
    return Amount(
        name=dose.name,
        value=dose.value,
        unit=dose.unit,
        decimals=dose.decimals,
        iaqi=dose.iaqi,
        nodata=dose.why or "missing",
        primary=dose.name in figure.primary,
        colour=found.colour if found else "var(--ribbon)",
        share=share,
        limit=limit.value if limit else "",
        limit_word=word,
        limit_share=50 if limit else 0,
        href=number_href(key, period, figure.start, slug(dose.name)),
    )


def health(aqi: int | None, start: datetime) -> str:
    """Say in our own short words what the category means and advises."""
    if aqi is None:
        return ""
    steps = law_categories(beijing(start).date())
    found = next((step for step in steps if aqi <= step.to), steps[-1])
    language = "en" if english() else "zh"
    effect, advice = found.effect[language], found.advice[language]
    return f"{effect}. {advice}." if english() else f"{effect}。{advice}。"


def plate(figure: Figure | None, key: str, period: str = "hour", origin: str = "") -> Plate | None:
    """Dress a whole figure; None stays None."""
    if figure is None:
        return None
    found = category(figure.aqi, beijing(figure.start).date())
    return Plate(
        start=figure.start,
        end=figure.end,
        aqi=figure.aqi,
        category=found.name if found else "",
        colour=found.colour if found else "",
        ink=found.ink_large if found else "",
        small_ink=found.ink if found else "",
        edition=figure.edition,
        health=health(figure.aqi, figure.start),
        doses=tuple(amount(dose, figure, key, period) for dose in figure.doses.values()),
        origin=origin,
    )
