"""A page that fails gives a number, and the log has under it where it failed, without what was typed."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from structlog.testing import capture_logs

TYPED = "赵某某打过电话"


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError(request.GET["words"])


urlpatterns = [path("broken/", broken)]
handler500 = "qingtian_platform.publish.pages.misc.failed"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_fault_is_found_by_its_number_with_its_place_and_without_what_was_typed():
    with capture_logs() as told:
        answer = Client(raise_request_exception=False).get("/broken/", {"words": TYPED})
    assert answer.status_code == 500
    (entry,) = [each for each in told if each["event"] == "page-failed"]
    assert entry["number"] in answer.content.decode()
    assert (entry["path"], entry["error"]) == ("/broken/", "ValueError")
    assert entry["at"][-1].startswith("publish/test_failing.py:")
    assert TYPED not in repr(told)
