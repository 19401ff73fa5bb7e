"""A list as text: the same bytes for the same list, so that its digest stands for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian.policy import Policy
from qingtian.policy.placing import Listing, Placed
from qingtian_platform.assess.closing.again import Held, again, kept


@dataclass(frozen=True)
class Difference:
    """What one edition says otherwise than the one before.

    Attributes
    ----------
    subject
        Who.
    before, after
        Place and figure then and now; None where there was none.
    named_before, named_after
        Whether the list named it then and now.
    """

    subject: str
    before: tuple[int, str] | None
    after: tuple[int, str] | None
    named_before: bool
    named_after: bool


def text(
    policy: Policy, ranking: str, first: date, last: date, found: Listing, held: Held | None = None
) -> str:
    """Write a list with the figures and the rules that made it.

    Returns
    -------
    str
        Canonical JSON: keys in order, no spaces.
    """
    one = policy.rankings[ranking]
    rules = {
        key: policy.decided(getattr(one, key), last)
        for key in ("ties", "missing", "rounding")
        if getattr(one, key)
    }
    content: dict[str, Any] = {
        "pack": policy.pack.key,
        "ranking": ranking,
        "clauses": list(one.clauses),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "indicator": one.indicator,
        "then": one.then,
        "rules": rules,
        "wanted": found.wanted,
        "border": found.border,
        "placed": [_placed(each) for each in found.placed],
        "named": [each.subject for each in found.named],
        "left_out": [[each.subject, each.reason] for each in found.left_out],
        **kept(policy, one, last, held or {}),
    }
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def recomputed(of: str) -> bool | None:
    """Tell whether an edition, made again from itself, is the same to the digit: places, names, who is left out.

    Returns
    -------
    bool or None
        None where the edition is older than what it needs for that.
    """
    found, content = again(of), json.loads(of)
    if found is None:
        return None
    return bool(
        [_placed(each) for each in found.placed] == content["placed"]
        and [each.subject for each in found.named] == content["named"]
        and [[each.subject, each.reason] for each in found.left_out] == content["left_out"]
        and found.border == content["border"]
    )


def _placed(each: Placed) -> list[object]:
    return [each.subject, each.place, _number(each.value), _number(each.then), each.tied]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _plain(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def digest(of: str) -> str:
    """Give the SHA-256 of a list's text, 64 hexadecimal digits."""
    return hashlib.sha256(of.encode()).hexdigest()


def differences(before: str, after: str) -> list[Difference]:
    """Tell whom two editions treat otherwise, the worst place of now first."""
    one, other = json.loads(before), json.loads(after)
    then, now = _by_subject(one), _by_subject(other)
    named_then, named_now = set(one["named"]), set(other["named"])
    found = [
        Difference(who, then.get(who), now.get(who), who in named_then, who in named_now)
        for who in sorted({*then, *now})
        if then.get(who) != now.get(who) or (who in named_then) != (who in named_now)
    ]
    return sorted(found, key=lambda each: (-(each.after or (0, ""))[0], each.subject))


def _by_subject(content: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    return {who: (place, value or "") for who, place, value, _then, _tied in content["placed"]}
