"""Policy packs: what a city's documents order, as dated data that runs.

`open_policy("beijing2018")` reads the clauses, targets, rankings, assessments, ladders, clocks,
publications and settings of a pack; `report(policy)` says whether it holds together and what it
covers. Nothing here reads a clock or a database: figures and days come in, lists and proposals go out.
"""

from __future__ import annotations

from qingtian.policy.checking import Report, report
from qingtian.policy.errors import NotThereError, PackFileError, PolicyError
from qingtian.policy.policy import Policy, open_policy

__all__ = [
    "NotThereError",
    "PackFileError",
    "Policy",
    "PolicyError",
    "Report",
    "open_policy",
    "report",
]
