"""The code on a receipt: nobody guesses it, and it can be read out over a telephone."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs; those that look alike are left out."""
LENGTH: Final = 16
"""Signs of a code: eighty bits. [1]"""
_ALIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """Draw a code, as `7K3M-9PQX-2HTV-40CD`."""
    drawn = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    return written(drawn)


def written(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read(text: str) -> str:
    """Read a code as a person types it; empty where it can be none.

    Small letters, blanks and O, I, L for the digits that they look like are forgiven.
    """
    plain = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_ALIKE)
    fits = len(plain) == LENGTH and all(sign in SIGNS for sign in plain)
    return written(plain) if fits else ""


def lookup(code: str) -> str:
    """Give what the records know a code by; the code itself is not among them in clear."""
    return hashlib.sha256(code.encode()).hexdigest()
