"""Announce a draw: who takes part, by which settings, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.draw import papers
from qingtian.draw.drawing import lacking
from qingtian.draw.errors import DrawError
from qingtian_platform.act.draws import infos, keeping, register, rules, telling
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts


def announce(
    title: str,
    logins: Sequence[str],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    times: tuple[datetime, datetime, datetime] | None = None,
    after: str = "",
    places: Places | None = None,
    now: datetime | None = None,
) -> infos.DrawInfo:
    """Announce a draw; the platform's key of the draws signs what the person announces.

    Parameters
    ----------
    title
        In words.
    logins
        Whose keys are the parties', in their order; at least one of another body than `person`.
    person
        Who announces it.
    times
        Until when parties commit, when the checkpoint is fixed, until when they reveal; as the pack
        says where left out.
    after
        The void draw that this one follows.
    places, now
        Where everything lives, and the present.

    Raises
    ------
    DrawRefusedError
        A party has no key, none is from outside, or the register cannot serve the settings now.
    """
    present, here = now or datetime.now(UTC), places or Places.current()
    settings = rules.settings(present)
    commit_by, checkpoint_at, reveal_by = times or rules.times(present)
    said = {
        "after": _followed(after),
        "checkpoint_at": _micro(checkpoint_at),
        "commit_by": _micro(commit_by),
        "parties": [_party(login, person, here) for login in logins],
        "reveal_by": _micro(reveal_by),
        "settings": settings.said(),
        "title": title.strip(),
    }
    reasons = [*papers.amiss(said), *lacking(register.pool(present), settings)]
    if not title.strip():
        reasons.append(_("Expected a title."))
    if reasons:
        raise DrawRefusedError(*reasons)
    try:
        with transaction.atomic():
            row = keeping.enter(papers.ANNOUNCEMENT, "", said, here, present, person)
            found = infos.info(row.hash)
            telling.announced(found, present)
    except DrawError as error:
        raise DrawRefusedError(str(error)) from error
    return found


def _micro(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def _followed(after: str) -> str | None:
    if not after:
        return None
    if infos.info(after).state != "void":
        raise DrawRefusedError(_("A draw follows another only where that one is void."))
    return after


def _party(login: str, announcer: Any, places: Places) -> dict[str, Any]:  # noqa: ANN401
    found = people.account(login)
    key = None if found is None else key_of(found, places)
    if found is None or key is None:
        raise DrawRefusedError(
            _("%(who)s has no key that stands: make one under “My key” first.") % {"who": login}
        )
    outside = found.organisation is not None and _another(found, announcer)
    body = "" if found.organisation is None else f"（{found.organisation.name}）"
    return {"key": key, "name": f"{found}{body}"[:120], "outside": outside}


def _another(found: Any, announcer: Any) -> bool:  # noqa: ANN401
    """Say whether a party's body is neither that of who announces nor the bureau's own centre.

    Who has no organisation is of the bureau: its accounts need none.
    """
    body = found.organisation
    return bool(body.pk != announcer.organisation_id and body.kind != body.Kind.CENTRE)


def key_of(
    person: Any,  # noqa: ANN401
    places: Places | None = None,
) -> str | None:
    """Give the name of the newest key of a person that stands; None where there is none."""
    for each in acts.keys_of(person):
        state = acts.key_state(each.key, places)
        if state.revoked_at is None and state.until is None:
            return str(each.key)
    return None
