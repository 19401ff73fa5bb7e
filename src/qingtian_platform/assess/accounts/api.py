"""What accountability offers to the desk and to other parts of it; no public page imports this.

Facts are counted and sourced, ladders propose, a person decides under his signature. Rows are added and
never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from qingtian.policy.accounts import AUTHOR, ORGAN, lacking
from qingtian_platform.assess.accounts import (
    deciding,
    entering,
    knowing,
    proceeding,
    proposing,
    transferring,
)
from qingtian_platform.assess.accounts.allowed import may_read, of_city, sees
from qingtian_platform.assess.accounts.deciding import OUTCOMES, refusal
from qingtian_platform.assess.accounts.entering import COLUMNS
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import (
    MENDED,
    WITHDRAWN,
    ChangeInfo,
    DecisionInfo,
    FactInfo,
    FactRow,
    ProcedureInfo,
    ProposalInfo,
    TransferInfo,
)
from qingtian_platform.assess.accounts.models import Fact, Paper
from qingtian_platform.assess.accounts.proceeding import LADDER as INTERVIEW
from qingtian_platform.assess.accounts.proceeding import SEQUENCES, author, clauses
from qingtian_platform.kit.places import Places

__all__ = [
    "AUTHOR",
    "COLUMNS",
    "INTERVIEW",
    "MENDED",
    "ORGAN",
    "OUTCOMES",
    "SEQUENCES",
    "WITHDRAWN",
    "AccountRefusedError",
    "ChangeInfo",
    "DecisionInfo",
    "FactInfo",
    "FactRow",
    "ProcedureInfo",
    "ProposalInfo",
    "TransferInfo",
    "advance",
    "author",
    "clauses",
    "decide",
    "decisions",
    "facts",
    "falsified",
    "hand_in",
    "lacking",
    "may_read",
    "of_city",
    "open_procedure",
    "owed",
    "package",
    "procedure_step",
    "procedures",
    "proposals",
    "refusal",
    "sees",
    "transfer",
    "transfer_step",
    "transfers",
    "unsigned",
    "withdraw",
]


def hand_in(
    rows: Iterable[FactRow],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> list[int]:
    """Take facts in: all of them, or none.

    Parameters
    ----------
    rows
        As they are handed in.
    person
        Who hands them in; a person of a district those of its own places alone.
    files
        Hashes of what was handed in beside them (`kit.attachments`).
    now
        When; None = the present.

    Returns
    -------
    list of int
        Numbers of the facts.

    Raises
    ------
    AccountRefusedError
        If one breaks the form or stands already; the message counts rows from 1.
    """
    return entering.hand_in(rows, person, files=files, now=now)


def withdraw(
    number: int,
    reason: str,
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> None:
    """Withdraw a fact, by a row beside it: it counts no more from then on, and stays.

    Raises
    ------
    AccountRefusedError
        If there is no such fact, it is withdrawn already, no reason is given, or a person of a district
        withdraws what another one handed in.
    """
    entering.withdraw(number, reason, person, now=now)


def advance(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down the next link of a rectification, with what shows it.

    Parameters
    ----------
    number
        Of the fact.
    what
        The link that comes next (`owed`): `mended`, or of a matter handed over those of the setting
        `rectification.order`.
    day
        When it was done.
    words, files
        What shows it.
    person, now
        Who says so, and when; None = the present.

    Raises
    ------
    AccountRefusedError
        If there is no such fact, another link comes next, the day lies ahead, or a person of a district
        accepts what was handed over to it.
    """
    entering.advance(number, what, day, words, person, files=files, now=now)


def owed(number: int, day: date) -> str:
    """Name the link of rectification that comes next; empty where a fact asks for none."""
    found = Fact.objects.filter(pk=number).first()
    return "" if found is None else entering.owed_link(found, day)


def facts(day: date, unit: str | None = None) -> list[FactInfo]:
    """List the facts that were known at the end of a day, the oldest first; those withdrawn too.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    unit
        Of one unit; None = of all.
    """
    return knowing.facts(day, unit)


