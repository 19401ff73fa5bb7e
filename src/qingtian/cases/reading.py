"""Read procedures from the files of a pack; a table that breaks the form is refused with file and line.

A pack keeps them in its folder `procedures`, one version of one procedure a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources.abc import Traversable
from typing import TypeVar, cast

from qingtian.cases.cells import Domain
from qingtian.cases.facts import count, domain
from qingtian.cases.limits import limit, period
from qingtian.cases.naming import dangling
from qingtian.cases.procedure import (
    DEMANDS,
    ActKind,
    Call,
    Demand,
    DutyKind,
    Ground,
    Paper,
    Procedure,
    Sequence,
    State,
)
from qingtian.cases.tables import cells, conditions, table
from qingtian.policy.errors import PackFileError
from qingtian.policy.policy import Policy
from qingtian.policy.rows import Row, document

FOLDER = "procedures"
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
    for problem in dangling(found, row):
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
        limit(row, policy, domains),
        row.texts("late"),
        row.yes("firm"),
        row.yes("waits"),
        _ground(row),
        row.line,
    )


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
        conditions(row, "raises-if", domains),
        extends,
        row.texts("suspends"),
        row.texts("resumes"),
        most,
        _call(row),
        row.texts("returns"),
        row.yes("reason"),
        _ground(row),
        row.line,
        conditions(row, "needs-if", domains),
    )


def _call(row: Row) -> Call | None:
    if "calls" not in row.values:
        return None
    given = row.mapping("calls")
    if set(given) != {"procedure", "duty"}:
        raise row.error(
            "calls", f"expected procedure and duty; got {', '.join(given) or 'nothing'}"
        )
    return Call(str(given["procedure"]), str(given["duty"]))
