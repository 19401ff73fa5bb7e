"""Makes the words and templates of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class CataloguePagesConfig(AppConfig):
    """Pages of the catalogue."""

    name = "qingtian_platform.publish.catalogue"
    label = "catalogue_pages"
