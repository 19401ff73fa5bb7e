"""Every page at both widths, in both languages: with real data, with none, and with far too much."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from selenium.webdriver.common.by import By

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.people.api import packaged_divisions
from qingtian_platform.project.demo import cast
from qingtian_platform.project.demo.story import month_before
from support import browser, inspection, served
from support.browser import PHONE, WIDE, Reader

pytestmark = [pytest.mark.journey, pytest.mark.campaign]
TESTS = Path(__file__).parents[1]
PLANTS = {"real": ("support.plant", "4", "assessed"), "much": ("support.crowd",), "none": ()}
#: Codes, units, formats and names that stand in Chinese text as they are.
CODES = re.compile(
    r"[A-Z][A-Z0-9.-]*|[A-Z]?[a-z]*[A-Z]\w*|pH|mg|kg|ms|cm|kPa|Rtd|Avg|Flag|English|Parquet|Qingtian"
    r"|Merkle|checkpoint|cryptography|qingtian-verify\.html|ng|Python|pandas|html|openapi.json|zhiban|x-\w+|i-\w+|Nm|km"
)
NAMES = re.compile("副本|表|虚构|中文|.*公司|.*厂|不支持补传|值班员")
#: Pages that no rail leads to, by who looks at them; each page of a person's rail is found by itself.
DESK = {
    "zhiban": ["/desk/feeds/site-dust/", "/desk/rules/", "/desk/rules/FD-111/", "/desk/signed/?who=zhiban",
               "/desk/network/coverage/", "/desk/network/operating/", "/desk/network/stations/"],
    "kaohe": [
        "/desk/closing/township-air/{month}/", "/desk/closing/township-air/{month}/stations/",
        "/desk/closing/township-air/{month}/figures/", "/desk/rankings/township-air/",
        "/desk/rankings/diesel/", "/desk/targets/D3-4.1-02/", "/desk/targets/report/",
    ],
    "shenhe": [], "qiye": [], "guanli": [],
}  # fmt: skip
PORTAL = {
    "home": "/", "places": "/places/", "district": "/districts/110101/", "download": "/data/",
    "methods": "/methods/", "interface": "/interface/", "login": "/account/login/",
    "self-monitoring": "/self-monitoring/", "draws": "/draws/", "decisions": "/decisions/",
    "not-found": "/nowhere/", "outlets": "/outlets/", "water": "/water/",
    "standards": "/standards/", "standard": "/standards/gb-18485-2014/", "verify": "/verify/",
    "acts": "/acts/", "catalogue": "/catalogue/",
    "catalogue-set": "/catalogue/weather/", "act": "/acts/0/", "releases": "/releases/",
    "release": "/releases/air-realtime/", "gazette": "/gazette/", "gazette-document": "/gazette/D3/",
    "gazette-runs": "/gazette/D3/?state=runs", "articles": "/gazette/D7/articles/",
}  # fmt: skip


def codes(city: City) -> re.Pattern[str]:
    """What stands on a Chinese page in Latin letters: codes, and the names to sign in with."""
    logins = city.facts.get("accounts", {})
    assert isinstance(logins, dict)
    return re.compile("|".join([CODES.pattern, *map(re.escape, logins)]))


def names() -> re.Pattern[str]:
    """What stands in Chinese on an English page: proper names that have no English form."""
    persons = [each["name"] for each in cast.cast()["people"]]
    places = [each["name"] for each in packaged_divisions() if not each["name_en"]]
    return re.compile("|".join([NAMES.pattern, *map(re.escape, persons + places)]))


@dataclass
class City:
    """A served city and who may sign in."""

    base: str
    name: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, str]:
        """Address of each kind of page by its name."""
        own: dict[str, str] = {}
        if self.facts:
            stamp = f"{datetime.fromisoformat(str(self.facts['hour'])):%Y%m%dT%H%M}"
            key = "qingchuan" if self.name == "real" else "crowd-1"
            own = {
                "station": f"/places/{key}/",
                "station-days": f"/places/{key}/?period=day",
                "number": f"/where/{key}/hour/{stamp}/pm25/",
                "number-city": f"/where/city/hour/{stamp}/aqi/",
                "frame": "/frames/0/0/",
            }
        if self.name == "real":
            own |= {"outlet": "/places/qingyun-boiler-1/", "site": "/places/hongtu-site-a/"}
            own |= {"gate": "/gate/hongtu-site-a/", "section": "/places/qingxi-section/"}
            judged = "/places/qingyun-boiler-1/verdicts/hour"
            own |= {"verdict": f"{judged}/latest/a21002/", "verdict-over": f"{judged}/over/a21002/"}
            own |= {"class": "/places/qingxi-section/verdicts/day/latest/class/"}
        return {**PORTAL, **own}

    @property
    def people(self) -> dict[str, str]:
        """Password by login; nobody can sign in where there is no account."""
        found = self.facts.get("accounts", {})
        assert isinstance(found, dict)
        return {login: found[login] for login in DESK if login in found}


@pytest.fixture(scope="module", params=list(PLANTS))
def planted(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[City]:
    name, facts = request.param, {}
    if f"QINGTIAN_SERVED_{name.upper()}" in os.environ:  # a city that is served already
        base, file = os.environ[f"QINGTIAN_SERVED_{name.upper()}"].split("|")
        yield City(base, name, json.loads(Path(file).read_text()) if file else {})
        return
    data = tmp_path_factory.mktemp(name) / "data"
    if PLANTS[name]:
        module, *more = PLANTS[name]
        made = subprocess.run(
            [sys.executable, "-m", module, str(data), *more],
            env=os.environ | {"PYTHONPATH": str(TESTS), "QINGTIAN_DATA": str(data)},
            check=True, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        facts = json.loads(made.stdout.splitlines()[-1])
    with served.serve(data) as running:
        running.wait_until_ready()
        yield City(f"http://127.0.0.1:{running.http}", name, facts)
        running.stop()


@pytest.fixture(scope="module")
def visitor(planted: City) -> Iterator[Reader]:
    with browser.reader(planted.base) as someone:
        yield someone


def sign_in(reader: Reader, city: City, login: str) -> dict[str, str]:
    """Sign in, and give the address of each page that the person may enter, by a name."""
    reader.forget()
    reader.open("/account/login/?next=/desk/key/")
    reader.one("input[name=login]").send_keys(login)
    reader.one("input[name=password]").send_keys(city.people[login])
    reader.click(reader.driver.find_element(By.CSS_SELECTOR, "main form button"))
    rail = [str(link.get_attribute("href")) for link in reader.all(".rail-groups a")]
    assert rail, f"{login} may enter nothing"
    month = f"{month_before(datetime.now(BEIJING).date())[0]}"
    paths = [urlsplit(href).path for href in rail if urlsplit(href).path != "/"]
    paths += [path.replace("{month}", month) for path in DESK[login]]
    return {f"{login}-{path.strip('/').replace('/', '-')}": path for path in paths}


#: How many links of one shape are followed.
OF_A_SHAPE = 2
STATUS = """const [paths, done] = arguments; (async () => { const found = {}; for (const path of paths) {
 found[path] = (await fetch(path, {method: "HEAD", redirect: "manual"})).status; } done(found); })()"""


def links(reader: Reader) -> set[str]:
    """Give where the page leads to in the city itself."""
    hrefs = [urlsplit(str(each.get_attribute("href"))) for each in reader.all("a[href]")]
    here = urlsplit(reader.driver.current_url).netloc
    return {
        urlunsplit(("", "", each.path, each.query, "")) for each in hrefs if each.netloc == here
    }


def dead(reader: Reader, found: set[str]) -> dict[str, list[str]]:
    """Follow links, a few of each shape, and name those that lead nowhere."""
    ahead, followed = [], Counter[str]()
    for path in sorted(found):
        shape = re.sub(r"[^/]*[0-9A-Z_][^/]*", "*", urlsplit(path).path)
        followed[shape] += 1
        ahead += [path] if followed[shape] <= OF_A_SHAPE else []
    reader.driver.set_script_timeout(300)
    status = reader.driver.execute_async_script(STATUS, ahead)
    reader.complaints()  # what may not be entered is refused, and the browser says so
    return {path: [f"a link answers {n}"] for path, n in status.items() if n == 404 or n >= 500}


def look(reader: Reader, city: City, pages: dict[str, str], language: str, folder: Path):
    """Open each page at both widths and say what is wrong with it, and with where it leads."""
    found: set[str] = set()
    allowed = codes(city) if language == "zh-hans" else names()
    for name, path in pages.items():
        for width in (WIDE, PHONE):
            reader.width(width)
            reader.open(path)
            wrong = inspection.faults(reader, language, allowed)
            reader.picture(folder / f"{city.name}-{name}-{width}-{language[:2]}.png")
            wrong = [one for one in wrong if not (name == "not-found" and "404" in one)]
            found |= links(reader)
            if wrong:
                yield f"{path} at {width} px, {language}", wrong
    yield from dead(reader, found - {"/nowhere/"}).items()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_too_wide_unnamed_unreadable_or_untranslated(
    planted: City, visitor: Reader, language: str, screens: Path, record_property
):
    visitor.forget()
    visitor.speak(language)
    visitor.complaints()
    pages = dict(planted.pages)
    wrong = dict(look(visitor, planted, pages, language, screens / "every"))
    for login in planted.people:
        visitor.width(WIDE)
        own = sign_in(visitor, planted, login)
        visitor.speak(language)
        pages |= own
        wrong |= dict(look(visitor, planted, own, language, screens / "every"))
    record_property("pages", 2 * len(pages))
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
