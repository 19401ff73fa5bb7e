"""The application `draws`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawsConfig(AppConfig):
    """Django's handle on the draws."""

    name = "qingtian_platform.act.draws"
    label = "draws"
    verbose_name = _("Double-random inspections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which parties commit and reveal."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, f"{self.name}.signing", among=True)
