"""Makes the words of this page known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class OutboxPageConfig(AppConfig):
    """Page of the outbox at the desk."""

    name = "qingtian_platform.publish.desk.outbox"
    label = "outbox_page"
