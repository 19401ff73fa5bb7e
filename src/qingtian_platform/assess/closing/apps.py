"""The application `closing`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    """Django's handle on the closing of months."""

    name = "qingtian_platform.assess.closing"
    label = "closing"
    verbose_name = _("Closing")
    default_auto_field = "django.db.models.BigAutoField"
