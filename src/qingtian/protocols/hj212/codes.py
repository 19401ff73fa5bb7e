"""Code tables: system codes (ST), answers to requests (QnRtn), results (ExeRtn).

Sources: HJ 212-2017 tables 5 to 7, HJ/T 212-2005, and for 44, 45 what peers report of
HJ 212-2025. Each entry gives the Chinese name and the English one.
"""

from __future__ import annotations

SYSTEMS: dict[str, tuple[str, str]] = {
    "21": ("地表水质量监测", "surface water"),
    "22": ("空气质量监测", "ambient air"),
    "23": ("声环境质量监测", "ambient noise"),
    "24": ("地下水质量监测", "groundwater"),
    "25": ("土壤质量监测", "soil"),
    "26": ("海水质量监测", "sea water"),
    "27": ("挥发性有机物监测", "volatile organic compounds"),
    "31": ("大气环境污染源", "air pollution source"),
    "32": ("地表水体环境污染源", "waste water source"),
    "33": ("地下水体环境污染源", "groundwater pollution source"),
    "34": ("海洋环境污染源", "sea pollution source"),
    "35": ("土壤环境污染源", "soil pollution source"),
    "36": ("声环境污染源", "noise source"),
    "37": ("振动环境污染源", "vibration source"),
    "38": ("放射性环境污染源", "radioactivity source"),
    "39": ("工地扬尘污染源", "construction dust"),
    "41": ("电磁环境污染源", "electromagnetic source"),
    "44": ("用电监控", "electricity monitoring"),
    "45": ("关键生产工况", "key working conditions"),
    "51": ("烟气排放过程监控", "flue gas process"),
    "52": ("污水排放过程监控", "sewage process"),
    "91": ("系统交互", "system interaction"),
}
"""ST (HJ 212-2017 table 5)."""

_MEDIA = {
    "air": ("22", "27", "31", "39", "51"),
    "water": ("21", "24", "26", "32", "33", "34", "52"),
    "noise": ("23", "36"),
}
_MEDIUM = {st: medium for medium, systems in _MEDIA.items() for st in systems}

REQUEST_ANSWERS: dict[str, tuple[str, str]] = {
    "1": ("准备执行请求", "ready"),
    "2": ("请求被拒绝", "refused"),
    "3": ("PW 错误", "wrong password"),
    "4": ("MN 错误", "wrong device id"),
    "5": ("ST 错误", "wrong system code"),
    "6": ("Flag 错误", "wrong Flag"),
    "7": ("QN 错误", "wrong request number"),
    "8": ("CN 错误", "wrong command code"),
    "9": ("CRC 校验错误", "wrong checksum"),
    "100": ("未知错误", "unknown error"),
}
"""QnRtn (HJ 212-2017 table 7)."""


RESULTS: dict[str, tuple[str, str]] = {
    "1": ("执行成功", "done"),
    "2": ("执行失败，原因未知", "failed for an unknown reason"),
    "3": ("命令请求条件错误", "wrong condition"),
    "4": ("通讯超时", "time-out"),
    "5": ("系统繁忙", "busy"),
    "6": ("系统故障", "system fault"),
    "100": ("没有数据", "no data"),
}
"""ExeRtn (HJ 212-2017 table 6)."""


def medium_of(st: str) -> str:
    """Return the medium whose factor codes a system sends: `air`, `water`, `noise`, or empty."""
    return _MEDIUM.get(st, "")
