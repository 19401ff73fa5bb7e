"""Every mistake of a pack's author is told with file, line, what was expected and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingtian.policy import PackFileError, open_policy, report

PACKS = Path(__file__).parents[2] / "packs"
FEEDS = PACKS.parents[1] / "packs" / "beijing2018" / "policy" / "feeds.yaml"
BAD: list[dict[str, Any]] = yaml.safe_load((PACKS / "bad" / "packs.yaml").read_text("utf-8"))


def spoilt(case: Mapping[str, Any], folder: Path) -> Path:
    """Copy the small pack and make the mistake."""
    pack = shutil.copytree(PACKS / "small", folder / "pack")
    file = pack / "policy" / case["file"]
    if case.get("delete"):
        file.unlink()
        return pack
    text = file.read_text("utf-8")
    assert case["was"] in text, "the mistake must change something"
    file.write_text(text.replace(case["was"], case["now"], 1), "utf-8")
    return pack


def messages(pack: Path) -> list[str]:
    try:
        return [str(each) for each in report(open_policy(pack)).problems]
    except PackFileError as problem:
        return [str(problem)]


@pytest.mark.parametrize("case", BAD, ids=lambda case: str(case["name"]))
def test_a_mistake_is_told_with_file_and_line(case: Mapping[str, Any], tmp_path: Path) -> None:
    said = messages(spoilt(case, tmp_path))
    if "starts" in case:
        assert any(each.startswith(case["starts"]) for each in said), said
    else:
        assert case["says"] in said


def test_the_small_pack_has_none() -> None:
    assert messages(PACKS / "small") == []


def test_a_feed_of_no_department_and_by_no_clause_is_told(tmp_path: Path) -> None:
    pack = shutil.copytree(PACKS / "small", tmp_path / "pack")
    shutil.copy(FEEDS, pack / "policy")
    said = [each for each in messages(pack) if ": road-noise: " in each]
    assert [each.partition("expected ")[2] for each in said] == [
        "a clause of clauses.csv; got D7-7.24-03",
        "a clause of clauses.csv; got D7-3.8-03",
        "one of organisations.yaml; got transport",
    ]
