"""Decisions: a person accepts what is proposed, takes another level, or none, with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger.acts import Act
from qingtian.policy.accounts import HANDS
from qingtian_platform.assess.accounts import allowed, knowing, signing
from qingtian_platform.assess.accounts.entering import words_of
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import FactInfo, ProposalInfo
from qingtian_platform.assess.accounts.models import Decision, Paper
from qingtian_platform.assess.accounts.proposing import proposals
from qingtian_platform.kit.times import beijing
from qingtian_platform.record.acts.api import ActRefusedError

FORM = "qingtian.accountability/1"


def decide(
    ladder: str,
    unit: str,
    turn: str,
    outcome: str,
    reason: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    level: str = "",
    responsible: str = "",
    now: datetime | None = None,
) -> Paper:
    """Write a decision for its person to sign; see `api.decide`."""
    present = now or datetime.now(UTC)
    found = _proposed(ladder, unit, turn, beijing(present).date())
    if found is None:
        raise AccountRefusedError(_("Nothing is proposed here that nobody decided on."))
    refused = refusal(found, person, beijing(present).date())
    if refused:
        raise AccountRefusedError(refused)
    decided = _level(found, outcome, level)
    content = {
        "form": FORM,
        "ladder": ladder,
        "unit": unit,
        "turn": turn,
        "day": beijing(present).date().isoformat(),
        "proposed": found.standing.proposed,
        "outcome": outcome,
        "level": decided,
        "reason": words_of(reason),
        "responsible": responsible.strip()[:200],
        "evidence": _evidence(found),
        "before": found.decisions[0].act if found.decisions else None,
        "by": person.get_username(),
    }
    return signing.write("decision", unit, content, person, present)


def _proposed(ladder: str, unit: str, turn: str, day: date) -> ProposalInfo | None:
    for each in proposals(day, unit):
        if (each.ladder.key, each.standing.turn) == (ladder, turn) and each.standing.proposed:
            return each
    return None


def refusal(found: ProposalInfo, person: Any, day: date) -> str:  # noqa: ANN401
    """Say why a person may not decide on a proposal; empty = he may."""
    if not allowed.of_city(person):
        return _("An assessor or administrator of the city decides.")
    known = knowing.the_policy()
    own = [each for each in found.evidence if each.by == person.get_username()]
    if own and known.decided(HANDS, day) == "other":
        return _("Whoever handed in one of the facts does not decide on it; another person does.")
    return ""


def _level(found: ProposalInfo, outcome: str, level: str) -> str:
    proposed = found.standing.proposed
    if outcome == "accept":
        return proposed
    if outcome == "none":
        return ""
    if outcome != "other" or level not in found.ladder.levels or level == proposed:
        raise AccountRefusedError(
            _("Expected what is proposed, another level of the ladder, or none.")
        )
    return level


def _evidence(found: ProposalInfo) -> dict[str, Any]:
    """List all that a proposal rests on, as it stands."""
    standing = found.standing
    return {
        "counted": standing.counted,
        "unfinished": standing.unfinished,
        "share": None if standing.share is None else str(standing.share),
        "heavier": [int(each) for each in standing.heavier],
        "facts": [fact_content(each) for each in found.evidence],
        "rules": [
            {
                "setting": setting.key,
                "value": _plain(answer.value),
                "since": answer.since.isoformat(),
                "author": answer.author,
            }
            for setting, answer in found.rules
        ],
    }


def fact_content(each: FactInfo) -> dict[str, Any]:
    """Write a fact as a paper lists it."""
    return {
        "fact": each.id,
        **vars(each.row),
        "by": each.name,
        "at": each.at.isoformat(),
        "files": list(each.files),
        "changes": [
            {
                "what": change.what,
                "day": change.day.isoformat(),
                "words": change.words,
                "files": list(change.files),
                "by": change.name,
            }
            for change in each.changes
        ],
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a setting holds
    """Write an answer in what every reader of JSON keeps exactly."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, (bool, type(None))) else str(value)


def take(paper: Paper, act: Act, person: Any, at: datetime) -> None:  # noqa: ANN401
    """Take a signed decision up, where all that it rests on stands as it stood.

    Raises
    ------
    ActRefusedError
        It was decided on already, or the facts have changed since the paper was written.
    """
    said = json.loads(paper.text)
    day = beijing(at).date()
    found = _proposed(said["ladder"], said["unit"], said["turn"], day)
    if found is None or found.standing.proposed != said["proposed"]:
        raise ActRefusedError(
            "nothing of this is proposed now: it was decided on, or facts changed"
        )
    refused = refusal(found, person, day)
    if refused:
        raise ActRefusedError(refused)
    if json.loads(json.dumps(_evidence(found))) != said["evidence"]:
        raise ActRefusedError("the facts have changed since the paper was written: write it again")
    Decision(
        act=act.hash(), paper=paper, ladder=said["ladder"], unit=said["unit"], turn=said["turn"],
        proposed=said["proposed"], outcome=said["outcome"], level=said["level"],
        facts=[each["fact"] for each in said["evidence"]["facts"]],
        by=paper.by, name=paper.name, at=at,
    ).save(force_insert=True)  # fmt: skip
