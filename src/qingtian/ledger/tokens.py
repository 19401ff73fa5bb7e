"""Time stamps of RFC 3161 over a checkpoint: what an authority outside swears to have seen by then.

The one part of the ledger that needs more than `cryptography`: the package `rfc3161-client`
(`pip install qingtian[time]`). Whoever does not want it checks the same two files with
`openssl ts -verify -in DAY.tsr -data DAY.checkpoint -CAfile ROOT.pem`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from rfc3161_client import (
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.base import HashAlgorithm

from qingtian.ledger.errors import FormError, ProofError

TOKEN_LIMIT: Final = 1 << 16
"""An answer of an authority is at most so long. [bytes]."""
_GRANTED: Final = 0


@dataclass(frozen=True, slots=True)
class Query:
    """A request to an authority.

    Attributes
    ----------
    body
        TimeStampReq, DER: SHA-256 of the data, a nonce, and the wish for the certificate.
    nonce
        What the answer must repeat.
    """

    body: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says, after it was checked.

    Attributes
    ----------
    time
        When the authority had the data, by its own clock, UTC.
    authority
        Subject of the certificate that signed, RFC 4514.
    policy
        Object identifier of the policy that it was given under.
    serial
        Number of the token at the authority.
    """

    time: datetime
    authority: str
    policy: str
    serial: int


def query(data: bytes) -> Query:
    """Write a request for a time stamp over some bytes; only their hash leaves the house."""
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    assert asked.nonce is not None  # the builder's default
    return Query(asked.as_bytes(), asked.nonce)


def roots_of(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read the certificates that a reader trusts.

    Raises
    ------
    FormError
        The bytes hold no certificate in PEM.
    """
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise FormError(f"expected certificates in PEM: {error}") from error


def check(
    answer: bytes,
    data: bytes,
    roots: Sequence[x509.Certificate],
    *,
    policy: str = "",
    nonce: int | None = None,
) -> Stamp:
    """Check a token: signature, chain to a root at its time, purpose, imprint, policy and nonce.

    Parameters
    ----------
    answer
        TimeStampResp, DER, as the authority gave it.
    data
        What was stamped.
    roots
        Certificates that the reader trusts, from elsewhere than the log.
    policy
        Object identifier that the token must name; empty = any.
    nonce
        Of the request, where it is known.

    Raises
    ------
    FormError
        The bytes are no answer with a token.
    ProofError
        The token does not prove that the authority had these bytes.
    """
    found = _parsed(answer)
    wanted = x509.ObjectIdentifier(policy) if policy else None
    verifier = VerifierBuilder(roots=list(roots), policy_id=wanted, nonce=nonce).build()
    try:
        verifier.verify_message(found, data)
    except (VerificationError, ValueError) as error:
        raise ProofError(f"the time stamp does not hold: {error}") from error
    info = found.tst_info
    return Stamp(info.gen_time, _signer(found), info.policy.dotted_string, info.serial_number)


def imprint(answer: bytes) -> bytes:
    """Read which hash an answer is about; it proves nothing until it is checked.

    Raises
    ------
    FormError
        The bytes are no answer with a token.
    """
    return bytes(_parsed(answer).tst_info.message_imprint.message)


def _parsed(answer: bytes) -> TimeStampResponse:
    if len(answer) > TOKEN_LIMIT:
        raise FormError(f"expected a time stamp of at most {TOKEN_LIMIT} bytes, got {len(answer)}")
    try:
        found = decode_timestamp_response(answer)
    except ValueError as error:
        start = hashlib.sha256(answer).hexdigest()[:12]
        raise FormError(f"expected an answer of RFC 3161 ({start}…): {error}") from error
    if found.status != _GRANTED:
        raise FormError(f"the authority refused: status {found.status} {found.status_string}")
    return found


def _signer(found: TimeStampResponse) -> str:
    (signer,) = found.signed_data.signer_infos
    for der in found.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
            return certificate.subject.rfc4514_string()
    raise ProofError("the time stamp does not carry the certificate that signed it")
