"""A day on which everything is found at once is raised in seconds, in short transactions."""

from __future__ import annotations

import random
import time

import pytest
from django.db import transaction

from qingtian_platform.act.alarms import api, worker
from qingtian_platform.act.alarms.models import Member
from qingtian_platform.registry import api as registry
from support.alarming import NOON, over, said

FINDINGS, VERDICTS = 10_000, 5_000
RULES = ("FD-111", "FD-101", "QC-121", "QC-124", "QC-131")


@pytest.mark.campaign
@pytest.mark.django_db
def test_ten_thousand_findings_and_five_thousand_verdicts(city, record_property):
    rng = random.Random(5)
    with transaction.atomic():
        things = [
            registry.ensure_thing(
                f"排口{n}",
                kind="outlet",
                key=f"o{n}",
                district=("海淀区", "房山区", "朝阳区")[n % 3],
                parties=registry.Parties(f"企业{n}", "enterprise", f"运维{n % 20}"),
            )
            for n in range(300)
        ]
    found = (
        said(rng.choice(things), "M", rng.choice(RULES), -rng.randint(0, 170), rng.randint(1, 5))
        for _ in range(FINDINGS)
    )
    city.find(*found)
    over_limit = {(rng.choice(things), -n) for n in range(170) for _ in range(40)}
    city.judge(*(over(thing, start) for thing, start in sorted(over_limit)[:VERDICTS]))
    seconds, longest = time.process_time(), 0.0
    while True:
        began = time.process_time()
        worked = worker.step(city.places, NOON)
        longest = max(longest, time.process_time() - began)
        if not worked:
            break
    seconds = time.process_time() - seconds
    items = api.alarms(now=NOON)
    record_property("signs", Member.objects.count())
    record_property("items", len(items))
    record_property("seconds of processor", round(seconds, 1))
    record_property("longest step", round(longest, 1))
    assert Member.objects.count() == FINDINGS + VERDICTS
    assert sum(item.count for item in items) == FINDINGS + VERDICTS
    assert seconds < 60
    assert longest < 6
