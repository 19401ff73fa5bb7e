"""Papers as they are handed in, and whether they bear what the procedure demands of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qingtian.cases.procedure import Paper


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


def lacks(paper: Paper, given: Handed, at: datetime) -> Iterator[str]:
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
    str
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
                yield "expected a signature; there is none"
            case "seal" if not given.seal:
                yield "expected the seal of the unit; there is none"
    if paper.numbered and not given.number.strip():
        yield "expected a number; there is none"


def _officers(paper: Paper, given: Handed) -> Iterator[str]:
    certified = {each.certificate.strip() for each in given.officers} - {""}
    if len(certified) < paper.officers:
        yield (
            f"expected {paper.officers} officers with the numbers of their certificates;"
            f" got {len(certified)}"
        )


def _party(given: Handed) -> Iterator[str]:
    if given.party == "refused" and not given.witness.strip():
        yield "expected a witness of the refusal to sign; there is none"
    elif given.party == "replaced" and not given.witness.strip():
        yield "expected what stands for the party's signature; there is nothing"
    elif not given.party:
        yield "expected the party's signature, or its refusal with a witness; there is neither"


def _times(given: Handed, at: datetime) -> Iterator[str]:
    if given.begin is None or given.end is None:
        yield "expected when it began and ended; one is missing"
    elif given.begin >= given.end:
        yield f"expected an end after the begin; got {given.begin} to {given.end}"
    elif given.end > at:
        yield f"expected a paper that was taken before the act; it ended at {given.end}"
