"""In a demo one click signs in as one of its persons; anywhere else there is no such page."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate, login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian_platform.kit.context import demo_accounts
from qingtian_platform.people.models import Person


@dataclass(frozen=True)
class Player:
    """A person of the demo: login, name, role."""

    login: str
    name: str
    role: str


def players() -> list[Player]:
    """List the persons of a demo in the order of its cast; none elsewhere."""
    accounts = demo_accounts()
    found = {each.username: each for each in Person.objects.filter(username__in=accounts)}
    return [
        Player(key, found[key].name, found[key].get_role_display())
        for key in accounts
        if key in found
    ]


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as the person whose button was pressed, with the password that the demo printed."""
    name = request.POST.get("login", "")
    word = demo_accounts().get(name)
    person = authenticate(request, username=name, password=word) if word else None
    if person is None:
        raise Http404(_("Expected a person of the demo; got %(x)s.") % {"x": name})
    login(request, person)
    after = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(after if here else "/desk/")
