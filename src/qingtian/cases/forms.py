"""Forms of papers: what a record, a notice or a decision has to say, as tables of a pack.

A pack keeps them in its folder `papers`, one version of one form a file; a form that breaks the shape is
refused with file, line and mend. Ways of service and numbers stand beside them (`numbering`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal, cast

from qingtian.cases.numbering import FILES, Numbering, Way, numbering, ways
from qingtian.cases.procedure import DEMANDS, Demand, Ground, Procedure
from qingtian.law.packs import AnyPack, open_pack
from qingtian.policy import Policy, open_policy
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row, document

FOLDER = "papers"
OTHERS = "others"
"""The form of every paper that no form names."""
FieldKind = Literal["text", "long", "day", "moment", "number", "choice", "yesno", "papers", "way"]
KINDS: tuple[FieldKind, ...] = (
    *("text", "long", "day", "moment", "number", "choice", "yesno", "papers", "way"),
)
FILLS = ("subject", "unit", "number", "today")
"""What a field can be filled with before anybody writes: who the matter is about, the unit, the number
of the matter, the day."""
MOST = {"text": 300, "long": 20_000}
"""Characters that a field takes where its form says nothing else. [1]"""
HEAD = ("form", "version", "name", "since", "fields")
REST = (
    *("until", "clauses", "law", "serves", "free", "foreign", "served", "officers", "demands"),
    *("scan", "opening", "ending"),
)


@dataclass(frozen=True)
class FormField:
    """One thing that a paper says.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    kind
        What it takes; `papers` names other papers of the matter, `way` a way of service.
    required
        Whether the paper is not finished without it.
    most
        Characters that it takes; 0 where it takes none. [1]
    choices
        Of a choice: its words, by language.
    fill
        What it is filled with before anybody writes, one of `FILLS`; empty for nothing.
    hint
        What is to be written, by language; empty where the name says it.
    ground
        Where that stands.
    """

    key: str
    name: Mapping[str, str]
    kind: FieldKind
    required: bool
    most: int
    choices: Mapping[str, Mapping[str, str]]
    fill: str
    hint: Mapping[str, str]
    ground: Ground


@dataclass(frozen=True, eq=False)
class Form:
    """One form in one version; two are the same only if they are one.

    Attributes
    ----------
    key, version, name
        Its name in files, its version from 1, its name by language.
    since, until
        First day on which it is used, and the last; None = until now.
    ground
        Where it stands.
    serves
        The papers of procedures that are written on it, as `paper` or `procedure/paper`, each with the word of
        its series of numbers; an empty word where it bears none.
    free
        Whether it is written in every matter, asked for or not.
    foreign
        Whether the paper is another body's, which is taken down here: its number is that body's.
    served
        Whether the paper counts only when it was served on the party.
    officers, demands
        What it must bear beside what a procedure demands.
    scan
        Whether a copy of the paper itself must be among its exhibits.
    opening, ending
        What is printed before and after its fields, by language; empty for nothing.
    fields
        By key, in the order of the file.
    file
        Where it stands.
    """

    key: str
    version: int
    name: Mapping[str, str]
    since: date
    until: date | None
    ground: Ground
    serves: Mapping[str, str]
    free: bool
    foreign: bool
    served: bool
    officers: int
    demands: tuple[Demand, ...]
    scan: bool
    opening: Mapping[str, str]
    ending: Mapping[str, str]
    fields: Mapping[str, FormField]
    file: str

    def holds_on(self, day: date) -> bool:
        """Tell whether it is used on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, eq=False)
class Forms:
    """The forms of a city.

    Attributes
    ----------
    all
        Every form in every version.
    ways
        Ways of service, by key.
    numbering
        How papers are numbered; None where the pack has no forms.
    """

    all: tuple[Form, ...]
    ways: Mapping[str, Way]
    numbering: Numbering | None

    def of(self, procedure: str, paper: str, day: date) -> Form | None:
        """Find the form on which a paper is written.

        Parameters
        ----------
        procedure
            Key of the procedure, without its version.
        paper
            Key of its paper, or of a form that is free.
        day
            When.

        Returns
        -------
        Form or None
            The one that names the procedure's paper before one that names the paper, and that before the
            form `others`; None where the pack has none for that day.
        """
        standing = [form for form in self.all if form.holds_on(day)]
        for name in (f"{procedure}/{paper}", paper):
            found = next((form for form in standing if name in form.serves), None)
            if found is not None:
                return found
        own = next((form for form in standing if form.free and form.key == paper), None)
        return own or next((form for form in standing if form.key == OTHERS), None)

    def free(self, day: date) -> tuple[Form, ...]:
        """List the forms that can be written in every matter on a day."""
        return tuple(form for form in self.all if form.free and form.holds_on(day))


def series(form: Form, procedure: str, paper: str) -> str:
    """Give the word of the series in which a paper is numbered; empty for none."""
    return form.serves.get(f"{procedure}/{paper}", form.serves.get(paper, ""))


