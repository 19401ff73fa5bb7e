"""Cipher and clear text of a data area: SM4 as HJ 212-2025 uses it.

The cipher is SM4 (GB/T 32907) with a key of 16 bytes in ECB mode and without padding: the whole blocks
of 16 bytes between ``CP=&&`` and the closing ``&&`` are encrypted, what is left of the last one
stays as it is. Length and checksum of a frame are those of the clear text.

Two warnings belong to every use. ECB shows which blocks are equal, and nothing here proves who
wrote them: somebody on the way can cut, repeat and exchange blocks. It hides values from a
bystander; it is no seal.
"""

from __future__ import annotations

import base64
import re

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from qingtian.protocols.hj212.errors import KeyMaterialError, RemoteError

BLOCK = 16

# The standard prints cipher text as {0xE4,0x3E,…}g=N and some peers send it so.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PRINTED = re.compile(rb"\{\s*((?:0[xX][0-9A-Fa-f]{1,2}\s*,?\s*)+)\}")
_BYTE = re.compile(rb"0[xX]([0-9A-Fa-f]{1,2})")


def _cipher(key: bytes) -> Cipher[modes.ECB]:
    """Take the key of one data logger."""
    if len(key) != BLOCK:
        raise KeyMaterialError(
            f"an SM4 key has {BLOCK} bytes, this one {len(key)}: check the register"
        )
    return Cipher(algorithms.SM4(key), modes.ECB())  # noqa: S305 - the standard wants ECB


def _whole(area: bytes) -> int:
    """Count the bytes that stand in whole blocks."""
    return len(area) - len(area) % BLOCK


def encrypt_area(area: bytes, key: bytes, *, printed: bool = False) -> bytes:
    """Encrypt the whole blocks of a data area.

    Parameters
    ----------
    area
        What stands between ``CP=&&`` and ``&&``.
    key
        The logger's key. [16 bytes]
    printed
        Write the cipher bytes as the standard prints them, ``{0xE4,0x3E,…}``, not raw.

    Returns
    -------
    bytes
        As long as the area, unless printed.

    Raises
    ------
    KeyMaterialError
        If the key is not 16 bytes.

    Notes
    -----
    HJ 212-2025, as quoted by public projects; the text itself has not been read.
    """
    encryptor = _cipher(key).encryptor()
    whole = _whole(area)
    cipher = encryptor.update(area[:whole]) + encryptor.finalize()
    if printed and cipher:
        cipher = b"{" + b",".join(b"0x%02X" % byte for byte in cipher) + b"}"
    return cipher + area[whole:]


def decrypt_area(area: bytes, key: bytes) -> bytes:
    """Decrypt the whole blocks of a data area, raw or in the printed form.

    Parameters
    ----------
    area
        What stands between ``CP=&&`` and ``&&`` on the wire.
    key
        The logger's key. [16 bytes]

    Returns
    -------
    bytes
        The clear text; nonsense if the key is another one, which nothing in the cipher shows.

    Raises
    ------
    KeyMaterialError
        If the key is not 16 bytes.
    RemoteError
        If a printed form does not hold whole blocks.
    """
    area = raw_area(area)
    whole = _whole(area)
    decryptor = _cipher(key).decryptor()
    return decryptor.update(area[:whole]) + decryptor.finalize() + area[whole:]


def raw_area(area: bytes) -> bytes:
    """Turn the printed form of a cipher text into the bytes that it stands for.

    Parameters
    ----------
    area
        A data area; one that is not in the printed form is returned as it is.

    Returns
    -------
    bytes
        The raw form.

    Raises
    ------
    RemoteError
        If the braces do not hold whole blocks.
    """
    printed = _PRINTED.match(area)
    if printed is None:
        return area
    cipher = bytes(int(digits, 16) for digits in _BYTE.findall(printed[1]))
    if len(cipher) % BLOCK:
        raise RemoteError(
            f"the printed cipher holds {len(cipher)} bytes; whole blocks of {BLOCK} were expected"
        )
    return cipher + area[printed.end() :]


def looks_encrypted(area: bytes) -> bool:
    """Say whether a data area is anything but text.

    Nothing in a frame says that it is encrypted. Control characters, or bytes that are neither
    UTF-8 nor GB 18030, do not occur in clear text; the printed form is recognised by its shape.

    Parameters
    ----------
    area
        What stands between ``CP=&&`` and ``&&``.

    Returns
    -------
    bool
        True where decryption should be tried. An area shorter than one block is never encrypted.
    """
    if _PRINTED.match(area):
        return True
    if len(area) < BLOCK:
        return False
    return _CONTROL.search(area) is not None or not _is_text(area)


def _is_text(area: bytes) -> bool:
    """Try the two encodings that clear text comes in."""
    for encoding in ("utf-8", "gb18030"):
        try:
            area.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def upload_token(user: str, password: str, key: bytes) -> str:
    """Make the log-in token of the HTTPS upload of pictures and video.

    Parameters
    ----------
    user, password
        The account that the platform gave.
    key
        The key that it gave. [16 bytes]

    Returns
    -------
    str
        Base 64 of the SM4-ECB cipher of ``user:password``, padded by PKCS 7.

    Notes
    -----
    HJ 212-2025, annex H, as quoted by public projects.
    """
    padder = PKCS7(BLOCK * 8).padder()
    text = padder.update(f"{user}:{password}".encode()) + padder.finalize()
    return base64.b64encode(encrypt_area(text, key)).decode("ascii")
