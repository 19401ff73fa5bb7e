"""Prove of a procedure what a reader cannot see: walk everything that can happen in a case of it.

A configuration is a state, the open duties and which of them have expired, what was done as far as
something asks for it, and the facts as far as something will ask for them. Facts take every value
between which a cell begins or ceases to hold, clocks may run out at any time. So what is not found here
cannot happen, whatever the dates.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from qingtian.cases.cells import Cell, Value, samples
from qingtian.cases.errors import NoSuchError
from qingtian.cases.procedure import ActKind, Procedure, hold
from qingtian.policy.errors import PackFileError

_Facts = frozenset[tuple[str, Value]]
MOST = 400_000
"""More configurations than this are no procedure that a person can follow."""


@dataclass(frozen=True)
class Configuration:
    """What is so in a case, as far as it decides what can happen next.

    Attributes
    ----------
    state
        Key of its state.
    duties
        Open duties, each with whether it has expired.
    done
        How often acts were done, as far as something asks for it.
    facts
        What is known, as far as something will ask for it.
    """

    state: str
    duties: frozenset[tuple[str, bool]] = frozenset()
    done: frozenset[tuple[str, int]] = frozenset()
    facts: frozenset[tuple[str, Value]] = frozenset()

    def times(self, act: str) -> int:
        """Tell how often an act was done."""
        return dict(self.done).get(act, 0)


@dataclass(frozen=True)
class Walk:
    """Everything that can happen.

    Attributes
    ----------
    steps
        Of each configuration: what can happen, and what then is.
    before
        Of each configuration but the first ones: the step by which it was first reached.
    """

    steps: dict[Configuration, list[tuple[str, Configuration]]] = field(default_factory=dict)
    before: dict[Configuration, tuple[str, Configuration | None]] = field(default_factory=dict)

    def path(self, to: Configuration) -> str:
        """Tell by which acts a configuration is first reached."""
        names: list[str] = []
        now: Configuration | None = to
        while now is not None:
            name, now = self.before[now]
            names.append(name)
        return " → ".join(reversed(names))


class _Move(NamedTuple):
    """An act that is allowed: where it leads, what it takes away and asks for, what can come of it."""

    act: str
    state: str
    done: frozenset[tuple[str, int]]
    ending: bool
    gone: frozenset[tuple[str, bool]]
    passed: frozenset[tuple[str, bool]]
    outcomes: tuple[tuple[_Facts, tuple[str, ...]], ...]


@dataclass(frozen=True)
class _Asked:
    """What something asks for: acts that count, and facts with the values that matter."""

    counted: Mapping[str, int]
    values: Mapping[str, tuple[Value, ...]]
    lasting: frozenset[str]
    passing: frozenset[str]
    moves: dict[tuple[str, frozenset[tuple[str, int]], _Facts], tuple[_Move, ...]] = field(
        default_factory=dict
    )


def problems(procedure: Procedure) -> Iterator[PackFileError]:
    """Find what is wrong with a procedure.

    Yields
    ------
    PackFileError
        With line and mend: a state, act, duty or paper that nothing reaches, a case that cannot end, a
        path to an end without an act that it must not be without, a firm duty that falls away, a table
        that does not hold what it claims.
    """
    yield from _of_the_form(procedure)
    for each in procedure.tables.values():
        yield from each.problems()
    found = walk(procedure)
    if found is None:
        yield _error(procedure, 1, "expected a procedure that can be followed; it is too large")
        return
    yield from _short_cuts(procedure, found)
    yield from _unreached(procedure, found)
    yield from _stuck(procedure, found)


@lru_cache(maxsize=64)
def walk(procedure: Procedure) -> Walk | None:
    """Go everywhere that a case can go, also to ends that lack an act that they must not be without.

    Returns
    -------
    Walk or None
        None where there is no end to it.
    """
    asked = _asked(procedure)
    found, waiting = Walk(), deque[Configuration]()
    for begun in _begun(procedure, asked):
        for key, after in _moved(begun, _moves(procedure, begun, asked)):
            _reach(found, waiting, key, None, after)
    while waiting:
        now = waiting.popleft()
        found.steps[now] = list(_next(procedure, now, asked))
        for key, after in found.steps[now]:
            _reach(found, waiting, key, now, after)
        if len(found.before) > MOST:
            return None
    return found


def _begun(procedure: Procedure, asked: _Asked) -> Iterator[Configuration]:
    """Give what can be so before a case: each answer of each setting that decides something."""
    names = [name for name in procedure.given if name in asked.lasting]
    for values in product(*(procedure.facts[name].words for name in names)):
        yield Configuration("", facts=frozenset(zip(names, values, strict=True)))


def undone(procedure: Procedure, now: Configuration) -> list[str]:
    """List the acts without which a case must not end as it does here."""
    return [each for each in procedure.states[now.state].after if not now.times(each)]


def _reach(
    found: Walk,
    waiting: deque[Configuration],
    key: str,
    before: Configuration | None,
    after: Configuration,
) -> None:
    if after not in found.before:
        found.before[after] = (key, before)
        waiting.append(after)


def _next(
    procedure: Procedure, now: Configuration, asked: _Asked
) -> Iterator[tuple[str, Configuration]]:
    yield from _moved(now, _moves(procedure, now, asked))
    for duty, expired in now.duties:
        late = procedure.duties[duty].late
        if (late or duty in asked.passing) and not expired:
            rest = now.duties - {(duty, False)} | {(duty, True)}
            yield f"{duty} expires", replace(now, duties=_with(rest, late))


def _moved(now: Configuration, moves: Iterable[_Move]) -> Iterator[tuple[str, Configuration]]:
    """Give what is after each act that the duties allow: one for each of its outcomes."""
    for move in moves:
        rest = now.duties - move.gone
        if not move.passed <= now.duties or (move.ending and rest):
            continue
        for facts, raised in move.outcomes:
            duties = _with(rest, raised) if raised else rest
            if not (duties and move.ending):
                yield move.act, Configuration(move.state, duties, move.done, facts)


def _moves(procedure: Procedure, now: Configuration, asked: _Asked) -> tuple[_Move, ...]:
    """List the acts that are allowed where one is, as far as duties do not decide it.

    The same is asked for under many combinations of duties, so what was found is kept for the walk.
    """
    key = (now.state, now.done, now.facts)
    kept = asked.moves.get(key)
    if kept is None:
        done, facts = dict(now.done), dict(now.facts)
        acts = [
            act for act in procedure.acts.values() if _allowed(procedure, act, now, done, facts)
        ]
        kept = asked.moves[key] = tuple(_move(procedure, act, now, asked) for act in acts)
    return kept


def _allowed(
    procedure: Procedure,
    act: ActKind,
    now: Configuration,
    done: Mapping[str, int],
    facts: Mapping[str, Value],
) -> bool:
    return (
        (now.state in act.states or (act.opens and not now.state))
        and all(each in done for each in procedure.before(act, facts))
        and not any(each in done for each in act.unless)
        and not (act.most and done.get(act.key, 0) >= act.most)
    )


def _move(procedure: Procedure, act: ActKind, now: Configuration, asked: _Asked) -> _Move:
    state = act.to or now.state
    return _Move(
        act.key,
        state,
        _count(now.done, act.key, asked),
        procedure.states[state].ending,
        frozenset((name, late) for name in (*act.meets, *act.cancels) for late in (False, True)),
        frozenset((name, True) for name in act.passed),
        tuple(_told(procedure, act, now.facts, asked)),
    )


def _told(
    procedure: Procedure, act: ActKind, known: _Facts, asked: _Asked
) -> Iterator[tuple[_Facts, tuple[str, ...]]]:
    told = {name: asked.values[name] for name in procedure.told_by(act) if name in asked.values}
    for values in product(*told.values()):
        facts = dict(known) | dict(zip(told, values, strict=True))
        if not hold(act.when, facts):
            continue
        if act.table:
            try:
                facts |= procedure.tables[act.table].decide(facts).then
            except NoSuchError:
                continue
        lasting = frozenset((name, value) for name, value in facts.items() if name in asked.lasting)
        yield lasting, procedure.raised_by(act, facts)


def _with(duties: frozenset[tuple[str, bool]], names: Iterable[str]) -> frozenset[tuple[str, bool]]:
    there = {name for name, _ in duties}
    return duties | {(name, False) for name in names if name not in there}


def _count(done: frozenset[tuple[str, int]], act: str, asked: _Asked) -> frozenset[tuple[str, int]]:
    if act not in asked.counted:
        return done
    counts = dict(done)
    counts[act] = min(counts.get(act, 0) + 1, asked.counted[act])
    return frozenset(counts.items())


def _asked(procedure: Procedure) -> _Asked:
    """Find which acts and facts decide what can happen."""
    counted = {key: act.most for key, act in procedure.acts.items() if act.most}
    for act in procedure.acts.values():
        for each in (*act.after, *act.unless):
            counted.setdefault(each, 1)
    for state in procedure.states.values():
        for each in state.after:
            counted.setdefault(each, 1)
    cells: dict[str, list[Cell]] = {}
    lasting: set[str] = set()
    for act in procedure.acts.values():
        for name, cell in _conditions(procedure, act):
            cells.setdefault(name, []).append(cell)
            if name not in procedure.told_by(act):
                lasting.add(name)
    if procedure.sequence:
        lasting.add(procedure.sequence.fact)
        for each in procedure.sequence.acts.values():
            counted.setdefault(each, 1)
    values = {name: tuple(samples(procedure.facts[name], each)) for name, each in cells.items()}
    passing = frozenset(name for act in procedure.acts.values() for name in act.passed)
    return _Asked(counted, values, frozenset(lasting), passing)


def _conditions(procedure: Procedure, act: ActKind) -> Iterator[tuple[str, Cell]]:
    yield from act.when.items()
    for when in act.raises_if.values():
        yield from when.items()
    if act.table:
        for rule in procedure.tables[act.table].rules:
            yield from rule.when.items()


def _of_the_form(procedure: Procedure) -> Iterator[PackFileError]:
    """Find what is wrong on the face of it."""
    if not procedure.openings:
        yield _error(procedure, 1, "expected an act that opens a case: opens: true")
    if not procedure.endings:
        yield _error(procedure, 1, "expected a state in which a case ends: ending: true")
    for key, act in procedure.acts.items():
        for state in act.states:
            if procedure.states[state].ending and not _undoes(procedure, act):
                message = (
                    f"{key}: nothing is done after {state}, an ending, but what leads to another "
                    "ending and raises no duty"
                )
                yield _error(procedure, act.line, message)
        firm = [each for each in act.cancels if procedure.duties[each].firm]
        if firm:
            yield _error(
                procedure, act.line, f"{key}: {', '.join(firm)} is firm: meet it, do not cancel it"
            )
    yield from _unused(procedure)


def _undoes(procedure: Procedure, act: ActKind) -> bool:
    """Tell whether an act only puts another ending in the place of one."""
    other = act.to in procedure.endings and act.to not in act.states
    return other and not (act.raises or act.raises_if or act.calls)


def _unused(procedure: Procedure) -> Iterator[PackFileError]:
    acts = procedure.acts.values()
    raised = {name for act in acts for name in (*act.raises, *act.raises_if)}
    raised |= {act.calls.duty for act in acts if act.calls}
    raised |= {name for duty in procedure.duties.values() for name in duty.late}
    ended = {name for act in acts for name in (*act.meets, *act.cancels)}
    for key, duty in procedure.duties.items():
        if key not in raised:
            yield _error(procedure, duty.line, f"{key}: no act raises it; strike it, or raise it")
        if key not in ended:
            yield _error(procedure, duty.line, f"{key}: no act meets it; say which does")
    needed = {name for act in acts for name in (*act.needs, *act.needs_if)}
    for key, paper in procedure.papers.items():
        if key not in needed:
            yield _error(procedure, paper.line, f"{key}: no act needs it; strike it, or ask for it")
    tables = {act.table for act in acts}
    for key, table in procedure.tables.items():
        if key not in tables:
            yield _error(procedure, table.line, f"{key}: no act applies it; strike it, or apply it")


def _unreached(procedure: Procedure, found: Walk) -> Iterator[PackFileError]:
    reached = {now.state for now in found.before if not undone(procedure, now)}
    for key, state in procedure.states.items():
        if key not in reached:
            yield _error(
                procedure, state.line, f"{key}: no case ever comes here; lead an act to it"
            )
    done = {name for name, _ in found.before.values()}
    done |= {name for steps in found.steps.values() for name, _ in steps}
    for key, act in procedure.acts.items():
        if key not in done:
            yield _error(procedure, act.line, f"{key}: it can never be done; mend its conditions")


def _stuck(procedure: Procedure, found: Walk) -> Iterator[PackFileError]:
    """Find the shortest way into a case that cannot end."""
    back: dict[Configuration, list[Configuration]] = {}
    for now, steps in found.steps.items():
        for _name, after in steps:
            back.setdefault(after, []).append(now)
    endings = [each for each in found.before if procedure.states[each.state].ending]
    waiting = [each for each in endings if not undone(procedure, each)]
    good = {*endings}
    while waiting:
        for before in back.get(waiting.pop(), ()):
            if before not in good:
                good.add(before)
                waiting.append(before)
    lost = next((each for each in found.before if each not in good), None)
    if lost is not None:
        owed = ", ".join(sorted(name for name, _ in lost.duties)) or "nothing"
        yield _error(
            procedure,
            procedure.states[lost.state].line,
            f"{lost.state}: a case cannot end any more after {found.path(lost)}; open then: {owed}",
        )


def _short_cuts(procedure: Procedure, found: Walk) -> Iterator[PackFileError]:
    """Find paths to an end that leave out what it must not be without."""
    told: set[tuple[str, str]] = set()
    for now in found.before:
        for each in undone(procedure, now):
            if (now.state, each) not in told:
                told.add((now.state, each))
                yield _error(
                    procedure,
                    procedure.states[now.state].line,
                    f"{now.state}: a path leads here without {each}: {found.path(now)}",
                )


def _error(procedure: Procedure, line: int, message: str) -> PackFileError:
    return PackFileError(procedure.file, line, message)
