"""Hold the records of service that an act brings against what they serve, in its transaction.

A record of service counts for one act of a matter, and names a paper that counts only when it is served and
that no record which the matter brought before has served: the proof that a notice was served is none for the
decision. Where the pack names the fact that says when a penalty was served, it is the day of its record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from qingtian.cases import ActRefusedError, Case, Deed, Handed, Reason
from qingtian.cases.intake import Served as Serving
from qingtian.cases.intake import intake
from qingtian.cases.papers import of_paper
from qingtian.cases.reasons import valued
from qingtian.policy import Policy
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import lacking, pack
from qingtian_platform.act.papers.contents import of_json
from qingtian_platform.act.papers.models import Finished, Served

BEFORE: Final = {
    "en": "expected a record that counted for no act before",
    "zh": "此前的步骤已用过这份送达回证，应另附一份",
}
NOTHING: Final = {
    "en": "expected a record that serves what this act serves; it names nothing that was not served before",
    "zh": "应载明本次送达的文书；所列文书此前均已送达，或者无须送达",
}


def hear(told: cases.Told) -> None:
    """Refuse an act whose record of service does not show what it has to; called by `act.cases`.

    Parameters
    ----------
    told
        What happened.

    Raises
    ------
    ActRefusedError
        With each reason beside the paper or fact that it is about.
    """
    if told.kind != "deed" or told.case is None or told.deed is None:
        return
    deeds = told.case.deeds[: told.deed.seq]
    if not any(each.digest for each in deeds[-1].papers):
        return
    reasons = [
        reason
        for given, record in _records(deeds[-1])
        for reason in _wrong(told.case, deeds, given, record)
    ]
    if reasons:
        raise ActRefusedError(deeds[-1].act, reasons)


def _records(deed: Deed) -> Iterator[tuple[Handed, Finished]]:
    """Give the records of service among the papers of an act."""
    given = {each.digest: each for each in deed.papers if each.digest}
    for row in Finished.objects.filter(digest__in=given).select_related("draft"):
        form = pack.named(row.draft.form)
        if lacking.way_of(form, of_json(json.loads(row.text)["content"])) is not None:
            yield given[row.digest], row


def _wrong(
    case: Case, deeds: tuple[Deed, ...], given: Handed, record: Finished
) -> Iterator[Reason]:
    paper = case.procedure.papers[given.key]
    used = {each.digest for deed in deeds[:-1] for each in deed.papers if each.digest}
    if record.digest in used:
        yield of_paper("paper-lacks", paper, lack=BEFORE)
        return
    served = Served.objects.filter(proof=record).select_related("paper__draft")
    gone = set(Served.objects.filter(proof__digest__in=used).values_list("paper", flat=True))
    new = [
        each
        for each in served
        if each.paper_id not in gone and pack.named(each.paper.draft.form).served
    ]
    if not new:
        yield of_paper("paper-lacks", paper, lack=NOTHING)
        return
    yield from _dated(case, deeds[-1], min(each.day for each in new))


def _dated(case: Case, deed: Deed, day: date) -> Iterator[Reason]:
    """Hold the fact that says when a penalty was served against its record."""
    policy = cases.procedures().policy
    named = None if policy is None else _serving(policy).get(case.procedure.key)
    if named is None or named.act != deed.act:
        return
    told = case.facts.get(named.fact)
    if told != day:
        fact = case.procedure.fact_names[named.fact]
        yield Reason("unfit", about=named.fact, fact=fact, wanted=day, value=valued(told))


@cache
def _serving(policy: Policy) -> Mapping[str, Serving]:
    return intake(policy).served
