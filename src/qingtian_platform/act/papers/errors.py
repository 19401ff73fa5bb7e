"""What may go wrong with a paper: it lacks something, or somebody was quicker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qingtian_platform.act.cases.api import ForbiddenError, NoSuchError


@dataclass(frozen=True)
class Lack:
    """One thing that a paper lacks.

    Attributes
    ----------
    field
        Key of the field beside which it is said; empty for the paper as a whole.
    words
        What was expected and what came, in the reader's language.
    """

    field: str
    words: str


class PaperRefusedError(ValueError):
    """What was asked cannot be done to this paper.

    Attributes
    ----------
    lacks
        Each reason with the field that it is about.
    """

    def __init__(self, lacks: Iterable[Lack] | str) -> None:
        self.lacks = (Lack("", lacks),) if isinstance(lacks, str) else tuple(lacks)
        super().__init__(" ".join(each.words for each in self.lacks))


class StalePaperError(PaperRefusedError):
    """Somebody else saved the draft meanwhile; look again."""


__all__ = ["ForbiddenError", "Lack", "NoSuchError", "PaperRefusedError", "StalePaperError"]
