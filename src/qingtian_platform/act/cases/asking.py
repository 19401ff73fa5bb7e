"""What is asked for when an act is to be done, and what is refused before the procedure is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian.cases import ActRefusedError, Handed, NoSuchError, Reason
from qingtian.cases import Deed as Act
from qingtian.cases.procedure import MACHINE, ActKind, Procedure
from qingtian_platform.act.cases import rows
from qingtian_platform.act.cases.errors import ForbiddenError, MatterError
from qingtian_platform.act.cases.infos import ORIGINS, SUBJECTS, Origin, Subject

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No paper of a matter is older."""
HUGE: Final = 15
"""No fact of a matter is as great as ten to this power. [1]"""


@dataclass(frozen=True)
class Wanted:
    """What is asked for when an act is to be done."""

    act: str
    party: str
    facts: Mapping[str, object]
    papers: tuple[Handed, ...]
    reason: str
    at: datetime | None
    now: datetime
    returned: str = ""
    key: str = ""

    @property
    def when(self) -> datetime:
        """When the act counts as done."""
        return self.at or self.now

    def as_act(self) -> Act:
        """Give it as the procedure takes it."""
        return Act(
            self.act, self.when, self.party, self.facts, self.papers, self.reason, self.returned
        )


def check_head(subject: Subject, origin: Origin) -> None:
    """Refuse a subject or an origin that is not whole."""
    if subject.kind not in SUBJECTS or not subject.key.strip() or not subject.name.strip():
        raise MatterError(
            _("Expected a subject with key and name, of a kind out of %(kinds)s.")
            % {"kinds": ", ".join(SUBJECTS)}
        )
    if origin.kind not in ORIGINS or not origin.ref.strip():
        raise MatterError(
            _("Expected an origin with its reference, of a kind out of %(kinds)s.")
            % {"kinds": ", ".join(ORIGINS)}
        )
    if len(subject.key) > 120 or len(subject.name) > 200 or len(origin.ref) > 160:
        raise MatterError(_("A name or reference is too long."))


def check_time(asked: Wanted, *, legacy: bool) -> None:
    """Refuse times that cannot be; of a live matter all but the present."""
    if asked.at is None:
        return
    if asked.at.tzinfo is None:
        raise ActRefusedError(asked.act, [Reason("zone")])
    reasons = []
    if not legacy and asked.at != asked.now:
        reasons.append(Reason("present"))
    if asked.at > asked.now:
        reasons.append(Reason("future", at=asked.at))
    if asked.at < EARLIEST:
        reasons.append(Reason("ancient", first=EARLIEST.date(), at=asked.at))
    if reasons:
        raise ActRefusedError(asked.act, reasons)


def bounded(asked: Wanted) -> None:
    """Refuse what is too long or too great for anything real."""
    reasons = [
        Reason("huge", about=name, fact=name, power=HUGE)
        for name, value in asked.facts.items()
        if _huge(value)
    ]
    plain = rows.facts_json(asked.facts), rows.papers_json(asked.papers)
    if rows.too_long(*plain, asked.reason):
        reasons.append(Reason("long", most=rows.MOST))
    if reasons:
        raise ActRefusedError(asked.act, reasons)


def _huge(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return False
    if isinstance(value, str) and len(value) > 40:
        return False
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return False
    return found.is_finite() and found != 0 and found.adjusted() >= HUGE


def with_party(
    kind: Procedure,
    asked: Wanted,
    mine: frozenset[str],
    person: Any,  # noqa: ANN401
) -> Wanted:
    """Say as which party a person acts, if it may; a stage of the platform says it itself.

    Raises
    ------
    ForbiddenError
        If the person may act as none of those who may do this.
    NoSuchError
        If there is no such act.
    """
    act = kind.acts.get(asked.act)
    if act is None:
        raise NoSuchError(f"{kind.key}: no act is called {asked.act}")
    if person is None:
        return asked
    party = asked.party or _first(act, mine)
    if party not in mine:
        names = ", ".join(_party_name(kind, each) for each in act.by if each != MACHINE)
        raise ForbiddenError(_("Only %(parties)s may do this.") % {"parties": names})
    return Wanted(**{**asked.__dict__, "party": party})


def _party_name(kind: Procedure, party: str) -> str:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return kind.parties[party][language]


def _first(act: ActKind, mine: frozenset[str]) -> str:
    return next((party for party in act.by if party in mine), "")
