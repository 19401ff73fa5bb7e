"""Tell the edition that a message speaks, from its Flag, its codes and its device id."""

from __future__ import annotations

import re

from qingtian.protocols.hj212.dialects import Edition
from qingtian.protocols.hj212.messages import Message

_SURFACE_WATER_MN = re.compile(r"[A-Z0-9]{7,8}_[0-9]{4}")
_SURFACE_WATER_CN = frozenset(
    {"1015", "2063", "2064", "2065", "2066", "3056", "3100"}
    | {str(command) for command in (*range(3042, 3047), *range(3080, 3087))}
)
_CODE_2017 = re.compile(r"[a-z][0-9a-z]{5}")
_CODE_2005 = re.compile(r"[0-9]{2,3}|[BS][0-9]{2}")
_VERSION_2017, _VERSION_2025 = 1, 2


def edition_of(message: Message) -> Edition:
    """Name the edition of a message.

    Parameters
    ----------
    message
        Any message.

    Returns
    -------
    Edition
        Version bits 1 and 2 of Flag decide; version 2 is shared by HJ 212-2025 and the
        surface-water dialect, which its device ids and commands give away. Where Flag is missing
        or has version 0, codes of six characters still mean 2017: many send Flag=0 with them.
    """
    version = (message.flag or 0) >> 2
    if version >= _VERSION_2025:
        return "sw" if _is_surface_water(message) else "2025"
    if version == _VERSION_2017:
        return "2017"
    codes = [item.code for item in message.items if item.code]
    new = sum(1 for code in codes if _CODE_2017.fullmatch(code))
    old = sum(1 for code in codes if _CODE_2005.fullmatch(code))
    return "2017" if new > old else "2005"


def _is_surface_water(message: Message) -> bool:
    return message.st == "21" and (
        _SURFACE_WATER_MN.fullmatch(message.mn) is not None or message.cn in _SURFACE_WATER_CN
    )
