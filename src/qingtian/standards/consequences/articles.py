"""Which article of which law an act falls under on its day, with range, measure and daily penalty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.standards.borders import Number, at_least_zero
from qingtian.standards.consequences.money import yuan
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

LAWS: Final = ("environment", "environment_more", "air", "water", "permits")
"""The laws, in the order in which they are asked; two files where evidence differs."""

MEDIA: Final[dict[str, tuple[str, ...]]] = {
    "air": ("environment", "environment_more", "air", "permits"),
    "water": ("environment", "environment_more", "water", "permits"),
}
"""What is asked where the act concerns one medium."""


def act_named(text: str, day: date) -> Mapping[str, Any]:
    """Find an act by its key or its name in either language.

    Raises
    ------
    ValueError
        If there is none; the message lists the keys.
    """
    rows = law.at(day)["consequences.penalties.acts"].rows()
    for row in rows:
        if text.strip() in (row["act"], row["zh"], row["en"]):
            return row
    raise ValueError(f"expected an act of {', '.join(row['act'] for row in rows)}; got {text!r}")


def _laws(names: tuple[str, ...], day: date) -> tuple[list[tuple[str, Provision]], list[LeftOut]]:
    there: list[tuple[str, Provision]] = []
    absent: list[LeftOut] = []
    for name in names:
        path = f"consequences.penalties.{name}"
        try:
            there.append((name, law.at(day)[path]))
        except NotInForceError:
            first = law.provisions()[path][0]
            shown = {"since": first.since, "day": day}
            absent.append(LeftOut(Given(first.standard, None), "law-not-in-force", shown))
    return there, absent


def _amounts(row: Mapping[str, Any], loss: Number | None) -> dict[str, Any]:
    if row["base"] != "direct loss" or loss is None:
        return {"low": row["low"], "high": row["high"]}
    lost = Fraction(at_least_zero(loss, "CNY", "a loss"))
    return {
        "low": yuan(lost * Fraction(row["times_low"])),
        "high": yuan(lost * Fraction(row["times_high"])),
    }


def _article(row: Mapping[str, Any], found: Provision, loss: Number | None) -> dict[str, Any]:
    return {
        "law": found.standard,
        "article": row["article"],
        **_amounts(row, loss),
        "base": row["base"],
        "times": None if row["times_low"] is None else [row["times_low"], row["times_high"]],
        "daily": row["daily"],
        "measure": {"zh": row["measure_zh"], "en": row["measure_en"]},
    }


def _said(article: Mapping[str, Any]) -> list[Step]:
    shown = {
        "law": article["law"],
        "article": article["article"],
        "low": article["low"] if article["low"] is not None else 0,
        "high": article["high"],
        "base": article["base"],
        "times": article["times"] and "-".join(map(str, article["times"])),
    }
    key = "article-measure" if article["high"] is None else "article-fine"
    if article["high"] is None and article["times"]:
        key = "article-times"
    if article["base"] == "each time":
        key = "article-each"
    steps = [Step(key, shown), Step("measure", article["measure"])]
    daily = {"article": article["daily"]}
    return [*steps, Step("daily-article", daily)] if article["daily"] else steps


def penalties(
    act: str, day: date, *, medium: str | None = None, loss: Number | None = None
) -> Result:
    """List the articles that an act falls under on its day.

    Which of them is applied, and how much of its range, is for the authority to decide; where two
    laws fine one act, it is fined once, by the heavier (not computed here).

    Parameters
    ----------
    act
        Key or name of the act, as `false data` or `no permit`.
    day
        Day of the act.
    medium
        `air` or `water`, where one of the two laws cannot apply; None = all.
    loss
        Direct loss, for fines in multiples of it; None = not known. [CNY]

    Returns
    -------
    Result
        How many articles; `more["articles"]` has law, article, range, measure and the article of
        the daily penalty. Laws not in force on the day are left out by name. [1]

    Raises
    ------
    ValueError
        If no such act or medium is known.
    """
    if medium is not None and medium not in MEDIA:
        raise ValueError(f"expected air, water or None; got {medium!r}")
    row = act_named(act, max(day, law.provisions()["consequences.penalties.acts"][0].since))
    there, absent = _laws(LAWS if medium is None else MEDIA[medium], day)
    articles: list[dict[str, Any]] = []
    cites: list[Provision] = []
    for _name, found in there:
        hits = [_article(each, found, loss) for each in found.rows() if each["act"] == row["act"]]
        articles += hits
        cites += [found] if hits else []
    return Result(
        rule="CON-ARTICLES",
        subject=row["zh"],
        value=len(articles),
        unit="",
        valid=bool(articles),
        edition="、".join(each.standard for each in cites) or "-",
        cites=tuple(Cite.of(each) for each in cites),
        steps=tuple(step for article in articles for step in _said(article)),
        inputs=(Given(row["act"], str(day)),),
        left_out=tuple(absent),
        more={"act": dict(row), "articles": articles, "accuses": False},
    )
