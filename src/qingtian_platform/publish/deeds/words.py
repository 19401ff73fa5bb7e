"""Say what an act says, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import moment_text, span_text
from qingtian_platform.kit.words import FLAGS
from qingtian_platform.people.api import Role
from qingtian_platform.publish.deeds.terms import (
    CAUSES,
    KEYS,
    REASONS,
    STEPS,
    SUBJECTS,
    duty_word,
    method,
    reason,
)
from qingtian_platform.publish.names import Place, place
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo
from qingtian_platform.record.releases import api as releases
from qingtian_platform.registry import api as registry

FIRST = 2
"""Changes of the registry that stand in a sentence."""
LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


def role(info: ActInfo) -> str:
    """Name the role of who signed, at that time."""
    return holder(info.holder)


def holder(said: acts.Appointed) -> str:
    """Name the role of who holds a key, as it was said when it was appointed."""
    if said.erased:
        return _("erased")
    if said.role == "platform":
        return _("the platform itself")
    return str(Role(said.role).label) if said.role in Role.values else ""


def thing_of(mn: str) -> Place | None:
    """Find the place that a device stands at."""
    logger = registry.logger(mn)
    info = registry.things().get(logger.thing_id) if logger else None
    return place(info) if info else None


def reading(target: Mapping[str, Any]) -> str:
    """Name a reading: what, where, for which period."""
    start = datetime.fromtimestamp(target["start"] / 1e6, UTC)
    length = LENGTHS.get(target["interval"])
    when = span_text(start, start + length) if length else moment_text(start, seconds=True)
    found = thing_of(target["mn"])
    where = found.name if found else target["mn"]
    return f"{where} · {_property(target['mn'], target['code'])} · {when}"


def _property(mn: str, code: str) -> str:
    logger = registry.logger(mn)
    streams = registry.datastreams(logger.thing_id) if logger else []
    for one in streams:
        if one.code == code:
            return (one.name_en if english() else one.name) or code
    return code


def _correction(act: Act) -> str:
    body = act.body
    return _("%(reading)s: corrected from %(old)s to %(new)s (%(reason)s; %(method)s).") % {
        "reading": reading(body["target"]),
        "old": body["old"],
        "new": body["new"],
        "reason": reason(body["reason"]),
        "method": method(body["method"]),
    }


def _retraction(act: Act) -> str:
    target, said = act.body["target"], why(act.body["reason"])
    if "entry" in target:
        number = acts.number_of(target["entry"])
        return _("Act %(n)s was taken back (%(why)s).") % {"n": number, "why": said}
    return _("%(reading)s: withdrawn (%(why)s).") % {"reading": reading(target), "why": said}


def why(word: str) -> str:
    """Say why a key was revoked or an act taken back."""
    return reason(word) if word in REASONS else str(KEYS.get(word, word))


def _decision(act: Act) -> str:
    body = act.body
    values = {
        "reading": reading(body["target"]),
        "before": mark(body["before"]),
        "after": mark(body["after"]),
        "rule": under(body),
    }
    if body["outcome"] == "rejected":
        said = _("%(reading)s: the value does not count. Mark: %(before)s → %(after)s (%(rule)s).")
    else:
        said = _("%(reading)s: the value counts. Mark: %(before)s → %(after)s (%(rule)s).")
    return said % values


def under(body: Mapping[str, Any]) -> str:
    """Say under which rule a decision was taken.

    A reason of the review's dated lists is said in words, beside it the rule that pointed at the
    value; the day of the list where it has one. What a person wrote stands as it was written.

    Parameters
    ----------
    body
        What an act carries; one without a rule gives nothing.
    """
    rule, version = body.get("rule", ""), body.get("version", "")
    named, _space, pointed = rule.partition(" ")
    outcome, _dot, key = named.partition(".")
    if outcome not in {"reject", "keep"} or not _is_day(version):
        return f"{rule} {version}".strip()
    listed_ = reviews.reasons(outcome, date.fromisoformat(version))
    found = next((each for each in listed_ if each.key == key), None)
    if found is None:
        return f"{rule} {version}".strip()
    dated = "" if version == reviews.EVER.isoformat() else version
    return " · ".join(filter(None, (found.en if english() else found.zh, pointed, dated)))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) >= reviews.EVER
    except ValueError:
        return False


def mark(letter: str) -> str:
    """Say a data mark, its letter beside it."""
    return f"{FLAGS[letter]} {letter}".strip() if letter in FLAGS else letter


def _signoff(act: Act) -> str:
    said = _("Sample %(sample)s: signed by its %(duty)s.")
    return said % {"sample": act.body["sample"], "duty": duty_word(act.body["duty"])}


def _release(act: Act) -> str:
    found = releases.find(act.body["dataset"])
    outcome = act.body["outcome"]
    title = "" if found is None else title_of(found)
    if outcome == "approved":
        return _("Release approved: %(title)s.") % {"title": title}
    if outcome == "published":
        return _("Release names a published source: %(title)s.") % {"title": title}
    return _("Release refused or withdrawn: %(title)s.") % {"title": title}


def title_of(entry: releases.Release) -> str:
    """Name an entry of the register; a draft that was never released keeps its title to the desk."""
    what = entry.what
    if isinstance(what, releases.Rule):
        return what.title["en" if english() else "zh"]
    if entry.outcome in {"asked", "refused"}:
        return _("a draft of another department")
    return str(what.content["title"])


def address_of(entry: releases.Release) -> str:
    """Give the name by which the public finds an entry; empty where it does not."""
    if isinstance(entry.what, releases.Rule):
        return entry.what.key
    return "" if entry.outcome in {"asked", "refused"} else str(entry.what.number)


def _review(act: Act) -> str:
    body = act.body
    info = registry.thing(body["thing"])
    values = {
        "place": place(info).name if info else body["thing"],
        "day": body["day"],
        "step": STEPS[body["step"]],
        "cause": CAUSES.get(body["cause"] or "", body["cause"]),
    }
    if body["cause"]:
        return _("%(place)s, %(day)s: %(step)s (%(cause)s).") % values
    return _("%(place)s, %(day)s: %(step)s.") % values


def _meaning(act: Act) -> str:
    body = act.body
    info = registry.thing(body["thing"])
    return _("%(place)s: %(subject)s %(name)s is %(new)s from %(since)s on (before: %(old)s).") % {
        "place": place(info).name if info else body["thing"],
        "subject": SUBJECTS[body["subject"]],
        "name": body["name"],
        "new": body["new"],
        "since": moment_text(datetime.fromtimestamp(body["since"] / 1e6, UTC)),
        "old": body["old"] if body["old"] is not None else _("nothing"),
    }


def _registry(act: Act) -> str:
    """Say what the registry changed about a place: the first parts, and how many more."""
    info, changes = registry.thing(act.body["thing"]), act.body["changes"]
    said = [_changed(each) for each in changes[:FIRST]]
    if len(changes) > FIRST:
        said.append(_("and %(n)s more") % {"n": len(changes) - FIRST})
    where = place(info).name if info else act.body["thing"] or _("the platform itself")
    return _("%(place)s, as registered: %(what)s.") % {"place": where, "what": listed(said)}


def _changed(each: Mapping[str, Any]) -> str:
    values = {
        "subject": SUBJECTS[each["subject"]],
        "name": each["name"],
        "new": each["new"] or _("nothing"),
        "old": each["old"],
    }
    if each["old"] in {None, each["new"]}:
        return " ".join(str(values[key]) for key in ("subject", "name", "new") if values[key])
    return _("%(subject)s %(name)s: %(old)s → %(new)s") % values


def _signer(act: Act) -> str:
    named = [acts.word(each) for each in act.body["acts"]]
    named += [duty_word(each) for each in act.body["duties"]]
    if act.body["appoints"]:
        named.append(_("appointment of keys"))
    return _("A key was appointed for: %(what)s.") % {"what": listed(named) or _("nothing")}


def listed(words: list[str]) -> str:
    """Write words after one another."""
    return (", " if english() else "、").join(words)


def _revocation(act: Act) -> str:
    values = {"key": act.body["key"][:16], "why": why(act.body["reason"])}
    return _("Key %(key)s… was revoked (%(why)s). What it signed before stands.") % values


def _cover(_act: Act) -> str:
    return _(
        "Commitment of the protected store, one an hour. With none, one or many records in it, "
        "it looks the same."
    )


def _paper(_act: Act) -> str:
    return _("A paper that stays at the desk was signed; the log holds its salted hash alone.")


def _deeds(_act: Act) -> str:
    return _(
        "What was done in matters was sealed; the log holds one hash over salted hashes alone."
    )


_SAY: Mapping[str, Callable[[Act], str]] = {
    kinds.CORRECTION: _correction,
    kinds.RETRACTION: _retraction,
    kinds.DECISION: _decision,
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


def sentence(act: Act) -> str:
    """Say what an act says."""
    return _SAY[act.schema](act)
