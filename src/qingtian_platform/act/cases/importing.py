"""Matters from a table: every line is read and tried first, then all are opened or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from qingtian.cases import ActRefusedError, CasesError, Handed, Officer, Procedure
from qingtian.cases.procedure import ActKind
from qingtian_platform.act.cases import calling, opening, pack
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.act.cases.infos import MatterInfo, Opening, Origin, Subject
from qingtian_platform.kit.sheets import Line, read_table
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.registry import api as registry

COLUMNS: Final = {
    "ref": "number of the report where it comes from; a second line or file of the same opens nothing",
    "procedure": "key of the procedure, as construction-dust",
    "act": "act that opens the matter, as see",
    "thing": "key of a registered unit; then the subject and its place may be left out",
    "subject_kind": "firm, site, outlet, river, township, plot, person or unit",
    "subject_key": "by which the subject is found again",
    "subject_name": "how it is called",
    "division": "code of the place, 6 or 9 digits; empty: the city",
    "at": "Beijing time of its first paper, as 2024-05-06 10:00: recorded afterwards; empty: now",
    "reason": "why, where the act asks for a reason",
    "officers": "who took the papers: name certificate; name certificate",
    "party": "signed or refused, of the papers",
    "witness": "who saw the refusal",
    "begin": "when the papers were begun",
    "end": "when they were ended",
    "signature": "who signed the papers",
    "seal": "yes where the seal is on them",
}
"""Columns of the table, each with what stands in it."""
FACT: Final = "fact."
"""A column `fact.NAME` holds a fact that the act asks for; yes and no for those that are one of both."""
PAPER: Final = "paper."
"""A column `paper.KEY` holds the number of a paper, or yes where it has none."""
_YES = {"yes": True, "no": False}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: its number in the file, the column or empty, what was expected."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.text}"


class ImportRefusedError(ValueError):
    """A table that cannot be taken in, with all that is wrong in it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults[:5])))
        self.faults = faults


class _CellError(ValueError):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


@dataclass
class Imported:
    """What became of the lines of a table.

    Attributes
    ----------
    opened
        Matters that were opened.
    joined
        Lines that were kept with an open matter about the same subject. [1]
    before
        Lines that had been taken in before. [1]
    """

    opened: list[MatterInfo] = field(default_factory=list)
    joined: int = 0
    before: int = 0


def take_in(path: Path, person: Any, now: datetime) -> Imported:  # noqa: ANN401 - private to its app
    """Open the matters of a table, all or none.

    Parameters
    ----------
    path
        CSV or XLSX with `COLUMNS`, `fact.NAME` and `paper.KEY`.
    person
        Who enters them; each act asks whether this person may.
    now
        The present.

    Raises
    ------
    ImportRefusedError
        With every fault of every line; nothing is stored then.
    SheetError
        The file is no table.
    """
    lines = list(_lines(path))
    with transaction.atomic():
        batch = opening.Batch(now)
        known = batch.known([_origin(line) for line in lines])
        new = [line for line in lines if _origin(line) not in known]
        faults = [fault for line in new for fault in _tried(line, person, batch)]
        if faults:
            raise ImportRefusedError(faults)
        made = batch.write()
        calling.settle(now)
    own = [each for each, line in zip(made, new, strict=True) if each.origin == _origin(line)]
    return Imported(own, len(made) - len(own), len(lines) - len(new))


def _origin(line: Line) -> Origin:
    return Origin("csv", line.cells["ref"])


def _lines(path: Path) -> Iterator[Line]:
    """Read the lines; columns that are none, and references that come twice, end it at once."""
    lines, seen = list(read_table(path)), dict[str, int]()
    faults = [
        Fault(1, name, f"no such column; expected some of {', '.join(COLUMNS)}, fact.…, paper.…")
        for name in (lines[0].cells if lines else ())
        if name not in COLUMNS and not name.startswith((FACT, PAPER))
    ]
    if not lines:
        faults.append(Fault(1, "ref", "the file has no lines below its header"))
    for line in lines:
        ref = line.cells.get("ref", "")
        if not ref:
            faults.append(
                Fault(line.number, "ref", "expected the number of the report; it is empty")
            )
        elif ref in seen:
            said = f"{ref} stands on line {seen[ref]} already; expected each once"
            faults.append(Fault(line.number, "ref", said))
        seen.setdefault(ref, line.number)
    if faults:
        raise ImportRefusedError(faults)
    yield from lines


