"""Everything that can go wrong while recording.

RecordError
├── SealerBusyError another process seals this directory          (caller's fault)
├── NotSealedError  no such batch or frame is sealed              (caller's fault)
├── NotLoggedError  the log that is shown does not cover it yet   (nobody's fault: wait)
├── ActRefusedError an act of a person does not hold            (caller's fault)
├── StoreError      a store could not keep or give back bytes     (our fault)
└── DamagedError    what is stored is not what was sealed         (our fault, or an attack)
"""

from __future__ import annotations


class RecordError(Exception):
    """Root of what this stage raises."""


class SealerBusyError(RecordError):
    """Another process holds the sealer's lock."""


class NotSealedError(RecordError, LookupError):
    """The batch or the frame does not exist."""


class NotLoggedError(RecordError, LookupError):
    """What is sealed is not covered by the checkpoint that is shown, yet."""


class ActRefusedError(RecordError, ValueError):
    """An act is not well formed, not signed by who may, or contradicts what stands."""


class StoreError(RecordError):
    """A store failed; what it was to keep may or may not be there."""


class DamagedError(RecordError):
    """Stored bytes do not agree with the record that fixes them."""
