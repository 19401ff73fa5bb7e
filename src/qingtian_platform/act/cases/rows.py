"""Deeds as rows: what was told and brought, as JSON that gives the same deed again."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qingtian.cases import Deed as Act
from qingtian.cases import Handed, Officer
from qingtian_platform.act.cases.models import Deed, Matter

MOST = 64_000
"""Characters of what one deed may say in all. [1]"""


def facts_json(facts: Mapping[str, object] | None) -> dict[str, Any]:
    """Write facts so that the procedure takes them as before."""
    return {name: _plain(value) for name, value in (facts or {}).items()}


def _plain(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | float) else value


def papers_json(papers: Iterable[Handed]) -> list[dict[str, Any]]:
    """Write papers."""
    return [
        {name: _plain(value) for name, value in asdict(each).items()}
        | {"officers": _officers(each)}
        for each in papers
    ]


def _officers(given: Handed) -> list[dict[str, str]]:
    return [{"name": each.name, "certificate": each.certificate} for each in given.officers]


def handed(written: Mapping[str, Any]) -> Handed:
    """Give a paper as it was handed in."""
    said = dict(written)
    said["officers"] = tuple(Officer(**each) for each in written["officers"])
    for name in ("begin", "end"):
        said[name] = None if written[name] is None else datetime.fromisoformat(written[name])
    return Handed(**said)


def act_of(row: Deed) -> Act:
    """Give a deed as the procedure takes it."""
    return Act(
        row.act,
        row.at,
        row.party,
        row.facts,
        tuple(handed(each) for each in row.papers),
        row.reason,
        row.returned,
    )


def row_of(
    matter: Matter,
    seq: int,
    act: Act,
    person: Any,  # noqa: ANN401
    now: datetime,
    *,
    legacy: bool,
    key: str | None,
) -> Deed:
    """Make the row of a deed, with its salted hash."""
    row = Deed(
        matter=matter,
        seq=seq,
        act=act.act,
        at=act.at,
        recorded_at=now,
        party=act.by,
        login=getattr(person, "username", ""),
        name="" if person is None else str(person),
        facts=facts_json(act.facts),
        papers=papers_json(act.papers),
        reason=act.reason,
        returned=act.returned,
        legacy=legacy,
        key=key or None,
        salt=secrets.token_hex(32),
    )
    row.digest = digest(matter.number, row)
    return row


def digest(number: str, row: Deed) -> str:
    """Give the salted hash of a deed: SHA-256(salt || UTF-8 of its canonical text), hexadecimal."""
    return hashlib.sha256(bytes.fromhex(row.salt) + text(number, row).encode()).hexdigest()


def text(number: str, row: Deed) -> str:
    """Write a deed as one canonical JSON text, as its hash takes it."""
    said = {
        "act": row.act,
        "at": _micros(row.at),
        "facts": row.facts,
        "legacy": row.legacy,
        "login": row.login,
        "matter": number,
        "name": row.name,
        "papers": row.papers,
        "party": row.party,
        "reason": row.reason,
        "recorded_at": _micros(row.recorded_at),
        "returned": row.returned,
        "seq": row.seq,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def too_long(facts: Mapping[str, Any], papers: Sequence[Any], reason: str) -> bool:
    """Tell whether a deed says more than one may."""
    return len(json.dumps([facts, papers, reason], ensure_ascii=False)) > MOST
