"""What the city's pack says of self-monitoring and its supervision."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from qingtian.policy import Policy
from qingtian.policy.oversight import Oversight
from qingtian.policy.oversight import oversight as read
from qingtian_platform.act.cases import api as cases


def oversight() -> Oversight:
    """Open declarations, means and sheet."""
    return _read(_policy())


def hand_in(day: date) -> timedelta:
    """Say within what time of its sample a result is handed in: a setting of the pack."""
    value = _policy().settings["monitoring.hand-in"].on(day).value
    return timedelta(days=int(value["days"]))


def _policy() -> Policy:
    found = cases.procedures().policy
    assert found is not None, "a pack with procedures has a policy"
    return found


@cache
def _read(known: Policy) -> Oversight:
    return read(known)
