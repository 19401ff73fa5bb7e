"""Each procedure of the pack holds, its cases come out as a lawyer expects, and each mistake is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingtian.cases import (
    Procedures,
    Rehearsal,
    mistakes,
    mistakes_of,
    open_procedures,
    open_rehearsals,
    play,
    procedures,
)
from qingtian.cases.intake import intake, intake_mistakes
from qingtian.policy import PackFileError, open_policy

ROOT = Path(__file__).parents[3]
BROKEN = ROOT / "tests" / "procedures" / "broken"
PACK = ROOT / "packs" / "beijing2018"
BAD: list[dict[str, Any]] = yaml.safe_load((BROKEN / "procedures.yaml").read_text("utf-8"))
KNOWN = open_procedures("beijing2018")
TOLD = open_rehearsals("beijing2018")


def rehearsed() -> Iterator[Any]:
    for each in TOLD:
        yield pytest.param(each, id=f"{each.procedure}: {each.name}")


@pytest.mark.parametrize("told", list(rehearsed()))
def test_a_case_comes_out_as_expected(told: Rehearsal) -> None:
    days = open_policy("beijing2018").workdays
    outcomes = list(play(KNOWN.by_key[told.procedure], told, days))
    assert [(each.event.line, each.wrong) for each in outcomes if each.wrong] == []
    assert any(each.event.expect or each.event.refused for each in outcomes), (
        "it must ask something"
    )


def test_every_procedure_is_rehearsed_and_every_act_of_it_is_done() -> None:
    done: dict[str, set[str]] = {key: set() for key in KNOWN.by_key}
    for told in TOLD:
        for each in told.events:
            if each.deed and each.refused is None:
                done[told.procedure].add(each.deed.act)
    undone = {key: sorted(set(KNOWN.by_key[key].acts) - acts) for key, acts in done.items()}
    assert undone == {key: [] for key in KNOWN.by_key}


def test_the_procedures_of_the_pack_hold() -> None:
    assert [str(each) for each in mistakes(KNOWN)] == []


def spoilt(case: Mapping[str, Any], folder: Path) -> Path:
    """Write the procedure with the mistake, and the one that it must be read beside."""
    text = (PACK / "procedures" / case["file"]).read_text("utf-8")
    assert case["was"] in text, "the mistake must change something"
    (folder / case["file"]).write_text(text.replace(case["was"], case["now"], 1), "utf-8")
    if "beside" in case:
        shutil.copy(PACK / "procedures" / case["beside"], folder)
    return folder


def messages(folder: Path, file: str) -> list[str]:
    try:
        read = procedures(folder, KNOWN.policy)
    except PackFileError as problem:
        return [str(problem)]
    others = {key: one for key, one in KNOWN.by_key.items() if one.file != file}
    found = Procedures({**others, **read}, KNOWN.policy)
    return [str(each) for one in read.values() for each in mistakes_of(one, found)]


@pytest.mark.parametrize("case", BAD, ids=lambda case: str(case["name"]))
def test_a_mistake_is_told_with_file_and_line(case: Mapping[str, Any], tmp_path: Path) -> None:
    said = messages(spoilt(case, tmp_path), case["file"])
    assert any(case["says"] in each for each in said), said
    assert all(".yaml:" in each for each in said), said


@pytest.mark.parametrize(
    ("key", "wrong", "says"),
    [
        ("penalty", {}, None),
        ("inspection", {}, "expected a procedure of `served`; got inspection"),
        ("penalty", {"act": "print"}, "has no act called print"),
        ("penalty", {"paper": "leaflet"}, "has no paper called leaflet"),
        ("penalty", {"clauses": ("D7-9.99-01",)}, "expected a clause of the pack"),
        ("penalty", {"clauses": (), "outside": ""}, "expected where it stands"),
    ],
)
def test_what_everybody_would_read_without_ground_is_told(
    key: str, wrong: dict[str, Any], says: str | None
) -> None:
    policy = KNOWN.policy
    assert policy is not None
    found = intake(policy)
    bent = replace(found, public={key: replace(found.public["penalty"], **wrong)})
    said = [str(each) for each in intake_mistakes(bent, KNOWN.by_key, policy)]
    assert any(says in each for each in said) if says else said == []


@pytest.mark.parametrize(
    ("key", "wrong", "says"),
    [
        ("penalty", {}, None),
        ("fine", {}, "no procedure is called fine"),
        ("penalty", {"district": "nobody"}, "expected an organisation of the pack; got 'nobody'"),
        ("penalty", {"clauses": ("D7-9.99-01",)}, "expected a clause of the pack"),
        ("penalty", {"clauses": (), "outside": ""}, "expected where it stands"),
    ],
)
def test_a_jurisdiction_that_leads_nowhere_or_stands_on_nothing_is_told(
    key: str, wrong: dict[str, Any], says: str | None
) -> None:
    policy = KNOWN.policy
    assert policy is not None
    found = intake(policy)
    bent = replace(found, jurisdiction={key: replace(found.jurisdiction["penalty"], **wrong)})
    said = [str(each) for each in intake_mistakes(bent, KNOWN.by_key, policy)]
    assert any(says in each for each in said) if says else said == []