def falsified(day: date) -> dict[tuple[str, int], Counter[str]]:
    """Count proven falsification by district and calendar year, and by its type (D7-2.4-04). [1]."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for each in knowing.facts(day):
        if each.row.kind == "falsified" and each.withdrawn is None:
            found.setdefault((each.row.unit, each.day.year), Counter())[each.row.type] += 1
    return found


def proposals(day: date, unit: str | None = None) -> list[ProposalInfo]:
    """Tell where every unit stands on every ladder, as it was known at the end of a day.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    unit
        Of one unit; None = of all that a fact is known of.

    Returns
    -------
    list of ProposalInfo
        `standing.proposed` is empty where nothing is proposed, or a person decided on it.

    Raises
    ------
    AccountRefusedError
        If the city has no policy.
    """
    return proposing.proposals(day, unit)


def decide(
    ladder: str,
    unit: str,
    turn: str,
    outcome: str,
    reason: str,
    person: Any,  # noqa: ANN401
    *,
    level: str = "",
    responsible: str = "",
    now: datetime | None = None,
) -> str:
    """Write a decision for its person to sign; nothing follows from it until he does.

    Parameters
    ----------
    ladder, unit, turn
        About which proposal.
    outcome, level
        `accept`; `other`, with a level of the ladder; or `none`.
    reason
        Why, in words.
    person
        Who decides: an assessor or administrator of the city who handed in none of the facts.
    responsible
        Who is held to account, where a person is named.
    now
        When; None = the present.

    Returns
    -------
    str
        Salted hash of the paper, which an act `qingtian.paper/1` of this person signs. The decision
        holds from then on, if all that it rests on still stands.

    Raises
    ------
    AccountRefusedError
        If nothing is proposed, the person may not decide, or no reason is given.
    """
    found = deciding.decide(
        ladder, unit, turn, outcome, reason, person, level=level, responsible=responsible, now=now
    )
    return str(found.pk)


def decisions(day: date | None = None, unit: str | None = None) -> list[DecisionInfo]:
    """List what was decided until the end of a day (None = ever), the newest first."""
    return knowing.decisions(day, unit)


def unsigned(person: Any, unit: str, what: str) -> tuple[str, str] | None:  # noqa: ANN401
    """Give hash and text of the last paper about a unit that a person wrote, if he did not sign it."""
    rows = Paper.objects.filter(by=person.get_username(), unit=unit, what=what)
    row = rows.select_related("decision", "transfer").order_by("-at").first()
    if row is None or hasattr(row, "decision") or hasattr(row, "transfer"):
        return None
    return row.pk, row.text


def transfer(
    unit: str,
    responsible: str,
    clue: str,
    organ: str,
    numbers: Sequence[int],
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> str:
    """Write the transfer of a clue for its person to sign (D3-3.2-14).

    Parameters
    ----------
    unit, responsible, clue
        Whose; who is responsible; what it is about.
    organ
        The organ of discipline or supervision that receives it.
    numbers
        Of the facts that are its evidence.
    person, now
        Who transfers it, and when; None = the present.

    Returns
    -------
    str
        Salted hash of the paper to sign; with the signature it has the next number and a package.

    Raises
    ------
    AccountRefusedError
        If something is wanting, or a fact is not of this unit or withdrawn.
    """
    return str(transferring.transfer(unit, responsible, clue, organ, numbers, person, now=now).pk)


def transfers(unit: str | None = None) -> list[TransferInfo]:
    """List transfers, the newest first."""
    return transferring.transfers(unit)


def transfer_step(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down that a transfer was `received`, or after it what was done about it (`disposed`).

    Raises
    ------
    AccountRefusedError
        If there is no such transfer, the step does not come next, or the day lies ahead.
    """
    transferring.record_step(number, what, day, words, person, files=files, now=now)


def package(number: int, places: Places | None = None) -> bytes:
    """Give the package of a transfer: a ZIP whose manifest names each file by its SHA-256.

    Raises
    ------
    AccountRefusedError
        If there is no such transfer, or its files are no longer what was transferred.
    """
    return transferring.package(number, places)


def open_procedure(
    what: str,
    unit: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    numbers: Sequence[int] = (),
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> int:
    """Open an interview with a district, or, where the ministry interviewed it, a proposal of sanctions.

    Parameters
    ----------
    what
        `interview` (D7-2.4-04), which rests on a decision; `sanction` (D7-2.4-05), on `numbers`: clues
        that the ministry handed down.
    unit, day, words
        Code of the district; day of the first step, and what is said of it.
    person, now
        Who opens it, and when; None = the present.
    files
        Hashes of what was handed in beside it.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    AccountRefusedError
        If it is no district, nothing is there to rest on, or the day lies ahead.
    """
    return proceeding.open_procedure(
        what, unit, day, words, person, facts=numbers, files=files, now=now
    )


def procedure_step(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    persons: Sequence[Mapping[str, str]] = (),
    public: bool | None = None,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down the next step of a procedure (`ProcedureInfo.owed`).

    Parameters
    ----------
    number, what, day, words
        Of which procedure; which step, when, and what is said of it.
    person, now
        Who says so, and when; None = the present.
    persons
        Of `suggested`: `name`, `office` and `sanction` of each; sanctions are proposed against persons.
    public
        Of `held`: whether the interview was public.
    files
        Hashes of what was handed in beside it.

    Raises
    ------
    AccountRefusedError
        If another step comes next, the day lies ahead, or a proposal of sanctions names nobody.
    """
    proceeding.record_step(
        number, what, day, words, person, persons=persons, public=public, files=files, now=now
    )


def procedures(unit: str | None = None) -> list[ProcedureInfo]:
    """List procedures, the newest first."""
    return proceeding.procedures(unit)
