"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class InstrumentPagesConfig(AppConfig):
    """Pages of instruments at the desk."""

    name = "qingtian_platform.publish.desk.instruments"
    label = "instrument_pages"
