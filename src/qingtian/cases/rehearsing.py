"""Rehearse a procedure: play a list of events on a simulated clock and compare with what was expected.

A rehearsal is a file that a lawyer can read:

    procedure: construction-dust
    rehearsals:
      A clue that is verified a minute late:
        - {at: 2024-05-06 10:00, act: receive, by: enforcement, facts: {received: 2024-05-06 10:00}}
        - {at: 2024-05-07 10:01, expect: {state: reported, late: [verify-clue]}}
        - {at: 2024-05-07 10:02, act: confirm, by: enforcement, refused: Record of the inspection}

`zh` may give their names in Chinese. `expect` may ask for `state`, `open`, `late`, `due`, `facts` and `ended`; `refused` says that the act must
be refused with a reason that holds these words. A paper that is named alone bears all that is demanded of
it; as a mapping it bears what it says and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources.abc import Traversable
from typing import Any

from qingtian.cases.case import Case, Deed
from qingtian.cases.cells import word
from qingtian.cases.doing import begin, do
from qingtian.cases.errors import ActRefusedError, NoSuchError
from qingtian.cases.owing import tick
from qingtian.cases.papers import Handed, Officer
from qingtian.cases.procedure import Paper, Procedure
from qingtian.policy.errors import PackFileError
from qingtian.policy.rows import Row, document
from qingtian.policy.workdays import Workdays
from qingtian.quantities import BEIJING

ASKED = ("state", "open", "late", "due", "facts", "ended")
ACT = ("at", "act")
ACT_REST = ("by", "facts", "papers", "reason", "returned", "refused", "expect")


@dataclass(frozen=True)
class Event:
    """One line of a rehearsal.

    Attributes
    ----------
    at
        When.
    deed
        What is done; None where one only looks.
    refused
        Words of the reason for which it must be refused; None where it must not be.
    expect
        What must be so afterwards.
    file, line
        Where it stands.
    """

    at: datetime
    deed: Deed | None
    refused: str | None
    expect: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True)
class Rehearsal:
    """A procedure and what is to happen.

    Attributes
    ----------
    name, zh
        What it shows; in Chinese, where the file says so.
    procedure
        Key of the procedure; with its version after a stroke where that is not the newest of the day.
    events
        In their order.
    """

    name: str
    procedure: str
    events: tuple[Event, ...]
    zh: str = ""


@dataclass(frozen=True)
class Outcome:
    """What happened at an event.

    Attributes
    ----------
    event
        Which.
    happened
        In words: the act, its refusal, what expired before.
    wrong
        What was expected and what came; empty where all is as it must be.
    case
        The case afterwards; None where none has begun.
    """

    event: Event
    happened: tuple[str, ...]
    wrong: tuple[str, ...]
    case: Case | None


def rehearsals(
    folder: Traversable, name: str, known: Mapping[str, Procedure]
) -> tuple[Rehearsal, ...]:
    """Read a file of rehearsals.

    Parameters
    ----------
    folder, name
        Where it stands.
    known
        The procedures by `key/version`.

    Raises
    ------
    PackFileError
        If it breaks the form, or there is no such procedure.
    """
    row = document(folder, name).only(["procedure", "rehearsals"], ["zh"])
    told = row.mapping("rehearsals")
    for title in row.mapping("zh"):
        if title not in told:
            raise row.error("zh", f"expected the name of a rehearsal; got {title!r}")
    if not told:
        raise row.error("rehearsals", "expected at least one, by its name")
    return tuple(_rehearsal(row, title, events, known) for title, events in told.items())


def _rehearsal(row: Row, title: str, events: object, known: Mapping[str, Procedure]) -> Rehearsal:
    if not isinstance(events, list) or not events:
        raise row.error("rehearsals", f"{title}: expected a list of events")
    rows = [_line(row, each) for each in events]
    first = _moment(rows[0], "at")
    one = chosen(row.text("procedure"), first, known)
    if one is None:
        keys = ", ".join(sorted({each.key for each in known.values()}))
        raise row.error("procedure", f"expected one in force on {first:%Y-%m-%d}: {keys}")
    found = tuple(_event(each, one) for each in rows)
    said = str(row.mapping("zh").get(title, ""))
    return Rehearsal(title, f"{one.key}/{one.version}", found, said)


def chosen(name: str, at: datetime, known: Mapping[str, Procedure]) -> Procedure | None:
    """Give a version of a procedure: the one named, or the newest in force at a time."""
    if name in known:
        return known[name]
    day = at.astimezone(BEIJING).date()
    found = [
        each
        for each in known.values()
        if each.key == name and each.since <= day and (each.until is None or day <= each.until)
    ]
    return max(found, key=lambda each: (each.since, each.version), default=None)


def play(one: Procedure, rehearsed: Rehearsal, days: Workdays) -> Iterator[Outcome]:
    """Play the events in their order.

    Parameters
    ----------
    one
        The procedure.
    rehearsed
        What is to happen.
    days
        Working days of the place.

    Yields
    ------
    Outcome
        One an event.
    """
    case: Case | None = None
    for event in rehearsed.events:
        happened, wrong = [], []
        if case is not None:
            case, expired = tick(case, event.at)
            happened += [f"{each.kind} expired at {_said(each.due)}" for each in expired]
        if event.deed is not None:
            case, said, amiss = _try(one, case, event.deed, event.refused, days)
            happened.append(said)
            wrong += amiss
        wrong += _compared(case, event.expect)
        yield Outcome(event, tuple(happened), tuple(wrong), case)


def _try(
    one: Procedure, case: Case | None, deed: Deed, refused: str | None, days: Workdays
) -> tuple[Case | None, str, list[str]]:
    try:
        after = begin(one, deed, days) if case is None else do(case, deed)
    except (ActRefusedError, NoSuchError) as problem:
        if refused is None:
            return (
                case,
                f"refused {problem}",
                [f"expected {deed.act} to be done; refused {problem}"],
            )
        amiss = (
            [] if refused in str(problem) else [f"expected a refusal for {refused}; got {problem}"]
        )
        return case, f"refused {problem}", amiss
    amiss = [] if refused is None else [f"expected {deed.act} to be refused; it was done"]
    return after, f"{deed.act} by {deed.by}", amiss


def _compared(case: Case | None, expect: Mapping[str, Any]) -> Iterator[str]:
    for key, wanted in expect.items():
        got = _got(case, key)
        if key in ("due", "facts"):
            mine = {name: got.get(name) for name in wanted}
            if mine != dict(wanted):
                yield f"expected {key} {_plain(wanted)}; got {_plain(mine)}"
        elif got != (sorted(wanted) if isinstance(wanted, list) else wanted):
            yield f"expected {key} {_plain(wanted)}; got {_plain(got)}"


def _got(case: Case | None, key: str) -> Any:  # noqa: ANN401 - whatever is asked for
    if case is None:
        return None
    match key:
        case "state":
            return case.state
        case "open":
            return sorted(each.kind for each in case.open_duties)
        case "late":
            return sorted({each.kind for each in case.late})
        case "due":
            return {each.kind: _said(each.due) for each in case.open_duties}
        case "facts":
            return {name: word(value) for name, value in case.facts.items()}
    return case.ended


def _line(row: Row, content: Any) -> Row:  # noqa: ANN401 - whatever the file holds
    if not hasattr(content, "lines"):
        raise row.error("events", f"expected an event; got {content!r}")
    return Row(row.file, content.line, f"line {content.line}", content, content.lines)


def _event(row: Row, one: Procedure) -> Event:
    if "act" not in row.values:
        row.only(["at", "expect"])
        return Event(_moment(row, "at"), None, None, _expected(row), row.file, row.line)
    row.only(ACT, ACT_REST)
    at = _moment(row, "at")
    deed = Deed(
        row.text("act"),
        at,
        row.text("by", ""),
        row.mapping("facts"),
        tuple(_papers(row, one, at)),
        row.text("reason", ""),
        row.text("returned", ""),
    )
    refused = row.text("refused") if "refused" in row.values else None
    return Event(at, deed, refused, _expected(row), row.file, row.line)


def _expected(row: Row) -> dict[str, Any]:
    found = dict(row.mapping("expect"))
    for key, value in found.items():
        if key not in ASKED:
            raise row.error("expect", f"expected one of {', '.join(ASKED)}; got {key}")
        if key in ("facts", "due") and isinstance(value, dict):
            found[key] = {name: _plainly(each) for name, each in value.items()}
    return found


def _papers(row: Row, one: Procedure, at: datetime) -> Iterator[Handed]:
    given = row.values.get("papers", [])
    if isinstance(given, list):
        given = dict.fromkeys(given, "whole")
    if not isinstance(given, dict):
        raise row.error("papers", f"expected papers by name; got {given!r}")
    for name, content in given.items():
        if name not in one.papers:
            raise row.error("papers", f"expected papers of {one.key}; got {name!r}")
        if content == "whole":
            yield whole(one.papers[name], at)
        else:
            yield _handed(row, str(name), content)


def whole(paper: Paper, at: datetime) -> Handed:
    """Make a paper that bears all that is demanded of it."""
    officers = tuple(Officer(f"officer {n}", f"C{n}") for n in range(1, paper.officers + 1))
    return Handed(
        paper.key,
        officers,
        party="signed",
        begin=at - timedelta(minutes=2),
        end=at - timedelta(minutes=1),
        signature="signed",
        seal=True,
        number="1" if paper.numbered else "",
    )


def _handed(row: Row, name: str, content: Any) -> Handed:  # noqa: ANN401 - whatever the file holds
    if not isinstance(content, dict):
        raise row.error("papers", f"{name}: expected what it bears; got {content!r}")
    known = {"officers", "party", "witness", "begin", "end", "signature", "seal", "number"}
    strange = set(content) - known
    if strange:
        raise row.error("papers", f"{name}: expected {', '.join(sorted(known))}; got {strange}")
    values = dict(content)
    officers = tuple(Officer(str(who), str(no)) for who, no in values.pop("officers", {}).items())
    for key in ("begin", "end"):
        if key in values:
            inner = Row(row.file, row.line, name, values, {})
            values[key] = _moment(inner, key)
    return Handed(name, officers, **values)


def _moment(row: Row, key: str) -> datetime:
    value = row.values.get(key)
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise row.error(key, f"expected a moment as 2024-05-06 10:00; got {value!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _plainly(value: object) -> object:
    return value if value is None else word(value)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return word(value)


def failed(outcomes: Iterator[Outcome]) -> Iterator[PackFileError]:
    """Give what did not come as expected, with file and line."""
    for each in outcomes:
        for wrong in each.wrong:
            yield PackFileError(each.event.file, each.event.line, wrong)
