"""What a party does: hand in its commitment, and later what it had committed to; each by its own act."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.draw import commitment, papers
from qingtian_platform.act.draws import infos, keeping
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Paper
from qingtian_platform.record.acts import api as acts

_HASH = re.compile(r"[0-9a-f]{64}")


def write_commitment(
    draw: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    said: str,
    now: datetime | None = None,
) -> str:
    """Write the paper of a commitment; it holds once its act is in.

    Parameters
    ----------
    draw, person
        Which draw, and who is the party.
    said
        The commitment, 64 hexadecimal digits, made on the party's own machine.
    now
        The present.

    Returns
    -------
    str
        Hash of the paper, which the act names.

    Raises
    ------
    DrawRefusedError
        The person is no party, committed already, or the time is over.
    """
    present, found = now or datetime.now(UTC), infos.info(draw)
    _check_commit(found, own(found, person), present)
    if _HASH.fullmatch(said) is None:
        raise DrawRefusedError(_("Expected a commitment of 64 hexadecimal digits."))
    return keeping.write(papers.COMMITMENT, draw, {"commitment": said}, person, present).hash


def write_reveal(
    draw: str,
    person: Any,  # noqa: ANN401
    salt: str,
    secret: str,
    now: datetime | None = None,
) -> str:
    """Write the paper of a reveal; parameters, answer and errors as of `write_commitment`."""
    present, found = now or datetime.now(UTC), infos.info(draw)
    party = own(found, person)
    _check_reveal(found, party, present)
    if _HASH.fullmatch(salt) is None or _HASH.fullmatch(secret) is None:
        raise DrawRefusedError(_("Expected salt and secret of 64 hexadecimal digits each."))
    made = commitment(draw, party.key, bytes.fromhex(salt), bytes.fromhex(secret))
    if made != _committed(draw, party.key):
        raise DrawRefusedError(_("This is not the secret that was committed to."))
    assert found.point is not None
    size, root = found.point
    said = {"root": root, "salt": salt, "secret": secret, "size": size}
    return keeping.write(papers.REVEAL, draw, said, person, present).hash


def own(
    found: infos.DrawInfo,
    person: Any,  # noqa: ANN401
) -> infos.PartyInfo:
    """Give the party that a person is.

    Raises
    ------
    DrawRefusedError
        The person is none.
    """
    held = {each.key for each in acts.keys_of(person)}
    party = next((each for each in found.parties if each.key in held), None)
    if party is None:
        raise DrawRefusedError(_("You are no party of this draw."))
    return party


def takes_part(
    found: infos.DrawInfo,
    person: Any,  # noqa: ANN401
) -> bool:
    """Say whether a person is a party of a draw."""
    try:
        own(found, person)
    except DrawRefusedError:
        return False
    return True


def check(row: Paper, key: str, now: datetime) -> None:
    """Refuse a signature under a paper of a party whose time or turn it is not.

    Raises
    ------
    DrawRefusedError
        The same as where the paper was written, as it stands now.
    """
    found = infos.info(row.draw)
    party = next((each for each in found.parties if each.key == key), None)
    if party is None:
        raise DrawRefusedError(_stranger(found, key))
    turn = _check_commit if row.step == papers.COMMITMENT else _check_reveal
    turn(found, party, now)


def _stranger(found: infos.DrawInfo, key: str) -> str:
    """Say why a key is no party's: nobody's here, or of a party that was announced with another one."""
    holder = acts.holder(key)
    held = {each.key for each in acts.keys_of(holder.person)} if holder else set()
    party = next((each for each in found.parties if each.key in held), None)
    if party is None:
        return _("You are no party of this draw.")
    told = _("The draw was announced with your key %(key)s…: sign in the browser that holds it.")
    return told % {"key": party.key[:16]}


def _check_commit(found: infos.DrawInfo, party: infos.PartyInfo, now: datetime) -> None:
    if found.over or found.pool is not None or now > found.commit_by:
        raise DrawRefusedError(_("The time to commit is over."))
    if party.committed_at is not None:
        raise DrawRefusedError(_("This party has committed already; a commitment stands."))


def _check_reveal(found: infos.DrawInfo, party: infos.PartyInfo, now: datetime) -> None:
    if found.point is None:
        raise DrawRefusedError(_("The checkpoint is not fixed yet: reveal nothing before."))
    if found.over or now > found.reveal_by:
        raise DrawRefusedError(_("The time to reveal is over."))
    if party.revealed_at is not None:
        raise DrawRefusedError(_("This party has revealed already."))


def _committed(draw: str, key: str) -> str:
    for row in keeping.signed_papers(draw):
        if row.step == papers.COMMITMENT and row.signature.key == key:
            return str(papers.parsed(row.text)["commitment"])
    return ""


def waiting(
    draw: str,
    person: Any,  # noqa: ANN401
) -> Paper | None:
    """Give the newest paper of a draw that a person wrote and did not sign; None where there is none."""
    rows = Paper.objects.filter(draw=draw, by=person.get_username(), signature__isnull=True)
    row = rows.filter(step__in=papers.BY_PARTIES).order_by("-pk").first()
    if row is None or any(
        each.step == row.step and each.by == row.by for each in keeping.signed_papers(draw)
    ):
        return None
    return row
