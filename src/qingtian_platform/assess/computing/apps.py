"""The application `computing`: series that the indicators of any pack may name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComputingConfig(AppConfig):
    """Django's handle; at the start it tells the ledger who makes which series."""

    name = "qingtian_platform.assess.computing"
    label = "computing"
    verbose_name = _("Computed figures")

    def ready(self) -> None:
        """Register the series; what they rest on is imported when one is asked for."""
        from qingtian_platform.assess.computing.register import register

        register()
