"""Which time-stamping authority the log asks once a day: address and root, kept with its state.

    authority <name> <address> [<object identifier of the policy>]
    -----BEGIN CERTIFICATE-----                          (one or more roots, PEM)

Whoever changes the authority leaves the old root in the file: the tokens of earlier days need it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

from qingtian.ledger.errors import FormError
from qingtian.ledger.tokens import roots_of
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.log.policies import HERE

_SCHEMES: Final = ("http", "https")


@dataclass(frozen=True)
class Authority:
    """A time-stamping authority.

    Attributes
    ----------
    name
        What pages call it.
    address
        Where requests go, http or https.
    policy
        Object identifier that its tokens must name; empty = any.
    roots
        Certificates that its tokens must lead to.
    """

    name: str
    address: str
    policy: str
    roots: tuple[x509.Certificate, ...]

    @property
    def own(self) -> bool:
        """Say whether it runs on this very machine: then it proves nothing to anyone else."""
        return urlsplit(self.address).hostname in HERE


def parse(text: str) -> Authority:
    """Read an authority.

    Raises
    ------
    FormError
        The text is none.
    """
    line, _, pem = text.lstrip().partition("\n")
    word, given = line[: len("authority ")], line.split()[1:]
    if word != "authority " or len(given) not in (2, 3):
        raise FormError(f"expected `authority <name> <address> [<policy>]`, got {line[:80]!r}")
    if urlsplit(given[1]).scheme not in _SCHEMES:
        raise FormError(f"expected an address with http or https, got {given[1]!r}")
    policy = given[2] if len(given) > 2 else ""
    try:
        x509.ObjectIdentifier(policy or "1.2.3")
    except ValueError as error:
        raise FormError(f"expected an object identifier, got {policy!r}") from error
    return Authority(given[0], given[1], policy, roots_of(pem.encode()))


def read(places: Places) -> Authority | None:
    """Read the authority; None where none is asked.

    Raises
    ------
    FormError
        The file is none.
    """
    try:
        return parse(places.log_authority.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def keep(places: Places, text: str) -> None:
    """Keep an authority; it is asked from the next start of the log.

    Raises
    ------
    FormError
        The text is none.
    """
    parse(text)
    durable.write(places.log_authority, (text.encode(),), mode=0o600)
