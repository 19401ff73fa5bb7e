"""The first page of an enterprise: what it owes, until when, and what of it stands."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import moment_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise.around import CREW, page, things
from qingtian_platform.publish.enterprise.owed import Duty, duties


@desk_required(*CREW)
def start(request: HttpRequest) -> HttpResponse:
    """Show what is owed, the most urgent first; what was declared and stands; the outlets."""
    now = datetime.now(UTC)
    own = things(request)
    owed = duties(own, now)
    standing = [
        (words.name(thing), each)
        for thing in own
        for each in declared.declarations(thing.id)
        if each.stands(now)
    ]
    context = {
        "say": says(owed, now) if own else _("No enterprise has registered you for today."),
        "duties": [(each, words.name(each.thing)) for each in owed],
        "standing": standing,
        "outlets": [(each, words.name(each)) for each in own],
    }
    return page(request, "start.html", "start", context)


def says(owed: list[Duty], now: datetime) -> str:
    """Say in a sentence how much is owed, and until when the next."""
    if not owed:
        return _("Nothing is owed now.")
    late = sum(each.overdue(now) for each in owed)
    text = ngettext("%(n)s thing is owed", "%(n)s things are owed", len(owed)) % {"n": len(owed)}
    dot, comma = (". ", ", ") if english() else ("。", "，")
    if late:
        text += comma + ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late}
    ahead = [each.due for each in owed if each.due is not None and each.due >= now]
    if ahead:
        text += dot + _("The next is due at %(time)s") % {"time": moment_text(min(ahead))}
    return text + dot.strip()
