"""The application `patrols`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatrolsConfig(AppConfig):
    """Django's handle on the patrols."""

    name = "qingtian_platform.act.patrols"
    label = "patrols"
    verbose_name = _("Patrols")
    default_auto_field = "django.db.models.BigAutoField"
