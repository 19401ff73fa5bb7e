"""Sentences that every area says."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {}
"""No rule belongs to all areas."""

WORDS: Final[dict[str, dict[str, str]]] = {
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
    "within": {"zh": "{value}不高于限值{limit}", "en": "{value} is not above the limit {limit}"},
    "exceeded": {
        "zh": "{value}高于限值{limit}，超标{multiple}倍",
        "en": "{value} is above the limit {limit}, by {multiple} times",
    },
    "ratio": {"zh": "{value}÷{limit} = {index}", "en": "{value}/{limit} = {index}"},
    "spearman": {
        "zh": "N={n}，秩差平方和{d}，秩相关系数{rs}，临界值{critical}",
        "en": "N={n}, squared rank differences {d}, coefficient {rs}, critical value {critical}",
    },
    "no-number": {"zh": "没有数值", "en": "no number"},
    "retracted": {"zh": "该值已由责任人撤回", "en": "a person took the value back"},
    "flagged": {
        "zh": "数据标记{flag}不参加统计",
        "en": "data mark {flag} takes no part in statistics",
    },
    "negative": {"zh": "浓度为负", "en": "a concentration below zero"},
    "not-valid": {"zh": "有效数据不足", "en": "too few valid data"},
    "outside": {"zh": "不在时段内", "en": "outside the period"},
    "repeated": {"zh": "同一时段已有值", "en": "the period has a value already"},
    "not-given": {"zh": "未提供", "en": "not given"},
}
"""Every sentence by its key; the braces name what is put in."""
