"""Count a simulated fleet and hold the counts to its truth: `python -m support.fleet_truth DIR …`."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from qingtian_platform.project.commands._setup import use

SEED = 7


def register(data: Path, name: str) -> None:
    """Register the devices of a fleet with what they measure."""
    use(data)
    from qingtian_platform.collect.simulator.fleet import fleet
    from qingtian_platform.collect.simulator.instrument import Instrument
    from qingtian_platform.kit.times import BEIJING
    from qingtian_platform.registry import api as registry

    for unit in fleet(name):
        thing = registry.ensure_thing(
            unit.mn, kind="outlet", key=unit.mn.lower(), origin="simulated"
        )
        hour = datetime(2026, 11, 20, 9, tzinfo=BEIJING)
        codes = {r.code for r in Instrument(unit, SEED).content("hour", hour).readings}
        registry.ensure_logger(
            unit.mn, thing_id=thing, st=unit.st, password=unit.password, edition=unit.edition,
            origin="simulated", codes=sorted(codes), intervals=["minute", "hour"],
            minute_step=unit.minutes,
        )  # fmt: skip


def compare(data: Path, truth: Path) -> dict[str, object]:
    """Count once more and list every property whose counts differ from the truth."""
    places = use(data)
    from qingtian_platform.check import api, rules, worker
    from qingtian_platform.collect.simulator.truth import read
    from qingtian_platform.record import api as record
    from qingtian_platform.registry import api as registry

    record.drain(places)
    while worker.step(places):
        pass
    known = read(truth)
    came: dict[tuple[str, str, str], dict[str, bool]] = defaultdict(dict)
    for (mn, interval, start), values in known.measured.items():
        if (mn, interval, start) in known.acknowledged and interval in {"minute", "hour"}:
            marks = rules.marks(registry.all_loggers(None)[mn].edition).valid
            for code, _field, _text, flag in values:
                came[mn, interval, code][start] = flag in marks
    first, last = api.span()
    wrong, checked = [], 0
    for interval in ("minute", "hour"):
        totals: dict[tuple[str, str], object] = {}
        letters: dict[tuple[str, str], str] = defaultdict(str)
        for row in sorted(api.counts(first, last, interval), key=lambda row: row.day):
            key = (row.mn, row.code)
            totals[key] = totals[key] + row.counts if key in totals else row.counts
            letters[key] += row.letters
        for (mn, code), counts in totals.items():
            periods = came[mn, interval, code]
            gaps = _owed(periods, interval, registry.all_loggers(None)[mn].minute_step)
            want = [len(periods), sum(periods.values())]
            got = [counts.received, counts.valid]
            checked += 1
            inside = letters[mn, code].strip(" .-").count("-")
            if want != got or inside != gaps or counts.missing < gaps:
                wrong.append([mn, interval, code, want, got, inside, gaps])
    withheld, recovered = defaultdict(int), defaultdict(int)
    for mn, interval, start in known.withheld:
        withheld[mn] += 1
        recovered[mn] += (mn, interval, start) in known.acknowledged
    return {"checked": checked, "wrong": wrong, "withheld": withheld, "recovered": recovered,
            "gaps": len(api.blocks(first, last, interval="minute"))}  # fmt: skip


def _owed(periods: dict[str, bool], interval: str, minutes: int) -> int:
    """Count the periods between the first and the last that came, and did not come themselves."""
    moments = sorted(datetime.fromisoformat(start) for start in periods)
    if not moments:
        return 0
    step = 3600 if interval == "hour" else minutes * 60
    return int((moments[-1] - moments[0]).total_seconds() // step) + 1 - len(moments)


if __name__ == "__main__":
    if sys.argv[1] == "register":
        register(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.stdout.write(json.dumps(compare(Path(sys.argv[2]), Path(sys.argv[3]))) + "\n")
