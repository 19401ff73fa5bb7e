"""A lasting address of the alarm to look at first: who opens it is led to the alarm itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.publish.desk.alarms.guard import desk_only
from qingtian_platform.publish.desk.alarms.rows import within


@require_safe
@desk_only
def first(request: HttpRequest) -> HttpResponse:
    """Lead to the gravest alarm that the person reads."""
    holds = within(request)
    for info in alarms.alarms():
        if holds(info):
            return HttpResponseRedirect(reverse("desk:alarm", args=[info.id]))
    raise Http404(_("No alarm stands here now."))
