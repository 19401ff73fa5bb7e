"""What matters proved: served decisions about falsification, as facts that a person may hand in."""

from __future__ import annotations

from datetime import date

from qingtian.policy.accounts import fact_types
from qingtian_platform.act.cases import api as cases
from qingtian_platform.assess.accounts import knowing
from qingtian_platform.assess.accounts.infos import FactRow
from qingtian_platform.kit.times import beijing

KIND = "falsified"
"""Counted by district, whose interview it may lead to (D7-2.4-04)."""


def proven(day: date) -> list[FactRow]:
    """List what served decisions proved until a day and nobody has handed in, the oldest first.

    Parameters
    ----------
    day
        Until its end. [Beijing]

    Returns
    -------
    list of FactRow
        Its source is the number of the matter; its type the first that the pack names of its kind.
        What was handed in and withdrawn again is not proposed anew.

    Raises
    ------
    AccountRefusedError
        If the city has no policy, or one that lacks a setting.
    """
    types = fact_types(knowing.the_policy(), KIND, day)
    known = {each.row.source for each in knowing.facts(day) if each.row.kind == KIND}
    found = [
        (beijing(one.at).date(), one.matter)
        for one in cases.rulings()
        if one.matter.division and one.matter.number not in known
    ]
    return [
        FactRow(
            KIND,
            f"{matter.division[:6]}000",
            next(iter(types)),
            matter.subject.name[:200],
            at.isoformat(),
            "",
            "",
            matter.number,
            "",
        )
        for at, matter in sorted(found, key=lambda each: (each[0], each[1].id))
        if types and at <= day
    ]
