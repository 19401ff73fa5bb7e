"""A page is made once for each state, nobody waits for it anew, and it is never older than said."""

from __future__ import annotations

import threading
import time

from django.http import HttpResponse

from qingtian_platform.publish.memory import MOST, Memory
from support.patience import LONG, until


def answer(text: str) -> HttpResponse:
    return HttpResponse(text)


def test_a_page_is_made_once_for_each_state() -> None:
    memory, made = Memory(), []

    def make() -> HttpResponse:
        made.append(1)
        return answer(f"page {len(made)}")

    assert [memory.get("k", "1", make).content for _ in range(3)] == [b"page 1"] * 3
    assert memory.get("k", "2", make).content == b"page 2"
    assert memory.get("other", "2", make).content == b"page 3"


def test_without_a_leeway_a_page_is_never_old() -> None:
    memory = Memory()
    for state in "123":
        assert memory.get("k", state, lambda state=state: answer(state)).content.decode() == state


def test_readers_get_the_page_as_it_was_while_it_is_made_anew() -> None:
    memory, go = Memory(leeway=60), threading.Event()
    first = memory.get("k", "1", lambda: answer("one"))

    def slowly() -> HttpResponse:
        assert go.wait(LONG)
        return answer("two")

    while_made = [memory.get("k", "2", slowly) for _ in range(5)]
    assert {one.content for one in while_made} == {b"one"}
    assert {one["ETag"] for one in while_made} == {first["ETag"]}
    go.set()
    assert until(lambda: memory.get("k", "2", slowly).content == b"two")
    assert memory.get("k", "2", slowly)["ETag"] != first["ETag"]


def test_a_page_that_was_right_too_long_ago_is_made_before_it_is_shown() -> None:
    memory = Memory(leeway=0.05)
    memory.get("k", "1", lambda: answer("one"))
    time.sleep(0.1)
    assert memory.get("k", "2", lambda: answer("two")).content == b"two"


def test_a_page_that_cannot_be_made_anew_ends_the_leeway_with_its_error() -> None:
    memory, tried = Memory(leeway=0.2), []
    memory.get("k", "1", lambda: answer("one"))

    def broken() -> HttpResponse:
        tried.append(1)
        raise ValueError("no results")

    def refused() -> bool:
        try:
            memory.get("k", "2", broken)
        except ValueError:
            return True
        return False

    assert not refused()
    assert until(refused, every=0.005)
    assert len(tried) >= 2


def test_what_is_not_a_page_is_not_kept_and_the_oldest_goes_first() -> None:
    memory = Memory()
    assert memory.get("k", "1", lambda: HttpResponse("no", status=404)).status_code == 404
    assert memory.get("k", "1", lambda: answer("yes")).content == b"yes"
    for n in range(MOST):
        memory.get(f"k{n}", "1", lambda: answer("x"))
    assert memory.get("k", "1", lambda: answer("again")).content == b"again"
