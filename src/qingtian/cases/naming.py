"""What a procedure names must be there: its parties, states, papers, facts, acts and duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qingtian.cases.procedure import MACHINE, ActKind, DutyKind, Procedure, links
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row


def dangling(one: Procedure, head: Row) -> Iterator[PackFileError]:
    """Find what names something that is not there.

    Parameters
    ----------
    one
        A procedure.
    head
        The file that it was read from.
    """
    for row in head.rows("acts"):
        act = one.acts[row.name]
        who = {**one.parties, MACHINE: {}}
        yield from _unknown(row, "by", act.by, who, "party")
        yield from _unknown(row, "from", act.states, one.states, "state")
        yield from _unknown(row, "to", [act.to] if act.to else [], one.states, "state")
        yield from _unknown(row, "needs", act.needs, one.papers, "paper")
        yield from _unknown(row, "needs-if", act.needs_if, one.papers, "paper")
        yield from _unknown(row, "asks", act.asks, one.facts, "fact")
        for name in act.asks:
            if name in {**one.given, **one.counts, **one.moments}:
                yield row.error("asks", f"expected a fact that somebody tells; nobody tells {name}")
        yield from _unknown(row, "table", [act.table] if act.table else [], one.tables, "table")
        for key in ("after", "unless"):
            yield from _unknown(row, key, getattr(act, key), one.acts, "act")
        for key in ("passed", "raises", "meets", "cancels", "suspends", "resumes", "extends"):
            yield from _unknown(row, key, getattr(act, key), one.duties, "duty")
        yield from _unknown(row, "raises-if", act.raises_if, one.duties, "duty")
        if act.calls:
            yield from _unknown(row, "calls", [act.calls.duty], one.duties, "duty")
        yield from _misplaced(row, act)
    for row in head.rows("duties", absent=True):
        duty = one.duties[row.name]
        yield from _unknown(row, "by", [duty.owed_by], one.parties, "party")
        yield from _unknown(row, "to", duty.owed_to, one.parties, "party")
        yield from _unknown(row, "late", duty.late, one.duties, "duty")
        yield from _begins(row, duty, one)
    for row in head.rows("facts", absent=True):
        yield from _unknown(row, "at", one.moments.get(row.name, ()), one.acts, "act")
    for row in head.rows("states"):
        yield from _unknown(row, "after", one.states[row.name].after, one.acts, "act")
    yield from _disordered(head, one)


def _begins(row: Row, duty: DutyKind, one: Procedure) -> Iterator[PackFileError]:
    limit = duty.limit
    named = (
        {"since": [limit.since] if limit.since else [], "since-if": limit.since_if} if limit else {}
    )
    for key, names in named.items():
        yield from _unknown(row, key, names, one.facts, "fact")
        for name in names:
            if one.facts[name].kind not in ("day", "moment"):
                yield row.error(key, f"expected a fact that is a day or a moment; got {name}")


def _disordered(row: Row, one: Procedure) -> Iterator[PackFileError]:
    """Find what is wrong with the order of acts: each answer must name each link once."""
    if one.sequence is None:
        return
    by, acts = one.sequence.fact, one.sequence.acts
    if by not in one.given:
        yield row.error("sequence", f"by: expected a fact that a setting decides; got {by!r}")
        return
    yield from _unknown(row, "sequence", acts.values(), one.acts, "act")
    for answer in one.facts[by].words:
        if sorted(links(answer)) != sorted(acts):
            said = f"expected each of {', '.join(sorted(acts))} once; {one.given[by].setting} says"
            yield row.error("sequence", f"{said} {answer}")


def _misplaced(row: Row, act: ActKind) -> Iterator[PackFileError]:
    if act.opens and act.states:
        yield row.error("from", "expected none for an act that opens a case")
    if act.opens and not act.to:
        yield row.error("to", "expected the state in which the case begins; it is missing")
    if not act.opens and not act.states:
        yield row.error("from", "expected the states in which it is allowed; it is missing")


def _unknown(
    row: Row,
    key: str,
    names: Iterable[str],
    known: Mapping[str, object],
    what: str,
) -> Iterator[PackFileError]:
    for name in names:
        if name not in known:
            yield row.error(key, f"expected a {what} of the procedure; got {name!r}")
