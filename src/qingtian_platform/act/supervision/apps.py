"""The application `supervision`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Django's handle on the supervision of self-monitoring."""

    name = "qingtian_platform.act.supervision"
    label = "supervision"
    verbose_name = _("Supervision of self-monitoring")
    default_auto_field = "django.db.models.BigAutoField"
