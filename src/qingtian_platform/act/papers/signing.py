"""Sign a finished paper: the log holds the salted hash of its text, signed by who answers for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger.acts import Act, words_hash
from qingtian_platform.act.papers import standing
from qingtian_platform.act.papers.models import Finished, Signature
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.record.acts.api import ActRefusedError


def mine(act: Act) -> bool:
    """Tell whether an act signs a paper of a matter."""
    return Finished.objects.filter(digest=act.body.get("paper", "")).exists()


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Refuse a signature that does not hold, and keep the one that does.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        The person is no party of the matter, or the text is not the one that was finished.
    """
    del places
    paper = Finished.objects.select_related("draft").get(digest=act.body["paper"])
    if not standing.may_write(paper.draft, person):
        raise ActRefusedError(_("Only a party of this matter signs its papers."))
    if words_hash(bytes.fromhex(paper.salt), paper.text) != paper.digest:
        raise ActRefusedError(_("The paper was changed since it was finished."))
    if paper.signatures.filter(by=person.get_username()).exists():
        raise ActRefusedError(_("You have signed this paper already."))
    at = datetime.fromtimestamp(act.at / 1e6, UTC)
    Signature(paper=paper, act=act.hash(), **signed(person, at)).save(force_insert=True)
