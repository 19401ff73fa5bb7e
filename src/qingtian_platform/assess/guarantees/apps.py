"""The application `guarantees`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuaranteesConfig(AppConfig):
    """Django's handle on what districts guarantee."""

    name = "qingtian_platform.assess.guarantees"
    label = "guarantees"
    verbose_name = _("Guarantees of districts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which a district signs its entries."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, f"{self.name}.signing", among=True)
