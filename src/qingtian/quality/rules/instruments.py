"""Rules about how well an instrument measures: checks, calibrations, comparisons, chains; QC-161 and on.

FD-121 stands with them: its evidence is what an instrument tells of its own settings.
"""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

RULES = (
    Rule(
        number="QC-161",
        family="instruments",
        kind="zero_span",
        name={"zh": "零点、量程检查", "en": "Zero and span check"},
        message={
            "zh": "检查结果{error}超过{limit}（{what}），自上次合格检查起的数据不可用",
            "en": "A check gave {error}, beyond {limit} ({what}); data since the last good check "
            "cannot be used",
        },
        reason={
            "zh": "超出漂移控制限或失控时，从上次合格到恢复之间的数据无效；只超调节控制限时存疑",
            "en": "Out of control: data from the last good check to recovery are not valid; beyond "
            "the first limit alone they are doubted",
        },
        clause="HJ 75-2017; HJ 655-2013; HJ 355-2019",
        settings=("quality.checks.zero_span", "emissions.cems.drift"),
        needs=("checks",),
    ),
    Rule(
        number="QC-162",
        family="instruments",
        kind="drift",
        name={"zh": "校准显示的漂移", "en": "Drift shown by calibrations"},
        message={
            "zh": "校准前读数偏离标准{error}，自上次校准起按时间线性累积，超过{limit}的部分存疑",
            "en": "Before its calibration the instrument was off by {error}; spread over the time "
            "since the calibration before, what exceeds {limit} is doubted",
        },
        reason={
            "zh": "校准把误差一步消除，说明误差是逐渐累积的；检查从不改动数值",
            "en": "A calibration removes in one step what grew slowly; a check changes no value",
        },
        settings=("quality.checks.drift",),
        needs=("calibrations",),
    ),
    Rule(
        number="QC-163",
        family="instruments",
        kind="overdue",
        name={"zh": "检查过期", "en": "Check overdue"},
        message={
            "zh": "{count}个值测得时，上次检查已过{interval_h}小时以上",
            "en": "{count} values were measured more than {interval_h} h after the last check",
        },
        reason={
            "zh": "没有按期检查，数据好坏无从知道；过期后的值存疑",
            "en": "Without the check in its time nobody knows how good the data are; they are "
            "doubted from then on",
        },
        clause="HJ 75-2017; HJ 355-2019",
        settings=(
            "quality.checks.interval",
            "emissions.cems.frequency",
            "emissions.online.standard_sample",
        ),
        needs=("checks",),
    ),
    Rule(
        number="QC-164",
        family="instruments",
        kind="comparison",
        name={"zh": "比对不合格", "en": "Comparison failed"},
        message={
            "zh": "与参比方法或实验室比对，误差{error}，限值{limit}（{what}）",
            "en": "Against the reference method or the laboratory the error is {error}; allowed "
            "{limit} ({what})",
        },
        reason={
            "zh": "比对不合格，直到下一次合格为止的数据存疑",
            "en": "After a failed comparison data are doubted until one passes",
        },
        clause="HJ 75-2017; HJ 355-2019, table 1",
        settings=("emissions.cems.accuracy", "emissions.online.comparison"),
        needs=("comparisons",),
    ),
    Rule(
        number="QC-165",
        family="instruments",
        kind="chart",
        name={"zh": "质控图失控", "en": "Control chart rejects"},
        message={
            "zh": "质控样落在规则{what}，至下一次在控为止的数据存疑",
            "en": "The control sample meets rule {what}; data are doubted until it is in control",
        },
        reason={
            "zh": "质控样的中心线和标准差由在控时的至少二十次结果定出",
            "en": "Centre and deviation of the chart come from at least twenty results in control",
        },
        clause="WESTGARD-1981",
        settings=("quality.westgard.rules", "quality.checks.chart"),
        needs=("controls",),
    ),
    Rule(
        number="QC-166",
        family="instruments",
        kind="untraced",
        name={"zh": "量值溯源链断裂", "en": "Traceability chain broken"},
        message={
            "zh": "{count}个值测得时，仪器不能溯源到国家计量基准：{zh}（{link}）",
            "en": "{count} values were measured while the instrument was not traced to the national "
            "reference: {en} ({link})",
        },
        reason={
            "zh": "不能溯源到国家计量基准的仪器，读数以何为准无从知道；补交证书、链条恢复后自动解除",
            "en": "What an instrument that is not traced to the national reference reads against nobody "
            "knows; once the certificate is handed in and the chain holds, the doubt is lifted",
        },
        settings=("quality.checks.untraced",),
        needs=("chains",),
    ),
    Rule(
        number="FD-121",
        family="instruments",
        kind="parameter_change",
        name={"zh": "参数变更无记录", "en": "Parameter changed without a record"},
        message={
            "zh": "{zh}由{expected}改为{observed}，前后{visit_h}小时内没有维护、更换、备案或平台指令；"
            "小时水平由{level_before}变为{level_after}",
            "en": "The {en} went from {expected} to {observed} with no maintenance, replacement, "
            "filing or command of the platform within {visit_h} h; the hourly level went from "
            "{level_before} to {level_after}",
        },
        reason={
            "zh": "量程、斜率、截距、检出限决定读数，改动须有记录；仪器自行校准的小幅改动不在此列",
            "en": "Range, slope, intercept and detection limit make the numbers, so a change of them is "
            "on record; a small one that the instrument's own calibration made is not meant",
        },
        settings=("quality.detectors.parameters",),
        needs=("parameters told by CN 3019, 3020 or 3021", "records of maintenance"),
        category="falsification",
    ),
)
