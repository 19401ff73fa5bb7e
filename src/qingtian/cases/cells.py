"""Cells of decision tables and guards: what a fact must be, in the words of a table.

A cell is one of these, of the kind of its fact:

-                     anything, also what is not known
true, false           a fact of kind `yesno`
stop, [stop, fine]    one of the words of a fact of kind `choice`
2, >= 2, < 3, 2..3    a `count` or a `number`; both ends of a range count
>= 2021-07-15         a `day`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Literal

from qingtian.policy.rows import a_day
from qingtian.quantities import BEIJING

Kind = Literal["yesno", "choice", "count", "number", "day", "days", "moment", "text"]
Value = bool | str | Decimal | date | tuple[date, ...]
KINDS: tuple[Kind, ...] = ("yesno", "choice", "count", "number", "day", "days", "moment", "text")
ANY = "-"
_PARTED = re.compile(r"[\s,;，、；]+")
_BOUND = re.compile(r"(>=|<=|>|<)\s*(.+)")


@dataclass(frozen=True)
class Domain:
    """What a fact can be.

    Attributes
    ----------
    kind
        One of `KINDS`; a `count` is a whole number from 0, `days` a list of days.
    words
        Of a `choice`: its words.
    """

    kind: Kind
    words: tuple[str, ...] = ()

    def take(self, value: object) -> Value:
        """Take a value of this domain.

        Raises
        ------
        ValueError
            If it is none; the message says what was expected and what came.
        """
        match self.kind:
            case "yesno" if isinstance(value, bool):
                return value
            case "choice" if value in self.words:
                return str(value)
            case "day":
                return a_day(value)
            case "days":
                return _days(value)
            case "moment":
                return _moment(value)
            case "count" | "number":
                return self._number(value)
            case "text" if isinstance(value, str) and value.strip():
                return value.strip()
        raise ValueError(f"expected {self}; got {_shown(value)}")

    def __str__(self) -> str:
        """Say what is expected."""
        match self.kind:
            case "yesno":
                return "true or false"
            case "choice":
                return f"one of {', '.join(self.words)}"
            case "count":
                return "a whole number from 0"
            case "number":
                return "a number"
            case "day":
                return "a day as 2018-07-12"
            case "days":
                return "days as 2018-07-12, 2018-09-01"
            case "moment":
                return "a moment as 2018-07-12 09:30"
            case "text":
                return "words"

    def _number(self, value: object) -> Decimal:
        try:
            found = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        whole = self.kind == "number" or (found.is_finite() and found == int(found) and found >= 0)
        if not found.is_finite() or not whole:
            raise ValueError(f"expected {self}; got {_shown(value)}")
        return found


@dataclass(frozen=True)
class Cell:
    """What a fact must be.

    Attributes
    ----------
    text
        As it was written.
    among
        The values of which it must be one; None where a range is meant.
    low, high
        Ends of a range that both count where `open_low` and `open_high` do not say otherwise;
        None = without end. With no end and no `among`, anything will do.
    """

    text: str
    among: tuple[Value, ...] | None = None
    low: Value | None = None
    high: Value | None = None
    open_low: bool = False
    open_high: bool = False

    @property
    def anything(self) -> bool:
        """Whether every value will do."""
        return self.among is None and self.low is None and self.high is None

    def holds(self, value: Value | None) -> bool:
        """Tell whether a value is as it must be; what is not known is only where anything will do."""
        if self.anything:
            return True
        if value is None:
            return False
        if self.among is not None:
            return value in self.among
        return self._above(value) and self._below(value)

    def _above(self, value: Any) -> bool:  # noqa: ANN401 - numbers or days, which are compared alike
        low: Any = self.low
        return low is None or (value > low if self.open_low else value >= low)

    def _below(self, value: Any) -> bool:  # noqa: ANN401 - as above
        high: Any = self.high
        return high is None or (value < high if self.open_high else value <= high)

    @property
    def ends(self) -> tuple[Value, ...]:
        """The values at which it begins or ceases to hold."""
        if self.among is not None:
            return self.among
        return tuple(each for each in (self.low, self.high) if each is not None)


def cell(written: object, domain: Domain) -> Cell:
    """Read a cell.

    Parameters
    ----------
    written
        As the file has it.
    domain
        What the fact can be.

    Raises
    ------
    ValueError
        If it is no cell of that domain.
    """
    if written == ANY:
        return Cell(ANY)
    if domain.kind == "days":
        raise ValueError("expected a fact that can be compared; days are counted by another fact")
    if isinstance(written, list):
        if not written:
            raise ValueError("expected at least one value; got an empty list")
        among = tuple(domain.take(each) for each in written)
        return Cell(", ".join(map(str, written)), among)
    if isinstance(written, str) and domain.kind in ("count", "number", "day"):
        return _ordered(written, domain)
    return Cell(word(written), (domain.take(written),))


def _ordered(written: str, domain: Domain) -> Cell:
    found = _BOUND.fullmatch(written.strip())
    if found:
        sign, end = found[1], domain.take(found[2].strip())
        opened = len(sign) == 1
        if sign.startswith(">"):
            return Cell(written, low=end, open_low=opened)
        return Cell(written, high=end, open_high=opened)
    low, dots, high = written.partition("..")
    if not dots:
        return Cell(written, (domain.take(written.strip()),))
    ends: tuple[Any, Any] = domain.take(low.strip()), domain.take(high.strip())
    if ends[0] > ends[1]:
        raise ValueError(f"expected a range from the lower to the higher end; got {written!r}")
    return Cell(written, low=ends[0], high=ends[1])


def samples(domain: Domain, cells: Iterable[Cell]) -> Sequence[Value]:
    """Give values such that every combination of these cells that any value meets, one of them meets.

    Parameters
    ----------
    domain
        What the fact can be.
    cells
        The cells that ask for it.
    """
    if domain.kind == "yesno":
        return (False, True)
    if domain.kind == "choice":
        return domain.words
    found: set[Any] = {end for each in cells for end in each.ends}
    ends = sorted(found)
    if domain.kind == "count":
        near = {max(Decimal(0), end + step) for end in ends for step in (-1, 0, 1)}
        return sorted(near | {Decimal(0)})
    if domain.kind == "number":
        between = [(a + b) / 2 for a, b in pairwise(ends)]
        beyond = [ends[0] - 1, ends[-1] + 1] if ends else [Decimal(0)]
        return sorted([*ends, *between, *beyond])
    if domain.kind == "day":
        step = timedelta(days=1)
        return sorted({each for end in ends for each in (end - step, end, end + step)})
    return ("words",)


def _shown(value: object) -> str:
    return word(value) if isinstance(value, Decimal | bool) else repr(value)


def word(value: object) -> str:
    """Write a value as a table does."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _days(value: object) -> tuple[date, ...]:
    """Take days, as a list or as words that commas or spaces part."""
    if isinstance(value, str):
        value = [each for each in _PARTED.split(value) if each]
    if isinstance(value, date):
        value = [value]
    if isinstance(value, list | tuple):
        return tuple(sorted(a_day(each) for each in value))
    raise ValueError(f"expected days as 2018-07-12, 2018-09-01; got {value!r}")


def _moment(value: object) -> datetime:
    """Take a moment; one without its time zone is told in the time of the place."""
    found = value
    if isinstance(value, str):
        with suppress(ValueError):
            found = datetime.fromisoformat(value)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=BEIJING)
    raise ValueError(f"expected a moment as 2018-07-12 09:30; got {value!r}")
