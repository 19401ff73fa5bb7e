"""What may go wrong with what is told."""

from __future__ import annotations


class NoticeError(ValueError):
    """An address or a key cannot be taken: what was expected is in its text."""


class DeliveryError(Exception):
    """A message did not arrive; the text says why, in English, for the outbox."""
