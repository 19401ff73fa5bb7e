"""What can go wrong with a check of self-monitoring."""

from __future__ import annotations

from collections.abc import Sequence


class CheckRefusedError(ValueError):
    """It cannot be done; the message says what was expected and what to do.

    Attributes
    ----------
    missing
        By key, what is missing before a check can be concluded (`Standing.missing`); empty for another reason.
    """

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)
