"""What can be wrong with a draw.

DrawError
└── InfeasibleError
"""

from __future__ import annotations

from collections.abc import Sequence


class DrawError(ValueError):
    """A part of a draw is not of the form that `spec/draw.md` names."""


class InfeasibleError(DrawError):
    """A pool from which the settings cannot be served.

    Parameters
    ----------
    reasons
        Every one of them.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)
