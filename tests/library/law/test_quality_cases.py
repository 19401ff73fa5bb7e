"""The cases of quality control and falsification, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from qingtian.standards import quality_control as qc
from qingtian.standards.result import Cite, Result
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
    judged(lambda: FILES[file](case["given"], case["day"]), case["expect"])


@pytest.mark.parametrize(("file", "case"), params("quality"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
