"""Answer who sent a complaint: in public words on the page of the receipt, and by mail where one was left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian_platform.act.complaints.errors import ComplaintRefusedError
from qingtian_platform.act.complaints.infos import AnswerInfo
from qingtian_platform.act.complaints.masking import masked
from qingtian_platform.act.complaints.models import Answer, Complaint
from qingtian_platform.act.complaints.reading import answer_info
from qingtian_platform.kit.signed import typed

LEAST, MOST = 4, 2000


def answer(
    number: str,
    person: Any,  # noqa: ANN401 - the account's class is private to its app
    text: str,
    *,
    unit: str = "",
    now: datetime | None = None,
) -> AnswerInfo:
    """Answer one complaint.

    Parameters
    ----------
    number
        Of the complaint.
    person, unit
        Who answers, and for which unit.
    text
        What the sender reads; ways to reach a person are masked.
    now
        The present.

    Raises
    ------
    ComplaintRefusedError
        If there is no such complaint, or the text is too short or too long.
    """
    row = Complaint.objects.filter(number=number).first()
    if row is None:
        raise ComplaintRefusedError(_("There is no such complaint."))
    words = masked(typed(text).strip())
    if not LEAST <= len(words) <= MOST:
        raise ComplaintRefusedError(
            _("Say in %(least)s to %(most)s characters what was found and done.")
            % {"least": LEAST, "most": MOST}
        )
    said = f"{number}\n{person.get_username()}\n{words}"
    given = {
        "complaint": row,
        "by": person.get_username(),
        "name": person.get_full_name() or person.get_username(),
        "unit": unit[:160],
        "at": now or datetime.now(UTC),
        "text": words,
        "key": hashlib.sha256(said.encode()).hexdigest(),
    }
    try:
        with transaction.atomic():
            return answer_info(Answer.objects.create(**given))
    except IntegrityError:  # the same words once more
        return answer_info(Answer.objects.get(key=given["key"]))


def answer_all(
    numbers: Iterable[str],
    person: Any,  # noqa: ANN401
    text: str,
    *,
    unit: str = "",
    now: datetime | None = None,
) -> int:
    """Answer all complaints that one matter has taken in; all or none. Give how many."""
    with transaction.atomic():
        return sum(
            bool(answer(number, person, text, unit=unit, now=now)) for number in list(numbers)
        )
