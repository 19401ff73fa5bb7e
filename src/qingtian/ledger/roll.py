"""The roll of who may sign, and the acts so far: each new act is checked against both.

Whoever reads a log from its beginning keeps a roll and comes to the same answer as its writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from qingtian.ledger import kinds, reviewing
from qingtian.ledger.acts import Act, check_possession, key_name
from qingtian.ledger.errors import ProofError
from qingtian.ledger.note import decoded

SLACK: Final = 600_000_000
"""How far an act's time may lie behind that of an act before it, or ahead of now. [µs]."""

Exists = Callable[[Mapping[str, Any]], bool]
"""Tells whether a reading that an act points to is where the act says."""


class RefusedError(ProofError):
    """A well-formed act that does not hold."""


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
_ABOUT_READINGS: Final = frozenset({kinds.CORRECTION, kinds.RETRACTION, kinds.DECISION})
"""What says of a reading something else than was received."""
_IN_A_ROW: Final = frozenset({kinds.COVER, kinds.DEEDS})
"""What names the one before it of its kind."""


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


@dataclass(frozen=True, slots=True)
class Holding:
    """What acts say of a reading instead of what was received.

    Attributes
    ----------
    number
        Place of the last of them among all acts.
    acts
        Corrections, retractions of the reading and decisions on its flag that stand, in order.
    """

    number: int
    acts: tuple[Act, ...]

    @property
    def target(self) -> Mapping[str, Any]:
        """The reading, as the last act points to it."""
        found: Mapping[str, Any] = self.acts[-1].body["target"]
        return found

    @property
    def valued(self) -> Act | None:
        """The correction or retraction that says what the value is; None = as received."""
        return next((act for act in reversed(self.acts) if act.schema != kinds.DECISION), None)

    @property
    def flag(self) -> str | None:
        """The flag after the last decision on it; None = as received."""
        decided = (act for act in reversed(self.acts) if act.schema == kinds.DECISION)
        return next((str(act.body["after"]) for act in decided), None)


