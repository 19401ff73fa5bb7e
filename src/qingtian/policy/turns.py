"""Turns of a ranking: how often it is made may be a setting, and each answer holds from its day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from qingtian.policy.clocks import AT_ITS_END, Clock, Instance
from qingtian.policy.deadlines import Period
from qingtian.policy.errors import NotThereError
from qingtian.policy.policy import Policy
from qingtian.policy.rankings import Ranking

DAY = timedelta(days=1)


def turns(policy: Policy, key: str, until: date) -> list[Instance]:
    """List the turns of a ranking that have ended by a day, the newest first.

    Parameters
    ----------
    policy
        Where the ranking stands, and the setting that says how often.
    key
        Which ranking.
    until
        The day.

    Returns
    -------
    list of Instance
        A new answer to how often begins a turn on its day; the turn before it ends the day before.

    Raises
    ------
    NotThereError
        If there is no such ranking.
    """
    one = policy.rankings.get(key)
    if one is None:
        raise NotThereError(f"no ranking is called {key}")
    found: list[Instance] = []
    for since, last, cycle in _stretches(policy, one):
        clock = Clock(key, one.name, "", one.clauses, cycle=cycle, since=since, grace=AT_ITS_END)
        for each in clock.instances(since, max(until, since) + timedelta(days=cycle.at_most)):
            end = each.last if last is None else min(each.last, last)
            if end <= until and each.first <= end:
                number = len(found)
                found.append(replace(each, number=number, last=end, due=min(each.due, end)))
    return found[::-1]


def _stretches(policy: Policy, one: Ranking) -> Iterator[tuple[date, date | None, Period]]:
    """Give the days on which one answer to how often holds: first, last, cycle."""
    answers = [(one.since, one.cycle)]
    if one.cycles:
        decisions = policy.settings[one.cycles].decisions
        said = [(each.since, Period.read(each.value["cycle"])) for each in decisions]
        early = [each for each in said if each[0] <= one.since]
        first = [(one.since, early[-1][1])] if early else answers
        answers = [*first, *(each for each in said if each[0] > one.since)]
    for number, (since, cycle) in enumerate(answers):
        after = answers[number + 1][0] if number + 1 < len(answers) else None
        yield since, None if after is None else after - DAY, cycle
