"""Mask the secrets of a frame: what is sealed, shown and handed out.

Secrets are the password (PW, NewPW, and PW inside CP under 2005), SM4 keys (SK, NewSK), and the
checksum, which would let a guess at them be tested. Values, names and lengths stay as they came.
"""

from __future__ import annotations

import re

MASK = b"*"

_SECRET = re.compile(
    rb"(?<![A-Za-z])((?:new|old)?(?:pwd?|password|sk)\s*=\s*)"
    rb"((?:[^;,&]|&(?!&)|,(?!\s*[A-Za-z][A-Za-z0-9_-]*\s*=))*)",
    re.IGNORECASE,
)
_CHECKSUM = re.compile(rb"(&&;?\s*)([0-9A-Fa-f]{1,4})(?=\s|#|\\|\*|\Z)")
_LAST = re.compile(rb"([0-9A-Fa-f]{1,4})(\s*)\Z")


def _starred(match: re.Match[bytes]) -> bytes:
    return match[1] + MASK * len(match[2])


def masked(raw: bytes) -> bytes:
    """Return a frame with every secret replaced by asterisks.

    Parameters
    ----------
    raw
        A frame in plain text (`Frame.plain`), of any dialect, or any other bytes.

    Returns
    -------
    bytes
        As many bytes; masking again changes nothing.
    """
    without = _CHECKSUM.sub(_starred, _SECRET.sub(_starred, raw))
    last = _LAST.search(without, max(0, len(without) - 64))
    if last is None:
        return without
    return without[: last.start()] + MASK * len(last[1]) + last[2]
