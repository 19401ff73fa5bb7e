"""Pages of rankings: a list with its rules, sources, map and history; what is handed in; appeals; years."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.inspections import api as checks
from qingtian_platform.assess.performance import api as performance
from qingtian_platform.kit import tables
from qingtian_platform.people.models import Division, Person

pytestmark = pytest.mark.django_db
LANGUAGES = (("zh-hans", "截取处并列的全部列入", "本区"), ("en", "named", "own district"))
NAMES = ("rankings", "rankings/dust", "rankings/dust/hand-in", "appeals", "performance")


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


@pytest.fixture
def east(db):
    division = Division.objects.filter(code__startswith="110101", level="district").first()
    return Person.objects.create(username="dc", name="东城", role="duty", division=division)


def signed_in(person, language="zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def over(key: str, back: int = 0):
    """Give a turn that is over."""
    today = timezone.localdate()
    return [t for t in closing.turns(key, today) if t.last < today][back]


def file(columns, rows, form="csv") -> SimpleUploadedFile:
    if form == "xlsx":
        out = io.BytesIO()
        tables.write_xlsx(out, columns, rows)
        return SimpleUploadedFile("rows.xlsx", out.getvalue())
    text = "".join(tables.csv_lines(columns, rows))
    return SimpleUploadedFile("rows.csv", text.encode("gb18030"))


def handed(client, key, form="csv", act="checks", columns=checks.COLUMNS, rows=(), **more):
    data = {"act": act, "file": file(columns, rows, form), **more}
    return client.post(f"/desk/rankings/{key}/hand-in/", data, follow=True).content.decode()


def week_of_dust(turn):
    """Make each district's number of checks its number in the list; every third is a penalty."""
    return [
        [f"{code}-{n}", code, turn.first.isoformat(), f"site {n}", int(n % 3 == 0), int(n % 3 == 0)]
        for at, code in enumerate(policy().assessed("dust", turn.last), 1)
        for n in range(at)
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_of_checks_become_a_list_that_leads_to_its_files(assessor, form):
    client, turn = signed_in(assessor, "en"), over("dust")
    html = handed(client, "dust", form, rows=week_of_dust(turn), stream="dust", source="周报")
    assert "136 checks are taken in" in html
    closing.close("dust", turn.first, assessor)
    html = client.get(f"/desk/rankings/dust/?turn={turn.first}").content.decode()
    assert html.index("u-110119000") < html.index("u-110101000")
    assert "penalties by checks" in html
    assert 'href="/gazette/D3/#D3-6.2-19"' in html
    assert html.count('class="district') > 16
    link = re.search(r'href="(/desk/rankings/files/\d+)"', html)
    assert client.get(link[1]).status_code == 200
    lines = list(
        csv.reader(
            io.StringIO(
                client.get(f"/desk/rankings/dust/?turn={turn.first}&as=csv").content.decode(
                    "utf-8-sig"
                )
            )
        )
    )
    assert lines[1][:4] == ["1", "110119000", "Yanqing", "16"]
    assert client.get(f"/desk/rankings/dust/?turn={turn.first}&as=xlsx").content.startswith(b"PK")


def test_a_wrong_row_is_named_and_nothing_is_taken_in(assessor):
    rows = week_of_dust(over("dust"))
    rows[4][1] = "110199"
    html = handed(signed_in(assessor, "en"), "dust", rows=rows, stream="dust", source="周报")
    assert "Row 5, subject" in html
    assert not checks.uploads("dust")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe\xff", "UTF-8"), (b"a,b\n1,2\n", "number"), (b"PK\x03\x04no", "XLSX"), (b"", "MB")],
)
def test_what_is_no_table_says_what_was_expected(assessor, content, says):
    data = {
        "act": "checks",
        "stream": "dust",
        "source": "x",
        "file": SimpleUploadedFile("a.csv", content),
    }
    html = (
        signed_in(assessor, "en")
        .post("/desk/rankings/dust/hand-in/", data, follow=True)
        .content.decode()
    )
    assert says in html.split('role="status"', 1)[1][:300]


def test_figures_come_back_on_the_form_that_was_handed_out(assessor):
    client, turn = signed_in(assessor, "en"), over("bare-land")
    page = f"/desk/rankings/bare-land/hand-in/?template=figures&turn={turn.first}&as=csv"
    lines = list(csv.DictReader(io.StringIO(client.get(page).content.decode("utf-8-sig"))))
    assert len(lines) == len(policy().assessed("bare-land", turn.last))
    for n, cells in enumerate(lines[:12]):
        cells |= {"value": str(n), "source": "遥感通报"}
    columns = list(closing.COLUMNS)
    rows = [[cells[name] for name in columns] for cells in lines]
    html = handed(client, "bare-land", act="figures", columns=columns, rows=rows)
    assert "12 figures are taken in" in html
    rows[0][1] = "999"
    html = handed(client, "bare-land", act="figures", columns=columns, rows=rows)
    assert "Row 1, subject" in html


