"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class DrawDeskConfig(AppConfig):
    """Pages of draws at the desk."""

    name = "qingtian_platform.publish.desk.draws"
    label = "draw_desk"
