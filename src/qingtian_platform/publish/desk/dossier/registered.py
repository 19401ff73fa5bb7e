"""Parts of a file that the registry holds: identity, outlets and devices, changes."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.kit.words import side
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.dossier.row import OWN, Part, Public, Row
from qingtian_platform.publish.desk.dossier.subjects import Found
from qingtian_platform.registry import api as registry

TABLES: Mapping[str, Promise] = {
    "thing": gettext_lazy("Unit itself"),
    "stationterm": gettext_lazy("What it counts as"),
    "logger": gettext_lazy("Data logger"),
    "loggerterm": gettext_lazy("How the data logger speaks"),
    "datastream": gettext_lazy("Datastream"),
    "datastreamterm": gettext_lazy("Unit and range of a factor"),
    "limit": gettext_lazy("Limit of the permit"),
    "sensor": gettext_lazy("Instrument"),
    "shutdown": gettext_lazy("Stop that was declared"),
}


def page_of(thing: registry.ThingInfo) -> str:
    """Give the public page of a thing."""
    return reverse("portal:station", args=[thing.key])


def seen(thing: registry.ThingInfo, what: str = "") -> Public:
    """Say that it stands on the public page of a thing."""
    return Public(what or _("on its page"), page_of(thing))


def file_of(thing: registry.ThingInfo) -> str:
    """Give the file of a thing."""
    return reverse("desk:dossier:subject", args=[thing.kind, thing.key])


def identity(found: Found) -> Part:
    """List who or what it is, permits included."""
    rows: list[Row] = []
    one = found.things[0] if found.kind in ("outlet", "site", "station", "section") else None
    if one is None:
        rows = [Row(None, found.word, found.name, _by_units(found))]
        rows += [
            Row(None, _("Permit"), f"{each.permit} · {words.name(each)}", seen(each), file_of(each))
            for each in found.things
            if each.permit
        ]
        return _identity(rows)
    english = words.english()
    told = (
        (_("Name"), words.name(one)),
        (_("Kind"), found.word),
        (_("District"), words.district(one)),
        (_("Township"), one.township_name),
        (_("Owner"), (one.owner_en if english else "") or one.owner),
        (_("Maintained by"), (one.maintainer_en if english else "") or one.maintainer),
        (_("Who answers"), (one.answerable_en if english else "") or one.answerable),
        (_("Permit"), one.permit),
        (_("Position"), "" if one.lon is None else f"{one.lon:.5f}, {one.lat:.5f}"),
        (_("In service"), _days(one)),
    )
    rows = [Row(None, name, text, seen(one), _owner(one, name)) for name, text in told if text]
    return _identity(rows)


def _identity(rows: list[Row]) -> Part:
    return Part("identity", _("Identity and permit"), tuple(rows))


def _owner(one: registry.ThingInfo, name: str) -> str:
    """Lead from an outlet or site to the file of its owner."""
    if name != _("Owner") or one.kind not in ("outlet", "site") or not one.organisations:
        return ""
    return reverse("desk:dossier:subject", args=["firm", one.organisations[0]])


def _days(one: registry.ThingInfo) -> str:
    if one.opened is None and one.closed is None:
        return ""
    return f"{one.opened or '…'} – {one.closed or '…'}"


def _by_units(found: Found) -> Public:
    if found.things:
        return Public(why=_("it has no page of its own; the public reads the pages of its units"))
    return Public(why=_("no register that is public holds it"))


def devices(found: Found) -> Part:
    """List the units of a subject and their data loggers."""
    rows = []
    loggers = sorted(registry.all_loggers(None).items())
    own = {each.id: each for each in found.things}
    for each in found.things:
        if found.kind in ("firm", "township"):
            text = f"{words.KINDS[each.kind]} · {words.district(each)}"
            rows.append(Row(None, words.name(each), text, seen(each), file_of(each)))
        rows += [
            Row(
                None,
                f"MN {mn}",
                f"HJ 212 {one.st} · {words.origin(one.origin)}",
                OWN,
                reverse("desk:device", args=[mn]),
            )
            for mn, one in loggers
            if one.thing_id == each.id and own
        ]
    return Part(
        "devices",
        _("Outlets and devices"),
        tuple(rows),
        _("Outlets and data loggers stand here once they are registered."),
    )


def changes(found: Found) -> Part:
    """List what was changed in the registry about it."""
    rows = [
        Row(
            each.at,
            f"{TABLES.get(each.table, each.table)} · "
            f"{each.row.replace(thing.name, words.name(thing))}",
            " · ".join(filter(None, (_fields(each), each.who, side(each.why)))),
            OWN,
        )
        for thing in found.things[:40]
        for each in registry.changes_of(thing.id, 200)
    ]
    rows.sort(key=lambda row: str(row.when), reverse=True)
    return Part(
        "changes",
        _("Changes of the registry"),
        tuple(rows),
        _("Who changed what of it, when and why, stands here."),
    )


def _fields(change: registry.ChangeInfo) -> str:
    """Name the fields with what they were and are; an added row by its fields alone."""
    if not change.before:
        return _("entered in the registry")
    if not change.after:
        return _("taken out of the registry")
    parts = [f"{k}: {change.before.get(k, '')} → {v}" for k, v in change.after.items()]
    return "; ".join(parts)[:200]
