"""Rules about single values: range, plausibility, numbers, sign, detection limit; QC-101 and on."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

RULES = (
    Rule(
        number="QC-101",
        family="values",
        kind="range",
        name={"zh": "超出仪器量程", "en": "Outside the range of the instrument"},
        message={
            "zh": "{count}个值不在仪器量程{bottom}至{top}之内（最小{lowest}，最大{highest}）",
            "en": "{count} values outside the instrument's range of {bottom} to {top} "
            "(smallest {lowest}, largest {highest})",
        },
        reason={
            "zh": "仪器量不出量程以外的值；恰在上限的值可能已饱和，只作存疑",
            "en": "An instrument measures nothing beyond its range; a value at its very top may be "
            "saturated and is doubted only",
        },
        settings=("quality.checks.top",),
        needs=("bottom", "top"),
    ),
    Rule(
        number="QC-102",
        family="values",
        kind="plausible",
        name={"zh": "不合常理的值", "en": "Implausible value"},
        message={
            "zh": "{count}个值超出该监测项目的合理范围{low}至{high}（最小{lowest}，最大{highest}）",
            "en": "{count} values outside what is plausible for this property, {low} to {high} "
            "(smallest {lowest}, largest {highest})",
        },
        reason={
            "zh": "范围分两级：超出常见范围为存疑，超出物理上可能的范围为错误",
            "en": "Two ranges: beyond what is usual a value is doubted, beyond what is possible it "
            "is wrong",
        },
        settings=("quality.checks.plausible",),
    ),
    Rule(
        number="QC-103",
        family="values",
        kind="no_number",
        name={"zh": "不是数", "en": "No number"},
        message={
            "zh": "{count}个值为无穷大或绝对值大于{largest}",
            "en": "{count} values are infinite or larger than {largest} in size",
        },
        reason={
            "zh": "传输或程序的差错；任何监测项目都没有这样大的值",
            "en": "A fault of transmission or program; nothing that is measured is as large",
        },
        settings=("quality.checks.largest",),
    ),
    Rule(
        number="QC-104",
        family="values",
        kind="negative",
        name={"zh": "负值", "en": "Negative value"},
        message={
            "zh": "{count}个负值，最小{lowest}，零点噪声允许到-{tolerance}",
            "en": "{count} negative values down to {lowest}; noise about zero reaches -{tolerance}",
        },
        reason={
            "zh": "零点附近的小负值是噪声，按检出限的一半参加统计；更低的负值不是浓度",
            "en": "Small negative values are noise about zero and count with half of the detection "
            "limit; lower ones are no concentration",
        },
        settings=("quality.checks.negative",),
    ),
    Rule(
        number="QC-105",
        family="values",
        kind="below_detection",
        name={"zh": "低于检出限", "en": "Below the detection limit"},
        message={
            "zh": "{count}个值低于检出限{lod}，按其一半参加统计",
            "en": "{count} values below the detection limit of {lod}; they count with half of it",
        },
        reason={
            "zh": "低于检出限的读数不能与零区分；这是说明，不是缺陷",
            "en": "A reading below the limit cannot be told from zero; this is a remark, no defect",
        },
        needs=("lod",),
    ),
)
