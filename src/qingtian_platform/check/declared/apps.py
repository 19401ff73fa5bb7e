"""The application `declared`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclaredConfig(AppConfig):
    """Django's handle on what enterprises declare."""

    name = "qingtian_platform.check.declared"
    label = "declared"
    verbose_name = _("Declarations of enterprises")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the stage what speaks against marks and stops."""
        from qingtian_platform.check.declared import source
        from qingtian_platform.check.findings import port

        port.register("declared", source.findings)
