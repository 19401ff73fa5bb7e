"""The register of objects, inspectors and experts, each with what bars it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian.draw.drawing import lacking
from qingtian_platform.act.draws import api as draws
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.draws import guard
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.draws import shown
from qingtian_platform.publish.names import district_names

_WORDS = re.compile(r"[\s,，、;；]+")


@desk_required(*guard.READERS)
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """List the register; enter or strike an entry."""
    if request.method == "POST":
        guard.done(request, lambda: _entered(request))
        return HttpResponseRedirect(reverse("desk:draws:register"))
    now = timezone.now()
    names = shown.named(now)
    objects, people = draws.objects(), draws.people()
    known, logins = {each.key: each.name for each in objects}, draws.logins()
    places = district_names()

    def place(each: Any) -> str:  # noqa: ANN401 - of the pool
        return places.get(each.district, str(each.district))

    context: dict[str, Any] = {
        "objects": [(o, names.get(o.category, o.category), place(o)) for o in objects],
        "people": [
            (p, names.get(p.group, p.group), place(p), _bars(p, known), logins.get(p.key, ""))
            for p in people
        ],
        "districts": sorted(places.items()),
        "names": sorted(names.items()),
        "may": guard.may_announce(request),
        "lacks": lacking(draws.pool(now), draws.settings(now)) if names and objects else [],
    }
    return page(request, "draws/register.html", "draws", context)


def _bars(person: Any, known: dict[str, str]) -> list[str]:  # noqa: ANN401 - of the pool
    words = [_("works there: %(x)s") % {"x": known.get(key, key)} for key in person.employers]
    words += [_("family: %(x)s") % {"x": known.get(key, key)} for key in person.family]
    return words + [
        _("served until %(day)s: %(x)s")
        % {"day": each.until, "x": known.get(each.object, each.object)}
        for each in person.served
    ]


def _entered(request: HttpRequest) -> str:
    if not guard.may_announce(request):
        raise draws.DrawRefusedError(
            _("An officer or head of the city's bureau keeps the register.")
        )
    post = request.POST
    kind = post.get("kind", "")
    if post.get("strike"):
        draws.strike(kind, post["strike"], request.user)
        return _("Taken out of the register; what was drawn from it stands.")
    said = {key: post.get(key, "").strip() for key in ("key", "name", "district")}
    if kind == "object":
        said["category"] = post.get("category", "")
    row = said if kind == "object" else _person(said, request)
    logins = {said["key"]: post.get("login", "").strip()}
    draws.enter([(kind, row)], request.user, logins=logins)
    return _("Entered in the register.")


def _person(said: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    lists = {
        name: sorted(set(filter(None, _WORDS.split(post.get(name, "")))))
        for name in ("employers", "family")
    }
    given = list(filter(None, _WORDS.split(post.get("served", ""))))
    pairs = zip(given[::2], given[1::2], strict=False)
    served = [{"object": key, "until": until} for key, until in pairs]
    return {**said, **lists, "group": post.get("group", ""), "served": served}
