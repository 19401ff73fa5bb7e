"""A place of its own, a line into it, the plant, and who writes of it."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from support.instruments import Line, register


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    return Places(tmp_path).make()


@pytest.fixture
def line(places):
    return Line(places)


@pytest.fixture
def plant(places):
    return register()


@pytest.fixture
def officer():
    return Person.objects.create(username="zhao", name="赵敏", role="duty")
