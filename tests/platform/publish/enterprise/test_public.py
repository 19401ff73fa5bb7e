"""The public reads what a unit said of itself, and nowhere that anybody suspects it."""

from __future__ import annotations

import re
from collections import deque

from django.test import Client

from qingtian.quality import RULES
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check.declared import api as declared
from qingtian_platform.registry import api as registry
from support.firm import MN, Firm

from .conftest import HOUR, NOW
from .test_answering import plant

LINK = re.compile(r'(?:href|src|data-href|hx-get)="([^"#]+)')
DESK = ("/desk", "/enterprise", "/account", "/admin", "/static", "/i18n")
GENERAL = ("/standards/",)
"""Pages of the law, where thresholds are named and no unit is."""
NUMBER = re.compile(r"\b(?:FD|QC)-[1-9]\d\d\b")
KINDS = re.compile(
    "|".join(
        sorted(
            re.escape(word)
            for rule in RULES.values()
            if rule.category == "falsification"
            for word in (rule.kind, *rule.name.values())
            if len(word) > 4 or not word.isascii()
        )
    )
)
API = ("/api/v1/places", "/api/v1/openapi.json", "/api/openapi.json", "/api/things", "/api/docs")


def told(firm: Firm) -> None:
    """A mark, a late stop, a value by hand; an alarm without a cause, and one with."""
    who = {"person": firm.officer}
    hours = [(NOW - 3 * HOUR, NOW - 2 * HOUR)]
    declared.mark(firm.thing, "故障", hours, "采样泵故障", mn=MN, code="a21002", **who)
    declared.declare(firm.thing, "production", NOW - 2 * HOUR, NOW + 24 * HOUR, "检修", **who)
    declared.enter_manual(
        firm.thing, MN, "a21002", NOW - 2 * HOUR, "31.50",
        method="HJ 693-2014", sampler="王采样", reason="分析仪故障", **who,
    )  # fmt: skip


def crawled(language: str, first: str, most: int) -> dict[str, str]:
    """Follow every link of the portal from its first page, as a search engine does."""
    client = Client(headers={"accept-language": language})
    waiting, seen = deque(["/", first, *API]), {}
    while waiting and len(seen) < most:
        path = waiting.popleft().partition("?")[0]
        if path in seen or not path.startswith("/") or path.startswith(DESK):
            continue
        answer = client.get(path)
        text = b"".join(answer).decode("utf-8", "ignore")
        seen[path] = text if answer.status_code == 200 else ""
        if "html" in answer.headers.get("Content-Type", ""):
            waiting.extend(LINK.findall(text))
    return {path: text for path, text in seen.items() if text}


def test_no_public_page_tells_of_a_finding_a_score_or_an_alarm(firm: Firm):
    plant(firm)
    told(firm)
    assert alarms.alarms(thing=firm.thing), "there is something to keep quiet about"
    for language, most in (("zh-hans", 80), ("en", 12)):
        pages = crawled(language, f"/places/{firm.key}/", most)
        assert len(pages) > most // 2
        for path, text in pages.items():
            if not path.startswith(GENERAL):
                assert not NUMBER.findall(text), path
                assert not KINDS.findall(text), path
        own = pages[f"/places/{firm.key}/"]
        for word in ("score", "alarm", "告警", "报警", "疑似", "overdue", "逾期", "suspect"):
            assert word not in own.lower().replace('role="alert', ""), word


def test_the_page_of_an_outlet_says_what_the_unit_said(firm: Firm):
    plant(firm)
    told(firm)
    (alarm,) = alarms.alarms(thing=firm.thing)
    client = Client(headers={"accept-language": "en"})
    before = client.get(f"/places/{firm.key}/").content.decode()
    for words in (
        "What the unit says",
        "monitor: fault",
        "Production stopped",
        "31.50",
        "measured by hand",
    ):
        assert words in before
    assert "Declared afterwards for" in before
    assert "王采样" not in before, "a person's name is not for the public"
    assert "Causes given" not in before, "nothing tells that a cause is owed"
    alarms.answer(alarm.id, firm.officer, "instrument", "采样泵故障，已更换")
    after = client.get(f"/places/{firm.key}/").content.decode()
    assert "Causes given" in after
    assert "instrument at fault" in after
    assert "采样泵故障，已更换" not in after, "the text is for the desks"
    said = after[after.index('id="said"') :].partition("</section>")[0]
    assert not re.search("审核|reviewed|verified|valid", said), "nobody blesses a source's data"


def test_the_kind_of_plant_is_said_in_the_readers_language(firm: Firm):
    def shown(language: str) -> str:
        client = Client(headers={"accept-language": language})
        page = client.get(f"/places/{firm.key}/").content.decode()
        word = {"zh-hans": "排污类别", "en": "Kind of plant"}[language]
        return page[page.index(f"<dt>{word}</dt>") :].partition("</dd>")[0]

    assert "<span>新建燃气锅炉</span>" in shown("zh-hans")
    assert "<span>gas boiler, new</span>" in shown("en")
    registry.set_standing(firm.thing, plant="phlogiston works", valid_from=NOW.date())
    assert '<span lang="en">phlogiston works</span>' in shown("zh-hans")
    assert "<span>phlogiston works</span>" in shown("en")
