"""Secrets of the parties: committed to before the pool, revealed after the checkpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from qingtian.draw.errors import DrawError

SIZE: Final = 32
_COMMITTED: Final = b"qingtian.draw.secret/1\n"
_SEED: Final = b"qingtian.draw.seed/1\n"


def commitment(draw: str, party: str, salt: bytes, secret: bytes) -> str:
    """Commit to a secret: SHA-256, bound to the draw and to who commits, hexadecimal.

    Bound to the party, so that nobody can hand in another's commitment as one's own.

    Parameters
    ----------
    draw
        Name of the draw: hash of its announcement, 64 hexadecimal digits.
    party
        Name of the party's key, 64 hexadecimal digits.
    salt, secret
        Both random, used once. [32 bytes]

    Raises
    ------
    DrawError
        A part is of another size.
    """
    parts = (bytes.fromhex(draw), bytes.fromhex(party), salt, secret)
    if any(len(each) != SIZE for each in parts):
        raise DrawError(f"expected parts of {SIZE} bytes, got {[len(each) for each in parts]}")
    return hashlib.sha256(_COMMITTED + b"".join(parts)).hexdigest()


def seed_of(draw: str, pool: str, checkpoint: str, secrets: Sequence[bytes]) -> bytes:
    """Make the seed of a draw.

    Parameters
    ----------
    draw, pool
        Hashes of announcement and pool, as the log has them, 64 hexadecimal digits.
    checkpoint
        Text of the fixed checkpoint (origin, size, root), without its signatures: those could be
        made again in many ways.
    secrets
        Of all parties, in the order of the announcement. [32 bytes each]

    Raises
    ------
    DrawError
        A secret is of another size.
    """
    if any(len(each) != SIZE for each in secrets):
        raise DrawError(f"expected secrets of {SIZE} bytes")
    text = checkpoint.encode()
    parts = [bytes.fromhex(draw), bytes.fromhex(pool), len(text).to_bytes(4, "big"), text, *secrets]
    return hashlib.sha256(_SEED + b"".join(parts)).digest()
