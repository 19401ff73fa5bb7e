r"""The stream reader: bytes in, frames and noise out; how the bytes are chopped changes nothing.

A frame is found by its length, never by CR LF, `##` or `&&`: all three occur in data segments.
Only when what stands at that length is no frame do the loose rules look for its end:

1. A length that is 6 or 8 too large (it counts `##`, the digits, the checksum) shows before the
   length is reached: CR LF would stand where the closing `&&` must.
2. What ends at the length with a right checksum, or with `&&` and four hexadecimal digits, is
   the frame.
3. Else the frame ends at the first `&&` with four hexadecimal digits before white space, `##` or
   the end. If its checksum is wrong and another `##` with digits stands inside, it is a cut frame
   and noise; the other one is tried.

Each rule asks only for bytes that every longer stream has too, so it answers alike whenever it is
asked. `end` and `settle` are the only judgements that time enters: nothing more will come, or the
sender has paused.
"""

from __future__ import annotations

import re

from qingtian.protocols.hj212 import checks, strict
from qingtian.protocols.hj212.checks import Candidate
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame, Noise

_START = re.compile(rb"##\d|\d{2,4};?(?:QN|ST|CN|PW|MN)=")
_HEAD = re.compile(rb"(##)?(\d{1,5})(?=(\D))")
_HEAD_BYTES = 8  # `##`, five digits and what follows them
_LOOK_BACK = 10  # longer than what _START may match
_HEX = re.compile(rb"[0-9A-Fa-f]{4}")
_END = re.compile(rb"&&(;?)([0-9A-Fa-f]{4})(?=[\s#\\*]|\Z)")
_END_BYTES = 8  # what _END and its look-ahead may need
_INNER = re.compile(rb"##\d{2,5}")
_COMMAND = re.compile(rb"CN\s*=\s*\d{4}")
_COUNTED_IN = (6, 8)
_TAIL = re.compile(rb"(?:\s|\\r|\\n|\*)*")
# HJ 212-2017 table 2: bytes of a data segment, digits of its length.
_FULL_SEGMENT = 1024
_DIGITS = 4


