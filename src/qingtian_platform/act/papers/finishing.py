"""Finish a paper: it lacks nothing, takes its number and stands from then on."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.cases import Officer
from qingtian.cases.forms import Form
from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import contents, drafting, lacking, pack, reading, sealing
from qingtian_platform.act.papers.errors import Lack, PaperRefusedError, StalePaperError
from qingtian_platform.act.papers.infos import Content, PaperInfo
from qingtian_platform.act.papers.models import Draft, Exhibit, Finished, Series, Served
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.times import beijing


def finish(
    number: int,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    version: int | None = None,
    now: datetime | None = None,
) -> PaperInfo:
    """Finish a paper: give it its number and let it stand.

    Parameters
    ----------
    number, person
        Which; who finishes it.
    version
        `PaperInfo.version` as the person saw it; None = whatever it is now.
    now
        The present.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    StalePaperError
        Somebody else saved it since.
    PaperRefusedError
        It is finished, or lacks something; everything that it lacks, at once.
    """
    present = now or datetime.now(UTC)
    with transaction.atomic():
        row = drafting.open_row(number, person)
        if version is not None and row.version != version:
            raise StalePaperError(_("Somebody else saved this paper meanwhile; read it again."))
        form, content = pack.named(row.form), contents.of_json(row.content)
        lacks = lacking.lacking(pack.procedure(row.procedure), row.kind, form, content, present)
        if lacks:
            raise PaperRefusedError(lacks)
        done = _finished(row, form, content, person, present)
        _serves(done, form, content, signed(person, present))
        transaction.on_commit(sealing.seal_waiting)
    return reading.infos([reading.row(number)])[0]


def _finished(row: Draft, form: Form, content: Content, person: Any, now: datetime) -> Finished:  # noqa: ANN401
    number = _number(row, form, content, now)
    text = canonical(_said(row, content, number, person, now)).decode()
    salt = secrets.token_bytes(SALT_SIZE)
    done = Finished(
        draft=row, number=number, salt=salt.hex(), text=text, digest=words_hash(salt, text),
        **signed(person, now),
    )  # fmt: skip
    done.save(force_insert=True)
    return done


def _said(row: Draft, content: Content, number: str, person: Any, now: datetime) -> dict[str, Any]:  # noqa: ANN401
    """Gather everything that a finished paper says, as its text holds it."""
    exhibits = Exhibit.objects.filter(pk__in=content.exhibits).order_by("pk")
    matter = None if row.matter is None else cases.matter(row.matter).number
    facts = signed(person, now)
    return {
        "content": contents.as_json(content),
        "exhibits": [each.hash for each in exhibits],
        "finished_at": now.isoformat(),
        "finished_by": facts["name"],
        "form": row.form,
        "kind": row.kind,
        "login": facts["by"],
        "matter": matter,
        "number": number,
        "procedure": row.procedure,
        "reason": row.reason,
        "replaces": row.replaces.digest if row.replaces else None,
        "subject": row.subject,
        "unit": row.unit,
    }


def _number(row: Draft, form: Form, content: Content, now: datetime) -> str:
    """Take the next number of the unit's series, or the one that an old paper has borne since."""
    word = pack.word(pack.procedure(row.procedure), row.kind, form)
    if not word:
        return ""
    given = content.number.strip()
    if given:
        return _given(row, given)
    rules, year = pack.numbering(), beijing(now).year
    sign = rules.sign(row.division, row.unit)
    while True:
        number = rules.written(sign, word, year, next_number(sign, word, year))
        if not Finished.objects.filter(number=number).exists():
            return number


def next_number(sign: str, word: str, year: int) -> int:
    """Take the next place in a series, in the transaction that needs it."""
    found, _made = Series.objects.select_for_update().get_or_create(sign=sign, word=word, year=year)
    found.last += 1
    found.save(update_fields=["last"])
    return found.last


def _given(row: Draft, given: str) -> str:
    legacy = row.matter is not None and cases.matter(row.matter).legacy
    if not legacy:
        raise PaperRefusedError(
            [Lack("@number", _("Only papers of a matter recorded afterwards bring their number."))]
        )
    if Finished.objects.filter(number=given).exists():
        raise PaperRefusedError([Lack("@number", _("Another paper bears this number."))])
    return given


def _serves(done: Finished, form: Form, content: Content, said: dict[str, Any]) -> None:
    """Let the papers that a record of service names count as served."""
    way = lacking.way_of(form, content)
    if way is None:
        return
    day = way.served_on(date.fromisoformat(content.fields["day"]))
    named = next(key for key, each in form.fields.items() if each.kind == "papers")
    for paper in Finished.objects.filter(draft__in=content.fields[named]):
        row = Served(paper=paper, proof=done, way=way.key, day=day, **said)
        row.save(force_insert=True)


def serve(
    number: int,
    person: Any,  # noqa: ANN401
    *,
    way: str,
    day: date,
    officers: Sequence[Officer],
    witness: str = "",
    now: datetime | None = None,
    **said: str,
) -> PaperInfo:
    """Serve a finished paper: write and finish the record of its service.

    Parameters
    ----------
    number, person
        Which paper; who serves it.
    way, day
        A way of service of the pack; the day of the act.
    officers
        Who served it.
    witness
        Who saw that the party refused.
    now
        The present.
    **said
        What the way needs: `receiver`, `consent`, `tracking`, `where`, `remarks`.

    Returns
    -------
    PaperInfo
        The record of service.

    Raises
    ------
    ForbiddenError, PaperRefusedError
        As of `finish`.
    """
    present = now or datetime.now(UTC)
    with transaction.atomic():
        paper = reading.row(number)
        if paper.matter is None:
            raise PaperRefusedError(_("Expected a paper that lies in a matter."))
        begun = drafting.start(paper.matter, "service", person, now=present)
        fields = {**begun.fields, **said, "papers": [number], "way": way, "day": day.isoformat()}
        content = Content(fields, officers=tuple(officers), witness=witness)
        drafting.save(begun.id, person, content, begun.version)
        return finish(begun.id, person, now=present)
