"""What can be wrong with sealed bytes.

    LedgerError
    ├── FormError    the bytes are not of the form that the specification names
    └── ProofError   the bytes are well formed, and do not prove what they claim
        └── RefusedError   an act of a person that does not hold

Neither is ever the fault of the reader: the first points to damage or to another version, the
second to a change.
"""

from __future__ import annotations


class LedgerError(ValueError):
    """Sealed bytes cannot be accepted."""


class FormError(LedgerError):
    """The bytes do not have the form of `spec/batch.md`."""


class ProofError(LedgerError):
    """A hash that was recomputed is not the hash that was claimed."""


class RefusedError(ProofError):
    """A well-formed act that does not hold."""
