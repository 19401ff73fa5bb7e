"""One data logger as both ends of its conversations know it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.build import Head
from qingtian.protocols.hj212.dialects import Edition

INTERACTION = "91"
"""ST of answers: system interaction (HJ 212-2017 table 5)."""


@dataclass(frozen=True)
class Peer:
    """What is agreed with one logger, so that frames can be written to it or by it.

    Attributes
    ----------
    mn, pw, st
        Its id, password and system code.
    edition, checksum
        The text it follows, and the checksum it takes for right; see `crc.foreign_name`.
    key
        Key of HJ 212-2025; where given, the codes that the text names are encrypted.
    strict
        Take only what the edition says; else what is loose is taken and reported.
    answers_unflagged
        Whether data without bit A is answered too, as some loggers expect.
    login_answer
        What answers the log-in 9021 of local rules: `9022`, `9014`, `9013`, or empty for nothing.
    """

    mn: str
    pw: str
    st: str
    edition: Edition = "2017"
    checksum: str = "standard"
    key: bytes | None = None
    strict: bool = False
    answers_unflagged: bool = False
    login_answer: str = "9022"

    def head(self, cn: str, qn: str | None, *, answer: bool = False, st: str | None = None) -> Head:
        """Begin a frame of this logger's line.

        Parameters
        ----------
        cn, qn
            Command code and request number.
        answer
            Bit A.
        st
            System code; the logger's where not given.
        """
        flag = build.flag(self.edition, answer=answer)
        return Head(cn, self.mn, st or self.st, self.pw, qn, flag)

    def frame(self, head: Head, area: bytes = b"") -> bytes:
        """Write one frame.

        Raises
        ------
        BuildError
            If the edition does not allow it.
        """
        return self._wrap(build.segment(head, area, self.edition, strict=self.strict), head.cn)

    def frames(
        self, head: Head, lead: bytes, items: Sequence[bytes], numbers: Callable[[], str]
    ) -> list[bytes]:
        """Write a content as one frame or as packets; see `build.split`."""
        parts = build.split(head, lead, items, self.edition, numbers, strict=self.strict)
        return [self._wrap(part, head.cn) for part in parts]

    def renamed(self, mn: str) -> Peer:
        """Return the same logger under the MN that it was given."""
        return replace(self, mn=mn)

    def _wrap(self, segment: bytes, cn: str) -> bytes:
        key = self.key if is_encrypted(cn) else None
        checksum = "standard" if self.checksum == "any" else self.checksum
        return build.frame(segment, checksum, key=key)


def is_encrypted(cn: str) -> bool:
    """Say whether HJ 212-2025 wants the data area of a code encrypted: 2000-2999, 1014, 3020."""
    return cn.startswith("2") or cn in ("1014", "3020")
