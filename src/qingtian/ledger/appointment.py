"""For what a key was appointed, and what it may sign."""

from __future__ import annotations

from dataclasses import dataclass

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian.ledger.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Appointment:
    """For what a key was appointed.

    Attributes
    ----------
    act
        The entry that appointed it.
    public
        The key. [32 bytes]
    """

    act: Act
    public: bytes

    @property
    def since(self) -> int:
        """First moment at which it may sign. [µs]."""
        return int(self.act.body["since"])

    @property
    def until(self) -> int | None:
        """First moment at which it may sign no more; None = open. [µs]."""
        found: int | None = self.act.body["until"]
        return found

    def check_time(self, at: int) -> None:
        """Refuse a moment outside the appointment."""
        if at < self.since or (self.until is not None and at >= self.until):
            raise RefusedError("the key was not appointed for that time")

    def check_scope(self, act: Act) -> None:
        """Refuse an act that the key was not appointed for."""
        body = self.act.body
        if act.schema in {kinds.SIGNER, kinds.REVOCATION}:
            if not body["appoints"]:
                raise RefusedError("the key was not appointed to appoint or to revoke others")
        elif act.schema not in body["acts"]:
            raise RefusedError(f"the key was not appointed for {act.schema}")
        if act.schema == kinds.SIGNOFF and act.body["duty"] not in body["duties"]:
            raise RefusedError(f"the key was not appointed to sign as {act.body['duty']}")
