"""Articles: a document read article by article, with what runs of each and why the rest does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from qingtian.policy.clauses import Clause
from qingtian.policy.coverage import Cover, states
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row, mapped

FILE = "articles.yaml"
_NUMBER = re.compile(r"[(（](?P<number>[一二三四五六七八九十]+)[)）]")


@dataclass(frozen=True)
class Article:
    """One article of a document: a heading with the clauses below it.

    Attributes
    ----------
    key
        The address of its clauses without their number, as `D7-2.4`.
    number
        Its number in the text, as `四`; empty for what stands before the first and after the last.
    name, runs
        What it is about, and what runs of it, in a sentence; by language.
    clauses
        Its clauses, in order.
    rest
        By clause, why it does not run, or what is left to people; by language.
    line
        Its line in the pack's file.
    """

    key: str
    number: str
    name: Mapping[str, str]
    runs: Mapping[str, str]
    clauses: tuple[Clause, ...]
    rest: Mapping[str, Mapping[str, str]]
    line: int

    @property
    def sentences(self) -> tuple[Clause, ...]:
        """Its clauses without the one that only repeats its heading."""
        return tuple(each for each in self.clauses if not heads(each))


def heads(clause: Clause) -> bool:
    """Say whether a clause only repeats the heading that it stands below."""
    return clause.text.rstrip("。") == clause.headings[-1]


def articles(folder: Traversable, clauses: Mapping[str, Clause]) -> dict[str, Article]:
    """Read `articles.yaml`; a pack without it has none.

    Raises
    ------
    PackFileError
        If a row breaks the form, or names a heading below which no clause stands.
    """
    rows = mapped(folder, FILE, "articles", absent=True)
    return {row.name: _article(row, clauses) for row in rows}


def _article(row: Row, clauses: Mapping[str, Clause]) -> Article:
    row.only(["name", "runs"], ["rest"])
    mine = tuple(each for each in clauses.values() if address(each) == row.name)
    if not mine:
        raise row.error("name", "expected the address of clauses without their number, as D7-2.4")
    found = _NUMBER.match(mine[0].headings[-1])
    rest = {each.name: each.only(["zh", "en"]) for each in row.rows("rest", absent=True)}
    return Article(
        row.name,
        found["number"] if found else "",
        row.words("name"),
        row.words("runs"),
        mine,
        {key: {word: each.text(word) for word in ("zh", "en")} for key, each in rest.items()},
        row.line,
    )


def address(clause: Clause) -> str:
    """Give the address of the heading that a clause stands below: `D7-2.4` of `D7-2.4-03`."""
    return clause.id.rpartition("-")[0]


def problems(
    known: Mapping[str, Article], clauses: Mapping[str, Clause], covers: Mapping[str, Cover]
) -> Iterator[PackFileError]:
    """Tell which clause of a document with articles has no row, and which reason is amiss.

    Yields
    ------
    PackFileError
        A clause stands below no article; a clause that does not run wholly has no reason; a reason is
        given for a clause that runs, or that is not in the article.
    """
    documents = {each.clauses[0].document for each in known.values()}
    for clause in clauses.values():
        if clause.document in documents and address(clause) not in known:
            yield PackFileError(FILE, 0, f"expected an article {address(clause)}: it has clauses")
    found = states(clauses, covers)
    for each in known.values():
        wanted = {one.id for one in each.sentences if found[one.id] != "runs"}
        for clause_id in sorted(wanted - set(each.rest)):
            yield _wrong(each, f"{clause_id} does not run wholly; expected the reason below rest")
        for clause_id in sorted(set(each.rest) - wanted):
            yield _wrong(each, f"rest: {clause_id} runs, or is not of this article; strike it")


def _wrong(article: Article, message: str) -> PackFileError:
    return PackFileError(FILE, article.line, f"{article.key}: {message}")
