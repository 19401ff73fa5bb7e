"""Rules about what an enterprise says of its periods, held against records and values; FD-131 and on."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

RULES = (
    Rule(
        number="FD-131",
        family="statements",
        kind="unbacked_mark",
        name={"zh": "标记无记录佐证", "en": "Mark that nothing backs"},
        message={
            "zh": "标为“{mark}”，前后{near_h}小时内没有零点、量程检查、校准或运维记录，"
            "而此前共有{n}条记录",
            "en": "Marked “{mark}”, and within {near_h} h there is no zero or span check, calibration "
            "or visit on record, where {n} are known before it",
        },
        reason={
            "zh": "校准有检查结果，维护有运维记录；平时有记录而此时没有，标记便无所凭据",
            "en": "A calibration leaves its result and a visit its record; where records are kept as a "
            "rule and none goes with the mark, nothing shows what the mark says",
        },
        settings=("quality.detectors.statements",),
        needs=("records of checks, calibrations and visits",),
        category="falsification",
    ),
    Rule(
        number="FD-132",
        family="statements",
        kind="mark_on_exceedance",
        name={"zh": "标记遮盖超标", "en": "Mark that covers an exceedance"},
        message={
            "zh": "标为“{mark}”的{marked}个小时中，有{n}个小时仪器自身照常测量并超过限值，"
            "最高{observed}，限值{expected}，且无记录佐证",
            "en": "Of {marked} hours marked “{mark}” the instrument measured {n} as usual and above "
            "the limit, the highest {observed} against {expected}; nothing on record backs the mark",
        },
        reason={
            "zh": "设备在维护、校准时自身会给出标记；照常测量、超过限值又无记录的时段，标记只起不判断超标的作用",
            "en": "An instrument under maintenance says so itself. Where it measures on, above the limit "
            "and with nothing on record, all that the mark does is to keep the hour from judgement",
        },
        settings=("quality.detectors.statements",),
        needs=("limit", "records of checks, calibrations and visits"),
        category="falsification",
    ),
)
