"""Who opened an original, and what persons did: appended, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OriginalOpened(models.Model):
    """One look at bytes as received.

    The row is written before the bytes are handed out, so that there is no look without a trace.
    """

    opened_at = models.DateTimeField(pgettext_lazy("looked at", "opened at"), auto_now_add=True)
    person = models.CharField(_("person"), max_length=150)
    reason = models.TextField(_("reason"))
    batch = models.PositiveBigIntegerField(_("batch"))
    frame = models.PositiveIntegerField(_("frame"))

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("original opened")
        verbose_name_plural = _("originals opened")

    def __str__(self) -> str:
        return f"{self.batch}/{self.frame}: {self.person}"


class Act(models.Model):
    """An entry that a person signed; its number is its place in the list that enters the log.

    The database refuses to alter or remove a row; what holds now is computed.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    schema = models.CharField(_("kind"), max_length=60, db_index=True)
    entry = models.BinaryField(_("entry"))
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    content = models.CharField(_("hash of what was signed"), max_length=64, unique=True)
    by = models.CharField(pgettext_lazy("signing", "key"), max_length=64, db_index=True)
    target = models.CharField(_("about"), max_length=255, db_index=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")

    def __str__(self) -> str:
        return f"{self.number}: {self.schema}"


class Words(models.Model):
    """What a person wrote beside an act: can be erased, and the act stays whole."""

    hash = models.CharField(_("hash"), max_length=64, unique=True)
    salt = models.BinaryField(_("salt"))
    text = models.TextField(_("words"), blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    erased_by = models.CharField(_("erased by"), max_length=150, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("words beside an act")
        verbose_name_plural = _("words beside acts")

    def __str__(self) -> str:
        return self.hash[:12]


class KeyHolder(models.Model):
    """Who holds a key: stays with the person through every change of post."""

    key = models.CharField(pgettext_lazy("signing", "key"), max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name at that time"), max_length=60)
    organisation = models.CharField(_("body at that time"), max_length=120, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("holder of a key")
        verbose_name_plural = _("holders of keys")

    def __str__(self) -> str:
        return f"{self.name}: {self.key[:12]}"


class Sheet(models.Model):
    """A sheet of a manual sample: written once; what is signed is its salted hash."""

    sample = models.CharField(_("sample"), max_length=40, db_index=True)
    stage = models.CharField(_("sheet"), max_length=12)
    text = models.TextField(_("content"))
    salt = models.BinaryField(_("salt"))
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    by = models.CharField(_("written by"), max_length=150)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("sample", "stage"), name="record_sheet_once")
        ]
        verbose_name = _("sheet of a sample")
        verbose_name_plural = _("sheets of samples")

    def __str__(self) -> str:
        return f"{self.sample}: {self.stage}"


class Draft(models.Model):
    """What a department asks to release: written once; a decision is signed over its salted hash."""

    text = models.TextField(_("content"))
    salt = models.BinaryField(_("salt"))
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    by = models.CharField(_("asked by"), max_length=150)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("draft of a release")
        verbose_name_plural = _("drafts of releases")

    def __str__(self) -> str:
        return f"{self.pk}: {self.hash[:12]}"
