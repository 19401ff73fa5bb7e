"""A penalty that a ruling annuls after its case was closed: taken off the ladder and the public list, nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import rebuilding
from qingtian_platform.act.cases.disclosing import disclosed
from qingtian_platform.act.cases.models import Pending, Standing
from qingtian_platform.kit.times import beijing
from support.clerk import Clerk

pytestmark = pytest.mark.django_db
FIRM = cases.Subject("firm", "f1", "北京某某热力有限公司")
EVER = date(2000, 1, 1)


def counted(clerk: Clerk) -> list[int]:
    """List the matters of the penalties that count for a ladder."""
    return [each.matter.id for each in cases.penalties(FIRM, EVER, beijing(clerk.now).date())]


def standing() -> list[tuple[object, ...]]:
    return list(Standing.objects.order_by("pk").values_list())


def test_a_penalty_is_annulled_after_its_case_was_closed(clerk: Clerk) -> None:
    parent = clerk.falsification()
    child = next(x.other.id for x in cases.links(parent) if x.other.parent == parent)
    closed, before = cases.matter(child), len(cases.deeds(parent))
    assert closed.state == "closed"
    assert counted(clerk) == [child]
    assert [each.undone for each in disclosed()[0]] == [None]
    offers = cases.offered(child, clerk.people["zhou"], clerk.now)
    assert [(each.act.key, each.barred) for each in offers] == [("annul", ())]
    assert cases.offered(child, clerk.people["zhang"], clerk.now) == []
    clerk.now += timedelta(days=200)
    with pytest.raises(cases.ActRefusedError, match="Decision on the objection or judgment"):
        cases.do(child, clerk.people["zhou"], "annul", reason="事实不清", now=clerk.now)
    made = clerk.do(child, "annul")
    info = cases.matter(child)
    assert info.state == "annulled"
    assert (info.ended_at, info.open, info.next_due) == (closed.ended_at, 0, None)
    assert [each.act for each in cases.deeds(child)][-2:] == ["close", "annul"]
    assert cases.offered(child, clerk.people["zhou"], clerk.now) == []
    assert counted(clerk) == []
    (shown,) = disclosed()[0]
    assert shown.undone is not None
    assert (shown.undone.seq, shown.undone.reason) == (made.seq, "依法办理")
    assert len(cases.deeds(parent)) == before, "its ending came back once"
    assert not Pending.objects.exists()


def test_what_was_annulled_after_its_end_is_rebuilt_as_it_stood(clerk: Clerk) -> None:
    parent = clerk.falsification()
    child = next(x.other.id for x in cases.links(parent) if x.other.parent == parent)
    clerk.now += timedelta(days=200)
    clerk.do(child, "annul")
    stood = standing()
    rebuilding.rebuild()
    assert standing() == stood
    assert not Pending.objects.exists()
