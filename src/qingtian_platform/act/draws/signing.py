"""Acts that sign a paper of a draw: taken in if it is the turn of who signs, and the time is not over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.draw import papers
from qingtian.ledger.acts import Act, words_hash
from qingtian_platform.act.draws import keeping, parting
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Paper
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts.api import ActRefusedError


def mine(act: Act) -> bool:
    """Tell whether an act signs a paper of a party of a draw."""
    rows = Paper.objects.filter(hash=act.body.get("paper", ""), step__in=papers.BY_PARTIES)
    return rows.exists()


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Refuse a signature that does not hold, and keep the one that does.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        The paper is another's or was changed, the turn is not the party's, or the time is over.
    """
    del places
    row = Paper.objects.get(hash=act.body["paper"])
    if row.by != person.get_username():
        raise ActRefusedError(_("Only who wrote this paper signs it."))
    if words_hash(bytes(row.salt), row.text) != row.hash:
        raise ActRefusedError(_("This paper was changed since it was written."))
    try:
        parting.check(row, act.by, datetime.fromtimestamp(act.at / 1e6, UTC))
        with transaction.atomic():
            keeping.sign(row, act)
    except DrawRefusedError as error:
        raise ActRefusedError(str(error)) from error
    except IntegrityError as error:
        raise ActRefusedError(_("This party has done this step already.")) from error
