"""The pages of complaints as an application of their own, for their templates and messages."""

from django.apps import AppConfig


class ComplaintPagesConfig(AppConfig):
    """Django's handle on the pages."""

    name = "qingtian_platform.publish.complaint"
    label = "complaint_pages"
