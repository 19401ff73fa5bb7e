"""Chapter 7: stations of other departments beside a station in a township, one of them biased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import transaction

from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.collect.simulator.replay import Hour
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import ensure_organisation
from qingtian_platform.project.demo import towns
from qingtian_platform.project.demo.assessing import person
from qingtian_platform.project.demo.cast import SOURCE, cast
from qingtian_platform.project.demo.senders import SEED
from qingtian_platform.project.demo.story import month_before
from qingtian_platform.registry.api import Parties

_FILE = Path(__file__).with_name("network.yaml")
NOISE, SHARE = 3.0, 0.06
"""What two honest instruments differ by: at any level [µg/m³], and with the level [1]."""


@cache
def told() -> dict[str, Any]:
    """Read what stands beside what, and what it shows."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def mn_of(number: int) -> str:
    """Make an MN that belongs to nobody."""
    return towns.mn_of(number, "N")


def _towns() -> dict[str, tuple[int, dict[str, Any]]]:
    return {entry["key"]: (number, entry) for number, entry in enumerate(cast()["towns"], 1)}


def register(today: date) -> dict[str, str]:
    """Register them, open in the last month alone.

    Parameters
    ----------
    today
        The demo's first day, Beijing.

    Returns
    -------
    dict
        Password of each data logger by MN, for the sender alone.
    """
    return {
        mn_of(number): _register(number, entry, today)
        for number, entry in enumerate(told()["stations"], 1)
    }


def _register(number: int, entry: dict[str, Any], today: date) -> str:
    town = _towns()[entry["beside"]][1]
    ensure_organisation(entry["owner"]["name"], "authority", name_en=entry["owner"]["name_en"])
    return towns.open_last_month(
        mn_of(number),
        entry,
        today,
        codes=entry["codes"],
        district=town["district"],
        township=f"{town['township']}000",
        lon=town["at"][0] + entry["shift"][0],
        lat=town["at"][1] + entry["shift"][1],
        level="district",
        parties=Parties(owner=entry["owner"]["name"], owner_kind="authority"),
        source=SOURCE,
    )


def hours(today: date) -> list[Hour]:
    """Give what they showed in the last month: what the station beside them did, and their own error.

    Parameters
    ----------
    today
        The demo's first day, Beijing.
    """
    own = towns.hours(today)
    return [
        hour
        for number, entry in enumerate(told()["stations"], 1)
        for hour in _beside(number, entry, own)
    ]


def _beside(number: int, entry: dict[str, Any], own: list[Hour]) -> Iterator[Hour]:
    random = Random(f"{SEED} {entry['key']}")  # noqa: S311 - a figure of a story
    beside = towns.mn_of(_towns()[entry["beside"]][0])
    times = Decimal(entry["times"])
    for hour in (each for each in own if each.mn == beside):
        values = {code: text for code, text, _flag in hour.values if code in entry["codes"]}
        share = times * Decimal(str(round(random.gauss(1, SHARE), 3)))
        off = Decimal(str(round(random.gauss(0, NOISE), 1)))
        shown = {
            code: max(Decimal(1), Decimal(text) * share + off) for code, text in values.items()
        }
        yield Hour(
            mn_of(number),
            hour.start,
            tuple((code, format(round(value, 1), "f"), "N") for code, value in shown.items()),
        )


@transaction.atomic
def prepare(began: datetime) -> None:
    """Enter the comparisons by hand that tell which one is biased, and one siting decision.

    Parameters
    ----------
    began
        When the demo begins.
    """
    by = person(told()["by"])
    first, _last = month_before(began.date())
    at = datetime.combine(first + timedelta(days=14), time(10), BEIJING)
    given = {
        "method": told()["method"],
        "laboratory": told()["laboratory"],
        "purpose": "supervision",
    }
    for number, entry in enumerate(told()["stations"], 1):
        beside = towns.mn_of(_towns()[entry["beside"]][0])
        for key, pairs in entry.get("by_hand", {}).items():
            mn = mn_of(number) if key == entry["key"] else beside
            draft = instruments.Draft("comparison", mn, "a34004", at, at, {**given, "pairs": pairs})
            instruments.write(by, draft)
    said = told()["siting"]
    comparability.site(
        said["thing"], said["document"], (said["decided_on"], said["decided_by"]), said["helpers"],
        said["reason"], by, now=began,
    )  # fmt: skip
