"""The application `registry`."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the history of every table that gives a reading its meaning."""
        from . import history, models

        own = [m for m in self.get_models() if m is not models.Change]
        people = apps.get_app_config("people")
        history.connect([*own, people.get_model("Division"), people.get_model("Organisation")])
