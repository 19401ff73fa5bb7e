"""Many matters in a city of their own: planted in bulk, listed, taken in, and rung; one command each.

    python tests/support/manymatters.py DATA plant 200000
    python tests/support/manymatters.py DATA queue 200
    python tests/support/manymatters.py DATA intake 2000
    python tests/support/manymatters.py DATA ring

Each writes one line of JSON. Planted rows are those that the platform itself would write: the deeds of a few
real cases, repeated for other sites at other times.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DISTRICTS = ("110101", "110102", "110105", "110106", "110108", "110112")
NOW = datetime(2024, 5, 6, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
PIECE = 2000
TAKEN = 500
HOLDER = "officer-110105"
"""Who holds a sixth of what runs in a district: five thousand of two hundred thousand."""
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("mine", {}),
    ("open", {"show": "open"}),
    ("ended", {"show": "ended"}),
    ("late", {"clock": "late"}),
    ("open_late", {"show": "open", "clock": "late"}),
    ("division", {"show": "open", "division": "110105"}),
    ("procedure", {"show": "open", "procedure": "construction-dust", "state": "confirmed"}),
    ("text", {"show": "open", "q": "工地{}"}),
    ("text_of_mine", {"q": "site-{}"}),
    ("text_of_all", {"show": "open", "q": "工地"}),
)
"""What is asked of the page; `{}` is a number."""


def plant(count: int) -> dict[str, Any]:
    """Plant matters by three real ones: a quarter was just opened, a quarter runs since long, half has ended."""
    from qingtian_platform.act.cases import api
    from qingtian_platform.act.cases.models import Deed, Matter, OpenDuty, Register, Standing
    from qingtian_platform.people import api as people

    for district in (None, *DISTRICTS):
        for role in ("enforcement", "head"):
            login = f"{'officer' if role == 'enforcement' else role}-{district}"
            people.add_person(login, role, district=district, mail=f"{login}@example.org")
    patterns = [_pattern(number) for number in (0, 1, 2)]
    for first in range(0, count, PIECE):
        _piece([*patterns, patterns[2]], first, min(PIECE, count - first))
    for district in DISTRICTS:
        Register.objects.update_or_create(name=district, year=2024, defaults={"last": count})
    assert api.queue(people.account("officer-None"), ended=None).total == Standing.objects.count()
    return {
        "matters": Matter.objects.count(),
        "deeds": Deed.objects.count(),
        "open": Standing.objects.filter(ended_at=None).count(),
        "ringing": Standing.objects.filter(next_expiry__isnull=False).count(),
        "duties": OpenDuty.objects.count(),
        "held_by_one": Standing.objects.filter(holder=HOLDER, ended_at=None).count(),
    }


def _pattern(which: int) -> Any:
    """Do a real matter through the API, and give its rows."""
    from qingtian_platform.act.cases import api
    from qingtian_platform.act.cases.models import OpenDuty, Standing
    from qingtian_platform.people import api as people

    officer, hour = people.account("officer-110105"), timedelta(hours=1)
    acts = {
        0: [],
        1: ["confirm", *["tell-industry"] * 17],
        2: ["reject", *["tell-industry"] * 6, "tell-territory", "drop"],
    }[which]
    made = api.open_matter(
        "construction-dust",
        "receive",
        subject=api.Subject("site", f"pattern-{which}", "样本工地"),
        division="110105",
        origin=api.Origin("patrol", f"pattern-{which}"),
        person=officer,
        facts={"received": NOW},
        now=NOW,
    )
    papers = {"confirm": "inspection", "reject": "inspection", "drop": None}
    for number, act in enumerate(acts):
        key, at = papers.get(act, "result"), NOW + (number + 3) * hour
        given = (_paper(key, at),) if key else ()
        api.do(made.id, officer, act, papers=given, reason="查", now=at)
    row = Standing.objects.select_related("matter").get(pk=made.id)
    return row, list(row.matter.deeds.all()), list(OpenDuty.objects.filter(matter=row))


def _paper(key: str, at: datetime) -> Any:
    from qingtian.cases import Handed, Officer

    return Handed(
        key,
        officers=(Officer("张", "1"), Officer("钱", "2")),
        party="signed",
        begin=at - timedelta(hours=2),
        end=at - timedelta(hours=1),
        signature="张",
        seal=True,
        number="1",
    )


def _piece(patterns: Any, first: int, size: int) -> None:
    """Write some matters in one transaction."""
    from django.db import transaction

    from qingtian_platform.act.cases.models import Assigned, Matter, OpenDuty, Report, Standing

    rows: dict[Any, list[Any]] = {m: [] for m in (Matter, Report, Standing, OpenDuty, Assigned)}
    deeds: list[tuple[Any, ...]] = []
    start = (Matter.objects.order_by("pk").last().pk) + 1
    for number in range(size):
        index, pk = first + number, start + number
        row, done, open_ones = patterns[index // len(DISTRICTS) % len(patterns)]
        shift = timedelta(seconds=37 * index % (90 * 86400))
        district = DISTRICTS[index % len(DISTRICTS)]
        said = _copy(row.matter, id=pk, number=f"{district}-2024-{index + 1:05d}x")
        said.division, said.subject_key = district, f"site-{index}"
        said.subject_name, said.origin_ref = f"工地{index}", f"planted-{index}"
        said.opened_at, said.recorded_at = row.opened_at + shift, row.opened_at + shift
        rows[Matter].append(said)
        at = said.recorded_at
        rows[Report].append(Report(matter_id=pk, kind="patrol", ref=said.origin_ref, at=at))
        deeds += [_deed(deed, said.number, pk, shift) for deed in done]
        stand = _copy(row, matter_id=pk, district=district, division=district)
        for name in ("opened_at", "ended_at", "next_due", "order", "next_expiry"):
            moment = getattr(row, name)
            far = moment is None or moment.year == 9999
            setattr(stand, name, moment if far else moment + shift)
        stand.text = f"{said.number} {said.subject_name} {said.subject_key}"
        if district == "110105" and row.ended_at is None and index // 24 % 3 == 0:
            stand.holder = HOLDER
            rows[Assigned].append(Assigned(matter_id=pk, to=HOLDER, at=at, cause="person"))
        rows[Standing].append(stand)
        for each in open_ones:
            due = None if each.due is None else each.due + shift
            rows[OpenDuty].append(
                _copy(each, id=None, matter_id=pk, since=each.since + shift, due=due)
            )
    with transaction.atomic():
        for model, found in rows.items():
            model.objects.bulk_create(found, batch_size=500)
        _write_deeds(deeds)


COLUMNS = (
    "matter_id", "seq", "act", "at", "recorded_at", "party", "login", "name", "facts", "papers",
    "reason", "returned", "legacy", "key", "salt", "digest",
)  # fmt: skip


def _deed(deed: Any, number: str, matter: int, shift: timedelta) -> tuple[Any, ...]:
    """Copy a deed to another matter and time, with its own hash, as the database takes it."""
    from qingtian_platform.act.cases import rows

    one = copy(deed)
    one.at, one.recorded_at = deed.at + shift, deed.recorded_at + shift
    if "received" in one.facts:
        one.facts = {"received": (NOW + shift).isoformat()}
    one.papers = [_later(each, shift) for each in deed.papers]
    one.matter_id, one.digest = matter, rows.digest(number, one)
    said = {each: getattr(one, each) for each in COLUMNS}
    said |= {each: json.dumps(said[each]) for each in ("facts", "papers")}
    said |= {each: f"{said[each]:%Y-%m-%d %H:%M:%S}" for each in ("at", "recorded_at")}
    return tuple(said.values())


def _write_deeds(deeds: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO cases_deed ({', '.join(COLUMNS)}) VALUES ({marks})",
            deeds,
        )


def _copy(row: Any, **more: Any) -> Any:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**(values | more))


def _later(paper: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    moved = {
        name: (datetime.fromisoformat(paper[name]) + shift).isoformat() for name in ("begin", "end")
    }
    return paper | moved


def queue(count: int) -> dict[str, Any]:
    """Open the first page of the queue as officers of the districts and of the city do, each way in turn."""
    from django.test import Client

    from qingtian_platform.people import api as people

    clients = {}
    for login in (HOLDER, "officer-110101", "officer-None", "head-None"):
        clients[login] = Client(headers={"accept-language": "zh-hans"}, SERVER_NAME="localhost")
        clients[login].force_login(people.account(login))
    for client in clients.values():
        client.get("/desk/cases/")  # the pack and the templates are read once
    took: dict[str, list[tuple[float, float]]] = {}
    for number in range(count):
        way, asked = WAYS[number % len(WAYS)]
        client = list(clients.values())[number // len(WAYS) % len(clients)]
        began = _clocks()
        answer = client.get("/desk/cases/", {k: v.format(number) for k, v in asked.items()})
        took.setdefault(way, []).append(_since(began))
        assert answer.status_code == 200, answer.status_code
    every = [each for found in took.values() for each in found]
    return {
        "pages": count,
        "p50": _ms(every, 0, 50),
        "p95": _ms(every, 0, 95),
        "p50_cpu": _ms(every, 1, 50),
        "p95_cpu": _ms(every, 1, 95),
        **{f"p95_cpu_{way}": _ms(found, 1, 95) for way, found in took.items()},
    }


def _ms(took: list[tuple[float, float]], clock: int, percent: int) -> float:
    ways = statistics.quantiles([each[clock] for each in took], n=100, method="inclusive")
    return round(ways[percent - 1] * 1000, 1)


def intake(count: int) -> dict[str, Any]:
    """Open matters one by one, each in its own transaction on the disk."""
    from qingtian_platform.act.cases import api

    api.open_matters(_openings(1), now=LATER)  # the pack is read once
    began = _clocks()
    for each in _openings(count):
        api.open_matters([each], now=LATER)
    return {"opened": count, **_speed("opened", count, began)}


def bulk(count: int) -> dict[str, Any]:
    """Open matters by hundreds, as tables and hand-overs of alarms do."""
    from qingtian_platform.act.cases import api

    api.open_matters(_openings(1), now=LATER)
    asked, began = _openings(count), _clocks()
    for first in range(0, count, TAKEN):
        api.open_matters(asked[first : first + TAKEN], now=LATER)
    return {"taken_in": count, **_speed("taken_in", count, began)}


def _openings(count: int) -> list[Any]:
    from qingtian_platform.act.cases import api
    from qingtian_platform.people import api as people

    officer, mark = people.account("officer-110105"), time.time_ns()
    return [
        api.Opening(
            "construction-dust",
            "see",
            api.Subject("site", f"new-{mark}-{number}", "新工地"),
            "110105",
            api.Origin("csv", f"{mark}-{number}"),
            officer,
        )
        for number in range(count)
    ]


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    took, worked = (now - then for now, then in zip(_clocks(), began, strict=True))
    return took, worked


def _speed(what: str, count: int, began: tuple[float, float]) -> dict[str, Any]:
    """Say how fast something went: by the clock, and by the work of one core alone."""
    took, worked = _since(began)
    return {
        f"{what}_per_second": round(count / took),
        f"{what}_per_cpu_second": round(count / worked),
    }


def ring(days: int = 300) -> dict[str, Any]:
    """Let every limit of the planted matters pass."""
    from qingtian_platform.act.cases import timers
    from qingtian_platform.act.cases.models import Assigned, Firing
    from qingtian_platform.act.notices.models import Message

    began, done = _clocks(), 0
    while count := timers.ring(NOW + timedelta(days=days)):
        done += count
    return {
        "rung": done,
        **_speed("rung", done, began),
        "firings": Firing.objects.count(),
        "messages": Message.objects.count(),
        "sent_up": Assigned.objects.filter(cause="escalation").count(),
    }


def main() -> None:
    """Run one command."""
    data, command, *numbers = sys.argv[1:]
    from qingtian_platform.project.commands._setup import use

    os.environ["QINGTIAN_MAIL"] = (
        "console"  # messages are put into the outbox; nothing sends them here
    )
    use(Path(data))
    commands = {"plant": plant, "queue": queue, "intake": intake, "bulk": bulk, "ring": ring}
    sys.stdout.write(json.dumps(commands[command](*map(int, numbers))) + "\n")


if __name__ == "__main__":
    main()
