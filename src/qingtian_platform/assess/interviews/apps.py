"""The application `interviews`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    """Django's handle on notices and interviews."""

    name = "qingtian_platform.assess.interviews"
    label = "interviews"
    verbose_name = _("Notices and interviews")
    default_auto_field = "django.db.models.BigAutoField"
