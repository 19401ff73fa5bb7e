"""The package that a case picks up: members with evidence, the frames behind them, answers, events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qingtian_platform.act.alarms import reading
from qingtian_platform.act.alarms.infos import AlarmInfo, MemberInfo
from qingtian_platform.act.alarms.signs import verdict_of
from qingtian_platform.check.findings import api as check
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

FORM = "qingtian.handover/1"
MOST_FRAMES = 500
"""Most sealed frames that a package names; of more the first are taken, and how many were left out. [1]"""


def canonical(package: object) -> str:
    """Write a package as JSON in one way."""
    return json.dumps(package, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def package(number: int, now: datetime) -> dict[str, Any]:
    """Put together what is known of an item at this moment.

    Parameters
    ----------
    number
        Of the item.
    now
        The present.
    """
    alarm = reading.one(number, now)
    assert alarm is not None, "asked for before"
    members = reading.all_members(number)
    frames, left_out = _frames(members)
    return {
        "form": FORM,
        "made_at": now.isoformat(),
        "alarm": _alarm(alarm),
        "members": [_member(each) for each in members],
        "frames": frames,
        "frames_left_out": left_out,
        "answers": [_answer(each) for each in reading.answers_to(number)],
        "events": [
            {"at": each.at.isoformat(), "what": each.what, "person": each.person, "text": each.text}
            for each in reading.history(number)
        ],
    }


def _alarm(alarm: AlarmInfo) -> dict[str, Any]:
    things = registry.things()
    named = [
        {"id": n, "key": things[n].key, "name": things[n].name} for n in alarm.things if n in things
    ]
    return {
        "id": alarm.id,
        "things": named,
        "kind": alarm.kind,
        "cause": alarm.cause,
        "severity": alarm.severity,
        "row": alarm.row,
        "score": alarm.score,
        "start": alarm.start.isoformat(),
        "end": alarm.end.isoformat(),
        "raised_at": alarm.raised_at.isoformat(),
        "again": alarm.again,
    }


def _member(member: MemberInfo) -> dict[str, Any]:
    found: dict[str, Any] = {
        "form": member.form,
        "key": member.key,
        "kind": member.kind,
        "rule": member.rule,
        "thing": member.thing_id,
        "mn": member.mn,
        "code": member.code,
        "start": member.start.isoformat(),
        "end": member.end.isoformat(),
        "score": member.score,
        "facts": dict(member.facts),
        "withdrawn_at": None if member.withdrawn_at is None else member.withdrawn_at.isoformat(),
    }
    if member.form == "finding":
        said = check.finding(int(member.key))
        found["evidence"] = None if said is None else dict(said.evidence)
        found["said"] = None if said is None else {x: said.say(x) for x in ("zh", "en")}
    else:
        found["tree"] = evaluate.verdict_tree(*verdict_of(str(member.key)))
    return found


def _answer(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - AnswerInfo
    return {
        "cause": answer.cause,
        "text": answer.text,
        "at": answer.at.isoformat(),
        "person": answer.person,
        "on_behalf": answer.on_behalf,
        "attachments": [{"name": a.name, "hash": a.hash} for a in answer.attachments],
        "hash": answer.hash,
    }


def _frames(members: Iterable[MemberInfo]) -> tuple[list[dict[str, Any]], int]:
    """Name the sealed frames behind the members, each once, with the hash under which it is sealed."""
    if not record.ready():
        return [], 0
    wanted: set[tuple[int, int]] = set()
    for mn, code, start, end, interval in sorted(_stretches(members)):
        rows = record.observations(
            mn=mn,
            code=code or None,
            interval=interval or None,
            start=start,
            end=end,
            columns=["batch", "frame"],
        )
        pairs = zip(rows["batch"].to_pylist(), rows["frame"].to_pylist(), strict=True)
        wanted |= set(pairs)
    first = sorted(wanted)[:MOST_FRAMES]
    sealed = [record.sealed_frame(batch, frame) for batch, frame in first]
    found = [
        {
            "batch": each.batch,
            "frame": each.frame,
            "received_at": each.received_at.isoformat(),
            "leaf": each.leaf.hex(),
        }
        for each in sealed
    ]
    return found, len(wanted) - len(first)


def _stretches(members: Iterable[MemberInfo]) -> set[tuple[str, str, datetime, datetime, str]]:
    """List which observations the members speak of."""
    found = set()
    for each in members:
        if each.form == "finding":
            interval = str(each.facts.get("interval", ""))
            streams = each.facts.get("streams") or [[each.mn, each.code]]
            found |= {(mn, code, each.start, each.end, interval) for mn, code in streams}
        elif each.thing_id is not None:
            mns = {d.mn for d in registry.datastreams(each.thing_id) if d.code == each.code}
            interval = str(each.key).split("/")[1]
            found |= {(mn, each.code, each.start, each.end, "hour") for mn in mns if interval}
    return found
