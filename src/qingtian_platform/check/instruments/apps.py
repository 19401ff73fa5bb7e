"""The application `instruments`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian_platform.check.findings.port import Instrument
    from qingtian_platform.check.findings.rows import Said
    from qingtian_platform.kit.places import Places


class InstrumentsConfig(AppConfig):
    """Django's handle on the ledger and the records of instruments."""

    name = "qingtian_platform.check.instruments"
    label = "instruments"
    verbose_name = _("Instruments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the stage what instruments tell and what was done to them."""
        from qingtian.ledger import kinds
        from qingtian_platform.check.findings import port
        from qingtian_platform.record.acts.answering import answer_for

        port.register("instruments", _findings)
        port.register_instruments(_instruments)
        answer_for(kinds.PAPER, f"{self.name}.revoking", among=True)


def _findings(places: Places, since: datetime | None) -> Iterable[Said]:
    """Import what compiles kernels when the stage asks, and in no other process."""
    from qingtian_platform.check.instruments import sources

    return sources.findings(places, since)


def _instruments() -> Mapping[tuple[str, str], Instrument]:
    from qingtian_platform.check.instruments import sources

    return sources.instruments()
