"""Correct a value: the old one stays, the new one carries a name, a reason and a signature."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from qingtian.ledger import kinds
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.kit.words import FLAGS
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.shown import line
from qingtian_platform.publish.deeds.terms import METHODS, REASONS, method, reason
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.dossier import rulings
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry

#: Marks under which a reviewer lets a value not count (HJ 212-2017, table 8).
REJECTING = ("D", "C", "M", "B", "T")


@desk_required(Role.REVIEWER)
def correct(request: HttpRequest) -> HttpResponse:
    """Show a reading with what was done to it, and the form that corrects it."""
    asked = {key: request.GET.get(key, "") for key in ("mn", "code", "interval", "field", "start")}
    asked["interval"] = asked["interval"] or "hour"
    asked["field"] = asked["field"] or "Avg"
    thing = _visible(request, asked["mn"])
    row = None if thing is None else _row(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "tried": bool(asked["mn"]),
        "thing": thing and words.name(thing),
        "reviewed": thing is not None and thing.kind in acts.REVIEWED,
        "reasons": [(key, reason(key)) for key in REASONS],
        "methods": [(key, method(key)) for key in METHODS],
        "log": acts.origin(),
        "login": request.user.get_username(),
        "schema": kinds.CORRECTION,
        "may_sign": acts.may_sign(request.user, kinds.CORRECTION),
        "proposals": rulings.proposals(request.user),
        **({} if row is None else _about(row)),
    }
    return page(request, "correct.html", "correct", context)


def _about(row: dict[str, Any]) -> dict[str, Any]:
    now = acts.corrected_one(row)
    held = acts.value_text(_received(row)) if now is None else now.value
    target, decided = acts.target_here(row), acts.decided_one(row)
    mark = row["flag"] if decided is None else decided.mark
    decision = {"target": target, "before": mark, "rule": "", "version": ""}
    return {
        "row": row,
        "value": held,
        "before": now,
        "body": {"target": target, "old": held},
        "withdrawn": row["act"] is not None and row["value"] is None and not row["text"],
        "retraction": kinds.RETRACTION,
        "withdrawing": {"basis": "", "target": target},
        "acts": [line(each) for each in acts.about_reading(row)],
        "mark": mark,
        "decided": decided,
        "marks": [(each, FLAGS[each]) for each in REJECTING],
        "decision": kinds.DECISION,
        "keeping": {**decision, "outcome": "kept", "after": "N"},
        "rejecting": {**decision, "outcome": "rejected"},
    }


def _received(row: dict[str, Any]) -> dict[str, Any]:
    """Give a reading as it was received, whatever persons said of it since."""
    if row["act"] is None:
        return row
    keys = ("mn", "code", "interval", "field")
    rows = record.observations(
        **{key: row[key] for key in keys},
        start=row["start"],
        end=row["start"] + timedelta(microseconds=1),
        superseded=True,
    ).to_pylist()
    same = ("batch", "frame", "place")
    return next(dict(each) for each in rows if all(each[key] == row[key] for key in same))


def _visible(request: HttpRequest, mn: str) -> registry.ThingInfo | None:
    logger = registry.loggers().get(mn)
    thing = None if logger is None else registry.things().get(logger.thing_id)
    return thing if thing is not None and seen(request)(thing) else None


def _row(asked: dict[str, str]) -> dict[str, Any] | None:
    try:
        start = datetime.strptime(asked["start"], "%Y-%m-%dT%H:%M").replace(tzinfo=BEIJING)
    except ValueError:
        return None
    begin = start.astimezone(UTC)
    rows = record.observations(
        mn=asked["mn"],
        code=asked["code"],
        interval=asked["interval"],
        field=asked["field"],
        start=begin,
        end=begin + timedelta(seconds=1),
    ).to_pylist()
    return dict(rows[0]) if rows else None
