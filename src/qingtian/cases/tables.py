"""Decision tables: conditions on the left, what follows on the right, a clause at each row.

A table states its hit policy: `unique` claims that no two rows hold for one input, `first` takes the
first row that holds, in the order of the file. `complete: true` claims that some row always holds.
Both claims are proven when the table is checked: by trying every combination of values between which
a cell begins or ceases to hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Literal

from qingtian.cases.cells import Cell, Domain, Value, cell, samples, word
from qingtian.cases.errors import NoSuchError
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row

Hits = Literal["unique", "first"]
HITS = ("unique", "first")
MOST = 200_000
"""More combinations than this are no table that a person can read."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One row of a table.

    Attributes
    ----------
    name, line
        What it is called, and where it stands.
    when
        Cell of each input; those that are absent may be anything.
    then
        Value of each output.
    clauses
        Where it stands in the documents.
    law
        Where it stands in national law, as words; empty where the clauses say it.
    """

    name: str
    line: int
    when: Mapping[str, Cell]
    then: Mapping[str, Value]
    clauses: tuple[str, ...]
    law: str

    def holds(self, facts: Mapping[str, Value]) -> bool:
        """Tell whether the row holds for facts; those that are not known are absent."""
        return all(each.holds(facts.get(name)) for name, each in self.when.items())


@dataclass(frozen=True)
class Table:
    """One decision table.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    hits, complete
        What it claims.
    inputs, outputs
        Facts that it asks for and decides, with what they can be.
    rules
        Its rows in the order of the file.
    file, line
        Where it stands.
    """

    key: str
    name: Mapping[str, str]
    hits: Hits
    complete: bool
    inputs: Mapping[str, Domain]
    outputs: Mapping[str, Domain]
    rules: tuple[Rule, ...]
    file: str
    line: int

    def decide(self, facts: Mapping[str, Value]) -> Rule:
        """Give the row that holds for facts.

        Raises
        ------
        NoSuchError
            If none does.
        """
        for rule in self.rules:
            if rule.holds(facts):
                return rule
        asked = ", ".join(f"{name} {facts.get(name, '?')}" for name in self.inputs)
        raise NoSuchError(f"{self.key}: no row of the table holds for {asked}")

    def problems(self) -> Iterator[PackFileError]:
        """Prove what the table claims.

        Yields
        ------
        PackFileError
            An input for which two rows hold in a table that says `unique`, one for which none does in
            one that says `complete`, a row that never decides; each once, with an example.
        """
        columns = {
            name: samples(domain, (r.when[name] for r in self.rules if name in r.when))
            for name, domain in self.inputs.items()
        }
        if prod(map(len, columns.values())) > MOST:
            yield self._error(self.line, "expected a table that can be read; it has too many cases")
            return
        yield from self._claims(columns)

    def _claims(self, columns: Mapping[str, Sequence[Value]]) -> Iterator[PackFileError]:
        doubles: dict[tuple[Rule, Rule], str] = {}
        gap, deciding = "", set()
        for values in product(*columns.values()):
            facts = dict(zip(columns, values, strict=True))
            held = [rule for rule in self.rules if rule.holds(facts)]
            if held:
                deciding.add(held[0].name)
            else:
                gap = gap or _said(facts)
            if len(held) > 1 and self.hits == "unique":
                doubles.setdefault((held[0], held[1]), _said(facts))
        for (one, other), said in doubles.items():
            yield self._error(
                other.line,
                f"{other.name} and {one.name} both hold for {said}; part them, or say hits: first",
            )
        if gap and self.complete:
            yield self._error(
                self.line, f"no row holds for {gap}; add one, or strike complete: true"
            )
        for rule in self.rules:
            if rule.name not in deciding:
                yield self._error(rule.line, f"{rule.name} never decides; strike it or move it up")

    def _error(self, line: int, message: str) -> PackFileError:
        return PackFileError(self.file, line, f"{self.key}: {message}")


def table(row: Row, facts: Mapping[str, Domain]) -> Table:
    """Read a decision table of a procedure.

    Parameters
    ----------
    row
        Its row in the file.
    facts
        The facts of the procedure; the table's columns are among them.

    Raises
    ------
    PackFileError
        If it breaks the form, or names a fact that the procedure does not have.
    """
    row.only(["name", "hits", "inputs", "outputs", "rows"], ["complete"])
    inputs = _columns(row, "inputs", facts)
    outputs = _columns(row, "outputs", facts)
    found = tuple(_rule(each, inputs, outputs) for each in row.rows("rows"))
    if not found:
        raise row.error("rows", "expected at least one row")
    hits: Hits = "unique" if row.choice("hits", HITS) == "unique" else "first"
    return Table(
        row.name,
        row.words("name"),
        hits,
        row.yes("complete"),
        inputs,
        outputs,
        found,
        row.file,
        row.line,
    )


def _columns(row: Row, key: str, facts: Mapping[str, Domain]) -> dict[str, Domain]:
    found = {}
    for name in row.texts(key, empty=False):
        if name not in facts:
            raise row.error(key, f"expected a fact of the procedure; got {name!r}")
        found[name] = facts[name]
    return found


def _rule(row: Row, inputs: Mapping[str, Domain], outputs: Mapping[str, Domain]) -> Rule:
    row.only(["when", "then"], ["clauses", "law"])
    when = cells(row, "when", inputs)
    then = {}
    given = row.mapping("then")
    for name, domain in outputs.items():
        if name not in given:
            raise row.error("then", f"expected a value of {name}; it is missing")
        try:
            then[name] = domain.take(given[name])
        except ValueError as problem:
            raise row.error("then", f"{name}: {problem}") from None
    strange = set(given) - set(outputs)
    if strange:
        raise row.error("then", f"expected outputs of the table; got {', '.join(sorted(strange))}")
    clauses, law = row.texts("clauses"), row.text("law", "")
    if not clauses and not law:
        raise row.error("clauses", "expected where the row stands: clauses, or law")
    return Rule(row.name, row.line, when, then, clauses, law)


def cells(row: Row, key: str, facts: Mapping[str, Domain]) -> dict[str, Cell]:
    """Read the cells of a condition: fact by fact what it must be.

    Raises
    ------
    PackFileError
        If a fact is not known there, or a cell does not suit it.
    """
    found = {}
    for name, written in row.mapping(key).items():
        if name not in facts:
            known = ", ".join(facts)
            raise row.error(key, f"expected one of {known}; got {name!r}")
        try:
            found[name] = cell(written, facts[name])
        except ValueError as problem:
            raise row.error(key, f"{name}: {problem}") from None
    return found


def conditions(row: Row, key: str, domains: Mapping[str, Domain]) -> dict[str, dict[str, Cell]]:
    """Read under which facts an act raises which duty or needs which paper, or a clock begins where."""
    found = {}
    for name, written in row.mapping(key).items():
        if not isinstance(written, dict) or not written:
            raise row.error(key, f"{name}: expected facts and what they must be")
        inner = Row(row.file, row.line, row.name, {key: written}, row.lines)
        found[name] = cells(inner, key, domains)
    return found


def _said(facts: Mapping[str, Value]) -> str:
    return ", ".join(f"{name} {word(value)}" for name, value in facts.items())
