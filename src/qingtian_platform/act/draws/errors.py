"""What can go wrong with a draw."""

from __future__ import annotations

from collections.abc import Sequence


class DrawRefusedError(ValueError):
    """Something of a draw cannot be taken.

    Parameters
    ----------
    reasons
        What was expected, each in words.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons: Sequence[str] = reasons
