"""Say what a source is in words, and read them: `gas boiler, new, Beijing`, `新建燃气锅炉`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qingtian.law import AnyPack, Pack, open_pack, packs_of

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    ("生活垃圾焚烧发电厂", "incinerator"),
    ("生活垃圾焚烧", "incinerator"),
    ("垃圾焚烧", "incinerator"),
    ("焚烧炉", "incinerator"),
    ("燃气轮机组", "gas turbine"),
    ("燃气轮机", "gas turbine"),
    ("其他气体燃料", "other gas"),
    ("天然气", "gas"),
    ("燃气", "gas"),
    ("燃油", "oil"),
    ("燃煤", "coal"),
    ("锅炉", "boiler"),
    ("火电厂", "power"),
    ("火电", "power"),
    ("电厂", "power"),
    ("新建", "new"),
    ("在用", "in-use"),
    ("现有", "existing"),
    ("特别排放限值", "special"),
    ("重点地区", "special"),
    ("超低排放", "ultralow"),
    ("城镇污水处理厂", "sewage"),
    ("污水处理厂", "sewage"),
    ("直接排放", "direct"),
    ("直排", "direct"),
    ("一级a", "1A"),
    ("一级b", "1B"),
    ("二级", "2"),
    ("禁燃区内", "no-burn"),
    ("禁燃区外", "elsewhere"),
    ("w型火焰炉膛或循环流化床", "w-flame"),
    ("w型火焰炉膛", "w-flame"),
    ("循环流化床", "w-flame"),
    ("西南四省", "southwest"),
    ("广西", "southwest"),
    ("重庆", "southwest"),
    ("四川", "southwest"),
    ("贵州", "southwest"),
    ("周界", "boundary"),
    ("厂界", "boundary"),
    ("综合排放", "general"),
    ("排气筒", "stack"),
    ("waste incineration", "incinerator"),
    ("incineration", "incinerator"),
    ("outside the no-burn zone", "elsewhere"),
    ("outside the no-burn", "elsewhere"),
    ("no-burn zone", "no-burn"),
    ("no burn zone", "no-burn"),
    ("w-flame or cfb", "w-flame"),
    ("natural gas", "gas"),
    ("natural-gas", "gas"),
    ("in the southwest", "southwest"),
    ("ultra-low", "ultralow"),
    ("in use", "in-use"),
    ("built before", "before"),
    ("direct discharge", "direct"),
)
"""Longer phrases and the words that the law's table of sources uses; the first that fits."""

SINGLE: Final[dict[str, str]] = {
    "wwtp": "sewage",
    "incinerators": "incinerator",
    "boilers": "boiler",
    "turbines": "turbine",
    "old": "existing",
    "inuse": "in-use",
    "cfb": "w-flame",
    "diesel": "oil",
    "outside": "elsewhere",
    "inside": "no-burn",
}
"""Other single words for the same."""

FILLER: Final = frozenset(
    {
        *("a", "an", "the", "of", "in", "for", "to", "and", "or", "class", "level", "standard"),
        *("plant", "plants", "works", "unit", "units", "fired", "burning", "waste", "water"),
        *("municipal", "zone", "standards", "limits", "级", "标准", "排放限值", "限值", "机组"),
        *("类", "的", "厂"),
    }
)
"""Words that tell nothing about which limit holds."""

NAMES: Final[tuple[tuple[str, str], ...]] = (
    ("southwest", "西南四省"),
    ("no-burn", "禁燃区内"),
    ("elsewhere", "禁燃区外"),
    ("ultralow", "超低排放"),
    ("new", "新建"),
    ("in-use", "在用"),
    ("existing", "现有"),
    ("other gas turbine", "其他气体燃料燃气轮机"),
    ("gas turbine", "燃气轮机"),
    ("other gas", "其他气体燃料"),
    ("gas", "燃气"),
    ("oil", "燃油"),
    ("coal", "燃煤"),
    ("w-flame", "W型火焰炉膛或循环流化床"),
    ("incinerator", "生活垃圾焚烧"),
    ("sewage", "城镇污水处理厂"),
    ("power", "火电"),
    ("boiler", "锅炉"),
    ("general", "综合排放"),
    ("direct", "直接排放"),
    ("stack", "排气筒"),
    ("boundary", "厂界"),
    ("special", "特别排放限值"),
    ("1A", "一级A标准"),
    ("1B", "一级B标准"),
    ("2", "二级标准"),
    ("A", "A标准"),
    ("B", "B标准"),
)
"""What sources are called in Chinese, in the order in which the words of one are said."""


class UnclearKindError(LookupError):
    """The words do not say which level of which standard a source is held to."""

    @classmethod
    def of(cls, words: frozenset[str], known: Iterable[Sequence[str]]) -> UnclearKindError:
        """Say what could be added, from the rows that come closest."""
        rows = sorted({tuple(row) for row in known}, key=lambda row: -len(words & set(row)))
        near = [row for row in rows if words & set(row)] or rows
        options = "; ".join(" ".join(row) for row in near[:8])
        return cls(f"expected the words of a kind of source, as: {options}; got {sorted(words)}")


def words_of(kind: str, packs: Sequence[Pack] = ()) -> frozenset[str]:
    """Read the words that say what a source is.

    Parameters
    ----------
    kind
        Words in any order, Chinese or English.
    packs
        Whose places may be named.

    Raises
    ------
    UnclearKindError
        If a place is named whose pack was not given.
    """
    marked = re.sub(r"(?<![A-Za-z0-9一二级-])([AB])(?=$|[^\w-]|标准|级|类)", r" class-\1 ", kind)
    text = _without_places(f" {marked.lower()} ", packs)
    for phrase, word in PHRASES:
        text = text.replace(phrase, f" {word} ")
    found = re.findall(r"[\w-]+", text)
    words = {SINGLE.get(word, word) for word in found} - FILLER
    plain = {word.removeprefix("class-") for word in words}
    return frozenset(word.upper() if re.fullmatch(r"\d?[ab]", word) else word for word in plain)


def kind_text(kind: str, language: str, packs: Iterable[AnyPack] = ()) -> str | None:
    """Say in a language what a source is.

    Parameters
    ----------
    kind
        Words as `words_of` reads them, in whichever language they were registered.
    language
        `zh` or `en`.
    packs
        Whose places may be named; they are left out of what is said in the other language.

    Returns
    -------
    str or None
        As registered where that is the language; `words_of` reads the same of both. None where a
        word has no name.
    """
    if bool(re.search("[\u4e00-\u9fff]", kind)) == (language == "zh"):
        return kind
    try:
        left = set(words_of(kind, [open_pack(each) for each in packs]))
    except UnclearKindError:
        return None
    said: list[str] = []
    for words, chinese in NAMES:
        if left.issuperset(words.split()):
            left.difference_update(words.split())
            said.append(chinese if language == "zh" else words)
    if left or not said:
        return None
    return ("" if language == "zh" else " ").join(said)


def _without_places(text: str, packs: Sequence[Pack]) -> str:
    given = {pack.key for pack in packs}
    for pack in packs_of(text):
        if pack.key not in given:
            raise UnclearKindError(
                f"expected the pack of the place that is named; give packs=({pack.key!r},)"
            )
    for pack in packs:
        for place in pack.place.values():
            text = text.replace(place.lower(), " ").replace(place.lower().removesuffix("市"), " ")
    return text
