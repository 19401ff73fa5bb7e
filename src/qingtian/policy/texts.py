"""The text of a document, with its clauses found in it: what a reader of the gazette sees.

A text file has one paragraph a line; `# ` begins the heading of a chapter, `## ` that of a section.
Clauses lie in the text one after the other; two that set two numbers in one sentence overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Literal

from qingtian.policy.clauses import Clause
from qingtian.policy.errors import PackFileError

Kind = Literal["chapter", "section", "paragraph"]
WIDE = str.maketrans("（），；：“”‘’", "(),;:\"\"''")
SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph that the same clauses cover.

    Attributes
    ----------
    text
        Its characters.
    clauses
        Addresses of the clauses that it belongs to; none between them.
    ends
        Addresses of those that end with it.
    """

    text: str
    clauses: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or heading, in pieces."""

    kind: Kind
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of its characters."""
        return "".join(piece.text for piece in self.pieces)


def text(folder: Traversable, document: str, clauses: Iterable[Clause]) -> tuple[Paragraph, ...]:
    """Read the text of a document and find its clauses.

    Parameters
    ----------
    folder
        The pack's `policy` folder.
    document
        Key of the document.
    clauses
        Its clauses, in order.

    Returns
    -------
    tuple of Paragraph
        Empty where the pack carries no text of that document.

    Raises
    ------
    PackFileError
        If a clause is not in the text.
    """
    file = folder / "text" / f"{document}.txt"
    if not file.is_file():
        return ()
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line]
    kinds, bodies = zip(*(_split(line) for line in lines), strict=True)
    places = _places(bodies, list(clauses), f"text/{document}.txt")
    return tuple(
        Paragraph(kind, _pieces(body, places.get(n, ())))
        for n, (kind, body) in enumerate(zip(kinds, bodies, strict=True))
    )


def _split(line: str) -> tuple[Kind, str]:
    if line.startswith("## "):
        return "section", line[3:]
    return ("chapter", line[2:]) if line.startswith("# ") else ("paragraph", line)


Span = tuple[int, int, str, bool]
"""From, to, address of the clause, whether it ends here."""


def _places(
    bodies: Sequence[str], clauses: Sequence[Clause], file: str
) -> Mapping[int, list[Span]]:
    """Find each clause; one that runs over several paragraphs has a span in each."""
    plain, origin = _plain(bodies)
    found: dict[int, list[Span]] = {}
    after = 0
    for clause in clauses:
        wanted = _plain([clause.text])[0]
        at = plain.find(wanted, after)
        if at < 0:
            at = plain.find(wanted)
        if at < 0:
            raise PackFileError(file, 0, f"expected the words of {clause.id} in it; they are not")
        after = max(after, at)
        covered = origin[at : at + len(wanted)]
        last = covered[-1][0]
        for number in sorted({paragraph for paragraph, _ in covered}):
            inside = [place for paragraph, place in covered if paragraph == number]
            span = (inside[0], inside[-1] + 1, clause.id, number == last)
            found.setdefault(number, []).append(span)
    return found


def _plain(bodies: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join texts without spaces and width of marks; tell where each character stood."""
    kept = [
        (char, (number, place))
        for number, body in enumerate(bodies)
        for place, char in enumerate(body.translate(WIDE))
        if not SPACE.match(char)
    ]
    return "".join(char for char, _ in kept), [origin for _, origin in kept]


def _pieces(body: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a paragraph wherever a clause begins or ends."""
    cuts = sorted({0, len(body), *(at for span in spans for at in span[:2])})
    return tuple(
        Piece(
            body[start:end],
            tuple(name for a, b, name, _ in spans if a <= start and end <= b),
            tuple(name for _, b, name, closes in spans if b == end and closes),
        )
        for start, end in pairwise(cuts)
    )
