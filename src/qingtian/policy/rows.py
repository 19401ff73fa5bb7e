"""Rows of a pack's files: each knows its file and line, refuses unknown keys and says how to mend.

A file of a pack is a YAML mapping with one key at its top, whose value maps a name to a row, or a
CSV table with a fixed head. Every question to a row that finds something else raises a
`PackFileError`: what was expected, what came, where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib.resources.abc import Traversable
from typing import Any

from qingtian.law.errors import LawFileError
from qingtian.law.reading import Located, read
from qingtian.policy.errors import PackFileError

LANGUAGES = {"zh", "en"}


@dataclass(frozen=True)
class Row:
    """One row: a mapping of a YAML file or a line of a table.

    Attributes
    ----------
    file, line
        Where it stands.
    name
        What it is called there.
    values
        What it says; cells of a table are text.
    lines
        Line of each key, where it is known.
    """

    file: str
    line: int
    name: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def error(self, key: str, message: str) -> PackFileError:
        """Make the error about a key of this row."""
        return PackFileError(
            self.file, self.lines.get(key, self.line), f"{self.name}: {key}: {message}"
        )

    def only(self, needed: Sequence[str], optional: Sequence[str] = ()) -> Row:
        """Refuse unknown keys, and demand those that are needed.

        Returns
        -------
        Row
            This one.
        """
        known = {*needed, *optional}
        for key in self.values:
            if key not in known:
                raise self.error(
                    str(key), f"expected one of {', '.join(sorted(known))}; strike it or mend it"
                )
        for key in needed:
            if key not in self.values:
                raise self.error(key, "expected it here; it is missing")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text; an absent one is the default, or an error where there is none."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (value == "" and default is None):
            raise self.error(key, f"expected text; got {value!r}")
        return value

    def words(self, key: str) -> Mapping[str, str]:
        """Give a text in both languages."""
        value = self.values.get(key)
        if not isinstance(value, dict) or set(value) != LANGUAGES:
            raise self.error(key, f"expected text in zh and en; got {value!r}")
        if not all(isinstance(each, str) and each for each in value.values()):
            raise self.error(key, f"expected text that is not empty; got {value!r}")
        return dict(value)

    def day(self, key: str) -> date:
        """Give a day."""
        found = self.day_or_none(key)
        if found is None:
            raise self.error(key, "expected a day as 2018-07-12; it is missing")
        return found

    def day_or_none(self, key: str) -> date | None:
        """Give a day, or None where it is absent or empty."""
        value = self.values.get(key)
        if value in (None, ""):
            return None
        try:
            return a_day(value)
        except ValueError as problem:
            raise self.error(key, str(problem)) from None

    def number(self, key: str) -> Decimal:
        """Give a number as it was written."""
        value = self.values.get(key)
        try:
            number = value if isinstance(value, Decimal) else Decimal(str(value))
        except InvalidOperation:
            raise self.error(key, f"expected a number; got {value!r}") from None
        if not number.is_finite():
            raise self.error(key, f"expected a finite number; got {value!r}")
        return number

    def whole(self, key: str) -> int:
        """Give a whole number."""
        number = self.number(key)
        if number != number.to_integral_value():
            raise self.error(key, f"expected a whole number; got {number}")
        return int(number)

    def whole_name(self) -> int:
        """Give the row's name as a whole number, as a year is."""
        if not self.name.isdecimal():
            raise PackFileError(self.file, self.line, f"expected a whole number; got {self.name!r}")
        return int(self.name)

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Give one of the words that are allowed."""
        value = self.values.get(key, default)
        if value not in allowed:
            raise self.error(key, f"expected one of {', '.join(allowed)}; got {value!r}")
        return str(value)

    def texts(self, key: str, *, empty: bool = True) -> tuple[str, ...]:
        """Give a list of different texts; an absent one is empty."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.error(key, f"expected a list of texts; got {value!r}")
        if len(set(value)) != len(value):
            raise self.error(key, f"expected each once; got {value!r}")
        if not value and not empty:
            raise self.error(key, "expected at least one")
        return tuple(value)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Give a mapping from names to whatever they hold; an absent one is empty."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value):
            raise self.error(key, f"expected values by name; got {value!r}")
        return value

    def yes(self, key: str) -> bool:
        """Give true or false; an absent one is false."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false; got {value!r}")
        return value

    def inner(self, key: str) -> Row:
        """Give a mapping as a row of its own."""
        value = self.values.get(key)
        if not isinstance(value, Located):
            raise self.error(key, f"expected values by name; got {value!r}")
        return Row(self.file, self.lines[key], key, value, value.lines)

    def rows(self, key: str, *, absent: bool = False) -> Iterator[Row]:
        """Yield the rows of a mapping from name to row; none where it may be `absent` and is."""
        if absent and key not in self.values:
            return
        value = self.values.get(key)
        if not isinstance(value, Located):
            raise self.error(key, f"expected rows by name; got {value!r}")
        for name, content in value.items():
            if not isinstance(content, Located):
                line = value.lines[name]
                raise PackFileError(self.file, line, f"{name}: expected a row; got {content!r}")
            yield Row(self.file, value.lines[name], str(name), content, content.lines)


def a_day(value: object) -> date:
    """Take a day, as YAML reads it or as text.

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"expected a day as 2018-07-12; got {value!r}")


def document(folder: Traversable, name: str) -> Row:
    """Read a YAML file as one row.

    Raises
    ------
    PackFileError
        If it is missing, is no YAML, or repeats a key.
    """
    try:
        found = read(_content(folder, name), name)
    except LawFileError as problem:
        raise PackFileError(name, 0, str(problem).removeprefix(f"{name}: ")) from None
    return Row(name, 0, name, found, found.lines)


def mapped(folder: Traversable, name: str, top: str, *, absent: bool = False) -> tuple[Row, ...]:
    """Read the rows of a YAML file that has one key at its top; none where it may be `absent` and is.

    Raises
    ------
    PackFileError
        If it is missing and may not be, or breaks the form.
    """
    if absent and not (folder / name).is_file():
        return ()
    whole = document(folder, name).only([top])
    return tuple(whole.rows(top))


def table(folder: Traversable, name: str, columns: Sequence[str]) -> tuple[Row, ...]:
    """Read a CSV file that has exactly these columns; the first names the row.

    Raises
    ------
    PackFileError
        If the file is missing, its head differs, a line has other cells, or a name stands twice.
    """
    reader = csv.reader(io.StringIO(_content(folder, name)))
    head = next(reader, [])
    if head != list(columns):
        raise PackFileError(name, 1, f"expected the columns {', '.join(columns)}; got {head}")
    found: dict[str, Row] = {}
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if len(cells) != len(columns):
            raise PackFileError(name, line, f"expected {len(columns)} cells; got {len(cells)}")
        if cells[0] in found:
            raise PackFileError(
                name, line, f"{cells[0]} stands twice; first in line {found[cells[0]].line}"
            )
        values = dict(zip(columns, cells, strict=True))
        found[cells[0]] = Row(name, line, cells[0], values, {})
    return tuple(found.values())


def _content(folder: Traversable, name: str) -> str:
    file = folder / name
    if not file.is_file():
        raise PackFileError(name, 0, "expected this file in the pack; it is not there")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise PackFileError(name, 0, f"expected UTF-8; {problem}") from None
