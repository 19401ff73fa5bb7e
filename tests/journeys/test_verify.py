"""A citizen takes a proof away and checks it: green, red with the reason, and with the network off."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from journeys.conftest import PICTURES, City
from qingtian.ledger.__main__ import main
from qingtian.ledger.proof import Proof
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from support.browser import PHONE, WIDE, Reader
from support.examiner import examined
from support.patience import LONG, until

pytestmark = pytest.mark.journey

WORDS = {
    "zh-hans": {
        "take": "取得证明文件",
        "green": "已核验：这些字节在当时已经收到，此后未被改动。",
        "limit": "不说明仪器测得对",
        "alone": "只有日志运营者自己的话",
        "red": "未通过核验",
        "why": "不成立：封存帧到不了所在批次的根：帧的内容、位置或路径被改动过",
        "slip": "公钥不完整或有误",
        "missing": "公钥应从别处取得",
    },
    "en": {
        "take": "Take the proof file",
        "green": "Verified: these bytes had been received by then and are unchanged since.",
        "limit": "does not say that the instrument was right",
        "alone": "only the operator's own word",
        "red": "Not verified",
        "why": "Does not hold: The sealed frame does not lead to the root of its batch",
        "slip": "This is no whole key",
        "missing": "should come from elsewhere",
    },
}


def fetched(address: str) -> bytes:
    """Read an address; wait while the frame is on its way into the log."""

    def given() -> list[bytes]:
        try:
            with urllib.request.urlopen(address, timeout=LONG) as answer:
                return [answer.read()]
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            return []

    return until(given, every=0.5)[0]


def proof_of(reader: Reader, city: City, take: str, tmp_path: Path) -> Path:
    """Go from a station's value to its frame, and take the proof."""
    reader.open("/places/qingchuan/")
    reader.click(reader.one('a.dose[href$="/pm25/"]'))
    reader.open(reader.one('a[href^="/frames/"]').get_attribute("href"))
    link = reader.driver.find_element(By.LINK_TEXT, take)
    file = tmp_path / "value.tlog-proof"
    file.write_bytes(fetched(link.get_attribute("href")))
    return file


def tampered(file: Path) -> Path:
    """Write the same proof beside it, with another value in the frame."""
    proof = Proof.from_bytes(file.read_bytes())
    assert proof.frame is not None
    sealed = proof.frame.sealed.replace(b"-Avg=", b"-Avg=9", 1)
    assert sealed != proof.frame.sealed
    changed = file.with_name("changed.tlog-proof")
    changed.write_bytes(replace(proof, frame=replace(proof.frame, sealed=sealed)).to_bytes())
    return changed


def given(reader: Reader, file: Path, key: str) -> str:
    """Give the key and the file to the verifier, and read what it says."""
    field = reader.one('input[name="vkey"]')
    field.clear()
    field.send_keys(key)
    reader.one('input[name="proof"]').send_keys(str(file))
    reader.wait_for(lambda: reader.one("[data-result] .verdict").is_displayed())
    return reader.one("[data-result]").text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_proof_is_green_and_a_changed_one_red(
    reader: Reader, city: City, language: str, tmp_path: Path, screens: Path
):
    words = WORDS[language]
    key = str(vkey(Places(city.data)))
    reader.speak(language)
    file = proof_of(reader, city, words["take"], tmp_path)
    assert main(["verify", str(file), "--vkey", key]) == 0

    reader.open("/verify/")
    assert key not in reader.driver.page_source
    said = given(reader, file, key)
    assert words["green"] in said
    assert words["alone"] in said
    assert words["limit"] in said
    assert "PW=******" in said
    for width in (WIDE, PHONE) if PICTURES else ():
        reader.width(width)
        reader.picture(screens / f"verify-{width}-{language[:2]}.png")

    reader.width(WIDE)
    reader.open("/verify/")
    assert words["slip"] in given(reader, file, key[:-3])
    reader.open("/verify/")
    said = given(reader, tampered(file), key)
    assert words["red"] in said
    assert words["why"] in said
    if PICTURES:
        reader.picture(screens / f"verify-refused-{WIDE}-{language[:2]}.png")
    assert reader.complaints() == []


@pytest.mark.parametrize(
    ("language", "take", "act", "unchecked"),
    [
        ("zh-hans", "取得证明文件", "由人签署", "本人的签名未在此核验"),
        ("en", "Take the proof file", "act that a person signed", "own signature is not checked"),
    ],
)
def test_the_proof_of_an_act_is_green_and_says_what_it_is(
    reader: Reader, city: City, language: str, take: str, act: str, unchecked: str, tmp_path: Path
):
    reader.speak(language)
    reader.open("/acts/0/")
    file = tmp_path / "act.tlog-proof"
    file.write_bytes(fetched(f"{city.base}/acts/0/act.tlog-proof"))
    reader.driver.refresh()
    assert reader.driver.find_element(By.LINK_TEXT, take).is_displayed()
    reader.open("/verify/")
    said = given(reader, file, str(vkey(Places(city.data))))
    assert WORDS[language]["green"] in said
    assert act in said
    assert unchecked in said
    assert "qingtian.signer/1" in said


def test_without_a_key_nothing_is_called_verified(reader: Reader, city: City, tmp_path: Path):
    reader.speak("en")
    file = proof_of(reader, city, WORDS["en"]["take"], tmp_path)
    reader.open("/verify/")
    reader.one('input[name="proof"]').send_keys(str(file))
    reader.wait_for(lambda: reader.one("[data-result] .verdict").is_displayed())
    assert WORDS["en"]["missing"] in reader.one("[data-result]").text


def test_the_single_file_checks_from_disk_with_the_network_off(
    reader: Reader, city: City, tmp_path: Path
):
    reader.speak("zh-hans")
    file = proof_of(reader, city, WORDS["zh-hans"]["take"], tmp_path)
    reader.open("/verify/")
    shown = reader.one("[data-file-hash]").text.split()[-1]
    page = tmp_path / "qingtian-verify.html"
    page.write_bytes(fetched(f"{city.base}/verify/qingtian-verify.html"))
    assert hashlib.sha256(page.read_bytes()).hexdigest() == shown

    with reader.away():
        reader.driver.get(page.as_uri())
        key = str(vkey(Places(city.data)))
        assert WORDS["zh-hans"]["green"] in given(reader, file, key)
        reader.one('[data-language="en"]').click()
        reader.wait_for(lambda: WORDS["en"]["green"] in reader.one("[data-result]").text)
        reader.driver.get(page.as_uri())
        said = given(reader, tampered(file), key)
        assert WORDS["zh-hans"]["red"] in said
        assert WORDS["zh-hans"]["why"] in said


def test_the_whole_log_is_checked_over_its_address(city: City, capsys: pytest.CaptureFixture[str]):
    key = str(vkey(Places(city.data)))
    fetched(f"{city.base}/log/checkpoint")
    assert main(["fsck", f"{city.base}/log", "--vkey", key]) == 0
    assert "qingtian.batch/1" in capsys.readouterr().out
    assert not examined("log", key, f"{city.base}/log").startswith("refused")
    for name in ("../log.key", "tile/0/..%2f..%2flog.key", "checkpoint.aside", "tile/0/999"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{city.base}/log/{name}")
