"""Who changed what in the registry, when and why; only ever added to."""

from __future__ import annotations

import secrets
from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """Something tried to alter or remove a row that may only be added."""


class AppendOnlyQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that are added and read."""

    def update(self, **_kwargs: object) -> Never:
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never altered; add another")

    def delete(self) -> Never:
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never removed; add another")


class AppendOnlyManager(models.Manager):  # type: ignore[type-arg]
    """Gives rows that are added and read."""

    def get_queryset(self) -> AppendOnlyQuerySet:
        """Start with all."""
        return AppendOnlyQuerySet(self.model, using=self._db)


class AppendOnly(models.Model):
    """A row that is written once, with who wrote it, when and why."""

    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("recorded by"),
        related_name="+",
        help_text=_("Empty: the command line"),
    )
    why = models.CharField(_("why"), max_length=200, blank=True)

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, **kwargs: object) -> None:
        """Write a new row; an old one is never written again."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} {self.pk} stands; add another row")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise AppendOnlyError(f"{type(self).__name__} {self.pk} stands; add another row")


def _token() -> int:
    return secrets.randbits(62)


class Change(AppendOnly):
    """One change of one row of the registry; secrets are named, never shown."""

    table = models.CharField(_("table"), max_length=40)
    key = models.CharField(_("key"), max_length=80)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    meaning = models.JSONField(default=list, editable=False)
    """What the change says of the meaning of readings; the record makes entries of it."""
    token = models.BigIntegerField(default=_token, editable=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["table", "key"], name="change_of_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
