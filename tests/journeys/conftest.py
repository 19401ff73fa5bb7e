"""One served demo city and one browser for all journeys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from support import browser, receivers, served
from support.patience import LONG
from support.receivers import MailServer

TESTS = Path(__file__).parents[1]
SCREENS = Path(__file__).parents[2] / "docs" / "screens"
PICTURES = os.environ.get("QINGTIAN_SCREENS") == "1"
DAYS = 40 if PICTURES else 4


@dataclass
class City:
    """The city that is served.

    Attributes
    ----------
    base
        Address of the pages.
    hour
        Start of the last whole hour that every station sent.
    accounts
        Password by login.
    mail
        The server to which its outbox delivers.
    """

    base: str
    data: Path
    hour: datetime
    accounts: dict[str, str]
    mail: MailServer


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    data = tmp_path_factory.mktemp("journeys") / "data"
    words = [sys.executable, "-m", "support.plant", str(data), str(DAYS), "persons"]
    paths = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH", "")]))
    with receivers.running(receivers.MailServer()) as mail:
        post = {"QINGTIAN_SMTP": f"127.0.0.1:{mail.server_address[1]}"}
        environment = os.environ | {"PYTHONPATH": paths, "QINGTIAN_DATA": str(data)} | post
        planted = subprocess.run(
            words, env=environment, check=False, capture_output=True, text=True, timeout=LONG
        )
        assert planted.returncode == 0, planted.stderr
        truth = json.loads(planted.stdout.splitlines()[-1])
        hour = datetime.fromisoformat(truth["hour"])
        with served.serve(data, more=post) as running:
            running.wait_until_ready()
            base = f"http://127.0.0.1:{running.http}"
            yield City(base, data, hour, truth["accounts"], mail)
            running.stop()


@pytest.fixture(scope="session")
def chromium(city: City) -> Iterator[browser.Reader]:
    with browser.reader(city.base) as someone:
        yield someone


@pytest.fixture
def reader(chromium: browser.Reader) -> Iterator[browser.Reader]:
    """Somebody new: no cookies, a wide screen, scripts on."""
    chromium.without_script(off=False)
    chromium.width(browser.WIDE)
    chromium.forget()
    chromium.complaints()
    yield chromium
    chromium.without_script(off=False)


@pytest.fixture(scope="session")
def screens() -> Path:
    """Where pictures are put; kept in the docs only when asked, since each run differs."""
    return SCREENS if PICTURES else SCREENS.parent / "_build" / "screens"
