"""What the complaints offer: file one, follow it by its code, read it, answer it, open who sent it."""

from qingtian_platform.act.complaints import codes
from qingtian_platform.act.complaints.answering import answer, answer_all
from qingtian_platform.act.complaints.errors import ComplaintRefusedError, TooManyError
from qingtian_platform.act.complaints.filing import CONTACT, LEAST, LINE, MOST, file
from qingtian_platform.act.complaints.hotlines import Hotline, hotlines
from qingtian_platform.act.complaints.infos import (
    AnswerInfo,
    ComplaintInfo,
    OpeningInfo,
    Report,
    SenderInfo,
)
from qingtian_platform.act.complaints.limiting import count
from qingtian_platform.act.complaints.masking import MASK, masked, reveals
from qingtian_platform.act.complaints.reading import by_code, complaint, complaints, of_matters
from qingtian_platform.act.complaints.scopes import SCOPES, channel
from qingtian_platform.act.complaints.senders import may_open, open_sender
from qingtian_platform.act.complaints.status import Status, status
from qingtian_platform.act.complaints.taking import take, take_all

__all__ = [
    "CONTACT",
    "LEAST",
    "LINE",
    "MASK",
    "MOST",
    "SCOPES",
    "AnswerInfo",
    "ComplaintInfo",
    "ComplaintRefusedError",
    "Hotline",
    "OpeningInfo",
    "Report",
    "SenderInfo",
    "Status",
    "TooManyError",
    "answer",
    "answer_all",
    "by_code",
    "channel",
    "codes",
    "complaint",
    "complaints",
    "count",
    "file",
    "hotlines",
    "masked",
    "may_open",
    "of_matters",
    "open_sender",
    "reveals",
    "status",
    "take",
    "take_all",
]
