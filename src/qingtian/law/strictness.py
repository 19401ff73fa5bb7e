"""A pack's limit that says it is stricter than a national one must be, or the pack is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from qingtian.law.errors import LawFileError
from qingtian.law.provision import Provision
from qingtian.quantities import UnitError
from qingtian.quantities.units import factor

Stages = tuple[Provision, ...]


def check_stricter(found: Mapping[str, Stages]) -> None:
    """Compare each limit with the one that it says it is stricter than, on the first day of both.

    The laxest level of the one must not be laxer than the laxest of the other: levels have
    different names in different standards. Equal is allowed. A national limit that overtakes it
    later makes the claim old, not false: who judges takes the stricter of the day.

    Raises
    ------
    LawFileError
        If the other is unknown, stands in the same pack, measures something else, or is stricter;
        or if the library's own law makes the claim.
    """
    for path, stages in found.items():
        for stage in stages:
            if stage.stricter_than is not None:
                _check_one(path, stage, found.get(stage.stricter_than))


def _check_one(path: str, stage: Provision, others: Stages | None) -> None:
    where = f"{path}: stricter_than"
    if stage.pack is None:
        raise LawFileError(f"{where}: expected it in a pack only; national law is compared with")
    if others is None or any(other.pack is not None for other in others):
        raise LawFileError(f"{where} names {stage.stricter_than}, which is no national provision")
    other = next(each for each in others if each is others[-1] or _still(each, stage))
    if other.kind != "limit" or other.bound != stage.bound:
        raise LawFileError(f"{where} names {other.path}, which is no limit of the same bound")
    if _laxer(stage, other, where):
        raise LawFileError(f"{where}: its laxest value is laxer than that of {other.path}")


def _still(other: Provision, stage: Provision) -> bool:
    """Say whether the national stage reaches the first day of the pack's, or comes after it."""
    return other.until is None or other.until >= stage.since


def _laxer(stage: Provision, other: Provision, where: str) -> bool:
    try:
        scale = factor(stage.unit, other.unit)
    except UnitError as error:
        raise LawFileError(f"{where}: {error}") from None
    mine, theirs = _span(stage, scale), _span(other, Decimal(1))
    too_high = stage.bound != "at least" and mine[1] > theirs[1]
    return too_high or (stage.bound != "at most" and mine[0] < theirs[0])


def _span(stage: Provision, scale: Decimal) -> tuple[Decimal, Decimal]:
    """Give the lowest and the highest end that any level allows."""
    ends = [end if isinstance(end, tuple) else (end, end) for end in stage.value.values()]
    return min(low for low, _ in ends) * scale, max(high for _, high in ends) * scale
