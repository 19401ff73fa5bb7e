"""Pages answer what they can be asked, without being made for it; cookies are closed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/places/", "/desk/", "/health", "/api/docs", "/nowhere/"])
def test_options_is_answered_without_a_page(client, path) -> None:
    answer = client.options(path)
    assert answer.status_code == 204
    assert answer["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert not answer.content


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_what_no_page_takes_is_refused(client, method) -> None:
    answer = getattr(client, method)("/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_a_page_to_read_takes_no_form(client) -> None:
    answer = client.post("/", {"x": "1"})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def settings_of(environment: dict[str, str], tmp_path) -> str:
    code = """
import django; django.setup()
from django.conf import settings as s
print([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE,
       s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,
       s.CSRF_COOKIE_SAMESITE, s.SECURE_PROXY_SSL_HEADER])"""
    module = {"DJANGO_SETTINGS_MODULE": "qingtian_platform.project.settings"}
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | module | environment | {"QINGTIAN_DATA": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip()


def test_cookies_are_secure_behind_tls_and_closed_everywhere(tmp_path) -> None:
    closed = "True, True, 'Lax', 'Lax'"
    plain = settings_of({}, tmp_path)
    assert plain == f"[False, False, False, {closed}, None]"
    behind = settings_of({"QINGTIAN_BEHIND_TLS": "1"}, tmp_path)
    header = "('HTTP_X_FORWARDED_PROTO', 'https')"
    assert behind == f"[True, True, True, {closed}, {header}]"


def test_the_cookies_of_a_visit_are_closed(client) -> None:
    page = client.get("/account/login/")
    assert page.status_code == 200
    token = page.cookies["csrftoken"]
    assert token["httponly"]
    assert token["samesite"] == "Lax"
