"""An item in one line: what, where, since when, why it matters, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from qingtian.quality.rules import RULES
from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.infos import AlarmInfo, Audience, Language, Line
from qingtian_platform.kit.times import moment_text, span_text
from qingtian_platform.kit.words import unit_text
from qingtian_platform.registry import api as registry

CODES: Mapping[Language, str] = {"zh": "zh-hans", "en": "en"}
SHOWN = 3
"""Most properties, and kinds of remarks, that a line names."""


@cache
def _kinds() -> dict[str, Mapping[str, str]]:
    """Give the name of each kind, as the rule that finds it is called."""
    return {rule.kind: rule.name for rule in RULES.values()}


def kind_name(kind: str, language: Language) -> str:
    """Name a kind of finding, exceedance or outage."""
    named = _kinds().get(kind)
    if named is not None:
        return named[language]
    with override(CODES[language]):
        words = {rules.EXCEEDANCE: _("Limit exceeded"), rules.OUTAGE: _("Outage")}
        return words.get(kind, kind)


def line(alarm: AlarmInfo, language: Language, audience: Audience) -> Line:
    """Write an item in one line; see `AlarmInfo.line`."""
    row = rules.row(alarm.row)
    with override(CODES[language]):
        veiled = audience == "enterprise" and alarm.cause == rules.FALSIFICATION
        why = _("the data look abnormal: give the cause") if veiled else row.why[language]
        step = _own_step(alarm) if audience == "enterprise" else row.next[language]
        return Line(
            _what(alarm, language, veiled=veiled), _where(alarm, language), _since(alarm), why, step
        )


def _own_step(alarm: AlarmInfo) -> str:
    """Say what the enterprise is to do."""
    if alarm.due is None:
        return _("nothing is owed; a cause may be given")
    return _("give the cause with evidence by %(due)s") % {"due": moment_text(alarm.due)}


def _what(alarm: AlarmInfo, language: Language, *, veiled: bool) -> str:
    if veiled:
        return _joined(_("Abnormal data"), _properties(alarm, language))
    name = kind_name(alarm.kind, language)
    if alarm.cause == rules.REMARK:
        named = [f"{kind_name(kind, language)} {n}" for kind, n in alarm.kinds[:SHOWN]]
        name = ngettext("%(n)s remark on quality", "%(n)s remarks on quality", alarm.count) % {
            "n": alarm.count
        }
        return _joined(name, _comma().join(named))
    if alarm.cause == rules.OUTAGE:
        units = len(alarm.things)
        text = ngettext("%(n)s unit silent", "%(n)s units silent", units) % {"n": units}
        return _joined(name, text)
    parts = [_properties(alarm, language)]
    if alarm.cause == rules.EXCEEDANCE:
        parts.append(_over(alarm))
    if alarm.again > 1:
        parts.append(_("again, time %(n)s") % {"n": alarm.again})
    return _joined(name, *parts)


def _over(alarm: AlarmInfo) -> str:
    """Say the worst value and its limit."""
    facts = {} if alarm.lead is None else alarm.lead.facts
    if facts.get("value") is None or facts.get("limit") is None:
        return ""
    unit = unit_text(str(facts.get("unit", "")))
    return _("%(value)s over %(limit)s %(unit)s") % {
        "value": facts["value"],
        "limit": facts["limit"],
        "unit": unit,
    }


def _properties(alarm: AlarmInfo, language: Language) -> str:
    """Name the properties, the first few."""
    known = {
        each.code: each.name if language == "zh" else each.name_en or each.name
        for unit in alarm.things[:1]
        for each in registry.datastreams(unit)
    }
    names = [known.get(code, code) for code in alarm.codes if code and code != "class"]
    text = _comma().join(names[:SHOWN])
    if len(names) > SHOWN:
        text = _("%(names)s and %(n)s more") % {"names": text, "n": len(names) - SHOWN}
    return text


def _where(alarm: AlarmInfo, language: Language) -> str:
    """Name the unit, or the district, or whose remarks they are."""
    things = registry.things()
    if alarm.thing_id is not None and alarm.thing_id in things:
        thing = things[alarm.thing_id]
        return thing.name if language == "zh" else thing.name_en
    if alarm.cause == rules.REMARK and alarm.things and alarm.things[0] in things:
        return _party(alarm, language)
    if alarm.district:
        named = next((t for t in things.values() if t.district == alarm.district), None)
        if named is not None:
            return named.district_name if language == "zh" else named.district_name_en
    return (
        _("the whole city") if alarm.thing_id is None else _("unit %(n)s") % {"n": alarm.thing_id}
    )


def _party(alarm: AlarmInfo, language: Language) -> str:
    """Name who maintains, or owns, the units of a digest, and how many they are."""
    thing = registry.things()[alarm.things[0]]
    if language == "zh":
        name = thing.maintainer or thing.owner or thing.name
    else:
        name = thing.maintainer_en or thing.owner_en or thing.name_en
    units = len(alarm.things)
    return ngettext("%(who)s, %(n)s unit", "%(who)s, %(n)s units", units) % {
        "who": name,
        "n": units,
    }


def _since(alarm: AlarmInfo) -> str:
    return span_text(alarm.start, alarm.end)


def _comma() -> str:
    return _(", ")


def _joined(*parts: str) -> str:
    """Put parts together with a dot between; what is empty is left out."""
    return " · ".join(part for part in parts if part)
