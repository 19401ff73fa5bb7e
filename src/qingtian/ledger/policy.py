"""Whom a reader trusts: the log's key, witnesses, and how many of them must agree.

    log <vkey> [address]
    witness <name> <vkey> [address]
    group <name> all|any|<number> <member> …
    quorum <name>|none

The form is that of C2SP tlog-policy; lines that begin with `#` are remarks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.note import Key

NONE = "none"


@dataclass(frozen=True)
class Group:
    """Names of witnesses or groups, and how many of them count as one. [1]."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A reader's trust.

    Attributes
    ----------
    log
        Key of the log.
    witnesses
        Keys by the names that the policy gives them.
    groups
        By name.
    quorum
        Name of the witness or group that must have agreed; `none` = nobody.
    addresses
        Where a witness or the log is reached, by name; only of those that say so.
    """

    log: Key
    witnesses: Mapping[str, Key]
    groups: Mapping[str, Group]
    quorum: str
    addresses: Mapping[str, str]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Keys of all witnesses."""
        return tuple(self.witnesses.values())

    def agreed(self, signed: frozenset[Key]) -> bool:
        """Say whether those that have signed are enough."""
        return self.quorum == NONE or self._stands(self.quorum, signed)

    def _stands(self, name: str, signed: frozenset[Key]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name] in signed
        group = self.groups[name]
        return sum(self._stands(each, signed) for each in group.members) >= group.needed

    def demand(self, signed: frozenset[Key]) -> None:
        """Demand that enough have signed.

        Raises
        ------
        ProofError
            They are too few; the message names them.
        """
        if not self.agreed(signed):
            names = ", ".join(sorted(key.name for key in signed)) or "nobody"
            raise ProofError(f"expected the quorum {self.quorum!r}; cosigned by {names}")


def parse(text: str) -> Policy:
    """Read a policy.

    Raises
    ------
    FormError
        A line is not of the form, names something not defined before it, or there is no log.
    """
    reading = _Reading()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            try:
                reading.take(*words)
            except (FormError, TypeError, ValueError) as error:
                raise FormError(f"line {number}: {error}") from error
    return reading.policy()


class _Reading:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.log: Key | None = None
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, Group] = {}
        self.addresses: dict[str, str] = {}
        self.quorum = NONE

    def take(self, word: str, *rest: str) -> None:
        takers: dict[str, Callable[..., None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if word not in takers:
            raise FormError(f"expected one of {', '.join(takers)}; got {word!r}")
        takers[word](*rest)

    def _log(self, key: str, address: str = "") -> None:
        if self.log is not None:
            raise FormError("expected one log; there is a second")
        self.log = Key.parse(key)
        self.addresses["log"] = address

    def _witness(self, name: str, key: str, address: str = "") -> None:
        self._new(name)
        found = Key.parse(key)
        if found in self.witnesses.values():
            raise FormError("expected a new key; one witness counts once, whatever it is called")
        self.witnesses[name] = found
        if address:
            self.addresses[name] = address

    def _group(self, name: str, rule: str, *members: str) -> None:
        self._new(name)
        for member in members:
            self._known(member)
        if len(set(members)) != len(members):
            raise FormError("expected each member once; nobody counts twice")
        needed = {"all": len(members), "any": 1}.get(rule) or int(rule)
        if not 1 <= needed <= len(members):
            raise FormError(f"expected 1 to {len(members)} of the group; got {rule}")
        self.groups[name] = Group(needed, members)

    def _quorum(self, name: str) -> None:
        if name != NONE:
            self._known(name)
        self.quorum = name

    def _new(self, name: str) -> None:
        if name in self.witnesses or name in self.groups or name == NONE:
            raise FormError(f"expected a new name; {name!r} is taken")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise FormError(f"expected a witness or group named before; got {name!r}")

    def policy(self) -> Policy:
        if self.log is None:
            raise FormError("expected a line log with the log's key")
        return Policy(self.log, self.witnesses, self.groups, self.quorum, self.addresses)
