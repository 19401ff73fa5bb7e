"""Papers as PDF, set from the same values that the pages show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian.cases.forms import Form, FormField
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import exhibits, pack, reading
from qingtian_platform.act.papers.infos import ExhibitInfo, PaperInfo
from qingtian_platform.kit.context import demo_text, is_demo
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled

SHEETS: Final = Path(__file__).parent / "sheets"


def english() -> bool:
    """Tell whether the reader reads English."""
    return (get_language() or "").startswith("en")


def named(words: Mapping[str, str]) -> str:
    """Take words in the reader's language; nothing where there are none."""
    return words.get("en" if english() else "zh", "")


def pdf(number: int, now: datetime | None = None) -> bytes:
    """Set one paper.

    Parameters
    ----------
    number
        Of the paper; a draft says on its face that it is one.
    now
        Time written into the file of a draft; a finished paper bears its own.

    Raises
    ------
    NoSuchError
        There is no such paper.
    """
    info = reading.infos([reading.row(number)])[0]
    made = info.finished_at or now or datetime.now(UTC)
    content = {**around(info.title(get_language() or "zh")), "paper": facts(info)}
    return compiled(SHEETS / "paper.typ", content, made)


def around(title: str) -> dict[str, Any]:
    """Give what every print has around it."""
    return {
        "lang": "en" if english() else "zh",
        "title": title,
        "demo": demo_text() if is_demo() else "",
        "foot": title,
    }


def facts(info: PaperInfo) -> dict[str, Any]:
    """Gather what the print of a paper says, in the reader's language."""
    form = pack.named(info.form)
    draft = "" if info.finished_at else _("Draft: it counts for nothing yet.")
    mends = _("Replaces an earlier paper: %(why)s") % {"why": info.reason} if info.replaces else ""
    known = {each.id: each for each in exhibits.exhibits(info.matter)} if info.matter else {}
    shown = [known[each] for each in info.content.exhibits if each in known]
    return {
        "unit": info.unit,
        "title": named(info.name),
        "number": info.number,
        "mends": " ".join(x for x in (draft, mends) if x),
        "opening": named(form.opening),
        "ending": named(form.ending),
        "fields": said(form, info),
        "signed": signatures(info),
        "exhibits_title": _("Exhibits"),
        "exhibits": [[exhibit_line(each), each.hash] for each in shown],
        "digest_title": _("Salted digest of what this paper says"),
        "digest": info.digest,
        "act": ""
        if info.sealed is None
        else _("act %(n)s in the evidence log") % {"n": info.sealed},
    }


def said(form: Form, info: PaperInfo) -> list[list[str]]:
    """List what the fields of a paper say, each with its name; empty ones are left out."""
    return [
        [named(field.name), value]
        for key, field in form.fields.items()
        if (value := field_text(field, info.fields.get(key)))
    ]


def field_text(field: FormField, value: Any) -> str:  # noqa: ANN401
    """Write one value for a reader."""
    if not value:
        return ""
    if field.kind == "yesno":
        return _("yes") if value == "yes" else _("no")
    if field.kind == "choice":
        return named(field.choices[value])
    if field.kind == "way":
        way = pack.forms().ways.get(value)
        return named(way.name) if way else str(value)
    if field.kind == "moment":
        return moment_text(datetime.fromisoformat(value))
    if field.kind == "papers":
        rows = [reading.row(each) for each in value]
        return "; ".join(each.title(get_language() or "zh") for each in reading.infos(rows))
    return str(value)


def signatures(info: PaperInfo) -> list[list[str]]:
    """List who took the paper, when, and who signed it."""
    given = info.content
    found = [
        [
            _("Officer of enforcement"),
            _("%(name)s, certificate %(n)s") % {"name": o.name, "n": o.certificate or "—"},
        ]
        for o in given.officers
    ]
    if given.begin or given.end:
        times = [moment_text(each) if each else "—" for each in (given.begin, given.end)]
        found.append([_("From – to"), " – ".join(times)])
    if given.party:
        found.append([_("The party"), party_text(info)])
    if given.signature:
        found.append([_("Signature"), given.signature])
    if given.seal:
        found.append([_("Seal of the unit"), info.unit or _("it is set")])
    if info.finished_at:
        at = moment_text(info.finished_at)
        found.append([_("Finished by"), f"{info.finished_by} · {at}"])
    found += [
        [_("Signed in the evidence log"), f"{name} · {moment_text(at)} · {act[:16]}"]
        for name, at, act in info.signed
    ]
    return found


def party_text(info: PaperInfo) -> str:
    """Say how the party stands to a paper."""
    given = info.content
    if given.party == "refused":
        return _("refused to sign; witness: %(name)s") % {"name": given.witness}
    if given.party == "replaced":
        return _("in place of its signature: %(what)s") % {"what": given.witness}
    return _("signed: %(name)s") % {"name": given.signer} if given.signer else _("it signed")


def exhibit_line(info: ExhibitInfo) -> str:
    """Say in one line what an exhibit is."""
    name = info.filename or _("reading %(batch)s/%(frame)s") % {
        "batch": info.batch,
        "frame": info.frame,
    }
    taken = moment_text(info.taken_at) if info.taken_at else ""
    place = (
        f"{info.lon:.5f}, {info.lat:.5f}" if info.lon is not None and info.lat is not None else ""
    )
    head = _("Exhibit %(n)s") % {"n": info.id}
    return " · ".join(x for x in (head, name, taken, place, info.words) if x)


def matter_title(info: cases.MatterInfo) -> str:
    """Name a matter with its number."""
    return f"{info.title(get_language() or 'zh')} {info.number}"
