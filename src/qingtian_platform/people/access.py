"""What a person may see: the whole city, the own district, or the own organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from .mandates import principals
from .models import Person
from .roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Sited(Protocol):
    """Whatever stands in a district and belongs to somebody."""

    @property
    def district(self) -> str | None:
        """Code of the district, 6 digits; none where it is the city's own."""

    @property
    def township(self) -> str | None:
        """Code of the township, 12 digits; none where it is not known."""

    @property
    def organisations(self) -> tuple[int, ...]:
        """Who owns and who maintains it, by number."""


@dataclass(frozen=True)
class Scope:
    """The part of the registry that a person may see at the desk.

    Attributes
    ----------
    nothing
        True for a citizen: the portal is public, the desk is not.
    district
        Code of the one district, 6 digits; None for the whole city.
    organisation
        Number of the one organisation; None for all, or where `principals` says whose.
    principals
        Numbers of the organisations that a contractor acts for; None for all.
    township
        Code of the one township, 12 digits, of who acts for one alone; None for the whole district.
    """

    nothing: bool = False
    district: str | None = None
    organisation: int | None = None
    principals: tuple[int, ...] | None = None
    township: str | None = None

    @property
    def bodies(self) -> tuple[int, ...] | None:
        """Numbers of the organisations whose things these are; None for all."""
        return self.principals if self.organisation is None else (self.organisation,)

    def holds(self, thing: Sited) -> bool:
        """Say whether the thing lies within."""
        if self.nothing:
            return False
        if self.bodies is not None and not set(self.bodies) & set(thing.organisations):
            return False
        if self.township is not None and self.township != thing.township:
            return False
        return self.district is None or self.district == thing.district


def scope(person: AbstractBaseUser | AnonymousUser | None) -> Scope:
    """Give the part of the registry that a person may see.

    Parameters
    ----------
    person
        Whoever asks; anonymous or none is a citizen.

    Returns
    -------
    Scope
        An enterprise officer without an organisation sees nothing, nor does a technician whose
        contractor nobody has registered for today.
    """
    if not isinstance(person, Person) or not person.is_active:
        return Scope(nothing=True)
    place = person.division
    district = place.code[:6] if place else None
    township = place.code if place and place.level == "township" else None
    if person.role == Role.ENTERPRISE:
        number = person.organisation_id
        return Scope(nothing=number is None, district=district, organisation=number)
    if person.role == Role.CONTRACTOR:
        whose = principals(person)
        return Scope(nothing=not whose, district=district, principals=whose)
    return Scope(nothing=not person.role, district=district, township=township)


def may_see(person: AbstractBaseUser | AnonymousUser | None, thing: Sited) -> bool:
    """Say whether a person may see a thing at the desk; the portal does not ask."""
    return scope(person).holds(thing)


View = Callable[..., HttpResponseBase]


def may_enter(person: object, roles: tuple[str, ...], *, townships: bool = True) -> bool:
    """Say whether a person holds one of the roles of a page; none named means everybody.

    Parameters
    ----------
    person
        Whoever asks.
    roles
        Who may enter. Administrators always may.
    townships
        Whether who acts for a township alone may.
    """
    place = getattr(person, "division", None)
    if not townships and place is not None and place.level == "township":
        return False
    return not roles or getattr(person, "role", "") in (*roles, Role.ADMINISTRATOR)


def admit(
    request: HttpRequest, roles: tuple[str, ...], *, townships: bool = True
) -> HttpResponseBase | None:
    """Let a person of the roles through, send others to the door.

    Parameters
    ----------
    request
        The request for a page of the desk.
    roles
        Who may enter; none named means everybody who signs in. Administrators always may.
    townships
        Whether who acts for a township alone may enter.

    Returns
    -------
    HttpResponseBase or None
        The way to the sign-in page, or None to go on.

    Raises
    ------
    PermissionDenied
        The person is signed in, and holds none of the roles or acts for a township alone.
    """
    person = request.user
    if not isinstance(person, Person):
        return redirect_to_login(request.get_full_path())
    if not may_enter(person, (), townships=townships):
        raise PermissionDenied(_("This page is for the district and the city."))
    if not may_enter(person, roles):
        raise PermissionDenied(_("This page is for another role. Ask an administrator."))
    return None


def desk_required(*roles: str, townships: bool = True) -> Callable[[View], View]:
    """Guard a view: only those who hold one of the roles come in (none named: all accounts).

    Parameters
    ----------
    *roles
        Who may enter.
    townships
        Whether who acts for a township alone may.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            return admit(request, roles, townships=townships) or view(request, *args, **kwargs)

        guarded.__dict__.update(roles=roles, townships=townships)
        return guarded

    return guard
