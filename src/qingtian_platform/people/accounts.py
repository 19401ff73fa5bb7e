"""Opening accounts and naming organisations."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password

from qingtian_platform.kit.together import remembered

from .hashing import DrawnPasswordHasher
from .models import Division, Organisation, Person
from .roles import Role


def add_person(
    login: str,
    role: str,
    *,
    name: str = "",
    district: str | None = None,
    organisation: int | None = None,
    mail: str = "",
    certificate: str = "",
    township: str | None = None,
) -> str:
    """Open an account with a random password.

    Parameters
    ----------
    login
        Name to sign in with; must be new.
    role
        One of `Role`.
    name
        Name that stands beside what the person does; empty: the login.
    district
        Code or name of the district that the person acts for; None: the city.
    organisation
        Number of the organisation; needed for an enterprise officer and for a technician.
    mail
        Mailbox that alarms are sent to; empty: none.
    certificate
        Number of an officer's certificate; empty: none.
    township
        Code or name of the township, of who acts for one alone; None: the whole district.

    Returns
    -------
    str
        The password: kept nowhere, so show it once.

    Raises
    ------
    ValueError
        The role, the district or the organisation is not known, or the login is taken.
    """
    if role not in Role.values:
        raise ValueError(f"role {role!r} is not known; choose one of {', '.join(Role.values)}")
    if Person.objects.filter(username=login).exists():
        raise ValueError(f"an account named {login!r} exists; choose another name")
    if role in (Role.ENTERPRISE, Role.CONTRACTOR) and organisation is None:
        raise ValueError("an enterprise officer or technician acts for an organisation; name it")
    password = secrets.token_urlsafe(12)
    person = Person(
        username=login,
        name=name,
        email=mail,
        certificate=certificate,
        role=role,
        division=_place(district, township),
        organisation_id=organisation,
    )
    _keep(person, password)
    person.full_clean()
    person.save()
    return password


def new_password(login: str) -> str:
    """Give an account another random password and open it again if it was closed.

    Returns
    -------
    str
        The password: kept nowhere, so show it once.

    Raises
    ------
    ValueError
        There is no such account.
    """
    person = _person(login)
    password = secrets.token_urlsafe(12)
    _keep(person, password)
    person.is_active = True
    person.save()
    return password


def close_account(login: str) -> None:
    """Let an account sign in no more; what the person did keeps the name.

    Raises
    ------
    ValueError
        There is no such account.
    """
    person = _person(login)
    person.is_active = False
    person.set_unusable_password()
    person.save()


def accounts() -> list[dict[str, str | bool]]:
    """List the accounts: login, name, role, district, organisation, and whether it is open."""
    people = Person.objects.select_related("division", "organisation")
    return [
        {
            "login": person.username,
            "name": person.name,
            "role": person.role,
            "district": person.division.name if person.division else "",
            "organisation": person.organisation.name if person.organisation else "",
            "open": person.is_active,
        }
        for person in people
    ]


def _keep(person: Person, drawn: str) -> None:
    """Keep a password that was drawn, not chosen."""
    person.password = make_password(drawn, hasher=DrawnPasswordHasher.algorithm)


def _place(district: str | None, township: str | None) -> Division | None:
    if township is not None:
        return find_township(township, district)
    return None if district is None else find_district(district)


def _person(login: str) -> Person:
    person = Person.objects.filter(username=login).first()
    if person is None:
        raise ValueError(f"no account is named {login!r}; `qingtian person list` names them")
    return person


@remembered
def account(login: str) -> Person | None:
    """Give the account of that login; None where there is none."""
    return Person.objects.filter(username=login).first()


@remembered
def holders(role: str, district: str | None) -> list[Person]:
    """List the open accounts of a role that act for a district, or for the whole city, by login.

    Parameters
    ----------
    role
        One of `Role`.
    district
        Code of 6 digits; None for those of the whole city.
    """
    found = Person.objects.filter(role=role, is_active=True).order_by("username")
    if district is None:
        return list(found.filter(division=None))
    return list(found.filter(division__code__startswith=district))


def find_district(text: str) -> Division:
    """Find a district by its code (6 or 12 digits), Chinese or English name.

    Raises
    ------
    ValueError
        No district is called so.
    """
    districts = Division.objects.filter(level=Division.Level.DISTRICT, valid_to=None)
    for district in districts:
        names = (district.name, district.name.removesuffix("区"), district.name_en)
        if text in (district.code, district.code[:6], *names):
            return district
    known = ", ".join(f"{d.name} {d.code[:6]}" for d in districts)
    raise ValueError(f"no district is called {text!r}; there are {known}")


def find_township(text: str, district: str | None = None) -> Division:
    """Find a township or subdistrict by its code or name, within a district where one is named.

    Raises
    ------
    ValueError
        None or several are called so.
    """
    found = Division.objects.filter(level=Division.Level.TOWNSHIP, valid_to=None)
    if district is not None:
        found = found.filter(parent=find_district(district))
    matching = [unit for unit in found if text in (unit.code, unit.code[:9], unit.name)]
    if len(matching) != 1:
        raise ValueError(f"{len(matching)} townships are called {text!r}; give the 12-digit code")
    return matching[0]


def ensure_organisation(name: str, kind: str, *, name_en: str = "") -> int:
    """Give the number of the organisation of that name, making it where missing.

    Parameters
    ----------
    name
        Full Chinese name.
    kind
        One of `Organisation.Kind`.
    name_en
        English name for a new one, or for one that has none yet.

    Returns
    -------
    int
        Its number.
    """
    defaults = {"kind": kind, "name_en": name_en}
    row, _made = Organisation.objects.get_or_create(name=name, defaults=defaults)
    if name_en and not row.name_en:
        row.name_en = name_en
        row.save(update_fields=["name_en"])
    return row.pk
