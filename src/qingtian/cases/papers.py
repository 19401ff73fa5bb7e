"""Papers as they are handed in, and whether they bear what the procedure demands of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qingtian.cases.procedure import Paper
from qingtian.cases.reasons import Part, Reason


@dataclass(frozen=True)
class Officer:
    """Who enforces.

    Attributes
    ----------
    name, certificate
        Name, and number of the certificate.
    """

    name: str
    certificate: str


@dataclass(frozen=True)
class Handed:
    """One paper of an act.

    Attributes
    ----------
    key
        Which paper of the procedure.
    officers
        Who took it.
    party
        Whether the party signed, refused to, or is not asked; `replaced` where the law lets something
        else stand for its signature, as a public notice does.
    witness
        Who saw the refusal; what stands for the signature.
    begin, end
        From when to when it was taken; None where it does not say.
    signature, seal
        Who signed it; whether the unit's seal is on it.
    number
        Its number; empty where it has none.
    digest
        SHA-256 of its file; empty where it has none.
    """

    key: str
    officers: tuple[Officer, ...] = ()
    party: Literal["", "signed", "refused", "replaced"] = ""
    witness: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    signature: str = ""
    seal: bool = False
    number: str = ""
    digest: str = ""


def lacks(paper: Paper, given: Handed, at: datetime) -> Iterator[Reason]:
    """Tell what a paper lacks.

    Parameters
    ----------
    paper
        What is demanded.
    given
        What was handed in.
    at
        When the act is done; a paper cannot have been taken after it.

    Yields
    ------
    Reason
        What was expected and what came.
    """
    yield from _officers(paper, given)
    for demand in paper.demands:
        match demand:
            case "party":
                yield from _party(given)
            case "times":
                yield from _times(given, at)
            case "signature" if not given.signature.strip():
                yield Reason("signature")
            case "seal" if not given.seal:
                yield Reason("seal")
    if paper.numbered and not given.number.strip():
        yield Reason("number")


def of_paper(code: str, paper: Paper, lack: Part = None) -> Reason:
    """Say that a paper is missing, or what it lacks, and where the demand stands."""
    ground = paper.ground
    stands = ", ".join(ground.clauses) or ground.law
    where = {"en": f" ({stands})", "zh": f"（{stands}）"} if stands else {"en": "", "zh": ""}
    return Reason(
        code,
        about=paper.key,
        clauses=ground.clauses,
        law=ground.law,
        paper=paper.name,
        where=where,
        lack=lack,
    )


def _officers(paper: Paper, given: Handed) -> Iterator[Reason]:
    certified = {each.certificate.strip() for each in given.officers} - {""}
    if len(certified) < paper.officers:
        yield Reason("officers", wanted=paper.officers, got=len(certified))


def _party(given: Handed) -> Iterator[Reason]:
    if given.party == "refused" and not given.witness.strip():
        yield Reason("witness")
    elif given.party == "replaced" and not given.witness.strip():
        yield Reason("replaced")
    elif not given.party:
        yield Reason("party-sign")


def _times(given: Handed, at: datetime) -> Iterator[Reason]:
    if given.begin is None or given.end is None:
        yield Reason("times")
    elif given.begin >= given.end:
        yield Reason("times-order", begin=given.begin, end=given.end)
    elif given.end > at:
        yield Reason("times-late", end=given.end)