class Reader:
    r"""Find the frames in a stream of bytes.

    Parameters
    ----------
    dialect
        What is agreed with the sender.

    Examples
    --------
    >>> reader = Reader()
    >>> [f.message.cn for f in reader.feed(b"##0058ST=32;CN=3011;PW=123456;MN=00000000000001;"
    ...                                    b"CP=&&DataTime=&&F781\r\n")]
    ['3011']
    """

    def __init__(self, dialect: Dialect | None = None) -> None:
        self.dialect = dialect or Dialect()
        self._begin()

    def _begin(self) -> None:
        self._data = b""
        self._noise = 0  # where the run of noise begins
        self._look = 0  # where the search for a start goes on
        self._candidate: int | None = None
        self._wanted = 0  # with less than this, nothing new can be said of the candidate
        self._length_fails = False  # what stands at the candidate's length is no frame
        self._end_from = 0  # no end stands before this
        self._after = False  # the run of noise follows a frame
        self._final = False  # nothing more will come
        self._paused = False  # or so it seems

    @property
    def buffered(self) -> int:
        """Bytes that wait for more."""
        return len(self._data) - self._noise

    def feed(self, data: bytes) -> list[Frame | Noise]:
        """Take bytes in and return what they complete.

        Parameters
        ----------
        data
            The next bytes of the stream, any number.

        Returns
        -------
        list of Frame or Noise
            In the order of the stream. At most about twice the dialect's limit is kept back.
        """
        self._data = self._data[self._noise :] + data
        self._move(self._noise)
        return self._run()

    def settle(self) -> list[Frame | Noise]:
        """Judge what is kept back as though nothing followed; what has no right checksum stays.

        For a sender who has paused: one whose length is wrong and who sends no CR LF waits for
        the answer to a frame whose end shows in nothing else.
        """
        self._final = self._paused = True
        found = self._run()
        self._final = self._paused = False
        self._look, self._end_from = self._noise, self._noise
        self._drop_candidate()
        return found

    def end(self) -> list[Frame | Noise]:
        """Return what is left; the stream is over and the reader starts anew."""
        self._final = True
        found = self._run()
        self._cut(found, len(self._data), "noise")
        self._begin()
        return found

    def _move(self, by: int) -> None:
        self._noise = 0
        self._look = max(self._look - by, 0)
        self._end_from = max(self._end_from - by, 0)
        self._wanted = max(self._wanted - by, 0)
        if self._candidate is not None:
            self._candidate -= by

    def _run(self) -> list[Frame | Noise]:
        found: list[Frame | Noise] = []
        while self._step(found):
            pass
        return found

    def _step(self, found: list[Frame | Noise]) -> bool:
        """Try one candidate; say whether another may be tried."""
        start = self._start()
        while (len(self._data) - _HEAD_BYTES * 2 if start is None else start) - self._noise >= (
            self.dialect.limit
        ):
            self._cut(found, self._noise + self.dialect.limit, "noise")
        if start is None or (len(self._data) < self._wanted and not self._final):
            return False
        judged = self._judge(start)
        if judged is None:
            return False
        self._drop_candidate()
        if isinstance(judged, Frame):
            self._take(found, start, judged)
        else:
            self._look = start + (2 if self._data.startswith(b"##", start) else 1)
        return True

    def _start(self) -> int | None:
        """Find where the next candidate begins."""
        if self._candidate is None:
            match = _START.search(self._data, self._look)
            if match is None:
                self._look = max(self._look, len(self._data) - _LOOK_BACK)
                return None
            self._candidate = match.start()
        return self._candidate

    def _drop_candidate(self) -> None:
        self._candidate, self._wanted, self._length_fails = None, 0, False

    def _take(self, found: list[Frame | Noise], start: int, frame: Frame) -> None:
        self._cut(found, start, "noise", before_frame=True)
        found.append(frame)
        self._noise = self._look = start + len(frame.raw)
        self._after = True

    def _cut(
        self, found: list[Frame | Noise], end: int, reason: str, *, before_frame: bool = False
    ) -> None:
        """Put out the run of noise up to `end`; a frame's CR LF is none."""
        run = self._data[self._noise : end]
        after, self._after = self._after, False
        self._noise = end
        self._look = max(self._look, end)
        if after and run.startswith(b"\r\n"):
            run = run[2:]
            if not run:
                return
        elif not run and not (after and before_frame):
            return
        if after and _TAIL.fullmatch(run):
            reason = "tail"
        if run.strip() or before_frame:
            found.append(Noise(run, reason))

    def _judge(self, start: int) -> Frame | bool | None:
        """Return the frame that begins at `start`, False if none does, None to wait for more."""
        head = _HEAD.match(self._data, start)
        if head is None or (head[1] and head[3] == b"#"):
            waiting = len(self._data) - start < _HEAD_BYTES and not self._final
            return None if waiting and head is None else False
        declared = int(head[2])
        if declared <= self.dialect.limit and not self._length_fails:
            found = self._by_length(start, head.end(), head[2], declared)
            if found is not False:
                return found
            self._length_fails = not self._final
        return self._by_end(start, head.end(), head[2])

    def _by_length(
        self, start: int, body: int, digits: bytes, declared: int
    ) -> Frame | bool | None:
        for excess in _COUNTED_IN:
            early = self._early(start, body, digits, body + declared - excess)
            if early is not None:
                return early
        end = body + declared + 4
        if len(self._data) < end:
            self._wanted = end - 6  # the shortest length at which CR LF can show an early end
            return False if self._final else None
        candidate = self._candidate_at(start, body, digits, body + declared)
        if candidate is None or not _COMMAND.search(candidate.body):
            return False
        verdict = checks.right(candidate, self.dialect)
        if verdict is None:
            if not candidate.body.removesuffix(b";").endswith(b"&&"):
                return False
            return self._frame(candidate, None)
        if not self._data.startswith(b"##", start):
            return self._frame(candidate, verdict) if b"CP=&" in candidate.body else False
        return self._frame(candidate, verdict)

    def _early(self, start: int, body: int, digits: bytes, end: int) -> Frame | None:
        """Read a frame whose length counts too much, if CR LF shows that it has ended."""
        close = end - 1 if self._data.startswith(b";", body) else end
        if self._data[close - 2 : close] != b"&&" or self._data[end + 4 : end + 6] != b"\r\n":
            return None
        candidate = self._candidate_at(start, body, digits, end)
        if candidate is None or not _COMMAND.search(candidate.body):
            return None
        verdict = checks.right(candidate, self.dialect)
        return self._frame(candidate, verdict) if verdict else None

    def _by_end(self, start: int, body: int, digits: bytes) -> Frame | bool | None:
        match = self._end_after(body)
        if match is None:
            if len(self._data) - body > self.dialect.limit + _END_BYTES or self._final:
                return False
            return None
        if match.start() - body > self.dialect.limit:
            return False
        candidate = self._candidate_at(start, body, digits, match.start(2))
        if candidate is None or not _COMMAND.search(candidate.body):
            return False
        verdict = checks.right(candidate, self.dialect)
        if verdict is None and (
            self._paused
            or _INNER.search(self._data, start + 2, match.start())
            or not self._data.startswith(b"##", start)
        ):
            return False
        return self._frame(candidate, verdict)

    def _end_after(self, body: int) -> re.Match[bytes] | None:
        """Find the first end at or after `body`, looking at no byte twice."""
        position = max(body, self._end_from)
        match = _END.search(self._data, position)
        if match is None:
            self._end_from = max(position, len(self._data) - _END_BYTES)
            return None
        if match.end() + 1 > len(self._data) and not self._final:
            self._end_from = match.start()
            return None
        self._end_from = match.start()
        return match

    def _candidate_at(self, start: int, body: int, digits: bytes, end: int) -> Candidate | None:
        checksum = self._data[end : end + 4]
        if _HEX.fullmatch(checksum) is None:
            return None
        return Candidate(start, end + 4, digits, self._data[body:end], checksum)

    def _frame(self, candidate: Candidate, verdict: checks.Verdict | None) -> Frame:
        known = verdict or checks.wrong(candidate)
        deviations = tuple(self._deviations(candidate, known))
        frame = Frame(
            raw=self._data[candidate.start : candidate.end],
            segment=known.segment,
            crc_sent=candidate.checksum.decode("ascii"),
            crc_ok=verdict is not None or self.dialect.checksum == "any",
            checksum=known.name,
            deviations=deviations,
            encrypted=known.encrypted,
        )
        return strict.judged(frame, self.dialect) if self.dialect.strict else frame

    def _deviations(self, candidate: Candidate, known: checks.Verdict) -> list[str]:
        headless = not self._data.startswith(b"##", candidate.start)
        size = len(candidate.body)
        signs = {
            "no-head": headless,
            "length-digits": len(candidate.digits) != _DIGITS,
            "semicolons": candidate.semicolons,
            "length": int(candidate.digits) not in (size, len(known.segment)),
            "long": len(candidate.segment) > _FULL_SEGMENT,
            "crc-case": candidate.checksum != candidate.checksum.upper(),
            "checksum": known.name != "standard",
        }
        ids = [name for name, sign in signs.items() if sign]
        if known.name not in ("", "standard"):
            ids.append(known.name)
        cipher, printed = checks.cipher_signs(candidate.segment)
        ids += ["encrypted"] * known.encrypted + ["cipher-printed"] * printed
        ids += ["cipher"] * (cipher and not known.encrypted)
        return ids
