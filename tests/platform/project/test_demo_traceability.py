"""The demo's chains: what was calibrated before a certificate was taken back stands, what came after does not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.check.instruments import api
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING, beijing, midnight
from qingtian_platform.people.api import account
from qingtian_platform.project import keyfiles
from qingtian_platform.project.demo import cast, traceability
from qingtian_platform.project.demo.evidence import KEYS
from qingtian_platform.record.acts import api as acts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=BEIJING)
TODAY = NOW.date()


def test_the_chains_of_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    places = Places(tmp_path).make()
    cast.register(TODAY)
    cast.open_accounts()
    drawer = places.data / KEYS
    drawer.mkdir(mode=0o700)
    keyfiles.make(places, account("zhiban"), drawer / "zhiban.key")
    traceability.prepare(places, NOW)

    (broken,) = api.broken(TODAY)
    assert broken[0].node.key == "YH-O3"
    assert [(b.reason, b.number) for b in broken[1].breaks] == [("revoked", "HB-O3-033")]
    (spoilt,) = api.affected("HB-O3-033")
    assert (spoilt.key, spoilt.since) == ("YH-O3", midnight(TODAY - timedelta(days=20)))
    whole = api.chain("YX-O3", "o3", TODAY)
    assert whole.complete
    assert [each.node for each in whole.steps] == ["YX-O3", "TS2-03", "TS1-01", "SRP-90", "N-O3"]
    assert api.uncertainty(whole).value is not None
    assert len(api.standards().register.instruments) == 9
    late = [each.standard.node.key for each in api.calendar(None, TODAY, TODAY)]
    assert "WL-PM25" in late
    revocation = api.standards().revocations["HB-O3-033"]
    assert acts.number_of(revocation.content["act"]) is not None
    assert beijing(revocation.start).date() == TODAY - timedelta(days=30)
    assert account("zhikong").role == "quality-centre"
