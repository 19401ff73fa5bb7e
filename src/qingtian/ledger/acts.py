"""Acts of persons: entries that carry the person's own signature (`spec/acts.md`).

    {"at":…,"body":{…},"by":"<key id>","log":"<origin>","schema":"qingtian.<kind>/1","signature":"…"}

The key of the log signs checkpoints alone; who did something signs it. Personal words stay outside:
an act names their salted hash, so that they can be erased while the tree stays whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.kinds import Shape, check_body, count, digest, shaped, sized, text
from qingtian.ledger.merkle import leaf_hash
from qingtian.ledger.note import decoded, encoded

ACT_LIMIT: Final = 4_096
SALT_SIZE: Final = 32
_SIGNED: Final = b"qingtian.act/1\n"
_POSSESSION: Final = b"qingtian.possession/1\n"


def _object(value: object) -> None:
    if not isinstance(value, dict):
        raise FormError(f"expected an object, got {value!r}")


_ENVELOPE: Final[Shape] = {
    "at": count,
    "body": _object,
    "by": digest,
    "log": text(255),
    "schema": text(60),
    "signature": sized(64),
}


def canonical(value: object) -> bytes:
    """Write JSON in the one form of RFC 8785; of integers, texts, lists and objects alone."""
    made = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    try:
        return made.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormError("expected text without lone surrogates") from error


def key_name(public: bytes) -> str:
    """Name a person's public key: SHA-256 of its 32 bytes, hexadecimal."""
    return hashlib.sha256(public).hexdigest()


def words_hash(salt: bytes, words: str) -> str:
    """Commit to personal words: SHA-256(salt || UTF-8), hexadecimal.

    Raises
    ------
    FormError
        The salt is not 32 bytes.
    """
    if len(salt) != SALT_SIZE:
        raise FormError(f"expected a salt of {SALT_SIZE} bytes, got {len(salt)}")
    return hashlib.sha256(salt + words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did, as the log keeps it.

    Attributes
    ----------
    schema
        Which kind, `qingtian.correction/1` and so on.
    log
        Origin of the log that it is meant for.
    at
        When, by the word of who signed, since 1970-01-01T00:00:00Z. [µs]
    by
        Name of the key that signed, hexadecimal.
    body
        What the kind carries.
    signature
        Ed25519 over `signed_bytes`. [64 bytes]
    """

    schema: str
    log: str
    at: int
    by: str
    body: Mapping[str, Any]
    signature: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Act:
        """Read an act; accept no other spelling of it, and check nothing but the form.

        Raises
        ------
        FormError
            The bytes are no act, or not in canonical form.
        """
        if len(data) > ACT_LIMIT:
            raise FormError(f"expected at most {ACT_LIMIT} bytes, got {len(data)}")
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise FormError(f"expected an act, got {data[:60]!r}") from error
        shaped(found, _ENVELOPE)
        check_body(found["schema"], found["body"])
        act = cls(**{**found, "signature": decoded(found["signature"])})
        if act.to_bytes() != data:
            raise FormError("expected canonical JSON: sorted keys, no spaces, plain integers")
        return act

    def to_bytes(self) -> bytes:
        """Write the entry."""
        return canonical({**self._content(), "signature": encoded(self.signature)})

    def hash(self) -> str:
        """Hash the entry as the leaf that it is in the log, hexadecimal: other acts name it so."""
        return leaf_hash(self.to_bytes()).hex()

    def content_hash(self) -> str:
        """Hash what was signed: the same for whoever signs the same words again."""
        return hashlib.sha256(self.signed_bytes()).hexdigest()

    def signed_bytes(self) -> bytes:
        """Give what the signature is over: `qingtian.act/1` LF, and the entry without it."""
        return _SIGNED + canonical(self._content())

    def check_signature(self, public: bytes) -> None:
        """Check that the holder of a key signed this.

        Raises
        ------
        ProofError
            It is the signature of another key, or over other words.
        """
        if key_name(public) != self.by:
            raise ProofError("the act names another key")
        _check(public, self.signature, self.signed_bytes(), "the signature does not fit the act")

    def _content(self) -> dict[str, object]:
        return {
            "at": self.at,
            "body": dict(self.body),
            "by": self.by,
            "log": self.log,
            "schema": self.schema,
        }


def _check(public: bytes, signature: bytes, message: bytes, otherwise: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise ProofError(otherwise) from error


def possession_bytes(log: str, public: bytes) -> bytes:
    """Give what a new key signs to show that its holder has it."""
    return _POSSESSION + f"{log}\n{public.hex()}\n".encode()


def check_possession(log: str, public: bytes, signature: bytes) -> None:
    """Check that whoever had a key registered holds it.

    Raises
    ------
    ProofError
        The signature is not of this key, or for another log.
    """
    message = possession_bytes(log, public)
    _check(public, signature, message, "nobody has shown to hold the key that is appointed")


class Pen:
    """A person's private key. Never printed, never logged.

    Parameters
    ----------
    seed
        The private key. [32 bytes]
    """

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        self.name = key_name(self.public)

    def sign(self, schema: str, log: str, at: int, body: Mapping[str, Any]) -> Act:
        """Sign an act.

        Parameters
        ----------
        schema, log, at, body
            As of `Act`.

        Raises
        ------
        FormError
            The body is not of its kind's form.
        """
        check_body(schema, body)
        blank = Act(schema, log, at, self.name, body, b"")
        signature = self._private.sign(blank.signed_bytes())
        return Act.from_bytes(Act(schema, log, at, self.name, body, signature).to_bytes())

    def possession(self, log: str) -> str:
        """Show that this key is held, as an appointment carries it."""
        return encoded(self._private.sign(possession_bytes(log, self.public)))
