"""Completeness equals the simulator's truth, per factor, from the wire to the exported archive."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import yaml

from qingtian_platform.collect.simulator import truth
from qingtian_platform.collect.simulator.fleet import Fault, Unit, fleet, plain
from support.served import prepare, qingtian, serve


def _added(member: Unit) -> list[str]:
    words = ["device", "add", "--mn", member.mn, "--password", member.password, "--st", member.st]
    return [*words, "--edition", member.edition, "--thing", f"place {member.mn}"]


def _exported(data: Path) -> dict[tuple[str, ...], tuple[Decimal, str]]:
    done = qingtian("export", "observations", "--format", "csv", data=data)
    assert done.returncode == 0, done.stderr
    return {
        (r["mn"], r["interval"], r["phenomenon_time"], r["code"], r["field"]): (
            Decimal(r["value"]),
            r["flag"],
        )
        for r in csv.DictReader(io.StringIO(done.stdout))
    }


def test_the_archive_holds_what_was_acknowledged_and_nothing_else(tmp_path: Path):
    """Also with loggers that withhold, refuse history, repeat, damage and mark their data."""
    faults = (
        Fault("silence", every=2, hours=0.5),
        Fault("mark", every=24, hours=24, mark="B", codes=("a34004", "w01018")),
    )
    troubled = [
        replace(member, broken=0.02, duplicates=0.05, history="refuses", realtime=5, faults=faults)
        for member in fleet("troubled")
        if member.st in ("22", "32")
    ]
    data, told = tmp_path / "data", tmp_path / "truth.jsonl"
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(plain(troubled)))))
    with serve(data) as served:
        served.wait_until_ready()
        prepare([_added(member) for member in troubled], data)
        words = ["--gateway", f"127.0.0.1:{served.gateway}", "--fleet", tmp_path / "fleet.yaml"]
        words += ["--backfill", "8", "--duration", "15", "--truth", told, "--timeout", "2"]
        done = qingtian("simulate", *map(str, words), data=data)
        assert done.returncode == 0, done.stderr
        assert served.stop() == 0, served.log.read_text()
    counts = json.loads(done.stdout)
    known = truth.read(told)
    expected = {
        (mn, interval, start, code, field): (Decimal(text), flag)
        for mn, interval, start, code, field, text, flag in known.archived()
    }
    assert counts["periods_withheld"] == len(known.withheld) > 0
    assert len(expected) > 100  # how many in its seconds is the machine's affair; each is compared
    found = _exported(data)
    assert {key: found[key] for key in expected} == expected
    withheld = {(mn, interval, start) for mn, interval, start in known.withheld}
    assert not withheld & {key[:3] for key in found}
    sent_again = {key[:3] for key in found} - set(known.acknowledged)
    assert sent_again <= set(known.sent)  # durable, and the answer was lost with the line
    assert {flag for _, flag in found.values()} == {"N", "B"}
