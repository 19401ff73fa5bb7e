"""The pages of the enterprise as an application of their own, for their templates and messages."""

from django.apps import AppConfig


class EnterpriseConfig(AppConfig):
    """Django's handle on the pages."""

    name = "qingtian_platform.publish.enterprise"
    label = "enterprise"
