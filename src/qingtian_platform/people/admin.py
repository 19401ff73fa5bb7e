"""Administration of accounts, organisations and divisions; a district's administrator sees his own."""

from __future__ import annotations

from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - likewise
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .access import scope
from .models import Division, Organisation, Person

# The second factor's secret and the groups are nothing to look at; the front door is allauth's,
# which asks for the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for _model in (Authenticator, EmailAddress, EmailConfirmation, Group):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


def district_of(request: HttpRequest) -> str | None:
    """Give the district that the person in charge acts for, 6 digits; None for the city."""
    return scope(request.user).district


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts: opened with a role, closed by taking `active` away, never removed."""

    list_display = ("username", "name", "role", "division", "organisation", "is_active")
    list_filter = ("role", "is_active", "division")
    search_fields = ("username", "name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email", "is_active")}),
        (_("Acts for"), {"fields": ("role", "division", "organisation", "certificate")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (None, {"fields": ("name", "email")}),
        (_("Acts for"), {"fields": ("role", "division", "organisation", "certificate")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Person]:
        """Keep the accounts of the own district."""
        found = super().get_queryset(request)
        district = district_of(request)
        return found if district is None else found.filter(division__code__startswith=district)

    def save_model(
        self,
        request: HttpRequest,
        obj: Person,
        form: ModelForm[Person],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Let a district's administrator open accounts for the own district alone."""
        if district_of(request) is not None:
            obj.division = cast("Person", request.user).division
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:  # noqa: ARG002
        """Keep the name beside what the person did."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Who owns, maintains, supervises."""

    list_display = ("name", "name_en", "kind", "division")
    list_filter = ("kind", "division")
    search_fields = ("name", "name_en", "credit_code")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Keep who is named in the records."""
        return False


@admin.register(Division)
class DivisionAdmin(admin.ModelAdmin[Division]):
    """Districts and townships with their days; read only, since a list of the state fills them."""

    list_display = ("code", "name", "name_en", "level", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("level", "parent")
    search_fields = ("code", "name", "name_en")
    list_select_related = ("parent",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Leave the list as it was published."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Leave the list as it was published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Leave the list as it was published."""
        return False
