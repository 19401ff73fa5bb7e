"""What can go wrong with the law.

LawError
├── LawFileError           a file breaks the form (our fault, or the pack's author's)
├── UnknownProvisionError  no provision of that name (the caller's fault)
├── UnknownPackError       no pack of that name or in that folder (the caller's fault)
└── NotInForceError        the provision exists, but not for that day
"""

from __future__ import annotations


class LawError(Exception):
    """Something is wrong with the law or with the question."""


class LawFileError(LawError, ValueError):
    """A file of the law does not have the form that it must have."""


class UnknownProvisionError(LawError, AttributeError, KeyError):
    """The name leads to no provision."""

    def __str__(self) -> str:
        """Give the message as it is; KeyError would quote it."""
        return str(self.args[0]) if self.args else ""


class UnknownPackError(LawError, LookupError):
    """The name or the folder leads to no pack."""


class NotInForceError(LawError, LookupError):
    """Nothing is known to have been in force on that day."""
