"""Matters as the interface gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from qingtian.cases import ActKind, Procedure
from qingtian.cases.reasons import Reason
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import MatterInfo
from qingtian_platform.kit.times import beijing

Said = dict[str, Any]


def said(reason: str) -> str:
    """Say a reason in the reader's language; one that is text alone stays as it is."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return reason.say(language) if isinstance(reason, Reason) else reason


def both(key: str, name: Mapping[str, str]) -> Said:
    """Give a name in both languages."""
    return {"key": key, "zh": name["zh"], "en": name["en"]}


def moment(at: datetime | None) -> str | None:
    """Write a time in Beijing's zone."""
    return None if at is None else beijing(at).isoformat()


def matter(info: MatterInfo) -> Said:
    """Give a matter in one row."""
    return {
        "id": info.id,
        "number": info.number,
        "procedure": info.procedure,
        "name": both(info.kind.key, info.kind.name),
        "subject_kind": info.subject.kind,
        "subject_key": info.subject.key,
        "subject_name": info.subject.name,
        "division": info.division,
        "unit": info.unit,
        "unit_name": info.unit_name,
        "state": both(info.state, info.kind.states[info.state].name),
        "opened_at": moment(info.opened_at),
        "ended_at": moment(info.ended_at),
        "next_due": moment(info.next_due),
        "open": info.open,
        "late": info.late,
        "version": info.version,
    }


def whole(info: MatterInfo, person: Any, now: datetime) -> Said:  # noqa: ANN401
    """Give a matter with what is owed, was done and may be done."""
    case = cases.case(info.id, now)
    kinds = case.procedure.duties
    duties = [
        both(each.kind, kinds[each.kind].name)
        | {
            "owed_by": kinds[each.kind].owed_by,
            "owed_to": list(kinds[each.kind].owed_to),
            "since": moment(each.since),
            "due": moment(each.due),
            "late": each.expired and not kinds[each.kind].waits,
        }
        for each in case.open_duties
    ]
    return matter(info) | {
        "duties": duties,
        "deeds": [_deed(each, case.procedure) for each in cases.deeds(info.id)],
        "offers": [_offer(each) for each in cases.offered(info.id, person, now)],
        "called": [_call(each, person, now) for each in cases.called(info.id, person, now)],
    }


def _call(call: cases.Call, person: Any, now: datetime) -> Said:  # noqa: ANN401
    mine = cases.openers(call, person, now)
    openings = [_opening(act, mine[act.key]) for act in call.openings if act.key in mine]
    return both(call.kind.key, call.kind.name) | {
        "seq": call.seq,
        "since": moment(call.since),
        "why": call.why,
        "openings": openings,
    }


def _opening(act: ActKind, parties: list[str]) -> Said:
    """Give an act by which a matter opens, and as which parties a person may do it."""
    return both(act.key, act.name) | {
        "party": parties,
        "asks": list(act.asks),
        "needs": list(act.needs),
    }


def _deed(info: cases.DeedInfo, kind: Procedure) -> Said:
    return {
        "seq": info.seq,
        "act": both(info.act, kind.acts[info.act].name),
        "party": info.party,
        "at": moment(info.at),
        "legacy": info.legacy,
        "digest": info.digest,
        "proof": info.proof,
    }


def _offer(offer: cases.Offer) -> Said:
    act = offer.act
    return both(act.key, act.name) | {
        "party": offer.party,
        "asks": list(act.asks),
        "needs": list(act.needs),
        "reason": act.reason,
        "barred": [said(each) for each in offer.barred],
    }


def procedures(person: Any, division: str, now: datetime) -> list[Said]:  # noqa: ANN401
    """List the procedures in force, with the acts by which a person may open a matter at a place."""
    day = beijing(now).date()
    found = []
    for one in cases.procedures().by_key.values():
        if not one.since <= day or (one.until is not None and one.until < day):
            continue
        mine = cases.parties(person, one, division, now)
        openings = [
            _opening(act, [each for each in act.by if each in mine])
            for act in one.acts.values()
            if act.opens and mine & set(act.by)
        ]
        if openings:
            found.append(both(one.key, one.name) | {"version": one.version, "openings": openings})
    return found
