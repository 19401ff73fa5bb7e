"""The application `declared`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian_platform.check.findings.rows import Said
    from qingtian_platform.kit.places import Places


class DeclaredConfig(AppConfig):
    """Django's handle on what enterprises declare."""

    name = "qingtian_platform.check.declared"
    label = "declared"
    verbose_name = _("Declarations of enterprises")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the stage what speaks against marks and stops."""
        from qingtian_platform.check.findings import port

        port.register("declared", _findings)


def _findings(places: Places, since: datetime | None) -> list[Said]:
    """Import what compiles kernels when the stage asks, and in no other process."""
    from qingtian_platform.check.declared import source

    return source.findings(places, since)
