"""From a seed to choices: HMAC-SHA-256 in counter mode, whole numbers by rejection, Fisher-Yates.

Each choice has a stream of its own, named by a label, so that one never shifts another.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final, TypeVar

from qingtian.ledger.acts import canonical

_DOMAIN: Final = b"qingtian.draw.stream/1\n"
_WORD: Final = 8
_RANGE: Final = 1 << 64
_T = TypeVar("_T")


class Stream:
    """Whole numbers out of a seed.

    Parameters
    ----------
    seed
        Of the draw. [32 bytes]
    label
        Which choice it is for; `["objects", category]` or `["team", object, group]`.
    """

    def __init__(self, seed: bytes, label: Sequence[str]) -> None:
        self._seed = seed
        self._prefix = _DOMAIN + canonical(list(label))
        self._counter = 0
        self._block = b""

    def word(self) -> int:
        """Give the next 64 bits, big-endian, of the blocks HMAC(seed, domain || label || counter)."""
        if not self._block:
            message = self._prefix + self._counter.to_bytes(_WORD, "big")
            self._block = hmac.digest(self._seed, message, "sha256")
            self._counter += 1
        found, self._block = self._block[:_WORD], self._block[_WORD:]
        return int.from_bytes(found, "big")

    def below(self, bound: int) -> int:
        """Give a uniform whole number from 0 to `bound` - 1.

        A word at or above the greatest multiple of `bound` is thrown away, so that none is likelier.
        """
        limit = _RANGE - _RANGE % bound
        while (found := self.word()) >= limit:
            pass
        return found % bound

    def pick(self, items: Sequence[_T], count: int) -> list[_T]:
        """Draw so many different items, in the order in which they came up (Fisher-Yates)."""
        left = list(items)
        for at in range(count):
            other = at + self.below(len(left) - at)
            left[at], left[other] = left[other], left[at]
        return left[:count]
