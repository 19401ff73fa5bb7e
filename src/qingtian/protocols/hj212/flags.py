"""Data marks (数据标记, `x-Flag`) by edition and kind of source (HJ 212-2017 table 8)."""

from __future__ import annotations

from typing import Literal

Meaning = Literal[
    "normal",
    "stopped",
    "maintenance",
    "manual",
    "fault",
    "calibration",
    "over-range",
    "no-link",
    "power",
    "weather",
    "abnormal",
    "unknown",
]
"""What a mark says, whatever the edition writes."""

_SOURCES_2005: dict[str, Meaning] = {
    "N": "normal",
    "F": "stopped",
    "M": "maintenance",
    "S": "manual",
    "D": "fault",
    "C": "calibration",
    "T": "over-range",
    "P": "power",
}
_STATIONS_2005: dict[str, Meaning] = {
    "0": "calibration",
    "1": "weather",
    "2": "abnormal",
    "3": "normal",
}
_2017: dict[str, Meaning] = {
    "N": "normal",
    "F": "stopped",
    "M": "maintenance",
    "S": "manual",
    "D": "fault",
    "C": "calibration",
    "T": "over-range",
    "B": "no-link",
}

NAMES: dict[Meaning, tuple[str, str]] = {
    "normal": ("正常", "normal"),
    "stopped": ("停运", "stopped"),
    "maintenance": ("维护", "in maintenance"),
    "manual": ("手工输入", "set by hand"),
    "fault": ("故障", "fault"),
    "calibration": ("校准", "in calibration"),
    "over-range": ("超测量上限", "above range"),
    "no-link": ("与数采仪通讯异常", "no link between analyser and logger"),
    "power": ("电源故障", "power fault"),
    "weather": ("气象参数", "weather value"),
    "abnormal": ("异常", "abnormal"),
    "unknown": ("未知", "unknown"),
}
"""Chinese and English words for each meaning."""


def meaning(mark: str, edition: str = "2017", st: str = "") -> Meaning:
    """Say what a data mark means.

    Parameters
    ----------
    mark
        As sent; case does not matter. Empty means unknown, not normal.
    edition
        `2005`, `2017`, `2025` or `sw`; all but 2005 use the table of 2017.
    st
        System code: air stations (22) under 2005 use digits.
    """
    upper = mark.upper()
    if edition == "2005":
        found = _STATIONS_2005.get(upper) if st == "22" else None
        return found or _SOURCES_2005.get(upper, "unknown")
    return _2017.get(upper, "unknown")
