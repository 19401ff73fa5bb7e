"""Who opened an original, and why: appended, never changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OriginalOpened(models.Model):
    """One look at bytes as received.

    The row is written before the bytes are handed out, so that there is no look without a trace.
    """

    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
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
