"""The figures of a report as lines of a page or a print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from qingtian_platform.publish.desk.network import words
from qingtian_platform.registry import api as registry


def numbers(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """List the numbers of a report: what, figure with interval, and what it means."""
    hours, unit = content["hours"], words.unit(content)
    if not hours:
        return []
    found = [
        (_("Hours in common"), str(hours["count"]), _("as sure of the mean as %(n)s independent ones") % {"n": words.number(hours["effective"])}),
        (_("Mean of either"), f"{words.number(hours['first'])} / {words.number(hours['second'])}{unit}", ""),
        (_("Mean difference"), f"{words.ranged(hours['difference'])}{unit}", _("second minus first, 95 % interval; hours that resemble each other are counted for what they are worth")),
        (_("Relative difference"), f"{words.number(hours['relative'])} %", ""),
        (_("Limits of agreement"), f"{words.number(hours['lower']['value'])} … {words.number(hours['upper']['value'])}{unit}", _("95 % of differences lie between them (Bland and Altman)")),
        (_("Allowed mean difference"), f"±{words.number(content['allowed'])}{unit}", _("a setting of the platform; the documents give no number")),
        (_("Line through the hours"), words.ranged(hours["slope"]), _("slope of a Deming regression, 95 % interval")),
        (_("Intercept"), f"{words.ranged(hours['intercept'])}{unit}", ""),
        (_("Correlation"), words.number(hours["correlation"]), ""),
        (_("Relative expanded uncertainty"), f"{words.number(hours['uncertainty'])} %", _("of one of two like instruments, k = 2 (JJF 1059.1)")),
    ]  # fmt: skip
    return [*found, *_days(content)]


def _days(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    days = content["days"]
    if not days or content["line"] is None:
        return []
    told = _("is kept") if content["line"] else _("is not kept")
    values = f"{words.number(days['slope']['value'])} · {words.number(days['intercept']['value'])} · {words.number(days['correlation'])}" if days["slope"] else "–"  # fmt: skip
    said = _("slope, intercept and correlation of %(n)s daily means, as HJ 655 asks of particle monitors: %(told)s") % {"n": days["count"], "told": told}  # fmt: skip
    return [(_("Line of HJ 655"), values, said)]


def references(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the third references: how either side stands against each."""
    return [
        {
            "kind": words.REFERENCES[row["kind"]],
            "told": row["kind"] == content["told"],
            "sides": [
                {
                    "name": words.side(content, which),
                    "count": row[which]["count"],
                    "apart": words.ranged(row[which]["difference"]),
                    "allowed": words.number(row[which]["allowed"]),
                    "state": words.STATES[row[which]["state"]],
                    "look": row[which]["state"],
                }
                for which in ("first", "second")
            ],
        }
        for row in content["references"]
    ]


def sides(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say what was read of either side."""
    found = []
    for n, which in enumerate(("first", "second")):
        said = content[which]
        found.append(
            {
                "name": words.side(content, which),
                "key": said["thing"],
                "mn": said["mn"],
                "came": content["came"][n],
                "valid": content["valid"][n],
                "there": registry.thing(said["thing"]) is not None,
            }
        )
    return found
