"""Makes words, templates and styles of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class NetworkPagesConfig(AppConfig):
    """Pages of the network at the desk."""

    name = "qingtian_platform.publish.desk.network"
    label = "network_pages"
