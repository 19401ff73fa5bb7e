"""A case: what has been done in one matter, and what follows from it under its procedure.

A case is a value. `begin` and `do` (`doing`) and `tick` (`owing`) give the next one and change nothing;
the same deeds at the same times always give the same case, whatever the moments at which somebody
looked. So a platform keeps the deeds, and everything else is computed from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from qingtian.cases.cells import Value
from qingtian.cases.papers import Handed
from qingtian.cases.procedure import Procedure
from qingtian.cases.tables import Rule
from qingtian.policy.workdays import Workdays


@dataclass(frozen=True)
class Deed:
    """An act as somebody does it.

    Attributes
    ----------
    act
        Which act of the procedure.
    at
        When, with its time zone.
    by
        As which party.
    facts
        What it tells.
    papers
        What it brings.
    reason
        Why; empty where none is given.
    returned
        Of the machine: which ending of a called case brought it, as `procedure/state`.
    """

    act: str
    at: datetime
    by: str
    facts: Mapping[str, object] = field(default_factory=dict)
    papers: tuple[Handed, ...] = ()
    reason: str = ""
    returned: str = ""


@dataclass(frozen=True)
class Duty:
    """One duty of a case.

    Attributes
    ----------
    kind
        Which duty of the procedure.
    since, due
        When it was raised, and the first moment at which it is late; None where no time is named.
    state
        Whether it is open, met, or has fallen away.
    ended
        When it was met or fell away; None while it is open.
    expired
        Whether its limit passed while it was open.
    stopped
        Since when its clock stands still; None while it runs.
    """

    kind: str
    since: datetime
    due: datetime | None
    state: Literal["open", "met", "cancelled"] = "open"
    ended: datetime | None = None
    expired: bool = False
    stopped: datetime | None = None

    @property
    def runs_until(self) -> datetime | None:
        """When it expires if nothing is done; None where it cannot any more."""
        waiting = self.state == "open" and not self.expired and self.stopped is None
        return self.due if waiting else None


@dataclass(frozen=True)
class Ruling:
    """A row of a decision table that an act applied.

    Attributes
    ----------
    table, rule
        Which.
    at
        When.
    """

    table: str
    rule: Rule
    at: datetime


@dataclass(frozen=True)
class Case:
    """One matter.

    Attributes
    ----------
    procedure
        The version under which it runs.
    days
        Working days of the place.
    state
        Key of its state.
    facts
        What is known of it.
    duties, deeds, rulings
        What is or was owed, what was done, which rows of tables were applied; the oldest first.
    ended_at
        When it first came to an end, whatever undid that end since; None while it runs.
    """

    procedure: Procedure
    days: Workdays
    state: str
    facts: Mapping[str, Value]
    duties: tuple[Duty, ...] = ()
    deeds: tuple[Deed, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether it has come to an end."""
        return self.procedure.states[self.state].ending

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """What is owed now."""
        return tuple(each for each in self.duties if each.state == "open")

    @property
    def next_expiry(self) -> datetime | None:
        """When something expires next if nothing is done; None if nothing does."""
        return min((d.runs_until for d in self.duties if d.runs_until), default=None)

    @property
    def late(self) -> tuple[Duty, ...]:
        """What was not done in its time, whether or not it was done since."""
        kinds = self.procedure.duties
        return tuple(each for each in self.duties if each.expired and not kinds[each.kind].waits)

    def times(self, act: str) -> int:
        """Count how often an act was done."""
        return sum(each.act == act for each in self.deeds)
