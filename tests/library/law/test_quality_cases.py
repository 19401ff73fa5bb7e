"""The cases of quality control and falsification, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from qingtian import law, quality
from qingtian.quality.checks import instruments
from qingtian.quality.checks.traced import Traced
from qingtian.quality.detectors import settings as detectors
from qingtian.quality.traceability import Link, Node, Register, Scope, combined
from qingtian.standards import quality_control as qc
from qingtian.standards.emissions import instruments as standards
from qingtian.standards.result import Cite, Result
from support.comparing import compared
from support.consequences import judged, quantity
from support.lawcases import params

Case = Mapping[str, Any]


def parallels(given: Case, day: date) -> Result:
    return qc.lab_parallel(given["item"], given["a"], given["b"], day)


def recovery(given: Case, day: date) -> Result:
    read = {key: quantity(value) for key, value in given.items()}
    return qc.recovery(day=day, **read)


def flow(given: Case, day: date) -> Result:
    if "membrane" in given:
        return qc.membrane(given["membrane"], given["nominal"], day)
    rest = {key: quantity(value) for key, value in given.items() if key != "measured"}
    return qc.flow_check(quantity(given["measured"]), day, **rest)


def sampling(given: Case, day: date) -> Result:
    found = qc.sampling_grid(quantity(given["width"]), quantity(given["depth"]), day)
    layers = found.more["places"]["en"][1]
    return Result(**{**vars(found), "more": {**found.more, "places": layers[0]}})


def fraud(given: Case, day: date) -> Result:
    if "text" in given:
        return qc.fraud_kind(given["text"], day)
    found = qc.fraud_kind("", day)
    if "effect" in given:
        row = next(each for each in qc.fraud_effects(day) if each["key"] == given["effect"])
        return Result(**{**vars(found), "more": dict(row)})
    row, article = qc.fraud_act(given["group"], int(given["number"]), day)
    return Result(**{**vars(found), "cites": (Cite.of(article),), "more": dict(row)})


def numbers(values: list[Any]) -> list[float]:
    return [float("nan") if each is None else float(each) for each in values]


def outcome(each: Case, kind: str, day: date, start: np.datetime64) -> Any:
    """Read what was done to an instrument, an hour a number."""
    time = start + np.timedelta64(int(each["h"]), "h")
    if "of" in each:
        until = None if "to" not in each else start + np.timedelta64(int(each["to"]), "h")
        return Traced(time, until, each["of"], "certificate")
    if "score" in each:
        return instruments.Control(time, float(each["score"]))
    if "lab" in each:
        return instruments.water_comparison(time, each["item"], each["lab"], each["online"], day)
    if "check" in each:
        return instruments.air_check(time, kind, each["check"], float(each["error"]), day)
    if "drift" in each:
        return instruments.of_result(time, standards.drift(each["drift"], each["value"], day))
    return instruments.Calibration(time, float(each["error"]))


def checked(given: Case, day: date) -> dict[str, Any]:
    """Run one check on the hours of a day, as its law says."""
    start = np.datetime64(day, "us") - np.timedelta64(8, "h")
    step = np.timedelta64(int(given.get("step_h", 1)), "h")
    values = numbers(given["values"])
    times = start + np.array(numbers(given.get("hours", range(len(values))))) * step.astype("m8[s]")
    beside: dict[str, Any] = {k: numbers(given[k]) for k in ("whole", "load") if k in given}
    if "neighbours" in given:
        beside["neighbours"] = np.array([numbers(each) for each in given["neighbours"]]).T
    if "late_h" in given:
        later = np.array(numbers(given["late_h"])) * 3600
        beside["received_at"] = times + step + later.astype("m8[s]")
    lists = {
        key: [outcome(each, given["kind"], day, start) for each in given[key]]
        for key in ("checks", "comparisons", "calibrations", "controls", "chains")
        if key in given
    }
    if "results" in given:
        results = numbers(given["results"])
        when = start + np.arange(len(results)) * step.astype("m8[s]")
        lists["controls"] = instruments.scored(list(when), results, day)
    known = {key: float(given[key]) for key in ("bottom", "top", "lod") if key in given}
    stream = quality.Datastream(given["domain"], given["kind"], lists=lists, **known)
    marks = quality.from_marks(given["marks"]) if "marks" in given else None
    one = quality.series(times, values, marks, step=step, companions=beside)
    judgements = quality.judge(one, stream, rules=[given["rule"]])
    flags = np.zeros(len(values), int)
    for each in judgements:
        flags = np.maximum(flags, one.restored(each.judged.flags))
    law_of = [each.arguments.get("law") for each in judgements]
    return {"flags": [quality.Flag(int(f)).name for f in flags], "law": law_of}


def read_marks(given: Case, day: date) -> dict[str, Any]:
    """Read marks of an edition, and write the flags back."""
    edition = given.get("edition")
    flags = quality.from_marks(given["marks"], given["scheme"], edition)
    read = [quality.Flag(int(each)) for each in flags]
    back = quality.to_marks(flags, given["scheme"], edition)
    return {
        "flags": [each.name for each in read],
        "counts": [each.counts for each in read],
        "zero": [each.zero_emission for each in read],
        "back": list(back),
    }


def thresholds(given: Case, day: date) -> dict[str, Any]:
    """Read the thresholds of a part of the detectors, and whether the detectors read the same."""
    path = f"quality.detectors.{given['part']}"
    provision = law.at(max(day, law.provisions()[path][0].since))[path]
    read = detectors.settings(day)
    same = all(read[f"{given['part']}.{key}"] == float(v) for key, v in provision.value.items())
    return {"review": provision.review, "read": same, "source": provision.cite}


def code_of(given: Case, _day: date) -> dict[str, Any]:
    """Say which property a code is."""
    found = quality.property_of(given["st"], given["code"])
    return {"none": True} if found is None else {**vars(found), "none": False}


def traceability(given: Case, day: date) -> dict[str, Any]:
    """Read the interval of a calibration and when it is reminded of; expand an uncertainty."""
    found: dict[str, Any] = {}
    if "kind" in given:
        rows = law.at(day)["quality.traceability.intervals"].rows()
        table = {(row["kind"], row["quantity"]): int(row["days"]) for row in rows}
        found["days"] = table.get(
            (given["kind"], given["quantity"]), table.get((given["kind"], "*"))
        )
        found["reminded"] = found["days"] - int(
            law.at(day)["quality.traceability.reminder"].number()
        )
    else:
        factor = Decimal(str(law.at(day)["quality.traceability.coverage"].number()))
        links = [
            Link(
                str(n), f"s{n}", f"s{n + 1}", "o3", day, day, "L", Decimal(str(u)), Decimal(str(k))
            )
            for n, (u, k) in enumerate(given["certificates"])
        ]
        top = Node(f"s{len(links)}", "national")
        nodes = [*(Node(f"s{n}", "reference") for n in range(len(links))), top]
        register = Register(nodes, links, [Scope("L", "o3", day)])
        found["expanded"] = float(combined(register.chain("s0", "o3", day), factor).value or 0)
    return found


ARRAYS: dict[str, Callable[[Case, date], dict[str, Any]]] = {
    "traceability": traceability,
    "checks": checked,
    "marks": read_marks,
    "detectors": thresholds,
    "codes": code_of,
    "comparison": compared,
}
"""What a file's cases ask of arrays and of the tables that these are read by."""

FILES: dict[str, Callable[[Case, date], Result]] = {
    "parallels": parallels,
    "recovery": recovery,
    "charts": lambda given, day: qc.westgard(given["z"], day),
    "flow": flow,
    "sampling": sampling,
    "fraud": fraud,
}
"""What a file's cases ask."""


def run(file: str, case: Case) -> None:
    """Run a case; it fails where the library gives something else."""
    if file in ARRAYS:
        found = ARRAYS[file](case["given"], case["day"])
        assert {key: found[key] for key in case["expect"]} == case["expect"]
        return
    judged(lambda: FILES[file](case["given"], case["day"]), case["expect"])


@pytest.mark.parametrize(("file", "case"), params("quality"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
