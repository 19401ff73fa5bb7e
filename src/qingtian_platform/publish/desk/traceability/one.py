"""The chain of one instrument or standard, as a ladder up to the national reference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.quality.traceability import Chain, Step
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.traceability import words
from qingtian_platform.publish.desk.traceability.values import begun, counted
from qingtian_platform.publish.verdicts.law import href
from qingtian_platform.registry import api as registry


def found_one(request: HttpRequest, key: str) -> instruments.Standard:
    """Find an instrument or standard that the person may see; standards are for all readers."""
    one = instruments.standards().nodes.get(key)
    if one is None or (one.record.mn and thing_of(request, one.record.mn) is None):
        raise Http404(_("No such instrument or standard, or not yours to see."))
    return one


def thing_of(request: HttpRequest, mn: str) -> registry.ThingInfo | None:
    """Give the thing of a data logger, where the person may see it."""
    logger = registry.all_loggers(None).get(mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    return thing if thing is not None and seen(request)(thing) else None


@desk_required(*instruments.WATCHERS)
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show the chains of one instrument or standard on a day."""
    standard = found_one(request, key)
    day = asked_day(request.GET.get("day", "")) or timezone.localdate()
    node, record = standard.node, standard.record
    known = instruments.standards()
    thing = thing_of(request, record.mn) if record.mn else None
    spoilt = begun(each for each in instruments.untraced() if each.key == key)
    context: dict[str, Any] = {
        "one": standard,
        "name": standard.name(desk_words.language()),
        "kind": words.kind(node.kind, node.level),
        "keeper": desk_words.firms().get(standard.keeper) or standard.keeper,
        "thing": thing,
        "thing_name": desk_words.name(thing) if thing else "",
        "factor": desk_words.factor_name(record.code) if record.code else "",
        "day": day,
        "ladders": [ladder(known.register.chain(key, need, day)) for need in node.needs],
        "spans": [
            (each, [words.reason(b) for b in each.breaks], each.since > timezone.localdate())
            for each in reversed(known.register.spans(key))
        ],
        "spoilt": counted(spoilt) if record.mn else [],
        "certificates": _certificates(known, key, of=True),
        "used": _certificates(known, key, of=False),
        "coverage_href": href("QINGTIAN-QC", "quality.traceability.coverage"),
        "may_keep": people.may_enter(request.user, instruments.KEEPERS),
    }
    return page(request, "traceability/chain.html", "traceability", context)


def asked_day(text: str) -> date | None:
    """Read the day that a page is asked for; None where none is."""
    try:
        return plain_day(text) if text else None
    except ValueError:
        raise Http404(_("Expected a day as 2026-11-26.")) from None


def ladder(chain: Chain) -> dict[str, Any]:
    """Put a chain into words: the top first, each rung with the certificate that leads up from it."""
    known = instruments.standards()
    combined = instruments.uncertainty(chain)
    below = [False, *(bool(step.breaks) and step.link is not None for step in chain.steps)]
    standard = {part.link.number: part.standard for part in combined.parts}
    return {
        "quantity": words.quantity(chain.quantity),
        "chain": chain,
        "rungs": [
            {**_rung(known, step, standard), "cut_below": cut}
            for step, cut in zip(reversed(chain.steps), below[-2::-1], strict=True)
        ],
        "open": not chain.complete and _top(known, chain) != "national",
        "total": rounded(combined.value) if combined.value is not None else "",
        "combined": combined,
        "missing": [
            f"{number}: {words.LACKS[lack]}" for number, lack in dict.fromkeys(combined.missing)
        ],
    }


def _top(known: instruments.Standards, chain: Chain) -> str:
    top = known.nodes.get(chain.steps[-1].node)
    return top.node.kind if top else ""


def _rung(known: instruments.Standards, step: Step, standard: dict[str, Decimal]) -> dict[str, Any]:
    one = known.nodes.get(step.node)
    link = step.link
    return {
        "key": step.node,
        "name": one.name(desk_words.language()) if one else step.node,
        "kind": words.kind(one.node.kind, one.node.level) if one else "",
        "on_record": one is not None,
        "link": link,
        "u": rounded(standard[link.number]) if link and link.number in standard else "",
        "breaks": [words.reason(each) for each in step.breaks],
        "day": step.day,
    }


def rounded(value: Decimal) -> str:
    """Write an uncertainty with two digits that count."""
    if not value:
        return "0"
    return f"{value:.{max(0, 1 - value.adjusted())}f}"


def _certificates(known: instruments.Standards, key: str, *, of: bool) -> list[dict[str, Any]]:
    """List the certificates of a node, or those that were made with it; the latest first."""
    today = timezone.localdate()
    return [
        {
            "link": each,
            "quantity": words.quantity(each.quantity),
            "other": each.by if of else each.of,
            "over": each.valid_until < today,
        }
        for each in reversed(known.register.links.values())
        if (each.of if of else each.by) == key
    ]