def _tried(line: Line, person: Any, batch: opening.Batch) -> Iterator[Fault]:  # noqa: ANN401
    try:
        batch.add(_opening(line, person, batch.now))
    except _CellError as error:
        yield Fault(line.number, error.column, str(error))
    except ActRefusedError as refused:
        yield from (Fault(line.number, "", reason) for reason in refused.reasons)
    except (CasesError, MatterError) as error:
        yield Fault(line.number, "", str(error))


def _opening(line: Line, person: Any, now: datetime) -> Opening:  # noqa: ANN401
    cells = line.cells
    at = _moment(cells, "at")
    kind = pack.in_force(_told(cells, "procedure"), at or now)
    act = kind.acts.get(_told(cells, "act"))
    if act is None:
        openings = ", ".join(kind.openings)
        raise _CellError("act", f"expected one of {openings}; got {cells['act']!r}")
    subject, division = _subject(cells)
    return Opening(
        kind.key if at is None else pack.name_of(kind),
        act.key,
        subject,
        division,
        _origin(line),
        person,
        facts=dict(_facts(cells, kind)),
        papers=tuple(_papers(cells, kind, act)),
        reason=cells.get("reason", ""),
        at=at,
        legacy=at is not None,
    )


def _told(cells: Mapping[str, str], column: str) -> str:
    text = cells.get(column, "")
    if not text:
        raise _CellError(column, f"expected {COLUMNS[column]}; it is empty")
    return text


def _moment(cells: Mapping[str, str], column: str) -> datetime | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _CellError(column, f"expected a time as 2024-05-06 10:00; got {text!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def _subject(cells: Mapping[str, str]) -> tuple[Subject, str]:
    key = cells.get("thing", "")
    if not key:
        kind, own, name = (_told(cells, f"subject_{each}") for each in ("kind", "key", "name"))
        return Subject(kind, own, name), cells.get("division", "")
    thing = registry.thing(key)
    if thing is None:
        raise _CellError("thing", f"no unit is registered as {key!r}")
    kind = cells.get("subject_kind", "") or thing.kind
    return Subject(kind, thing.key, thing.name, thing.id), cells.get("division") or (
        thing.district or ""
    )


def _facts(cells: Mapping[str, str], kind: Procedure) -> Iterator[tuple[str, object]]:
    for column, text in cells.items():
        name = column.removeprefix(FACT)
        if not column.startswith(FACT) or not text:
            continue
        if name not in kind.facts:
            raise _CellError(
                column, f"{kind.key} knows no such fact; expected one of {', '.join(kind.facts)}"
            )
        yesno = kind.facts[name].kind == "yesno"
        yield name, _YES.get(text.lower(), text) if yesno else text


def _papers(cells: Mapping[str, str], kind: Procedure, act: ActKind) -> Iterator[Handed]:
    for column, text in cells.items():
        name = column.removeprefix(PAPER)
        if not column.startswith(PAPER) or not text:
            continue
        if name not in kind.papers:
            raise _CellError(
                column, f"{act.key} needs {', '.join(act.needs) or 'no paper'}; got {name}"
            )
        yield Handed(
            name,
            tuple(_officers(cells)),
            party=_party(cells),
            witness=cells.get("witness", ""),
            begin=_moment(cells, "begin"),
            end=_moment(cells, "end"),
            signature=cells.get("signature", ""),
            seal=cells.get("seal", "").lower() == "yes",
            number="" if text.lower() == "yes" else text,
        )


def _party(cells: Mapping[str, str]) -> Any:  # noqa: ANN401 - one of the words of `Handed.party`
    text = cells.get("party", "")
    if text not in ("", "signed", "refused"):
        raise _CellError("party", f"expected signed or refused; got {text!r}")
    return text


def _officers(cells: Mapping[str, str]) -> Iterator[Officer]:
    for each in filter(None, map(str.strip, cells.get("officers", "").split(";"))):
        name, _gap, certificate = each.rpartition(" ")
        if not name:
            raise _CellError("officers", f"expected a name and a certificate; got {each!r}")
        yield Officer(name.strip(), certificate)
