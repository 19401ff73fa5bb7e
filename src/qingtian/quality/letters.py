"""A day of a datastream as a text: a letter a period, as compact as a matrix of days needs it."""

from __future__ import annotations

from typing import Any

import numpy as np

from qingtian.quality.completeness import BEIJING, Slots, State, days_of

LETTERS = {
    State.NOT_DUE: ".",
    State.SHUTDOWN: "s",
    State.MISSING: "-",
    State.VALID: "v",
    State.INVALID: "i",
}
LATE = {State.VALID: "l", State.INVALID: "j"}
NOT_OWED = " "


def letters(slots: Slots) -> dict[np.datetime64, str]:
    """Write each Beijing day as a text with a letter a period; all of a slot have the same.

    Parameters
    ----------
    slots
        What `classify` said.

    Returns
    -------
    dict
        Day to text: `v` valid, `l` valid but back-filled, `i` not valid, `j` not valid and
        back-filled, `-` missing, `s` declared shutdown, `.` not yet due, blank = not owed.
    """
    a_day = int(np.timedelta64(1, "D") / slots.step)
    days = days_of(slots.start)
    midnights = days.astype("datetime64[us]") - BEIJING
    since = (slots.start - midnights).astype(np.int64)  # [µs]
    places = since // slots.step.astype("timedelta64[us]").astype(np.int64)
    unique, row = np.unique(days, return_inverse=True)
    page = np.full((len(unique), a_day), ord(NOT_OWED), np.uint8)
    page[row, places] = _ALPHABET[slots.late.astype(np.intp), slots.state]
    page = np.repeat(page, slots.cycle, axis=1)
    return {day: line.tobytes().decode("ascii") for day, line in zip(unique, page, strict=True)}


def _alphabet() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Lay the letters out by lateness and state."""
    table = np.zeros((2, max(State) + 1), np.uint8)
    for late, own in ((0, {}), (1, LATE)):
        for state, letter in {**LETTERS, **own}.items():
            table[late, state] = ord(letter)
    return table


_ALPHABET = _alphabet()
