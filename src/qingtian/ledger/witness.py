"""What a witness decides (C2SP tlog-witness): to cosign a checkpoint, or why not.

A witness remembers of each log the largest tree that it has seen, and cosigns only what that tree
is the beginning of. So a log that shows two readers two different pasts needs a witness that lies
with it. Pure: whoever calls stores the new state, durable, before the answer goes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from qingtian.ledger.checkpoint import Checkpoint, opened
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.merkle import EMPTY_ROOT, check_consistency
from qingtian.ledger.note import Key, Note, Signer, decoded, encoded

PROOF_LIMIT = 63
_OLD = re.compile("old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Request:
    """A log's request to cosign.

    Attributes
    ----------
    old
        Size of the tree that the log believes the witness to have seen. [1]
    proof
        Consistency proof from there. [32 bytes each]
    note
        The signed checkpoint.
    """

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        """Write the body of the request."""
        lines = [f"old {self.old}", *map(encoded, self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + self.note

    @classmethod
    def from_bytes(cls, data: bytes) -> Request:
        """Read the body of a request.

        Raises
        ------
        FormError
            The bytes are no such request.
        """
        head, blank, note = data.partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        old = _OLD.fullmatch(lines[0])
        if not blank or old is None or len(lines) - 1 > PROOF_LIMIT:
            raise FormError(f"expected `old <size>`, at most {PROOF_LIMIT} hashes, a blank line")
        return cls(int(old[1]), tuple(map(decoded, lines[1:])), note)


@dataclass(frozen=True)
class Answer:
    """What the witness says.

    Attributes
    ----------
    status
        As the protocol numbers it: 200 cosigned, 400, 403, 404, 409, 422.
    body
        Cosignature lines, or the size that the witness has, or the reason.
    seen
        What to remember, before the body goes out; None = nothing new.
    """

    status: HTTPStatus
    body: str
    seen: Checkpoint | None = None


def answer(
    request: Request, logs: dict[str, Key], seen: Checkpoint | None, signer: Signer, now: int
) -> Answer:
    """Decide a request.

    Parameters
    ----------
    request
        As read.
    logs
        Keys of the logs that the witness follows, by origin.
    seen
        The largest tree of this log that it has cosigned; None = none yet.
    signer
        The witness's own key.
    now
        Time that the cosignature states, since 1970-01-01T00:00:00Z. [s]
    """
    try:
        origin = Checkpoint.parse(Note.parse(request.note).text).origin
    except FormError as error:
        return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
    if origin not in logs:
        return Answer(HTTPStatus.NOT_FOUND, f"expected a log that is followed here; got {origin}\n")
    try:
        point = opened(request.note, logs[origin]).checkpoint
    except LedgerError as error:
        return Answer(HTTPStatus.FORBIDDEN, f"{error}\n")
    return _consistent(request, point, seen, signer, now)


def _consistent(
    request: Request, point: Checkpoint, seen: Checkpoint | None, signer: Signer, now: int
) -> Answer:
    size = 0 if seen is None else seen.size
    if request.old > point.size:
        return Answer(HTTPStatus.BAD_REQUEST, "expected an old size not above the new one\n")
    if request.old != size:
        return Answer(HTTPStatus.CONFLICT, f"{size}\n")
    try:
        _check(request, point, EMPTY_ROOT if seen is None else seen.root)
    except ProofError as error:
        return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
    return Answer(HTTPStatus.OK, signer.sign(point.text(), now).line(), point)


def _check(request: Request, point: Checkpoint, old_root: bytes) -> None:
    if request.old:
        check_consistency(request.old, point.size, request.proof, old_root, point.root)
    elif request.proof or (point.size == 0 and point.root != EMPTY_ROOT):
        raise ProofError("expected no proof from an empty tree, and its root for an empty tree")
