"""A party of a draw makes its secret in the browser, keeps it in a file, and reveals it from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from journeys.conftest import TESTS, City
from journeys.test_field import enter
from qingtian.draw import Trust, commitment, verify
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from support.browser import Reader
from support.draw_party import TITLE
from support.patience import LONG, until

pytestmark = pytest.mark.journey
PARTY = "zhijian"


def bureau(city: City, *words: str) -> str:
    """Let the bureau do its part; give the name of the draw."""
    paths = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "support.draw_party", str(city.data), *words],
        env=os.environ | {"PYTHONPATH": paths, "QINGTIAN_DATA": str(city.data)},
        check=False, capture_output=True, text=True, timeout=LONG,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def saved(folder: Path) -> Path:
    """Wait for the one file that the browser saves."""
    (found,) = until(lambda: list(folder.glob("*.json")))
    return found


def signed(reader: Reader) -> None:
    """Sign the paper that waits, with the key that this browser holds."""
    reader.wait_for(lambda: reader.one("[data-here] b").is_displayed())  # the key is here, it says
    reader.click("#sign form[data-sign] button")


@pytest.fixture
def downloads(reader: Reader, tmp_path: Path) -> Iterator[Path]:
    """Where the browser saves files; another test's browser saves them elsewhere."""
    folder = {"behavior": "allow", "downloadPath": str(tmp_path)}
    reader.driver.execute_cdp_cmd("Browser.setDownloadBehavior", folder)
    yield tmp_path
    reader.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "default"})


def test_a_secret_is_made_kept_and_revealed_by_the_browser(
    city: City, reader: Reader, downloads: Path
):
    enter(reader, city, PARTY)
    reader.open("/desk/key/")
    reader.click("form[data-make-key] button")
    draw = bureau(city, "announce", PARTY)

    reader.open("/desk/draws/")
    reader.follow(TITLE)
    reader.press(reader.one("#commit [data-make]"))
    kept = json.loads(saved(downloads).read_text(encoding="utf-8"))
    salt, secret = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["secret"])
    handed = reader.one("#commit [name=commitment]").get_property("value")
    assert handed == kept["commitment"] == commitment(draw, kept["key"], salt, secret)
    reader.click("#commit button.first")
    signed(reader)
    assert not reader.all("#commit, #sign"), "once"

    def due() -> bool:
        reader.open(f"/desk/draws/{draw}/")
        assert "Nothing was drawn" not in reader.text
        return bool(reader.all("#reveal"))

    bureau(city, "go-on", draw)
    until(due, every=1)
    other = downloads / "other.json"
    other.write_text(json.dumps(kept | {"draw": "0" * 64}), encoding="utf-8")
    chosen = reader.one("#reveal [data-file]")
    chosen.send_keys(str(other))
    reader.wait_for(lambda: "not the file of this draw" in reader.one("#reveal [data-say]").text)
    chosen.send_keys(str(downloads / f"secret-{draw[:12]}.json"))
    reader.wait_for(lambda: reader.one("#reveal [name=secret]").get_property("value") != "")
    reader.click("#reveal button.first")
    signed(reader)
    bureau(city, "reveal", draw)

    def ended() -> bool:
        reader.open(f"/draws/{draw}/")
        return bool(reader.driver.find_elements(By.PARTIAL_LINK_TEXT, "JSON"))

    until(ended, every=1)
    with urllib.request.urlopen(f"{city.base}/draws/{draw}/draw.json", timeout=LONG) as answer:
        verdict = verify(answer.read(), Trust(vkey(Places(city.data))))
    assert verdict.faults == ()
    assert not reader.complaints()
