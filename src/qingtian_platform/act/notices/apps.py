"""The application `notices`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Django's handle on the outbox."""

    name = "qingtian_platform.act.notices"
    label = "notices"
    verbose_name = _("Notices")
    default_auto_field = "django.db.models.BigAutoField"
    hears_matters = "qingtian_platform.act.notices.matters.hearing.hear"
