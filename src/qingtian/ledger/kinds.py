"""Kinds of acts: what the body of each must carry, and within which bounds (`spec/acts.md`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from qingtian.ledger.errors import FormError
from qingtian.ledger.note import decoded

SIGNER: Final = "qingtian.signer/1"
REVOCATION: Final = "qingtian.revocation/1"
CORRECTION: Final = "qingtian.correction/1"
RETRACTION: Final = "qingtian.retraction/1"
DECISION: Final = "qingtian.decision/1"
SIGNOFF: Final = "qingtian.signoff/1"
RELEASE: Final = "qingtian.release/1"
REVIEW: Final = "qingtian.review/1"
MEANING: Final = "qingtian.meaning/1"
REGISTRY: Final = "qingtian.registry/1"
COVER: Final = "qingtian.cover/1"
PAPER: Final = "qingtian.paper/1"
DEEDS: Final = "qingtian.deeds/1"

DUTIES: Final = ("sampler", "analyst", "reviewer", "signatory")
"""The four signatures of a manual sample, in their order."""
SUBJECTS: Final = (
    "outlet",
    "device",
    "dialect",
    "unit",
    "range",
    "slope",
    "intercept",
    "cycle",
    "station-kind",
    "limit",
    "threshold",
    "rule",
)
"""What gives a reading its meaning."""
OUTCOMES: Final = ("approved", "refused", "published")
STEPS: Final = ("first", "second", "issued", "returned", "reopened")
"""Of the review of a day of an own station: three signatures, sent back, opened again."""
_GREATEST: Final = 2**53 - 1
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9.-]{0,39}")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_PUBLIC_SIZE: Final = 32
_SIGNATURE_SIZE: Final = 64

Check = Callable[[object], None]
"""Raises FormError where a value is out of its bounds."""


def count(value: object) -> None:
    """Accept an integer that every JSON reader keeps exactly."""
    if type(value) is not int or not 0 <= value <= _GREATEST:
        raise FormError(f"expected an integer from 0 to {_GREATEST}, got {value!r}")


def digest(value: object) -> None:
    """Accept 64 hexadecimal digits."""
    if not isinstance(value, str) or _HASH.fullmatch(value) is None:
        raise FormError(f"expected 64 hexadecimal digits, got {value!r}")


def word(value: object) -> None:
    """Accept a word of a list that machines compare."""
    if not isinstance(value, str) or _WORD.fullmatch(value) is None:
        raise FormError(f"expected a word {_WORD.pattern}, got {value!r}")


def calendar_day(value: object) -> None:
    """Accept a day, as 2026-11-25."""
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise FormError(f"expected a day as 2026-11-25, got {value!r}")


def text(limit: int) -> Check:
    """Accept a line of at most so many characters, without control characters."""

    def check(value: object) -> None:
        if not isinstance(value, str) or len(value) > limit:
            raise FormError(f"expected a text of at most {limit} characters, got {value!r}")
        if any(unicodedata.category(each) in {"Cc", "Cs"} for each in value):
            raise FormError("expected a text without control characters")

    return check


def one_of(words: tuple[str, ...]) -> Check:
    """Accept one of the words."""

    def check(value: object) -> None:
        if value not in words:
            raise FormError(f"expected one of {', '.join(words)}, got {value!r}")

    return check


def some_of(words: tuple[str, ...]) -> Check:
    """Accept a sorted list of different words out of these."""

    def check(value: object) -> None:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise FormError(f"expected a list of words, got {value!r}")
        if value != sorted(set(value)) or not set(value) <= set(words):
            raise FormError(f"expected a sorted list out of {', '.join(words)}, got {value!r}")

    return check


def or_null(check: Check) -> Check:
    """Accept null too."""

    def lenient(value: object) -> None:
        if value is not None:
            check(value)

    return lenient


def some(shape: Mapping[str, Check], most: int) -> Check:
    """Accept a list of one to so many objects of a shape."""

    def check(value: object) -> None:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise FormError(f"expected a list of 1 to {most} objects, got {value!r}")
        for each in value:
            shaped(each, shape)

    return check


def yes_or_no(value: object) -> None:
    """Accept true or false."""
    if type(value) is not bool:
        raise FormError(f"expected true or false, got {value!r}")


def sized(size: int) -> Check:
    """Accept base64 of so many bytes."""

    def check(value: object) -> None:
        if not isinstance(value, str) or len(decoded(value)) != size:
            raise FormError(f"expected base64 of {size} bytes, got {value!r}")

    return check


Shape = Mapping[str, Check]

READING: Final[Shape] = {
    "batch": count,
    "code": text(20),
    "field": text(20),
    "frame": count,
    "interval": one_of(("realtime", "minute", "hour", "day")),
    "leaf": digest,
    "mn": text(60),
    "place": count,
    "start": count,
}
ENTRY: Final[Shape] = {"entry": digest}


def shaped(value: object, shape: Shape) -> None:
    """Accept an object with exactly the keys of a shape.

    Raises
    ------
    FormError
        A key is missing, is one too many, or holds what it must not.
    """
    if not isinstance(value, dict) or set(value) != set(shape):
        got = sorted(value) if isinstance(value, dict) else value
        raise FormError(f"expected the keys {', '.join(sorted(shape))}, got {got!r}")
    for key, check in shape.items():
        try:
            check(value[key])
        except FormError as error:
            raise FormError(f"{key}: {error}") from None


def reading(value: object) -> None:
    """Accept what points to a reading: its key, and the sealed frame that holds it."""
    shaped(value, READING)


def target(value: object) -> None:
    """Accept what points to a reading or to an entry."""
    shaped(value, ENTRY if isinstance(value, dict) and "entry" in value else READING)


_WORDS: Final = {"words": or_null(digest)}

CHANGE: Final[Shape] = {
    "name": text(80),
    "new": text(200),
    "old": or_null(text(200)),
    "since": count,
    "subject": one_of(SUBJECTS),
}
"""What gives readings their meaning from `since` on."""
MOST_CHANGES: Final = 24

KINDS: Final[Mapping[str, Shape]] = {
    SIGNER: {
        "acts": some_of(
            tuple(
                sorted(
                    (
                        *(CORRECTION, RETRACTION, DECISION, SIGNOFF, RELEASE, REVIEW),
                        *(MEANING, REGISTRY, COVER, PAPER, DEEDS),
                    ),
                )
            )
        ),
        "appoints": yes_or_no,
        "duties": some_of(DUTIES),
        "holder": digest,
        "key": sized(_PUBLIC_SIZE),
        "possession": sized(_SIGNATURE_SIZE),
        "since": count,
        "until": or_null(count),
    },
    REVOCATION: {"key": digest, "reason": word},
    CORRECTION: {
        "method": word,
        "new": text(40),
        "old": text(40),
        "reason": word,
        "target": reading,
        **_WORDS,
    },
    RETRACTION: {"basis": text(200), "reason": word, "target": target, **_WORDS},
    DECISION: {
        "after": text(8),
        "before": text(8),
        "outcome": word,
        "rule": text(80),
        "target": reading,
        "version": text(40),
        **_WORDS,
    },
    SIGNOFF: {
        "duty": one_of(DUTIES),
        "previous": or_null(digest),
        "sample": text(60),
        "sheet": digest,
        **_WORDS,
    },
    RELEASE: {
        "dataset": digest,
        "outcome": one_of(OUTCOMES),
        "source": or_null(digest),
        **_WORDS,
    },
    REVIEW: {
        "cause": or_null(word),
        "day": calendar_day,
        "previous": or_null(digest),
        "step": one_of(STEPS),
        "table": digest,
        "thing": text(80),
        **_WORDS,
    },
    MEANING: {"basis": text(200), "thing": text(80), **CHANGE, **_WORDS},
    REGISTRY: {
        "basis": text(200),
        "change": count,
        "changes": some(CHANGE, MOST_CHANGES),
        "thing": text(80),
        **_WORDS,
    },
    COVER: {"period": count, "previous": or_null(digest), "root": digest},
    PAPER: {"paper": digest},
    DEEDS: {"number": count, "previous": or_null(digest), "root": digest, **_WORDS},
}


def check_body(schema: str, body: Mapping[str, Any]) -> None:
    """Check the body of an act.

    Raises
    ------
    FormError
        The kind is not known, or the body is not of its form.
    """
    if schema not in KINDS:
        raise FormError(f"expected an act, got {schema!r}")
    shaped(body, KINDS[schema])
