"""Clues handed to organs of discipline and supervision: receipt, package with hashes, what came of it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qingtian.ledger.acts import Act
from qingtian_platform.assess.accounts import allowed, knowing, signing
from qingtian_platform.assess.accounts.deciding import fact_content
from qingtian_platform.assess.accounts.entering import words_of
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import ChangeInfo, TransferInfo
from qingtian_platform.assess.accounts.models import Paper, Transfer, TransferStep
from qingtian_platform.kit import attachments
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.times import beijing
from qingtian_platform.record.acts.api import ActRefusedError
from qingtian_platform.record.acts.api import act as act_info

FORM = "qingtian.clue/1"
STEPS = ("received", "disposed")
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Time of each file of a package: the same bytes for the same clue."""


def transfer(
    unit: str,
    responsible: str,
    clue: str,
    organ: str,
    facts: Sequence[int],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    now: datetime | None = None,
) -> Paper:
    """Write the transfer of a clue for its person to sign; see `api.transfer`."""
    present = now or datetime.now(UTC)
    day = beijing(present).date()
    if not allowed.of_city(person):
        raise AccountRefusedError(_("An assessor or administrator of the city transfers clues."))
    if not responsible.strip() or not organ.strip() or len(responsible + organ) > 300:
        raise AccountRefusedError(
            _("Expected the responsible person, and the organ that receives it.")
        )
    known = {each.id: each for each in knowing.facts(day, unit) if each.withdrawn is None}
    chosen = sorted(set(facts))
    strange = [number for number in chosen if number not in known]
    if not chosen or strange:
        raise AccountRefusedError(
            _("Expected facts of this unit that stand; got %(x)s.")
            % {"x": ", ".join(map(str, strange)) or _("none")}
        )
    content = {
        "form": FORM,
        "unit": unit,
        "responsible": responsible.strip(),
        "clue": words_of(clue),
        "organ": organ.strip(),
        "day": day.isoformat(),
        "facts": [fact_content(known[number]) for number in chosen],
        "by": person.get_username(),
    }
    return signing.write("transfer", unit, content, person, present)


def take(places: Places, paper: Paper, act: Act, person: Any, at: datetime) -> None:  # noqa: ANN401
    """Take a signed transfer up under the next number.

    Raises
    ------
    ActRefusedError
        The person may not transfer, or a file of the evidence is not as it was handed in.
    """
    if not allowed.of_city(person):
        raise ActRefusedError("expected an assessor or administrator of the city")
    number = (Transfer.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Transfer(
        number=number, act=act.hash(), paper=paper, unit=paper.unit,
        by=paper.by, name=paper.name, at=at,
    )  # fmt: skip
    try:
        made = _package(row, act.to_bytes(), places)
    except LookupError as problem:
        raise ActRefusedError(str(problem)) from problem
    row.package = hashlib.sha256(made).hexdigest()
    row.save(force_insert=True)


def package(number: int, places: Places | None = None) -> bytes:
    """Give the package of a transfer: a ZIP whose manifest names each file by its SHA-256.

    Raises
    ------
    AccountRefusedError
        If there is no such transfer, or its files are no longer what was transferred.
    """
    from qingtian_platform.record.acts.api import number_of

    row = Transfer.objects.select_related("paper").filter(number=number).first()
    if row is None:
        raise AccountRefusedError(_("There is no transfer %(x)s.") % {"x": number})
    place = number_of(row.act)
    info = None if place is None else act_info(place, places)
    try:
        made = _package(row, b"" if info is None else info.act.to_bytes(), places)
    except LookupError as problem:
        raise AccountRefusedError(str(problem)) from problem
    if hashlib.sha256(made).hexdigest() != row.package:
        raise AccountRefusedError(
            _("The package is not what was transferred; somebody changed it.")
        )
    return made


def _package(row: Transfer, entry: bytes, places: Places | None) -> bytes:
    """Put clue, act and evidence into one file; its manifest names each by its SHA-256."""
    said = json.loads(row.paper.text)
    files = {
        "clue.json": row.paper.text.encode(),
        "salt.txt": bytes(row.paper.salt).hex().encode() + b"\n",
        "act.json": entry,
    }
    for name in _hashes(said["facts"]):
        files[f"evidence/{name}"] = attachments.content(name, places)
    manifest = {
        "form": "qingtian.transfer/1",
        "number": row.number,
        "act": row.act,
        "paper": row.paper.hash,
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in sorted(files.items())
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as folder:
        for name, data in (("manifest.json", text.encode()), *sorted(files.items())):
            folder.writestr(zipfile.ZipInfo(name, _MOMENT), data)
    return out.getvalue()


def _hashes(facts: Sequence[Any]) -> list[str]:
    """List the files behind facts, each once."""
    found = {name for each in facts for name in each["files"]}
    found |= {name for each in facts for change in each["changes"] for name in change["files"]}
    return sorted(found)


@transaction.atomic
def record_step(
    number: int,
    what: str,
    day: date,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down that a transfer was `received`, or after it what was done about it (`disposed`).

    Raises
    ------
    AccountRefusedError
        If there is no such transfer, the step does not come next, or the day lies ahead.
    """
    present = now or datetime.now(UTC)
    row = Transfer.objects.filter(number=number).first()
    if row is None or not allowed.of_city(person):
        raise AccountRefusedError(_("There is no transfer %(x)s.") % {"x": number})
    done = set(row.steps.values_list("what", flat=True))
    if what not in STEPS or (what == "received") == ("received" in done):
        raise AccountRefusedError(
            _("Expected the receipt once, and after it what was done; got %(x)s.") % {"x": what}
        )
    if not beijing(row.at).date() <= day <= beijing(present).date():
        raise AccountRefusedError(
            _("Expected a day that has come, and not before the transfer; got %(x)s.") % {"x": day}
        )
    TransferStep(
        transfer=row, what=what, day=day, words=words_of(words), files=list(files),
        **signed(person, present),
    ).save(force_insert=True)  # fmt: skip


def transfers(unit: str | None = None) -> list[TransferInfo]:
    """List transfers, the newest first."""
    rows = Transfer.objects.select_related("paper").prefetch_related("steps").order_by("-number")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return [_info(row) for row in rows]


def _info(row: Transfer) -> TransferInfo:
    steps = sorted(row.steps.all(), key=lambda each: each.pk)
    return TransferInfo(
        row.number,
        row.act,
        row.paper_id,
        row.package,
        row.unit,
        json.loads(row.paper.text),
        row.name,
        row.at,
        tuple(ChangeInfo(e.what, e.day, e.words, e.name, e.at, tuple(e.files)) for e in steps),
    )
