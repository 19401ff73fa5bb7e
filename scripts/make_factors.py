"""Write the factor table of HJ 212 as a module, from the list of factors.

The list (`src/qingtian/protocols/hj212/factors.csv`) is kept by hand: codes of 2017 and 2005,
names, media, units and notes from both standards. The module is what the library reads, since a
noun reads no files. Run this after changing the list; a test holds both together.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src/qingtian/protocols/hj212"
SOURCE = FOLDER / "factors.csv"
TARGET = FOLDER / "factor_table.py"

COLUMNS = (
    "code",
    "code_2005",
    "name",
    "name_en",
    "medium",
    "unit",
    "unit_2005",
    "shift",
    "number",
    "emission_unit",
    "standard",
)
_SHIFTS = {("mg/L", "ug/L"): 3, ("mg/L", "ng/L"): 6}
"""Powers of ten from the unit of 2005 to that of 2017; printed errors (MPa, m3/h) are none."""

_UNIT_2005 = re.compile(r"2005: .*? (\S+/\S+|MPa|%|degC|m2) N")
_NUMBER = re.compile(r"2017 type (N[\d.]+)")
_EMISSION = re.compile(r"emission unit (\S+?)(?:;|$)")

_HEAD = '''"""Factors of HJ 212: written by `scripts/make_factors.py` from `factors.csv`; do not edit."""

from __future__ import annotations

COLUMNS = {columns!r}
"""Names of the columns below, which bars divide."""

TABLE = """\\
'''


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def row(source: dict[str, str]) -> tuple[str, ...]:
    """Make one row of the module from one row of the list."""
    notes = source["notes"]
    unit_2005 = _first(_UNIT_2005, notes)
    shift = _SHIFTS.get((unit_2005, source["unit"]), 0)
    return (
        source["code_2017"],
        source["code_2005"],
        source["name_zh"],
        source["name_en"],
        source["medium"],
        source["unit"],
        unit_2005,
        str(shift),
        _first(_NUMBER, notes),
        _first(_EMISSION, notes),
        "0" if "not standard" in notes or "not in HJ 212-2017" in notes else "1",
    )


def module(source: Iterable[dict[str, str]]) -> str:
    """Write the text of the module."""
    rows = "\n".join("|".join(row(each)) for each in source)
    columns = "(\n" + "".join(f'    "{name}",\n' for name in COLUMNS) + ")"
    return _HEAD.replace("{columns!r}", columns) + rows + '\n"""\n'


def read(path: Path = SOURCE) -> list[dict[str, str]]:
    """Read the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Write the module."""
    TARGET.write_text(module(read()), encoding="utf-8")
    print(f"{TARGET.name}: {len(read())} factors")


if __name__ == "__main__":
    main()
