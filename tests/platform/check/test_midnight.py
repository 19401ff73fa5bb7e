"""Just after midnight the last hour of yesterday may still come, and nobody owes it yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.check import api, worker
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING

pytestmark = pytest.mark.django_db
CITY_NOW = datetime(2026, 11, 24, 0, 15, tzinfo=BEIJING)


def share(day) -> str:
    rows = [row.counts for row in api.counts(day, day, "hour")]
    return f"{100 * sum(c.valid for c in rows) / sum(c.expected for c in rows):.1f}"


def owed(day) -> int:
    return max(row.counts.expected for row in api.counts(day, day, "hour") if row.mn == "QTDESK04")


def test_the_last_hour_is_owed_when_its_grace_has_ended(truth, tmp_path):
    assert (owed(truth.yesterday), share(truth.yesterday)) == (23, truth.valid())
    later = CITY_NOW + timedelta(minutes=20)
    worker.step(Places(tmp_path), later)
    assert (owed(truth.yesterday), share(truth.yesterday)) == (24, truth.valid(later))
    assert float(truth.valid(later)) < float(truth.valid())
