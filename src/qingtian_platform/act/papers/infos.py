"""What the papers tell others: plain values that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from qingtian.cases import Handed, Officer

State = Literal["draft", "done", "served"]
Party = Literal["", "signed", "refused", "replaced"]


@dataclass(frozen=True)
class Content:
    """What a paper says beside its number.

    Attributes
    ----------
    fields
        By key of the form; as text, whatever it is.
    officers
        Who took it, each with the number of a certificate.
    party, signer, witness
        Whether the party signed; who did so for it; who saw a refusal, or what stands for a signature.
    begin, end
        From when to when it was taken.
    signature, seal
        Who signed it; whether the unit's seal is on it.
    exhibits
        Numbers of the exhibits that go with it.
    number
        Of a matter recorded afterwards: the number that the paper has borne since then.
    """

    fields: Mapping[str, Any]
    officers: tuple[Officer, ...] = ()
    party: Party = ""
    signer: str = ""
    witness: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    signature: str = ""
    seal: bool = False
    exhibits: tuple[int, ...] = ()
    number: str = ""


@dataclass(frozen=True)
class ServedInfo:
    """That a paper was served.

    Attributes
    ----------
    day, way
        When it counts as served; in which way.
    proof
        Number of the record of service.
    """

    day: date
    way: str
    proof: int


@dataclass(frozen=True)
class PaperInfo:
    """One paper.

    Attributes
    ----------
    id, matter
        Its number here; its matter, None where it opens one that is not there yet.
    procedure, kind, key
        Version of the procedure; the paper of it, as `inspection` or `correction/order`, and that without the
        procedure.
    name, form
        Its name by language; the form and its version.
    subject, unit
        Whom the matter is about; the unit that writes it.
    number
        Empty where it bears none, or none yet.
    state
        `draft`, `done`, `served`.
    content
        What it says.
    version
        Times that the draft was saved. [1]
    by, name_by, at
        Who began it: login and name; when.
    finished_by, finished_at
        Who finished it; when. Empty and None of a draft.
    digest, salt, text
        Of a finished one: salted hash, what it is salted with, and the text that it is of.
    sealed
        Number of the act of the platform that holds the hash; None while it waits.
    signed
        Name, time and hash of the act of each signature.
    served
        None where it was not served.
    replaces, replaced_by, reason
        The papers before and after it, where one mends the other; why.
    """

    id: int
    matter: int | None
    procedure: str
    kind: str
    key: str
    name: Mapping[str, str]
    form: str
    subject: str
    unit: str
    number: str
    state: State
    content: Content
    version: int
    by: str
    name_by: str
    at: datetime
    finished_by: str = ""
    finished_at: datetime | None = None
    digest: str = ""
    salt: str = ""
    text: str = ""
    sealed: int | None = None
    signed: tuple[tuple[str, datetime, str], ...] = ()
    served: ServedInfo | None = None
    replaces: int | None = None
    replaced_by: int | None = None
    reason: str = ""

    @property
    def officers(self) -> tuple[Officer, ...]:
        """Who took it."""
        return self.content.officers

    @property
    def fields(self) -> Mapping[str, Any]:
        """What it says, by key of the form."""
        return self.content.fields

    def title(self, language: str) -> str:
        """Name it, with its number where it has one."""
        name = self.name["en" if language.startswith("en") else "zh"]
        return f"{name} {self.number}".strip()

    def handed(self) -> Handed:
        """Give it as an act of the procedure takes it."""
        said = self.content
        return Handed(
            self.key, said.officers, said.party, said.witness or said.signer, said.begin, said.end,
            said.signature, said.seal, self.number, self.digest,
        )  # fmt: skip


@dataclass(frozen=True)
class ExhibitInfo:
    """One exhibit.

    Attributes
    ----------
    id, matter, kind
        Its number; its matter; `file` or `reading`.
    hash, filename, form, size
        SHA-256 of its bytes; name that it came with; one of the forms of `kit.attachments`; its size. [bytes]
    words
        What is said of it.
    taken_at, lon, lat
        When and where it was taken; None where nobody says.
    batch, frame
        Of a reading: where it is sealed.
    by, name, at
        Who handed it in: login and name; when.
    digest, salt
        Salted hash that the list of acts holds, and what it is salted with.
    sealed
        Number of that act; None while it waits.
    """

    id: int
    matter: int
    kind: str
    hash: str
    filename: str
    form: str
    size: int
    words: str
    taken_at: datetime | None
    lon: float | None
    lat: float | None
    batch: int | None
    frame: int | None
    by: str
    name: str
    at: datetime
    digest: str
    salt: str
    sealed: int | None = None

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, of which a preview can be made."""
        return self.form in ("jpg", "png")
