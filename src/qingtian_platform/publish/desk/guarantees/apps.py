"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class GuaranteePagesConfig(AppConfig):
    """Pages of guarantees and supervision at the desk."""

    name = "qingtian_platform.publish.desk.guarantees"
    label = "guarantee_pages"
