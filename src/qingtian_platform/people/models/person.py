"""Persons: the accounts of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from qingtian_platform.people.roles import Role


class Person(AbstractUser):
    """Someone who signs in: a role, and the unit that the person acts for.

    No division means the city; a division means that district alone. `username` is the name
    to sign in with, `name` the one that stands beside what the person did.
    """

    first_name = None  # type: ignore[assignment]  # Chinese names are one field
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    division = models.ForeignKey(
        "people.Division",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("district"),
        limit_choices_to={"level__in": ["district", "township"]},
        help_text=_("Empty: the whole city"),
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )

    certificate = models.CharField(
        _("certificate of enforcement"),
        max_length=40,
        blank=True,
        help_text=_("Number of the certificate that an officer shows (执法证)"),
    )

    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Let the role alone decide who enters the administration's pages."""
        if self.is_superuser and not self.role:
            self.role = Role.ADMINISTRATOR
        self.is_staff = self.is_superuser = self.role == Role.ADMINISTRATOR
        if update_fields is not None and "role" in update_fields:
            update_fields = {*update_fields, "is_staff", "is_superuser"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    def get_full_name(self) -> str:
        """Name the person as pages do."""
        return str(self)

    def get_short_name(self) -> str:
        """Name the person as pages do."""
        return str(self)
