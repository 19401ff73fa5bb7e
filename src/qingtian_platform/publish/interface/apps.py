"""The application `publish_interface`."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """Django's handle on the interface; its label is apart from that of `act.interface`."""

    name = "qingtian_platform.publish.interface"
    label = "publish_interface"
