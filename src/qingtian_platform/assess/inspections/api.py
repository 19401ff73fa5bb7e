"""What the checks offer: take rows in, count them, and say which files a figure was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.counting import Tally
from qingtian_platform.assess.inspections import counted, reading
from qingtian_platform.assess.inspections.errors import ChecksRefusedError
from qingtian_platform.assess.inspections.models import Registered, Upload
from qingtian_platform.assess.inspections.reading import COLUMNS, CheckRow
from qingtian_platform.assess.policies import required
from qingtian_platform.kit import attachments
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

__all__ = [
    "COLUMNS",
    "REGISTER",
    "CheckRow",
    "ChecksRefusedError",
    "Tally",
    "UploadInfo",
    "register",
    "registered",
    "streams",
    "take",
    "tallies",
    "upload",
    "uploads",
]

REGISTER = ("subject", "since", "count")
registered = counted.registered
tallies = counted.tallies


@dataclass(frozen=True)
class UploadInfo:
    """A file of checks that was taken in.

    Attributes
    ----------
    number, stream
        Its number, and which checks.
    source, file, file_name
        Where the rows come from, the hash of the file that is kept, and its name.
    rows, replaced
        Its rows, and how many of them stand before an earlier row of the same number. [1]
    first, last
        Days that it is about.
    name, at
        Who handed it in, and when.
    """

    number: int
    stream: str
    source: str
    file: str
    file_name: str
    rows: int
    replaced: int
    first: date
    last: date
    name: str
    at: datetime


def streams() -> Mapping[str, tuple[str, ...]]:
    """List the streams of checks, each with the keys of the rankings that count it."""
    found = counted.streams(_policy())
    return {key: tuple(one.key for one in rankings) for key, rankings in found.items()}


def take(
    stream: str,
    rows: Iterable[Mapping[str, str]],
    source: str,
    person: Person,
    file: attachments.Upload,
    *,
    now: datetime | None = None,
) -> UploadInfo:
    """Take in the checks of a file: all of them, or none.

    Parameters
    ----------
    stream
        Which checks.
    rows
        Cells by column, as `COLUMNS`; `withdrawn` may stand beside them.
    source
        Where the rows come from.
    file
        The file as it came, which is kept.
    now
        When; None = the present.

    Raises
    ------
    ChecksRefusedError
        If a row is wrong, a number is that of another place's check, or no source is named.
    AttachmentRefusedError
        If the file cannot be kept.
    """
    known, present = _policy(), now or datetime.now(UTC)
    ranked = counted.streams(known).get(stream)
    if ranked is None:
        raise ChecksRefusedError(
            _("Expected checks that the pack counts; got %(x)s.") % {"x": stream}
        )
    today = beijing(present).date()
    places = named(known, known.assessed(ranked[0].key, today))
    taken = reading.read(rows, places, min(one.since for one in ranked), today)
    words = _words(source)
    kept = attachments.keep([file])[0]
    days = [row.day for row in taken]
    with transaction.atomic():
        made = Upload.objects.create(
            stream=stream,
            source=words,
            file=kept.hash,
            file_name=kept.name,
            rows=len(taken),
            replaced=0,
            first=min(days),
            last=max(days),
            **signed(person, now),
        )
        _insert(made, taken)
        made.replaced = _replaced(made)
        made.save(update_fields=["replaced"])
    return _info(made)


def _insert(made: Upload, taken: Iterable[CheckRow]) -> None:
    """Write the rows as one statement: as objects, a week of sixty thousand takes three times as long."""
    rows = [
        (
            *(made.pk, made.stream, r.number, r.subject, r.day.isoformat(), r.object),
            *(r.found, r.penalised, r.withdrawn),
        )
        for r in taken
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)


INSERT = """
INSERT INTO inspections_check
(upload_id, stream, number, subject, day, object, found, penalised, withdrawn)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def named(known: Policy, codes: Iterable[str]) -> dict[str, str]:
    """Give the words by which a file may name each place: code, code without its last noughts, names."""
    found: dict[str, str] = {}
    for code in codes:
        place = known.divisions.by_code[code]
        found |= {code: code, place.name: code}
        if place.kind == "district":
            found[code[:6]] = code
    return found


def _replaced(made: Upload) -> int:
    """Count the rows whose number was there before; refuse one that was another place's."""
    with connection.cursor() as cursor:
        cursor.execute(SAME, [made.pk, made.pk])
        found = cursor.fetchall()
    for number, before, now in found:
        if before != now:
            raise ChecksRefusedError(
                _(
                    "Number %(number)s is that of a check in %(before)s, and comes now from %(now)s; "
                    "give each check a number of its own in the whole city."
                )
                % {"number": number, "before": before, "now": now}
            )
    return len({number for number, _before, _now in found})


SAME = """
SELECT new.number, old.subject, new.subject FROM inspections_check AS new
JOIN inspections_check AS old ON old.stream = new.stream AND old.number = new.number
WHERE new.upload_id = %s AND old.upload_id <> %s
"""


def register(
    stream: str,
    rows: Iterable[Mapping[str, str]],
    source: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> int:
    """Take in how many objects each place has on its register, from which day on: all rows, or none.

    Raises
    ------
    ChecksRefusedError
        If a row is wrong, or no source is named.
    """
    known, present = _policy(), now or datetime.now(UTC)
    ranked = counted.streams(known).get(stream)
    if ranked is None:
        raise ChecksRefusedError(
            _("Expected checks that the pack counts; got %(x)s.") % {"x": stream}
        )
    today = beijing(present).date()
    places = named(known, known.assessed(ranked[0].key, today))
    taken = [_registered(cells, places, today, at) for at, cells in enumerate(rows, 1)]
    facts, words = signed(person, now), _words(source)
    Registered.objects.bulk_create(
        Registered(stream=stream, subject=who, since=since, count=count, source=words, **facts)
        for who, since, count in taken
    )
    return len(taken)


def _registered(
    cells: Mapping[str, str], places: Mapping[str, str], today: date, at: int
) -> tuple[str, date, int]:
    who = places.get(cells["subject"])
    if who is None:
        raise reading.wrong(
            at, "subject", _("a place that is ranked, by code or name"), cells["subject"]
        )
    if not cells["count"].isdecimal() or len(cells["count"]) > 9:
        raise reading.wrong(at, "count", _("a whole number"), cells["count"])
    since = reading.day_of(
        cells["since"], date(1970, 1, 1), today + timedelta(days=366), at, "since"
    )
    return who, since, int(cells["count"])


def uploads(stream: str, first: date | None = None, last: date | None = None) -> list[UploadInfo]:
    """List the files of a stream that hold checks of some days, the newest first."""
    found = Upload.objects.filter(stream=stream)
    if first is not None and last is not None:
        found = found.filter(first__lte=last, last__gte=first)
    return [_info(row) for row in found.order_by("-pk")]


def upload(number: int) -> UploadInfo | None:
    """Give a file by its number."""
    found = Upload.objects.filter(pk=number).first()
    return None if found is None else _info(found)


def _info(row: Upload) -> UploadInfo:
    names = [f for f in UploadInfo.__dataclass_fields__ if f != "number"]
    return UploadInfo(row.pk, *(getattr(row, name) for name in names))


def _words(text: str) -> str:
    found = text.strip()
    if not 0 < len(found) <= 300:
        raise ChecksRefusedError(_("Expected where the rows come from, in at most 300 characters."))
    return found


def _policy() -> Policy:
    return required(ChecksRefusedError)
