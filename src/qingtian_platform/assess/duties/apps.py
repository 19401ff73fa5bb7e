"""The application `duties`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian_platform.assess.tasks.infos import Statement


class DutiesConfig(AppConfig):
    """Django's handle on the duties."""

    name = "qingtian_platform.assess.duties"
    label = "duties"
    verbose_name = _("Duties")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the ledger of tasks know what was done here."""
        from qingtian_platform.assess.tasks.elsewhere import done_by

        done_by(_done)


def _done(day: date) -> Mapping[str, Statement]:
    """Import what reads the rows when somebody asks, and in no other process."""
    from qingtian_platform.assess.duties.doing import clauses_done

    return clauses_done(day)
