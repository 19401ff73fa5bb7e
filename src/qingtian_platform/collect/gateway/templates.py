"""Answers that differ in their request number only, written once and filled in by the kernel."""

from __future__ import annotations

import numpy as np

from qingtian.protocols.hj212 import scan

NONE = -1
"""No answer is owed."""
SINGLE = -2
"""No template can be made: each frame's answer is written by itself."""
WIDTH = 192
"""Longest answer that is kept as a template. [byte]"""


class Templates:
    """Answers by number."""

    def __init__(self) -> None:
        self._rows = np.zeros((64, WIDTH), np.uint8)
        self._lengths = np.zeros(64, np.int32)
        self._count = 0
        self._numbers: dict[bytes, int] = {}

    def add(self, text: bytes | None, request: bytes) -> int:
        """Keep an answer.

        Parameters
        ----------
        text
            The whole answer; None where none is owed.
        request
            The frame that it answers, of the standard form.

        Returns
        -------
        int
            Its number, `NONE`, or `SINGLE` where more than its request number varies.
        """
        if text is None:
            return NONE
        at = scan.QN_AT
        if text[6:at] != b"QN=" or text[at : at + 17] != request[at : at + 17] or len(text) > WIDTH:
            return SINGLE
        blank = text[:at] + b"0" * 17 + text[at + 17 : -6]
        if blank not in self._numbers:
            self._numbers[blank] = self._put(text)
        return self._numbers[blank]

    def _put(self, text: bytes) -> int:
        if self._count == len(self._lengths):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
        self._rows[self._count, : len(text)] = np.frombuffer(text, np.uint8)
        self._lengths[self._count] = len(text)
        self._count += 1
        return self._count - 1

    def arrays(self) -> tuple[scan.Bytes, scan.Ints]:
        """Give rows and lengths for `scan.answers`."""
        return self._rows, self._lengths
