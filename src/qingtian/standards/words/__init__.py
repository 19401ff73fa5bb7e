"""Names of the rules and sentences of their steps, in both languages; keys are the same in code.

An area has a file of its own with `RULES` and `WORDS`; what no area owns stands in `common`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingtian.standards.words import air, common, consequences, emissions, quality, water

Words = Mapping[str, str]

AREAS: Final = (common, air, water, emissions, consequences, quality)


def _merged(tables: tuple[Mapping[str, Words], ...]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise KeyError(f"expected each key in one area; {', '.join(sorted(twice))} in two")
        found |= table
    return found


RULES: Final[Mapping[str, Words]] = _merged(tuple(area.RULES for area in AREAS))
"""Every rule by its number."""

WORDS: Final[Mapping[str, Words]] = _merged(tuple(area.WORDS for area in AREAS))
"""Every sentence by its key; the braces name what is put in."""
