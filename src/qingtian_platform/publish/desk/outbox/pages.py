"""The outbox: messages that were given up first; an administrator lets them be sent again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from qingtian_platform.act.notices import api as notices
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.frame import page

SHOWN = 200
"""Messages of the page. [1]"""
STATES: dict[str, Promise] = {
    "given-up": gettext_lazy("Given up"),
    "waiting": gettext_lazy("Waiting"),
    "sent": gettext_lazy("Went out"),
}
TOPICS: dict[str, Promise] = {
    "alarm": gettext_lazy("Alarm"),
    "duty": gettext_lazy("A duty"),
    "case": gettext_lazy("Matter"),
    "feed": gettext_lazy("A feed"),
    "draw": gettext_lazy("A draw"),
}
CHANNELS: dict[str, Promise] = {
    "mail": gettext_lazy("Mail"),
    "hook": gettext_lazy("Webhook"),
    "sms": gettext_lazy("Short message"),
}


@desk_required(Role.ADMINISTRATOR)
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Show messages by state; a POST lets one be tried from the beginning."""
    if request.method == "POST":
        _again(request)
        return redirect("desk:outbox")
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else "given-up"
    rows = [_row(each) for each in notices.messages(state, SHOWN)]
    context: dict[str, Any] = {"state": state, "states": STATES, "rows": rows}
    return page(request, "outbox.html", "outbox", context)


def _row(info: notices.MessageInfo) -> dict[str, Any]:
    topic = TOPICS.get(info.topic, info.topic)
    return {"info": info, "topic": topic, "channel": CHANNELS.get(info.channel, info.channel)}


def _again(request: HttpRequest) -> None:
    number = request.POST.get("message", "")
    known = number.isascii() and number.isdigit() and len(number) <= 18
    if known and notices.send_again(int(number)):
        messages.success(request, _("The message is sent again."), extra_tags="desk")
    else:
        messages.error(request, _("This message was not given up."), extra_tags="desk")
