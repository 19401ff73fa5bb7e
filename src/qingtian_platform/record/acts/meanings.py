"""Changes of the registry as entries: what gives readings their meaning changes in the open.

The registry keeps what each change says anew in the transaction that makes it
(`registry.meaning`). Here it becomes entries in the same order, signed with the registry's own key,
because who works at the administration signs no form. Who it was and why stands beside the
entry as words, and can be erased. The files of rules that a process starts with are stated too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from qingtian import law
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
    after = _seen.get(places)
    if after is None:
        registry.state_all()
    found = registry.statements(-1 if after is None else after, PART)
    if after is not None and not found:
        return False
    roll = table.roll(places)
    bodies = [] if after is not None else _editions(places)
    bodies += _bodies(places, [each for each in found if each.number > roll.change])
    if bodies:
        pen = registrar.kept_pen(places.registry_key)
        persons.appoint_platform(places, pen, [kinds.REGISTRY], "registry")
        with transaction.atomic():
            for body in bodies:
                table.add(places, pen.sign(kinds.REGISTRY, roll.log, table.now(), body))
    _seen[places] = found[-1].number if found else -1
    return bool(bodies or found)


_seen: dict[Places, int] = {}
"""Number of the last change that this process has looked at; a place that it has not, is not in it.
"""


@cache
def editions() -> dict[tuple[str, str, str], str]:
    """Hash the files of rules and thresholds by which this process evaluates; packs by their key."""
    roots: dict[str, Traversable] = {
        "law": files("qingtian.law"),
        "quality": files("qingtian.quality"),
    }
    roots |= {f"pack {key}": pack.root for key, pack in law.known_packs().items()}
    return {("", "rule", name): _digest(Path(str(root))) for name, root in roots.items()}


def _digest(root: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        whole.update(path.relative_to(root).as_posix().encode() + b"\n")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _editions(places: Places) -> list[dict[str, Any]]:
    """State the rules that this process was started with, where they are not those of the log."""
    roll, moment = table.roll(places), table.now()
    changes = [
        {"name": key[2], "new": new, "old": roll.meaning(*key), "since": moment, "subject": key[1]}
        for key, new in sorted(editions().items())
        if roll.meaning(*key) != new
    ]
    if not changes:
        return []
    return [
        _body("", max(0, roll.change), changes, "", f"installed: qingtian {version('qingtian')}")
    ]


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
    roll, entries = table.roll(places), _said(places)
    waiting = {fact.key for one in registry.statements(roll.change, PART) for fact in one.facts}
    found: list[Difference] = []
    tables: dict[tuple[str, str, str], dict[Any, str]] = {**registry.standing()}
    tables |= {key: {None: new} for key, new in editions().items() if roll.meaning(*key)}
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
    said = f"{thing} {subject} {name}".strip()
    if not own or None in own:  # not dated: the newest entry says what holds
        last, now = next(reversed(log.values()), ""), own.get(None, "")
        if last != now:
            yield Difference("registry", said, "", last, now)
        return
    dated = {registry.meaning_since(Fact(*key, new, day), _NEVER): new for day, new in own.items()}
    for since in sorted({*log, *dated}):
        if log.get(since, "") != dated.get(since, ""):
            yield Difference("registry", said, str(since), log.get(since, ""), dated.get(since, ""))
