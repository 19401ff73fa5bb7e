"""The application `townships`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian_platform.assess.closing.figures import FigureRow


class TownshipsConfig(AppConfig):
    """Django's handle on the figures of townships."""

    name = "qingtian_platform.assess.townships"
    label = "townships"
    verbose_name = _("Townships")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Compute the indicators of townships where a pack has them."""
        from qingtian_platform.assess.closing.port import computed_by
        from qingtian_platform.assess.townships.kinds import KINDS

        for indicator in KINDS:
            computed_by(indicator, _compute(indicator))


def _compute(indicator: str) -> Callable[[date, date], Iterable[FigureRow]]:
    """Import what reads results when a figure is asked for, and in no other process."""

    def rows(first: date, last: date) -> Iterable[FigureRow]:
        from qingtian_platform.assess.townships.api import month

        return month(indicator, first, last).rows

    return rows
