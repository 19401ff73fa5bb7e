"""The papers of a draw: what each step says, and in which form its signer's act names it.

    announcement -> commitments -> pool -> checkpoint -> reveals -> result | void

Each is canonical JSON of which the log has the salted hash alone (`qingtian.paper/1`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qingtian.draw.errors import DrawError
from qingtian.draw.forms import NAME, many, of, read
from qingtian.draw.pool import SHAPE as POOL_SHAPE
from qingtian.draw.pool import Pool
from qingtian.draw.settings import SHAPE as SETTINGS_SHAPE
from qingtian.draw.settings import Settings
from qingtian.ledger.acts import canonical
from qingtian.ledger.kinds import Shape, count, digest, one_of, or_null, text, yes_or_no

SCHEMA: Final = "qingtian.draw/1"
ANNOUNCEMENT: Final = "announcement"
COMMITMENT: Final = "commitment"
POOL: Final = "pool"
CHECKPOINT: Final = "checkpoint"
REVEAL: Final = "reveal"
RESULT: Final = "result"
VOID: Final = "void"
STEPS: Final = (ANNOUNCEMENT, COMMITMENT, POOL, CHECKPOINT, REVEAL, RESULT, VOID)
BY_PARTIES: Final = (COMMITMENT, REVEAL)
"""What the parties sign; all else is signed by who announced."""
STAGES: Final = (COMMITMENT, POOL, CHECKPOINT, REVEAL)
"""At which a draw may become void; the first and the last name the parties that did not do their part."""
MOST_PARTIES: Final = 8

_PARTY: Final[Shape] = {"key": digest, "name": NAME, "outside": yes_or_no}
_HEAD: Final[Shape] = {"schema": one_of((SCHEMA,)), "step": one_of(STEPS)}
_OWN: Final[Mapping[str, Shape]] = {
    ANNOUNCEMENT: {
        "after": or_null(digest),
        "checkpoint_at": count,
        "commit_by": count,
        "parties": many(of(_PARTY), 1, MOST_PARTIES),
        "reveal_by": count,
        "settings": of(SETTINGS_SHAPE),
        "title": text(200),
    },
    COMMITMENT: {"commitment": digest},
    POOL: {"pool": of(POOL_SHAPE)},
    CHECKPOINT: {"root": digest, "size": count},
    REVEAL: {"root": digest, "salt": digest, "secret": digest, "size": count},
    RESULT: {"drawn": digest, "seed": digest},
    VOID: {"missing": many(digest, 0, MOST_PARTIES), "stage": one_of(STAGES)},
}


def written(step: str, draw: str | None = None, **more: Any) -> str:  # noqa: ANN401
    """Write a paper.

    Parameters
    ----------
    step
        One of `STEPS`.
    draw
        Name of the draw; None in the announcement, whose hash it is.
    **more
        What the step says (`spec/draw.md`).

    Raises
    ------
    DrawError
        It is not of the form of its step.
    """
    head = {"schema": SCHEMA, "step": step, **({} if draw is None else {"draw": draw})}
    made = canonical({**head, **more}).decode()
    parsed(made)
    return made


def parsed(said: str) -> dict[str, Any]:
    """Read a paper; settings and pool in it are checked as well.

    Raises
    ------
    DrawError
        It is not of the form of its step.
    """
    found = read(said, _shape)
    if found["step"] == ANNOUNCEMENT:
        Settings.of(found["settings"])
    if found["step"] == POOL:
        Pool.of(found["pool"])
    return found


def _shape(found: Mapping[str, Any]) -> Shape:
    step = found.get("step")
    if not isinstance(step, str) or step not in _OWN:
        raise DrawError(f"expected a step out of {', '.join(STEPS)}, got {step!r:.40}")
    named: Shape = {} if step == ANNOUNCEMENT else {"draw": digest}
    return {**_HEAD, **named, **_OWN[step]}


def amiss(announcement: Mapping[str, Any]) -> list[str]:
    """Find what is wrong with who takes part and when; empty = nothing.

    Parameters
    ----------
    announcement
        As `parsed` gives it.
    """
    parties: Sequence[Mapping[str, Any]] = announcement["parties"]
    found = []
    if len({each["key"] for each in parties}) < 2:
        found.append("at least two parties with keys of their own are needed")
    if len({each["key"] for each in parties}) != len(parties):
        found.append("one key stands for two parties")
    if len({each["name"] for each in parties}) != len(parties):
        found.append("two parties have one name")
    if not any(each["outside"] for each in parties):
        found.append("at least one party from outside the bureau is needed")
    times = [announcement[name] for name in ("commit_by", "checkpoint_at", "reveal_by")]
    if times != sorted(times) or times[1] == times[2]:
        found.append("the times must be in order: commit_by, checkpoint_at, and reveal_by after it")
    return found
