"""Factor codes (因子编码): what they name, and the codes of 2005 that mean the same.

Codes of 2017 have six characters (HJ 525 for water, HJ 524 for air), those of 2005 two or three.
Three-digit water code 010 is not two-digit gas code 10, so a code is text and never a number.
Metals changed their units between the editions: the code decides, not the name.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingtian.protocols.hj212.codes import medium_of
from qingtian.protocols.hj212.factor_table import COLUMNS, TABLE
from qingtian.protocols.hj212.process_table import TABLE as PROCESS_TABLE


@dataclass(frozen=True)
class Factor:
    """One row of the factor table (HJ 212-2017 annex B, HJ/T 212-2005 annex B).

    Parameters
    ----------
    code, code_2005
        Codes of both editions; empty where one has none. `xx` stands for a device number.
    name, name_en
        Chinese and English name.
    medium
        `air`, `water`, `noise`, `field information`, or a process.
    unit, unit_2005
        Unit of values sent under either code; empty where unknown.
    shift
        Power of ten from the unit of 2005 to that of 2017.
    number
        Number format in 2017, such as `N3.1`.
    emission_unit
        Unit of the total emitted (`Cou`), or empty.
    standard
        Whether the code stands in a standard; else it was seen in the field.
    """

    code: str
    code_2005: str
    name: str
    name_en: str
    medium: str
    unit: str
    unit_2005: str
    shift: int
    number: str
    emission_unit: str
    standard: bool


def _read(line: str) -> Factor:
    row = dict(zip(COLUMNS, line.split("|"), strict=True))
    shift, standard = int(row.pop("shift")), row.pop("standard") == "1"
    return Factor(**row, shift=shift, standard=standard)


FACTORS: tuple[Factor, ...] = tuple(
    _read(line) for table in (TABLE, PROCESS_TABLE) for line in table.splitlines()
)
"""Every factor known, in the order of the list."""

_BY_CODE = {factor.code: factor for factor in reversed(FACTORS) if factor.code}
_BY_CODE_2005 = {factor.code_2005: factor for factor in reversed(FACTORS) if factor.code_2005}
_PATTERNS = {f.code.rstrip("x"): f for f in FACTORS if f.code.endswith("x") and f.code[-2:] != "Mx"}
_LONGEST, _SHORTEST = 5, 4


def find(code: str) -> Factor | None:
    """Find a factor by its code of 2017, or by that of 2005 where 2017 has none.

    Parameters
    ----------
    code
        As in an observation; a code with a device number finds its row with `xx`.
    """
    factor = _BY_CODE.get(code) or _BY_CODE_2005.get(code)
    if factor is not None:
        return factor
    return next((_PATTERNS[code[:n]] for n in (_LONGEST, _SHORTEST) if code[:n] in _PATTERNS), None)


def current(code: str, st: str) -> tuple[str, int]:
    """Return the code of 2017 and the power of ten that brings a value to its unit.

    Parameters
    ----------
    code
        As sent.
    st
        System code of the message. Two or three digits are read by its medium; a letter before
        the digits (`B01`, `S03`) says enough.

    Returns
    -------
    tuple of str and int
        The code as sent and 0 where it is no code of 2005, or its medium is another.
    """
    factor = _BY_CODE_2005.get(code)
    if factor is None or not factor.code or factor.code == code:
        return code, 0
    if code.isdecimal() and medium_of(st) != factor.medium:
        return code, 0
    return factor.code, factor.shift
