"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from qingtian_platform.people.roles import Role


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Let nobody open an account; an administrator opens it for a person with a role."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Refuse."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead who acts for an enterprise to what it owes, a river chief to the phone's pages, others to the desk."""
        if getattr(request.user, "role", "") in (Role.ENTERPRISE, Role.CONTRACTOR):
            return reverse("enterprise:start")
        if getattr(request.user, "role", "") == Role.RIVER_CHIEF:
            return reverse("field:home")
        return str(super().get_login_redirect_url(request))
