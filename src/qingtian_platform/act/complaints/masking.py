"""Ways to reach a person, masked where others read what a citizen wrote.

A mask is wide on purpose: a figure too many that is hidden costs a question, one too few a person.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "▇▇▇"
"""What stands instead."""

_DIGIT = r"\d"  # of any script: what a keyboard sends in full width is one too
_SPOKEN = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两"
_GAP = r"[\s\-－—–.·,，、()（）_*/]{0,3}"
_RUN = rf"[{_DIGIT}](?:{_GAP}[{_DIGIT}]){{6,}}[xX]?"
_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?"
    r"(?:\s?T?\d{1,2}[:：时]\d{0,2}(?:[:：分]\d{0,2})?)?"
)
_WAYS: Final = (
    re.compile(r"[^\s@＠<>，。；：、()（）]+\s?[@＠]\s?[\w\-]+(?:\s?[.．。]\s?[A-Za-z]{2,})+"),
    re.compile(rf"\+?{_RUN}"),
    re.compile(rf"[{_SPOKEN}](?:{_GAP}[{_SPOKEN}]){{6,}}"),
    re.compile(
        r"(?i)(?:微信|威信|薇信|weixin|wechat|vx|qq|扣扣|telegram|whatsapp)\s?(?:号|id|同号|是|为)?"
        r"\s?[:：]?\s?[a-z0-9][\w\-]{4,}"
    ),
)


def masked(text: str, *known: str) -> str:
    """Mask telephone numbers, mailboxes, numbers of identity cards and accounts, and words that are known.

    Parameters
    ----------
    text
        What a person wrote.
    known
        What the person told as name and ways to be reached; masked wherever it stands, however it is
        spaced. One sign alone is no name.

    Returns
    -------
    str
        The text with `MASK` in their place; dates and small numbers stay.
    """
    kept: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"\ue000{chr(0xE100 + len(kept) - 1)}\ue001" if len(kept) < 0x0F00 else MASK

    text = text.replace("\ue000", "").replace("\ue001", "")
    for word in known:
        text = _spaced(word).sub(MASK, text) if len(word.strip()) > 1 else text
    text = _DATE.sub(put_by, text)
    for way in _WAYS:
        text = way.sub(MASK, text)
    return re.sub("\ue000(.)\ue001", lambda at: kept[ord(at.group(1)) - 0xE100], text)


def _spaced(word: str) -> re.Pattern[str]:
    signs = [re.escape(sign) for sign in word.split() for sign in sign]
    return re.compile(r"\s?".join(signs), re.IGNORECASE)


def reveals(text: str) -> bool:
    """Tell whether a text holds a way to reach a person."""
    return masked(text) != text
