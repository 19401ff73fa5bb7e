"""What can go wrong with a procedure, or with an act in a case.

CasesError
├── ActRefusedError    an act is not allowed now, or lacks what it needs (the caller's fault)
└── NoSuchError        a procedure, act or fact that is not there (the caller's fault)

A file that breaks the form raises `qingtian.policy.errors.PackFileError`, as every file of a pack does.
"""

from __future__ import annotations

from collections.abc import Iterable


class CasesError(Exception):
    """Something is wrong with a case, or with what was asked of it."""


class ActRefusedError(CasesError):
    """An act cannot be done: the state, the actor, or something it needs is not as it must be.

    Attributes
    ----------
    act
        Which act.
    reasons
        What was expected, what came, and the clause, each a sentence; those of the library are
        `qingtian.cases.Reason`, which say themselves in Chinese as well.
    """

    def __init__(self, act: str, reasons: Iterable[str]) -> None:
        self.act = act
        self.reasons = tuple(reasons)
        super().__init__(f"{act}: {'; '.join(self.reasons)}")


class NoSuchError(CasesError, LookupError):
    """There is nothing of that name."""
