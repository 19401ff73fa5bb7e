"""Names of the rules for surface water, and the sentences of their steps."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
    "WATER-CLASS": {"zh": "水质类别", "en": "Class of"},
    "WATER-MEAN": {"zh": "平均值", "en": "Mean of"},
    "WATER-MULTIPLE": {"zh": "超标倍数", "en": "Exceed multiple of"},
    "WATER-TEMPERATURE": {"zh": "人为水温变化", "en": "Change of temperature"},
    "WATER-SATURATION": {"zh": "饱和率", "en": "Saturation of"},
    "WATER-SECTION": {"zh": "断面水质", "en": "Class of the section"},
    "WATER-LAKE": {"zh": "湖库水质", "en": "Class of the lake or reservoir"},
    "WATER-BASIN": {"zh": "河流、流域水质状况", "en": "Condition of the river or basin"},
    "WATER-CHANGE": {"zh": "水质变化", "en": "Change of water quality"},
    "WATER-TREND": {"zh": "水质变化趋势", "en": "Long trend of"},
    "WATER-INDEX": {"zh": "水质指数", "en": "Water-quality index of"},
    "WATER-TLI": {"zh": "综合营养状态指数", "en": "Trophic level index"},
    "WATER-TLI-GRADE": {"zh": "营养状态", "en": "Trophic state"},
    "WATER-CWQI-ITEM": {"zh": "单项水质指数", "en": "Single index of the city ranking:"},
    "WATER-CWQI": {"zh": "水质指数之和", "en": "Water quality index of the city's waters:"},
    "WATER-CWQI-CITY": {"zh": "城市水质指数", "en": "City water quality index"},
    "WATER-CWQI-CHANGE": {"zh": "城市水质指数变化", "en": "Change of the city index"},
    "WATER-BLACK-SAMPLE": {"zh": "样品黑臭级别", "en": "Black-odour grade of the sample"},
    "WATER-BLACK-POINT": {"zh": "点位黑臭级别", "en": "Black-odour grade of the point"},
    "WATER-BLACK-BODY": {"zh": "水体黑臭级别", "en": "Black-odour grade of the water body"},
    "WATER-SOURCE": {"zh": "饮用水水源水质", "en": "Drinking-water source"},
    "WATER-SOURCE-RATE": {"zh": "水源达标率", "en": "Rate of compliance of sources"},
    "WATER-COMPENSATION": {"zh": "断面补偿金", "en": "Sectional compensation"},
}
"""Every rule by its number."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "water-meets": {
        "zh": "{value}达到{class}类限值{limit}，且达不到更严的类别",
        "en": "{value} meets the limit {limit} of class {class}, and none of a better class",
    },
    "water-fails": {
        "zh": "{value}达不到{class}类限值{limit}，为劣V类",
        "en": "{value} does not meet the limit {limit} of class {class}: worse than class V",
    },
    "water-source-meets": {
        "zh": "{value}不超过限值{limit}",
        "en": "{value} is within the limit {limit}",
    },
    "water-source-fails": {
        "zh": "{value}超过限值{limit}",
        "en": "{value} is above the limit {limit}",
    },
    "water-saturated": {
        "zh": "饱和率{percent}%，不低于{at}%，为I类",
        "en": "saturation is {percent} %, not below {at} %: class I",
    },
    "water-below": {
        "zh": "低于检出限{mdl}，检出限不高于各类限值",
        "en": "below the detection limit {mdl}, which is not above any limit",
    },
    "water-undecided": {
        "zh": "低于检出限{mdl}，检出限高于{classes}类限值，对其不能判定",
        "en": "below the detection limit {mdl}, which is above the limit of {classes}: undecided there",
    },
    "water-half": {
        "zh": "{count}个值低于检出限，按检出限的一半参加统计",
        "en": "{count} values below detection count as half of the detection limit",
    },
    "water-ions": {
        "zh": "由{count}个pH值换算氢离子浓度求均值，再取负对数",
        "en": "{count} values of pH, averaged as concentrations of hydrogen ions",
    },
    "water-months": {
        "zh": "有监测结果的月份{count}个，要求不少于{required}个",
        "en": "{count} months with results; at least {required} are required",
    },
    "water-points": {
        "zh": "先按时间求各点均值，再对{points}个点求均值：{before}，修约为{after}",
        "en": "each point over time, then over {points} points: {before}, rounded to {after}",
    },
    "water-lake": {
        "zh": "{points}个点位，最多{times}次监测",
        "en": "{points} points, measured up to {times} times",
    },
    "water-no-multiple": {
        "zh": "水温、pH、溶解氧不计超标倍数",
        "en": "temperature, pH and dissolved oxygen have no multiple",
    },
    "water-multiple": {"zh": "({c}-{s})÷{s} = {multiple}", "en": "({c}-{s})/{s} = {multiple}"},
    "water-change-over": {"zh": "{value}超过{limit}", "en": "{value} is above {limit}"},
    "water-change-within": {"zh": "{value}不超过{limit}", "en": "{value} is not above {limit}"},
    "water-saturation": {
        "zh": "水温{temperature}℃时饱和溶解氧{full}，{value}÷{full}",
        "en": "at {temperature} °C saturation is {full}; {value}/{full}",
    },
    "water-worst": {
        "zh": "最差的项目{items}决定类别：{class}",
        "en": "the worst items decide the class: {items}, {class}",
    },
    "water-status": {
        "zh": "{class}类水质状况为{zh}",
        "en": "class {class} is {en}",
    },
    "water-no-main": {"zh": "无主要污染指标", "en": "no main pollutants"},
    "water-main": {"zh": "主要污染指标：{names}", "en": "main pollutants: {names}"},
    "water-nothing": {"zh": "没有可评价的项目", "en": "nothing to evaluate"},
    "water-few": {
        "zh": "断面{count}个，少于{required}个，按各项目断面均值评价",
        "en": "{count} sections, fewer than {required}: evaluated by the mean of each item",
    },
    "water-shares": {
        "zh": "断面{count}个，I～III类占{good}%，劣V类占{worse}%",
        "en": "{count} sections: I to III {good} %, worse than V {worse} %",
    },
    "water-change-grade": {
        "zh": "由{before}到{after}，变化{steps}级",
        "en": "from {before} to {after}: {steps} grades",
    },
    "water-change-points": {
        "zh": "状况相同；I～III类比例升幅减劣V类比例升幅为{points}个百分点",
        "en": "same condition; rise of I to III less that of worse than V is {points} points",
    },
    "water-index": {
        "zh": "{value}与标准{limit}：指数{index}",
        "en": "{value} against the standard {limit}: index {index}",
    },
    "water-tli": {
        "zh": "{item}：指数{index}，权重{weight}",
        "en": "{item}: index {index}, weight {weight}",
    },
    "water-tli-sum": {"zh": "加权和为{value}", "en": "the weighted sum is {value}"},
    "water-cwqi": {
        "zh": "{value}与{class}类限值之比：{index}",
        "en": "{value} against the limit of class {class}: {index}",
    },
    "water-cwqi-sum": {"zh": "{count}项指数之和：{parts}", "en": "sum of {count} indices: {parts}"},
    "water-cwqi-city": {
        "zh": "({river}×{sections}+{lake}×{points})÷断面和点位总数 = {value}",
        "en": "({river}*{sections}+{lake}*{points})/number of sections and points = {value}",
    },
    "water-cwqi-change": {
        "zh": "({now}-{base})÷{base} = {value}%",
        "en": "({now}-{base})/{base} = {value} %",
    },
    "water-black": {"zh": "{item}：{zh}", "en": "{item}: {en}"},
    "water-shallow": {
        "zh": "水深较浅，透明度按水深的40%即{limit} cm判定",
        "en": "shallow water: transparency is judged by {limit} cm, 40 % of the depth",
    },
    "water-black-shares": {"zh": "重度数据比例：{shares}", "en": "shares of heavy data: {shares}"},
    "water-black-body": {
        "zh": "重度点位占{share}%，连续重度河段{reaches}个",
        "en": "{share} % of the points are heavy; {reaches} heavy reaches",
    },
    "water-source-within": {
        "zh": "{count}项全部达标",
        "en": "all of {count} items meet their limits",
    },
    "water-source-over": {
        "zh": "{count}项中不达标：{names}",
        "en": "of {count} items these fail: {names}",
    },
    "water-source-rate": {
        "zh": "达标水量{good}，总水量{total}，达标率{value}%",
        "en": "complying volume {good} of {total}: {value} %",
    },
    "water-compensation": {
        "zh": "每级每月{amount}元×变差{steps}级×{pollutants}项×{months}个月",
        "en": "{amount} yuan a step and month * {steps} steps * {pollutants} pollutants * {months} months",
    },
    "water-compensation-none": {
        "zh": "达到目标，不缴纳补偿金",
        "en": "the target is met: nothing is due",
    },
    # why something did not take part
    "water-alone": {
        "zh": "不参加水质评价，可单独评价",
        "en": "not in the evaluation; may be evaluated alone",
    },
    "water-not-evaluated": {"zh": "不是评价项目", "en": "no item of the evaluation"},
    "water-not-scored": {"zh": "不参加水源评价", "en": "not scored for sources"},
    "water-no-class": {"zh": "缺测或不能判定类别", "en": "missing, or its class cannot be judged"},
    "water-tli-missing": {
        "zh": "缺项，不计算综合指数",
        "en": "missing: the index is not computed without it",
    },
}
"""Every sentence by its key; the braces name what is put in."""
