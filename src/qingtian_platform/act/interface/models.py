"""Keys of other departments' systems, and what they asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Key(models.Model):
    """A key: its hash, and the account whose rights it has."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    digest = models.CharField(_("hash of the key"), max_length=64, unique=True)
    secret = models.TextField(_("enciphered secret"))
    login = models.CharField(_("login"), max_length=150)
    opened_at = models.DateTimeField(pgettext_lazy("account", "opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("key of another system")
        verbose_name_plural = _("keys of other systems")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """A request that was done, and the answer that it had: asked again, it has the same."""

    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the request"), max_length=80)
    digest = models.CharField(_("hash of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    body = models.JSONField(_("answer"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "name"], name="interface_request_once")
        ]

    def __str__(self) -> str:
        return self.name


class Heard(models.Model):
    """A signed message that was taken; it is not taken again."""

    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    signature = models.CharField(_("signature"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("signed message")
        verbose_name_plural = _("signed messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "signature"], name="interface_message_once")
        ]

    def __str__(self) -> str:
        return self.signature[:8]
