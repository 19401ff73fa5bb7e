"""A clerk who writes every paper that an act needs, whole or with one thing left out, and does the act."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from qingtian.cases import Officer
from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers import pack
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people

START = datetime(2024, 5, 6, 10, tzinfo=BEIJING)
"""A Monday."""
TWO = (Officer("张明", "京0105-011"), Officer("钱进", "京0105-012"))
PEOPLE = {"zhang": "enforcement", "qian": "enforcement", "zhou": "head", "fa": "legal"}
DISTRICT = "110105"
GRADE = dict.fromkeys(("official", "evades", "untaxed", "operator", "ordered"), False)
PENALTY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("file", {"ground": "篡改监测数据，大气污染防治法第二十条"}),
    ("inspect", {}),
    ("question", {}),
    ("investigate", {"heavy": True, "hearing-right": True}),
    ("review", {}),
    ("notify", {"told": "day"}),
    ("waive", {}),
    ("discuss", {}),
    ("decide", {"amount": 200000}),
    ("serve", {"served": "day"}),
    ("publish", {}),
    ("fulfil", {}),
    ("close", {}),
)
"""A penalty from filing to closing, with the facts of each act."""


@dataclass
class Clerk:
    """Persons, the clock, and what they do."""

    people: dict[str, Any] = field(default_factory=dict)
    now: datetime = START

    @classmethod
    def hire(cls) -> Clerk:
        """Open the accounts."""
        unit = people.ensure_organisation("朝阳区生态环境局", "authority")
        made = cls()
        for n, (login, role) in enumerate(PEOPLE.items()):
            people.add_person(
                login, role, district=DISTRICT, name=login, organisation=unit,
                certificate=f"京0105-{n}",
            )  # fmt: skip
            made.people[login] = people.account(login)
        return made

    def open(self, procedure: str, act: str, ref: str = "1") -> cases.MatterInfo:
        """Open a matter about a firm."""
        return cases.open_matter(
            procedure, act, subject=cases.Subject("firm", "f1", "北京某某热力有限公司"),
            division=DISTRICT, origin=cases.Origin("inspection", ref), separate=True, person=self.people["zhang"],
            now=self.now,
        )  # fmt: skip

    def write(self, matter: int, kind: str, **left: Any) -> papers.PaperInfo:
        """Write a paper with everything that it needs but what is `left` otherwise, and finish it."""
        self.now += timedelta(minutes=10)
        begun = papers.start(matter, kind, self.people["zhang"], now=self.now)
        content = replace(self.whole(begun), **left)
        saved = papers.save(begun.id, self.people["zhang"], content, begun.version)
        return papers.finish(begun.id, self.people["zhang"], version=saved.version, now=self.now)

    def whole(self, begun: papers.PaperInfo) -> papers.Content:
        """Fill in everything that the form of a draft asks for."""
        form = pack.named(begun.form)
        said = {"choice": "water", "yesno": "yes", "way": "direct", "number": "200000"}
        said |= {"day": beijing(self.now).date().isoformat(), "moment": self.now.isoformat()}
        fields = dict(begun.fields)
        for key, each in form.fields.items():
            if key not in fields and each.kind != "papers":
                fields[key] = said.get(each.kind, f"{each.name['zh']}：略")
        if form.key == "service":
            fields["papers"] = self.unserved(begun.matter)
        shown = tuple(each.id for each in papers.exhibits(begun.matter)[:1]) if form.scan else ()
        return papers.Content(
            fields, officers=TWO, party="signed", signer="李经理", begin=self.now - timedelta(hours=1),
            end=self.now - timedelta(minutes=5), signature="张明", seal=True, exhibits=shown,
        )  # fmt: skip

    def unserved(self, matter: int) -> list[int]:
        """List the papers that count only when served, and were not."""
        found = papers.papers(matter)
        return [p.id for p in found if p.state == "done" and pack.named(p.form).served]

    def do(self, matter: int, act: str, *brought: Any, **facts: Any) -> cases.DeedInfo:
        """Write what an act needs, and do it as whoever may."""
        self.now += timedelta(hours=1)
        running = cases.case(matter, self.now).procedure
        given = {each.key: each for each in brought}
        for key in running.acts[act].needs:
            if key not in given:
                given[key] = self.write(matter, key).handed()
        day = beijing(self.now).date()
        told = {name: day if value == "day" else value for name, value in facts.items()}
        info = cases.matter(matter)
        person = next(
            one
            for one in self.people.values()
            if cases.parties(one, running, info.division) & {*running.acts[act].by}
        )
        self.now += timedelta(minutes=1)
        return cases.do(
            matter, person, act, facts=told, papers=tuple(given.values()), reason="依法办理",
            now=self.now,
        )  # fmt: skip

    def scan(
        self, matter: int, data: bytes = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
    ) -> papers.ExhibitInfo:
        """Hand in a copy of a paper of others."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        upload = SimpleUploadedFile("回执.pdf", data)
        return papers.add_exhibit(
            matter, self.people["zhang"], upload, words="回执扫描件", now=self.now
        )

    def penalty(self, parent: int) -> int:
        """Play the penalty that a matter called, from filing to closing; give its number."""
        child = next(x.other.id for x in cases.links(parent) if x.other.parent == parent)
        self.scan(child)
        for act, facts in PENALTY:
            self.do(child, act, **facts)
        return child

    def falsification(self) -> int:
        """Play a case of falsified data from the clue to its end; give its number."""
        matter = self.open("falsification", "suspect").id
        self.scan(matter)
        self.do(matter, "confirm")
        self.do(matter, "grade", crime=False, **GRADE)
        child = self.penalty(matter)
        served = [p for p in papers.papers(child) if p.key == "service"][-1]
        self.do(matter, "penalty-served", served.handed(), served="day")
        self.do(matter, "detain")
        self.do(matter, "received")
        self.do(matter, "publish")
        self.do(matter, "close")
        return matter

    def dust(self) -> int:
        """Play a case of construction dust, with a stop, to its end; give its number."""
        matter = self.open("construction-dust", "see", "2").id
        self.do(matter, "confirm")
        self.do(matter, "grade", penalties=2, malicious=False, refuses=False)
        self.penalty(matter)
        self.do(matter, "order-stop", stopped="day")
        self.write(matter, "service")
        self.now += timedelta(days=6)
        self.do(matter, "check-stop")
        self.do(matter, "close")
        return matter
