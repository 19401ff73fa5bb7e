"""Whether a case is complete: each act has its paper, each paper its number, signatures, service and clock.

The list is for a lawyer: one row a paper that an act brought or should have brought, with what is there and,
where something is not, what and why. It is computed from the deeds and the papers alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian.cases import Case, Deed, Handed, Paper
from qingtian.cases.papers import lacks
from qingtian.ledger.acts import words_hash
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import exhibits, handed, pack, reading
from qingtian_platform.act.papers.infos import ExhibitInfo, PaperInfo
from qingtian_platform.act.papers.lacking import sentence
from qingtian_platform.kit.times import moment_text

Mark = Literal["ok", "no", "none"]
COLUMNS = ("paper", "number", "signature", "service", "clock")


@dataclass(frozen=True)
class Cell:
    """One thing that is looked for.

    Attributes
    ----------
    mark
        `ok` where it is there, `no` where it is missing, `none` where nothing demands it.
    text
        What is there.
    """

    mark: Mark
    text: str = ""


NONE = Cell("none")


@dataclass(frozen=True)
class Row:
    """One paper of one act, or what a case has beside its acts.

    Attributes
    ----------
    matter
        Number of the matter.
    act, when, by
        Name of the act in the reader's language; when it was done; as which party.
    paper, number, signature, service, clock
        What was looked for.
    why
        What is missing, each a sentence; nothing where all is there.
    id
        Number of the paper; None where there is none.
    """

    matter: str
    act: str
    when: datetime | None
    by: str
    paper: Cell = NONE
    number: Cell = NONE
    signature: Cell = NONE
    service: Cell = NONE
    clock: Cell = NONE
    why: tuple[str, ...] = ()
    id: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is missing."""
        return not self.why


def checklist(matter: int, now: datetime | None = None) -> list[Row]:
    """List whether a matter, and each that it called, is complete.

    Parameters
    ----------
    matter
        Which.
    now
        The present.

    Raises
    ------
    NoSuchError
        If there is no such matter.
    """
    members = family(matter)
    known = {p.digest: p for each in members for p in reading.of_matter(each.id) if p.digest}
    found = []
    for each in members:
        found += rows(cases.case(each.id, now), known, each.number)
        found += [_package(given, each.number) for given in handed.handed(each.id)]
        found += _exhibits(exhibits.exhibits(each.id), each.number)
    return found


def family(matter: int) -> list[cases.MatterInfo]:
    """List a matter and those that it called, and so on, each once."""
    found = {matter: cases.matter(matter)}
    waiting = [matter]
    while waiting:
        caller = waiting.pop()
        for link in cases.links(caller):
            if link.other.parent == caller and link.other.id not in found:
                found[link.other.id] = link.other
                waiting.append(link.other.id)
    return list(found.values())


def rows(case: Case, known: Mapping[str, PaperInfo], number: str) -> list[Row]:
    """List what the acts of a case brought and what they lack.

    Parameters
    ----------
    case
        As it stands now.
    known
        The finished papers, by their digests.
    number
        Of the matter.
    """
    found = [row for deed in case.deeds for row in _deed(case, deed, known, number)]
    return [*found, *_open(case, number)]


def _named(words: Mapping[str, str]) -> str:
    return words["en" if (get_language() or "").startswith("en") else "zh"]


def _deed(case: Case, deed: Deed, known: Mapping[str, PaperInfo], number: str) -> Iterator[Row]:
    act = case.procedure.acts[deed.act]
    given = {each.key: each for each in deed.papers}
    party = _named(case.procedure.parties.get(deed.by, {"zh": "", "en": ""}))
    head = Row(number, _named(act.name), deed.at, party)
    clock, late = _clock(case, deed)
    wanted = tuple(dict.fromkeys((*act.needs, *given)))
    for n, key in enumerate(wanted):
        paper = case.procedure.papers[key]
        row = _paper(head, paper, given.get(key), known, deed.at)
        yield replace(row, clock=clock, why=(*row.why, *late)) if n == 0 else row
    if not wanted:
        yield replace(head, clock=clock, why=late)


