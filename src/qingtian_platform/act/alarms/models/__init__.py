"""The models of the alarms; other applications go through `act.alarms.api`."""

from .alarm import Alarm, Event, Member, Waiting
from .reply import Answer, Attachment, Feedback, Handover, Receipt

__all__ = [
    "Alarm",
    "Answer",
    "Attachment",
    "Event",
    "Feedback",
    "Handover",
    "Member",
    "Receipt",
    "Waiting",
]
