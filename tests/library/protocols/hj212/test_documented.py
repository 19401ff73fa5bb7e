"""The documentation names every deviation, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.observations import INTERVALS

PAGE = (Path(__file__).parents[4] / "docs/protocols/hj212.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z0-9-]+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_every_deviation_stands_in_the_docs_with_its_clause():
    assert {name: (message, clause) for name, message, clause in ROWS} == {
        each.id: (each.message, each.clause) for each in DEVIATIONS.values()
    }


def test_every_command_with_values_stands_in_the_docs():
    listed = PAGE.replace("2062–2066", "2062 2063 2064 2065 2066")
    assert all(re.search(rf"\b{command}\b", listed) for command in INTERVALS)
