"""An act as its page shows it: what, who, when, how the signature stands, where in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian_platform.kit.categories import english
from qingtian_platform.publish.deeds import words
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo, KeyState

SAID = (
    *(kinds.CORRECTION, kinds.DECISION, kinds.RETRACTION, kinds.RELEASE, kinds.REVIEW),
    kinds.MEANING,
)
"""Acts whose words everyone may read: reasons. Those of others name persons."""


@dataclass(frozen=True)
class Line:
    """An act in a list."""

    number: int
    kind: str
    says: str
    who: str
    at: datetime
    stands: bool

    @property
    def href(self) -> str:
        """Address of its page."""
        return reverse("portal:act", args=[self.number])


def line(info: ActInfo) -> Line:
    """Put an act into a list."""
    kind, says = acts.word(info.act.schema), words.sentence(info.act)
    return Line(info.number, kind, says, words.role(info), info.at, info.stands)


@dataclass(frozen=True)
class Signer:
    """Who signed, as the public sees it.

    Attributes
    ----------
    role
        At that time.
    name
        Where it is public; else empty.
    basis, weak
        On what ground, and whether that must still be checked.
    """

    role: str
    name: str = ""
    basis: str = ""
    weak: bool = False


def signer(info: ActInfo) -> Signer:
    """Say who signed: the role, and the name where there is a ground to publish it."""
    role, ground = words.role(info), acts.basis(info.act)
    if ground is None or info.holder.erased:
        return Signer(role)
    side = "en" if english() else "zh"
    said = f"{ground.says[side]} · {ground.document[side]}"
    return Signer(role, info.holder.name, said, ground.weak)


def standing(info: ActInfo) -> str:
    """Say whether an act holds now, and what came after it."""
    if not info.stands:
        return _("Taken back since; it stays in the log.")
    if info.act.schema in {kinds.CORRECTION, kinds.DECISION}:
        chain = acts.roll()
        of = chain.corrections if info.act.schema == kinds.CORRECTION else chain.decisions
        if of(info.act.body["target"])[-1].hash() != info.hash:
            return _("A later act about the same value rests on it and holds now.")
    return _("It holds.")


def key_words(info: ActInfo, state: KeyState, *, fits: bool) -> list[str]:
    """Say how the signature and its key stand."""
    if not fits:
        return [_("The signature does not fit. This act holds nowhere.")]
    first = _("The signature fits the act and the key; checked just now.")
    if state.revoked_at is None:
        return [first, _("The key was valid when it signed, and has not been revoked.")]
    if state.revoked_at > info.at:
        later = _("The key was valid when it signed. It was revoked later; the act stands.")
        return [first, later]
    return [first]


def entry_of(number: int) -> int | None:
    """Give the place of an act in the log; None while it is on its way there."""
    try:
        return acts.proof(number).index
    except record.NotLoggedError:
        return None
