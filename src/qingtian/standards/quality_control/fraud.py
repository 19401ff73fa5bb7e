"""Kinds of falsification by the rule of 2015: by number, and by the words of a description.

Sorting a text finds nobody guilty: it says which article the words point to, and which words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "篡改": ("tampering", "tampering_more"),
    "伪造": ("forging",),
    "指使": ("instigating",),
}
"""Group of acts to the files that list them."""


def fraud_act(group: str, number: int, day: date) -> tuple[Mapping[str, Any], Provision]:
    """Find an act by its group and number.

    Parameters
    ----------
    group
        篡改, 伪造 or 指使.
    number
        1 to 14, 1 to 8, 1 to 5. [1]
    day
        Day of the act.

    Returns
    -------
    tuple
        The act in both languages, and where it stands.

    Raises
    ------
    ValueError
        If there is no such act.
    """
    if group not in GROUPS:
        raise ValueError(f"expected one of {', '.join(GROUPS)}; got {group!r}")
    last = 0
    for name in GROUPS[group]:
        table = law.at(day)[f"quality.fraud.{name}"]
        for row in table.rows():
            last = int(row["number"])
            if last == number:
                return row, table
    raise ValueError(f"expected 1 to {last} for {group}; got {number}")


@dataclass(frozen=True)
class Match:
    """A kind that a text points to, and the words that do."""

    kind: str
    words: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many characters of the text the words cover."""
        return sum(map(len, self.words))


def _denied(before: str, denials: tuple[Mapping[str, Any], ...]) -> bool:
    if any(before.endswith(row["word"]) for row in denials):
        return True
    return any(row["reach"] == "clause" and row["word"] in before for row in denials)


def _found(
    text: str, words: list[str], denials: tuple[Mapping[str, Any], ...]
) -> dict[str, list[range]]:
    found: dict[str, list[range]] = {}
    for part in re.finditer(r"[^，,。；;！!？?\n]+", text):
        for word in words:
            for hit in re.finditer(re.escape(word), part.group()):
                if not _denied(part.group()[: hit.start()], denials):
                    start = part.start() + hit.start()
                    found.setdefault(word, []).append(range(start, start + len(word)))
    return found


def _covered(places: list[range], other: list[range]) -> bool:
    return all(any(p.start >= o.start and p.stop <= o.stop for o in other) for p in places)


def _longest(found: Mapping[str, list[range]]) -> dict[str, list[range]]:
    """Drop a word that only stands inside a longer one."""
    return {
        word: places
        for word, places in found.items()
        if not any(len(o) > len(word) and _covered(places, found[o]) for o in found)
    }


def _match(
    text: str, row: Mapping[str, Any], denials: tuple[Mapping[str, Any], ...]
) -> Match | None:
    groups = [_longest(_found(text, row[name], denials)) for name in ("first", "second")]
    if not all(groups):
        return None
    both = {**groups[0], **groups[1]}
    taken = [place for places in both.values() for place in places]
    # One place in the text cannot be both words of a kind.
    if len({n for place in taken for n in place}) <= max(len(word) for word in both):
        return None
    return Match(str(row["kind"]), tuple(_longest(both)))


def _matches(text: str, table: Provision, denials: Provision) -> list[Match]:
    """List the kinds that a text points to, each once, the weightiest first."""
    every = [m for row in table.rows() if (m := _match(text, row, denials.rows()))]
    every.sort(key=lambda m: -m.weight)
    return list({m.kind: m for m in reversed(every)}.values())[::-1]


def fraud_kind(text: str, day: date) -> Result:
    """Sort a description of an act by its characteristic words.

    Parameters
    ----------
    text
        What was found, in Chinese.
    day
        Day of the act.

    Returns
    -------
    Result
        The kind, as `篡改-9`; None where no words point to one, or to several alike. `more` has the
        words that decided, all candidates, and the article's text. It always asks for review.

    Raises
    ------
    NotInForceError
        If the act was before 2016-01-01.
    """
    table, denials = law.at(day)["quality.fraud.words"], law.at(day)["quality.fraud.denials"]
    matches = _matches(text, table, denials)
    alike = [m for m in matches if m.weight == matches[0].weight]
    best = alike[0] if len(alike) == 1 else None
    cites, steps, act = [table, denials], [], {}
    if best is not None:
        group, _, number = best.kind.partition("-")
        row, article = fraud_act(group, int(number), day)
        cites.append(article)
        act = {"zh": row["zh"], "en": row["en"]}
        words = "、".join(best.words)
        steps.append(Step("fraud-words", {"words": words, "kind": best.kind, **act}))
    elif alike:
        steps.append(Step("fraud-several", {"kinds": ", ".join(m.kind for m in alike)}))
    return Result(
        rule="QC-FRAUD",
        subject="",
        value=None if best is None else best.kind,
        unit="",
        valid=best is not None,
        edition=table.standard,
        cites=tuple(Cite.of(each) for each in cites),
        steps=tuple(steps),
        inputs=(Given("text", text),),
        left_out=() if matches else (LeftOut(Given("text", text), "fraud-no-words"),),
        more={
            "words": [] if best is None else list(best.words),
            "candidates": {m.kind: list(m.words) for m in matches},
            "act": act,
            "accuses": False,
        },
    )


def fraud_effects(day: date) -> tuple[Mapping[str, Any], ...]:
    """List what falsification leads to, in both languages."""
    return law.at(day)["quality.fraud.effects"].rows()
