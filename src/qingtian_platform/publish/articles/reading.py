"""What the page of a document's articles shows: sentences, what runs, tests with their runs, settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian.policy.articles import Article
from qingtian.policy.clauses import Clause
from qingtian_platform.kit.categories import english
from qingtian_platform.publish import gazette
from qingtian_platform.publish.articles import demonstrations
from qingtian_platform.publish.articles.demonstrations import Demonstration

SAYS = {
    "passed": gettext_lazy("passed, on the code that runs here"),
    "changed": gettext_lazy("passed then; the code that it ran through has changed since"),
    "none": gettext_lazy("no run is on record"),
}
SIGNS = {"passed": "●", "changed": "◐", "none": "○"}


@dataclass(frozen=True)
class Shown:
    """A test that shows a clause, with its last run.

    Attributes
    ----------
    name
        As the pack names it.
    sign, word
        How it stands, as a mark and in words.
    run
        Its last run; None where none is on record.
    """

    name: str
    state: str
    sign: str
    word: str
    run: Demonstration | None


@dataclass(frozen=True)
class Part:
    """What a part of the software does for a sentence, and where it is seen."""

    name: str
    page: str


@dataclass(frozen=True)
class Sentence:
    """A clause with what runs of it, or why it does not."""

    id: str
    text: str
    state: str
    word: str
    parts: tuple[Part, ...]
    rest: str


@dataclass(frozen=True)
class Reading:
    """An article as it is shown."""

    anchor: str
    number: str
    title: str
    name: str
    runs: str
    states: tuple[gazette.Count, ...]
    sentences: tuple[Sentence, ...]
    tests: tuple[Shown, ...]
    settings: tuple[gazette.Setting, ...]


def articles(policy: Policy, document: str) -> list[Reading]:
    """List the articles of a document, in the order of the text; empty where the pack has none."""
    found = [each for each in policy.articles.values() if each.clauses[0].document == document]
    figures = count(1)
    return [
        _article(policy, each, str(next(figures)) if each.number and english() else each.number)
        for each in found
    ]


def _article(policy: Policy, article: Article, number: str) -> Reading:
    notes = [gazette.note(policy, each) for each in article.clauses]
    by_id = {each.id: each for each in notes}
    title = article.clauses[0].headings[-1]
    counted = Counter(gazette.clause_states(policy)[each.id] for each in article.sentences)
    settings = {one.question: one for each in notes for one in each.settings}
    return Reading(
        f"a-{article.key}",
        number,
        title,
        gazette.said(article.name),
        gazette.said(article.runs),
        tuple(each for each in gazette.counts(counted) if each.count),
        tuple(_sentence(each, by_id[each.id], article) for each in article.sentences),
        tuple(shown(dict.fromkeys(test for each in notes for test in each.tests))),
        tuple(settings.values()),
    )


def _sentence(clause: Clause, note: gazette.Note, article: Article) -> Sentence:
    parts = {one.page: Part(gazette.said(one.name), one.page) for one in note.runs}
    rest = gazette.said(article.rest[clause.id]) if clause.id in article.rest else ""
    return Sentence(clause.id, clause.text, note.state, note.word, tuple(parts.values()), rest)


def shown(tests: Iterable[str]) -> list[Shown]:
    """Give tests with their last runs."""
    return [
        Shown(
            each,
            demonstrations.state(each),
            SIGNS[demonstrations.state(each)],
            str(SAYS[demonstrations.state(each)]),
            demonstrations.recorded().get(each),
        )
        for each in tests
    ]


def say(found: list[Reading]) -> str:
    """Say in one sentence how much of the document runs."""
    states = Counter(each.state for one in found for each in one.sentences)
    numbers = {slug: number_format(states[slug]) for slug in gazette.SLUGS}
    return _(
        "%(n)s articles, %(all)s sentences: %(runs)s run, %(partly)s run in part, %(tracked)s are on record only, %(none)s are not for software; each with its reason."
    ) % {
        "n": sum(bool(each.number) for each in found),
        "all": number_format(states.total()),
        **numbers,
    }


def tests(found: list[Reading]) -> dict[str, int]:
    """Count the different tests by how they stand. [1]."""
    each = {one.name: one.state for article in found for one in article.tests}
    counted = Counter(each.values())
    return {key: counted[key] for key in SAYS}
