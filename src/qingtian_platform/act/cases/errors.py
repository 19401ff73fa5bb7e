"""What may go wrong when a matter is asked for, or something is done to it.

`ActRefusedError` and `NoSuchError` are those of `qingtian.cases`: an act that the procedure does not
allow, and a matter that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qingtian.cases import ActRefusedError, NoSuchError


class MatterError(ValueError):
    """What was asked cannot be done; the text says what was expected, in the reader's language."""


class ForbiddenError(MatterError):
    """The person may not see this matter, or not do this to it."""


class StaleError(MatterError):
    """Somebody else did something meanwhile; look again."""


class MisfitError(MatterError):
    """A matter does not fit another version of its procedure.

    Attributes
    ----------
    reasons
        What does not fit, each a sentence.
    """

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


class RefusedError(MatterError):
    """Some of the matters that were to be opened at once are refused, so that none is.

    Attributes
    ----------
    faults
        By the place in what was asked, from 0: why.
    """

    def __init__(self, faults: Mapping[int, Exception]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"{n + 1}: {why}" for n, why in list(self.faults.items())[:5]))


__all__ = [
    "ActRefusedError",
    "ForbiddenError",
    "MatterError",
    "MisfitError",
    "NoSuchError",
    "RefusedError",
    "StaleError",
]