def _paper(
    head: Row, paper: Paper, given: Handed | None, known: Mapping[str, PaperInfo], at: datetime
) -> Row:
    """Look at one paper of an act."""
    name = _named(paper.name)
    if given is None:
        missing = _("%(paper)s is missing.") % {"paper": name}
        return replace(head, paper=Cell("no", name), why=(missing,))
    info = known.get(given.digest) if given.digest else None
    cells = {"paper": _there(name, info), "number": _numbered(paper, given)}
    reasons = list(lacks(replace(paper, numbered=False), given, at))
    asked = bool(paper.officers or paper.demands)
    cells["signature"] = Cell("no" if reasons else "ok" if asked else "none", _signed(given))
    cells["service"] = _service(info)
    why: list[str] = [sentence(each) for each in reasons]
    said = {
        "paper": _("the paper itself is not in the file, or was changed"),
        "number": _("it bears no number"),
        "service": _("nothing shows that it was served"),
    }
    why += [said[key] for key in said if cells[key].mark == "no"]
    label = name if info is None else info.title(get_language() or "zh")
    told = tuple(_("%(paper)s: %(why)s") % {"paper": label, "why": each} for each in why)
    return replace(
        head, paper=cells["paper"], number=cells["number"], signature=cells["signature"],
        service=cells["service"], why=told, id=None if info is None else info.id,
    )  # fmt: skip


def _there(name: str, info: PaperInfo | None) -> Cell:
    """Look for the paper itself, and whether its text is still that of its digest."""
    if info is None or words_hash(bytes.fromhex(info.salt), info.text) != info.digest:
        return Cell("no", name)
    return Cell("ok", name)


def _numbered(paper: Paper, given: Handed) -> Cell:
    if not paper.numbered:
        return Cell("none", given.number)
    return Cell("ok" if given.number.strip() else "no", given.number)


def _signed(given: Handed) -> str:
    """Say who signed."""
    said = [each.name for each in given.officers]
    said += [given.signature] if given.signature else []
    words = {
        "signed": _("party: signed"),
        "refused": _("party: refused"),
        "replaced": given.witness,
    }
    said += [words[given.party]] if given.party else []
    said += [_("seal of the unit")] if given.seal else []
    return "; ".join(said)


def _service(info: PaperInfo | None) -> Cell:
    if info is None or not pack.named(info.form).served:
        return NONE
    if info.served is None:
        return Cell("no")
    way = pack.forms().ways.get(info.served.way)
    return Cell("ok", f"{info.served.day} {_named(way.name) if way else info.served.way}")


def _clock(case: Case, deed: Deed) -> tuple[Cell, tuple[str, ...]]:
    """Say which duties an act met, and whether in time."""
    kinds, met = case.procedure.duties, case.procedure.acts[deed.act].meets
    ended = [d for d in case.duties if d.kind in met and d.state == "met" and d.ended == deed.at]
    timed = [d for d in ended if d.due is not None and not kinds[d.kind].waits]
    if not timed:
        return NONE, ()
    late = [d for d in timed if d.expired]
    due = "; ".join(moment_text(d.due) for d in timed if d.due is not None)
    why = tuple(
        _("%(duty)s: it was due by %(due)s and was done late.")
        % {"duty": _named(kinds[d.kind].name), "due": moment_text(d.due) if d.due else ""}
        for d in late
    )
    return Cell("no" if late else "ok", due), why


def _open(case: Case, number: str) -> Iterator[Row]:
    """Say that a case has not ended, and what is still owed."""
    if case.ended:
        return
    state = _named(case.procedure.states[case.state].name)
    why = [_("The case has not ended; it stands at: %(state)s.") % {"state": state}]
    why += [
        _("Still owed: %(duty)s.") % {"duty": _named(case.procedure.duties[d.kind].name)}
        for d in case.open_duties
    ]
    yield Row(number, _("End of the case"), None, "", why=tuple(why))


def _package(given: handed.Handed, number: str) -> Row:
    """Hold the package of an alarm, and the sealed frames that it names, against their hashes."""
    why = handed.lacking(given)
    cell = Cell("no" if why else "ok", f"{given.line} · {given.held} · {given.info.hash[:16]}")
    return Row(number, given.title, given.info.at, given.info.person, cell, why=why)


def _exhibits(found: Iterable[ExhibitInfo], number: str) -> Iterator[Row]:
    """Hold each exhibit against its hash."""
    for each in found:
        why: tuple[str, ...] = ()
        name = each.filename or _("reading %(batch)s/%(frame)s") % {
            "batch": each.batch,
            "frame": each.frame,
        }
        if not _whole(each):
            why = (
                _("%(name)s: its bytes are gone, or are no longer those of its hash.")
                % {"name": name},
            )
        cell = Cell("no" if why else "ok", f"{name} {each.hash[:16]}")
        yield Row(number, _("Exhibit %(n)s") % {"n": each.id}, each.at, each.name, cell, why=why)


def _whole(info: ExhibitInfo) -> bool:
    try:
        data = exhibits.original(info)
    except (LookupError, ValueError):
        return False
    return info.kind == "reading" or hashlib.sha256(data).hexdigest() == info.hash
