"""The door: password first, then the second factor of those who have one; the administration too."""

from __future__ import annotations

import base64
import hmac
import re
import time

import pytest

from qingtian_platform.people.api import add_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    password = add_person("root", "administrator")
    answer = client.post("/account/login/", {"login": "root", "password": password})
    assert answer.status_code == 302
    return password


def code(secret: str) -> str:
    """Compute the six digits of now (RFC 6238)."""
    key, counter = base64.b32decode(secret), int(time.time()) // 30
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_factor_once_set_up_is_asked_for_at_every_door(client, administrator):
    client.post("/account/reauthenticate/", {"password": administrator})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret = re.search(r'value="([A-Z2-7]{32})"', page.content.decode()).group(1)
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
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


def test_wrong_passwords_are_slowed_down(client):
    add_person("duty", "duty")
    answers = [
        client.post("/account/login/", {"login": "duty", "password": "wrong"}) for _ in range(12)
    ]
    assert any(
        a.status_code == 429
        or "too many" in a.content.decode().lower()
        or "次数" in a.content.decode()
        for a in answers
    )
