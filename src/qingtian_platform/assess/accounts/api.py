"""What accountability offers to the desk and to other parts of it; no public page imports this.

Facts are counted and sourced, ladders propose, a person decides under his signature. Rows are added and
never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from qingtian.policy.accounts import AUTHOR, ORGAN, lacking
from qingtian_platform.assess.accounts import (
    deciding,
    entering,
    knowing,
    proceeding,
    transferring,
)
from qingtian_platform.assess.accounts.allowed import may_read, of_city, sees
from qingtian_platform.assess.accounts.deciding import refusal
from qingtian_platform.assess.accounts.entering import COLUMNS, advance, hand_in, withdraw
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
from qingtian_platform.assess.accounts.knowing import decisions, facts
from qingtian_platform.assess.accounts.models import Fact, Paper
from qingtian_platform.assess.accounts.proceeding import LADDER as INTERVIEW
from qingtian_platform.assess.accounts.proceeding import SEQUENCES, author, clauses, procedures
from qingtian_platform.assess.accounts.proceeding import record_step as procedure_step
from qingtian_platform.assess.accounts.proposing import proposals
from qingtian_platform.assess.accounts.proven import proven
from qingtian_platform.assess.accounts.transferring import package, transfers
from qingtian_platform.assess.accounts.transferring import record_step as transfer_step

__all__ = [
    "AUTHOR",
    "COLUMNS",
    "INTERVIEW",
    "MENDED",
    "ORGAN",
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
    "proven",
    "refusal",
    "sees",
    "transfer",
    "transfer_step",
    "transfers",
    "unsigned",
    "withdraw",
]


def owed(number: int, day: date) -> str:
    """Name the link of rectification that comes next; empty where a fact asks for none."""
    found = Fact.objects.filter(pk=number).first()
    return "" if found is None else entering.owed_link(found, day)


def falsified(day: date) -> dict[tuple[str, int], Counter[str]]:
    """Count proven falsification by district and calendar year, and by its type (D7-2.4-04). [1]."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for each in knowing.facts(day):
        if each.row.kind == "falsified" and each.withdrawn is None:
            found.setdefault((each.row.unit, each.day.year), Counter())[each.row.type] += 1
    return found


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
