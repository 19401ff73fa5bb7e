"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class DutyPagesConfig(AppConfig):
    """Pages of duties at the desk."""

    name = "qingtian_platform.publish.desk.duties"
    label = "duty_pages"
