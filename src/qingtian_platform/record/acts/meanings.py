"""Changes of the registry as entries: what gives readings their meaning changes in the open.

The registry keeps what each change says anew in the transaction that makes it
(`registry.meaning`). Here it becomes entries in the same order, signed with the registry's own key,
because who works at the administration signs no form. Who it was and why stands beside the
entry as words, and can be erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import canonical
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import persons, registrar, table
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import Fact, Statement

PART: Final = 500
"""Changes that are taken in one transaction."""
ROOM: Final = 3_000
"""Of the changes in one entry; the rest of it takes less than what is left. [B]"""

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

Since = dict[int, str]
Said = dict[tuple[str, str, str], Since]


def step(places: Places) -> bool:
    """Write entries of what the registry changed since the last step.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    bool
        Whether there was anything.
    """
    found = registry.statements(_seen.get(places, -1), PART)
    if not found:
        return False
    after = table.roll(places).change
    new = [each for each in found if each.number > after]
    if new:
        pen = registrar.kept_pen(places.registry_key)
        persons.appoint_platform(places, pen, [kinds.REGISTRY], "registry")
        with transaction.atomic():
            for body in _bodies(places, new):
                log = table.roll(places).log
                table.add(places, pen.sign(kinds.REGISTRY, log, table.now(), body))
    _seen[places] = found[-1].number
    return True


_seen: dict[Places, int] = {}
"""Number of the last change that this process has looked at."""


def _bodies(places: Places, found: list[Statement]) -> Iterator[dict[str, Any]]:
    """Put changes of one place by one person for one reason together, as far as they fit."""
    said: dict[tuple[str, str, str], str | None] = {}
    rows = ((one, fact) for one in found for fact in one.facts)
    for (thing, who, basis), group in groupby(rows, lambda row: _whose(*row)):
        changes: list[dict[str, Any]] = []
        number = 0
        for one, fact in group:
            change = _change(places, said, one, fact)
            if len(changes) == kinds.MOST_CHANGES or _size([*changes, change]) > ROOM:
                yield _body(thing, number, changes, who, basis)
                changes = []
            changes.append(change)
            number = one.number
        yield _body(thing, number, changes, who, basis)


def _whose(one: Statement, fact: Fact) -> tuple[str, str, str]:
    by = f"{one.who}（{one.role}）" if one.who else ""
    basis = one.role or "command line"
    basis = f"second person: {basis}" if one.second else basis
    return fact.thing, ": ".join(part for part in (by, one.why) if part), basis


def _change(
    places: Places, said: dict[tuple[str, str, str], str | None], one: Statement, fact: Fact
) -> dict[str, Any]:
    old = said[fact.key] if fact.key in said else table.roll(places).meaning(*fact.key)
    said[fact.key] = fact.new
    since = registry.meaning_since(fact, one.at)
    return {
        "name": fact.name,
        "new": fact.new,
        "old": old,
        "since": since,
        "subject": fact.subject,
    }


def _size(changes: list[dict[str, Any]]) -> int:
    return len(canonical(changes))


def _body(
    thing: str, number: int, changes: list[dict[str, Any]], who: str, basis: str
) -> dict[str, Any]:
    return {
        "basis": basis,
        "change": number,
        "changes": changes,
        "thing": thing,
        "words": persons.keep_words(who) if who else None,
    }


def differences(places: Places) -> list[Difference]:
    """Hold the tables of the registry against what the log says of them.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    list of Difference
        Each fact that the tables and the log tell differently: somebody changed it by another
        way than the registry's own. What is not in the log yet is left out.
    """
    entries = _said(places)
    waiting = {
        fact.key
        for one in registry.statements(table.roll(places).change, PART)
        for fact in one.facts
    }
    found: list[Difference] = []
    tables = registry.standing()
    for key in sorted({*entries, *tables} - waiting):
        found += _compared(key, entries.get(key, {}), tables.get(key, {}))
    return found


def _said(places: Places) -> Said:
    """Read from the log what the registry was last said to be, by key and first day."""
    found: Said = {}
    for act in table.roll(places).acts.values():
        if act.schema == kinds.REGISTRY:
            for each in act.body["changes"]:
                own = found.setdefault((act.body["thing"], each["subject"], each["name"]), {})
                own.pop(each["since"], None)  # so that the newest stands last
                own[each["since"]] = each["new"]
    return found


def _compared(key: tuple[str, str, str], log: Since, own: dict[Any, str]) -> Iterator[Difference]:
    thing, subject, name = key
    said = f"{thing} {subject} {name}".rstrip()
    if not own or None in own:  # not dated: the newest entry says what holds
        last, now = next(reversed(log.values()), ""), own.get(None, "")
        if last != now:
            yield Difference("registry", said, "", last, now)
        return
    dated = {registry.meaning_since(Fact(*key, new, day), _NEVER): new for day, new in own.items()}
    for since in sorted({*log, *dated}):
        if log.get(since, "") != dated.get(since, ""):
            yield Difference("registry", said, str(since), log.get(since, ""), dated.get(since, ""))
