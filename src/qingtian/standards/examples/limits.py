"""Worked examples of emission limits: a standard, what the source is, an item, a day."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.standards import emissions as em
from qingtian.standards.examples.inputs import Inputs, Outputs, UnsupportedError, day_of

STANDARDS = {
    "GB18485": ("incinerator", ()),
    "GB13223": ("power", ()),
    "GB13271": ("boiler", ()),
    "GB18918": ("sewage", ()),
    "DB11/139": ("boiler", ("beijing2018",)),
    "DB11/890": ("sewage", ("beijing2018",)),
    "DB11/307": ("direct", ("beijing2018",)),
    "DB11/501": ("general", ("beijing2018",)),
}
"""Standards that rows may name without their year, the word for their sources, their packs."""

OTHER = {"std", "standard", "item", "pollutant", "date", "day", "month", "averaging", "edition"}
CONDITIONS = {
    "water_c",
    "water_temp",
    "water_temperature",
    "built",
    "built_year",
    "season",
    "winter",
}
TABLES = {"1": "in-use", "2": "new", "3": "special"}
AVERAGING = {"1h": "hour", "hour": "hour", "hourly": "hour", "24h": "day", "day": "day"}
AVERAGING |= {"daily": "day", "小时": "hour", "日": "day", "sample": "sample"}


def limit(given: Inputs) -> Outputs:
    """Give the limit that a row asks for."""
    name, word, packs = _standard(str(given.get("std", given.get("standard"))))
    day = _day(given)
    kind = f"{word} {_words(given, name)}"
    averaging = given.get("averaging")
    found = em.limits(
        kind,
        str(given.get("item", given.get("pollutant"))),
        day,
        packs if packs and packs[0] in law.known_packs() else (),
        averaging=None if averaging is None else AVERAGING[str(averaging).lower()],
        water_temperature=_first(given, "water_c", "water_temp", "water_temperature"),
        built=_built(given),
    )
    policy = "ultralow" in kind.lower() or "ultra-low" in kind.lower() or "超低" in kind
    own = [each for each in found if policy or _plain(each.cite.standard).startswith(name)]
    if not own:
        return {"limit": None}
    return _told(next((each for each in own if each.averaging == "day"), own[0]))


def _told(chosen: em.Limit) -> Outputs:
    ends = chosen.high if chosen.low is None else [chosen.low, chosen.high]
    oxygen = chosen.reference_oxygen
    return {
        "limit": ends,
        "low": chosen.low,
        "high": chosen.high,
        "min": chosen.low,
        "max": chosen.high,
        "unit": chosen.unit.replace("³", "3").replace("µ", "u"),
        "o2_ref": oxygen,
        "clause": chosen.cite.clause,
    }


def _plain(text: str) -> str:
    return text.replace(" ", "").upper()


def _standard(text: str) -> tuple[str, str, tuple[str, ...]]:
    plain = re.sub(r"-(19|20)\d\d$", "", _plain(text)).replace("DB11-", "DB11/")
    if plain not in STANDARDS:
        raise UnsupportedError(f"standard {text}")
    return plain, *STANDARDS[plain]


def _words(given: Inputs, name: str) -> str:
    """Write down what a row says of its source, with what its standard takes for granted."""
    words = []
    for key, value in given.items():
        if key.lower() in OTHER | CONDITIONS or "2006" in key:
            continue
        if isinstance(value, bool):
            old = "existing" if name == "GB13223" else "in-use"
            words += {"new": ["new" if value else old]}.get(key, [key] if value else [])
        elif key == "table":
            words.append(TABLES.get(str(value), str(value)))
        else:
            words.append(str(value))
    text = " ".join(words)
    return f"{text} {_granted(text.lower(), name)}"


def _granted(text: str, name: str) -> str:
    ages = ("new", "in-use", "in use", "existing", "special", "ultra", "w-flame", "在用", "新建")
    aged = any(word in text for word in (*ages, "现有", "特别"))
    if name == "DB11/139":
        zoned = any(word in text for word in ("no-burn", "elsewhere", "outside", "内", "外"))
        return ("" if aged else "new ") + ("" if zoned or "new" in text else "no-burn")
    if name == "DB11/501":
        return "" if "boundary" in text or "厂界" in text or "周界" in text else "stack"
    return "new" if name in ("GB13223", "GB13271") and not aged else ""


def _first(given: Inputs, *names: str) -> Decimal | None:
    known = {key.lower(): value for key, value in given.items()}
    value = next((known[name] for name in names if known.get(name) is not None), None)
    return None if value is None else Decimal(str(value))


def _built(given: Inputs) -> date | None:
    if any("2006" in key and value is True for key, value in given.items()):
        return date(2005, 1, 1)
    value: Any = given.get("built", given.get("built_year"))
    if value is None:
        return None
    text = str(value)
    return date(int(text), 1, 1) if len(text) == 4 else date.fromisoformat(text)


def _day(given: Inputs) -> date:
    if given.get("month") is not None:
        return date(2025, int(given["month"]), 15)
    if given.get("season") == "winter" or given.get("winter") is True:
        return date(2025, 1, 15)
    if given.get("season") == "summer" or given.get("winter") is False:
        return date(2025, 7, 15)
    return day_of(given, "2025-07-15")
