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
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DISTRICTS = ("110101", "110102", "110105", "110106", "110108", "110112")
NOW = datetime(2024, 5, 6, 2, tzinfo=UTC)
PIECE = 2000


def plant(count: int) -> dict[str, Any]:
    """Plant matters: every second one is open with a limit of its own, the others have nineteen deeds."""
    from qingtian_platform.act.cases import access, api
    from qingtian_platform.act.cases.models import (
        Deed,
        Matter,
        OpenDuty,
        Register,
        Report,
        Standing,
    )
    from qingtian_platform.people import api as people

    for district in (None, *DISTRICTS):
        people.add_person(f"officer-{district}", "enforcement", district=district)
        people.add_person(f"head-{district}", "head", district=district)
    patterns = [_pattern(number) for number in range(2)]
    done = 0
    while done < count:
        size = min(PIECE, count - done)
        _piece(patterns, done, size)
        done += size
    for district in DISTRICTS:
        Register.objects.update_or_create(name=district, year=2024, defaults={"last": count})
    assert api.queue(people.account("officer-None"), ended=None).total == Standing.objects.count()
    assert access.place("110105") == "110105"
    return {
        "matters": Matter.objects.count(),
        "deeds": Deed.objects.count(),
        "duties": OpenDuty.objects.count(),
        "reports": Report.objects.count(),
    }


def _pattern(which: int) -> Any:
    """Do a real matter through the API, and give its rows."""
    from qingtian.cases import Handed, Officer
    from qingtian_platform.act.cases import api
    from qingtian_platform.act.cases.models import OpenDuty, Standing
    from qingtian_platform.people import api as people

    officer = people.account("officer-110105")
    two = (Officer("张", "1"), Officer("钱", "2"))
    hour = timedelta(hours=1)

    def paper(key: str, at: datetime) -> Handed:
        return Handed(
            key,
            officers=two,
            party="signed",
            begin=at - 2 * hour,
            end=at - hour,
            signature="张",
            seal=True,
            number="1",
        )

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
    for number in range(18 if which else 0):
        at = NOW + (number + 3) * hour
        act, key = ("confirm", "inspection") if number == 0 else ("tell-industry", "result")
        api.do(made.id, officer, act, papers=(paper(key, at),), now=at)
    row = Standing.objects.select_related("matter").get(pk=made.id)
    return row, list(row.matter.deeds.all()), list(OpenDuty.objects.filter(matter=row))


def _piece(patterns: Any, first: int, size: int) -> None:
    """Write some matters in one transaction."""
    from django.db import transaction

    from qingtian_platform.act.cases import rows
    from qingtian_platform.act.cases.models import Deed, Matter, OpenDuty, Report, Standing

    matters, deeds, standings, duties, reports = [], [], [], [], []
    start = (Matter.objects.order_by("pk").last().pk) + 1
    for number in range(size):
        index, pk = first + number, start + number
        row, done, open_ones = patterns[index % 2]
        shift = timedelta(seconds=37 * index % (90 * 86400))
        district = DISTRICTS[index % len(DISTRICTS)]
        said = _copy(row.matter, id=pk, number=f"{district}-2024-{index + 1:05d}x")
        said.division, said.subject_key = district, f"site-{index}"
        said.subject_name, said.origin_ref = f"工地{index}", f"planted-{index}"
        said.opened_at, said.recorded_at = row.opened_at + shift, row.opened_at + shift
        matters.append(said)
        reports.append(
            Report(matter_id=pk, kind="patrol", ref=said.origin_ref, at=said.recorded_at)
        )
        for deed in done:
            one = _copy(deed, id=None, matter_id=pk)
            one.at, one.recorded_at = deed.at + shift, deed.recorded_at + shift
            if "received" in one.facts:
                one.facts = {"received": (NOW + shift).isoformat()}
            one.papers = [_later(each, shift) for each in deed.papers]
            one.digest = rows.digest(said.number, one)
            deeds.append(one)
        stand = _copy(row, matter_id=pk, district=district, division=district)
        for name in ("opened_at", "next_due", "order", "next_expiry"):
            moment = getattr(row, name)
            setattr(stand, name, None if moment is None else moment + shift)
        stand.text = f"{said.number} {said.subject_name} {said.subject_key}"
        standings.append(stand)
        for each in open_ones:
            one = _copy(each, id=None, matter_id=pk)
            one.since = each.since + shift
            one.due = None if each.due is None else each.due + shift
            duties.append(one)
    with transaction.atomic():
        for model, found in (
            (Matter, matters),
            (Deed, deeds),
            (Report, reports),
            (Standing, standings),
            (OpenDuty, duties),
        ):
            model.objects.bulk_create(found, batch_size=500)


def _copy(row: Any, **more: Any) -> Any:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**(values | more))


def _later(paper: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    moved = {
        name: (datetime.fromisoformat(paper[name]) + shift).isoformat() for name in ("begin", "end")
    }
    return paper | moved


def queue(count: int) -> dict[str, Any]:
    """Open pages of the queue as officers of the districts and of the city do."""
    from qingtian_platform.act.cases import api
    from qingtian_platform.people import api as people

    dice = random.Random(7)
    took = []
    for number in range(count):
        who = people.account(f"officer-{dice.choice((None, *DISTRICTS))}")
        asked = dice.choice(
            (
                {},
                {"mine": True},
                {"late": True},
                {"procedure": "construction-dust"},
                {"division": dice.choice(DISTRICTS)},
                {"order": "opened"},
                {"subject": api.Subject("site", f"site-{number}", "")},
            )
        )
        began = time.perf_counter()
        api.queue(who, page=dice.randrange(4), now=NOW + timedelta(days=45), **asked)
        took.append((time.perf_counter() - began) * 1000)
    ways = statistics.quantiles(took, n=100)
    return {"pages": count, "p50": round(ways[49], 1), "p95": round(ways[94], 1)}


def intake(count: int) -> dict[str, Any]:
    """Open matters one by one, each in its own transaction on the disk."""
    from qingtian_platform.act.cases import api
    from qingtian_platform.people import api as people

    officer = people.account("officer-110105")
    mark = time.time_ns()
    began = time.perf_counter()
    for number in range(count):
        api.open_matter(
            "construction-dust",
            "see",
            subject=api.Subject("site", f"new-{mark}-{number}", "新工地"),
            division="110105",
            origin=api.Origin("csv", f"{mark}-{number}"),
            person=officer,
            now=NOW + timedelta(days=400),
        )
    took = time.perf_counter() - began
    return {"opened": count, "per_second": round(count / took)}


def ring(days: int = 300) -> dict[str, Any]:
    """Let every limit of the planted matters pass."""
    from qingtian_platform.act.cases import timers
    from qingtian_platform.act.cases.models import Firing

    began, done = time.perf_counter(), 0
    while count := timers.ring(NOW + timedelta(days=days)):
        done += count
    took = time.perf_counter() - began
    return {"rung": done, "per_second": round(done / took), "firings": Firing.objects.count()}


def main() -> None:
    """Run one command."""
    data, command, *numbers = sys.argv[1:]
    from qingtian_platform.project.commands._setup import use

    use(Path(data))
    commands = {"plant": plant, "queue": queue, "intake": intake, "ring": ring}
    sys.stdout.write(json.dumps(commands[command](*map(int, numbers))) + "\n")


if __name__ == "__main__":
    main()
