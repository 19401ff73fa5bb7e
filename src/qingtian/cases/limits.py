"""The limit of a duty, and periods as the files of a pack write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from qingtian.cases.cells import Domain
from qingtian.cases.procedure import Limit
from qingtian.cases.tables import conditions
from qingtian.policy.deadlines import Period
from qingtian.policy.policy import Policy
from qingtian.policy.rows import Row

THAT_DAY = "P0D"
"""The limit of what is due by the end of the day that a fact names."""


def limit(row: Row, policy: Policy | None, domains: Mapping[str, Domain]) -> Limit | None:
    """Read the limit of a duty; None where it has none.

    Parameters
    ----------
    row
        The duty.
    policy
        The policy whose settings it may name; None where it names none.
    domains
        What each fact may be.

    Raises
    ------
    PackFileError
        If it breaks the form.
    """
    found = _length(row, policy)
    if "since-if" not in row.values:
        return found
    if found is None:
        raise row.error("since-if", "expected a limit that begins; there is none")
    return replace(found, since_if=conditions(row, "since-if", domains))


def _length(row: Row, policy: Policy | None) -> Limit | None:
    given = [key for key in ("limit", "workdays", "setting") if key in row.values]
    if not given:
        if row.texts("late") or row.text("since", ""):
            raise row.error("late", "expected a limit that can be missed; there is none")
        return None
    if len(given) > 1:
        raise row.error(given[1], f"expected one limit; got {' and '.join(given)}")
    since, rolls = row.text("since", ""), row.yes("rolls")
    if given == ["workdays"]:
        days = row.whole("workdays")
        if days < 1:
            raise row.error("workdays", f"expected working days from 1; got {days}")
        return Limit((), days, since, rolls)
    if given == ["setting"]:
        name = row.text("setting")
        return Limit(_set(row, name, policy), 0, since, rolls, name)
    text = row.text("limit")
    length = Period() if since and text == THAT_DAY else period(row, "limit", text)
    return Limit(((date.min, length),), 0, since, rolls)


def _set(row: Row, name: str, policy: Policy | None) -> tuple[tuple[date, Period], ...]:
    """Take a limit that a setting holds: each of its answers from its day."""
    if policy is None or name not in policy.settings:
        raise row.error("setting", f"expected a setting of the pack; got {name!r}")
    answers = policy.settings[name].decisions
    return tuple((each.since, period(row, "setting", _written(each.value))) for each in answers)


def _written(value: object) -> object:
    """Write an answer as a period: a setting may say how many days."""
    return f"P{value['days']}D" if isinstance(value, dict) and "days" in value else value


def period(row: Row, key: str, text: object) -> Period:
    """Read a period of a file.

    Raises
    ------
    PackFileError
        If it is none.
    """
    try:
        found = Period.read(str(text))
    except ValueError as problem:
        raise row.error(key, str(problem)) from None
    if found == Period():
        raise row.error(key, f"expected a period with a length; got {text!r}")
    return found
