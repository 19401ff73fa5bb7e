"""Names of the rules for quality control, and the sentences of their steps."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
    "QC-PARALLEL": {
        "zh": "平行样",
        "en": "Parallels of",
    },
    "QC-RECOVERY": {
        "zh": "加标回收率",
        "en": "Recovery",
    },
    "QC-WESTGARD": {
        "zh": "质量控制图",
        "en": "Control chart",
    },
    "QC-FLOW": {
        "zh": "流量检查",
        "en": "Flow check",
    },
    "QC-MEMBRANE": {
        "zh": "标准膜检查",
        "en": "Membrane check",
    },
    "QC-GRID": {
        "zh": "采样点数",
        "en": "Sampling points",
    },
    "QC-STATE": {"zh": "参比状态", "en": "Reference state of"},
    "QC-FRAUD": {
        "zh": "弄虚作假归类",
        "en": "Kind of falsification",
    },
}
"""Every rule by its number."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "state": {"zh": "以{state}计", "en": "refers to {state}"},
    "state-actual": {
        "zh": "以监测时大气温度和压力计",
        "en": "refers to the temperature and pressure of the air when sampled",
    },
    "parallel": {
        "zh": "相对偏差{percent}%，允许{allowed}%",
        "en": "relative deviation {percent} %; {allowed} % is allowed",
    },
    "parallel-no-limit": {
        "zh": "相对偏差{percent}%，无适用的允许值",
        "en": "relative deviation {percent} %; no limit is known",
    },
    "recovery": {
        "zh": "({spiked}-{native})÷{added}={percent}%",
        "en": "({spiked} - {native})/{added} = {percent} %",
    },
    "recovery-usual": {
        "zh": "在一般范围{low}%至{high}%之内",
        "en": "within the usual {low} % to {high} %",
    },
    "recovery-not": {
        "zh": "不在一般范围{low}%至{high}%之内",
        "en": "outside the usual {low} % to {high} %",
    },
    "chart-rejects": {
        "zh": "规则{rule}失控，见第{at}点",
        "en": "rule {rule} rejects, at point {at}",
    },
    "chart-warns": {
        "zh": "规则{rule}警告，见第{at}点",
        "en": "rule {rule} warns, at point {at}",
    },
    "chart-quiet": {
        "zh": "{count}点均无异常",
        "en": "{count} points, nothing to say",
    },
    "flow-deviation": {
        "zh": "平均流量偏差{percent}%，限±{limit}%",
        "en": "mean flow deviates by {percent} %; ±{limit} % is allowed",
    },
    "flow-indication": {
        "zh": "流量示值误差{percent}%，限{limit}%",
        "en": "indication deviates by {percent} %; {limit} % is allowed",
    },
    "flow-variation": {
        "zh": "流量变异系数{percent}%，限{limit}%",
        "en": "coefficient of variation {percent} %; {limit} % is allowed",
    },
    "flow-membrane": {
        "zh": "标准膜偏差{percent}%，限±{limit}%",
        "en": "membrane deviates by {percent} %; ±{limit} % is allowed",
    },
    "grid-verticals": {
        "zh": "水面宽{m}米，设{n}条垂线：{text}",
        "en": "{m} m wide: {n} vertical(s), {text}",
    },
    "grid-layers": {
        "zh": "水深{m}米，每条设{n}层：{text}",
        "en": "{m} m deep: {n} layer(s), {text}",
    },
    "fraud-words": {
        "zh": "“{words}”指向{kind}：{text}",
        "en": "“{words}” points to {kind}: {text}",
    },
    "fraud-several": {
        "zh": "同样指向{kinds}，不归类",
        "en": "points alike to {kinds}; not sorted",
    },
    "fraud-no-words": {
        "zh": "没有特征词",
        "en": "no characteristic words",
    },
}
"""Every sentence by its key; the braces name what is put in."""
