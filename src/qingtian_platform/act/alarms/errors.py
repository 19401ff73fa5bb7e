"""What may go wrong when a person acts on an alarm."""

from __future__ import annotations


class AlarmError(ValueError):
    """The act cannot stand: what was expected is in its text, in the reader's language."""


class ForbiddenError(AlarmError):
    """The person may not do this, or not to this alarm."""
