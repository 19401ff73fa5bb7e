"""Readings: the rows of a file as intervals with values, in the units of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qingtian.quantities.units import UnitError, factor
from qingtian_platform.kit.sheets import Line

from .errors import MappingError, RowRefusedError
from .mapping import Mapping, Property
from .stamps import interval_start
from .stations import Stations

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
DIGITS = 40
"""A longer number is taken for a mistake."""


@dataclass(frozen=True)
class Reading:
    """What one row of the file says of one station and interval.

    Attributes
    ----------
    values
        Code, field, value as text in the datastream's unit, and mark, of each.
    """

    line: int
    text: str
    mn: str
    start: datetime
    values: tuple[tuple[str, str, str, str], ...]


class Reader:
    """Reads rows as one mapping says.

    Parameters
    ----------
    mapping
        Which column means what.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self.stations = Stations(mapping)
        self._factors: dict[tuple[str, str], Decimal | None] = {}

    def read(self, line: Line) -> Iterator[Reading]:
        """Give the readings of a row; a row without any value gives none.

        Raises
        ------
        RowRefusedError
            Something in the row cannot be read; nothing of the row is taken.
        MappingError
            A unit of the mapping cannot be brought to that of the registry.
        """
        start = interval_start(line.cells, self._mapping)
        if self._mapping.layout == "cross":
            yield from self._cross(line, start)
            return
        name = self._mapping.mn or line.cells.get(self._mapping.station or "", "")
        mn = self.stations.mn(name)
        values = [self._value(mn, c, line.cells) for c in self._mapping.properties]
        kept = tuple(value for value in values if value is not None)
        if kept:
            yield Reading(line.number, line.text, mn, start, kept)

    def _cross(self, line: Line, start: datetime) -> Iterator[Reading]:
        """Read a row of one property: one column a station."""
        prop = self._mapping.properties.get(line.cells["type"])
        if prop is None:
            return
        head = [line.cells[name] for name in (*self._mapping.time, "type")]
        others = {*self._mapping.time, "type"}
        found = []
        for name, cell in line.cells.items():
            if name not in others and cell not in self._mapping.missing:
                mn = self.stations.mn(name)
                value = (prop.code, prop.field, self._number(mn, prop, cell), self._mapping.flag)
                text = ",".join((*head, f"{name}={cell}"))
                found.append(Reading(line.number, text, mn, start, (value,)))
        yield from found

    def _value(
        self, mn: str, column: str, cells: dict[str, str]
    ) -> tuple[str, str, str, str] | None:
        prop = self._mapping.properties[column]
        cell = cells.get(column, "")
        if cell in self._mapping.missing:
            return None
        flag = cells.get(prop.flag, "").upper() if prop.flag else self._mapping.flag
        try:
            return prop.code, prop.field, self._number(mn, prop, cell), flag
        except RowRefusedError as error:
            raise RowRefusedError(f"{column}: {error}") from None

    def _number(self, mn: str, prop: Property, cell: str) -> str:
        """Express a number in the datastream's unit: exactly, in decimal digits."""
        if len(cell) > DIGITS or not NUMBER.fullmatch(cell):
            raise RowRefusedError(f"{cell[:DIGITS]!r} is not a number")
        times = self._factor(mn, prop)
        if times is None and "e" not in cell.lower():
            return cell
        value = Decimal(cell) if times is None else Decimal(cell) * times
        return format(value, "f")

    def _factor(self, mn: str, prop: Property) -> Decimal | None:
        """Give what to multiply by; None where the units are the same."""
        key = (mn, prop.code)
        if key not in self._factors:
            self._factors[key] = self._new_factor(mn, prop)
        return self._factors[key]

    def _new_factor(self, mn: str, prop: Property) -> Decimal | None:
        target = self.stations.units[mn].get(prop.code, "")
        try:
            times = factor(prop.unit, target) if target else Decimal(1)
        except UnitError as error:
            raise MappingError(f"{prop.code} of {mn} is kept in {target}: {error}") from error
        return None if times == 1 else times
