"""Numbers of papers, by year and unit; and the ways in which a paper reaches its party.

Both stand beside the forms of a pack, dated: `numbers.yaml` and `ways.yaml`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Literal, cast

from qingtian.cases.procedure import Ground
from qingtian.policy.deadlines import Period
from qingtian.policy.rows import Row, document

NUMBERS, WAYS = "numbers.yaml", "ways.yaml"
FILES = (NUMBERS, WAYS)
PARTS = frozenset({"sign", "word", "year", "number"})
"""What a number is put together from: sign of the unit, word of the series, year, and its place in it."""
Need = Literal["receiver", "witness", "consent", "tracking", "where"]
NEEDS: tuple[Need, ...] = ("receiver", "witness", "consent", "tracking", "where")


@dataclass(frozen=True)
class Way:
    """A way of service.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    party
        How the party stands to it: it signs, it refuses with a witness, or something else stands for its
        signature.
    needs
        What has to be said of it.
    ground
        Where that stands.
    counts
        From a day on: how long after the day of the act the paper counts as served; none where it counts
        at once.
    """

    key: str
    name: Mapping[str, str]
    party: Literal["signed", "refused", "replaced"]
    needs: tuple[Need, ...]
    ground: Ground
    counts: tuple[tuple[date, Period], ...]

    def served_on(self, day: date) -> date:
        """Give the day on which a paper counts as served that went this way on a day."""
        earlier = [period for since, period in self.counts if since <= day]
        return earlier[-1].after(day) if earlier else day


@dataclass(frozen=True)
class Numbering:
    """How the papers of a city are numbered.

    Attributes
    ----------
    formats
        From a day on, how a number is written.
    signs
        By code of a place, 6 digits: the sign of its bodies.
    city
        The sign of the city's own bodies.
    bodies
        Words that stand in the name of a body, and the sign of its kind; the last, without words, is for
        all others.
    """

    formats: tuple[tuple[date, str], ...]
    signs: Mapping[str, str]
    city: str
    bodies: tuple[tuple[tuple[str, ...], str], ...]

    def sign(self, division: str, body: str) -> str:
        """Give the sign of a body.

        Parameters
        ----------
        division
            Code of its place, 6 digits or more; empty for the city's own.
        body
            Its name in Chinese.
        """
        kind = next(
            sign for words, sign in self.bodies if not words or any(w in body for w in words)
        )
        return f"{self.signs.get(division[:6], self.city)}{kind}"

    def written(self, sign: str, word: str, year: int, number: int) -> str:
        """Write a number as it is written in a year."""
        day = date(year, 12, 31)
        text = [text for since, text in self.formats if since <= day] or [self.formats[0][1]]
        return text[-1].format(sign=sign, word=word, year=year, number=number)


def numbering(folder: Traversable) -> Numbering:
    """Read how papers are numbered.

    Raises
    ------
    PackFileError
        If the file is missing or breaks the shape.
    """
    row = document(folder, NUMBERS).only(["city", "formats", "signs", "bodies"])
    formats = sorted(_format(each) for each in row.rows("formats"))
    bodies = tuple(_body(each) for each in row.rows("bodies"))
    if not formats:
        raise row.error("formats", "expected one at least")
    if not bodies or any(not words for words, _sign in bodies[:-1]) or bodies[-1][0]:
        raise row.error("bodies", "expected the last, and no other, to be without words")
    signs = {each.name: each.only(["sign"]).text("sign") for each in row.rows("signs")}
    return Numbering(tuple(formats), signs, row.text("city"), bodies)


def _format(row: Row) -> tuple[date, str]:
    row.only(["since", "text"], ["clauses", "law"])
    text = row.text("text")
    try:
        parts = [
            name for _text, name, _form, _way in string.Formatter().parse(text) if name is not None
        ]
    except ValueError as problem:
        raise row.error("text", str(problem)) from None
    if sorted(parts) != sorted(PARTS):
        raise row.error("text", f"expected each of {', '.join(sorted(PARTS))} once; got {text!r}")
    return row.day("since"), text


def _body(row: Row) -> tuple[tuple[str, ...], str]:
    row.only(["sign"], ["words"])
    return row.texts("words"), row.text("sign")


def ways(folder: Traversable) -> dict[str, Way]:
    """Read the ways of service.

    Raises
    ------
    PackFileError
        If the file is missing or breaks the shape.
    """
    row = document(folder, WAYS).only(["ways"])
    return {each.name: _way(each) for each in row.rows("ways")}


def _way(row: Row) -> Way:
    row.only(["name", "party"], ["needs", "counts", "clauses", "law"])
    needs = row.texts("needs")
    for each in needs:
        if each not in NEEDS:
            raise row.error("needs", f"expected one of {', '.join(NEEDS)}; got {each!r}")
    party = row.choice("party", ("signed", "refused", "replaced"))
    if (party == "refused") != ("witness" in needs):
        raise row.error("needs", "expected a witness where the party refuses, and nowhere else")
    return Way(
        row.name, row.words("name"), cast("Literal['signed', 'refused', 'replaced']", party),
        cast("tuple[Need, ...]", needs), Ground(row.texts("clauses"), row.text("law", "")),
        _counts(row),
    )  # fmt: skip


def _counts(row: Row) -> tuple[tuple[date, Period], ...]:
    found = []
    for day, length in row.mapping("counts").items():
        try:
            found.append((date.fromisoformat(day), Period.read(str(length))))
        except ValueError as problem:
            raise row.error("counts", str(problem)) from None
    return tuple(sorted(found, key=lambda each: each[0]))
