"""Take facts in, and what became of them: all rows of a file or none, each refusal names its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.accounts import SHARE, TYPES, fact_types, kind_of
from qingtian.policy.errors import NotThereError
from qingtian_platform.assess.accounts import allowed, knowing
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import MENDED, WITHDRAWN, FactRow
from qingtian_platform.assess.accounts.models import Change, Fact
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.signed import words_of as signed_words
from qingtian_platform.kit.times import beijing, plain_day

words_of = partial(signed_words, refused=AccountRefusedError)

COLUMNS = tuple(FactRow.__dataclass_fields__)
DISTRICTS = ("shortfall", "falsified")
"""Kinds of facts of districts alone: D3-3.2-25, D7-2.4-04."""
MOST = 5000
"""Rows of one file. [1]"""


def hand_in(
    rows: Iterable[FactRow],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> list[int]:
    """Take facts in: all of them, or none.

    Parameters
    ----------
    rows
        As they are handed in.
    person
        Who hands them in; a person of a district those of its own places alone.
    files
        Hashes of what was handed in beside them (`kit.attachments`).
    now
        When; None = the present.

    Returns
    -------
    list of int
        Numbers of the facts.

    Raises
    ------
    AccountRefusedError
        If one breaks the form or stands already; the message counts rows from 1.
    """
    known, present = knowing.the_policy(), now or datetime.now(UTC)
    today = beijing(present).date()
    given = list(rows)
    if len(given) > MOST:
        raise AccountRefusedError(_("At most %(n)s rows at once; cut the file.") % {"n": MOST})
    made = []
    with transaction.atomic():
        for number, row in enumerate(given, 1):
            try:
                fact = _checked(known, row, person, today)
                _check_new(fact)
            except AccountRefusedError as problem:
                told = {"n": number, "why": problem}
                raise AccountRefusedError(_("Row %(n)s: %(why)s") % told) from None
            for key, value in signed(person, present).items():
                setattr(fact, key, value)
            fact.files = list(files)
            fact.save(force_insert=True)
            made.append(fact.pk)
    return made


def _checked(known: Policy, row: FactRow, person: Any, today: date) -> Fact:  # noqa: ANN401
    day = _day(row.day, "day")
    if day > today:
        raise AccountRefusedError(_("expected a day that has come; got %(x)s") % {"x": day})
    _check_unit(known, row, person, today)
    types = fact_types(known, row.kind, today)
    if row.type not in types:
        what = {"known": ", ".join(types) or _("none"), "kind": row.kind, "x": row.type}
        raise AccountRefusedError(
            _("expected for %(kind)s one of the types %(known)s; got “%(x)s”") % what
        )
    if not row.source.strip() or len(row.source) > 300 or len(row.place) > 200:
        raise AccountRefusedError(
            _("expected a source of at most 300 characters and a place of at most 200")
        )
    if row.clause and row.clause not in known.clauses:
        raise AccountRefusedError(
            _("expected a clause of the gazette or nothing; got “%(x)s”") % {"x": row.clause}
        )
    handed, due = _handed(row, day)
    fact = Fact(
        kind=row.kind, unit=row.unit, type=row.type, place=row.place.strip(), day=day,
        handed=handed, due=due, source=row.source.strip(), clause=row.clause,
    )  # fmt: skip
    return _with_figures(known, fact, row) if row.kind == "shortfall" else fact


def _check_unit(known: Policy, row: FactRow, person: Any, today: date) -> None:  # noqa: ANN401
    if not knowing_kind(known, row.kind, today):
        kinds = ", ".join(known.decided(TYPES, today))
        raise AccountRefusedError(
            _("expected one of the kinds %(known)s; got “%(x)s”") % {"known": kinds, "x": row.kind}
        )
    try:
        what = kind_of(known, row.unit, today)
    except NotThereError:
        raise AccountRefusedError(
            _(
                "expected the code of a district or township, or the key of a department or firm; "
                "got “%(x)s”"
            )
            % {"x": row.unit}
        ) from None
    if row.kind in DISTRICTS and what != "district":
        raise AccountRefusedError(_("expected a district; got “%(x)s”") % {"x": row.unit})
    if not allowed.sees(person, known, row.unit, today):
        raise AccountRefusedError(_("“%(x)s” is not in your part of the city") % {"x": row.unit})


def knowing_kind(known: Policy, kind: str, today: date) -> bool:
    """Tell whether a kind of facts is known."""
    return kind in known.decided(TYPES, today)


def _handed(row: FactRow, day: date) -> tuple[bool, date | None]:
    if row.handed not in ("", "yes", "no"):
        raise AccountRefusedError(
            _("expected in “handed” yes, no or nothing; got “%(x)s”") % {"x": row.handed}
        )
    handed = row.handed == "yes"
    due = _day(row.due, "due") if row.due else None
    if handed and row.kind != "violation":
        raise AccountRefusedError(_("expected a violation; nothing else is handed over"))
    if due is not None and (not handed or due < day):
        raise AccountRefusedError(
            _("expected “due” with a matter handed over alone, and not before its day")
        )
    return handed, due


def _with_figures(known: Policy, fact: Fact, row: FactRow) -> Fact:
    """Add to a shortfall what was to be reached: from its row, else from the target of its clause."""
    target = known.targets.get(row.clause)
    goal, better = row.goal, row.better
    if target is not None and target.goal is not None:
        goal = goal or str(target.goal)
        better = better or ("low" if target.low is None else "high")
    if better not in ("low", "high"):
        raise AccountRefusedError(
            _("expected in “better” low or high; got “%(x)s”") % {"x": better}
        )
    fact.goal, fact.better = _number(goal, "goal"), better
    fact.result = _number(row.result, "result")
    fact.base = _number(row.base, "base") if row.base else ""
    way = known.decided(SHARE, fact.day)
    if not Decimal(fact.goal) or (
        way == "of-path" and Decimal(fact.base or 0) == Decimal(fact.goal)
    ):
        raise AccountRefusedError(
            _("expected a goal that is not 0, and a base that differs from it")
        )
    return fact


def _number(text: str, name: str) -> str:
    try:
        return str(plain_number(text))
    except ValueError:
        raise AccountRefusedError(
            _("expected a number in “%(name)s”; got “%(x)s”") % {"name": name, "x": text}
        ) from None


def _day(text: str, name: str) -> date:
    try:
        return plain_day(text)
    except ValueError:
        what = {"name": name, "x": text}
        raise AccountRefusedError(
            _("expected in “%(name)s” a day as 2026-11-26; got “%(x)s”") % what
        ) from None


def _check_new(fact: Fact) -> None:
    """Refuse what stands already: a file that is handed in twice must not count twice."""
    same = {key: getattr(fact, key) for key in ("kind", "unit", "type", "place", "day", "source")}
    standing = Fact.objects.filter(**same).exclude(changes__what=WITHDRAWN).first()
    if standing is not None:
        raise AccountRefusedError(
            _("it stands already as fact %(x)s; if it is another one, say so in place or source")
            % {"x": standing.pk}
        )


@transaction.atomic
def withdraw(
    number: int,
    reason: str,
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> None:
    """Withdraw a fact, by a row beside it: it counts no more from then on, and stays.

    Raises
    ------
    AccountRefusedError
        If there is no such fact, it is withdrawn already, no reason is given, or a person of a district
        withdraws what another one handed in.
    """
    present = now or datetime.now(UTC)
    fact = _fact(number, person, present)
    if fact.changes.filter(what=WITHDRAWN).exists():
        raise AccountRefusedError(_("The fact is withdrawn already."))
    if not allowed.of_city(person) and fact.by != person.get_username():
        raise AccountRefusedError(_("A person of the city withdraws what others handed in."))
    day = beijing(present).date()
    made = Change(fact=fact, what=WITHDRAWN, day=day, words=words_of(reason))
    _save(made, person, present)


@transaction.atomic
def advance(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down the next link of a rectification, with what shows it.

    Parameters
    ----------
    number
        Of the fact.
    what
        The link that comes next (`owed`): `mended`, or of a matter handed over those of the setting
        `rectification.order`.
    day
        When it was done.
    words, files
        What shows it.
    person, now
        Who says so, and when; None = the present.

    Raises
    ------
    AccountRefusedError
        If there is no such fact, another link comes next, the day lies ahead, or a person of a district
        accepts what was handed over to it.
    """
    present = now or datetime.now(UTC)
    fact = _fact(number, person, present)
    owed = owed_link(fact, beijing(present).date())
    if not owed or what != owed:
        told = {"x": what, "owed": owed or _("nothing")}
        raise AccountRefusedError(_("Expected %(owed)s as what comes next; got %(x)s.") % told)
    ends = knowing.links(knowing.the_policy(), beijing(present).date())[-1]
    if fact.handed and what == ends and not allowed.of_city(person):
        raise AccountRefusedError(_("A person of the city accepts what was handed over."))
    earlier = fact.changes.order_by("-day").values_list("day", flat=True).first()
    if not max(fact.day, earlier or fact.day) <= day <= beijing(present).date():
        raise AccountRefusedError(
            _("Expected a day that has come, and not before what was done until then; got %(x)s.")
            % {"x": day}
        )
    made = Change(fact=fact, what=what, day=day, words=words_of(words), files=list(files))
    _save(made, person, present)


def owed_link(fact: Fact, today: date) -> str:
    """Name the link that comes next; empty where a fact is put right or withdrawn."""
    done = set(fact.changes.values_list("what", flat=True))
    if WITHDRAWN in done or fact.kind != "violation":
        return ""
    order = knowing.links(knowing.the_policy(), today) if fact.handed else (MENDED,)
    return next((link for link in order if link not in done), "")


def _fact(number: int, person: Any, present: datetime) -> Fact:  # noqa: ANN401
    fact = Fact.objects.filter(pk=number).first()
    known, today = knowing.the_policy(), beijing(present).date()
    if fact is None or not allowed.sees(person, known, fact.unit, today):
        raise AccountRefusedError(_("Expected a fact; there is no %(x)s.") % {"x": number})
    return fact


def _save(row: Change, person: Any, present: datetime) -> None:  # noqa: ANN401
    for key, value in signed(person, present).items():
        setattr(row, key, value)
    row.save(force_insert=True)
