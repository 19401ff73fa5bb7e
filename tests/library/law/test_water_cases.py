"""The law's cases of surface water, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from qingtian import law
from qingtian.quantities import Quantity
from qingtian.standards import water
from qingtian.standards.result import Result
from qingtian.standards.water.rules import digits
from support.lawcases import params

Case = Mapping[str, Any]


def given(value: Any) -> Any:
    """Read a value: a number, text below detection, a quantity, a sample with mark and limit."""
    if isinstance(value, Mapping):
        mdl = value.get("mdl")
        return water.Sample(value.get("value"), value.get("flag", ""), mdl)
    if isinstance(value, str) and " " in value:
        return Quantity.parse(value)
    return value


def texts(result: Result) -> str:
    """Write both trees, which must name what they rest on and leave no brace open."""
    zh, en = result.tree("zh"), result.tree("en")
    assert result.to_json()["rule"] == result.rule
    assert "{" not in zh + en
    return en


def check(found: Result, expect: Case, **more: Any) -> None:
    """Compare a result with what a case expects of it."""
    texts(found)
    known = {
        "value": found.value,
        "text": f"{found.value:f}" if isinstance(found.value, Decimal) else None,
        "valid": found.valid,
        "review": found.review,
        "source": None,
        **more,
    }
    assert {key: known[key] for key in expect} == {**expect, "source": known["source"]}
    editions = {found.edition, *(cite.standard for cite in found.cites)}
    assert {expect["source"], expect["source"].split(",")[0]} & editions


def fails(case: Case, function: Callable[[Case], None]) -> None:
    """Run a case; where it expects an error, that error must come."""
    if "error" in case["expect"]:
        with pytest.raises(law.NotInForceError, match=case["expect"]["error"]):
            function({**case, "expect": {"source": ""}})
    else:
        function(case)


def classes(case: Case) -> None:
    if "about" in case:
        found = water.use_of(case["about"], case["day"])
        use = None if found is None else found["zh"]
        colour = list(water.colour_of(case["about"], case["day"]))
        assert (use, colour) == (case["expect"]["use"], case["expect"]["colour"])
        return
    expect = dict(case["expect"])
    if "change" in case:
        result = water.temperature_change(
            case["change"]["rise"], case["change"]["fall"], case["day"]
        )
        assert result.value == expect["class"]
        assert str(result.cites[0]).startswith(expect["source"])
        return
    ask = case["ask"]
    result = water.classify(
        ask["item"],
        given(ask["value"]),
        case["day"],
        body=ask.get("body", "river"),
        saturation=ask.get("saturation"),
    )
    texts(result)
    assert result.value == expect["class"]
    assert result.more["undecided"] == expect.get("undecided", [])
    assert result.valid == expect.get("valid", True)
    assert str(result.cites[0]).startswith(expect["source"])


def means(case: Case) -> None:
    day, expect = case["day"], case["expect"]
    if "online" in case:
        places, cite = digits(water.item_of(case["online"]["item"]).key, day, "online")
        value = water.keep_digit(case["online"]["value"], places, day)
        assert (value, cite.standard) == (expect["value"], expect["source"])
    elif "multiple" in case:
        ask = case["multiple"]
        found = water.exceed_multiple(ask["item"], ask["value"], day, against=ask.get("against"))
        check(found, expect)
    elif "year" in case:
        ask = case["year"]
        months = [ask["each"]] * int(ask["months"])
        check(water.yearly(ask["item"], months, day, freezing=ask.get("freezing", False)), expect)
    else:
        ask = case["mean"]
        values = [given(value) for value in ask["values"]]
        places = ask.get("decimals")
        found = water.average(
            ask["item"],
            values,
            day,
            period=ask["period"],
            decimals=None if places is None else int(places),
        )
        out = [each.reason for each in found.left_out]
        check(found, expect, below=found.more["below_detection"], left_out=out)


def section(found: Result, expect: Case) -> None:
    more = found.more
    shown = {
        "class": found.value,
        "status": more["status"],
        "colour": (more["colour"] or {}).get("zh"),
        "main": more["main_text"],
        "exceeding": len(more["exceeding"]),
        "ignored": more["ignored"],
        "alone": more["alone"],
        "zones": more.get("zones"),
        "accuses": more.get("accuses"),
    }
    check(found, expect, **shown)


def sections(case: Case) -> None:
    day, expect = case["day"], case["expect"]
    if "section" in case:
        section(water.section(case["section"], day), expect)
    elif "month" in case:
        section(water.section_period(case["month"], day), expect)
    elif "lake" in case:
        ask = case["lake"]
        found = water.lake(ask["points"], day, zones=ask.get("zones"), body=ask.get("body", "lake"))
        section(found, expect)
    elif "basin" in case:
        ask = {key: int(value) for key, value in case["basin"].items()}
        found = water.basin(ask["sections"], ask["good"], ask["worse"], day)
        colour = found.more.get("colour", {}).get("zh")
        check(found, expect, status=found.value, colour=colour)
    elif "river" in case:
        found = water.river(case["river"], day)
        more = {key: found.more[key] for key in ("by", "main")}
        check(found, expect, status=found.value, **more)
    elif "trend" in case:
        found = water.trend(case["trend"]["item"], case["trend"]["series"], day)
        check(found, expect, better=found.more["better"])
    else:
        before, after = case["change"]["before"], case["change"]["after"]
        if isinstance(before, str):
            check(water.section_change(before, after, day), expect)
        else:
            old, new = (tuple(map(int, each)) for each in (before, after))
            check(water.basin_change(old, new, day), expect)  # type: ignore[arg-type]


def index(case: Case) -> Result:
    ask = case["index"]
    return water.quality_index(
        ask["item"], ask["value"], case["day"], temperature=ask.get("temperature")
    )


def city(case: Case) -> Result:
    ask = case["city"]
    counts = int(ask["sections"]), int(ask["points"])
    return water.cwqi_city(ask["river"], ask["lake"], *counts, case["day"])


def black(case: Case) -> Result:
    values = {key: value for key, value in case["black"].items() if key != "depth"}
    return water.black_odour_sample(values, case["day"], depth=case["black"].get("depth"))


def samples(case: Case) -> Result:
    one = water.black_odour_sample({"nh3n": case["samples"]["nh3n"]}, case["day"])
    return water.black_odour_point_of([one] * int(case["samples"]["times"]), case["day"])


def rate(case: Case) -> Result:
    own = {name: (bool(ok), volume) for name, (ok, volume) in case["rate"].items()}
    return water.source_rate(own, case["day"])


def compensation(case: Case) -> Result:
    ask = dict(case["compensation"])
    return water.compensation(
        ask["kind"],
        int(ask["class_steps"]),
        case["day"],
        pollutants=int(ask.get("pollutants", 1)),
        months=int(ask.get("months", 1)),
        amounts=ask.get("amounts"),
    )


def owes(case: Case) -> Result:
    ask = case["owes"]
    return water.section_compensation(ask["inflow"], ask["outflow"], ask["target"], case["day"])


RULES: dict[str, Callable[[Case], Result]] = {
    "index": index,
    "saturation": lambda case: water.saturation(
        case["saturation"]["oxygen"], case["saturation"]["temperature"], case["day"]
    ),
    "tli": lambda case: water.tli(case["tli"], case["day"]),
    "grade": lambda case: water.trophic_grade(case["grade"]["tli"], case["day"]),
    "ranking": lambda case: water.cwqi_item(
        case["ranking"]["item"],
        case["ranking"]["value"],
        case["day"],
        body=case["ranking"].get("body", "river"),
    ),
    "cwqi": lambda case: water.cwqi(case["cwqi"], case["day"]),
    "city": city,
    "improvement": lambda case: water.cwqi_change(
        case["improvement"]["now"], case["improvement"]["base"], case["day"]
    ),
    "black": black,
    "point": lambda case: water.black_odour_point(case["point"], case["day"]),
    "samples": samples,
    "body": lambda case: water.black_odour_body(case["body"], case["day"]),
    "drinking": lambda case: water.drinking_source(case["drinking"], case["day"]),
    "rate": rate,
    "compensation": compensation,
    "owes": owes,
}
"""What a case of the last file asks, by the key that it asks with."""

DETAILS = ("exceeds", "grade", "improved", "failing", "accuses", "by")


def others(case: Case) -> None:
    if "joins" in case:
        ask = case["joins"]
        found = water.joins_change_ranking(
            ask["now"], ask["before"], case["day"], targets_met=ask["targets_met"]
        )
        assert found is case["expect"]["joins"]
        return
    rule = next(RULES[key] for key in case if key in RULES)
    result = rule(case)
    more = {key: result.more[key] for key in DETAILS if key in result.more}
    more.setdefault("grade", result.value)
    missing = result.more.get("missing")
    more["missing"] = len(missing or ()) if "cwqi" in case else missing
    more["reaches"] = [list(each) for each in result.more.get("reaches", ())]
    check(result, case["expect"], **more)


FILES = {"classes": classes, "means": means, "sections": sections, "others": others}
"""What a file's cases ask."""


def run(file: str, case: Case) -> None:
    """Run a case; it fails where the library gives something else."""
    fails(case, FILES[file])


@pytest.mark.parametrize(("file", "case"), params("water"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
