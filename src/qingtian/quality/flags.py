"""Flags of this house: one small ordered set that marks of every origin are mapped to.

A larger flag is worse: of several rules the worst counts, and the ruling of a person stands above
them (see `history`). What a flag does in statistics is a property of the flag, so that nobody
decides it twice.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.int8]
"""Flags of a datastream, one a value, as `Flag` numbers them."""


class Flag(IntEnum):
    """What is known of one value, from nothing said to nothing there."""

    UNKNOWN = 0
    """No rule has judged it."""
    KEPT = 5
    """A person reviewed it and keeps it (V)."""
    VALID = 10
    """Normal (N)."""
    PART = 15
    """A valid hour that was built from part of its minutes (H)."""
    BELOW = 20
    """Below the detection limit (L, <): counts with half of the limit."""
    LATE = 22
    """Came after its time (补传): counts, and is shown as such."""
    MANUAL = 25
    """Measured or entered by hand (S): counts, and is shown as such."""
    SUSPECT = 40
    """A rule doubts it; it waits for a person (A). From here on a value does not count."""
    REPEATED = 45
    """The same value sent again: it counts once."""
    CALIBRATION = 50
    """Zero, span, standard sample, comparison (C)."""
    MAINTENANCE = 52
    """Maintenance (M)."""
    OVER_RANGE = 54
    """Above the range of the instrument (T): kept for alarms."""
    SOURCE_STOPPED = 56
    """The source stands still: no concentration, and an emission of zero (F of 2005)."""
    ANALYSER_STOPPED = 58
    """The analyser stands still: nothing is known, never an emission of zero (F of 2017)."""
    NO_LINK = 60
    """The line between analyser and logger is broken (B)."""
    FAULT = 62
    """Fault of the instrument or of its power (D, P)."""
    WRONG = 70
    """A rule is sure: no instrument of this kind measures such a value."""
    REJECTED = 80
    """A person reviewed it and rejects it (R)."""
    MISSING = 90
    """There is no value."""

    @property
    def counts(self) -> bool:
        """Whether the value takes part in means of concentrations."""
        return self < Flag.SUSPECT

    @property
    def zero_emission(self) -> bool:
        """Whether the emission of the period is zero, which the stop of a source alone says."""
        return self is Flag.SOURCE_STOPPED

    @property
    def judged(self) -> bool:
        """Whether a rule or a person doubts or rejects the value, rather than a mark."""
        return self in (Flag.SUSPECT, Flag.WRONG, Flag.REJECTED)


RULINGS = frozenset((Flag.KEPT, Flag.REJECTED))
"""What a person may say of a value."""


def counting(flags: Flags) -> npt.NDArray[np.bool_]:
    """Tell which values take part in statistics.

    Parameters
    ----------
    flags : ndarray of int8
        As `Flag` numbers them.

    Returns
    -------
    ndarray of bool
        `Flag.counts` of each.
    """
    found: npt.NDArray[np.bool_] = flags < Flag.SUSPECT
    return found


def worst(*flags: Flags) -> Flags:
    """Take the worst flag of each value; one that says nothing says nothing against the others.

    Parameters
    ----------
    *flags : ndarray of int8
        Of one length; at least one.

    Returns
    -------
    ndarray of int8
        The largest of each place.
    """
    found: Flags = np.maximum.reduce(flags).astype(np.int8)
    return found
