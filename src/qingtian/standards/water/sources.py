"""Surface sources of drinking water: a month's evaluation, and the rate of compliance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.water.classes import classify
from qingtian.standards.water.names import ITEMS, Body, body_of, item_of, rank_of
from qingtian.standards.water.samples import sample_of
from qingtian.standards.water.sections import Values


def drinking_source(items: Values, day: date, *, body: Body = "river") -> Result:
    """Evaluate a surface source of drinking water in a month.

    Each item of table 1 must meet class III (temperature, total nitrogen and faecal coliforms are
    not scored), each of tables 2 and 3 its limit. Of table 3 the library knows some items only.

    Parameters
    ----------
    items
        Item to its value as reported. [unit of the law]
    day
        Day of the data.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        `compliant` or `not compliant`; valid where all scored items of table 1 and all of table 2
        are given. `more` has what fails, with its multiple where it has one, and what is missing.
        Rests on weak evidence: it accuses nobody.
    """
    rule = law.at(day)["water.source.monthly"]
    judged, out = [], []
    for name, value in items.items():
        item = item_of(name)
        if item.key in rule.value["without"] or item.group == "other":
            out.append(LeftOut(sample_of(value, "").given(name), "water-not-scored"))
            continue
        judged.append(classify(item.key, value, day, body=body_of(name, body)))
    failing = [each.subject for each in judged if _fails(each, rule.value["class"])]
    there = {each.more["item"] for each in judged if each.value is not None}
    wanted = [
        each.key
        for each in ITEMS.values()
        if each.group in ("basic", "source") and each.key not in rule.value["without"]
    ]
    missing = [key for key in wanted if key not in there]
    known = [each for each in judged if each.value is not None]
    key = "water-source-over" if failing else "water-source-within"
    return Result(
        rule="WATER-SOURCE",
        subject="",
        value=None if not known else "not compliant" if failing else "compliant",
        unit="",
        valid=bool(known) and not missing,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step(key, {"names": ", ".join(failing), "count": len(known)}),),
        inputs=tuple(known),
        left_out=tuple(out),
        more={"failing": failing, "missing": missing, "accuses": False},
    )


def _fails(result: Result, water_class: str) -> bool:
    if result.value in ("within", None):
        return False
    return result.value == "exceeded" or rank_of(str(result.value)) > rank_of(water_class)


def source_rate(sources: Mapping[str, tuple[bool, Decimal | None]], day: date) -> Result:
    """Give the rate of compliance of sources, by volume of water where known, else by number.

    Parameters
    ----------
    sources
        Source to whether it complies, and the volume of water taken; None = not known.
        [any one unit of volume]
    day
        Last day of the period.

    Returns
    -------
    Result
        Share of the volume, with one decimal; `more` has the share by number. [%]
    """
    rule = law.at(day)["water.source.monthly"]
    volumes = [volume for _, volume in sources.values()]
    by_volume = bool(sources) and all(volume is not None for volume in volumes)
    count = Fraction(100 * sum(ok for ok, _ in sources.values()), max(len(sources), 1))
    total = sum((volume or Decimal(0) for volume in volumes), Decimal(0))
    good = sum((volume or Decimal(0) for ok, volume in sources.values() if ok), Decimal(0))
    exact = Fraction(100 * good) / Fraction(total) if by_volume and total else count
    number = mean_rounded(count, 1)
    value = mean_rounded(exact, 1) if sources else None
    return Result(
        rule="WATER-SOURCE-RATE",
        subject="",
        value=value,
        unit="%",
        valid=bool(sources),
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("water-source-rate", {"good": good, "total": total, "value": value}),),
        inputs=tuple(Given(name, volume) for name, (_, volume) in sources.items()),
        more={"by_number": number, "by": "volume" if by_volume and total else "number"},
    )
