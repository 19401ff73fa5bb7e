"""The application `papers`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Django's handle on the papers."""

    name = "qingtian_platform.act.papers"
    label = "papers"
    verbose_name = _("Papers of matters")
    default_auto_field = "django.db.models.BigAutoField"
    hears_matters = "qingtian_platform.act.papers.hearing.hear"

    def ready(self) -> None:
        """Answer for the acts by which papers are signed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, f"{self.name}.signing", among=True)
