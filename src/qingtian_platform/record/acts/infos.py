"""Acts and keys as pages show them, and the words for kinds of acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian_platform.record.acts.persons import Appointed


@dataclass(frozen=True)
class ActInfo:
    """An act as a page shows it.

    Attributes
    ----------
    number
        Its place in the list of acts.
    act
        What was signed.
    hash
        How other acts name it.
    at
        When it was signed, by the word of who signed.
    recorded_at
        When it came in.
    name
        Who signed, by the name at that time; empty = the platform itself.
    holder
        What was said of who signed, when the key was appointed.
    words
        What was written beside it; None where nothing was, or it was erased.
    erased_at, basis
        When the words were erased, and on what ground; None where they were not.
    stands
        False where it was retracted.
    """

    number: int
    act: Act
    hash: str
    at: datetime
    recorded_at: datetime
    name: str
    holder: Appointed
    words: str | None
    erased_at: datetime | None
    basis: str
    stands: bool


@dataclass(frozen=True)
class KeyState:
    """How a key stands.

    Attributes
    ----------
    since, until
        For when it was appointed; None = open.
    revoked_at
        When it was revoked; None = it was not. What was signed before stands.
    """

    since: datetime
    until: datetime | None
    revoked_at: datetime | None


def word(schema: str) -> str:
    """Name a kind of act for a person."""
    names = {
        kinds.SIGNER: _("appointment of a key"),
        kinds.REVOCATION: _("revocation of a key"),
        kinds.CORRECTION: _("correction"),
        kinds.RETRACTION: _("retraction"),
        kinds.DECISION: _("decision on a flag"),
        kinds.SIGNOFF: _("signature under a sheet"),
        kinds.RELEASE: _("release of information"),
        kinds.REVIEW: _("review of a day"),
        kinds.MEANING: _("change of what a reading means"),
        kinds.REGISTRY: _("change of the registry"),
        kinds.COVER: _("commitment of the protected store"),
        kinds.PAPER: _("signature under a paper of the desk"),
        kinds.DEEDS: _("seal over deeds of matters"),
    }
    return names.get(schema, schema)
