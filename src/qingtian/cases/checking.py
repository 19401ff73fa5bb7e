"""Check the procedures of a pack as a whole: each by itself, and what names what must be elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from qingtian.cases.procedure import ActKind, Ground, Procedure
from qingtian.cases.proving import problems
from qingtian.cases.reading import FOLDER, procedures
from qingtian.cases.rehearsing import Rehearsal, rehearsals
from qingtian.law.packs import AnyPack, open_pack
from qingtian.policy import Policy, open_policy
from qingtian.policy.errors import PackFileError


@dataclass(frozen=True, eq=False)
class Procedures:
    """The procedures of a city.

    Attributes
    ----------
    by_key
        By `key/version`.
    policy
        The policy of the pack in which they stand; None where a folder holds nothing else.
    """

    by_key: Mapping[str, Procedure]
    policy: Policy | None


@cache
def open_procedures(which: AnyPack) -> Procedures:
    """Open the procedures of a pack.

    Parameters
    ----------
    which
        Name or folder of a pack, as `qingtian.law` takes it.

    Raises
    ------
    UnknownPackError
        If there is no such pack.
    PackFileError
        If a file breaks the form.
    """
    pack = open_pack(which)
    policy = open_policy(pack)
    folder: Traversable = pack.root / FOLDER
    return Procedures(procedures(folder, policy) if folder.is_dir() else {}, policy)


REHEARSALS = "rehearsals"
"""The folder of a pack in which its rehearsals stand."""


@cache
def open_rehearsals(which: AnyPack) -> tuple[Rehearsal, ...]:
    """Open the rehearsals that a pack brings, in the order of its files.

    Parameters
    ----------
    which
        Name or folder of a pack.

    Raises
    ------
    UnknownPackError
        If there is no such pack.
    PackFileError
        If a file breaks the form.
    """
    folder = open_pack(which).root / REHEARSALS
    known = open_procedures(which).by_key
    if not folder.is_dir():
        return ()
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    return tuple(one for name in names for one in rehearsals(folder, name, known))


def mistakes(found: Procedures) -> Iterator[PackFileError]:
    """Find what is wrong with procedures, each with file, line and mend."""
    for one in found.by_key.values():
        yield from mistakes_of(one, found)
    yield from _overlapping(found)


def mistakes_of(one: Procedure, found: Procedures) -> Iterator[PackFileError]:
    """Find what is wrong with one procedure, by itself and beside the others."""
    yield from problems(one)
    yield from _elsewhere(one, found)
    if found.policy is not None:
        yield from _clauses(one, found.policy)


def _elsewhere(one: Procedure, found: Procedures) -> Iterator[PackFileError]:
    """Find calls of procedures, and endings of them, that are not there."""
    keys = {each.key for each in found.by_key.values()}
    endings = {f"{e.key}/{state}" for e in found.by_key.values() for state in e.endings}
    for act in one.acts.values():
        if act.calls and act.calls.procedure not in keys:
            yield _error(one, act, f"calls: expected a procedure; got {act.calls.procedure!r}")
        for ending in act.returns:
            if ending not in endings:
                yield _error(one, act, f"returns: expected an ending; got {ending!r}")
    yield from _answers(one, found)


def _answers(one: Procedure, found: Procedures) -> Iterator[PackFileError]:
    """Find endings of a called procedure that nobody waits for: the caller would wait for ever."""
    called = {act.calls.procedure: act for act in one.acts.values() if act.calls}
    awaited = {ending for act in one.acts.values() for ending in act.returns}
    for key, act in called.items():
        for each in found.by_key.values():
            missing = [e for e in each.endings if each.key == key and f"{key}/{e}" not in awaited]
            if missing:
                names = ", ".join(f"{key}/{ending}" for ending in missing)
                yield _error(one, act, f"calls: no act returns from {names}")


def _clauses(one: Procedure, policy: Policy) -> Iterator[PackFileError]:
    grounds: list[tuple[int, str, Ground]] = [(1, one.key, one.ground)]
    for part in (one.papers, one.duties, one.acts):
        grounds += [(each.line, key, each.ground) for key, each in part.items()]
    for table in one.tables.values():
        grounds += [(r.line, r.name, Ground(r.clauses, r.law)) for r in table.rules]
    for line, key, ground in grounds:
        for clause in ground.clauses:
            if clause not in policy.clauses:
                message = f"{key}: clauses: expected a clause of the pack; got {clause!r}"
                yield PackFileError(one.file, line, message)
        if not ground.clauses and not ground.law:
            yield PackFileError(one.file, line, f"{key}: expected where it stands: clauses, or law")


def _overlapping(found: Procedures) -> Iterator[PackFileError]:
    """Find two versions of a procedure that begin on one day: none would be the newer one."""
    begun: dict[tuple[str, object], Procedure] = {}
    for one in found.by_key.values():
        other = begun.setdefault((one.key, one.since), one)
        if other is not one:
            message = f"since: expected another day than {other.file}; both begin on {one.since}"
            yield PackFileError(one.file, 1, message)


def _error(one: Procedure, act: ActKind, message: str) -> PackFileError:
    return PackFileError(one.file, act.line, f"{act.key}: {message}")
