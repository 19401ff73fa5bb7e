"""The application `interface`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterfaceConfig(AppConfig):
    """Django's handle on the interface for other departments' systems."""

    name = "qingtian_platform.act.interface"
    label = "interface"
    verbose_name = _("Interface for other departments")
    default_auto_field = "django.db.models.BigAutoField"
