"""The file of a case: everything from finding to closing in one PDF/A, with contents and proofs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import checklist, exhibits, handed, printing, reading
from qingtian_platform.act.papers.infos import ExhibitInfo
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled


def file_pdf(matter: int, now: datetime | None = None) -> bytes:
    """Set the file of a matter, and of those that it called, as PDF/A.

    Parameters
    ----------
    matter
        Which.
    now
        As of when; it stands on the cover.

    Raises
    ------
    NoSuchError
        If there is no such matter.
    """
    present = now or datetime.now(UTC)
    return compiled(
        printing.SHEETS / "casefile.typ", facts(matter, present), present, archival=True
    )


def facts(matter: int, now: datetime) -> dict[str, Any]:
    """Gather what the file says, in the reader's language."""
    members = checklist.family(matter)
    head = members[0]
    language = get_language() or "zh"
    found = [(each, exhibits.exhibits(each.id)) for each in members]
    return {
        **printing.around(head.title(language)),
        "foot": f"{head.number} · {moment_text(now)}",
        "unit": head.unit_name,
        "number": head.number,
        "cover": _cover(head, now),
        "say": _say(),
        "timeline": _timeline(members, now),
        "checklist": [_checked(row) for row in checklist.checklist(matter, now)],
        "papers": [group for each in members if (group := _papers(each))["papers"]],
        "exhibits": [
            *(_handed(given) for each in members for given in handed.handed(each.id)),
            *(_exhibit(each) for _matter, own in found for each in own),
        ],
        "proofs": [proof for each, own in found for proof in _proofs(each, own)],
    }


def _cover(head: cases.MatterInfo, now: datetime) -> list[list[str]]:
    language = get_language() or "zh"
    ended = moment_text(head.ended_at) if head.ended_at else _("it has not ended")
    found = [
        [_("Whom it is about"), head.subject.name],
        [_("Procedure"), head.procedure],
        [_("How it stands now"), head.state_name(language)],
        [_("Opened on"), moment_text(head.opened_at)],
        [_("Ended on"), ended],
        [_("As of"), moment_text(now)],
    ]
    if head.legacy:
        found.append([_("Recorded afterwards"), moment_text(head.recorded_at)])
    return found


def _say() -> dict[str, Any]:
    return {
        "contents": _("Table of contents"),
        "timeline": _("Time line"),
        "timeline_head": [_("When"), _("What"), _("By whom")],
        "checklist": _("Checklist"),
        "checklist_said": _("One row a paper of an act. What is missing stands below its row."),
        "checklist_head": [
            _("Act of the case"), _("Paper"), _("Number of the paper"), _("Who signed"), _("How it was served"), _("Time limit"),
        ],
        "exhibits": _("Exhibits"),
        "none": _("none"),
        "proofs": _("Proofs"),
        "proofs_said": _("Salted hashes, and the act of the evidence log that holds each. The ZIP of this file has texts, salts and proofs, and tells how a stranger checks them."),
        "proofs_head": [_("What"), _("Salted hash"), _("Act of the case")],
    }  # fmt: skip


def _timeline(members: list[cases.MatterInfo], now: datetime) -> list[list[str]]:
    """Tell what happened in all matters of the file, the oldest first."""
    language = get_language() or "zh"
    said = {
        "expired": _("limit passed: %(what)s"),
        "raised": _("now owed: %(what)s"),
        "note": _("note: %(what)s"),
    }
    told = [(each, matter) for matter in members for each in cases.timeline(matter.id, now)]
    found = []
    for each, matter in sorted(told, key=lambda one: one[0].when):
        what = said.get(each.kind, "%(what)s") % {"what": each.words(language)}
        found.append([moment_text(each.when), f"{matter.number} {what}", each.who or each.party])
    return found


def _checked(row: checklist.Row) -> dict[str, Any]:
    marks = {"ok": "✓ ", "no": "✗ ", "none": ""}
    cells = [getattr(row, name) for name in checklist.COLUMNS]
    when = moment_text(row.when) if row.when else ""
    return {
        "cells": [
            f"{row.act}\n{when}",
            *(f"{marks[each.mark]}{each.text or '—'}" for each in cells),
        ],
        "why": " ".join(row.why),
    }


def _papers(matter: cases.MatterInfo) -> dict[str, Any]:
    done = [each for each in reading.of_matter(matter.id) if each.finished_at]
    return {
        "title": _("Papers of %(matter)s") % {"matter": printing.matter_title(matter)},
        "papers": [printing.facts(each) for each in done],
    }


def _handed(given: handed.Handed) -> dict[str, Any]:
    told = {"name": given.info.person, "at": moment_text(given.info.at)}
    return {
        "title": given.title,
        "said": given.line,
        "words": f"{given.held} · {_('handed over by %(name)s, %(at)s') % told}",
        "hash": given.info.hash,
    }


def _exhibit(info: ExhibitInfo) -> dict[str, Any]:
    return {
        "title": _("Exhibit %(n)s") % {"n": info.id},
        "said": printing.exhibit_line(info).partition(" · ")[2],
        "words": _("handed in by %(name)s, %(at)s")
        % {"name": info.name, "at": moment_text(info.at)},
        "hash": info.hash,
    }


def _proofs(matter: cases.MatterInfo, own: list[ExhibitInfo]) -> list[list[str]]:
    waits = _("waits to be sealed")
    kind = {key: each.name for key, each in matter.kind.acts.items()}
    found = [
        [f"{matter.number}/{d.seq} {printing.named(kind[d.act])}", d.digest, _act(d.proof, waits)]
        for d in cases.deeds(matter.id)
    ]
    found += [
        [each.title(get_language() or "zh"), each.digest, _act(each.sealed, waits)]
        for each in reading.of_matter(matter.id)
        if each.digest
    ]
    return [
        *found,
        *([_("Exhibit %(n)s") % {"n": e.id}, e.digest, _act(e.sealed, waits)] for e in own),
    ]


def _act(number: int | None, waits: str) -> str:
    return waits if number is None else str(number)
