"""The application `inspections`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qingtian_platform.assess.closing.port import Computing
    from qingtian_platform.assess.tasks.figures import Asked
    from qingtian_platform.assess.tasks.infos import Figure


class InspectionsConfig(AppConfig):
    """Django's handle on the checks."""

    name = "qingtian_platform.assess.inspections"
    label = "inspections"
    verbose_name = _("Checks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the indicators that a pack has counted from rows of checks."""
        from qingtian_platform.assess.closing.port import computed_otherwise
        from qingtian_platform.assess.tasks.figures import made_otherwise

        computed_otherwise(_computing)
        made_otherwise(_years)


def _computing(indicator: str) -> Computing | None:
    """Import what counts when a figure is asked for; the pack says which are counted."""
    from qingtian_platform.assess.inspections import counted

    return counted.computing(indicator)


def _years(asked: Asked) -> Iterable[Figure]:
    """Import what counts when a target asks for its years."""
    from qingtian_platform.assess.inspections import yearly

    return yearly.years(asked)
