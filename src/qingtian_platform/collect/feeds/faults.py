"""Why a batch is refused: where, what was expected, what came, whose fault it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENDER: Final = _("the department's")
AGREEMENT: Final = _("the agreement's: amend it")
PLATFORM: Final = _("the platform's: tell the operator")

MOST: Final = 2000
"""Faults of one batch that are kept; the others are counted. [1]"""
SHOWN: Final = 80
"""Characters of what came. [1]"""

KINDS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "large": (_("at most %(x)s bytes"), SENDER),
    "rows": (_("at most %(x)s rows"), SENDER),
    "columns": (_("at most %(x)s columns"), SENDER),
    "form": (_("a file of the form %(x)s"), SENDER),
    "unreadable": (_("a readable file of the form %(x)s"), SENDER),
    "empty": (_("a head and at least one value"), SENDER),
    "column missing": (_("the column %(x)s"), SENDER),
    "column unknown": (_("only the agreed columns: %(x)s"), SENDER),
    "cells": (_("%(x)s cells, as the head has"), SENDER),
    "thing": (_("one of the agreed things: %(x)s"), SENDER),
    "time": (_("a time such as %(x)s"), SENDER),
    "edge": (_("a time at which an interval (%(x)s) begins or ends"), SENDER),
    "future": (_("a time that has come: by %(x)s"), SENDER),
    "number": (_("a number"), SENDER),
    "property": (_("one of the agreed properties: %(x)s"), SENDER),
    "unit missing": (_("a unit; without one no value is taken"), SENDER),
    "unit unknown": (_("a unit that is known, such as %(x)s"), SENDER),
    "unit other": (_("a unit that converts to %(x)s"), SENDER),
    "no unit": (_("a registered unit of %(x)s"), AGREEMENT),
    "mark": (_("one of the agreed marks: %(x)s"), SENDER),
    "contradicts": (_("the same value as in row %(x)s, or none"), SENDER),
    "mark contradicts": (_("the same mark as in row %(x)s"), SENDER),
    "gone": (_("the bytes that were kept"), PLATFORM),
}
"""By kind: what was expected, and whose fault it is that something else came."""


@dataclass(frozen=True)
class Fault:
    """One reason to refuse a batch.

    Attributes
    ----------
    kind
        Out of `KINDS`.
    row, column
        Where; 0 and empty for the whole.
    expected
        What the sentence of the kind names.
    came
        What stands there; shown to who delivered and to the desk.
    """

    kind: str
    row: int = 0
    column: str = ""
    expected: str = ""
    came: str = ""

    def kept(self) -> dict[str, Any]:
        """Give it as a row keeps it."""
        return {**asdict(self), "came": self.came[:SHOWN], "expected": self.expected[:300]}

    @property
    def words(self) -> str:
        """What was expected, in the language of the reader."""
        return str(KINDS[self.kind][0]) % {"x": self.expected}

    @property
    def whose(self) -> str:
        """Whose fault it is, in the language of the reader."""
        return str(KINDS[self.kind][1])


def read(kept: list[dict[str, Any]]) -> tuple[Fault, ...]:
    """Read faults as a row kept them."""
    return tuple(Fault(**each) for each in kept)


class BatchError(ValueError):
    """A batch is refused; `faults` are all its reasons."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
