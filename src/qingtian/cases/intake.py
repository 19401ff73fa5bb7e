"""Intake: which procedure takes up what was found, and whose problem it is.

The file `policy/intake.yaml` of a pack says it: `problems` by procedure, the type of problem by which
`responsibility.yaml` names the unit that answers; `jurisdiction` by procedure, whose matter it is where
neither a problem nor a calling matter says so; `alarms`, top row first, by the cause of an alarm that an
officer hands over, the procedure that it opens, by which act, and what the act tells; `served` by which act
a penalty is served; `public` from which act on everybody reads what of it; `invalidates` which act of a
procedure rules that readings are false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qingtian.cases.cells import Value
from qingtian.cases.parties import ANY
from qingtian.cases.procedure import Procedure
from qingtian.policy.errors import PackFileError
from qingtian.policy.policy import FOLDER, Policy
from qingtian.policy.rows import Row, document

FILE = "intake.yaml"
TOLD = ("multiple", "medium")
"""What an alarm tells of itself."""


@dataclass(frozen=True)
class AlarmRow:
    """One row of the table of alarms.

    Attributes
    ----------
    key
        Its name.
    causes
        Causes of alarms; `any` for all.
    things
        Kinds of things that it holds for; none = any.
    procedure, act, party
        Which procedure it opens, by which act, as which party.
    facts, told
        What the act tells besides; and facts that the alarm itself gives, by its words: `multiple` (by
        how many times the limit is exceeded), `medium` (air or water).
    falls
        Endings by which the alarm proves to be false.
    clauses, outside
        Where that stands; or why it is a setting of the platform.
    line
        Where it stands in the file.
    """

    key: str
    causes: tuple[str, ...]
    things: tuple[str, ...]
    procedure: str
    act: str
    party: str
    facts: Mapping[str, object]
    told: Mapping[str, str]
    falls: tuple[str, ...]
    clauses: tuple[str, ...]
    outside: str
    line: int

    def holds(self, cause: str, thing: str) -> bool:
        """Tell whether it is the row of an alarm."""
        return (cause in self.causes or ANY in self.causes) and (
            not self.things or thing in self.things
        )


@dataclass(frozen=True)
class Served:
    """How a procedure serves a penalty.

    Attributes
    ----------
    act, fact
        By which act, and the fact that names the day.
    undone
        Endings after which it never counted.
    """

    act: str
    fact: str
    undone: tuple[str, ...]


@dataclass(frozen=True)
class Public:
    """What everybody reads of a served penalty.

    Attributes
    ----------
    act
        By which act it becomes public.
    paper
        The paper that is shown, by its key in the procedure.
    party, facts, ground, result
        Fields of the paper that say on whom, what was found, by which law, and what was decided.
    clauses, outside
        Where that stands; what is no matter of the gazette.
    """

    act: str
    paper: str
    party: str
    facts: str
    ground: str
    result: str
    clauses: tuple[str, ...]
    outside: str


@dataclass(frozen=True)
class Jurisdiction:
    """Whose a matter of a procedure is where no problem names a unit and no other matter called it.

    Attributes
    ----------
    city, district
        Key of the organisation for a matter of the whole city, and of one of a district; empty = the
        pack names none.
    subject
        Kinds of subject whose matter it is themselves.
    clauses, outside
        Where that stands; what is no matter of the gazette.
    """

    city: str
    district: str
    subject: tuple[str, ...]
    clauses: tuple[str, ...]
    outside: str


@dataclass(frozen=True)
class Intake:
    """The whole table.

    Attributes
    ----------
    problems
        Type of problem by key of the procedure.
    alarms
        Rows, top row first.
    served
        By key of a procedure, how it serves a penalty: from that day the penalty counts for a ladder.
    invalidates
        By key of a procedure, the act from which on the readings that it is about are ruled false.
    public
        By key of a procedure, what everybody reads of its penalty; nothing of others.
    jurisdiction
        By key of a procedure, whose its matters are where nothing nearer says so.
    """

    problems: Mapping[str, str]
    alarms: tuple[AlarmRow, ...]
    served: Mapping[str, Served]
    invalidates: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, Public] = field(default_factory=dict)
    jurisdiction: Mapping[str, Jurisdiction] = field(default_factory=dict)

    def rows(self, cause: str, thing: str) -> list[AlarmRow]:
        """List the rows of an alarm: the first takes it up, or the next where it tells too little."""
        return [each for each in self.alarms if each.holds(cause, thing)]


def intake(policy: Policy) -> Intake:
    """Read the table of a pack.

    Raises
    ------
    PackFileError
        If a row breaks the form.
    """
    whole = document(policy.pack.root / FOLDER, FILE)
    whole = whole.only(["problems", "alarms", "served"], ["invalidates", "public", "jurisdiction"])
    problems = {}
    for row in whole.rows("problems"):
        row.only(["problem"])
        known = tuple(policy.responsibility.problems)
        problems[row.name] = row.choice("problem", known)
    alarms = tuple(_alarm(each) for each in whole.rows("alarms"))
    served = {row.name: _served(row) for row in whole.rows("served")}
    ruled = {row.name: _ruling(row) for row in whole.rows("invalidates", absent=True)}
    shown = {row.name: _public(row) for row in whole.rows("public", absent=True)}
    theirs = {row.name: _jurisdiction(row) for row in whole.rows("jurisdiction", absent=True)}
    return Intake(problems, alarms, served, ruled, shown, theirs)


def _jurisdiction(row: Row) -> Jurisdiction:
    row.only([], ["city", "district", "subject", "clauses", "outside"])
    return Jurisdiction(
        city=row.text("city") if "city" in row.values else "",
        district=row.text("district") if "district" in row.values else "",
        subject=row.texts("subject"),
        clauses=row.texts("clauses"),
        outside=row.text("outside") if "outside" in row.values else "",
    )


def _public(row: Row) -> Public:
    row.only(["act", "paper", "party", "facts", "ground", "result"], ["clauses", "outside"])
    return Public(
        act=row.text("act"),
        paper=row.text("paper"),
        party=row.text("party"),
        facts=row.text("facts"),
        ground=row.text("ground"),
        result=row.text("result"),
        clauses=row.texts("clauses"),
        outside=row.text("outside") if "outside" in row.values else "",
    )


def _ruling(row: Row) -> str:
    row.only(["act"], ["clauses", "outside"])
    return row.text("act")


def _served(row: Row) -> Served:
    row.only(["act", "fact"], ["undone"])
    return Served(row.text("act"), row.text("fact"), row.texts("undone"))


def intake_mistakes(
    found: Intake, procedures: Mapping[str, Procedure], policy: Policy
) -> Iterator[PackFileError]:
    """Find rows that name what is not there, in any version of their procedure."""
    for row in found.alarms:
        yield from _alarm_mistakes(row, procedures, policy)
    keys = {one.key for one in procedures.values()}
    for key in (*found.problems, *found.jurisdiction, *found.served):
        if key not in keys:
            yield PackFileError(FILE, 1, f"no procedure is called {key}")
    for key, act in found.invalidates.items():
        if not any(one.key == key and act in one.acts for one in procedures.values()):
            yield PackFileError(FILE, 1, f"invalidates: {key} has no act called {act}")
    for one in procedures.values():
        yield from _unserved(one, found.served.get(one.key))
    yield from _homeless(found, policy)
    for key, shown in found.public.items():
        yield from _unseen(key, shown, found, procedures)
        for problem in _unfounded(shown, policy):
            yield PackFileError(FILE, 1, f"public: {key}: {problem}")


def _homeless(found: Intake, policy: Policy) -> Iterator[PackFileError]:
    """Find jurisdictions of organisations that are not there, or that stand on nothing."""
    for key, row in found.jurisdiction.items():
        absent = {row.city, row.district} - {"", *policy.organisations.by_key}
        wrong = [f"expected an organisation of the pack; got {each!r}" for each in sorted(absent)]
        for problem in (*wrong, *_unfounded(row, policy)):
            yield PackFileError(FILE, 1, f"jurisdiction: {key}: {problem}")


def _unfounded(row: AlarmRow | Public | Jurisdiction, policy: Policy) -> Iterator[str]:
    """Tell which clauses of a row are not there, or that it stands nowhere."""
    for clause in row.clauses:
        if clause not in policy.clauses:
            yield f"clauses: expected a clause of the pack; got {clause!r}"
    if not row.clauses and not row.outside:
        yield "expected where it stands: clauses, or outside"


def _unseen(
    key: str, shown: Public, found: Intake, procedures: Mapping[str, Procedure]
) -> Iterator[PackFileError]:
    """Find what would be public of a procedure that serves nothing, or has no such act or paper."""
    if key not in found.served:
        yield PackFileError(FILE, 1, f"public: expected a procedure of `served`; got {key}")
    for one in (each for each in procedures.values() if each.key == key):
        for what, known in (("act", one.acts), ("paper", one.papers)):
            name = getattr(shown, what)
            if name not in known:
                yield PackFileError(FILE, 1, f"public: {one.file} has no {what} called {name}")


def _unserved(one: Procedure, named: Served | None) -> Iterator[PackFileError]:
    if named is None:
        return
    if named.fact not in _asked(one, named.act):
        message = f"served: expected an act of {one.file} that asks for {named.fact}"
        yield PackFileError(FILE, 1, f"{message}; {named.act} does not")
    for state in named.undone:
        if state not in one.endings:
            yield PackFileError(FILE, 1, f"served: expected an ending of {one.file}; got {state!r}")


def _asked(one: Procedure, act: str) -> tuple[str, ...]:
    return one.acts[act].asks if act in one.acts else ()


def _alarm_mistakes(
    row: AlarmRow, procedures: Mapping[str, Procedure], policy: Policy
) -> Iterator[PackFileError]:
    versions = [one for one in procedures.values() if one.key == row.procedure]
    if not versions:
        yield _error(row, f"procedure: expected a procedure; got {row.procedure!r}")
    for one in versions:
        yield from _unfit(row, one)
    for problem in _unfounded(row, policy):
        yield _error(row, problem)


def _unfit(row: AlarmRow, one: Procedure) -> Iterator[PackFileError]:
    act = one.acts.get(row.act)
    if act is None or not act.opens:
        yield _error(row, f"act: expected an act that opens {one.file}; got {row.act!r}")
        return
    if row.party not in act.by:
        yield _error(row, f"party: expected one of {', '.join(act.by)}; got {row.party!r}")
    if act.needs:
        yield _error(row, f"act: expected one that needs no paper; {row.act} needs {act.needs}")
    for name in act.asks:
        if name not in row.facts and name not in row.told:
            yield _error(row, f"facts: expected {name}, which {row.act} asks for; it is missing")
    for name, value in row.facts.items():
        try:
            _taken(one, name, value)
        except (KeyError, ValueError) as problem:
            yield _error(row, f"facts: {name}: {problem}")
    for state in row.falls:
        if state not in one.endings:
            yield _error(row, f"falls: expected an ending of {one.file}; got {state!r}")


def _taken(one: Procedure, name: str, value: object) -> Value:
    return one.facts[name].take(value)


def _error(row: AlarmRow, message: str) -> PackFileError:
    return PackFileError(FILE, row.line, f"{row.key}: {message}")


def _alarm(row: Row) -> AlarmRow:
    row.only(
        ["causes", "procedure", "act", "party"],
        ["things", "facts", "told", "falls", "clauses", "outside"],
    )
    facts, told = row.values.get("facts", {}), row.values.get("told", {})
    if not isinstance(facts, dict):
        raise row.error("facts", f"expected facts by name; got {facts!r}")
    if not isinstance(told, dict) or not set(told.values()) <= set(TOLD):
        raise row.error("told", f"expected facts by name, each one of {', '.join(TOLD)}")
    return AlarmRow(
        row.name,
        row.texts("causes", empty=False),
        row.texts("things"),
        row.text("procedure"),
        row.text("act"),
        row.text("party"),
        dict(facts),
        {str(name): str(word) for name, word in told.items()},
        row.texts("falls"),
        row.texts("clauses"),
        row.text("outside", ""),
        row.line,
    )
