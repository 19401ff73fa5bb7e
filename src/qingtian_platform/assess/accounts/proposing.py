"""What the facts propose as of a day: counted by the ladders, less what was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qingtian.policy import Policy
from qingtian.policy.accounts import Answer, standings, stands_on, told_rules
from qingtian_platform.assess.accounts import knowing
from qingtian_platform.assess.accounts.infos import DecisionInfo, FactInfo, ProposalInfo


def proposals(day: date, unit: str | None = None) -> list[ProposalInfo]:
    """Tell where every unit stands on every ladder, as it was known at the end of a day.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    unit
        Of one unit; None = of all that a fact is known of.

    Returns
    -------
    list of ProposalInfo
        `standing.proposed` is empty where nothing is proposed, or a person decided on it.

    Raises
    ------
    AccountRefusedError
        If the city has no policy.
    """
    known = knowing.the_policy()
    by_unit: dict[str, list[FactInfo]] = {}
    for each in knowing.facts(day, unit):
        by_unit.setdefault(each.row.unit, []).append(each)
    decided: dict[str, list[DecisionInfo]] = {}
    for one in knowing.decisions(day, unit):
        decided.setdefault(one.unit, []).append(one)
    found: list[ProposalInfo] = []
    for who in sorted(by_unit):
        found += _of_unit(known, who, by_unit[who], decided.get(who, ()), day)
    return found


def _of_unit(
    known: Policy,
    unit: str,
    facts: list[FactInfo],
    decided: Iterable[DecisionInfo],
    day: date,
) -> Iterable[ProposalInfo]:
    by_number = {f"{each.id:08}": each for each in facts}
    counted = knowing.counted(facts)
    for ladder in known.ladders.values():
        if not stands_on(known, unit, ladder, day):
            continue
        mine = [each for each in decided if each.ladder == ladder.key]
        answers = [_answer(ladder.levels, each) for each in mine]
        rules = tuple(
            (known.settings[word], known.settings[word].on(day))
            for word in told_rules(ladder)
            if word in known.settings
        )
        for standing in standings(known, ladder.key, unit, counted, day, answers):
            evidence = tuple(by_number[number] for number in standing.facts)
            about = tuple(each for each in mine if each.turn == standing.turn)
            yield ProposalInfo(ladder, standing, evidence, rules, about)


def _answer(levels: Mapping[str, object], each: DecisionInfo) -> Answer:
    """Take the higher of what was proposed and what was decided; levels stand from the lowest."""
    order = ["", *levels]
    known = [level for level in (each.proposed, each.level) if level in order]
    higher = max(known, key=order.index, default="")
    return Answer(frozenset(f"{number:08}" for number in each.facts), higher, each.turn)
