"""Makes words, templates and styles of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class DossierPagesConfig(AppConfig):
    """Files of subjects at the desk."""

    name = "qingtian_platform.publish.desk.dossier"
    label = "dossier_pages"
