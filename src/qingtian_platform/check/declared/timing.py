"""Which part of a period was said beforehand, and which only afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

Span = tuple[datetime, datetime]
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def minus(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """Cut out of spans what others cover."""
    rest = list(spans)
    for a, b in taken:
        rest = [
            piece
            for first, last in rest
            for piece in ((first, min(last, a)), (max(first, b), last))
            if piece[0] < piece[1]
        ]
    return rest


def common(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Give what spans and others both cover, in order."""
    found = [
        (max(first, a), min(last, b))
        for first, last in spans
        for a, b in others
        if max(first, a) < min(last, b)
    ]
    return joined(found)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Put spans that touch together, in order."""
    whole: list[Span] = []
    for first, last in sorted(spans):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return whole


def late(rows: Sequence[tuple[datetime, datetime, datetime]]) -> list[Span]:
    """Find what of the last row's period nobody had said before it came.

    Parameters
    ----------
    rows
        Start, end and time of saying of a declaration and of each row that replaced the one before.

    Returns
    -------
    list of (start, end)
        Moments that lay in the past when a row first covered them; an earlier start and a later
        end that are said afterwards are late, whatever was said in time.
    """
    known: list[Span] = []
    behind: list[Span] = []
    for start, end, said in rows:
        new = minus([(start, end)], known)
        behind += [(first, min(last, said)) for first, last in new if first < said]
        known += new
    return common(behind, [(rows[-1][0], rows[-1][1])])
