"""A procedure: states, acts, duties, papers and facts of one kind of case, as a table of a pack.

A case of it has a state, open duties (who owes what to whom, by when, under which clause) and the acts
that were done. An act says in which states it is allowed, who does it, which papers and facts it needs,
which duties it raises and meets, and where it leads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from qingtian.cases.cells import Cell, Domain, Value
from qingtian.cases.facts import Count, Given
from qingtian.cases.tables import Table
from qingtian.policy.deadlines import Period

MACHINE = "machine"
"""Who does what nobody does: the clock, and a case that another case has called."""

Demand = Literal["party", "times", "signature", "seal"]
DEMANDS: tuple[Demand, ...] = ("party", "times", "signature", "seal")
"""What a paper can be asked for: the party's signature, or its refusal with a witness; begin and end;
one signature; the unit's seal."""


def hold(when: Mapping[str, Cell], facts: Mapping[str, Value]) -> bool:
    """Tell whether facts are as they must be."""
    return all(cell.holds(facts.get(name)) for name, cell in when.items())


@dataclass(frozen=True)
class Ground:
    """Where something stands.

    Attributes
    ----------
    clauses
        Addresses of clauses of the pack.
    law
        Article of national law, as words; empty where the clauses say it.
    """

    clauses: tuple[str, ...]
    law: str


@dataclass(frozen=True)
class Limit:
    """How long a duty may take.

    Attributes
    ----------
    periods
        Calendar time, each from the day on which it was decided; none where working days count.
    workdays
        Working days; 0 where calendar time counts. [d]
    since
        The fact that names the day or moment from which it runs; empty: from the act that raises it.
    rolls
        Whether a last day that is no working day gives way to the next one that is.
    setting
        The setting that it was read from; empty where a clause or law says it.
    since_if
        Facts that name it instead where other facts are so.
    """

    periods: tuple[tuple[date, Period], ...]
    workdays: int = 0
    since: str = ""
    rolls: bool = False
    setting: str = ""
    since_if: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)

    def begins(self, facts: Mapping[str, Value]) -> str:
        """Name the fact from which it runs, the facts being so; empty: the act that raises it."""
        return next((name for name, when in self.since_if.items() if hold(when, facts)), self.since)

    def on(self, day: date) -> Period:
        """Give the calendar time that holds for a duty that begins on a day."""
        earlier = [period for since, period in self.periods if since <= day]
        return earlier[-1] if earlier else self.periods[0][1]


@dataclass(frozen=True)
class Paper:
    """A document that an act needs.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    officers
        How many officers must take it, each with the number of a certificate. [1]
    demands
        What else it must bear to count.
    numbered
        Whether it bears a number of its own, by year and unit, without gaps.
    ground
        Where that stands.
    line
        Where it stands in the file.
    """

    key: str
    name: Mapping[str, str]
    officers: int
    demands: tuple[Demand, ...]
    numbered: bool
    ground: Ground
    line: int


@dataclass(frozen=True)
class State:
    """One state of a case.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    ending
        Whether the case ends here.
    after
        Acts without which a case must not end here.
    line
        Where it stands in the file.
    """

    key: str
    name: Mapping[str, str]
    ending: bool
    after: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class DutyKind:
    """Something that can be owed.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    owed_by, owed_to
        Who owes it, and to whom: keys of parties.
    limit
        How long it may take; None where no time is named.
    late
        The duties that its expiry raises.
    firm
        Whether it can only be met, and never falls away.
    waits
        Whether its time has to pass before something may be done: nobody is late then.
    ground
        Where it stands.
    line
        Where it stands in the file.
    """

    key: str
    name: Mapping[str, str]
    owed_by: str
    owed_to: tuple[str, ...]
    limit: Limit | None
    late: tuple[str, ...]
    firm: bool
    waits: bool
    ground: Ground
    line: int


@dataclass(frozen=True)
class Call:
    """A case of another procedure that an act opens.

    Attributes
    ----------
    procedure
        Which.
    duty
        The duty that stands until it ends.
    """

    procedure: str
    duty: str


