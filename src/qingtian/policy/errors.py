"""What can go wrong with a policy pack.

PolicyError
├── PackFileError     a file of the pack breaks the form (its author's fault); names file and line
└── NotThereError     a name, unit or day that the pack does not have (the caller's fault)
"""

from __future__ import annotations


class PolicyError(Exception):
    """Something is wrong with a policy, or with what was asked of it."""


class PackFileError(PolicyError, ValueError):
    """A file of a pack does not have the form that it must have.

    Attributes
    ----------
    file, line
        Where; line 0 where the file as a whole is meant.
    """

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")
        self.file = file
        self.line = line


class NotThereError(PolicyError, LookupError):
    """The pack has nothing of that name, or nothing on that day."""
