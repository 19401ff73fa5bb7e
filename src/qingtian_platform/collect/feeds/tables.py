"""A batch as rows of text cells, whatever its form; what is no such table is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from qingtian.policy.feeds import Layout, Terms
from qingtian_platform.collect.feeds.faults import BatchError, Fault
from qingtian_platform.kit.sheets import COLUMNS, Bounds, Line, SheetError, read_table

LARGEST: Final = 20 << 20
"""Of one batch. [bytes]"""
ROWS: Final = 200_000
"""Of one batch. [1]"""
_BOUNDS: Final = Bounds(size=LARGEST, unzipped=200 << 20, cells=4_000_000)


def lines(path: Path, terms: Terms) -> list[Line]:
    """Read all rows of a batch and hold its columns against those agreed.

    Parameters
    ----------
    path
        Its bytes.
    terms
        What was agreed.

    Returns
    -------
    list of Line
        At least one.

    Raises
    ------
    BatchError
        It is too large, of another form, not readable to its end, empty, or has other columns.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise BatchError(Fault("large", expected=str(LARGEST), came=str(size)))
    if not size:
        raise BatchError(Fault("empty"))
    layout = terms.layout
    try:
        found = list(islice(rows(path, layout), ROWS + 1))
    except (SheetError, ValueError) as error:
        if isinstance(error, BatchError):
            raise
        came = str(error).replace(path.name, "").strip()
        raise BatchError(Fault("unreadable", expected=layout.form, came=came)) from error
    if len(found) > ROWS:
        raise BatchError(Fault("rows", expected=str(ROWS)))
    if not found:
        raise BatchError(Fault("empty"))
    _require_columns(found, terms)
    return found


def rows(path: Path, layout: Layout) -> Iterator[Line]:
    """Give the rows of a batch one by one; raises as `lines`, at the row that cannot be read."""
    if layout.form == "json":
        return _objects(path)
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    if packed != (layout.form == "xlsx"):
        raise BatchError(
            Fault("form", expected=layout.form, came="zip, xlsx" if packed else "text, csv")
        )
    return read_table(
        path, encoding=layout.encoding or None, sheet=layout.sheet or None, bounds=_BOUNDS
    )


def _objects(path: Path) -> Iterator[Line]:
    """Read a list of flat objects; numbers keep their digits."""
    text = path.read_bytes().decode("utf-8-sig")
    try:
        found = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_once)
    except RecursionError:
        raise SheetError("nested too deep") from None
    if not isinstance(found, list):
        raise SheetError(f"expected a list of objects, got {type(found).__name__}")
    for number, each in enumerate(found, 1):
        if not isinstance(each, dict):
            raise SheetError(f"object {number}: got {type(each).__name__}")
        yield Line(number, {_sound(name): _cell(value, number) for name, value in each.items()}, "")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SheetError("a name stands twice in one object")
    return found


def _cell(value: object, number: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _sound(value.strip())
    raise SheetError(f"object {number}: expected text or a number, got {type(value).__name__}")


def _sound(text: str) -> str:
    """Refuse half a character, which JSON can name and nothing can write.

    Raises
    ------
    UnicodeEncodeError
        There is one.
    """
    text.encode()
    return text


def agreed(terms: Terms) -> list[str]:
    """List the columns that a batch must have, in order."""
    layout = terms.layout
    values = list(terms.columns) if layout.kind == "wide" else [layout.property, layout.value]
    found = [layout.thing, *layout.time, *values, layout.unit, layout.mark]
    return [name for name in found if name]


def _require_columns(found: list[Line], terms: Terms) -> None:
    there = dict.fromkeys(name for line in found for name in line.cells)
    if len(there) > COLUMNS:
        raise BatchError(Fault("columns", expected=str(COLUMNS), came=str(len(there))))
    wanted = agreed(terms)
    faults = [
        Fault("column missing", 1, name, name, ", ".join(there))
        for name in wanted
        if name not in there
    ]
    known = {*wanted, *terms.layout.ignored}
    faults += [
        Fault("column unknown", 1, name, ", ".join(wanted), name)
        for name in there
        if name not in known
    ]
    if faults:
        raise BatchError(*faults)
