"""Which hotline stands behind a channel on a day: the pack's dated table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from qingtian.law.packs import AnyPack, open_pack
from qingtian.policy.rows import Row, a_day, mapped
from qingtian_platform.evaluate.api import law_packs

FOLDER, FILE = "complaints", "hotlines.yaml"
BOTH = "both"


@dataclass(frozen=True)
class Hotline:
    """A hotline as it stands from a day on.

    Attributes
    ----------
    since
        First day.
    number, name
        What one dials; its name by language.
    clauses, law
        Clauses of the pack, or the rule outside it, in words.
    """

    since: date
    number: str
    name: Mapping[str, str]
    clauses: tuple[str, ...]
    law: str


def hotlines(channel: str, day: date) -> tuple[Hotline, ...]:
    """Give the hotlines of a channel on a day.

    Parameters
    ----------
    channel
        `12369`, `12365` or `both`, as the procedure routes; anything else has none.
    day
        On which the report came.

    Returns
    -------
    tuple of Hotline
        Each once: two that have become one by that day are one.
    """
    table = _table(law_packs())
    asked = tuple(table) if channel == BOTH else (channel,)
    found = [_on(table.get(each, ()), day) for each in asked]
    return tuple({each.number: each for each in found if each is not None}.values())


def _on(rows: tuple[Hotline, ...], day: date) -> Hotline | None:
    return next((each for each in reversed(rows) if each.since <= day), None)


@cache
def _table(packs: tuple[str, ...]) -> Mapping[str, tuple[Hotline, ...]]:
    for name in packs:
        found = channels(name)
        if found:
            return found
    return {}


def channels(pack: AnyPack) -> Mapping[str, tuple[Hotline, ...]]:
    """Read the table of a pack; a pack without one has no channels.

    Raises
    ------
    PackFileError
        If the file breaks the form.
    """
    folder = open_pack(pack).root / FOLDER
    if not folder.joinpath(FILE).is_file():
        return {}
    return {row.name: _rows(row) for row in mapped(folder, FILE, "channels")}


def _rows(row: Row) -> tuple[Hotline, ...]:
    row.only(["days"])
    found = tuple(_hotline(each) for each in row.rows("days"))
    return tuple(sorted(found, key=lambda each: each.since))


def _hotline(row: Row) -> Hotline:
    row.only(["number", "name"], ["clauses", "law"])
    try:
        since = a_day(row.name)
    except ValueError as problem:
        raise row.error("number", str(problem)) from None
    if not row.texts("clauses") and not row.text("law", ""):
        raise row.error("clauses", "expected a clause, or the rule outside the pack under `law`")
    return Hotline(
        since, row.text("number"), row.words("name"), row.texts("clauses"), row.text("law", "")
    )
