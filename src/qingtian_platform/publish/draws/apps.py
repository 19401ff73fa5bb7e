"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class DrawPagesConfig(AppConfig):
    """Public pages of draws."""

    name = "qingtian_platform.publish.draws"
    label = "draw_pages"
