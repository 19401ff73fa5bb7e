"""The forms of the interface for matters: what comes in, and what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from qingtian.cases import Handed, Officer

Short = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=-(10**15), le=10**15)]
Real = Annotated[float, Field(allow_inf_nan=False)]
Value = bool | Number | Real | Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Facts = Annotated[dict[Short, Value], Field(max_length=60, default_factory=dict)]
Place = Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$")]


class Form(Schema):
    """What comes in; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class OfficerIn(Form):
    """Who enforces: name, and number of the certificate."""

    name: Name
    certificate: Annotated[str, Field(max_length=60)]


class PaperIn(Form):
    """A paper of an act: what it bears, and the SHA-256 of its file, which the department keeps."""

    key: Short
    officers: Annotated[list[OfficerIn], Field(max_length=20, default_factory=list)]
    party: Literal["", "signed", "refused", "replaced"] = ""
    witness: Annotated[str, Field(max_length=120)] = ""
    begin: datetime | None = None
    end: datetime | None = None
    signature: Annotated[str, Field(max_length=120)] = ""
    seal: bool = False
    number: Annotated[str, Field(max_length=60)] = ""
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    def handed(self) -> Handed:
        """Give it as the procedure takes it."""
        said = self.dict()
        said["officers"] = tuple(Officer(e.name, e.certificate) for e in self.officers)
        return Handed(**said)


Papers = Annotated[list[PaperIn], Field(max_length=20, default_factory=list)]


class SubjectIn(Form):
    """Whom or what a matter is about."""

    kind: Literal["firm", "site", "outlet", "river", "township", "plot", "person", "unit"]
    key: Name
    name: Name


class Clue(Form):
    """A clue that opens a matter; `ref` is the department's own number of it, and opens once."""

    procedure: Short
    act: Short
    subject: SubjectIn
    division: Place = ""
    ref: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
    party: Annotated[str, Field(max_length=60)] = ""
    facts: Facts
    papers: Papers
    words: Text = ""


class Act(Form):
    """An act in a matter: a result, an interim result, a decision, an ending."""

    act: Short
    party: Annotated[str, Field(max_length=60)] = ""
    facts: Facts
    papers: Papers
    reason: Text = ""
    version: Annotated[int, Field(ge=0, le=10**9)] | None = None


class Begin(Form):
    """The act by which a procedure begins that was called; what is known already need not be told."""

    act: Short
    party: Annotated[str, Field(max_length=60)] = ""
    facts: Facts
    papers: Papers
    reason: Text = ""


class Message(Act):
    """What a signed message tells: an act, and in which matter."""

    matter: Annotated[int, Field(ge=1, le=2**62)]


class Both(Schema):
    """A name in both languages, with its key."""

    key: str
    zh: str
    en: str


class Duty(Both):
    """What is owed, by whom, until when; no time = the text names none."""

    owed_by: str
    owed_to: list[str]
    since: datetime
    due: datetime | None
    late: bool


class Deed(Schema):
    """What was done; no words of persons."""

    seq: int
    act: Both
    party: str
    at: datetime
    legacy: bool
    digest: str
    proof: int | None


class Matter(Schema):
    """A matter as it stands."""

    id: int
    number: str
    procedure: str
    name: Both
    subject_kind: str
    subject_key: str
    subject_name: str
    division: str
    unit: int | None
    unit_name: str
    state: Both
    opened_at: datetime
    ended_at: datetime | None
    next_due: datetime | None
    open: int
    late: int
    version: int


class Offer(Both):
    """An act that the key may do by its parties; `barred` says why not yet."""

    party: str
    asks: list[str]
    needs: list[str]
    reason: bool
    barred: list[str]


class Opening(Both):
    """An act by which the key may open a matter."""

    party: list[str]
    asks: list[str]
    needs: list[str]


class Call(Both):
    """A procedure that the deed `seq` called and that waits to be opened; `why` the platform could not."""

    seq: int
    since: datetime
    why: str
    openings: list[Opening]


class Whole(Matter):
    """A matter with what is owed, what was done, what the key may do, and what was called and waits."""

    duties: list[Duty]
    deeds: list[Deed]
    offers: list[Offer]
    called: list[Call]


class Matters(Schema):
    """A page of the matters that the key may see."""

    total: int
    page: int
    count: int
    value: list[Matter]


class Opened(Schema):
    """The matter that a clue opened, or the open one about the same with which it is kept."""

    matter: Matter
    new: bool


class Done(Schema):
    """What was done, and how the matter stands then."""

    seq: int
    act: str
    at: datetime
    digest: str
    matter: Matter


class Receipt(Schema):
    """That a matter which was handed over was received."""

    number: str
    matter: int
    organisation: int
    received_at: datetime | None


class Procedure(Both):
    """A procedure in force by whose acts the key may open a matter."""

    version: int
    openings: list[Opening]


class Procedures(Schema):
    """The procedures."""

    count: int
    value: list[Procedure]
