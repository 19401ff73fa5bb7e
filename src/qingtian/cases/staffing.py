"""Check who acts in the procedures of a pack, and from where their cases come."""

from __future__ import annotations

from collections.abc import Iterator

from qingtian.cases.checking import Procedures
from qingtian.cases.choices import choices, choices_mistakes
from qingtian.cases.intake import intake, intake_mistakes
from qingtian.cases.parties import parties, party_mistakes
from qingtian.policy.errors import PackFileError
from qingtian.policy.oversight import oversight


def staffing_mistakes(found: Procedures) -> Iterator[PackFileError]:
    """Find what is wrong with what a pack that has procedures says beside them.

    `parties.yaml`, `intake.yaml`, `choices.yaml` and `self_monitoring.yaml` are read.

    Parameters
    ----------
    found
        The procedures of the pack; without any there is nothing to check.
    """
    policy = found.policy
    if policy is None or not found.by_key:
        return
    try:
        table, sources, names = parties(policy), intake(policy), choices(policy)
        oversight(policy)
    except PackFileError as problem:
        yield problem
        return
    yield from party_mistakes(table, found.by_key.values(), policy)
    yield from intake_mistakes(sources, found.by_key, policy)
    yield from choices_mistakes(names, found.by_key)