class Roll:
    """Signers and acts of one log, in their order.

    Parameters
    ----------
    log
        Origin of the log.
    exists
        Tells whether a reading is where an act says; all are taken as there by default.
    """

    def __init__(self, log: str, exists: Exists = lambda _target: True) -> None:
        self.log = log
        self.signers: dict[str, Appointment] = {}
        self.revoked: dict[str, Act] = {}
        self.acts: dict[str, Act] = {}
        self._exists = exists
        self._contents: set[str] = set()
        self._latest = 0
        self._numbers: dict[str, int] = {}
        self._readings: dict[str, list[str]] = {}
        self._retracted: dict[str, Act] = {}
        self._meanings: dict[tuple[str, str, str], str] = {}
        self._change = -1
        self._chains: dict[str, list[Act]] = {}
        self._reviews: dict[tuple[str, str], list[Act]] = {}
        self._last: dict[str, Act] = {}
        self._papers: set[str] = set()

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
        self._remember(act)
        self._numbers[act.hash()] = len(self.acts)
        self.acts[act.hash()] = act
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
        if target["entry"] in self._retracted:
            raise RefusedError("the entry was retracted already")
        if found.schema in _CHAINED and self._chain(found)[-1] != found:
            raise RefusedError("a later act rests on this one: retract that first")

    def _signoff(self, act: Act) -> None:
        chain = self._chains.get(act.body["sample"], [])
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
            and name not in self._retracted
        )

    def _review(self, act: Act) -> None:
        chain = self.reviews(act.body["thing"], act.body["day"])
        refused = reviewing.refusal(act, chain)
        if refused:
            raise RefusedError(refused)

    def _meaning(self, act: Act) -> None:
        key = (act.body["thing"], act.body["subject"], act.body["name"])
        if key in self._meanings and self._meanings[key] != act.body["old"]:
            raise RefusedError(f"the log has {self._meanings[key]!r}, not {act.body['old']!r}")

    def _registered(self, act: Act) -> None:
        if act.body["change"] < self._change:
            raise RefusedError("the registry's changes enter the log in their order")
        said: dict[tuple[str, str, str], str] = {}
        for each in act.body["changes"]:
            key = (act.body["thing"], each["subject"], each["name"])
            before = said.get(key, self._meanings.get(key))
            if before != each["old"]:
                raise RefusedError(f"the log has {before!r}, not {each['old']!r}")
            said[key] = each["new"]

    def _paper(self, act: Act) -> None:
        if act.body["paper"] in self._papers:
            raise RefusedError("the paper is signed already")

    def _sealed(self, act: Act) -> None:
        before = self._last.get(kinds.DEEDS)
        if act.body["previous"] != (None if before is None else before.hash()):
            raise RefusedError("the deeds name others before them")
        if act.body["number"] != (0 if before is None else before.body["number"] + 1):
            raise RefusedError("the deeds enter the log in their order")

    def _covered(self, act: Act) -> None:
        before = self._last.get(kinds.COVER)
        if act.body["previous"] != (None if before is None else before.hash()):
            raise RefusedError("the cover names another one before it")
        if before is not None and act.body["period"] != before.body["period"] + 1:
            raise RefusedError(f"the next period to cover is {before.body['period'] + 1}")

    def _remember(self, act: Act) -> None:
        body = act.body
        if act.schema == kinds.RETRACTION and "entry" in body["target"]:
            self._retracted[body["target"]["entry"]] = act
        elif act.schema in _ABOUT_READINGS:
            self._readings.setdefault(_place(body["target"]), []).append(act.hash())
        elif act.schema == kinds.SIGNOFF:
            self._chains.setdefault(body["sample"], []).append(act)
        elif act.schema == kinds.REVIEW:
            self._reviews.setdefault((body["thing"], body["day"]), []).append(act)
        elif act.schema == kinds.MEANING:
            self._meanings[body["thing"], body["subject"], body["name"]] = body["new"]
        elif act.schema == kinds.REGISTRY:
            self._change = body["change"]
            for each in body["changes"]:
                self._meanings[body["thing"], each["subject"], each["name"]] = each["new"]
        elif act.schema in _IN_A_ROW:
            self._last[act.schema] = act
        elif act.schema == kinds.PAPER:
            self._papers.add(body["paper"])

    # What holds now

    def corrections(self, target: Mapping[str, Any]) -> list[Act]:
        """List the corrections of a reading that stand, in order; the last one gives its value."""
        return self._of(kinds.CORRECTION, target)

    def decisions(self, target: Mapping[str, Any]) -> list[Act]:
        """List the decisions on a reading's mark that stand, in order; the last one holds."""
        return self._of(kinds.DECISION, target)

    def holding(self, target: Mapping[str, Any], until: int | None = None) -> Holding | None:
        """Say what holds of a reading instead of what was received; None = nothing does.

        Parameters
        ----------
        target
            The reading: mn, code, field, interval, start, place.
        until
            By the acts signed up to this moment alone; None = by all. [µs]
        """
        return self._holding(_place(target), until)

    def held(self, until: int | None = None) -> Iterator[Holding]:
        """List what holds of each reading of which acts say something else than was received."""
        for place in self._readings:
            found = self._holding(place, until)
            if found is not None:
                yield found

    def acted(self, target: Mapping[str, Any]) -> bool:
        """Tell whether any act was ever about a reading, also if it was taken back."""
        return _place(target) in self._readings

    def number(self, name: str) -> int:
        """Give the place of an act among all acts, from 0."""
        return self._numbers[name]

    def retracted(self, name: str) -> bool:
        """Tell whether an entry was taken back; it stays in the log."""
        return name in self._retracted

    def meaning(self, thing: str, subject: str, name: str) -> str | None:
        """Give what an entry last said of what gives a reading its meaning; None = nothing."""
        return self._meanings.get((thing, subject, name))

    @property
    def change(self) -> int:
        """Number of the newest change of the registry that is in the log; -1 = none."""
        return self._change

    def signatures(self, sample: str) -> list[Act]:
        """List the signatures of a sample, in their order."""
        return list(self._chains.get(sample, ()))

    def reviews(self, thing: str, day: str) -> list[Act]:
        """List the steps of the review of a day of a thing, in their order."""
        return list(self._reviews.get((thing, day), ()))

    def reviewed(self) -> Iterator[tuple[str, str]]:
        """Name the things and days whose review ever began."""
        yield from self._reviews

    def _chain(self, act: Act) -> list[Act]:
        """List the acts of the same kind about the same reading that stand, in order."""
        return self._of(act.schema, act.body["target"])

    def _of(self, schema: str, target: Mapping[str, Any]) -> list[Act]:
        return [act for act in self._about(_place(target), None) if act.schema == schema]

    def _holding(self, place: str, until: int | None) -> Holding | None:
        acts = tuple(self._about(place, until))
        return Holding(self.number(acts[-1].hash()), acts) if acts else None

    def _about(self, place: str, until: int | None) -> Iterator[Act]:
        """Give the acts about a reading that stand at a moment, in order."""
        for name in self._readings.get(place, ()):
            act, back = self.acts[name], self._retracted.get(name)
            by_then = until is None or act.at <= until
            if by_then and (back is None or (until is not None and back.at > until)):
                yield act

    @property
    def cover(self) -> Act | None:
        """The newest commitment of the protected store."""
        return self._last.get(kinds.COVER)

    @property
    def deeds(self) -> Act | None:
        """The newest seal over deeds of matters."""
        return self._last.get(kinds.DEEDS)


def _place(target: Mapping[str, Any]) -> str:
    """Name a reading, whichever frame brought it."""
    keys = ("mn", "code", "field", "interval", "start", "place")
    return "\n".join(str(target[key]) for key in keys)


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
