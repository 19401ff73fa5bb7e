"""Which witnesses a log asks: a policy in the form of tlog-policy, kept with the log's state."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from qingtian.ledger.errors import FormError
from qingtian.ledger.policy import Policy, parse
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.log import identity

HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this very machine: what is reached there is run by who runs the log."""


def read(places: Places) -> Policy | None:
    """Read the policy; None where no witness is asked.

    Raises
    ------
    FormError
        The file is no policy.
    """
    try:
        text = places.log_policy.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return parse(text)


def keep(places: Places, text: str) -> None:
    """Keep a policy; it holds from the next start of the log.

    Raises
    ------
    FormError
        The text is no policy, or of another log.
    """
    policy, own = parse(text), identity.read(places).keys
    if policy.log not in own:
        raise FormError(f"expected a policy of {own[0]}, got one of {policy.log}")
    durable.write(places.log_policy, (text.encode(),), mode=0o600)


def own(places: Places) -> frozenset[str]:
    """Name the witnesses that are reached on this very machine: who runs the log runs them."""
    policy = read(places)
    if policy is None:
        return frozenset()
    hosts = {name: urlsplit(address).hostname for name, address in policy.addresses.items()}
    return frozenset(key.name for name, key in policy.witnesses.items() if hosts.get(name) in HERE)
