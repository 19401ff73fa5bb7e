"""A boiler whose last hours came with faults, and the one who answers for it, signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from qingtian_platform.kit.places import Places
from support.firm import Firm, firm_in, sent

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)


@pytest.fixture
def firm(tmp_path, monkeypatch, db) -> Firm:
    """Eight hours of NOx: five as usual, three marked D, the newest the last whole hour."""
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    found = firm_in(places)
    sent(places, NOW - 8 * HOUR, [{"nox": 20}] * 5, NOW)
    sent(places, NOW - 3 * HOUR, [{"nox": 300}] * 3, NOW, flag="D")
    return found


@pytest.fixture
def officer(firm) -> Client:
    return signed_in(firm.officer)


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
