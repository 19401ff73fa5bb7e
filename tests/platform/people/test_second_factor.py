"""The door: password first, then the second factor of those who have one; the administration too."""

from __future__ import annotations

import base64
import hmac
import os
import re
import time
from pathlib import Path

import pytest
from django.core.cache import cache, caches

from qingtian_platform.people.api import add_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    password = add_person("root", "administrator")
    answer = client.post("/account/login/", {"login": "root", "password": password})
    assert answer.status_code == 302
    return password


def code(secret: str, ago: int = 0) -> str:
    """Compute the six digits of now, or of some half minutes ago (RFC 6238)."""
    key, counter = base64.b32decode(secret), int(time.time()) // 30 - ago
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_factor_once_set_up_is_asked_for_at_every_door(client, administrator, monkeypatch):
    moment = time.time()  # the digits' half minute stands
    monkeypatch.setattr(time, "time", lambda: moment)
    client.post("/account/reauthenticate/", {"password": administrator})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret = re.search(r'value="([A-Z2-7]{32})"', page.content.decode()).group(1)
    late = client.post("/account/2fa/totp/activate/", {"code": code(secret, ago=2)})
    assert late.status_code == 200, "of the half minute before last"
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret, ago=1)})
    assert done.status_code == 302, done.content.decode()[:2000]
    client.logout()
    door = client.get("/admin/login/?next=/admin/")
    assert door.headers["Location"].startswith("/account/login/")
    half = client.post("/account/login/?next=/admin/", {"login": "root", "password": administrator})
    assert "2fa" in half.headers["Location"]
    assert client.get("/admin/").status_code == 302  # not in yet
    assert client.post(half.headers["Location"], {"code": "000000"}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_the_administration_shows_no_second_factor(client, administrator):
    index = client.get("/admin/").content.decode()
    for words in ("/admin/mfa/", "/admin/account/", "/admin/auth/"):
        assert words not in index
    assert client.get("/admin/mfa/authenticator/").status_code == 404


@pytest.fixture
def uncounted():
    """Count failed log-ins from nothing, and leave none behind."""
    cache.clear()
    yield
    cache.clear()


def limited(answer) -> bool:
    words = answer.content.decode().lower()
    return answer.status_code == 429 or "too many" in words or "次数" in words


@pytest.mark.parametrize("role", ["duty", "administrator"])
def test_wrong_passwords_are_slowed_down_for_everyone(client, uncounted, role):
    password = add_person("someone", role)
    form = {"login": "someone", "password": "wrong"}
    answers = [client.post("/account/login/", form) for _ in range(12)]
    assert not limited(answers[0])
    assert limited(answers[-1])
    right = client.post("/account/login/", form | {"password": password})
    assert limited(right)  # also the right one, so that nobody learns it by trying


def test_the_administration_has_no_door_of_its_own(client, uncounted):
    password = add_person("root", "administrator")
    form = {"username": "root", "password": password, "next": "/admin/"}
    answer = client.post("/admin/login/", form)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
    assert client.get("/admin/").status_code == 302


def test_all_processes_count_failed_log_ins_together(uncounted, client):
    add_person("root", "administrator")
    for _ in range(12):
        client.post("/account/login/", {"login": "root", "password": "wrong"})
    fresh = caches.create_connection("default")  # as another process of the web opens it
    assert list(Path(fresh._dir).glob("*.djcache"))
    assert Path(fresh._dir).parent == Path(os.environ["QINGTIAN_DATA"])
