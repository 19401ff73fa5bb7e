"""A procedure that was called and begins with papers waits for a person, and survives a rebuild."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian.cases import Handed
from qingtian_platform.act.cases import api, calling, rebuilding
from qingtian_platform.act.cases.models import Pending

from .conftest import TEN, Desk, record

HOUR = timedelta(hours=1)


def ordered(desk: Desk, firm: str = "9111") -> api.MatterInfo:
    """An excess that was proven, in which the order to mend was called."""
    matter = api.open_matter(
        "exceedance",
        "exceed",
        subject=api.Subject("firm", firm, "某厂"),
        division="110105",
        origin=api.Origin("inspection", firm),
        person=desk["zhang"],
        facts={"medium": "water", "multiple": "1.5"},
        now=TEN,
    )
    facts = {"sampled": False, "proven": True, "exempt": False}
    desk.do(matter, "check", TEN + 2 * HOUR, papers=(record(TEN + 2 * HOUR),), facts=facts)
    desk.do(matter, "order", TEN + 3 * HOUR)
    return matter


def papers(at: datetime) -> tuple[Handed, Handed]:
    return record(at, "order"), record(at, "service")


def test_what_begins_with_papers_waits_and_a_person_opens_it_once(desk: Desk):
    matter, at = ordered(desk), TEN + 5 * HOUR
    [call] = api.called(matter.id, desk["zhang"])
    assert (call.kind.key, call.act.key, call.seq) == ("correction", "order", 3)
    assert api.openers(call, desk["zhang"]) == {"order": ["environment"]}
    assert api.openers(call, desk["jian"]) == {}
    facts = {"served": "2024-05-06"}

    with pytest.raises(api.ActRefusedError):
        api.open_called(matter.id, 3, desk["zhang"], "order", facts=facts, now=at)
    with pytest.raises(api.NoSuchError):
        api.open_called(matter.id, 3, desk["zhang"], "close", facts=facts, now=at)
    with pytest.raises(api.ForbiddenError):
        api.open_called(matter.id, 3, desk["xi"], "order", facts=facts, papers=papers(at), now=at)
    assert api.called(matter.id, desk["zhang"])
    made, again = (
        api.open_called(
            matter.id, 3, desk["zhang"], "order", facts=facts, papers=papers(at), now=at
        )
        for _ in range(2)
    )
    assert (made.parent, made.kind.key, made.state) == (matter.id, "correction", "ordered")
    assert again.id == made.id
    assert api.called(matter.id, desk["zhang"]) == []
    with pytest.raises(api.MatterError):
        api.open_called(
            matter.id, 2, desk["zhang"], "order", facts=facts, papers=papers(at), now=at
        )


def test_the_stage_does_not_open_it_meanwhile(desk: Desk):
    matter = ordered(desk)
    assert not calling.again(TEN + 5 * HOUR)
    assert [each.why for each in api.called(matter.id, desk["zhang"])] != [""]


def waiting() -> set[tuple[int, str, int]]:
    return set(Pending.objects.values_list("matter", "kind", "seq"))


def test_what_the_machine_owes_is_restored(desk: Desk, monkeypatch):
    """A call that waits, an ending that could not come back; nothing that was done is owed again."""
    matter = ordered(desk)
    at = TEN + 5 * HOUR
    facts = {"served": "2024-05-06"}
    made = api.open_called(
        matter.id, 3, desk["zhang"], "order", facts=facts, papers=papers(at), now=at
    )
    second = ordered(desk, "9222")

    def refused(*_args, **_more):
        raise api.ActRefusedError("correction-ended", ["not now"])

    real = calling.doing.do_by_machine
    monkeypatch.setattr(calling.doing, "do_by_machine", refused)
    later = at + 24 * HOUR
    desk.do(
        made,
        "look-again",
        later,
        papers=(record(later),),
        facts={"outcome": "mended"},
    )
    desk.do(made, "close", later + HOUR, person=desk["zhou"])
    owed = waiting()
    assert owed == {(second.id, "call", 3), (made.id, "return", 3)}

    Pending.objects.all().delete()
    Pending.objects.create(matter_id=matter.id, kind="call", seq=3, since=at)
    rebuilding.rebuild()
    assert waiting() == owed
    why = list(Pending.objects.values_list("pk", "why"))
    rebuilding.rebuild()
    assert list(Pending.objects.values_list("pk", "why")) == why

    monkeypatch.setattr(calling.doing, "do_by_machine", real)
    calling.settle(later + 2 * HOUR)
    assert api.deeds(matter.id)[-1].act == "correction-ended"
    rebuilding.rebuild()
    assert waiting() == {(second.id, "call", 3)}
