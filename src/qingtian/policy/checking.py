"""Check a pack as a whole: what names what must be there; and count what it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import get_args

from qingtian.policy import articles, feeds, forecasting, guarantees
from qingtian.policy.counting import Match
from qingtian.policy.coverage import State, states
from qingtian.policy.deadlines import Period
from qingtian.policy.divisions import KINDS
from qingtian.policy.errors import NotThereError, PackFileError
from qingtian.policy.policy import FOLDER, Policy
from qingtian.policy.responsibility import FILE as RESPONSIBILITY
from qingtian.policy.rows import Row, document, mapped, table
from qingtian.policy.targets import COLUMNS

CITING = ("settings", "publications", "clocks", "indicators", "rankings", "assessments", "ladders")
MAY_CITE = ("feeds", "guarantees")
"""Files that a pack may lack."""
WAYS = {
    "ties": ("same place", "include", "exclude", "next"),
    "missing": ("exclude", "last"),
    "rounding": ("up", "down", "half-even"),
    "public": ("units", "public"),
    "reading": ("both", "either"),
    "counted": ("found", "unmended"),
    "window": ("all", "calendar-year", "rolling-year"),
    "unfinished": ("open", "overdue"),
    "share": ("of-target", "of-path"),
    "several": ("greatest", "mean"),
}
"""Ways that a row may name itself or leave to a setting."""
NEEDED = (
    *("task.horizon", "target.amber", "target.forecast", "target.stands", "target.baseline"),
    *("clock.restday", "reminder.offsets", "reminder.offsets.week", "register.public"),
    *("interview.lists", "interview.limits", "interview.history", "appeal.limit"),
    *("performance.weights", "performance.grades", "performance.assessed"),
    *("performance.targets", "performance.quality", "guarantees.valid"),
)
"""Settings that the platform asks of every pack: a page that lacks one cannot be made."""


@dataclass(frozen=True)
class Report:
    """What a pack covers.

    Attributes
    ----------
    clauses, targets, measures
        How many it has, and of how many a row is there.
    states
        Clauses by what the software does for them.
    by_document
        The same for each document.
    rules
        Rankings, assessments, ladders, clocks, publications and settings, by kind. [1]
    problems
        What names something that is not there, or gives a target to whom it must not be given.
    """

    clauses: int
    targets: tuple[int, int]
    measures: tuple[int, int]
    states: Mapping[State, int]
    by_document: Mapping[str, Mapping[State, int]]
    rules: Mapping[str, int]
    problems: tuple[PackFileError, ...]


def report(policy: Policy) -> Report:
    """Check and count.

    Returns
    -------
    Report
        Its `problems` are empty where the pack holds together.
    """
    found = states(policy.clauses, policy.covers)
    wanted = [each.id for each in policy.clauses.values() if each.kind == "target"]
    documents = {
        key: Counter(found[c.id] for c in policy.clauses.values() if c.document == key)
        for key in policy.documents
    }
    return Report(
        len(policy.clauses),
        (sum(each in policy.targets for each in wanted), len(wanted)),
        _measures(policy),
        Counter(found.values()),
        documents,
        {name: len(getattr(policy, name)) for name in (*CITING,)},
        tuple(_problems(policy)),
    )


def _measures(policy: Policy) -> tuple[int, int]:
    there = {(c.document, c.measure) for c in policy.clauses.values()}
    wanted = [
        (each.key, number)
        for each in policy.documents.values()
        for number in range(1, each.measures + 1)
    ]
    return sum(each in there for each in wanted), len(wanted)


def _problems(policy: Policy) -> Iterator[PackFileError]:
    folder = policy.pack.root / FOLDER
    for key in NEEDED:
        if key not in policy.settings:
            yield PackFileError("settings.yaml", 0, f"expected a setting {key}; it is missing")
    yield from _who(policy)
    yield from _cited(policy, folder)
    yield from _targets(policy, folder)
    yield from _goals(policy, folder)
    yield from _counted(policy, folder)
    yield from _rankings(policy, folder)
    yield from _assessments(policy, folder)
    yield from _ladders(policy, folder)
    yield from _owing(policy, folder)
    yield from _answering(policy, folder)
    yield from articles.problems(policy.articles, policy.clauses, policy.covers)
    yield from _guaranteed(policy)
    yield from _sharing(policy, folder)


def _who(policy: Policy) -> Iterator[PackFileError]:
    """Each unit that a clause names must be known on the day of its document."""
    for clause in policy.clauses.values():
        for word in clause.units:
            try:
                policy.organisations.named(word, policy.documents[clause.document].date)
            except NotThereError as problem:
                yield PackFileError("clauses.csv", clause.line, f"{clause.id}: {problem}")


def _cited(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    for name in (*CITING, "coverage", *MAY_CITE):
        for row in mapped(folder, f"{name}.yaml", name, absent=name in MAY_CITE):
            yield from _dangling(policy, row)


def _dangling(policy: Policy, row: Row) -> Iterator[PackFileError]:
    """Tell which clauses that a row cites are not there."""
    for clause in row.texts("clauses"):
        if clause not in policy.clauses:
            yield row.error("clauses", f"expected a clause of clauses.csv; got {clause}")


def _targets(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    rows = {row.name: row for row in table(folder, "targets.csv", COLUMNS)}
    for clause in policy.clauses.values():
        if clause.kind == "target" and clause.id not in rows:
            yield PackFileError("targets.csv", 0, f"expected a row for the target {clause.id}")
    for row in rows.values():
        yield from _target(policy, row)


def _goals(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    """Find numbers that stand in no setting, and forecasts that cannot be made."""
    for row in mapped(folder, "indicators.yaml", "indicators"):
        goal = row.text("goal", "")
        if goal and goal not in policy.settings:
            yield row.error("goal", f"expected a setting; got {goal}")
    for row in mapped(folder, "settings.yaml", "settings"):
        if row.name == forecasting.SETTING:
            for each in policy.settings[row.name].decisions:
                try:
                    forecasting.rule_of(each.value)
                except (KeyError, TypeError, ValueError) as problem:
                    yield row.error("values", f"expected method, points and percent; {problem}")


def _target(policy: Policy, row: Row) -> Iterator[PackFileError]:
    indicator, reporter = row.text("indicator", ""), row.text("reporter", "")
    if indicator and indicator not in policy.indicators:
        yield row.error("indicator", f"expected one of indicators.yaml; got {indicator}")
    clause, directory = policy.clauses[row.name], policy.organisations
    if not clause.units and reporter not in directory.by_key:
        yield row.error(
            "reporter", f"the clause names nobody; expected an organisation, got {reporter!r}"
        )
    named = [directory.by_key[reporter]] if reporter in directory.by_key else []
    for word in clause.units:
        try:
            named.append(directory.named(word))
        except NotThereError:
            continue  # told by _who
    for each in named:
        if each.kind == "monitoring":
            yield row.error(
                "reporter",
                f"a target of environmental quality may not be given to a monitoring body: {each.key} "
                "(D7-2.6-02); name who must reach it",
            )


def _counted(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    """Tell of a rate of violations dealt with that no setting says how to compute."""
    for row in mapped(folder, "indicators.yaml", "indicators"):
        counted = policy.indicators[row.name].counted
        if counted is None or counted.value != "match":
            continue
        setting = policy.settings.get(counted.how)
        if setting is None or not setting.choices or set(setting.choices) - set(get_args(Match)):
            yield row.error(
                "counted",
                f"expected how: a setting whose choices are {', '.join(get_args(Match))}; "
                f"got {counted.how!r}",
            )


def _rankings(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    for row in mapped(folder, "rankings.yaml", "rankings"):
        for key in ("indicator", "then"):
            name = row.text(key, "")
            if name and name not in policy.indicators:
                yield row.error(key, f"expected one of indicators.yaml; got {name}")
        for key in ("ties", "missing", "rounding", "public"):
            yield from _way(policy, row, key)
        yield from _cycles(policy, row)


def _cycles(policy: Policy, row: Row) -> Iterator[PackFileError]:
    """Tell where a setting that says how often a list is made does not say it as a period."""
    name = row.text("cycles", "")
    if name and name not in policy.settings:
        yield row.error("cycles", f"expected a setting; got {name}")
        return
    for each in policy.settings[name].decisions if name else ():
        try:
            Period.read(str(each.value["cycle"]))
        except (KeyError, TypeError, ValueError) as problem:
            yield row.error("cycles", f"{name} of {each.since}: expected cycle: P1M; {problem}")


def _way(policy: Policy, row: Row, key: str) -> Iterator[PackFileError]:
    """Tell what is wrong with a way that a row names itself or leaves to a setting."""
    word, ways = row.text(key, ""), WAYS[key]
    if not word or word in ways:
        return
    setting = policy.settings.get(word)
    if setting is None:
        yield row.error(key, f"expected one of {', '.join(ways)}, or a setting; got {word}")
    elif not setting.choices or set(setting.choices) - set(ways):
        yield row.error(
            key,
            f"expected a setting whose choices are among {', '.join(ways)}; "
            f"{word} has {', '.join(setting.choices) or 'none'}",
        )


def _assessments(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    for row in mapped(folder, "assessments.yaml", "assessments"):
        each = policy.assessments[row.name]
        if row.name not in policy.indicators:
            yield row.error("name", f"expected an indicator {row.name} that it yields")
        for part in each.parts:
            for name in part.indicators:
                if name not in policy.indicators:
                    yield row.error("parts", f"expected one of indicators.yaml; got {name}")
        yield from _setting(policy, row, "weights", {part.key for part in each.parts})
        yield from _way(policy, row, "missing")


def _ladders(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    for row in mapped(folder, "ladders.yaml", "ladders"):
        levels = set(policy.ladders[row.name].levels)
        yield from _setting(policy, row, "steps", levels)
        for key in ("reading", "counted", "window", "unfinished", "share", "several"):
            yield from _way(policy, row, key)
        if "heavier" in row.values:
            yield from _setting(policy, row, "heavier", {"rungs"})


def _setting(policy: Policy, row: Row, key: str, names: set[str]) -> Iterator[PackFileError]:
    """Tell what is wrong with a key that names a setting of numbers by these names."""
    setting = policy.settings.get(row.text(key))
    if setting is None:
        yield row.error(key, f"expected a setting; got {row.text(key)}")
        return
    for each in setting.decisions:
        if not isinstance(each.value, dict) or set(each.value) != names:
            yield row.error(
                key,
                f"expected the names {', '.join(sorted(names))}; {setting.key} of "
                f"{each.since} has {each.value}",
            )


def _owing(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    known = policy.organisations.by_key
    for row in mapped(folder, "clocks.yaml", "clocks"):
        if row.text("actor") not in known:
            yield row.error("actor", f"expected one of organisations.yaml; got {row.text('actor')}")
        start = row.text("start", "")
        if start and start not in policy.settings:
            yield row.error("start", f"expected a setting; got {start}")
        yield from _known(policy, row, "filed")
        yield from _each(policy, row)
    for row in mapped(folder, "publications.yaml", "publications"):
        yield from _known(policy, row, "by")
        yield from _each(policy, row)


def _known(policy: Policy, row: Row, key: str) -> Iterator[PackFileError]:
    """Tell which organisations of a key, one or a list, the pack does not have."""
    value = row.values.get(key) or ()
    for who in (value,) if isinstance(value, str) else value:
        if who not in policy.organisations.by_key:
            yield row.error(key, f"expected one of organisations.yaml; got {who}")


def _each(policy: Policy, row: Row) -> Iterator[PackFileError]:
    """Tell what is no kind of place and no setting that lists units."""
    for word in row.texts("each"):
        if word in KINDS:
            continue
        setting = policy.settings.get(word)
        if setting is None:
            yield row.error("each", f"expected a kind of place or a setting; got {word}")
            continue
        for decision in setting.decisions:
            yield from _units(policy, row, word, decision.value)


def _units(policy: Policy, row: Row, word: str, value: object) -> Iterator[PackFileError]:
    """Tell which answer of a setting lists neither kinds of places nor known organisations."""
    if isinstance(value, dict) and set(value) == {"kinds"} and set(value["kinds"]) <= set(KINDS):
        return
    strange = (
        sorted(set(value) - set(policy.organisations.by_key)) if isinstance(value, list) else ()
    )
    if strange or not isinstance(value, list):
        yield row.error(
            "each", f"expected organisations or kinds of places in {word}; got {strange or value}"
        )


def _answering(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    """Tell which row of the responsibility names a unit or clause that is not there."""
    whole = document(folder, RESPONSIBILITY)
    for row in whole.rows("charges"):
        yield from _known(policy, row, "lead")
        yield from _known(policy, row, "helpers")
        yield from _dangling(policy, row)
    for row in whole.rows("datasets"):
        yield from _known(policy, row, "unit")
        yield from _known(policy, row, "watched")
        yield from _dangling(policy, row)


def _sharing(policy: Policy, folder: Traversable) -> Iterator[PackFileError]:
    """Tell which data set is agreed with a department that the pack does not have."""
    for row in mapped(folder, feeds.FILE, "feeds", absent=True):
        yield from _known(policy, row, "department")


def _guaranteed(policy: Policy) -> Iterator[PackFileError]:
    """Tell that nothing says how long an entry of the checklist stands."""
    setting = policy.settings.get(guarantees.VALID)
    if policy.guarantees and setting is None:
        message = f"expected a setting {guarantees.VALID}: how long an entry stands"
        yield PackFileError(guarantees.FILE, 0, message)
    for each in setting.decisions if setting else ():
        if not isinstance(each.value, dict) or list(each.value) != ["months"]:
            message = f"{guarantees.VALID} of {each.since}: expected months: 12; got {each.value}"
            yield PackFileError("settings.yaml", 0, message)
