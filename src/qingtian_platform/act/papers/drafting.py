"""Begin a paper, and write in it until it is finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.cases import Officer
from qingtian.cases.forms import Form
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import contents, lacking, pack, reading, standing
from qingtian_platform.act.papers.errors import Lack, PaperRefusedError, StalePaperError
from qingtian_platform.act.papers.infos import Content, PaperInfo
from qingtian_platform.act.papers.models import Draft, Exhibit
from qingtian_platform.kit.signed import signed, words_of
from qingtian_platform.kit.times import beijing


def start(
    matter: int,
    kind: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    now: datetime | None = None,
) -> PaperInfo:
    """Begin a paper of a matter, filled with what is known.

    Parameters
    ----------
    matter
        Which.
    kind
        A paper of its procedure, one of another procedure that it may open, as `correction/order`, or a
        form that is free, as `sampling`.
    person
        Who writes it.
    now
        The present.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    NoSuchError
        There is no such matter or paper.
    """
    info = cases.matter(matter, person)
    row = Draft(
        matter=matter, procedure=info.procedure, division=info.division,
        subject=info.subject.name, unit=info.unit_name,
    )  # fmt: skip
    return _begun(row, kind, person, info.number, now or datetime.now(UTC))


def start_loose(
    procedure: str,
    kind: str,
    person: Any,  # noqa: ANN401
    *,
    subject: str,
    division: str,
    now: datetime | None = None,
) -> PaperInfo:
    """Begin a paper that opens a matter which is not there yet; `lay` puts it there.

    Parameters
    ----------
    procedure
        Version of the procedure under which the matter will run, as `supervision-order/1`.
    kind, person, now
        As of `start`.
    subject, division
        Name of whom it is about; code of the place.

    Raises
    ------
    ForbiddenError, NoSuchError
        As of `start`.
    """
    unit = getattr(getattr(person, "organisation", None), "name", "")
    row = Draft(procedure=procedure, division=division, subject=subject[:200], unit=unit)
    return _begun(row, kind, person, "", now or datetime.now(UTC))


def _begun(row: Draft, kind: str, person: Any, number: str, now: datetime) -> PaperInfo:  # noqa: ANN401
    standing.demand_writing(row, person)
    form = pack.form(pack.procedure(row.procedure), kind, beijing(now).date())
    row.unit = row.unit or getattr(getattr(person, "organisation", None), "name", "")
    row.kind, row.form = kind, f"{form.key}/{form.version}"
    row.content = contents.as_json(_filled(form, row, person, number, now))
    for name, value in signed(person, now).items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return reading.info(row, {})


def _filled(form: Form, row: Draft, person: Any, number: str, now: datetime) -> Content:  # noqa: ANN401
    known = {
        "subject": row.subject, "unit": row.unit, "number": number,
        "today": beijing(now).date().isoformat(),
    }  # fmt: skip
    fields = {key: known[each.fill] for key, each in form.fields.items() if known.get(each.fill)}
    own = Officer(str(person), getattr(person, "certificate", ""))
    wanted = pack.wanted(pack.procedure(row.procedure), row.kind, form)
    return Content(fields, officers=(own,) if wanted.officers else ())


def save(
    number: int,
    person: Any,  # noqa: ANN401
    said: Content | Mapping[str, Any],
    version: int,
) -> PaperInfo:
    """Keep what was written in a draft; it need not be whole yet.

    Parameters
    ----------
    number, person
        Which paper; who writes.
    said
        All that it says, or its fields alone.
    version
        `PaperInfo.version` as the person saw it.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    StalePaperError
        Somebody else saved it since.
    PaperRefusedError
        It is finished, or something is of another kind than its field; all at once.
    """
    with transaction.atomic():
        row = open_row(number, person)
        form = pack.named(row.form)
        before = contents.of_json(row.content)
        content = said if isinstance(said, Content) else replace(before, fields=said)
        fields, wrong = contents.taken(form, content.fields)
        content = lacking.by_way(form, replace(content, fields=fields))
        wrong += [*contents.bounded(content), *_elsewhere(row, form, content)]
        if wrong:
            raise PaperRefusedError(wrong)
        changed = Draft.objects.filter(pk=row.pk, version=version, finished=None)
        if not changed.update(content=contents.as_json(content), version=version + 1):
            raise StalePaperError(
                _("Somebody else saved this paper meanwhile; look at it again before you do.")
            )
        return reading.infos([reading.row(number)])[0]


def open_row(number: int, person: Any) -> Draft:  # noqa: ANN401
    """Give the row of a paper that a person may still write in.

    Raises
    ------
    ForbiddenError, NoSuchError
        As of `save`.
    PaperRefusedError
        It is finished.
    """
    row = reading.row(number)
    standing.demand_writing(row, person)
    if hasattr(row, "finished"):
        raise PaperRefusedError(
            _("This paper is finished and stands; mend it by another that replaces it.")
        )
    return row


def _elsewhere(row: Draft, form: Form, content: Content) -> Iterable[Lack]:
    """Find papers and exhibits of another matter."""
    own = Exhibit.objects.filter(pk__in=content.exhibits).values_list("matter", flat=True)
    if list(own) != [row.matter] * len(set(content.exhibits)):
        yield Lack("@exhibits", _("Expected exhibits of this matter."))
    for key, field in form.fields.items():
        named = content.fields.get(key, []) if field.kind == "papers" else []
        found = Draft.objects.filter(matter=row.matter, pk__in=named, finished__isnull=False)
        if found.count() != len(named):
            yield Lack(key, _("Expected finished papers of this matter."))


def drop(number: int, person: Any) -> None:  # noqa: ANN401
    """Put a draft away; a finished paper stands.

    Raises
    ------
    ForbiddenError, NoSuchError, PaperRefusedError
        As of `save`.
    """
    with transaction.atomic():
        row = open_row(number, person)
        Draft.objects.filter(pk=row.pk).update(dropped=True)


def replace_paper(
    number: int,
    person: Any,  # noqa: ANN401
    reason: str,
    *,
    now: datetime | None = None,
) -> PaperInfo:
    """Begin the paper that mends a finished one, with what that says.

    Parameters
    ----------
    number, person
        Of the finished paper; who mends it.
    reason
        Why.
    now
        The present.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    PaperRefusedError
        The paper is no finished one, was replaced already, or no reason is given.
    """
    said = words_of(reason, PaperRefusedError)
    with transaction.atomic():
        row = reading.row(number)
        standing.demand_writing(row, person)
        info = reading.info(row, {})
        begun = Draft.objects.filter(replaces__draft=row, dropped=False)
        if info.state == "draft" or begun.exists():
            raise PaperRefusedError(
                _("Expected a finished paper that no other replaces, nor is about to.")
            )
        form = pack.form(
            pack.procedure(row.procedure), row.kind, beijing(now or datetime.now(UTC)).date()
        )
        made = Draft(
            matter=row.matter, procedure=row.procedure, division=row.division, subject=row.subject,
            unit=row.unit, kind=row.kind, form=f"{form.key}/{form.version}",
            content=contents.as_json(replace(info.content, number="")), replaces=row.finished,
            reason=said, **signed(person, now),
        )  # fmt: skip
        made.save(force_insert=True)
    return reading.infos([reading.row(made.pk)])[0]


def lay(numbers: Iterable[int], matter: int, person: Any) -> None:  # noqa: ANN401
    """Put papers that opened a matter into it.

    Parameters
    ----------
    numbers
        Of papers that were begun without a matter.
    matter, person
        Into which; who opened it.

    Raises
    ------
    PaperRefusedError
        A paper lies in a matter already, or is of another procedure.
    """
    info = cases.matter(matter, person)
    with transaction.atomic():
        for number in numbers:
            row = reading.row(number)
            standing.demand_writing(row, person)
            if row.matter is not None or row.procedure != info.procedure:
                raise PaperRefusedError(_("Expected papers that were written to open this matter."))
            Draft.objects.filter(pk=row.pk).update(matter=matter)
