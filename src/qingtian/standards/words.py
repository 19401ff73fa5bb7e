"""Names of the rules and sentences of their steps, in both languages; keys are the same in code."""

from __future__ import annotations

from typing import Final

Words = dict[str, str]

RULES: Final[dict[str, Words]] = {
    "AIR-MEAN-DAY": {"zh": "日平均浓度", "en": "Daily mean of"},
    "AIR-MDA8": {"zh": "日最大8小时平均浓度", "en": "Daily maximum 8-hour mean of"},
    "AIR-MAX-1H": {"zh": "日最大1小时平均浓度", "en": "Daily maximum hourly mean of"},
    "AIR-MOVING": {"zh": "滑动平均浓度", "en": "Moving mean of"},
    "AIR-HOUR": {"zh": "小时平均浓度", "en": "Hourly mean of"},
    "AIR-IAQI": {"zh": "空气质量分指数", "en": "Individual index of"},
    "AIR-AQI-DAY": {"zh": "日空气质量指数", "en": "Daily AQI"},
    "AIR-AQI-HOUR": {"zh": "实时空气质量指数", "en": "Real-time AQI"},
    "AIR-CITY": {"zh": "城市平均浓度", "en": "City mean of"},
    "AIR-YEAR-MEAN": {"zh": "年平均浓度", "en": "Annual mean of"},
    "AIR-YEAR-PERCENTILE": {"zh": "年百分位数浓度", "en": "Annual percentile of"},
    "AIR-YEAR": {"zh": "年评价", "en": "Annual evaluation of"},
    "AIR-YEAR-ALL": {"zh": "年评价（各项）", "en": "Annual evaluation of all"},
    "AIR-INDEX": {"zh": "单项指数", "en": "Single index of"},
    "AIR-INDEX-SUM": {"zh": "综合指数", "en": "Composite index"},
    "AIR-RANK-INDEX": {"zh": "排名综合指数", "en": "Composite index of the ranking"},
    "AIR-TREND": {"zh": "变化趋势", "en": "Trend of"},
    "AIR-WARNING": {"zh": "重污染预警级别", "en": "Heavy-pollution warning"},
    "AIR-LIMIT": {"zh": "与限值比较", "en": "Against the limit:"},
}
"""Every rule by its number."""

WORDS: Final[dict[str, Words]] = {
    "sum": {
        "zh": "{count}个有效值之和{total}，除以{count}",
        "en": "sum of {count} valid values is {total}, divided by {count}",
    },
    "enough": {
        "zh": "有效值{count}个，要求不少于{required}个",
        "en": "{count} valid values; at least {required} are required",
    },
    "round": {
        "zh": "按GB/T 8170修约到{decimals}位小数：{before}修约为{after}",
        "en": "rounded by GB/T 8170 to {decimals} decimals: {before} becomes {after}",
    },
    "segment": {
        "zh": "{c}在{low}与{high}之间，对应分指数{ilow}至{ihigh}",
        "en": "{c} lies between {low} and {high}, which are {ilow} and {ihigh}",
    },
    "linear": {
        "zh": "({ihigh}-{ilow})÷({high}-{low})×({c}-{low})+{ilow} = {exact}，向上进位为{iaqi}",
        "en": "({ihigh}-{ilow})/({high}-{low})*({c}-{low})+{ilow} = {exact}, rounded up to {iaqi}",
    },
    "above": {
        "zh": "{c}高于最后一个限值{high}，分指数按{iaqi}计",
        "en": "{c} is above the last breakpoint {high}; the index is {iaqi}",
    },
    "above-none": {
        "zh": "{c}高于最后一个限值{high}，不计分指数",
        "en": "{c} is above the last breakpoint {high}; there is no index",
    },
    "max": {
        "zh": "各分指数中最大者：{which}",
        "en": "the largest of the individual indices: {which}",
    },
    "primary": {
        "zh": "AQI大于{above}，首要污染物：{names}",
        "en": "AQI above {above}; primary pollutants: {names}",
    },
    "no-primary": {
        "zh": "AQI不大于{above}，无首要污染物",
        "en": "AQI not above {above}; no primary pollutant",
    },
    "missing": {"zh": "缺{names}，由其余各项计算", "en": "{names} missing; computed from the rest"},
    "not-published": {
        "zh": "缺项且其余各项所得{aqi}不大于{above}，指数为NA",
        "en": "with a pollutant missing and {aqi} from the rest not above {above}, the index is NA",
    },
    "window": {"zh": "最大的8小时窗口止于{end}", "en": "the largest 8-hour window ends at {end}"},
    "windows": {
        "zh": "有效8小时窗口{count}个，要求不少于{required}个",
        "en": "{count} valid 8-hour windows; at least {required} are required",
    },
    "window-exceeds": {
        "zh": "窗口不足，但最大值高于限值{limit}，当日仍有效",
        "en": "too few windows, but the maximum is above the limit {limit}: the day counts",
    },
    "stations": {
        "zh": "有效评价点{count}个，应有{required}个中的{share}%",
        "en": "{count} valid assessment stations; {share} % of {required} are required",
    },
    "months": {
        "zh": "各月有效日数{counts}，每月要求{month}，二月{february}",
        "en": "valid days by month {counts}; {month} a month are required, {february} in February",
    },
    "percentile": {
        "zh": "n={n}，k=1+(n-1)×{p}%={k}，介于第{s}位{low}与其后一位{high}之间",
        "en": "n={n}, k=1+(n-1)*{p}%={k}, between number {s} ({low}) and the next ({high})",
    },
    "limit": {"zh": "限值{limit}（{level}级）", "en": "limit {limit} (level {level})"},
    "within": {"zh": "{value}不高于限值{limit}", "en": "{value} is not above the limit {limit}"},
    "exceeded": {
        "zh": "{value}高于限值{limit}，超标{multiple}倍",
        "en": "{value} is above the limit {limit}, by {multiple} times",
    },
    "ratio": {"zh": "{value}÷{limit} = {index}", "en": "{value}/{limit} = {index}"},
    "addends": {"zh": "各单项指数之和：{parts}", "en": "sum of the single indices: {parts}"},
    "spearman": {
        "zh": "N={n}，秩差平方和{d}，秩相关系数{rs}，临界值{critical}",
        "en": "N={n}, squared rank differences {d}, coefficient {rs}, critical value {critical}",
    },
    "spread": {
        "zh": "AQI大于150、200、300的小时数：{a}、{b}、{c}",
        "en": "hours above 150, 200, 300: {a}, {b}, {c}",
    },
    "maximum": {"zh": "取有效小时值中最大者", "en": "the largest of the valid hourly values"},
    # why something did not take part
    "no-number": {"zh": "没有数值", "en": "no number"},
    "flagged": {
        "zh": "数据标记{flag}不参加统计",
        "en": "data mark {flag} takes no part in statistics",
    },
    "negative": {"zh": "浓度为负", "en": "a concentration below zero"},
    "not-valid": {"zh": "有效数据不足", "en": "too few valid data"},
    "no-index": {"zh": "无分指数", "en": "no individual index"},
    "outside": {"zh": "不在时段内", "en": "outside the period"},
    "repeated": {"zh": "同一时段已有值", "en": "the period has a value already"},
    "not-given": {"zh": "未提供", "en": "not given"},
    "not-assessed": {
        "zh": "不是城市评价点，不参加城市均值",
        "en": "no assessment station; takes no part in the city mean",
    },
}
"""Every sentence by its key; the braces name what is put in."""
