"""Pages of draws, at the desk and in public: who sees what, what each form does, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from qingtian.draw import Trust, verify
from qingtian_platform.act.draws import api as draws
from qingtian_platform.people.api import Role, account
from qingtian_platform.record.log import identity
from support.drawcity import PEOPLE, City, city_of, fixed
from support.signing import person
from support.wording import foreign

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
KNOWN = re.compile(
    "Object|Person|Bureau|Quality|KEY|MN|JSON|near|HTTPS|lab|firm|第四季度监测机构|演示市(环保|质监)局|青天项目"
)


@pytest.fixture
def city(tmp_path, monkeypatch):
    with city_of(tmp_path, monkeypatch) as found:
        found.now = datetime.now(UTC)
        yield found


def client_of(who=None, language="zh-hans"):
    client = Client(headers={"accept-language": language})
    if who is not None:
        client.force_login(who)
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def ended(city: City) -> str:
    """Bring a draw to its end; the log does not show its last step yet."""
    name, kept = fixed(city)
    for who in (city.bureau, city.quality):
        city.reveal(who, name, kept)
    city.step()
    return name


def drawn(city: City) -> str:
    name = ended(city)
    city.keeper.step()
    return name


def test_every_page_of_a_draw_speaks_both_languages_and_the_record_is_redrawn(city):
    before, _kept = fixed(city)
    assert "公布" in text(client_of(), f"/draws/{before}/")
    assert client_of().get(f"/draws/{before}/draw.json").status_code == 404, "before it has ended"
    name = drawn(city)
    team = draws.info(name).drawn.teams[0]
    wrong = {}
    for language in LANGUAGES:
        public, desk = client_of(language=language), client_of(city.quality, language)
        for client, address in (
            (public, "/draws/"),
            (public, f"/draws/{name}/"),
            (desk, "/desk/draws/"),
            (desk, f"/desk/draws/{name}/"),
            (desk, "/desk/draws/register/"),
        ):
            shown = text(client, address)
            assert "D7-6.15" in shown or team.object.name in shown
            wrong[address, language] = foreign(shown, language, KNOWN)
    assert {where: words for where, words in wrong.items() if words} == {}
    response = client_of().get(f"/draws/{name}/draw.json")
    assert verify(response.content, Trust(identity.vkey(city.places))).faults == ()
    assert f"draw-{name[:12]}.json" in text(client_of(), f"/draws/{name}/")
    assert text(client_of(), f"/draws/{'0' * 64}/", 404)


def test_the_record_is_offered_once_the_log_shows_the_last_step(city):
    name = ended(city)
    desk = client_of(city.quality)
    assert draws.info(name).over
    for client, page in ((client_of(), f"/draws/{name}/"), (desk, f"/desk/draws/{name}/")):
        assert "draw.json" not in text(client, page)
    assert "日志公示最后一步后即公布" in text(client_of(), f"/draws/{name}/")
    city.keeper.step()
    for client, page in ((client_of(), f"/draws/{name}/"), (desk, f"/desk/draws/{name}/")):
        assert f"/draws/{name}/draw.json" in text(client, page)


def test_a_party_commits_and_reveals_by_its_own_page(city):
    client = client_of(city.bureau, "en")
    given = {"title": "Agencies", "party": ["quality"]}
    said = client.post("/desk/draws/", given, follow=True).content.decode()
    assert "Announced: Agencies" in said
    (name,) = draws.draws()
    page = f"/desk/draws/{name}/"
    assert "data-commit" in text(client, page)
    assert f'<b data-key="{draws.info(name).parties[0].key}" hidden>' in text(client, page)
    made, _salt, _secret = city.secret(city.bureau, name)
    client.post(page, {"act": "commit", "commitment": made})
    paper = draws.waiting(name, city.bureau)
    assert paper.hash in text(client, page), "the form that signs it"
    city.sign(city.bureau, paper.hash)
    assert "data-commit" not in text(client, page)
    assert "no party" not in text(client, page)
    other = client_of(person("other", Role.DUTY), "en")
    assert "data-commit" not in text(other, page)
    refused = other.post(page, {"act": "commit", "commitment": made}, follow=True)
    assert "no party" in refused.content.decode()
    void, kept = fixed(city)
    page = f"/desk/draws/{void}/"
    salt, secret = kept["bureau"]
    client.post(page, {"act": "reveal", "salt": salt, "secret": secret})
    city.sign(city.bureau, draws.waiting(void, city.bureau).hash)
    assert draws.info(void).parties[0].revealed_at is not None


def test_what_is_found_is_handed_in_by_a_form_once(city):
    name = drawn(city)
    page, client = f"/desk/draws/{name}/", client_of(city.quality, "en")
    key = draws.info(name).drawn.teams[0].object.key
    given = {"act": "find", "object": key, "item": "staff", "outcome": "met"}
    assert "all departments" in client.post(page, given, follow=True).content.decode()
    assert "already" in client.post(page, given, follow=True).content.decode()
    reader = client_of(person("assessing", Role.ASSESSOR), "en")
    refused = reader.post(page, {**given, "item": "records"}, follow=True).content.decode()
    assert "Inspectors who were drawn and the parties" in refused
    assert len(draws.findings(name)) == 1


def test_who_was_drawn_alone_has_the_form_and_the_matter_shows_what_all_found(city):
    """What the quality department found stands on the matter that the environment bureau works."""
    every = [each["key"] for each in PEOPLE]
    for key in every:
        person(f"account-{key}", Role.ENFORCEMENT)
    rows = [("person", each) for each in PEOPLE]
    draws.enter(rows, city.bureau, logins={key: f"account-{key}" for key in every})
    name = drawn(city)
    team, page = draws.info(name).drawn.teams[0], f"/desk/draws/{name}/"
    mine = {f"account-{each.key}" for each in team.people}
    form = f'<input type="hidden" name="object" value="{team.object.key}">'
    given = {"act": "find", "object": team.object.key, "item": "staff", "outcome": "not-met"}
    given["words"] = "two without a certificate"
    for login in (f"account-{key}" for key in every):
        client = client_of(account(login), "en")
        assert (form in text(client, page)) is (login in mine)
    stranger = client_of(person("stranger", Role.ENFORCEMENT), "en")
    assert "who were drawn" in stranger.post(page, given, follow=True).content.decode()
    client_of(city.quality, "en").post(page, given)
    matter = draws.matters(name)[team.object.key]
    for language, word in (("en", "does not meet it"), ("zh-hans", "不符合")):
        shown = text(client_of(city.bureau, language), f"/desk/cases/{matter}/")
        panel = shown[shown.index('id="joint"') :].split("</section>")[0]
        assert "two without a certificate" in panel
        assert "演示市质监局" in panel
        assert word in panel
        assert "4" in panel, "items that are open"
        assert f"{page}#{team.object.key}" in panel
        assert all(each.name in panel for each in team.people)
    assert 'id="joint"' not in text(client_of(city.bureau), "/desk/cases/")


def test_a_matter_is_a_link_where_it_opens(city):
    name = drawn(city)
    matters = set(draws.matters(name).values())
    assert matters
    away = person("away", Role.HEAD, division_id=_district())
    for who, opens in ((city.bureau, matters), (away, set())):
        client = client_of(who, "en")
        shown = text(client, f"/desk/draws/{name}/")
        linked = {int(number) for number in re.findall(r'href="/desk/cases/(\d+)/"', shown)}
        assert linked == opens
        assert all(f"Matter {number}" in shown for number in matters)


def test_the_register_is_kept_by_the_city_s_bureau_alone(city):
    client, page = client_of(city.bureau, "en"), "/desk/draws/register/"
    lists = {"employers": "lab1, lab2", "family": "", "served": "lab3 2025-05-31"}
    row = {"kind": "person", "key": "new", "name": "New", "group": "expert", **lists}
    row["login"] = "quality"
    assert "Entered" in client.post(page, row, follow=True).content.decode()
    (found,) = (each for each in draws.people() if each.key == "new")
    assert (found.employers, found.served[0].until) == (("lab1", "lab2"), "2025-05-31")
    assert draws.logins() == {"new": "quality"}
    assert "quality" in text(client, page)
    assert 'data-label="District">Dongcheng' in text(client, page), "a place by its name"
    client.post(page, {"kind": "person", "strike": "new"})
    assert "new" not in {each.key for each in draws.people()}
    for who in (person("cy", Role.ENFORCEMENT, division_id=_district()), city.quality):
        refused = client_of(who, "en").post(page, row, follow=True).content.decode()
        assert "bureau keeps the register" in refused
    wrong = client.post(page, {**row, "key": "No Key"}, follow=True).content.decode()
    assert "expected a key" in wrong
    firm = client_of(person("firm", Role.ENTERPRISE))
    assert firm.get("/desk/draws/").status_code in {302, 403}


def _district() -> object:
    from qingtian_platform.people.api import find_district

    found = find_district("110105")
    return getattr(found, "pk", found)