@pytest.fixture
def closed(assessor):
    """Close two months of bare land; the first twelve have figures, ten are named."""
    for back in (1, 0):
        turn = over("bare-land", back)
        towns = policy().assessed("bare-land", turn.last)
        closing.hand_in(
            [
                closing.FigureRow(
                    "bare-land-done", who, turn.first, str((n + back) % 12), "", "通报"
                )
                for n, who in enumerate(towns[:12])
            ],
            assessor,
        )
        closing.close("bare-land", turn.first, assessor)
    return over("bare-land")


@pytest.mark.parametrize(("language", "rule", "own"), LANGUAGES)
def test_a_list_shows_rules_history_and_the_own_district(closed, east, language, rule, own):
    html = signed_in(east, language).get("/desk/rankings/bare-land/").content.decode()
    assert rule in html
    assert own in html
    assert html.count("rank-course") > 10
    assert {"zh-hans": "2次中2次", "en": "2 of 2"}[language] in html
    index = signed_in(east, language).get("/desk/rankings/").content.decode()
    assert index.count("data-key=") == len(policy().rankings)


@pytest.mark.parametrize(("role", "led"), [("duty", True), ("head", False)])
def test_the_page_of_a_unit_leads_to_its_lists_whom_they_are_open_to(closed, east, role, led):
    east.role = role
    east.save()
    client, town = signed_in(east, "en"), policy().assessed("bare-land", closed.last)[0]
    html = client.get(f"/desk/unit/{town}/").content.decode()
    assert "No closed list names this unit." not in html
    links = re.findall(r'href="(/desk/rankings/[^"]+)"', html)
    assert bool(links) is led
    assert all(client.get(each).status_code == 200 for each in links)


def test_a_district_appeals_for_its_own_and_a_grant_leads_to_a_new_edition(closed, east, assessor):
    own, other = policy().assessed("bare-land", closed.last)[0], "110102001"
    page = f"/desk/rankings/bare-land/{closed.first}/appeal"
    client = signed_in(east, "en")
    assert client.post(page, {"subject": other, "reason": "x"}).status_code == 403
    client.post(page, {"subject": own, "reason": "影像有误", "files": file(["a"], [["b"]])})
    (one,) = appeals.appeals()
    assert (one.subject, one.on_behalf) == (own, "")
    answer = {
        "outcome": "granted",
        "reason": "属实",
        "indicator": "bare-land-done",
        "value": "99",
        "source": "复核",
    }
    client.post(f"/desk/appeals/{one.number}/", answer)
    assert appeals.appeal(one.number).answer is None
    signed_in(assessor).post(f"/desk/appeals/{one.number}/", answer)
    assert appeals.appeal(one.number).answer.edition == 2
    html = client.get(f"/desk/rankings/bare-land/?turn={closed.first}&edition=2").content.decode()
    assert "What this edition changes" in html
    assert f"/desk/appeals/{one.number}/" in html
    assert client.get(f"/desk/appeals/{one.number}/files/{one.files[0][0]}").status_code == 200
    west = Division.objects.filter(code__startswith="110102", level="district").first()
    stranger = Person.objects.create(username="xc", role="duty", division=west)
    assert signed_in(stranger).get(f"/desk/appeals/{one.number}/").status_code == 404
    log = signed_in(assessor, "en").get("/desk/appeals/").content.decode()
    assert log.count("Edition 2") >= 1


def test_a_year_is_entered_by_table_frozen_and_shows_its_veto(assessor, east):
    client, key, year = signed_in(assessor, "en"), "110101000", timezone.localdate().year - 1
    facts = {"targets": "10", "quality": "20", "satisfaction": "90", "unmet": "1", "exceeded": "0"}
    columns, page = ["unit", "fact", "value", "source"], f"/desk/performance/?year={year}"
    rows = [[key, fact, value, "来函"] for fact, value in facts.items()]
    client.post(
        page, {"act": "table", "file": file(columns, [*rows, [key, "quality", "101", "x"]])}
    )
    assert not performance.draft(year)[0].facts
    client.post(page, {"act": "table", "file": file(columns, rows)})
    html = client.get(page).content.decode()
    assert "one-vote veto" in html
    assert 'href="/gazette/D3/#D3-3.2-12"' in html
    client.post(page, {"act": "close"})
    assert performance.editions(year)[0].number == 1
    seen = signed_in(east, "en").get(page).content.decode()
    assert "Dongcheng" in seen
    assert "Xicheng" not in seen.split("rank-table")[1].split("</table>")[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_stands_with_nothing_in_it(assessor, language, name):
    assert signed_in(assessor, language).get(f"/desk/{name}/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_neither_a_citizen_nor_an_enterprise_reads_them(name):
    firm = Person.objects.create(username="qiye", name="李", role="enterprise")
    assert Client().get(f"/desk/{name}/").status_code == 302
    assert signed_in(firm).get(f"/desk/{name}/").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["none/", "dust/?turn=2026-01-01x", "dust/?turn=1999-01-04", "dust/?edition=7", "dust/hand-in/?template=x&as=csv"],
)  # fmt: skip
def test_what_is_no_list_is_not_found(assessor, path):
    assert signed_in(assessor).get(f"/desk/rankings/{path}").status_code == 404


def test_others_hand_nothing_in(east):
    turn = over("dust")
    handed(signed_in(east), "dust", rows=week_of_dust(turn), stream="dust", source="x")
    assert not checks.uploads("dust")
