"""Read procedures from the files of a pack; a table that breaks the form is refused with file and line.

A pack keeps them in its folder `procedures`, one version of one procedure a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.resources.abc import Traversable
from typing import TypeVar, cast

from qingtian.cases.cells import Cell, Domain
from qingtian.cases.facts import count, domain
from qingtian.cases.procedure import (
    DEMANDS,
    MACHINE,
    ActKind,
    Call,
    Demand,
    DutyKind,
    Ground,
    Limit,
    Paper,
    Procedure,
    Sequence,
    State,
    links,
)
from qingtian.cases.tables import cells, table
from qingtian.policy.deadlines import Period
from qingtian.policy.errors import PackFileError
from qingtian.policy.policy import Policy
from qingtian.policy.rows import Row, document

FOLDER = "procedures"
THAT_DAY = "P0D"
"""The limit of what is due by the end of the day that a fact names."""
T = TypeVar("T")
HEAD = ("procedure", "version", "name", "since", "parties", "states", "duties", "acts")
REST = ("until", "clauses", "law", "facts", "papers", "tables", "sequence")
ACT = ("name", "by")
ACT_REST = (
    *(
        "opens",
        "from",
        "to",
        "when",
        "needs",
        "needs-if",
        "asks",
        "table",
        "after",
        "unless",
        "passed",
    ),
    *(
        "raises",
        "raises-if",
        "meets",
        "cancels",
        "extends",
        "suspends",
        "resumes",
        "most",
        "calls",
        "returns",
    ),
    *("reason", "clauses", "law"),
)


def procedures(folder: Traversable, policy: Policy | None = None) -> dict[str, Procedure]:
    """Read every procedure of a folder.

    Parameters
    ----------
    folder
        Where their files stand.
    policy
        The policy whose settings the files may name; None where they name none.

    Returns
    -------
    dict
        By `key/version`, in the order of the files' names.

    Raises
    ------
    PackFileError
        If a file breaks the form, or a version stands in two files.
    """
    found: dict[str, Procedure] = {}
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    for name in names:
        one = procedure(folder, name, policy)
        key = f"{one.key}/{one.version}"
        if key in found:
            raise PackFileError(name, 1, f"{key} stands already in {found[key].file}")
        found[key] = one
    return found


def procedure(folder: Traversable, name: str, policy: Policy | None = None) -> Procedure:
    """Read one file.

    Raises
    ------
    PackFileError
        If it breaks the form.
    """
    row = document(folder, name).only(HEAD, REST)
    parties = {each.name: _named(each) for each in row.rows("parties")}
    read = {each.name: domain(each, policy) for each in row.rows("facts", absent=True)}
    domains = {name: each for name, (each, _) in read.items()}
    papers = _by_key(row, "papers", _paper)
    duties = _by_key(row, "duties", partial(_duty, policy=policy, domains=domains))
    states = _by_key(row, "states", _state)
    version = row.whole("version")
    if version < 1:
        raise row.error("version", f"expected a version from 1; got {version}")
    found = Procedure(
        row.text("procedure"),
        version,
        row.words("name"),
        row.day("since"),
        row.day_or_none("until"),
        _ground(row),
        parties,
        domains,
        {each.name: each.words("name") for each in row.rows("facts", absent=True)},
        papers,
        states,
        duties,
        {each.name: _act(each, domains) for each in row.rows("acts")},
        {each.name: table(each, domains) for each in row.rows("tables", absent=True)},
        name,
        {name: given for name, (_, given) in read.items() if given},
        {each.name: of for each in row.rows("facts", absent=True) if (of := count(each, domains))},
        {
            each.name: each.texts("at")
            for each in row.rows("facts", absent=True)
            if "at" in each.values
        },
        _sequence(row),
    )
    for problem in _dangling(found, row):
        raise problem
    return found


def _by_key(row: Row, key: str, take: Callable[[Row], T]) -> dict[str, T]:
    return {each.name: take(each) for each in row.rows(key, absent=True)}


def _named(row: Row) -> Mapping[str, str]:
    row.only(["name"])
    return row.words("name")


def _sequence(row: Row) -> Sequence | None:
    if "sequence" not in row.values:
        return None
    given = row.mapping("sequence")
    if set(given) != {"by", "acts"} or not isinstance(given["acts"], dict):
        raise row.error("sequence", "expected by, a fact, and acts, the act of each link")
    acts = {str(link): str(act) for link, act in given["acts"].items()}
    return Sequence(str(given["by"]), acts)


def _ground(row: Row) -> Ground:
    return Ground(row.texts("clauses"), row.text("law", ""))


def _paper(row: Row) -> Paper:
    row.only(["name"], ["officers", "demands", "numbered", "clauses", "law"])
    demands = row.texts("demands")
    for each in demands:
        if each not in DEMANDS:
            raise row.error("demands", f"expected one of {', '.join(DEMANDS)}; got {each!r}")
    return Paper(
        row.name,
        row.words("name"),
        row.whole("officers") if "officers" in row.values else 0,
        cast("tuple[Demand, ...]", demands),
        row.yes("numbered"),
        _ground(row),
        row.line,
    )


def _state(row: Row) -> State:
    row.only(["name"], ["ending", "after"])
    ending, after = row.yes("ending"), row.texts("after")
    if after and not ending:
        raise row.error("after", "expected only where a case ends; this state is no ending")
    return State(row.name, row.words("name"), ending, after, row.line)


def _duty(row: Row, policy: Policy | None, domains: Mapping[str, Domain]) -> DutyKind:
    row.only(
        ["name", "by"],
        [
            "to",
            "limit",
            "workdays",
            "setting",
            "since",
            "since-if",
            "rolls",
            "late",
            "firm",
            "waits",
            "clauses",
            "law",
        ],
    )
    return DutyKind(
        row.name,
        row.words("name"),
        row.text("by"),
        row.texts("to"),
        _begun(row, _limit(row, policy), domains),
        row.texts("late"),
        row.yes("firm"),
        row.yes("waits"),
        _ground(row),
        row.line,
    )


def _begun(row: Row, limit: Limit | None, domains: Mapping[str, Domain]) -> Limit | None:
    if "since-if" not in row.values:
        return limit
    if limit is None:
        raise row.error("since-if", "expected a limit that begins; there is none")
    return replace(limit, since_if=_conditions(row, "since-if", domains))


def _limit(row: Row, policy: Policy | None) -> Limit | None:
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


def _act(row: Row, domains: Mapping[str, Domain]) -> ActKind:
    row.only(ACT, ACT_REST)
    most = row.whole("most") if "most" in row.values else 0
    if most < 0:
        raise row.error("most", f"expected how often it can be done, from 1; got {most}")
    extends = {name: period(row, "extends", text) for name, text in row.mapping("extends").items()}
    return ActKind(
        row.name,
        row.words("name"),
        row.texts("by", empty=False),
        row.yes("opens"),
        row.texts("from"),
        row.text("to", ""),
        cells(row, "when", domains),
        row.texts("needs"),
        row.texts("asks"),
        row.text("table", ""),
        row.texts("after"),
        row.texts("unless"),
        row.texts("passed"),
        row.texts("raises"),
        row.texts("meets"),
        row.texts("cancels"),
        _conditions(row, "raises-if", domains),
        extends,
        row.texts("suspends"),
        row.texts("resumes"),
        most,
        _call(row),
        row.texts("returns"),
        row.yes("reason"),
        _ground(row),
        row.line,
        _conditions(row, "needs-if", domains),
    )


def _conditions(row: Row, key: str, domains: Mapping[str, Domain]) -> dict[str, dict[str, Cell]]:
    """Read under which facts an act raises which duty or needs which paper, or a clock begins where."""
    found = {}
    for name, written in row.mapping(key).items():
        if not isinstance(written, dict) or not written:
            raise row.error(key, f"{name}: expected facts and what they must be")
        inner = Row(row.file, row.line, row.name, {key: written}, row.lines)
        found[name] = cells(inner, key, domains)
    return found


def _call(row: Row) -> Call | None:
    if "calls" not in row.values:
        return None
    given = row.mapping("calls")
    if set(given) != {"procedure", "duty"}:
        raise row.error(
            "calls", f"expected procedure and duty; got {', '.join(given) or 'nothing'}"
        )
    return Call(str(given["procedure"]), str(given["duty"]))


def _dangling(one: Procedure, head: Row) -> Iterator[PackFileError]:
    """Find what names something that is not there."""
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
