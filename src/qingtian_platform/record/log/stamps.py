"""Time stamps beside the log: one a day over the checkpoint that was shown (`spec/log.md`).

    stamp/2026-11-26.checkpoint      the bytes that were stamped
    stamp/2026-11-26.tsr             the authority's answer over them
    stamp/list                       the days, a line each

A request never holds the log up: it goes out from a thread of its own, and what fails is tried
again some minutes later.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from qingtian.ledger import tokens
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.note import Note
from qingtian.ledger.stamped import LIST
from qingtian.quantities import BEIJING
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.log import authorities
from qingtian_platform.record.log.authorities import Authority
from qingtian_platform.record.log.stores import CHECKPOINT, Folder

RETRY: Final = timedelta(minutes=10)
"""After a request that failed."""
FIRST: Final = 120.0
"""A new log waits so long for its first stamp, which then covers more than its first second. [s]."""
LOOK: Final = 20.0
"""Between two looks whether a stamp is due. [s]."""
TIMEOUT: Final = 20.0
"""How long an authority may take. [s]."""
Send = Callable[[str, bytes], bytes]
"""Sends a request to an address; gives the answer, raises OSError where there is none."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Kept:
    """A time stamp that is kept, and holds.

    Attributes
    ----------
    day
        Under which it is kept, `2026-11-26`, a day in Beijing.
    size
        Number of entries of the checkpoint that was stamped. [1]
    time
        When the authority had it, by its own clock.
    authority
        Subject of the certificate that signed.
    own
        Whether the authority that is asked now runs on the operator's own machine.
    """

    day: str
    size: int
    time: datetime
    authority: str
    own: bool


@dataclass(frozen=True)
class Failure:
    """That stamping fails: since when, when it was tried last, and why."""

    since: datetime
    tried: datetime
    why: str


def send(address: str, body: bytes) -> bytes:
    """Send a request over HTTP."""
    head = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(address, body, head)  # noqa: S310 - authorities.parse has looked
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        data: bytes = answer.read(tokens.TOKEN_LIMIT + 1)
        return data


class Stamper:
    """Has the log stamped once a day.

    Parameters
    ----------
    places
        Where the data lives.
    authority
        Who is asked.
    send
        How a request goes out.
    """

    def __init__(self, places: Places, authority: Authority, send: Send = send) -> None:
        self._places, self._authority, self._send = places, authority, send

    def run(self, stop: threading.Event) -> None:
        """Look from time to time, until told to stop; nothing that fails here reaches the log."""
        if not days(self._places) and stop.wait(FIRST):
            return
        while True:
            try:
                self.step(datetime.now(UTC))
            except Exception as error:  # whatever it is: the log goes on without a stamp
                log.exception("stamp.failed", why=str(error))
            if stop.wait(LOOK):
                return

    def step(self, now: datetime) -> bool:
        """Ask for today's stamp if it is due.

        Parameters
        ----------
        now
            The time.

        Returns
        -------
        bool
            Whether a stamp was added.
        """
        day = now.astimezone(BEIJING).date().isoformat()
        failed = failure(self._places)
        if (self._places.log / f"stamp/{day}.tsr").exists():
            return self._listed(day)
        if failed is not None and now < failed.tried + RETRY:
            return False
        try:
            return self._stamped(day)
        except (OSError, LedgerError) as error:
            since = now if failed is None else failed.since
            remember(self._places, Failure(since, now, str(error)))
            log.warning("stamp.failed", authority=self._authority.name, why=str(error))
            return False

    def _stamped(self, day: str) -> bool:
        """Ask, check, and keep; what a try before this one began is finished."""
        folder = Folder(self._places.log)
        note = self._begun(folder, day)
        if note is None:
            return False
        asked = tokens.query(note)
        answer = self._send(self._authority.address, asked.body)
        tokens.check(
            answer, note, self._authority.roots, policy=self._authority.policy, nonce=asked.nonce
        )
        folder.put(f"stamp/{day}.checkpoint", note)
        folder.put(f"stamp/{day}.tsr", answer)
        self._listed(day)
        self._places.log_stamping.unlink(missing_ok=True)
        return True

    @staticmethod
    def _begun(folder: Folder, day: str) -> bytes | None:
        for name in (f"stamp/{day}.checkpoint", CHECKPOINT):
            try:
                return folder.get(name)
            except FileNotFoundError:
                continue
        return None

    def _listed(self, day: str) -> bool:
        known = days(self._places)
        if day in known:
            return False
        text = "".join(f"{each}\n" for each in sorted({*known, day}))
        durable.write(self._places.log / LIST, (text.encode(),))
        return True


def days(places: Places) -> tuple[str, ...]:
    """List the days that have a stamp, the oldest first."""
    try:
        return tuple((places.log / LIST).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return ()


def failure(places: Places) -> Failure | None:
    """Tell how stamping fails; None where the last request went well."""
    try:
        found = json.loads(places.log_stamping.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    since, tried = (datetime.fromisoformat(found[key]) for key in ("since", "tried"))
    return Failure(since, tried, found["why"])


def remember(places: Places, failed: Failure) -> None:
    """Keep how the last request went."""
    found = {
        "since": failed.since.isoformat(),
        "tried": failed.tried.isoformat(),
        "why": failed.why[:500],
    }
    durable.write(places.log_stamping, (json.dumps(found).encode(),), mode=0o600)


def newest(places: Places) -> Kept | None:
    """Give the newest stamp; None where there is none.

    Raises
    ------
    DamagedError
        It does not hold.
    """
    found = days(places)
    return _kept(places, found[-1]) if found else None


def covering(places: Places, index: int) -> Kept | None:
    """Give the first stamp over a checkpoint that covers an entry; None where there is none yet.

    Raises
    ------
    DamagedError
        It does not hold.
    """
    known = days(places)
    at = bisect_right(known, index, key=lambda day: _size(places.log, day))
    return _kept(places, known[at]) if at < len(known) else None


def checkpoint_of(places: Places, day: str) -> bytes:
    """Read the checkpoint that was stamped on a day."""
    return Folder(places.log).get(f"stamp/{day}.checkpoint")


def _kept(places: Places, day: str) -> Kept | None:
    authority = authorities.read(places)
    if authority is None:
        return None
    try:
        stamp = _checked(places.log, day, authority)
    except (LedgerError, OSError) as error:
        raise DamagedError(f"the time stamp of {day} does not hold: {error}") from error
    return Kept(day, _size(places.log, day), stamp.time, stamp.authority, authority.own)


def _checked(folder: Path, day: str, authority: Authority) -> tokens.Stamp:
    files = Folder(folder)
    answer, note = files.get(f"stamp/{day}.tsr"), files.get(f"stamp/{day}.checkpoint")
    return tokens.check(answer, note, authority.roots, policy=authority.policy)


def _size(folder: Path, day: str) -> int:
    return Checkpoint.parse(Note.parse(Folder(folder).get(f"stamp/{day}.checkpoint")).text).size
