"""Rules about what is measured beside: parts and wholes, load, neighbours; QC-141 and on."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

PART = {
    "zh": "{count}个值大于包含它的量（最多超{excess}）",
    "en": "{count} values are larger than the whole that they are part of (by up to {excess})",
}
PARTS = ("quality.checks.parts",)

RULES = (
    Rule(
        number="QC-141",
        family="relations",
        kind="pm25_above_pm10",
        name={"zh": "PM2.5大于PM10", "en": "PM2.5 above PM10"},
        message=PART,
        reason={
            "zh": "细颗粒物是可吸入颗粒物的一部分；两台仪器各有误差，故有容差",
            "en": "Fine particles are part of PM10; each instrument has its error, hence a margin",
        },
        settings=PARTS,
        needs=("whole",),
    ),
    Rule(
        number="QC-142",
        family="relations",
        kind="no_above_nox",
        name={"zh": "NO或NO2大于NOx", "en": "NO or NO2 above NOx"},
        message=PART,
        reason={
            "zh": "NOx是两者之和；同一单位（体积分数或以NO2计）下部分不能大于整体",
            "en": "NOx is their sum; in one unit (volume, or as NO2) no part is larger than it",
        },
        settings=PARTS,
        needs=("whole",),
    ),
    Rule(
        number="QC-143",
        family="relations",
        kind="nitrogen_forms",
        name={"zh": "氨氮等大于总氮", "en": "Forms of nitrogen above total nitrogen"},
        message=PART,
        reason={
            "zh": "氨氮、硝酸盐氮、亚硝酸盐氮都包含在总氮之内（均以N计）",
            "en": "Ammonia, nitrate and nitrite are part of total nitrogen, all counted as N",
        },
        settings=PARTS,
        needs=("whole",),
    ),
    Rule(
        number="QC-144",
        family="relations",
        kind="oxygen_demand",
        name={"zh": "高锰酸盐指数大于化学需氧量", "en": "Permanganate index above COD"},
        message=PART,
        reason={
            "zh": "重铬酸盐氧化更彻底；同一水样的高锰酸盐指数不会更大",
            "en": "Dichromate oxidises more; of one water the permanganate index is not larger",
        },
        settings=PARTS,
        needs=("whole",),
    ),
    Rule(
        number="QC-145",
        family="relations",
        kind="oxygen_load",
        name={"zh": "含氧量与负荷不符", "en": "Oxygen against load"},
        message={
            "zh": "负荷不低于常用值的{running}时，{count}个含氧量不低于{air_like}（如空气），最大{highest}",
            "en": "At a load of at least {running} of its usual top, {count} values of oxygen are "
            "at or above {air_like}, as in air; largest {highest}",
        },
        reason={
            "zh": "正在燃烧的烟气不可能像空气一样；采样管漏气、探头脱出或仪器失效",
            "en": "Flue gas of a fire is no air: the line leaks, the probe is out, or the cell is "
            "dead",
        },
        settings=("quality.checks.oxygen",),
        needs=("load",),
    ),
    Rule(
        number="QC-151",
        family="relations",
        kind="neighbours",
        name={"zh": "与邻站不符", "en": "Against neighbours"},
        message={
            "zh": "{count}个值与邻站中位数（约{expected:.3g}）之比约{factor:.3g}，平时约{usual:.3g}",
            "en": "{count} values are about {factor:.3g} times the median of the neighbours (some "
            "{expected:.3g}); usually {usual:.3g}",
        },
        reason={
            "zh": "与邻站之比平时稳定；至少要有若干邻站在测，近日的比值自身定出允许的偏离",
            "en": "The ratio to neighbours is steady; enough of them must measure, and the ratio of "
            "the days before sets what is allowed",
        },
        settings=("quality.checks.neighbours",),
        needs=("neighbours",),
    ),
)
