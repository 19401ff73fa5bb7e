"""A pack stands beside the national law, is found by name and by folder, and replaces nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qingtian import law
from qingtian.law import LawFileError, UnknownPackError, packs

ROOT = Path(__file__).parents[3]
BEIJING = ROOT / "packs" / "beijing2018"
DAY = date(2020, 1, 1)

PACK = """
key: {key}
name: {{zh: 示例, en: Example}}
place: {{zh: 某市, en: A city}}
division: "999900"
publisher: {{zh: 某人, en: Somebody}}
gazette: {{zh: 某公报, en: A gazette}}
published: 2026-11-25
checked: 2026-11-25
"""
LIMIT = """
name: {zh: 本市限值, en: Limit of this city}
kind: limit
unit: µg/m³
averaging: day
minimum: air.minimum.day
compare: rounded
decimals: 0
stricter_than: air.limits.pm25.day
checked: 2026-11-25
values:
  2016-01-01: {standard: CITY 1, clause: table 1, source: C1, evidence: V, value: {level 1: 30, level 2: 60}}
"""
DOCUMENTS = "CITY 1: {title: 示例, issuer: A city, since: 2016-01-01, knowledge: V}\n"


def write(folder: Path, key: str = "city", path: str = "air/city/pm25.yaml", text: str = LIMIT):
    (folder / "law" / path).parent.mkdir(parents=True)
    (folder / "law" / path).write_text(text, encoding="utf-8")
    (folder / "law" / "documents.yaml").write_text(DOCUMENTS, encoding="utf-8")
    (folder / "law" / "sources.yaml").write_text("C1: read by us\n", encoding="utf-8")
    (folder / "pack.yaml").write_text(PACK.format(key=key), encoding="utf-8")
    return folder


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write(tmp_path)


def test_a_pack_adds_to_the_national_law_and_changes_none_of_it(city: Path) -> None:
    plain, own = law.provisions(), law.provisions((city,))
    assert set(own) - set(plain) == {"air.city.pm25"}
    assert all(own[path] == stages for path, stages in plain.items())
    found = law.at(DAY, packs=(city,)).air.city.pm25
    assert found.level(2).value == Decimal(60)
    assert (found.pack, found.stricter_than) == ("city", "air.limits.pm25.day")
    assert law.at(DAY, (city,)).air.limits.pm25.day.pack is None
    assert law.force("CITY 1", (city,)).since == date(2016, 1, 1)
    assert law.sources((city,))["C1"] == "read by us"


def test_who_names_no_pack_sees_nothing_of_it(city: Path) -> None:
    law.provisions((city,))
    with pytest.raises(law.UnknownProvisionError):
        law.at(DAY)["air.city.pm25"]
    with pytest.raises(law.UnknownProvisionError):
        law.force("CITY 1")


def test_two_packs_stand_side_by_side(tmp_path: Path) -> None:
    one = write(tmp_path / "one")
    two = write(tmp_path / "two", "town", "air/town/pm25.yaml", LIMIT.replace("CITY 1", "TOWN 1"))
    (two / "law/documents.yaml").write_text(DOCUMENTS.replace("CITY 1", "TOWN 1"), encoding="utf-8")
    (two / "law/sources.yaml").unlink()
    found = law.provisions((one, two))
    assert {"air.city.pm25", "air.town.pm25"} <= set(found)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("air/limits/pm25/day.yaml", "air.limits.pm25.day stands in the library already"),
        ("air/marks.yaml", "replaces nothing"),
    ],
)
def test_a_pack_that_would_replace_a_provision_is_refused(
    tmp_path: Path, path: str, message: str
) -> None:
    with pytest.raises(LawFileError, match=message):
        law.provisions((write(tmp_path, path=path),))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "documents.yaml",
            "GB 3095-2012: {title: x, issuer: x, since: 2016-01-01, knowledge: V}\n",
        ),
        ("sources.yaml", "C1: x\nA4: x\n"),
    ],
)
def test_a_document_or_source_of_a_taken_name_is_refused(city: Path, name: str, text: str) -> None:
    (city / "law" / name).write_text(DOCUMENTS * (name[0] == "d") + text, encoding="utf-8")
    with pytest.raises(LawFileError, match="stands in the library already"):
        law.provisions((city,))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("level 2: 60", "level 2: 76", "its laxest value is laxer"),
        ("pm25.day", "pm26.day", "which is no national provision"),
        ("air.limits.pm25.day", "air.city.pm25", "which is no national provision"),
        ("air.limits.pm25.day", "air.marks", "no limit of the same bound"),
        ("unit: µg/m³", "unit: mg/L", "expected a mass concentration in water"),
        ("kind: limit", "kind: limit\ncolour: red", "unknown key colour"),
        ("source: C1", "source: C2", "is not in sources.yaml"),
        ("standard: CITY 1", "standard: CITY 2", "is not in documents.yaml"),
        ("air.minimum.day", "air.minimum.night", "minimum names"),
    ],
)
def test_a_pack_is_held_to_the_form(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LIMIT
    text = LIMIT.replace(old, new, 1) if old != "pm25.day" else LIMIT.replace(old, new)
    with pytest.raises(LawFileError, match=message):
        law.provisions((write(tmp_path, text=text),))


def test_stricter_by_a_unit_is_seen_through(tmp_path: Path) -> None:
    text = LIMIT.replace("unit: µg/m³", "unit: mg/m³").replace(
        "level 1: 30, level 2: 60", "level 1: 0.03, level 2: 0.075"
    )
    assert law.provisions((write(tmp_path, text=text),))


def test_national_law_claims_nothing_of_the_kind() -> None:
    assert not any(stage.stricter_than for stages in law.provisions().values() for stage in stages)


def test_only_a_limit_can_be_stricter(tmp_path: Path) -> None:
    text = LIMIT.replace("kind: limit", "kind: number").replace(
        "value: {level 1: 30, level 2: 60}", "value: 30"
    )
    with pytest.raises(LawFileError, match="only a limit can be stricter"):
        law.provisions((write(tmp_path, text=text),))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("key: city", "key: city\nmayor: somebody", "unknown key mayor"),
        ('division: "999900"\n', "", "expected division"),
        ("published: 2026-11-25", "published: soon", "expected a date"),
        ("{zh: 某市, en: A city}", "A city", "zh and en"),
    ],
)
def test_what_a_pack_says_of_itself_is_whole(city: Path, old: str, new: str, message: str) -> None:
    said = city / "pack.yaml"
    assert old in said.read_text(encoding="utf-8")
    said.write_text(said.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(LawFileError, match=message):
        law.open_pack(city)


def test_a_wrong_name_or_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownPackError, match=r"known: .*beijing2018.*qingtian-pack-atlantis"):
        law.at(DAY, packs=("atlantis",))
    with pytest.raises(UnknownPackError, match=r"expected pack\.yaml"):
        law.at(DAY, packs=(tmp_path,))
    with pytest.raises(TypeError, match="stands alone"):
        law.at(DAY, packs="beijing2018")


def test_a_pack_without_law_is_told(city: Path) -> None:
    (city / "law").rename(city / "lore")
    with pytest.raises(LawFileError, match="expected a folder of law"):
        law.provisions((city,))


def test_beijing_is_found_by_name_and_by_folder() -> None:
    found = law.known_packs()["beijing2018"]
    assert law.open_pack(str(BEIJING)) == law.open_pack(BEIJING) == found
    assert found.place == {"zh": "北京市", "en": "Beijing"}
    assert found.division == "110000"
    assert set(law.documents()) < set(law.documents(("beijing2018",)))


@pytest.mark.parametrize("text", ["gas boiler, new, Beijing", "北京新建燃气锅炉", "北京市"])
def test_a_place_that_is_named_leads_to_its_pack(text: str) -> None:
    assert [pack.key for pack in law.packs_of(text)] == ["beijing2018"]
    assert law.packs_of("gas boiler, new") == ()


@pytest.fixture
def forgotten() -> Iterator[None]:
    packs.known_packs.cache_clear()
    yield
    packs.known_packs.cache_clear()


def test_an_installed_pack_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: None
) -> None:
    """As pip would leave it: a package with the law, and a description that names it."""
    write(tmp_path / "qingtian_pack_city")
    (tmp_path / "qingtian_pack_city" / "__init__.py").write_text("", encoding="utf-8")
    described = tmp_path / "qingtian_pack_city-1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Name: qingtian-pack-city\nVersion: 1\n", encoding="utf-8")
    points = described / "entry_points.txt"
    points.write_text("[qingtian.packs]\ncity = qingtian_pack_city\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert law.at(DAY, packs=("city",))["air.city.pm25"].pack == "city"
    points.write_text("[qingtian.packs]\ntown = qingtian_pack_city\n", encoding="utf-8")
    packs.known_packs.cache_clear()
    with pytest.raises(LawFileError, match="expected key town; got city"):
        law.known_packs()


def test_the_wheel_of_beijing_carries_its_law(tmp_path: Path) -> None:
    """Built, unpacked beside nothing of the checkout, and asked."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=BEIJING, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", str(wheel), str(tmp_path / "site")], check=True
    )
    ask = (
        "from qingtian import law\n"
        "found = law.known_packs()['beijing2018']\n"
        "print(found.root, len(law.provisions(('beijing2018',))), len(law.documents((found,))))"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask],
        env={"PYTHONPATH": f"{tmp_path / 'site'}:{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told == [
        str(tmp_path / "site" / "qingtian_pack_beijing2018"),
        str(len(law.provisions((BEIJING,)))),
        str(len(law.documents((BEIJING,)))),
    ]