@cache
def open_forms(which: AnyPack) -> Forms:
    """Open the forms of a pack.

    Parameters
    ----------
    which
        Name or folder of a pack, as `qingtian.law` takes it.

    Raises
    ------
    UnknownPackError
        If there is no such pack.
    PackFileError
        If a file breaks the shape, or two forms are for one paper on one day.
    """
    pack = open_pack(which)
    folder: Traversable = pack.root / FOLDER
    return forms(folder, open_policy(pack)) if folder.is_dir() else Forms((), {}, None)


def forms(folder: Traversable, policy: Policy | None = None) -> Forms:
    """Read every form of a folder.

    Parameters
    ----------
    folder
        Where the files stand.
    policy
        The policy whose clauses the files name; None = clauses are not looked for.

    Raises
    ------
    PackFileError
        If a file breaks the shape, names a clause that is not there, or two forms are for one paper on one day.
    """
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    found = tuple(form(folder, name, policy) for name in names if name not in FILES)
    _once(found)
    return Forms(found, ways(folder), numbering(folder))


def form(folder: Traversable, name: str, policy: Policy | None = None) -> Form:
    """Read one form.

    Raises
    ------
    PackFileError
        If it breaks the shape, or names a clause that is not there.
    """
    row = document(folder, name).only(HEAD, REST)
    version = row.whole("version")
    if version < 1:
        raise row.error("version", f"expected a version from 1; got {version}")
    demands = row.texts("demands")
    for each in demands:
        if each not in DEMANDS:
            raise row.error("demands", f"expected one of {', '.join(DEMANDS)}; got {each!r}")
    return Form(
        row.text("form"), version, row.words("name"), row.day("since"), row.day_or_none("until"),
        _ground(row, policy, needed=True), _serves(row), row.yes("free"), row.yes("foreign"),
        row.yes("served"), row.whole("officers") if "officers" in row.values else 0,
        cast("tuple[Demand, ...]", demands), row.yes("scan"), _said(row, "opening"),
        _said(row, "ending"), {each.name: _field(each, policy) for each in row.rows("fields")}, name,
    )  # fmt: skip


def _field(row: Row, policy: Policy | None) -> FormField:
    row.only(["name", "kind"], ["required", "most", "choices", "fill", "hint", "clauses", "law"])
    kind = cast("FieldKind", row.choice("kind", KINDS))
    choices = {each.name: each.words("name") for each in _choices(row, kind)}
    if kind == "choice" and len(choices) < 2:
        raise row.error("choices", "expected two words at least to choose from")
    if "most" in row.values and kind not in MOST:
        raise row.error("most", "expected it for text alone")
    most = row.whole("most") if "most" in row.values else MOST.get(kind, 0)
    if kind in MOST and not 0 < most <= MOST["long"]:
        raise row.error("most", f"expected 1 to {MOST['long']} characters; got {most}")
    return FormField(
        row.name, row.words("name"), kind, row.yes("required"), most, choices,
        row.choice("fill", ("", *FILLS), ""), _said(row, "hint"), _ground(row, policy),
    )  # fmt: skip


def _choices(row: Row, kind: FieldKind) -> Iterator[Row]:
    if "choices" not in row.values:
        return
    if kind != "choice":
        raise row.error("choices", "expected words for a choice alone")
    yield from (each.only(["name"]) for each in row.rows("choices"))


def _serves(row: Row) -> dict[str, str]:
    found = row.mapping("serves")
    for name, word in found.items():
        if not isinstance(word, str):
            raise row.error("serves", f"{name}: expected the word of its series; got {word!r}")
    return dict(found)


def _said(row: Row, key: str) -> Mapping[str, str]:
    return row.words(key) if key in row.values else {}


def _ground(row: Row, policy: Policy | None, *, needed: bool = False) -> Ground:
    found = Ground(row.texts("clauses"), row.text("law", ""))
    for clause in found.clauses:
        if policy is not None and clause not in policy.clauses:
            raise row.error("clauses", f"expected a clause of the pack; got {clause!r}")
    if needed and not found.clauses and not found.law:
        raise row.error("law", "expected where the form stands: clauses, or law")
    return found


def _once(found: Iterable[Form]) -> None:
    """Refuse two forms for one paper on one day: none would be the right one."""
    taken: dict[str, list[Form]] = {}
    for one in found:
        for name in (*one.serves, f"the form {one.key}"):
            for other in taken.setdefault(name, []):
                apart = (other.until and other.until < one.since) or (
                    one.until and one.until < other.since
                )
                if not apart:
                    message = f"serves: expected other days or papers than {other.file} for {name}"
                    raise PackFileError(one.file, 1, message)
            taken[name].append(one)


def unformed(found: Forms, procedures: Iterable[Procedure], day: date) -> list[str]:
    """List the papers of procedures for which no form is in use on a day, as `procedure/paper`."""
    return [
        f"{one.key}/{paper}"
        for one in procedures
        for paper in one.papers
        if found.of(one.key, paper, day) is None
    ]
