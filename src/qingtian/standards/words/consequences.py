"""Names of the rules for consequences, and the sentences of their steps."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
    "CON-TAU": {
        "zh": "超标系数",
        "en": "Coefficient of exceedance",
    },
    "CON-VAC-WATER": {
        "zh": "水污染虚拟治理成本",
        "en": "Virtual abatement cost of water pollution",
    },
    "CON-VAC-AIR": {
        "zh": "大气污染虚拟治理成本",
        "en": "Virtual abatement cost of air pollution",
    },
    "CON-DAILY": {
        "zh": "按日连续处罚",
        "en": "Daily penalty",
    },
    "CON-ARTICLES": {
        "zh": "适用条款",
        "en": "Articles that apply to",
    },
    "CON-INCIDENT": {
        "zh": "突发环境事件分级",
        "en": "Grade of the incident",
    },
    "CON-TAX-AIR": {
        "zh": "大气污染物环境保护税",
        "en": "Tax on air pollutants",
    },
    "CON-TAX-WATER": {
        "zh": "水污染物环境保护税",
        "en": "Tax on water pollutants",
    },
    "CON-TAX-SOLID": {
        "zh": "固体废物环境保护税",
        "en": "Tax on solid waste",
    },
    "CON-TAX-NOISE": {
        "zh": "工业噪声环境保护税",
        "en": "Tax on industrial noise",
    },
    "CON-REDUCTION": {
        "zh": "减税后应缴比例",
        "en": "Share of the tax that is paid",
    },
    "CON-CRIME": {
        "zh": "刑事标准",
        "en": "Criminal threshold",
    },
    "CON-CREDIT": {
        "zh": "企业环境信用等级",
        "en": "Grade of environmental credit",
    },
    "CON-COMPENSATION": {
        "zh": "损害赔偿期限",
        "en": "Deadline of the compensation",
    },
}
"""Every rule by its number."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "kappa-step": {
        "zh": "κ={kappa}，在({low}, {high}]之内，τ={tau}",
        "en": "kappa = {kappa} lies in ({low}, {high}]: tau = {tau}",
    },
    "coefficient-in": {
        "zh": "{name}={value}，在[{low}, {high}]之内",
        "en": "{name} = {value} lies in [{low}, {high}]",
    },
    "coefficient-out": {
        "zh": "{name}={value}，超出[{low}, {high}]，请核对",
        "en": "{name} = {value} lies outside [{low}, {high}]; check it",
    },
    "coefficient-reason": {
        "zh": "{name}的取值理由：{reason}",
        "en": "reason for {name}: {reason}",
    },
    "coefficient-no-reason": {
        "zh": "{name}未说明取值理由",
        "en": "no reason was given for {name}",
    },
    "alpha-step": {
        "zh": "α={value}不在档次{steps}之中，请核对",
        "en": "alpha = {value} is none of the steps {steps}; check it",
    },
    "omega-class": {
        "zh": "受纳水体为{class}类，ω={omega}（对应关系待核）",
        "en": "the water that received it is of class {class}: omega = {omega} (mapping to be reviewed)",
    },
    "gamma-water": {
        "zh": "γ=α×τ×ω={alpha}×{tau}×{omega}={gamma}",
        "en": "gamma = alpha·tau·omega = {alpha}·{tau}·{omega} = {gamma}",
    },
    "gamma-air": {
        "zh": "γ=(α×β+ω)×τ=({alpha}×{beta}+{omega})×{tau}={gamma}",
        "en": "gamma = (alpha·beta + omega)·tau = ({alpha}·{beta} + {omega})·{tau} = {gamma}",
    },
    "air-tables": {
        "zh": "各系数的取值表未读到原文，范围无从核对，由使用者负责",
        "en": "the tables of the coefficients were not read; their ranges cannot be checked here, whoever gave them answers for them",
    },
    "cost": {
        "zh": "D=E×C×γ={e}×{c}×{gamma}={d}元",
        "en": "D = E·C·gamma = {e}·{c}·{gamma} = {d} CNY",
    },
    "inspection-continues": {
        "zh": "自{first}起至{last}复查仍违法，计{days}日",
        "en": "from {first} to the re-inspection of {last}, which found it going on: {days} days",
    },
    "inspection-refused": {
        "zh": "自{first}起至{last}拒绝、阻挠复查，视为拒不改正，计{days}日",
        "en": "from {first} to {last}, when the re-inspection was obstructed, which counts as refusing: {days} days",
    },
    "inspection-false-report": {
        "zh": "自{first}起至{last}，虽报称已改正而实未改正，计{days}日",
        "en": "from {first} to {last}; it was reported as corrected and was not: {days} days",
    },
    "inspection-corrected": {
        "zh": "{day}复查已改正，计罚终止",
        "en": "corrected at the re-inspection of {day}; the count ends",
    },
    "inspection-late": {
        "zh": "{day}的复查迟于送达后{within}日，程序须核",
        "en": "the re-inspection of {day} came later than {within} days after delivery; the procedure must be looked at",
    },
    "daily-sum": {
        "zh": "原罚款{fine}元×{days}日={extra}元，连同原罚款共{total}元",
        "en": "the original {fine} CNY for {days} days: {extra} CNY; with the original fine {total} CNY",
    },
    "apart": {
        "zh": "共{count}项，分别计算、累计",
        "en": "{count} in all, each computed apart and added",
    },
    "needs-order": {
        "zh": "改正后再发现的违法，须另行作出处罚并责令改正",
        "en": "found after a correction: it needs a new fine and order",
    },
    "law-not-in-force": {
        "zh": "{since}起施行，行为发生于{day}，不适用",
        "en": "in force from {since}; the act was on {day}",
    },
    "article-fine": {
        "zh": "{law}第{article}条：罚款{low}元至{high}元",
        "en": "{law}, article {article}: fine of {low} to {high} CNY",
    },
    "article-each": {
        "zh": "{law}第{article}条：每次罚款{low}元至{high}元",
        "en": "{law}, article {article}: fine of {low} to {high} CNY each time",
    },
    "article-times": {
        "zh": "{law}第{article}条：按直接损失的{times}倍罚款",
        "en": "{law}, article {article}: fine of {times} times the direct loss",
    },
    "article-measure": {
        "zh": "{law}第{article}条",
        "en": "{law}, article {article}",
    },
    "measure": {
        "zh": "{text}",
        "en": "{text}",
    },
    "daily-article": {
        "zh": "按第{article}条可按日连续处罚",
        "en": "article {article} allows the daily penalty",
    },
    "incident-number": {
        "zh": "{text}为{value}，达到{least}以上，属{grade}级",
        "en": "{text}: {value}, at or above {least}: grade {grade}",
    },
    "incident-below": {
        "zh": "{text}为{value}，在{least}以下，属一般",
        "en": "{text}: {value}, below {least}: the lowest grade",
    },
    "incident-kind": {
        "zh": "{text}，属{grade}级",
        "en": "{text}: grade {grade}",
    },
    "tax-not-first": {
        "zh": "按当量数排序不在前{first}项",
        "en": "not among the {first} largest by equivalents",
    },
    "tax-one-of": {
        "zh": "{group}只征收一项，取{kept}",
        "en": "of {group} one only is taxed: {kept}",
    },
    "tax-exempt": {
        "zh": "免征：{text}",
        "en": "exempt: {text}",
    },
    "tax-produced": {
        "zh": "{text}，以产生量作为排放量",
        "en": "{text}: the amount produced is taxed as discharged",
    },
    "tax-item": {
        "zh": "{text}：{equivalents}当量×{rate}元×{factor}={tax}元",
        "en": "{text}: {equivalents} equivalents at {rate} CNY, times {factor}: {tax} CNY",
    },
    "tax-sum": {
        "zh": "合计{tax}元；按月计算，按季申报，季度终了之日起{within_days}日内",
        "en": "{tax} CNY in all; computed by the month, filed by the quarter within {within_days} days of its end",
    },
    "tax-solid": {
        "zh": "{text}：{t}吨×{rate}元={tax}元",
        "en": "{text}: {t} t at {rate} CNY: {tax} CNY",
    },
    "noise-highest": {
        "zh": "最高超标{db}分贝（{text}），每月{tax}元",
        "en": "at most {db} dB above the limit ({text}): {tax} CNY a month",
    },
    "noise-units": {
        "zh": "边界{m}米，{points}处超标，按两个单位计算",
        "en": "boundary of {m} m with {points} points exceeding: two units",
    },
    "noise-half": {
        "zh": "一个月内超标{days}天，减半",
        "en": "exceeding on {days} days of the month: half",
    },
    "reduction-lower": {
        "zh": "月均浓度比标准低{lower}%",
        "en": "the monthly mean is {lower} % below the limit",
    },
    "reduction-step": {
        "zh": "低{least}%以上，按{factor}缴纳",
        "en": "below by {least} % or more: {factor} is paid",
    },
    "reduction-none": {
        "zh": "未达减税幅度",
        "en": "not far enough below for a reduction",
    },
    "reduction-exceeded": {
        "zh": "当月有超标的均值，不减税",
        "en": "a mean of the month exceeded: no reduction",
    },
    "reduction-unknown": {
        "zh": "当月有无超标均值不明，不减税",
        "en": "whether a mean of the month exceeded is not known: no reduction",
    },
    "crime-unit-in": {
        "zh": "单位属于该项规定的主体",
        "en": "the unit is one that the item names",
    },
    "crime-unit-out": {
        "zh": "单位不属于该项规定的主体",
        "en": "the unit is none that the item names",
    },
    "crime-unit-unknown": {
        "zh": "单位类别不明",
        "en": "the kind of unit is not known",
    },
    "crime-pollutants": {
        "zh": "排放了该项列举的{found}",
        "en": "{found} of the item's list was discharged",
    },
    "crime-pollutants-open": {
        "zh": "所排污染物不在列举的{named}之中，是否属于“等”须由法律人员判断",
        "en": "what was discharged is not among {named}; whether the list's 'and others' covers it is for a lawyer",
    },
    "crime-reached": {
        "zh": "{text}为{value} {unit}，达到{least}",
        "en": "{text}: {value} {unit}, at or above {least}",
    },
    "crime-below": {
        "zh": "{text}为{value} {unit}，未达到{least}",
        "en": "{text}: {value} {unit}, below {least}",
    },
    "crime-multiple": {
        "zh": "浓度为标准的{ratio}倍，超标{excess}倍，标准为{least}倍，两种读法一致",
        "en": "{ratio} times the limit, exceeding by {excess} times; {least} times are asked: both readings agree",
    },
    "crime-multiple-open": {
        "zh": "浓度为标准的{ratio}倍，超标{excess}倍，标准为{least}倍，两种读法不一，由法律人员判断",
        "en": "{ratio} times the limit, exceeding by {excess} times; {least} times are asked: the readings differ, a lawyer decides",
    },
    "crime-system": {
        "zh": "{text}，按破坏计算机信息系统的规定处理",
        "en": "{text}: the provisions on computer systems apply",
    },
    "crime-again": {
        "zh": "二年内受过{penalties}次行政处罚又实施，标准为{least}次",
        "en": "{penalties} penalties within two years and again; {least} are asked",
    },
    "crime-years": {
        "zh": "自{first}起算，至{end}止，行为发生于{act}",
        "en": "from {first} to {end}; the act was on {act}",
    },
    "credit-red": {
        "zh": "一票否决：{text}",
        "en": "red by itself: {text}",
    },
    "credit-indicators": {
        "zh": "按指标评价为{text}",
        "en": "by the indicators: {text}",
    },
    "clue": {
        "zh": "{day}收到线索，{within}日内完成初步核查，至{end}",
        "en": "clue of {day}; preliminary check within {within} days, to {end}",
    },
    "negotiation": {
        "zh": "{day}送达磋商告知，{within}日内，至{end}",
        "en": "notice delivered on {day}; {within} days of negotiation, to {end}",
    },
    "negotiation-place": {
        "zh": "本市：{meetings}轮或{months}个月内未达成一致的应及时起诉，至{end}",
        "en": "in the place: {meetings} rounds or {months} months without agreement, then sue; to {end}",
    },
    "meetings": {
        "zh": "已磋商{count}次未达成一致，应及时起诉",
        "en": "{count} meetings without agreement: time to sue",
    },
}
"""Every sentence by its key; the braces name what is put in."""
