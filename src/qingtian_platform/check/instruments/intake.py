"""Records from a file: every line is held to its form first, then all are written or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import records
from qingtian_platform.check.instruments.fields import COLUMNS, FieldError, moment
from qingtian_platform.check.instruments.models import Intake, Record
from qingtian_platform.kit.sheets import Line, read_table

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

_HEAD = ("kind", "mn", "code", "start", "end", "on_behalf")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: its number in the file, the column, what was expected."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.text}"


class IntakeError(ValueError):
    """A file that cannot be taken in, with all that is wrong in it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults[:5])))
        self.faults = faults


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    Attributes
    ----------
    records
        How many were written now; 0 where the same file was taken in before. [1]
    sha256
        Of the file.
    before
        Whether it was.
    """

    records: int
    sha256: str
    before: bool


def take_in(path: Path, person: Person) -> Taken:
    """Take a file of records in.

    Parameters
    ----------
    path
        CSV or XLSX with columns of `fields.COLUMNS`; those that no line needs may be missing.
    person
        Who answers for it.

    Returns
    -------
    Taken
        The same bytes again change nothing.

    Raises
    ------
    IntakeError
        With every fault of every line; nothing is written then.
    SheetError
        The file is no table.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if Intake.objects.filter(sha256=digest).exists():
        return Taken(0, digest, before=True)
    rows, faults = _read(path, person)
    if faults:
        raise IntakeError(faults)
    intake = Intake(sha256=digest, name=path.name[:200], records=len(rows), author=person)
    records.write_all(rows, intake)
    return Taken(len(rows), digest, before=False)


def _read(path: Path, person: Person) -> tuple[list[tuple[int, Record]], list[Fault]]:
    rows: list[tuple[int, Record]] = []
    faults: list[Fault] = []
    for line in read_table(path):
        unknown = [name for name in line.cells if name not in COLUMNS]
        if unknown:
            expected = ", ".join(COLUMNS)
            text = _("No such column; expected some of %s.") % expected
            return [], [Fault(1, name, text) for name in unknown]
        try:
            rows.append((line.number, records.checked(person, _draft(line))))
        except FieldError as error:
            faults.append(Fault(line.number, error.field, str(error)))
    if not rows and not faults:
        faults.append(Fault(1, "kind", _("The file has no records.")))
    return rows, faults


def _draft(line: Line) -> records.Draft:
    cells = line.cells
    start = moment("start", cells.get("start", ""))
    end = moment("end", cells["end"]) if cells.get("end", "").strip() else start
    return records.Draft(
        kind=cells.get("kind", "").strip(),
        mn=cells.get("mn", "").strip(),
        code=cells.get("code", "").strip(),
        start=start,
        end=end,
        given={name: text for name, text in cells.items() if name not in _HEAD},
        on_behalf=cells.get("on_behalf", ""),
    )
