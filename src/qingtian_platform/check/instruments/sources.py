"""What instruments hand to the stage: findings of the ledger, and what was done to each instrument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from qingtian.protocols.hj212.information import NAMES as INFOS
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.findings.port import Instrument
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.instruments import charts, ledger
from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.check.instruments.standards import traced
from qingtian_platform.check.instruments.store import Reader
from qingtian_platform.check.instruments.unexplained import HOUR, Reason, levels, unexplained
from qingtian_platform.check.instruments.verdicts import calibration, verdict
from qingtian_platform.collect import api as collect
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

VISITS = ("maintenance", "replacement")
ADJUSTING = ("zero_span", "standard_sample")
"""Checks; one after which the instrument was adjusted explains a change, one without does not."""
DECLARED = ("maintenance", "replacement", "calibration")


def findings(places: Places, since: datetime | None) -> Iterator[Said]:
    """Give the changes of parameters that nothing explains; the port's source.

    Parameters
    ----------
    places
        Where the data lives; what was sealed since the last time is read first.
    since
        Only those that end after it; None = all.
    """
    ledger.advance(places)
    loggers = registry.all_loggers(None)
    with Reader(places) as reader:
        for mn in reader.changed():
            told = reader.told(mn=mn, kinds=("parameter", "state", "log"))
            thing = loggers[mn].thing_id if mn in loggers else None
            for said in unexplained(told, reasons(mn, thing)):
                if since is None or said.end > since:
                    yield _whole(said, thing, places)


def _whole(said: Said, thing: int | None, places: Places) -> Said:
    """Add the thing, and the level of the readings before and after."""
    reach = HOUR * int(said.evidence["visit_h"])
    rows = record.observations(
        mn=said.mn,
        code=said.code,
        interval="hour",
        field="Avg",
        start=said.start - reach,
        end=said.start + reach,
        columns=["start", "value", "flag"],
        places=places,
    ).to_pylist()
    hours = [
        (r["start"], r["value"]) for r in rows if r["value"] is not None and r["flag"] in ("", "N")
    ]
    return replace(said, thing_id=thing, evidence=levels(said, hours))


def reasons(mn: str, thing: int | None) -> list[Reason]:
    """List what on record may explain a change of parameters of a data logger.

    Parameters
    ----------
    mn, thing
        The data logger, and the number of its thing; None = not registered.

    Returns
    -------
    list of Reason
        Records of persons, declarations of the enterprise, and commands that the data logger
        carried out. What an instrument logs of itself is not among them.
    """
    rows = records(mn=mn, kinds=(*VISITS, *ADJUSTING, "filing"))
    found = [
        _recorded(each) for each in rows if each.kind not in ADJUSTING or "after" in each.content
    ]
    if thing is not None:
        found += [
            Reason(
                each.kind,
                each.number,
                each.code,
                each.start,
                each.end or each.start,
                each.declared_at,
            )
            for each in declared.declarations(thing)
            if each.kind in DECLARED and each.mn in ("", mn)
        ]
    return found + list(_commanded(mn))


def _recorded(each: RecordInfo) -> Reason:
    value = each.content.get("value")
    filed = each.kind == "filing"
    return Reason(
        each.kind,
        each.id,
        each.code,
        each.start,
        each.end,
        each.recorded_at,
        str(each.content["parameter"]) if filed else "",
        float(value) if filed and value is not None else None,
    )


def _commanded(mn: str) -> Iterator[Reason]:
    """List parameters that the platform itself set (CN 3021)."""
    for each in collect.commands(mn=mn):
        done = next((step.at for step in each.steps if step.state == "answered"), None)
        items = dict(each.items)
        if each.code != "3021" or done is None:
            continue
        for name, text in items.items():
            info = INFOS.get(name.removesuffix("-Info").lower())
            if name.endswith("-Info") and info is not None:
                number = _float(text)
                yield Reason(
                    "command", each.id, items.get("PolId", ""), done, done, done, info[1], number
                )


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def instruments() -> Mapping[tuple[str, str], Instrument]:
    """Say what was done to each instrument; the port's list for the checks."""
    by_stream: dict[tuple[str, str], list[RecordInfo]] = {}
    kinds = ("zero_span", "standard_sample", "comparison", "control")
    for each in records(kinds=kinds):
        by_stream.setdefault((each.mn, each.code), []).append(each)
    chains = traced()
    units = {(d.mn, d.code): (d.unit, d.st) for d in registry.datastreams()}
    with Reader(Places.current()) as reader:
        limits = reader.newest("detection limit")
    return {
        key: Instrument(
            limits.get(key),
            {
                **_lists(key, rows, *units.get(key, ("", ""))),
                **({"chains": chains[key]} if key in chains else {}),
            },
        )
        for key in {**by_stream, **limits, **chains}
        for rows in (by_stream.get(key, []),)
    }


def _lists(
    key: tuple[str, str], rows: Sequence[RecordInfo], unit: str, st: str
) -> dict[str, Sequence[Any]]:
    judged = [(each, verdict(each, st)) for each in rows]
    if not rows:
        return {}
    found: dict[str, Sequence[Any]] = {
        "checks": [v.outcome for each, v in judged if v and each.kind != "comparison"],
        "comparisons": [v.outcome for each, v in judged if v and each.kind == "comparison"],
        "calibrations": [c for c in (calibration(each, unit) for each in rows) if c],
        "controls": [c for one in charts.charts(*key) for c in one.controls],
    }
    return {name: each for name, each in found.items() if each}
