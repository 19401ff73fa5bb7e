"""The application `closing`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    """Django's handle on the closing of months."""

    name = "qingtian_platform.assess.closing"
    label = "closing"
    verbose_name = _("Closing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which a turn is closed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, f"{self.name}.signing", among=True)
