"""Parties: who of the platform's persons may act as which party of a procedure, and who may read.

The file `policy/parties.yaml` of a pack says it by role, kind of organisation and place, each row with
its days. What is not in it is not allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from qingtian.cases.procedure import MACHINE, Procedure
from qingtian.policy.errors import PackFileError
from qingtian.policy.policy import FOLDER, Policy
from qingtian.policy.rows import Row, document

FILE = "parties.yaml"
ANY = "any"
Place = Literal["own", "district", "township", "city", "subject"]
PLACES: tuple[Place, ...] = ("own", "district", "township", "city", "subject")
"""Where a person must stand: over the matter's place (`own`: a person without a place stands over the
whole city), over its district, over its township, over the whole city; or be of the organisation that the
matter is about."""


@dataclass(frozen=True)
class Standing:
    """Who a person is, as far as a row of the table asks.

    Attributes
    ----------
    role, organisation
        Role; kind of the organisation, empty for none.
    place
        Code of the place that the person acts for, 6 digits for a district, 9 for a township; empty
        for the whole city.
    subject
        Whether the matter is about the person's organisation.
    """

    role: str
    organisation: str
    place: str
    subject: bool = False


@dataclass(frozen=True)
class PartyRow:
    """One row of the table.

    Attributes
    ----------
    key
        Its name.
    procedure, party
        Of which procedure, and as which party; `any` procedure and no party where the row lets read.
    roles, organisations
        Roles; kinds of organisations, none = any.
    place
        Where the person must stand.
    since, until
        Days on which it holds; no end = still.
    clauses, outside
        Where that stands; or why it is a setting of the platform.
    line
        Where it stands in the file.
    """

    key: str
    procedure: str
    party: str
    roles: tuple[str, ...]
    organisations: tuple[str, ...]
    place: Place
    since: date
    until: date | None
    clauses: tuple[str, ...]
    outside: str
    line: int

    def holds(self, who: Standing, procedure: str, division: str, day: date) -> bool:
        """Tell whether it lets a person act, or read, in a matter of a procedure at a place."""
        there = self.procedure in (procedure, ANY) and self._there(who, division)
        return there and self.suits(who, day)

    def suits(self, who: Standing, day: date) -> bool:
        """Tell whether it is about such a person, at some place or other."""
        held = self.since <= day and (self.until is None or day <= self.until)
        body = not self.organisations or who.organisation in self.organisations
        return held and body and who.role in self.roles and self._somewhere(who)

    def _somewhere(self, who: Standing) -> bool:
        sizes = {"district": 6, "township": 9, "city": 0}
        return len(who.place) == sizes.get(self.place, len(who.place))

    def _there(self, who: Standing, division: str) -> bool:
        match self.place:
            case "own" | "district" | "township":
                return division.startswith(who.place)
            case "city":
                return True
            case "subject":
                return who.subject


@dataclass(frozen=True)
class Parties:
    """The whole table.

    Attributes
    ----------
    rows
        Who acts.
    readers
        Who reads without acting.
    """

    rows: tuple[PartyRow, ...]
    readers: tuple[PartyRow, ...]

    def of(self, who: Standing, procedure: Procedure, division: str, day: date) -> frozenset[str]:
        """Give the parties as which a person may act.

        Parameters
        ----------
        who
            The person.
        procedure
            Of the matter.
        division
            Where the matter is: code of 6 or 9 digits; empty for the city's own.
        day
            On which it is asked.
        """
        rows = (row for row in self.rows if row.party in procedure.parties)
        return frozenset(r.party for r in rows if r.holds(who, procedure.key, division, day))

    def reads(self, who: Standing, procedure: Procedure, division: str, day: date) -> bool:
        """Tell whether a person may see a matter: who acts in it, or stands in the table as a reader."""
        if self.of(who, procedure, division, day):
            return True
        return any(row.holds(who, procedure.key, division, day) for row in self.readers)


def parties(policy: Policy) -> Parties:
    """Read the table of a pack.

    Raises
    ------
    PackFileError
        If a row breaks the form.
    """
    whole = document(policy.pack.root / FOLDER, FILE).only(["parties", "readers"])
    rows = tuple(_row(each, acts=True) for each in whole.rows("parties"))
    return Parties(rows, tuple(_row(each, acts=False) for each in whole.rows("readers")))


def party_mistakes(
    found: Parties, procedures: Iterable[Procedure], policy: Policy
) -> Iterator[PackFileError]:
    """Find rows that name what is not there, and parties of procedures as which nobody may act."""
    known: dict[str, set[str]] = {}
    acting: dict[tuple[str, str], Procedure] = {}
    for one in procedures:
        known.setdefault(one.key, set()).update(one.parties)
        for act in one.acts.values():
            acting.update({(one.key, party): one for party in act.by if party != MACHINE})
    for row in (*found.rows, *found.readers):
        yield from _unknown(row, known, policy)
    named = {(row.procedure, row.party) for row in found.rows}
    for (key, party), one in acting.items():
        if (key, party) not in named and (ANY, party) not in named:
            message = f"expected who may act as {party} of {key} ({one.file}); nobody may"
            yield PackFileError(FILE, 1, message)


def _unknown(
    row: PartyRow, known: Mapping[str, set[str]], policy: Policy
) -> Iterator[PackFileError]:
    if row.procedure != ANY and row.procedure not in known:
        yield PackFileError(FILE, row.line, f"{row.key}: no procedure is called {row.procedure}")
    elif row.party and not any(
        row.party in names for key, names in known.items() if row.procedure in (key, ANY)
    ):
        yield PackFileError(FILE, row.line, f"{row.key}: no party is called {row.party}")
    for clause in row.clauses:
        if clause not in policy.clauses:
            message = f"{row.key}: clauses: expected a clause of the pack; got {clause!r}"
            yield PackFileError(FILE, row.line, message)
    if not row.clauses and not row.outside:
        message = f"{row.key}: expected where it stands: clauses, or outside"
        yield PackFileError(FILE, row.line, message)


def _row(row: Row, *, acts: bool) -> PartyRow:
    needed = ["procedure", "roles", "place", "since", *(["party"] if acts else [])]
    row.only(needed, ["organisations", "until", "clauses", "outside"])
    return PartyRow(
        row.name,
        row.text("procedure"),
        row.text("party") if acts else "",
        row.texts("roles", empty=False),
        row.texts("organisations"),
        cast("Place", row.choice("place", PLACES)),
        row.day("since"),
        row.day_or_none("until"),
        row.texts("clauses"),
        row.text("outside", ""),
        row.line,
    )
