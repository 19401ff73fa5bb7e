"""The application `instruments`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstrumentsConfig(AppConfig):
    """Django's handle on the ledger and the records of instruments."""

    name = "qingtian_platform.check.instruments"
    label = "instruments"
    verbose_name = _("Instruments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the stage what instruments tell and what was done to them."""
        from qingtian_platform.check.findings import port
        from qingtian_platform.check.instruments import sources

        port.register("instruments", sources.findings)
        port.register_instruments(sources.instruments)
