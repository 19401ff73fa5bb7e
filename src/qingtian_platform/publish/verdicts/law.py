"""The law as the portal prints it: a page a standard, each value with its days, clause, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian import law
from qingtian.law import Force, Provision
from qingtian_platform.evaluate.api import law_packs
from qingtian_platform.kit.categories import english

AVERAGES: dict[str, Promise] = {
    "sample": gettext_lazy("one sample"),
    "determination": gettext_lazy("one determination"),
    "minute": gettext_lazy("minute mean"),
    "hour": gettext_lazy("hourly mean"),
    "mda8": gettext_lazy("largest 8-hour mean of the day"),
    "day": gettext_lazy("daily mean"),
    "month": gettext_lazy("monthly mean"),
    "season": gettext_lazy("seasonal mean"),
    "quarter": gettext_lazy("quarterly mean"),
    "year": gettext_lazy("annual mean"),
}
EVIDENCE: dict[str, Promise] = {
    "V": gettext_lazy("read in the official text"),
    "V2": gettext_lazy("read in a second source"),
    "K:h": gettext_lazy("known well, official text not seen"),
    "K:m": gettext_lazy("from memory, to be checked"),
    "K:l": gettext_lazy("uncertain, to be checked"),
}
SIGNS = {"at most": "≤", "at least": "≥", "within": ""}


@dataclass(frozen=True)
class Value:
    """One level of a limit, or a row of a table, as it is printed."""

    level: str
    text: str


@dataclass(frozen=True)
class Row:
    """One value of the standard, from a day to a day."""

    path: str
    name: str
    values: tuple[Value, ...]
    unit: str
    averaging: str
    clause: str
    since: str
    until: str
    evidence: str
    evidence_word: str
    weak: bool
    note: str
    anchor: bool


@dataclass(frozen=True)
class Document:
    """A standard: what it is, when it holds, what the library takes from it."""

    name: str
    title: str
    since: str
    until: str
    href: str
    area: str
    values: int


def slug(document: str) -> str:
    """Write the number of a document for an address, as `gb-3095-2026`."""
    return re.sub(r"[^\w]+", "-", document.lower()).strip("-")


@lru_cache(maxsize=2)
def _documents(packs: tuple[str, ...]) -> dict[str, Force]:
    used = {stage.standard for stages in law.provisions(packs).values() for stage in stages}
    return {name: one for name, one in law.documents(packs).items() if name in used}


def find(text: str) -> Force | None:
    """Give the document of an address; None where there is none."""
    return next((one for name, one in _documents(law_packs()).items() if slug(name) == text), None)


def href(document: str, path: str = "") -> str:
    """Give the address of a standard's page, at a provision; empty where the library lacks it."""
    if document not in _documents(law_packs()):
        return ""
    page = reverse("portal:standard", args=[slug(document)])
    return f"{page}#{path}" if path else page


def documents() -> list[Document]:
    """List the documents that the library takes values from, by area and number."""
    packs = law_packs()
    areas: dict[str, set[str]] = {}
    for path, stages in law.provisions(packs).items():
        for stage in stages:
            areas.setdefault(stage.standard, set()).add(path.split(".")[0])
    found = [
        Document(
            one.document,
            one.title,
            one.since.isoformat(),
            one.until.isoformat() if one.until else "",
            href(one.document),
            min(areas[one.document]),
            sum(1 for _row in stages_of(one)),
        )
        for one in _documents(packs).values()
    ]
    return sorted(found, key=lambda one: (one.area, one.name))


def stages_of(document: Force) -> Iterator[Provision]:
    """Give what the library takes from a document, by path and day."""
    for _path, stages in sorted(law.provisions(law_packs()).items()):
        yield from (stage for stage in stages if stage.standard == document.document)


def rows(document: Force) -> list[Row]:
    """List the values of a document in the reader's language."""
    seen: set[str] = set()
    found = []
    for stage in stages_of(document):
        found.append(_row(stage, anchor=stage.path not in seen))
        seen.add(stage.path)
    return found


def _row(stage: Provision, *, anchor: bool) -> Row:
    side = "en" if english() else "zh"
    return Row(
        path=stage.path,
        name=stage.name[side],
        values=tuple(_values(stage, side)),
        unit="" if stage.unit == "1" else stage.unit,
        averaging=str(AVERAGES.get(stage.averaging or "", stage.averaging or "")),
        clause=stage.clause,
        since=stage.since.isoformat(),
        until=stage.until.isoformat() if stage.until else "",
        evidence=stage.evidence.value,
        evidence_word=str(EVIDENCE[stage.evidence.value]),
        weak=stage.review or stage.evidence.weak,
        note=stage.note.get(side, ""),
        anchor=anchor,
    )


def _values(stage: Provision, side: str) -> Iterator[Value]:
    if stage.kind == "limit":
        for level, number in stage.value.items():
            sign = SIGNS[stage.bound or ""]
            yield Value(_term(str(level), side), f"{sign} {written(number, side)}".strip())
    elif stage.kind == "table":
        for row in stage.value:
            yield _line({key: row[key] for key in row if _of_reader(key, side)}, side)
    elif stage.kind == "setting":
        for key, cell in stage.value.items():
            if _of_reader(key, side):
                yield Value("" if key == side else _term(key, side), written(cell, side))
    elif stage.kind == "text":
        yield Value("", stage.value[side])
    else:
        yield Value("", written(stage.value, side))


def _line(row: Mapping[str, object], side: str) -> Value:
    """Write a row of a table: the first cell leads, others after it with the name of their column."""
    (_first, lead), *others = row.items()
    plain = len(others) == 1
    said = [
        written(cell, side)
        if plain or key == side or key.endswith(f"_{side}")
        else f"{_term(key, side)} {written(cell, side)}"
        for key, cell in others
        if cell is not None and cell != {}
    ]
    return Value(written(lead, side), " · ".join(each for each in said if each))


def _of_reader(column: str, side: str) -> bool:
    """Leave out the columns that say the same in the other language."""
    other = "zh" if side == "en" else "en"
    return column != other and not column.endswith(f"_{other}")


def _term(word: str, side: str) -> str:
    return law.term(word, side, law_packs())


def written(value: object, side: str) -> str:
    """Write a cell of the law: numbers with their digits, ranges with a dash, words as they are read."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple) and len(value) == 2:
        return "–".join(written(end, side) for end in value)
    if isinstance(value, list | tuple):
        return ", ".join(written(each, side) for each in value)
    if isinstance(value, dict):
        pairs = ((_term(key, side), written(each, side)) for key, each in value.items())
        return ", ".join(f"{key} {each}".strip() for key, each in pairs)
    return "" if value is None else _term(str(value), side)
