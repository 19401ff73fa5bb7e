"""Judge what was found in a check: samples by the limits of their day, pairs by the standard, the sheet by its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from qingtian import law
from qingtian.law import NotInForceError
from qingtian.standards.result import Cite
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import pack
from qingtian_platform.act.supervision.infos import (
    FAIL,
    OPEN,
    PASS,
    AnswerRow,
    ComparedRow,
    Doubted,
    PairRow,
    SampleRow,
    Standing,
)
from qingtian_platform.act.supervision.models import Found, Inspection
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.times import beijing
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry import api as registry

LACKS: Final = ("sample", "signatures", "unclear", "comparison", "pairs", "judged", "answers")
"""Why a check cannot be told yet; `paper <key>` where a paper of its matter is not finished."""
RULES: Final = {"31": "emissions.cems.failed", "32": "emissions.online.failed"}
"""By system code, where the law says what a failed comparison does to the data."""
PASSING: Final = ("comparison", "standard_sample", "zero_span")
WATER: Final = "32"


def standing(row: Inspection) -> Standing:
    """Judge a check as far as it has come."""
    found = list(row.found.all())
    samples = tuple(_sample(each) for each in found if each.kind == "sample")
    compared = tuple(_compared(each) for each in found if each.kind == "comparison")
    sheet = _sheet(found, beijing(row.at).date()) if row.means == "site" else ()
    state, missing = {
        "sampling": lambda: _of_samples(samples),
        "comparison": lambda: _of_compared(compared),
        "site": lambda: _of_sheet(sheet),
    }[row.means]()
    wanted = _papers(row)
    lacking = [f"paper {key}" for key, there in wanted.items() if not there]
    return Standing(samples, compared, sheet, state, (*missing, *lacking), wanted)


def _papers(row: Inspection) -> Mapping[str, bool]:
    done = {each.kind for each in papers.papers(row.matter) if each.state != "draft"}
    return {key: key in done for key in pack.oversight().means[row.means].papers}


def _sample(found: Found) -> SampleRow:
    one = sheets.sample(found.ref)
    said = {k: str(v) for sheet in one.sheets for k, v in sheet.content.items()}
    taken = sheets.taken_at(said.get("taken", ""))
    value, unit = said.get("value", ""), said.get("unit", "")
    verdict = None
    if one.complete and taken is not None:
        day = beijing(taken).date()
        thing = found.inspection.thing_id
        verdict = evaluate.judge_sample(thing, said["code"], day, value.strip(), unit.strip())
    return SampleRow(found.ref, said.get("code", ""), taken, value, unit, one.complete, verdict)


def _of_samples(rows: tuple[SampleRow, ...]) -> tuple[str, list[str]]:
    words = [each.verdict.word for each in rows if each.verdict]
    missing = [] if rows else ["sample"]
    missing += ["signatures"] if len(words) < len(rows) else []
    missing += ["unclear"] if set(words) & {"unclear", "no-limit"} else []
    if "over" in words and "signatures" not in missing:
        return FAIL, []
    return (OPEN, missing) if missing else (PASS, [])


def _compared(found: Found) -> ComparedRow:
    record = instruments.record(int(found.ref))
    logger = registry.all_loggers(None)[record.mn]
    whole = instruments.verdict(record, logger.st)
    failed = whole is not None and whole.state != PASS
    if whole is None:
        return ComparedRow(
            record, "", None, None, "", (), "", None, _pairs(found, record, logger.st), None
        )
    return ComparedRow(
        record,
        whole.measure,
        whole.error,
        whole.limit,
        whole.unit,
        whole.cites,
        whole.state,
        whole.enough,
        _pairs(found, record, logger.st),
        _doubted(record, logger.st) if failed else None,
    )


def _pairs(found: Found, record: instruments.RecordInfo, st: str) -> tuple[PairRow, ...]:
    """List the pairs; of waste water each is judged alone, of a stack all of them together."""
    seen: list[Mapping[str, Any]] = found.content.get("seen", [])
    rows = []
    for n, (reference, instrument) in enumerate(record.content["pairs"]):
        pair = Decimal(reference), Decimal(instrument)
        alone = instruments.compared(st, record.code, [pair], record.start) if st == WATER else None
        at = datetime.fromisoformat(seen[n]["at"]) if n < len(seen) else None
        frame = (seen[n]["batch"], seen[n]["frame"]) if n < len(seen) else None
        judged = (None, None, "", "") if alone is None else (
            alone.error, alone.limit, alone.unit, alone.state,
        )  # fmt: skip
        rows.append(PairRow(*pair, at, frame, *judged))
    return tuple(rows)


def _doubted(record: instruments.RecordInfo, st: str) -> Doubted:
    """Say which data the law doubts: from the last check that passed to the next (`RULES`)."""
    others = instruments.records(mn=record.mn, code=record.code, kinds=PASSING)
    good = [each.start for each in others if _passed(each, st)]
    before = [at for at in good if at < record.start]
    after = [at for at in good if at > record.start]
    cite = _cite(RULES.get(st, ""), beijing(record.start).date())
    return Doubted(max(before, default=None), min(after, default=None), cite)


def _passed(record: instruments.RecordInfo, st: str) -> bool:
    found = instruments.verdict(record, st)
    return found is not None and found.state == PASS


def _cite(path: str, day: date) -> Cite | None:
    try:
        return Cite.of(law.at(day)[path]) if path else None
    except NotInForceError:
        return None


def _of_compared(rows: tuple[ComparedRow, ...]) -> tuple[str, list[str]]:
    missing = [] if rows else ["comparison"]
    missing += ["judged"] if any(not each.state for each in rows) else []
    missing += ["pairs"] if any(each.enough is False for each in rows) else []
    if missing:
        return OPEN, missing
    return (PASS if all(each.state == PASS for each in rows) else FAIL), []


def _sheet(found: Iterable[Found], day: date) -> tuple[AnswerRow, ...]:
    last: Mapping[str, Any] = {}
    for each in found:
        last = each.content if each.kind == "sheet" else last
    return tuple(
        AnswerRow(q, last.get(q.key, {}).get("answer", ""), last.get(q.key, {}).get("words", ""))
        for q in pack.oversight().on(day)
    )


def _of_sheet(rows: tuple[AnswerRow, ...]) -> tuple[str, list[str]]:
    if any(not each.answer for each in rows):
        return OPEN, ["answers"]
    return (FAIL if any(each.answer == "no" for each in rows) else PASS), []
