"""Names of the rules for emissions, and the sentences of their steps."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
    "EM-STANDARD": {"zh": "标准状态浓度", "en": "At the standard state:"},
    "EM-DRY": {"zh": "干基换算", "en": "On a dry basis:"},
    "EM-MOISTURE": {"zh": "烟气含湿量", "en": "Moisture of flue gas:"},
    "EM-PPM": {"zh": "体积分数换算质量浓度", "en": "Mass concentration of"},
    "EM-NOX": {"zh": "氮氧化物（以NO2计）", "en": "NOx as NO2:"},
    "EM-ALPHA": {"zh": "过量空气系数", "en": "Excess air:"},
    "EM-CONVERT": {"zh": "折算浓度", "en": "Converted to the reference oxygen:"},
    "EM-FLOW": {"zh": "标准状态干烟气流量", "en": "Flow of dry flue gas:"},
    "EM-MASS-HOUR": {"zh": "小时排放量", "en": "Hourly mass of"},
    "EM-MASS": {"zh": "排放量", "en": "Mass of"},
    "EM-ENOUGH": {"zh": "数据是否足够", "en": "Enough data for the"},
    "EM-CAPTURE": {"zh": "有效数据捕集率", "en": "Capture rate of valid data"},
    "EM-WINDOW": {"zh": "替代取值窗口", "en": "Window of substitution:"},
    "EM-SUBSTITUTE": {"zh": "替代排放量", "en": "Substituted mass:"},
    "EM-ACCURACY": {"zh": "CEMS准确度", "en": "Accuracy of the CEMS:"},
    "EM-DRIFT": {"zh": "CEMS漂移", "en": "Drift of the CEMS:"},
    "EM-OVERDUE": {"zh": "校准校验是否逾期", "en": "Overdue:"},
    "EM-ACCEPTANCE": {"zh": "CEMS技术指标", "en": "Index of the CEMS:"},
    "EM-WATER-COMPARE": {"zh": "水样比对", "en": "Comparison with the laboratory:"},
    "EM-WATER-STANDARD": {"zh": "标准样品试验", "en": "Check with a standard sample:"},
    "EM-WATER-ACCEPT": {"zh": "水质在线监测验收", "en": "Acceptance of the analyser:"},
    "EM-WATER-MONTH": {"zh": "废水月有效日数", "en": "Valid days of waste water:"},
    "EM-WATER-MANUAL": {"zh": "人工监测替代", "en": "Manual samples in place:"},
    "EM-WATER-GAP": {"zh": "缺失数据替代", "en": "Filling a gap of"},
    "EM-HOUR": {"zh": "小时排放判断", "en": "Hour of"},
    "EM-MINUTE": {"zh": "分钟预警", "en": "Minutes above the limit:"},
    "EM-DAY": {"zh": "日排放判断", "en": "Day of"},
    "EM-MSW-DAY": {"zh": "焚烧炉自然日判断", "en": "Furnace, natural day:"},
    "EM-MSW-MONTH": {"zh": "焚烧炉当月超标日数", "en": "Furnace, month:"},
    "EM-MSW-TEMPERATURE": {"zh": "炉膛温度", "en": "Furnace temperature:"},
    "EM-MSW-YEAR": {"zh": "焚烧炉全年启停与故障时间", "en": "Furnace, hours of the year left:"},
    "EM-DUSTFALL": {"zh": "降尘量", "en": "Dust-fall:"},
    "EM-TSP": {"zh": "TSP网格监测质控", "en": "Monitor of the TSP grid:"},
}
"""Every rule by its number."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "to-standard": {
        "zh": "换算到{kelvin} K、{pascal} Pa",
        "en": "brought to {kelvin} K and {pascal} Pa",
    },
    "to-dry": {
        "zh": "除以干气所占份额，含湿量{moisture}%",
        "en": "divided by the dry share, moisture {moisture} %",
    },
    "em-moisture": {
        "zh": "100×(1-湿基氧{wet}÷干基氧{dry})",
        "en": "100*(1 - wet oxygen {wet}/dry oxygen {dry})",
    },
    "of-ppm": {
        "zh": "乘以摩尔质量{mass}，除以摩尔体积{volume}",
        "en": "times the molar mass {mass}, divided by the molar volume {volume}",
    },
    "as-no2": {"zh": "NO按{no2}÷{no}折为NO2", "en": "NO counts {no2}/{no} as NO2"},
    "excess-air": {"zh": "{air}÷({air}-{oxygen})", "en": "{air}/({air} - {oxygen})"},
    "em-convert": {
        "zh": "{c}×({air}-{reference})÷({air}-{oxygen}) = {exact}",
        "en": "{c}*({air} - {reference})/({air} - {oxygen}) = {exact}",
    },
    "not-converted": {"zh": "工况异常，不折算", "en": "abnormal state, not converted"},
    "oxygen-air": {
        "zh": "含氧量{oxygen}%不低于{top}%",
        "en": "oxygen {oxygen} % is not below {top} %",
    },
    "oxygen-idle": {
        "zh": "含氧量{oxygen}%高于{top}%且流量低",
        "en": "oxygen {oxygen} % is above {top} % with a low flow",
    },
    "oxygen-negative": {"zh": "含氧量{oxygen}%为负", "en": "oxygen {oxygen} % is below zero"},
    "no-oxygen": {
        "zh": "没有含氧量，不能折算到{reference}%",
        "en": "no oxygen to convert to {reference} % by",
    },
    "no-oxygen-hour": {"zh": "该小时没有含氧量", "en": "no oxygen in this hour"},
    "em-flow": {
        "zh": "3600×{area}×{velocity}×{factor} = {working} m³/h（工况湿烟气）",
        "en": "3600*{area}*{velocity}*{factor} = {working} m³/h at working conditions, wet",
    },
    "flow-dry": {
        "zh": "换算到{kelvin} K并扣除含湿量{moisture}%",
        "en": "brought to {kelvin} K, less moisture of {moisture} %",
    },
    "em-mass": {
        "zh": "实测干基标态浓度{c}×流量{flow}×10⁻⁶，不用折算浓度",
        "en": "measured dry concentration {c} times flow {flow} times 10^-6; never the converted one",
    },
    "mass-sum": {
        "zh": "{count}个小时相加，缺{missing}个",
        "en": "{count} hours added up, {missing} missing",
    },
    "stood": {"zh": "全部时间停运", "en": "the source stood all the time"},
    "em-capture": {
        "zh": "({hours}-{invalid}-{stop})÷({hours}-{stop})×100",
        "en": "({hours} - {invalid} - {stop})/({hours} - {stop})*100",
    },
    "before-calibration": {
        "zh": "取上次校准前{window}个有效小时中的最大值",
        "en": "the largest of the {window} valid hours before the last calibration",
    },
    "before-failure": {
        "zh": "取失效前{window}个有效小时中的最大值",
        "en": "the largest of the {window} valid hours before the failure",
    },
    "no-window": {
        "zh": "捕集率{capture}%过低，不能自动替代",
        "en": "a capture rate of {capture} % allows no substitution by rule",
    },
    "em-substitute": {
        "zh": "{count}个有效小时中的最大值",
        "en": "the largest of {count} valid hours",
    },
    "error-within": {
        "zh": "误差{error} {unit}，不超过±{limit}",
        "en": "error {error} {unit}, within {limit} either way",
    },
    "error-beyond": {
        "zh": "误差{error} {unit}，超过±{limit}",
        "en": "error {error} {unit}, beyond {limit} either way",
    },
    "em-pairs": {
        "zh": "数据对{count}个，要求不少于{required}个",
        "en": "{count} pairs; at least {required} are required",
    },
    "em-drift": {
        "zh": "{value} {unit}；技术指标±{index}，失控±{beyond}",
        "en": "{value} {unit}; index {index}, out of control beyond {beyond}",
    },
    "em-interval": {
        "zh": "距上次{days}日，最长间隔{interval} {unit}",
        "en": "{days} days since the last; the longest interval is {interval} {unit}",
    },
    "em-index": {
        "zh": "{value}，指标±{limit} {unit}",
        "en": "{value}; the index is {limit} {unit}",
    },
    "no-row": {"zh": "没有适用的比对区间", "en": "no row of the table is for it"},
    "em-accepted": {
        "zh": "{count}对，要求{required}对；合格{passed}对，要求{share}%",
        "en": "{count} pairs, {required} required; {passed} pass, {share} % required",
    },
    "em-manual": {
        "zh": "人工监测{count}次，要求每日{required}次、间隔不超过{hours}小时",
        "en": "{count} manual samples; {required} a day, at most {hours} h apart",
    },
    "em-gap": {"zh": "缺失前{count}个有效值", "en": "{count} valid values before the gap"},
    "marked": {"zh": "已标记：{kind}", "en": "marked: {kind}"},
    "em-marks": {"zh": "标记：{kinds}", "en": "marks: {kinds}"},
    "mark-too-early": {
        "zh": "{kind}：当日尚无标记规则",
        "en": "{kind}: no marking rule on that day",
    },
    "mark-unknown": {
        "zh": "{kind}：标记规则无此种类",
        "en": "{kind}: the marking rule has no such kind",
    },
    "mark-judged": {
        "zh": "{kind}：该种标记不免除判断",
        "en": "{kind}: this kind excuses from nothing",
    },
    "mark-short": {"zh": "{kind}：不足规定的时长", "en": "{kind}: too short to be kept"},
    "mark-late": {"zh": "{kind}：逾期标记", "en": "{kind}: entered after the deadline"},
    "limit-of-standard": {
        "zh": "限值{limit} {unit}，出自标准{source}（{count}个限值中最严者）",
        "en": "limit {limit} {unit} from the standard {source}, the strictest of {count}",
    },
    "limit-of-permit": {
        "zh": "限值{limit} {unit}，出自排污许可证{source}（{count}个限值中最严者）",
        "en": "limit {limit} {unit} from the permit {source}, the strictest of {count}",
    },
    "unknown-water-temperature": {
        "zh": "未告知水温，不据此认定超标",
        "en": "the water temperature is not known: nobody is accused on this limit",
    },
    "unknown-built": {
        "zh": "未告知建成时间，不据此认定超标",
        "en": "it is not known when the works were built: nobody is accused on this limit",
    },
    "at-most-limit": {
        "zh": "{value}未超出限值{limit}",
        "en": "{value} is not beyond the limit {limit}",
    },
    "above-limit": {"zh": "{value}高于限值{limit}", "en": "{value} is above the limit {limit}"},
    "below-limit": {
        "zh": "{value}低于下限{limit}",
        "en": "{value} is below the lower limit {limit}",
    },
    "minutes-warn": {
        "zh": "{total}个有效分钟中{count}个高于小时限值：只预警，不作判断",
        "en": "{count} of {total} valid minutes above the limit of the hour: a warning, not a judgement",
    },
    "weighted": {
        "zh": "{count}个值以流量加权，总流量{flow}，均值{mean}",
        "en": "{count} values weighted by flow, {flow} in all, mean {mean}",
    },
    "unweighted": {
        "zh": "未提供流量，{count}个值算术平均，不据此认定",
        "en": "no flow given: plain mean of {count} values, nobody is accused on it",
    },
    "no-flow": {"zh": "没有同期流量", "en": "no flow of the same period"},
    "no-discharge": {"zh": "当日流量为零", "en": "the flow of the day is zero"},
    "em-range": {
        "zh": "最小{low}，最大{high}，中位{median}",
        "en": "lowest {low}, highest {high}, median {median}",
    },
    "extremes": {
        "zh": "{values}在范围之外：只预警",
        "en": "{values} outside the range: a warning only",
    },
    "furnace-day": {
        "zh": "{count}项日均值超标；计入全年60小时的{hours}小时",
        "en": "{count} daily means above the limit; {hours} h of the year's allowance used",
    },
    "pm-too-high": {
        "zh": "该小时颗粒物超过启停期间上限",
        "en": "particulates of the hour above what is allowed in start-up",
    },
    "hours-used-up": {
        "zh": "全年启停与故障时间已用完",
        "en": "the year's hours of start-up and faults are used up",
    },
    "month-reached": {
        "zh": "当月超标{days}日，多于{more_than}日",
        "en": "{days} days of exceedance in the month, more than {more_than}",
    },
    "month-free": {
        "zh": "当月超标{days}日，不多于{more_than}日",
        "en": "{days} days of exceedance in the month, not more than {more_than}",
    },
    "furnace-cold": {
        "zh": "低于{below}℃的5分钟均值{count}次，多于{more_than}次",
        "en": "{count} five-minute means below {below} °C, more than {more_than}",
    },
    "furnace-warm": {
        "zh": "低于{below}℃的5分钟均值{count}次，不多于{more_than}次或已标记",
        "en": "{count} five-minute means below {below} °C, not more than {more_than} or marked",
    },
    "year-hours": {"zh": "已用{hours}小时，上限{bound}小时", "en": "{hours} h used of {bound}"},
    "em-dustfall": {
        "zh": "换算为{norm}日；采样{days}日，应为{norm}±{spread}日",
        "en": "brought to {norm} days; {days} days sampled, {norm} ± {spread} asked",
    },
    "em-tsp": {
        "zh": "流量偏差{flow}%，质量检查偏差{mass}%，未通过：{failed}",
        "en": "flow {flow} %, mass check {mass} %, failed: {failed}",
    },
}
"""Every sentence by its key; the braces name what is put in."""
