"""The roles that a person may hold; whoever holds none is a citizen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here to do."""

    DUTY = "duty", _("Duty officer")
    ENTERPRISE = "enterprise", _("Enterprise officer")
    CONTRACTOR = "contractor", _("Maintenance technician")
    ENFORCEMENT = "enforcement", _("Enforcement officer")
    LEGAL = "legal", _("Legal reviewer")
    ASSESSOR = "assessor", _("Assessor")
    REVIEWER = "reviewer", _("Reviewer of the monitoring centre")
    RIVER_CHIEF = "river-chief", _("River chief")
    HEAD = "head", _("Head of a unit")
    QUALITY_CENTRE = "quality-centre", _("Regional quality-control centre")
    SUPERVISOR = "supervisor", _("Supervision officer")
    ADMINISTRATOR = "administrator", _("Administrator")