@dataclass(frozen=True)
class ActKind:
    """Something that can be done.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    by
        Who may do it: keys of parties.
    opens
        Whether it begins a case.
    states
        In which states it is allowed; none where it opens. An ending among them is left only for
        another ending, and nothing is owed after that: what undoes an end, as a ruling a penalty.
    to
        Where it leads; empty where the state stays.
    when
        What the facts must be.
    needs, asks
        Papers and facts that it must bring.
    table
        The decision table that it applies; empty for none.
    after
        Acts that must have been done before.
    unless
        Acts after which it is no more allowed.
    passed
        Duties whose time must have passed before.
    raises, meets, cancels
        Duties that it raises, that it meets, and that fall away.
    raises_if
        Duties that it raises where the facts are so, once it has told them.
    extends
        Duties whose limit it makes longer, and by how much.
    suspends, resumes
        Duties whose clock it stops, and sets going again.
    most
        How often it can be done in one case; 0 = as often as one likes.
    calls
        Cases that it opens; None for none.
    returns
        Endings of a called procedure after which the machine does it, as `procedure/state`.
    reason
        Whether it must give a reason.
    ground
        Where it stands.
    line
        Where it stands in the file.
    needs_if
        Papers that it must bring where the facts are so.
    """

    key: str
    name: Mapping[str, str]
    by: tuple[str, ...]
    opens: bool
    states: tuple[str, ...]
    to: str
    when: Mapping[str, Cell]
    needs: tuple[str, ...]
    asks: tuple[str, ...]
    table: str
    after: tuple[str, ...]
    unless: tuple[str, ...]
    passed: tuple[str, ...]
    raises: tuple[str, ...]
    meets: tuple[str, ...]
    cancels: tuple[str, ...]
    raises_if: Mapping[str, Mapping[str, Cell]]
    extends: Mapping[str, Period]
    suspends: tuple[str, ...]
    resumes: tuple[str, ...]
    most: int
    calls: Call | None
    returns: tuple[str, ...]
    reason: bool
    ground: Ground
    line: int
    needs_if: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sequence:
    """An order of acts that a setting decides.

    Attributes
    ----------
    fact
        The fact that holds the setting's answer: names of links, parted by commas.
    acts
        By the name of each link, the act that it is.
    """

    fact: str
    acts: Mapping[str, str]

    def before(self, act: str, answer: Value | None) -> tuple[str, ...]:
        """List the acts that must be done before one of them."""
        if act not in self.acts.values():
            return ()
        order = [self.acts[link] for link in links(answer)]
        return tuple(order[: order.index(act)])


def links(answer: object) -> tuple[str, ...]:
    """List the links that a setting's answer names, in their order."""
    return tuple(str(answer).split(", ")) if answer else ()


@dataclass(frozen=True, eq=False)
class Procedure:
    """One procedure in one version; two are the same only if they are one.

    Attributes
    ----------
    key, version, name
        Its name in files, its version from 1, its name by language.
    since, until
        First day on which a case of it can begin, and the last; None = until now.
    ground
        Where it stands.
    parties, facts, fact_names
        Who takes part, by name and language; what can be known of a case, and how it is called.
    papers, states, duties, acts, tables
        Its parts, by key, in the order of the file.
    file
        Where it stands.
    given, counts, moments
        The facts that settings decide, those that are counted, and those that are the moment of the
        first of some acts.
    sequence
        An order of acts that a setting decides; None for none.
    """

    key: str
    version: int
    name: Mapping[str, str]
    since: date
    until: date | None
    ground: Ground
    parties: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Domain]
    fact_names: Mapping[str, Mapping[str, str]]
    papers: Mapping[str, Paper]
    states: Mapping[str, State]
    duties: Mapping[str, DutyKind]
    acts: Mapping[str, ActKind]
    tables: Mapping[str, Table]
    file: str
    given: Mapping[str, Given] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sequence: Sequence | None = None

    def told_by(self, act: ActKind) -> tuple[str, ...]:
        """List the facts that are known, or known anew, once an act was done: asked for and counted."""
        counted = (
            name for name, each in self.counts.items() if {each.of, each.since} & {*act.asks}
        )
        return (*act.asks, *counted)

    def spared(self, act: ActKind, told: Collection[str]) -> set[str]:
        """List the facts that an act need not be told where a count that rests on them is told."""
        found: set[str] = set()
        for name, each in self.counts.items():
            if name in told and name in self.told_by(act):
                found |= {each.of, each.since}
        return found

    def needed_by(self, act: ActKind, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """List the papers that an act must bring, the facts being so."""
        return (*act.needs, *(name for name, when in act.needs_if.items() if hold(when, facts)))

    def before(self, act: ActKind, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """List the acts that must be done before an act."""
        if self.sequence is None:
            return act.after
        return (*act.after, *self.sequence.before(act.key, facts.get(self.sequence.fact)))

    def raised_by(self, act: ActKind, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """List the duties that an act raises, the facts being so after it."""
        where = [duty for duty, when in act.raises_if.items() if hold(when, facts)]
        return (*act.raises, *where, *([act.calls.duty] if act.calls else []))

    @property
    def endings(self) -> tuple[str, ...]:
        """The states in which a case ends."""
        return tuple(key for key, state in self.states.items() if state.ending)

    @property
    def undoing(self) -> tuple[str, ...]:
        """The acts that put another ending in the place of one."""
        endings = {*self.endings}
        return tuple(key for key, act in self.acts.items() if endings & {*act.states})

    @property
    def openings(self) -> tuple[str, ...]:
        """The acts that begin a case."""
        return tuple(key for key, act in self.acts.items() if act.opens)
