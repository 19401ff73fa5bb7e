"""The roll of who may sign, and the acts so far: each new act is checked against both.

Whoever reads a log from its beginning keeps a roll and comes to the same answer as its writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from qingtian.ledger import kinds, reviewing
from qingtian.ledger.acts import Act, check_possession, key_name
from qingtian.ledger.appointment import Appointment
from qingtian.ledger.errors import RefusedError
from qingtian.ledger.note import decoded
from qingtian.ledger.standing import Standing

SLACK: Final = 600_000_000
"""How far an act's time may lie behind that of an act before it, or ahead of now. [µs]."""

Exists = Callable[[Mapping[str, Any]], bool]
"""Tells whether a reading that an act points to is where the act says."""

_STAYING: Final = frozenset(
    {
        *(kinds.SIGNER, kinds.REVOCATION, kinds.RETRACTION),
        *(kinds.REVIEW, kinds.COVER, kinds.PAPER, kinds.DEEDS),
    }
)
"""What is not retracted: a key is revoked, a mistaken retraction is answered by a new act, a day is
sent back or opened again, a paper is answered by another, deeds are answered by deeds.
"""
_CHAINED: Final = frozenset({kinds.CORRECTION, kinds.DECISION})
"""What builds on the act before about the same reading."""


class Roll(Standing):
    """Signers and acts of one log, in their order.

    Parameters
    ----------
    log
        Origin of the log.
    exists
        Tells whether a reading is where an act says; all are taken as there by default.
    """

    def __init__(self, log: str, exists: Exists = lambda _target: True) -> None:
        super().__init__()
        self.log = log
        self.signers: dict[str, Appointment] = {}
        self.revoked: dict[str, Act] = {}
        self._exists = exists
        self._contents: set[str] = set()
        self._latest = 0

    def take(self, act: Act) -> None:
        """Check an act and add it.

        Raises
        ------
        RefusedError
            It does not hold; nothing is added.
        ProofError
            A signature does not fit.
        """
        self.check(act)
        if act.schema == kinds.SIGNER:
            public = decoded(act.body["key"])
            self.signers[key_name(public)] = Appointment(act, public)
        elif act.schema == kinds.REVOCATION:
            self.revoked[act.body["key"]] = act
        self.remember(act)
        self._contents.add(act.content_hash())
        self._latest = max(self._latest, act.at)

    def check(self, act: Act, now: int | None = None) -> None:
        """Check an act against all before it.

        Parameters
        ----------
        act
            The act.
        now
            Time of the reader's own clock, where it takes the act in at this moment. [µs]

        Raises
        ------
        RefusedError, ProofError
            It does not hold.
        """
        if act.log != self.log:
            raise RefusedError(f"the act is meant for {act.log}")
        if act.content_hash() in self._contents:
            raise RefusedError("the act is in the log already: it holds once")
        self._check_time(act, now)
        self._check_signer(act)
        _RULES[act.schema](self, act)

    def _check_time(self, act: Act, now: int | None) -> None:
        if act.at < self._latest - SLACK:
            raise RefusedError("the act is dated before what stands in the log already")
        if now is not None and not now - SLACK <= act.at <= now + SLACK:
            raise RefusedError("the act's time is not the time at which it came in")

    def _check_signer(self, act: Act) -> None:
        if not self.signers:
            self._check_first(act)
            return
        found = self.signers.get(act.by)
        if found is None:
            raise RefusedError("the act is signed with a key that nobody was appointed with")
        act.check_signature(found.public)
        if act.by in self.revoked:
            raise RefusedError("the key was revoked")
        found.check_time(act.at)
        if act.schema != kinds.REVOCATION or act.body["key"] != act.by:
            found.check_scope(act)

    def _check_first(self, act: Act) -> None:
        """Let the first entry appoint the key that it is signed with, and none else."""
        if act.schema != kinds.SIGNER or not act.body["appoints"]:
            raise RefusedError("the first act must appoint who may appoint")
        act.check_signature(decoded(act.body["key"]))

    # Kind by kind

    def _signer(self, act: Act) -> None:
        public, until = decoded(act.body["key"]), act.body["until"]
        check_possession(self.log, public, decoded(act.body["possession"]))
        if key_name(public) in self.signers:
            raise RefusedError("the key was appointed already: a new duty takes a new key")
        if act.body["since"] < act.at - SLACK:
            raise RefusedError("nobody is appointed for the past")
        if until is not None and until <= act.body["since"]:
            raise RefusedError("the appointment ends before it begins")

    def _revocation(self, act: Act) -> None:
        if act.body["key"] not in self.signers:
            raise RefusedError("the key that is revoked was never appointed")
        if act.body["key"] in self.revoked:
            raise RefusedError("the key was revoked already")

    def _correction(self, act: Act) -> None:
        self._reading(act)
        standing = self.corrections(act.body["target"])
        if standing and standing[-1].body["new"] != act.body["old"]:
            known = standing[-1].body["new"]
            raise RefusedError(f"the value was corrected to {known!r}, not {act.body['old']!r}")
        if act.body["old"] == act.body["new"]:
            raise RefusedError("the corrected value is the old one")

    def _decision(self, act: Act) -> None:
        self._reading(act)
        standing = self.decisions(act.body["target"])
        if standing and standing[-1].body["after"] != act.body["before"]:
            known = standing[-1].body["after"]
            raise RefusedError(f"the mark was decided as {known!r}, not {act.body['before']!r}")

    def _reading(self, act: Act) -> None:
        if not self._exists(act.body["target"]):
            raise RefusedError("there is no such reading where the act says")

    def _retraction(self, act: Act) -> None:
        target = act.body["target"]
        if "entry" not in target:
            self._reading(act)
            return
        found = self.acts.get(target["entry"])
        if found is None:
            raise RefusedError("there is no such entry")
        if found.schema in _STAYING:
            raise RefusedError(f"an entry {found.schema} is not retracted")
        if self.retracted(target["entry"]):
            raise RefusedError("the entry was retracted already")
        if found.schema in _CHAINED and self._chain(found)[-1] != found:
            raise RefusedError("a later act rests on this one: retract that first")

    def _signoff(self, act: Act) -> None:
        chain = self.signatures(act.body["sample"])
        if len(chain) == len(kinds.DUTIES):
            raise RefusedError("the sample has its four signatures")
        expected = chain[-1].hash() if chain else None
        if act.body["duty"] != kinds.DUTIES[len(chain)]:
            raise RefusedError(f"the next to sign is the {kinds.DUTIES[len(chain)]}")
        if act.body["previous"] != expected:
            raise RefusedError("the signature names another one before it")
        if act.body["duty"] in {"reviewer", "signatory"} and any(
            act.by == each.by for each in chain
        ):
            raise RefusedError("nobody reviews or authorises what is his own, or does both")

    def _release(self, act: Act) -> None:
        source, outcome = act.body["source"], act.body["outcome"]
        if (source is not None) != (outcome == "published"):
            raise RefusedError("a release names its published source, or is approved or refused")
        if source is not None and not self._is_release(source):
            raise RefusedError("the source of the release was not released")

    def _is_release(self, name: str) -> bool:
        found = self.acts.get(name)
        return (
            found is not None
            and found.schema == kinds.RELEASE
            and found.body["outcome"] != "refused"
            and not self.retracted(name)
        )

    def _review(self, act: Act) -> None:
        chain = self.reviews(act.body["thing"], act.body["day"])
        refused = reviewing.refusal(act, chain)
        if refused:
            raise RefusedError(refused)

    def _meaning(self, act: Act) -> None:
        key = (act.body["thing"], act.body["subject"], act.body["name"])
        known = self.meaning(*key)
        if known is not None and known != act.body["old"]:
            raise RefusedError(f"the log has {known!r}, not {act.body['old']!r}")

    def _registered(self, act: Act) -> None:
        if act.body["change"] < self.change:
            raise RefusedError("the registry's changes enter the log in their order")
        said: dict[tuple[str, str, str], str] = {}
        for each in act.body["changes"]:
            key = (act.body["thing"], each["subject"], each["name"])
            before = said.get(key, self.meaning(*key))
            if before != each["old"]:
                raise RefusedError(f"the log has {before!r}, not {each['old']!r}")
            said[key] = each["new"]

    def _paper(self, act: Act) -> None:
        if self.signed(act.body["paper"], act.by):
            raise RefusedError("the paper is signed with this key already")

    def _sealed(self, act: Act) -> None:
        before = self.deeds
        if act.body["previous"] != (None if before is None else before.hash()):
            raise RefusedError("the deeds name others before them")
        if act.body["number"] != (0 if before is None else before.body["number"] + 1):
            raise RefusedError("the deeds enter the log in their order")

    def _covered(self, act: Act) -> None:
        before = self.cover
        if act.body["previous"] != (None if before is None else before.hash()):
            raise RefusedError("the cover names another one before it")
        if before is not None and act.body["period"] != before.body["period"] + 1:
            raise RefusedError(f"the next period to cover is {before.body['period'] + 1}")


_RULES: Final[Mapping[str, Callable[[Roll, Act], None]]] = {
    kinds.SIGNER: Roll._signer,  # noqa: SLF001 - a table of the class's own rules
    kinds.REVOCATION: Roll._revocation,  # noqa: SLF001
    kinds.CORRECTION: Roll._correction,  # noqa: SLF001
    kinds.RETRACTION: Roll._retraction,  # noqa: SLF001
    kinds.DECISION: Roll._decision,  # noqa: SLF001
    kinds.SIGNOFF: Roll._signoff,  # noqa: SLF001
    kinds.RELEASE: Roll._release,  # noqa: SLF001
    kinds.REVIEW: Roll._review,  # noqa: SLF001
    kinds.MEANING: Roll._meaning,  # noqa: SLF001
    kinds.REGISTRY: Roll._registered,  # noqa: SLF001
    kinds.COVER: Roll._covered,  # noqa: SLF001
    kinds.PAPER: Roll._paper,  # noqa: SLF001
    kinds.DEEDS: Roll._sealed,  # noqa: SLF001
}
