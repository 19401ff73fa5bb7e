"""A policy: all that a pack says of a city's documents, and what follows from it on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, cast

from qingtian.law.packs import AnyPack, Pack, open_pack
from qingtian.policy import assessments as assessing
from qingtian.policy import placing
from qingtian.policy.articles import Article, articles
from qingtian.policy.assessments import Assessment, Score
from qingtian.policy.clauses import Clause, Document, clauses, documents
from qingtian.policy.clocks import Clock, clocks
from qingtian.policy.coverage import Cover, covers
from qingtian.policy.divisions import Divisions, divisions
from qingtian.policy.errors import NotThereError
from qingtian.policy.feeds import Agreement, feeds
from qingtian.policy.guarantees import Guarantee, guarantees
from qingtian.policy.indicators import Indicator, indicators
from qingtian.policy.ladders import Ladder, ladders
from qingtian.policy.organisations import Directory, organisations
from qingtian.policy.publications import Publication, publications
from qingtian.policy.rankings import Ranking, rankings
from qingtian.policy.responsibility import Responsibility, Responsible, responsibility
from qingtian.policy.rows import document
from qingtian.policy.settings import Setting, settings
from qingtian.policy.targets import Target, targets
from qingtian.policy.workdays import DAY, Workdays, workdays

FOLDER = "policy"
RESTDAY = "clock.restday"


@dataclass(frozen=True, eq=False)
class Policy:
    """What a pack says, each by its key; two are the same only if they are one.

    Attributes
    ----------
    pack
        The pack that it stands in.
    documents, clauses, organisations, divisions, settings, indicators, targets, rankings,
    assessments, ladders, clocks, publications, responsibility, workdays, covers, feeds, articles,
    guarantees
        Its parts.
    """

    pack: Pack
    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    organisations: Directory
    divisions: Divisions
    settings: Mapping[str, Setting]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    rankings: Mapping[str, Ranking]
    assessments: Mapping[str, Assessment]
    ladders: Mapping[str, Ladder]
    clocks: Mapping[str, Clock]
    publications: Mapping[str, Publication]
    responsibility: Responsibility
    workdays: Workdays
    covers: Mapping[str, Cover]
    feeds: Mapping[str, Agreement]
    articles: Mapping[str, Article]
    guarantees: Mapping[str, Guarantee]

    def decided(self, word: str, day: date) -> Any:  # noqa: ANN401 - whatever was decided
        """Give what holds on a day: the answer of a setting of that name, or the word itself.

        Raises
        ------
        NotThereError
            If the setting was not decided yet.
        """
        setting = self.settings.get(word)
        return word if setting is None else setting.on(day).value

    def decided_setting(self, key: str, day: date) -> Any:  # noqa: ANN401 - whatever was decided
        """Give the answer of a setting that must be there.

        Raises
        ------
        NotThereError
            If there is no such setting, or it was not decided yet.
        """
        if key not in self.settings:
            raise NotThereError(f"expected a setting {key} in settings.yaml; it is missing")
        return self.settings[key].on(day).value

    def last_day(self, due: date) -> date:
        """Give the last day in time: the one of the text, or the working day after it.

        Raises
        ------
        NotThereError
            If no setting `clock.restday` says what becomes of a last day that is not worked.
        """
        if self.decided_setting(RESTDAY, due) == "stay":
            return due
        return self.workdays.worked_near(due, DAY)

    def numbers(self, word: str, day: date) -> dict[str, Decimal]:
        """Give a setting that holds numbers by name.

        Raises
        ------
        NotThereError
            If there is no such setting, or it holds something else.
        """
        value = self.decided(word, day)
        if not isinstance(value, dict):
            raise NotThereError(f"expected a setting {word} with numbers by name; got {value!r}")
        return {str(key): Decimal(each) for key, each in value.items()}

    def assessed(self, ranking: str, day: date) -> tuple[str, ...]:
        """List the codes of the places that a ranking is about on a day; none for clusters.

        Raises
        ------
        NotThereError
            If there is no such ranking.
        """
        subjects = self._ranking(ranking).subjects
        value = self.decided(subjects[0], day)
        kinds = value["kinds"] if isinstance(value, dict) else subjects
        return tuple(each.code for each in self.divisions.on(day, kinds))

    def who(
        self,
        problem: str,
        places: Sequence[str],
        day: date,
        *,
        basin: bool = False,
        major: bool = False,
    ) -> Responsible:
        """Say who leads and who helps for a problem at a place; see `Responsibility.who`."""
        held = self.responsibility
        return held.who(problem, places, day, self.divisions, basin=basin, major=major)

    def measure(self, indicator: str) -> placing.Measure:
        """Say how an indicator is read.

        Raises
        ------
        NotThereError
            If there is no such indicator.
        """
        known = self.indicators.get(indicator)
        if known is None:
            raise NotThereError(f"no indicator is called {indicator}")
        return placing.Measure(cast("placing.Better", known.better), known.digits)

    def rank(self, key: str, figures: Iterable[placing.Figure], day: date) -> placing.Listing:
        """Place figures as a ranking orders, under the settings of a day.

        Parameters
        ----------
        key
            Which ranking.
        figures
            One a subject; a place that is ranked and has none is taken as without a figure, one that
            is not ranked as left out.
        day
            The last day of the period.

        Returns
        -------
        Listing
            Of a feedback: figures without places.

        Raises
        ------
        NotThereError
            If there is no such ranking.
        """
        each = self._ranking(key)
        if each.form == "feedback":
            return placing.fed_back(
                self._figures(each, figures, day),
                self.measure(each.indicator),
                then=self.measure(each.then) if each.then else None,
            )
        cut = each.cut
        if cut is not None and each.rounding:
            rounding = cast("placing.Rounding", self.decided(each.rounding, day))
            cut = placing.Cut(cut.bottom_n, cut.bottom_pct, rounding)
        return placing.listing(
            self._figures(each, figures, day),
            self.measure(each.indicator),
            then=self.measure(each.then) if each.then else None,
            cut=cut,
            ties=self._ties(each, day),
            missing=cast("placing.Missing", self.decided(each.missing, day)),
        )

    def assess(
        self, key: str, figures: Mapping[str, Iterable[placing.Figure]], day: date
    ) -> tuple[Score, ...]:
        """Score subjects as an assessment orders, under the settings of a day.

        Raises
        ------
        NotThereError
            If there is no such assessment.
        """
        each = self.assessments.get(key)
        if each is None:
            raise NotThereError(f"no assessment is called {key}")
        wanted = [name for part in each.parts for name in part.indicators]
        return assessing.assess(
            each,
            figures,
            {name: self.measure(name) for name in wanted},
            self.numbers(each.weights, day),
            missing=cast("placing.Missing", self.decided(each.missing, day)),
            digits=self.measure(key).digits,
        )

    def _ranking(self, key: str) -> Ranking:
        found = self.rankings.get(key)
        if found is None:
            raise NotThereError(f"no ranking is called {key}; known: {', '.join(self.rankings)}")
        return found

    def _ties(self, ranking: Ranking, day: date) -> placing.Ties:
        """Parting by a second figure asks for one; where the ranking has none the tie is named."""
        ties = self.decided(ranking.ties, day)
        return "include" if ties == "next" and not ranking.then else cast("placing.Ties", ties)

    def _figures(
        self, ranking: Ranking, figures: Iterable[placing.Figure], day: date
    ) -> list[placing.Figure]:
        given = {each.subject: each for each in figures}
        places = self.assessed(ranking.key, day)
        if not places:
            return list(given.values())
        absent = "no figure was handed in"
        strange = "not on the list of those ranked"
        listed = set(places)
        ranked = [given.get(code, placing.Figure(code, None, reason=absent)) for code in places]
        others = [
            placing.Figure(each.subject, each.value or Decimal(0), reason=strange)
            for each in given.values()
            if each.subject not in listed
        ]
        return [*ranked, *others]


def open_policy(which: AnyPack) -> Policy:
    """Open the policy of a pack.

    Parameters
    ----------
    which
        Name or folder of a pack, as `qingtian.law` takes it.

    Raises
    ------
    UnknownPackError
        If there is no such pack.
    PackFileError
        If a file breaks the form; the message names file, line and what to mend.
    """
    return _opened(open_pack(which))


@cache
def _opened(pack: Pack) -> Policy:
    folder: Traversable = pack.root / FOLDER
    all_clauses, all_indicators = clauses(folder), indicators(folder)
    all_settings = settings(folder)
    return Policy(
        pack,
        documents(folder),
        all_clauses,
        organisations(folder),
        divisions(folder),
        all_settings,
        all_indicators,
        targets(folder, all_clauses, all_indicators),
        rankings(folder),
        assessing.assessments(folder),
        ladders(folder),
        clocks(folder, all_settings),
        publications(folder, all_settings),
        responsibility(folder),
        workdays(document(folder, "calendar.yaml")),
        covers(folder),
        feeds(folder),
        articles(folder, all_clauses),
        guarantees(folder),
    )
