"""Names of the rules for ambient air, and the sentences of their steps."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
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
    "AIR-PERIOD": {"zh": "时段统计浓度", "en": "Statistic of the period of"},
    "AIR-RANK": {"zh": "城市排名", "en": "Ranking of cities"},
    "AIR-RANK-CHANGE": {"zh": "改善幅度排名", "en": "Ranking by change"},
    "AIR-HEAVY": {"zh": "重污染天数", "en": "Days of heavy pollution"},
    "AIR-TREND": {"zh": "变化趋势", "en": "Trend of"},
    "AIR-WARNING": {"zh": "重污染预警级别", "en": "Heavy-pollution warning"},
    "AIR-LIMIT": {"zh": "与限值比较", "en": "Against the limit:"},
}
"""Every rule by its number."""

WORDS: Final[dict[str, dict[str, str]]] = {
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
    "unplanned": {
        "zh": "{names}按计划不监测，不影响发布，以“/”表示",
        "en": "{names} not monitored by plan: shown as /, publication is not affected",
    },
    "ranked": {
        "zh": "{cities}个城市中{count}个参加排名",
        "en": "{count} of {cities} cities are ranked",
    },
    "not-ranked": {
        "zh": "{names}缺少或无效，不参加排名",
        "en": "{names} missing or not valid: not ranked",
    },
    "heavy": {
        "zh": "{days}个有效日中{count}日为重度及以上污染，另缺{missing}日",
        "en": "{count} of {days} valid days are heavily polluted or worse; {missing} more are missing",
    },
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
    "addends": {"zh": "各单项指数之和：{parts}", "en": "sum of the single indices: {parts}"},
    "spread": {
        "zh": "AQI大于150、200、300的小时数：{a}、{b}、{c}",
        "en": "hours above 150, 200, 300: {a}, {b}, {c}",
    },
    "maximum": {"zh": "取有效小时值中最大者", "en": "the largest of the valid hourly values"},
    # why something did not take part
    "no-index": {"zh": "无分指数", "en": "no individual index"},
    "not-assessed": {
        "zh": "不是城市评价点，不参加城市均值",
        "en": "no assessment station; takes no part in the city mean",
    },
}
"""Every sentence by its key; the braces name what is put in."""
