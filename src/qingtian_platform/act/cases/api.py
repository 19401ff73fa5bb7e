"""What the matters offer: open, act, read, list, count; the worker's clocks run behind them.

A matter (事项) is its deeds; everything else is computed from them by `qingtian.cases` under the version
of the procedure under which it began. Every function that needs the time takes it as `now`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from qingtian.cases import Case, Handed
from qingtian_platform.act.cases import access, calling, doing, listing, opening, reading, timers
from qingtian_platform.act.cases.access import parties, place
from qingtian_platform.act.cases.called import Call, called, open_called, openers
from qingtian_platform.act.cases.counting import (
    Ending,
    Penalty,
    Ruling,
    Tally,
    counts,
    endings,
    penalties,
    rulings,
)
from qingtian_platform.act.cases.disclosing import Disclosed, disclosed
from qingtian_platform.act.cases.errors import (
    ActRefusedError,
    ForbiddenError,
    MatterError,
    MisfitError,
    NoSuchError,
    RefusedError,
    StaleError,
)
from qingtian_platform.act.cases.infos import (
    ORIGINS,
    SUBJECTS,
    DeedInfo,
    Entry,
    LinkInfo,
    MatterInfo,
    Offer,
    Opening,
    Origin,
    Receipt,
    Shown,
    Subject,
)
from qingtian_platform.act.cases.listing import of_subject as matters_of
from qingtian_platform.act.cases.listing import queue
from qingtian_platform.act.cases.migrating import migrate
from qingtian_platform.act.cases.noting import assign, hand_over, link, links, note, receive
from qingtian_platform.act.cases.owing import Owed, is_subject, owed
from qingtian_platform.act.cases.pack import choices, has_procedures, in_force, procedures
from qingtian_platform.act.cases.placing import named as unit_named
from qingtian_platform.act.cases.port import Told, forget, listen
from qingtian_platform.act.cases.sealing import Proof, proof_of
from qingtian_platform.act.cases.telling import handovers
from qingtian_platform.act.cases.timeline import timeline

__all__ = [
    "ORIGINS",
    "SUBJECTS",
    "ActRefusedError",
    "Call",
    "DeedInfo",
    "Disclosed",
    "Ending",
    "Entry",
    "ForbiddenError",
    "LinkInfo",
    "MatterError",
    "MatterInfo",
    "MisfitError",
    "NoSuchError",
    "Offer",
    "Opening",
    "Origin",
    "Owed",
    "Penalty",
    "Proof",
    "Receipt",
    "RefusedError",
    "Ruling",
    "Shown",
    "StaleError",
    "Subject",
    "Tally",
    "Told",
    "acting",
    "assign",
    "called",
    "case",
    "choices",
    "counts",
    "deeds",
    "disclosed",
    "do",
    "endings",
    "entered",
    "forget",
    "hand_over",
    "handovers",
    "has_procedures",
    "in_force",
    "is_subject",
    "link",
    "links",
    "listen",
    "matter",
    "matters",
    "matters_of",
    "migrate",
    "note",
    "of_origin",
    "offered",
    "open_called",
    "open_matter",
    "open_matters",
    "openers",
    "owed",
    "parties",
    "penalties",
    "place",
    "procedures",
    "proof_of",
    "queue",
    "receive",
    "rulings",
    "timeline",
    "unit_named",
]


def open_matter(
    procedure: str,
    act: str,
    *,
    subject: Subject,
    division: str,
    origin: Origin,
    person: Any = None,  # noqa: ANN401 - the account model is private to its app
    party: str = "",
    facts: Mapping[str, object] | None = None,
    papers: Sequence[Handed] = (),
    reason: str = "",
    at: datetime | None = None,
    legacy: bool = False,
    parent: int | None = None,
    separate: bool = False,
    now: datetime | None = None,
) -> MatterInfo:
    """Open a matter, or give the one that came of the same origin before.

    Parameters
    ----------
    procedure, act
        Key of a procedure (its version in force on that day is taken), or `key/version`; an act that
        opens it.
    subject, division
        Whom it is about; code of the place, 6, 9 or 12 digits, empty for the city's own.
    origin
        Where it came from. A second report about the same subject, for an open matter in which
        nothing was done yet, is kept with that one, which is given.
    person, party
        Who opens it, and as which party; the party that may, where left out. Without a person a
        stage of the platform does it and must name the party, as `machine`.
    facts, papers, reason
        What the act tells and brings.
    at, legacy
        Of a matter recorded afterwards (补录): the time of its first paper.
    parent
        The matter that called it.
    separate
        A matter of its own although an open one is about the same.
    now
        The present.

    Raises
    ------
    ActRefusedError
        The procedure does not allow it; all reasons at once.
    ForbiddenError
        The person may act as none of those who may do this there.
    MatterError
        Subject or origin are not whole.
    NoSuchError
        There is no such procedure on that day, or no such act.
    """
    present = now or timezone.now()
    with transaction.atomic():
        made = opening.open_one(
            Opening(
                procedure,
                act,
                subject,
                division,
                origin,
                person,
                party,
                facts or {},
                tuple(papers),
                reason,
                at,
                legacy,
                parent,
                separate,
            ),
            present,
        )
        calling.settle(present)
    return made


def open_matters(asked: Sequence[Opening], now: datetime | None = None) -> list[MatterInfo]:
    """Open many matters in one transaction, all or none; each as `open_matter` opens it, in this order.

    Parameters
    ----------
    asked
        The matters; a later one may be a second report about an earlier.
    now
        The present.

    Returns
    -------
    list
        Of each the matter that was opened, or that holds its report.

    Raises
    ------
    RefusedError
        What is wrong with each that cannot be opened; nothing is written then.
    """
    present = now or timezone.now()
    with transaction.atomic():
        made = opening.open_all(asked, present)
        calling.settle(present)
    return made


def do(
    id: int,  # noqa: A002
    person: Any,  # noqa: ANN401
    act: str,
    *,
    party: str = "",
    facts: Mapping[str, object] | None = None,
    papers: Sequence[Handed] = (),
    reason: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
    now: datetime | None = None,
) -> DeedInfo:
    """Do an act; what it calls is opened, and what it ends comes back, in the same transaction.

    Parameters
    ----------
    id, person, act
        In which matter; who; which act of its procedure.
    party
        As which party; the first that the person may, where left out.
    facts, papers, reason
        What it tells and brings.
    at
        Only of a matter that is recorded afterwards (补录): when it was done.
    version
        `MatterInfo.version` as the person saw it.
    key
        One text a form: sent twice, the deed is done once, and the second call gives the first deed.
    now
        The present.

    Raises
    ------
    ActRefusedError
        The procedure does not allow it now, or something is missing; all reasons at once.
    ForbiddenError
        The person may not see the matter, or may act as none of those who may do this.
    StaleError
        Somebody else acted since `version`.
    NoSuchError
        There is no such matter or act.
    """
    present = now or timezone.now()
    with transaction.atomic():
        made = doing.do(
            id,
            person,
            act,
            party=party,
            facts=facts,
            papers=papers,
            reason=reason,
            at=at,
            version=version,
            key=key,
            now=present,
        )
        calling.settle(present)
    return made


def entered(id: int, now: datetime | None = None) -> None:  # noqa: A002
    """Say that the papers of a legacy matter are entered, so that its limits expire without delay.

    Parameters
    ----------
    id
        Which matter; those that it called are told apart.
    now
        The present.
    """
    timers.entered(id, now or timezone.now())


def matter(id: int, person: Any = None, now: datetime | None = None) -> MatterInfo:  # noqa: A002, ANN401
    """Give one matter.

    Raises
    ------
    NoSuchError
        If there is none.
    ForbiddenError
        If the person may not see it; without a person nobody is asked.
    """
    return reading.matter(id, person, now)


def matters(numbers: Iterable[int]) -> dict[int, MatterInfo]:
    """Give matters by their numbers, read at once; whoever asks; those that are not there are left out."""
    return listing.by_number(numbers)


def of_origin(origin: Origin, person: Any = None) -> MatterInfo | None:  # noqa: ANN401
    """Give the matter that came of an origin, or that holds its report; None for none, or for nobody's eyes.

    Parameters
    ----------
    origin
        Where it came from.
    person
        Who asks; without a person nobody is asked.
    """
    return reading.of_origin(origin, person)


def case(id: int, now: datetime | None = None) -> Case:  # noqa: A002
    """Compute a matter by its procedure, as it stands now.

    Raises
    ------
    NoSuchError
        If there is none.
    """
    return reading.case(id, now)


def deeds(id: int) -> list[DeedInfo]:  # noqa: A002
    """List what was done in a matter, in order, with the proof of each."""
    return reading.deeds(id)


def offered(id: int, person: Any, now: datetime | None = None) -> list[Offer]:  # noqa: A002, ANN401
    """List the acts of the present state that a person may do by its parties, also those still barred.

    Raises
    ------
    NoSuchError, ForbiddenError
        As of `matter`.
    """
    return reading.offered(id, person, now)


def acting(id: int, person: Any, now: datetime | None = None) -> frozenset[str]:  # noqa: A002, ANN401
    """Give the parties as which a person may act in a matter, also as the one that it is about.

    Raises
    ------
    NoSuchError
        If there is none.
    """
    return access.acting(person, reading.row_of(id), now)
