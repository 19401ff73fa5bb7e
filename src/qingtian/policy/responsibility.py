"""Responsibility: for a problem and a place one unit that leads, those that help, and the clause.

Four levels share the work: the city plans as a whole, the district carries out, the township
supervises, the village patrols. A problem is dealt with at the level that its row names; one that
crosses the border of a district or lies in the basin of several goes to the city.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from qingtian.policy.divisions import Divisions
from qingtian.policy.errors import NotThereError
from qingtian.policy.rows import Row, document

FILE = "responsibility.yaml"
LEVELS = ("city", "district", "township", "village")
CROSSING, MAJOR = "crossing", "major"
ANY = "any"
"""Problem of the rows that stand where a problem has none of its own at a level."""


@dataclass(frozen=True)
class Problem:
    """A type of problem.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    dealt
        Level that deals with it where it keeps within one district.
    """

    key: str
    name: Mapping[str, str]
    dealt: str


@dataclass(frozen=True)
class Charge:
    """Who leads at one level for a problem, from when to when.

    Attributes
    ----------
    key, problem, level
        Name of the row; of which problem (`any`: of all that have none); at which level.
    lead, helpers
        Keys of organisations.
    does
        What is theirs to do, by language.
    clauses
        Where that stands.
    since, until
        Days on which it holds; no end = still.
    """

    key: str
    problem: str
    level: str
    lead: str
    helpers: tuple[str, ...]
    does: Mapping[str, str]
    clauses: tuple[str, ...]
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, other: Charge) -> bool:
        """Tell whether both say who leads for one problem and level on one day."""
        same = (self.problem, self.level) == (other.problem, other.level)
        ends = self.until is not None and self.until < other.since
        begins = other.until is not None and other.until < self.since
        return same and not ends and not begins


@dataclass(frozen=True)
class Dataset:
    """Data for which somebody answers.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    unit, watched
        Organisation that answers for it; who supervises that, empty where the text names nobody.
    things
        Kinds of things of the platform whose data these are; none where the platform has none.
    clauses
        Where that stands.
    """

    key: str
    name: Mapping[str, str]
    unit: str
    watched: str
    things: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """An organisation at a place: the water department of a district, the township itself."""

    organisation: str
    place: str


@dataclass(frozen=True)
class Step:
    """What is done at one level of the four."""

    level: str
    unit: Placed
    does: Mapping[str, str]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Responsible:
    """Who answers for a problem at a place.

    Attributes
    ----------
    problem, level
        Which problem, and the level that deals with it.
    lead, helpers
        One unit that leads; those that help.
    does, clauses
        What the one that leads does; where it stands.
    chain
        What each of the four levels does, from the city down, as far as somebody is named.
    """

    problem: str
    level: str
    lead: Placed
    helpers: tuple[Placed, ...]
    does: Mapping[str, str]
    clauses: tuple[str, ...]
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Responsibility:
    """All that a pack says of who answers for what."""

    problems: Mapping[str, Problem]
    charges: tuple[Charge, ...]
    datasets: Mapping[str, Dataset]

    def who(
        self,
        problem: str,
        places: Sequence[str],
        day: date,
        divisions: Divisions,
        *,
        basin: bool = False,
        major: bool = False,
    ) -> Responsible:
        """Say who leads and who helps.

        Parameters
        ----------
        problem
            Key of a type of problem.
        places
            Codes of the places concerned, one or more; of several districts the city leads.
        day
            On which it is asked.
        divisions
            The places of that city.
        basin
            Whether the problem lies in a basin that several districts share.
        major
            Whether it is a major problem, which the city dispatches and supervises.

        Raises
        ------
        NotThereError
            If there is no such problem or place, or nobody is named at the level that deals with it.
        """
        if problem not in self.problems:
            known = ", ".join(self.problems)
            raise NotThereError(f"no type of problem is called {problem}; known: {known}")
        where = _Where.of(places, day, divisions)
        crossing = basin or len(where.districts) > 1
        level = MAJOR if major else self._level(problem, where, crossing=crossing)
        charge = self._charge(problem, level, day)
        if charge is None:
            raise NotThereError(self._nobody(problem, level, day, crossing=crossing))
        chain = tuple(self._chain(problem, where, day))
        helpers = [*_placed(charge.helpers, charge.level, where)]
        clauses = charge.clauses
        if crossing:
            helpers += [s.unit for s in chain if s.level == "district"]
            rule = self._exact(ANY, CROSSING, day)
            clauses += tuple(c for c in (rule.clauses if rule else ()) if c not in clauses)
        lead = _placed((charge.lead,), charge.level, where)[0]
        others = tuple(dict.fromkeys(each for each in helpers if each != lead))
        told = "city" if level == MAJOR else level
        return Responsible(problem, told, lead, others, charge.does, clauses, chain)

    def _level(self, problem: str, where: _Where, *, crossing: bool) -> str:
        if crossing or not where.districts:
            return "city"
        return self.problems[problem].dealt

    def _charge(self, problem: str, level: str, day: date) -> Charge | None:
        """Find who leads; at the level of the city nobody leads for want of another."""
        if level == MAJOR:
            return self._exact(ANY, MAJOR, day)
        own = self._exact(problem, level, day)
        return own if own or level == "city" else self._exact(ANY, level, day)

    def _exact(self, problem: str, level: str, day: date) -> Charge | None:
        found = (c for c in self.charges if (c.problem, c.level) == (problem, level))
        return next((each for each in found if each.holds(day)), None)

    def _chain(self, problem: str, where: _Where, day: date) -> Iterator[Step]:
        for level in LEVELS:
            charge = self._exact(problem, level, day) or self._exact(ANY, level, day)
            if charge is None:
                continue
            for unit in _all_placed(charge.lead, level, where):
                yield Step(level, unit, charge.does, charge.clauses)

    def _nobody(self, problem: str, level: str, day: date, *, crossing: bool) -> str:
        rule = self._exact(ANY, CROSSING, day) if crossing else None
        why = f" ({', '.join(rule.clauses)} names departments, and none for this)" if rule else ""
        return (
            f"nobody is named for {problem} at the level {level} on {day}{why}; add a row to "
            f"{FILE} with the clause or the decision that names one"
        )


@dataclass(frozen=True)
class _Where:
    """Places concerned: the city, their districts, and those below a district."""

    city: str
    districts: tuple[str, ...]
    below: tuple[str, ...]

    @classmethod
    def of(cls, places: Sequence[str], day: date, divisions: Divisions) -> _Where:
        known = {each.code: each for each in divisions.on(day)}
        for code in places:
            if code not in known:
                raise NotThereError(f"no place has the code {code} on {day}")
        if not places:
            raise NotThereError("expected the code of a place; got none")
        city = next(each.code for each in known.values() if each.kind == "city")
        inside = [known[code] for code in places if known[code].kind != "city"]
        districts = dict.fromkeys(divisions.district(each.code, day).code for each in inside)
        below = tuple(each.code for each in inside if each.kind != "district")
        return cls(city, tuple(districts), below)


def _placed(keys: Iterable[str], level: str, where: _Where) -> list[Placed]:
    return [each for key in keys for each in _all_placed(key, level, where)[:1]]


def _all_placed(key: str, level: str, where: _Where) -> list[Placed]:
    """Put an organisation at the places of its level; what is not known so finely stands above."""
    places = {"district": where.districts, "township": where.below, "village": where.below}
    above = where.districts or (where.city,)
    return [Placed(key, code) for code in places.get(level, (where.city,)) or above]


def responsibility(folder: Traversable) -> Responsibility:
    """Read `responsibility.yaml`.

    Raises
    ------
    PackFileError
        If a row breaks the form, or two lead for one problem and level on one day.
    """
    whole = document(folder, FILE).only(["problems", "charges", "datasets"])
    problems = {row.name: _problem(row) for row in whole.rows("problems")}
    charges: list[Charge] = []
    for row in whole.rows("charges"):
        charges.append(_charge(row, problems, charges))
    datasets = {row.name: _dataset(row) for row in whole.rows("datasets")}
    return Responsibility(problems, tuple(charges), datasets)


def _problem(row: Row) -> Problem:
    row.only(["name", "dealt"])
    return Problem(row.name, row.words("name"), row.choice("dealt", LEVELS))


def _charge(row: Row, problems: Mapping[str, Problem], before: Iterable[Charge]) -> Charge:
    row.only(["problem", "level", "lead", "does", "clauses", "since"], ["helpers", "until"])
    problem = row.choice("problem", (ANY, *problems))
    levels = (*LEVELS, CROSSING, MAJOR) if problem == ANY else LEVELS
    found = Charge(
        row.name,
        problem,
        row.choice("level", levels),
        row.text("lead"),
        row.texts("helpers"),
        row.words("does"),
        row.texts("clauses", empty=False),
        row.day("since"),
        row.day_or_none("until"),
    )
    if found.lead in found.helpers:
        raise row.error("helpers", f"{found.lead} leads already; strike it here")
    for other in before:
        if found.meets(other):
            raise row.error(
                "lead",
                f"{other.key} names {other.lead} for {problem} at the level {found.level} already; "
                "one leads, others help",
            )
    return found


def _dataset(row: Row) -> Dataset:
    row.only(["name", "unit", "clauses"], ["watched", "things"])
    return Dataset(
        row.name,
        row.words("name"),
        row.text("unit"),
        row.text("watched", ""),
        row.texts("things"),
        row.texts("clauses", empty=False),
    )
