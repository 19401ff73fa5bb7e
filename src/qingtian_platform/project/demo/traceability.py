"""Chapter 7: chains of calibrations of the demo's instruments, and one certificate that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.check.instruments import revoking
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.project.demo.assessing import person
from qingtian_platform.project.demo.evidence import sign_paper
from qingtian_platform.registry import api as registry

_FILE = Path(__file__).with_name("traceability.yaml")
_OLDEST = -400
"""Days before the demo on which standards were taken into use. [d]"""
_CERTIFICATE = (
    "number", "of", "by", "quantity", "issuer", "on", "until", "uncertainty", "coverage", "unit",
    "method",
)  # fmt: skip


@cache
def told() -> dict[str, Any]:
    """Read standards, instruments and certificates."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@transaction.atomic
def prepare(places: Places, now: datetime) -> None:
    """Write the chains down, and let the duty officer take one certificate back.

    Parameters
    ----------
    places
        The demo's data directory; cast and keys are there.
    now
        When the demo begins.
    """
    said, book = told(), _Book(now)
    for each in said["laboratories"]:
        for quantity in each["quantities"]:
            given = {"laboratory": each["laboratory"], "document": each["document"]}
            book.write("scope", _OLDEST, {**given, "quantity": quantity})
    for each in said["standards"]:
        book.write("standard", _OLDEST, _standard(each))
    for each in said["instruments"]:
        book.instrument(each)
    for row in said["certificates"]:
        book.certificate(dict(zip(_CERTIFICATE, row, strict=True)))
    _revoke(places, said["revocation"], book)


def _standard(each: Mapping[str, Any]) -> dict[str, str]:
    rest = {k: str(v) for k, v in each.items() if k not in ("kind", "thing", "code")}
    return {**rest, "level_kind": str(each.get("kind", "instrument"))}


class _Book:
    """Writes records in the name of the duty officer, at days from the demo's first one."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.person = person(told()["by"])
        self._at: dict[str, tuple[str, str]] = {}

    def day(self, days: int) -> datetime:
        """Give the beginning of a day. [UTC]."""
        return midnight(beijing(self.now).date() + timedelta(days=days))

    def write(
        self, kind: str, on: int, given: Mapping[str, str], place: tuple[str, str] = ("", "")
    ) -> None:
        """Write one record."""
        day = self.day(on)
        instruments.write(self.person, instruments.Draft(kind, *place, day, day, given))

    def instrument(self, each: Mapping[str, Any]) -> None:
        """Write an instrument down, in use since its first calibration."""
        thing = registry.thing(each["thing"])
        if thing is None:
            raise LookupError(f"the cast has no {each['thing']}")
        streams = registry.datastreams(thing.id)
        place = next((one.mn, one.code) for one in streams if one.code == each["code"])
        self._at[each["key"]] = place
        first = min(row[5] for row in told()["certificates"] if row[1] == each["key"])
        self.write("standard", first, _standard(each), place)

    def certificate(self, row: Mapping[str, Any]) -> None:
        """Write a certificate down."""
        until = beijing(self.day(row["until"])).date().isoformat()
        given = {k: str(v) for k, v in row.items() if k not in ("on", "until")}
        given |= {"subject": str(row["of"]), "valid_until": until}
        self.write("certificate", row["on"], given, self._at.get(row["of"], ("", "")))


def _revoke(places: Places, said: Mapping[str, Any], book: _Book) -> None:
    """Sign the act that takes a certificate back, with the key in the demo's drawer."""
    since = beijing(book.day(said["from"])).date()
    paper = revoking.write(said["number"], since, said["reason"], book.person, now=book.now)
    sign_paper(places, told()["by"], paper)
