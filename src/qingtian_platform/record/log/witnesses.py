"""Ask witnesses to cosign, and say whether a policy's quorum stands behind a checkpoint.

A witness that does not answer delays, and never harms: its cosignature is missing until the next
step. A witness that answers with another size is told what follows from there.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import structlog

from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import consistency_proof
from qingtian.ledger.note import Key, Note, Signature
from qingtian.ledger.policy import Policy
from qingtian.ledger.tiles import Tiles
from qingtian.ledger.witness import Request

TIMEOUT: Final = 5.0
"""How long a witness may be silent. [s]."""
DEADLINE: Final = 10.0
"""How long a witness may take in all, however it talks. [s]."""
_CONFLICT: Final = 409
_ANSWER_LIMIT: Final = 1 << 16

Post = Callable[[str, bytes], tuple[int, bytes]]
"""Sends a body to an address; gives status and body of the answer, raises OSError where none."""

log = structlog.get_logger(__name__)


def post(address: str, body: bytes) -> tuple[int, bytes]:
    """Send a request over HTTP; follow nowhere else, and wait no longer than `DEADLINE`."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with contextlib.closing(kind(parts.hostname or "", parts.port, timeout=TIMEOUT)) as line:
        line.connect()
        try:
            with _cut_after(line.sock):
                line.request("POST", parts.path, body)
                answer = line.getresponse()
                return answer.status, answer.read(_ANSWER_LIMIT)
        except http.client.HTTPException as error:
            raise OSError(f"{address} speaks no HTTP: {error!r}") from error


@contextlib.contextmanager
def _cut_after(line: socket.socket) -> Iterator[None]:
    """Shut a connection that is still in use after `DEADLINE`; whoever reads gets what there is."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(DEADLINE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@dataclass
class Witnesses:
    """The witnesses of a policy.

    Attributes
    ----------
    policy
        Names them, where they are reached, and how many must agree.
    send
        How a request goes out.
    """

    policy: Policy
    send: Post = post
    _seen: dict[str, int] = field(default_factory=dict)

    def cosigned(self, note: Note, tiles: Tiles) -> Note | None:
        """Collect cosignatures.

        Parameters
        ----------
        note
            The checkpoint, signed by the log.
        tiles
            The log's tiles at that size.

        Returns
        -------
        Note or None
            With the signatures that were given; None where they are too few.
        """
        signatures = list(note.signatures)
        signed: set[Key] = set()
        for name, key in self.policy.witnesses.items():
            address = self.policy.addresses.get(name, "")
            signature = self._ask(name, key, f"{address.rstrip('/')}/add-checkpoint", note, tiles)
            if signature is not None:
                signatures.append(signature)
                signed.add(key)
        enough = self.policy.agreed(frozenset(signed))
        return Note(note.text, tuple(signatures)) if enough else None

    def _ask(self, name: str, key: Key, address: str, note: Note, tiles: Tiles) -> Signature | None:
        try:
            status, body = self._sent(name, address, note, tiles)
            if status == _CONFLICT and body.strip().isdigit():
                self._seen[name] = int(body)
                status, body = self._sent(name, address, note, tiles)
            if status != 200:
                log.warning("witness.refused", witness=name, status=status, why=body[:200].decode())
                return None
            found = _signature_of(note.text, body, key)
        except (OSError, ValueError) as error:
            log.warning("witness.silent", witness=name, why=str(error))
            return None
        self._seen[name] = tiles.size
        return found

    def _sent(self, name: str, address: str, note: Note, tiles: Tiles) -> tuple[int, bytes]:
        old = self._seen.get(name, 0)
        if old > tiles.size:
            raise ValueError(f"the witness has seen {old} entries, the log has {tiles.size}")
        steps = consistency_proof(tiles.node, old, tiles.size) if 0 < old < tiles.size else []
        return self.send(address, Request(old, tuple(steps), note.to_bytes()).to_bytes())


def _signature_of(text: str, body: bytes, key: Key) -> Signature:
    """Read the witness's own line out of its answer."""
    answer = Note.parse(text.encode() + b"\n" + body)
    for signer, signature in answer.signed_by((key,)):
        if signer == key:
            return signature
    raise LedgerError(f"expected a cosignature of {key.name} for {Checkpoint.parse(text).size}")
