"""Who may act as whom: role × organisation × place × act over all procedures, against the table read plainly.

The independent reading takes the YAML as text and knows nothing of the code that reads it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from qingtian.cases import open_procedures
from qingtian.cases.intake import intake, intake_mistakes
from qingtian.cases.parties import Parties, parties, party_mistakes
from qingtian_platform.act.cases import access, api, leaving
from qingtian_platform.people.api import Role

from .conftest import TEN, Desk, record

KNOWN = open_procedures("beijing2018")
FILE = Path(__file__).parents[4] / "packs/beijing2018/policy/parties.yaml"
TABLE = tuple(yaml.safe_load(FILE.read_text(encoding="utf-8"))["parties"].values())
DAY = date(2024, 5, 6)
WHERE = {
    "city": None,
    "chaoyang": "110105000000",
    "xicheng": "110102000000",
    "township": "110105001000",
    "other township": "110105002000",
}
DIVISIONS = ("110105", "110105001", "110102", "")


def plain(role: str, kind: str, place: str, own: bool, procedure: str, division: str) -> set[str]:
    """Say as which parties somebody acts, from the table as it stands in the file."""
    found = set()
    for row in TABLE:
        if role not in row["roles"] or row["procedure"] not in ("any", procedure):
            continue
        if row.get("organisations") and kind not in row["organisations"]:
            continue
        if not row["since"] <= DAY <= row.get("until", DAY):
            continue
        over = place == "" or division[: len(place)] == place
        there = {
            "own": over,
            "district": over and len(place) == 6,
            "township": over and len(place) == 9,
            "city": place == "",
            "subject": own,
        }
        if there[row["place"]]:
            found.add(row["party"])
    return found


def person(role: str, kind: str, where: str | None, *, active: bool = True) -> SimpleNamespace:
    body = SimpleNamespace(pk=7, kind=kind, name="某公司", credit_code="") if kind else None
    division = SimpleNamespace(code=where) if where else None
    return SimpleNamespace(
        role=role,
        organisation=body,
        organisation_id=7 if kind else None,
        division=division,
        is_active=active,
        username=role,
    )


def standing(key: str, division: str, about: str) -> SimpleNamespace:
    matter = SimpleNamespace(
        thing_id=None, subject_kind="firm", subject_key=about, subject_name=about
    )
    return SimpleNamespace(procedure=key, division=division, unit=None, matter=matter)


def test_the_matrix_of_roles_acts_and_places_is_the_table(db):
    """Every role, kind of organisation, place, and act of every version of every procedure."""
    asked = 0
    kinds = ("", "authority", "enterprise")
    for role, kind, where in product([*Role.values, "", "unheard-of"], kinds, WHERE.values()):
        who = person(role, kind, where)
        place = "" if where is None else where[:9].removesuffix("000")
        for division, about in product(DIVISIONS, ("7", "8")):
            own = kind != "" and about == "7"
            for one in KNOWN.by_key.values():
                wanted = plain(role, kind, place, own, one.key, division) if role else set()
                mine = access.acting(
                    who, standing(f"{one.key}/{one.version}", division, about), TEN
                )
                for act in one.acts.values():
                    assert bool(mine & set(act.by)) == bool(wanted & set(act.by)), (
                        f"{role} of {kind or 'no organisation'} at {where}: {act.key} of {one.key}"
                        f" in {division or 'the city'}"
                    )
                    asked += 1
    assert asked > 100_000


def test_the_table_names_what_is_there_and_leaves_no_act_to_nobody():
    table = parties(KNOWN.policy)
    assert [*map(str, party_mistakes(table, KNOWN.by_key.values(), KNOWN.policy))] == []
    assert [*map(str, intake_mistakes(intake(KNOWN.policy), KNOWN.by_key, KNOWN.policy))] == []
    fewer = Parties(tuple(r for r in table.rows if r.party != "legal"), table.readers)
    told = [*map(str, party_mistakes(fewer, KNOWN.by_key.values(), KNOWN.policy))]
    assert any("nobody may" in each and "legal of penalty" in each for each in told)


def test_every_role_of_the_table_is_a_role_of_the_platform():
    table = parties(KNOWN.policy)
    assert {r for row in (*table.rows, *table.readers) for r in row.roles} <= set(Role.values)


@pytest.mark.parametrize("login", ["xi", "gone", "firm", "other-firm", "chief"])
def test_who_has_no_business_with_a_matter_sees_nothing_of_it(desk: Desk, login):
    from qingtian_platform.people import api as people

    matter = desk.dust()
    body = people.ensure_organisation("别家公司", "enterprise")
    desk.add("other-firm", "enterprise", organisation=body)
    desk.add("firm", "enterprise", "110105", organisation=body)
    desk.add("chief", "river-chief", "110105")
    desk.add("gone", "enforcement", "110105")
    people.close_account("gone")
    desk.people["gone"] = people.account("gone")
    who = desk[login]
    assert api.queue(who, ended=None, now=TEN).total == 0
    for look in (
        lambda: api.matter(matter.id, who, TEN),
        lambda: api.offered(matter.id, who, TEN),
        lambda: api.do(matter.id, who, "confirm", now=TEN),
        lambda: api.note(matter.id, who, "x", TEN),
        lambda: api.assign(matter.id, who, "", TEN),
    ):
        with pytest.raises(api.ForbiddenError):
            look()


def test_a_matter_of_a_firm_is_seen_by_that_firm_where_it_is_a_party(desk: Desk):
    from qingtian_platform.people import api as people

    body = people.ensure_organisation("某公司", "enterprise")
    desk.add("own", "enterprise", organisation=body)
    subject = api.Subject("firm", str(body), "某公司")
    said = {"subject": subject, "division": "110105", "person": desk["zhang"], "now": TEN}
    penalty = api.open_matter("penalty", "take", origin=api.Origin("transfer", "1"), **said)
    dust = api.open_matter("construction-dust", "see", origin=api.Origin("patrol", "2"), **said)
    assert api.matter(penalty.id, desk["own"], TEN) == penalty
    assert [m.id for m in api.queue(desk["own"], now=TEN).rows] == [penalty.id]
    with pytest.raises(api.ForbiddenError):
        api.matter(dust.id, desk["own"], TEN)


@pytest.mark.parametrize(("role", "district"), [("supervisor", None), ("legal", "110105")])
def test_who_only_reads_a_matter_neither_holds_it_nor_gives_it_away(desk: Desk, role, district):
    """Held or handed over by a reader, it would be gone from the queue of those who owe something in it."""
    from qingtian_platform.people import api as people

    body = people.ensure_organisation("某局", "authority")
    reader, matter = desk.add("reader", role, district), desk.dust()
    assert api.matter(matter.id, reader, TEN) == matter
    for attempt in (
        lambda: api.assign(matter.id, reader, "reader", TEN),
        lambda: api.hand_over(matter.id, reader, body, TEN),
    ):
        with pytest.raises(api.ForbiddenError):
            attempt()
    assert api.queue(desk["zhang"], mine=True, now=TEN).total == 1


def test_a_matter_is_handed_over_to_an_authority_alone_and_not_after_its_end(desk: Desk):
    from qingtian_platform.people import api as people

    firm = people.ensure_organisation("某公司", "enterprise")
    body = people.ensure_organisation("某局", "authority")
    matter = desk.dust()
    for organisation in (firm, 4711):
        with pytest.raises(api.MatterError):
            api.hand_over(matter.id, desk["zhou"], organisation, TEN)
    soon = TEN + timedelta(hours=3)
    papers = (record(soon),)
    desk.do(matter, "reject", soon, papers=papers, reason="现场无施工")
    desk.do(matter, "drop", soon)
    with pytest.raises(api.MatterError):
        api.hand_over(matter.id, desk["zhou"], body, soon)
    with pytest.raises(api.MatterError):
        api.assign(matter.id, desk["zhou"], "zhang", soon)


@pytest.mark.parametrize("how", ["closed", "moved", "other role"])
def test_what_somebody_held_who_lost_the_right_goes_back_to_the_unit(desk: Desk, how):
    from qingtian_platform.people import api as people

    kept, matter = desk.dust(site="a"), desk.dust(site="b")
    api.assign(kept.id, desk["zhang"], "zhang", TEN)
    api.assign(matter.id, desk["zhou"], "qian", TEN)
    assert not leaving.give_back(TEN)
    person = desk["qian"]
    if how == "closed":
        people.close_account("qian")
    else:
        person.role = "reviewer" if how == "other role" else person.role
        person.division = people.account("xi").division if how == "moved" else person.division
        person.save()
    assert not leaving.give_back(TEN + timedelta(minutes=4)), "it is looked at every five minutes"
    assert leaving.give_back(TEN + timedelta(minutes=5))
    assert api.matter(matter.id).holder == ""
    assert api.matter(kept.id).holder == "zhang"
    assert api.timeline(matter.id, TEN)[-1].words("zh") == "退回单位：原承办人已无权查看"
    waiting = api.queue(desk["zhang"], mine=True, now=TEN + timedelta(hours=1))
    assert {each.id for each in waiting.rows} == {kept.id, matter.id}
