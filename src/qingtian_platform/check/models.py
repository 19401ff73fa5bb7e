"""What the duty room writes down; only ever added to."""

from __future__ import annotations

from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """Something tried to alter or remove a note."""


class Notes(models.QuerySet):  # type: ignore[type-arg]
    """Notes are added and read."""

    def update(self, **_kwargs: object) -> Never:
        """Refuse."""
        raise AppendOnlyError("notes are never altered; add another")

    def delete(self) -> Never:
        """Refuse."""
        raise AppendOnlyError("notes are never removed; add another")


class Note(models.Model):
    """One line of the duty room's log: a cause, who was told, a hand-over.

    A note that was wrong is answered by a later one; the database refuses changes too.
    """

    class Kind(models.TextChoices):
        """What the line says."""

        NOTE = "note", _("Shift note")
        CAUSE = "cause", _("Cause")
        TOLD = "told", _("Told")
        HANDOVER = "handover", _("Hand-over")
        TAKEOVER = "takeover", _("Taken over")

    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    district = models.CharField(_("district"), max_length=6, blank=True)
    thing = models.CharField(_("unit"), max_length=80, blank=True)
    told = models.CharField(_("who was told"), max_length=80, blank=True)
    due = models.DateTimeField(_("by when"), null=True, blank=True)
    text = models.CharField(_("text"), max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )
    answers = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("takes over"),
        related_name="answer",
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = Notes.as_manager()

    class Meta:
        verbose_name = _("note of the duty room")
        verbose_name_plural = _("notes of the duty room")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    def save(self, **kwargs: object) -> None:
        """Write a new line; an old one is never written again."""
        if not self._state.adding:
            raise AppendOnlyError(f"note {self.pk} stands; add another")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise AppendOnlyError(f"note {self.pk} stands; add another")
