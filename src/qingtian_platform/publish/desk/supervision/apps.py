"""Makes templates and words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class SupervisionDeskConfig(AppConfig):
    """Pages of the supervision of self-monitoring at the desk."""

    name = "qingtian_platform.publish.desk.supervision"
    label = "desk_supervision"
