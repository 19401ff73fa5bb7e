"""What happens by the clock: the pool is committed to, the checkpoint fixed, the draw ended."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from qingtian.draw import papers
from qingtian.draw.drawing import draw as draw_from
from qingtian.draw.drawing import lacking
from qingtian.draw.secrets import seed_of
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.note import Note
from qingtian_platform.act.draws import infos, inspecting, keeping, register, telling
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Fixed, Paper
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import NotLoggedError
from qingtian_platform.record.log import api as log


def commit_pool(draw: str, places: Places | None = None, now: datetime | None = None) -> None:
    """Commit to the pool, as the register is now.

    Parameters
    ----------
    draw
        Name of the draw.
    places, now
        Where everything lives, and the present.

    Raises
    ------
    DrawRefusedError
        Not all have committed, or the register cannot serve the settings; every reason.
    """
    present, here = now or datetime.now(UTC), places or Places.current()
    found = infos.info(draw)
    if found.state != "pooling":
        raise DrawRefusedError("expected a draw to which all parties have committed, and no pool")
    made = register.pool(present)
    reasons = lacking(made, found.settings)
    if reasons:
        raise DrawRefusedError(*reasons)
    keeping.enter(papers.POOL, draw, {"pool": made.said()}, here, present)


def run(found: infos.DrawInfo, places: Places, now: datetime) -> bool:
    """Do what is due of a draw; say whether anything was.

    Parameters
    ----------
    found
        As it stands.
    places, now
        Where everything lives, and the present.
    """
    if found.state == "committing" and now > found.commit_by:
        return _void(found, papers.COMMITMENT, places, now)
    if found.state == "pooling":
        if now > found.checkpoint_at:
            return _void(found, papers.POOL, places, now)
        return _pooled(found, places, now)
    if found.state == "waiting":
        if now > found.reveal_by:
            return _void(found, papers.CHECKPOINT, places, now)
        return now >= found.checkpoint_at and _fix(found, places, now)
    if found.state == "concluding":
        return _conclude(found, places, now)
    if found.state == "revealing" and now > found.reveal_by:
        return _void(found, papers.REVEAL, places, now)
    return False


def _pooled(found: infos.DrawInfo, places: Places, now: datetime) -> bool:
    if lacking(register.pool(now), found.settings):
        return False  # the page says why; who keeps the register has until the checkpoint
    commit_pool(found.name, places, now)
    return True


def _fix(found: infos.DrawInfo, places: Places, now: datetime) -> bool:
    """Fix the checkpoint that is shown, if it was shown at or after the announced time."""
    try:
        note, standing = log.shown_note(places), log.standing(places)
        pool = keeping.number_of(_row(found, papers.POOL).signature.act)
        index = log.place_of_act(pool, places)
    except NotLoggedError:
        return False
    point = Checkpoint.parse(Note.parse(note).text)
    shown = standing.shown_at
    if shown is None or shown < found.checkpoint_at or index is None or index >= point.size:
        return False
    if standing.size != point.size:
        return False  # shown anew between two looks: the next round takes that one
    said = {"root": point.root.hex(), "size": point.size}
    with transaction.atomic():
        Fixed(draw=found.name, note=note, at=now).save(force_insert=True)
        keeping.enter(papers.CHECKPOINT, found.name, said, places, now)
        telling.fixed(found, now)
    return True


def _row(found: infos.DrawInfo, step: str) -> Paper:
    return next(each for each in keeping.signed_papers(found.name) if each.step == step)


def _conclude(found: infos.DrawInfo, places: Places, now: datetime) -> bool:
    rows = keeping.signed_papers(found.name)
    secrets = {
        r.signature.key: papers.parsed(r.text)["secret"] for r in rows if r.step == papers.REVEAL
    }
    note = bytes(Fixed.objects.get(draw=found.name).note)
    pool = _row(found, papers.POOL)
    ordered = [bytes.fromhex(secrets[each.key]) for each in found.parties]
    seed = seed_of(found.name, pool.hash, Note.parse(note).text, ordered)
    assert found.pool is not None
    drawn = draw_from(found.pool, found.settings, seed)
    said = {"drawn": drawn.digest(), "seed": seed.hex()}
    with transaction.atomic():
        keeping.enter(papers.RESULT, found.name, said, places, now)
        done = infos.info(found.name)
        inspecting.open_all(done, now)
        telling.ended(done, now)
    return True


def _void(found: infos.DrawInfo, stage: str, places: Places, now: datetime) -> bool:
    done = {papers.COMMITMENT: "committed_at", papers.REVEAL: "revealed_at"}.get(stage)
    owed = [] if done is None else [e.key for e in found.parties if getattr(e, done) is None]
    said = {"missing": owed, "stage": stage}
    with transaction.atomic():
        keeping.enter(papers.VOID, found.name, said, places, now)
        telling.ended(infos.info(found.name), now)
    return True
