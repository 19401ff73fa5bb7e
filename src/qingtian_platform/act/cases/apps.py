"""The application `cases`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Django's handle on the matters."""

    name = "qingtian_platform.act.cases"
    label = "cases"
    verbose_name = _("Matters")
    default_auto_field = "django.db.models.BigAutoField"
