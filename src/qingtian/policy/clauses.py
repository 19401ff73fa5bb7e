"""Clauses of a gazette: each sentence that orders something, with its address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from qingtian.policy.deadlines import Deadline
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row, mapped, table

COLUMNS = (
    *("id", "doc", "heading_path", "text", "kind", "lead_units", "level", "deadline"),
    *("indicator", "operator", "value", "unit", "baseline", "frequency", "system_hint"),
)
KINDS = ("principle", "target", "measure", "rule", "procedure", "publication", "duty")
OPERATORS = (
    "",
    "=",
    ">=",
    "<=",
    ">",
    "<",
    "≈",
    "in",
    "between",
    "bottom_n",
    "bottom_pct",
    "map",
)
_ID = re.compile(r"(D\d+)-(\d+(?:\.\d+)*)-(\d{2,})")


@dataclass(frozen=True)
class Document:
    """One document of a gazette.

    Attributes
    ----------
    key, title, date
        `D3`; its title by language; the day on which it was issued.
    measures
        How many numbered measures it has; 0 where its measures bear no numbers.
    """

    key: str
    title: Mapping[str, str]
    date: date
    measures: int


@dataclass(frozen=True)
class Clause:
    """One clause.

    Attributes
    ----------
    id
        Its address, as `D3-6.2-14`: document, heading, number within the heading.
    document
        Key of the document.
    headings
        The headings above it, from the outermost.
    text
        The words of the gazette.
    kind
        One of `KINDS`.
    units
        Who is named, in the gazette's words; empty where nobody is.
    levels
        Levels that it binds: `city`, `district`, `township` …
    deadline
        When it is due; None where the text names no time.
    indicator, operator, value, unit, baseline
        What it sets a number for; empty where it sets none.
    frequency, hint
        How often; the field that it belongs to.
    line
        Its line in the pack's file.
    """

    id: str
    document: str
    headings: tuple[str, ...]
    text: str
    kind: str
    units: tuple[str, ...]
    levels: tuple[str, ...]
    deadline: Deadline | None
    indicator: str
    operator: str
    value: str
    unit: str
    baseline: str
    frequency: str
    hint: str
    line: int

    @property
    def measure(self) -> int:
        """Number of the measure that it belongs to, where measures bear numbers: `D5-6.55-01`: 55."""
        parts = self.id.split("-")[1].split(".")
        return int(parts[1]) if len(parts) > 1 else 0


def documents(folder: Traversable) -> dict[str, Document]:
    """Read the documents, each with the seal over its clauses checked by `clauses`."""
    found = {}
    for row in mapped(folder, "documents.yaml", "documents"):
        row.only(["title", "date", "clauses", "seal"], ["measures"])
        measures = row.whole("measures") if "measures" in row.values else 0
        found[row.name] = Document(row.name, row.words("title"), row.day("date"), measures)
    return found


def clauses(folder: Traversable) -> dict[str, Clause]:
    """Read all clauses by their address, in the order of the gazette.

    Raises
    ------
    PackFileError
        If a row breaks the form, or a text is not the one that was sealed.
    """
    found = {row.name: _clause(row) for row in table(folder, "clauses.csv", COLUMNS)}
    for row in mapped(folder, "documents.yaml", "documents"):
        _check_seal(row, [each for each in found.values() if each.document == row.name])
    known = {row.name for row in mapped(folder, "documents.yaml", "documents")}
    for each in found.values():
        if each.document not in known:
            raise PackFileError(
                "clauses.csv",
                each.line,
                f"{each.id}: expected a document of documents.yaml; got {each.document}",
            )
    return found


def document_of(clause: str) -> str:
    """Read the document out of a clause's address: `D3` of `D3-6.2-14`; empty where it is no such address."""
    found = _ID.fullmatch(clause)
    return found[1] if found else ""


def _clause(row: Row) -> Clause:
    document = document_of(row.name)
    if document != f"D{row.text('doc')}":
        raise row.error("id", f"expected document, heading, number as D3-6.2-14; got {row.name!r}")
    due = row.text("deadline", "")
    try:
        deadline = Deadline.read(due) if due else None
    except ValueError as problem:
        raise row.error("deadline", str(problem)) from None
    return Clause(
        id=row.name,
        document=document,
        headings=tuple(row.text("heading_path").split("/")),
        text=row.text("text"),
        kind=row.choice("kind", KINDS),
        units=_parts(row, "lead_units"),
        levels=_parts(row, "level"),
        deadline=deadline,
        indicator=row.text("indicator", ""),
        operator=row.choice("operator", OPERATORS),
        value=row.text("value", ""),
        unit=row.text("unit", ""),
        baseline=row.text("baseline", ""),
        frequency=row.text("frequency", ""),
        hint=row.text("system_hint", ""),
        line=row.line,
    )


def _parts(row: Row, key: str) -> tuple[str, ...]:
    return tuple(part for part in row.text(key, "").split(";") if part)


def seal(of: Iterable[Clause]) -> str:
    """Digest the addresses and texts of clauses, in order: SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    for each in of:
        digest.update(f"{each.id}\t{each.text}\n".encode())
    return digest.hexdigest()


def _check_seal(row: Row, of: list[Clause]) -> None:
    if row.whole("clauses") != len(of):
        raise row.error("clauses", f"expected {row.whole('clauses')} clauses; got {len(of)}")
    if row.text("seal") != seal(of):
        raise row.error(
            "seal",
            "expected the texts that were sealed; a text in clauses.csv was edited: set it back, and "
            "supersede the clause by a later one",
        )
