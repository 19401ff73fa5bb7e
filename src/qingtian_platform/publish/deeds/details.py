"""What an act carries, line by line: for its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian_platform.kit.times import moment_text
from qingtian_platform.publish.deeds import words
from qingtian_platform.publish.deeds.terms import (
    CAUSES,
    STEPS,
    SUBJECTS,
    duty_word,
    method,
    reason,
)
from qingtian_platform.publish.names import place
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.releases import api as releases
from qingtian_platform.registry import api as registry


@dataclass(frozen=True)
class Detail:
    """A line: what, what it says, where it leads, and whether it is a hash."""

    word: str
    text: str
    href: str = ""
    hash: bool = False


def details(act: Act) -> list[Detail]:
    """List what an act carries, in the reader's language."""
    make = _LINES.get(act.schema)
    return [] if make is None else [each for each in make(act) if each.text]


def _reading(target: Mapping[str, Any]) -> list[Detail]:
    if "entry" in target:
        return [_act(_("Takes back"), target["entry"])]
    frame = reverse("portal:frame", args=[target["batch"], target["frame"]])
    place = words.thing_of(target["mn"])
    return [
        Detail(_("Value"), words.reading(target), place.href if place else ""),
        Detail(_("Device"), target["mn"]),
        Detail(_("Brought by"), _("the sealed frame, by its hash"), frame),
    ]


def _act(word: str, name: str | None) -> Detail:
    number = acts.number_of(name) if name else None
    if number is None:
        return Detail(word, "")
    return Detail(word, _("Act %(n)s") % {"n": number}, reverse("portal:act", args=[number]))


def _correction(act: Act) -> list[Detail]:
    body = act.body
    return [
        *_reading(body["target"]),
        Detail(_("Value before"), body["old"]),
        Detail(_("Value now"), body["new"]),
        Detail(_("Reason"), reason(body["reason"])),
        Detail(_("Method"), method(body["method"])),
    ]


def _decision(act: Act) -> list[Detail]:
    body = act.body
    return [
        *_reading(body["target"]),
        Detail(_("Mark before"), words.mark(body["before"])),
        Detail(_("Mark now"), words.mark(body["after"])),
        Detail(_("Under rule"), words.under(body)),
    ]


def _retraction(act: Act) -> list[Detail]:
    body = act.body
    told = [Detail(_("Reason"), words.why(body["reason"])), Detail(_("Basis"), body["basis"])]
    return [*_reading(body["target"]), *told]


def _signoff(act: Act) -> list[Detail]:
    body = act.body
    return [
        Detail(_("Sample"), body["sample"]),
        Detail(_("Duty"), duty_word(body["duty"])),
        _act(_("Signature before"), body["previous"]),
        Detail(_("Sheet, as a salted hash"), body["sheet"], hash=True),
    ]


def _release(act: Act) -> list[Detail]:
    body = act.body
    found = releases.find(body["dataset"])
    name = "" if found is None else words.address_of(found)
    href = reverse("portal:release", args=[name]) if name else reverse("portal:releases")
    return [
        Detail(_("Release"), words.title_of(found) if found else "", href),
        _act(_("Source"), body["source"]),
        Detail(_("What it is over, as a salted hash"), body["dataset"], hash=True),
    ]


def _review(act: Act) -> list[Detail]:
    body = act.body
    info = registry.thing(body["thing"])
    shown = place(info) if info else None
    return [
        Detail(_("Station"), shown.name if shown else body["thing"], shown.href if shown else ""),
        Detail(_("Day"), body["day"]),
        Detail(_("Step"), str(STEPS[body["step"]])),
        Detail(_("Because of"), str(CAUSES.get(body["cause"] or "", body["cause"] or ""))),
        _act(_("Step before"), body["previous"]),
        Detail(_("Table of the hours, as a hash"), body["table"], hash=True),
    ]


def _meaning(act: Act) -> list[Detail]:
    return [_change(act.body), Detail(_("Basis"), act.body["basis"])]


def _registry(act: Act) -> list[Detail]:
    return [*map(_change, act.body["changes"]), Detail(_("Basis"), act.body["basis"])]


def _change(each: Mapping[str, Any]) -> Detail:
    word = f"{SUBJECTS[each['subject']]} {each['name']}".strip()
    before = "" if each["old"] in {None, each["new"]} else f"{each['old']} → "
    return Detail(word, f"{before}{each['new'] or _('nothing')}")


def _signer(act: Act) -> list[Detail]:
    body = act.body
    said = acts.appointed(body["holder"])
    return [
        Detail(_("Holder"), words.holder(said)),
        Detail(_("Duties"), words.listed([duty_word(each) for each in body["duties"]])),
        Detail(_("May sign"), words.listed([acts.word(each) for each in body["acts"]])),
        Detail(_("From"), _when(body["since"])),
        Detail(_("Until"), _when(body["until"]) if body["until"] else _("open")),
        Detail(_("Public key"), body["key"], hash=True),
    ]


def _when(micros: int) -> str:
    return moment_text(datetime.fromtimestamp(micros / 1e6, UTC))


def _revocation(act: Act) -> list[Detail]:
    body = act.body
    return [
        Detail(_("Key"), body["key"], hash=True),
        Detail(_("Reason"), words.why(body["reason"])),
    ]


def _cover(act: Act) -> list[Detail]:
    return [Detail(_("Root"), act.body["root"], hash=True)]


def _paper(act: Act) -> list[Detail]:
    return [Detail(_("Salted hash of the paper"), act.body["paper"], hash=True)]


def _deeds(act: Act) -> list[Detail]:
    return [Detail(_("Root"), act.body["root"], hash=True)]


_LINES: Mapping[str, Callable[[Act], list[Detail]]] = {
    kinds.CORRECTION: _correction,
    kinds.DECISION: _decision,
    kinds.RETRACTION: _retraction,
    kinds.SIGNOFF: _signoff,
    kinds.RELEASE: _release,
    kinds.REVIEW: _review,
    kinds.MEANING: _meaning,
    kinds.REGISTRY: _registry,
    kinds.SIGNER: _signer,
    kinds.REVOCATION: _revocation,
    kinds.COVER: _cover,
    kinds.PAPER: _paper,
    kinds.DEEDS: _deeds,
}
