"""Write the factor table of HJ 212 as modules, from the list of factors.

The list (`src/qingtian/protocols/hj212/factors.csv`) is kept by hand: codes of 2017 and 2005,
names, media, units and notes from both standards. The modules are what the library reads, since
a noun reads no files. Run this after changing the list; a test holds both together.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src/qingtian/protocols/hj212"
SOURCE = FOLDER / "factors.csv"
TARGETS = {
    "factor_table.py": ("air", "water", "noise"),
    "process_table.py": ("process (sewage)", "process (flue gas)", "field information"),
}
"""Modules to write, and the media of each."""

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


def module(source: Iterable[dict[str, str]], media: tuple[str, ...]) -> str:
    """Write the text of the module that holds the factors of some media."""
    rows = "\n".join("|".join(row(each)) for each in source if each["medium"] in media)
    columns = "(\n" + "".join(f'    "{name}",\n' for name in COLUMNS) + ")"
    return _HEAD.replace("{columns!r}", columns) + rows + '\n"""\n'


def read(path: Path = SOURCE) -> list[dict[str, str]]:
    """Read the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def modules() -> dict[Path, str]:
    """Make path and text of every module."""
    source = read()
    return {FOLDER / name: module(source, media) for name, media in TARGETS.items()}


def main() -> None:
    """Write the modules."""
    for path, text in modules().items():
        path.write_text(text, encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
