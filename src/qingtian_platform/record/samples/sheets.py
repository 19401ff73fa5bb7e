"""The three sheets of a manual sample, and what each signature is under.

    采样单 sampling -> signed by the sampler
    分析原始记录 analysis -> by the analyst
    报告 report -> by the reviewer, and then by the authorised signatory

A sheet is written once. What is wrong in it is answered by another sample; a signature is under the
salted hash of the sheet and of those before it, so that none of them can be exchanged.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import submitting, table
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.models import Sheet
from qingtian_platform.registry import api as registry

STAGES: Final = ("sampling", "analysis", "report")
UNDER: Final = dict(zip(kinds.DUTIES, ("sampling", "analysis", "report", "report"), strict=True))
"""The sheet that each duty signs."""
FIELDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "sampling": (
        ("purpose", "place", "matrix", "taken", "preservation", "containers"),
        ("thing", "weather", "field", "remarks"),
    ),
    "analysis": (
        ("code", "method", "instrument", "readings", "value", "unit"),
        ("blank", "parallel", "standard", "detection_limit", "remarks"),
    ),
    "report": (("title", "results", "conclusion"), ("comparison", "remarks")),
}
"""By stage, what must be said and what may be."""
PURPOSES: Final = ("monitoring", "supervision", "comparison")
"""例行监测, 监督性监测, 自动监测比对 (D7-6.17-02): a comparison names a registered place."""
MATRICES: Final = ("surface-water", "waste-water", "exhaust", "ambient-air")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LIMIT: Final = 20_000


@dataclass(frozen=True)
class SheetInfo:
    """A sheet as it was written.

    Attributes
    ----------
    sample
        Number of the sample.
    stage
        One of `STAGES`.
    content
        What it says.
    hash
        What a signature under it names.
    by
        Login of who wrote it.
    """

    sample: str
    stage: str
    content: Mapping[str, Any]
    hash: str
    by: str


def write(sample: str, stage: str, content: Mapping[str, str], by: str) -> SheetInfo:
    """Write a sheet, once.

    Parameters
    ----------
    sample
        Number of the sample.
    stage
        One of `STAGES`; each needs the signature under the one before.
    content
        By field, as text (`FIELDS`).
    by
        Login of who writes it.

    Raises
    ------
    ActRefusedError
        A field is missing or not known, the sheet stands already, or the one before is not signed.
    """
    _check(sample, stage, content)
    places = Places.current()
    signed = len(table.roll(places).signatures(sample))
    if signed != STAGES.index(stage):
        raise ActRefusedError("the sheet before is not signed, or this one is signed already")
    before = [each.hash for each in sheets(sample)]
    text = canonical({"before": before, "content": dict(content), "sample": sample, "stage": stage})
    salt = os.urandom(SALT_SIZE)
    name = words_hash(salt, text.decode())
    with transaction.atomic():
        if Sheet.objects.filter(sample=sample, stage=stage).exists():
            raise ActRefusedError("the sheet stands already: it is written once")
        Sheet.objects.create(
            sample=sample, stage=stage, text=text.decode(), salt=salt, hash=name, by=by
        )
    return _info(Sheet.objects.get(hash=name))


def _check(sample: str, stage: str, content: Mapping[str, str]) -> None:
    if _NUMBER.fullmatch(sample) is None:
        raise ActRefusedError(f"expected a number of the form {_NUMBER.pattern}, got {sample!r}")
    if stage not in STAGES:
        raise ActRefusedError(f"expected one of {', '.join(STAGES)}, got {stage!r}")
    must, may = FIELDS[stage]
    missing = [key for key in must if not content.get(key, "").strip()]
    unknown = set(content) - set(must) - set(may)
    if missing or unknown:
        raise ActRefusedError(f"missing: {', '.join(missing)}; not known: {', '.join(unknown)}")
    if sum(map(len, content.values())) > _LIMIT:
        raise ActRefusedError(f"expected at most {_LIMIT} characters")
    if stage == "sampling":
        _check_sampling(content)


def _check_sampling(content: Mapping[str, str]) -> None:
    for key, words in (("matrix", MATRICES), ("purpose", PURPOSES)):
        if content[key] not in words:
            raise ActRefusedError(f"expected one of {', '.join(words)}, got {content[key]!r}")
    if taken_at(content["taken"]) is None:
        got = content["taken"]
        raise ActRefusedError(f"expected when it was taken, as 2026-11-25 09:30, got {got!r}")
    thing = content.get("thing", "")
    if thing and registry.thing(thing) is None:
        raise ActRefusedError(f"no place of the registry has the key {thing!r}")
    if content["purpose"] == "comparison" and not thing:
        raise ActRefusedError("a comparison names the place whose readings it is compared with")


def sheets(sample: str) -> list[SheetInfo]:
    """List the sheets of a sample, in their order.

    Raises
    ------
    ActRefusedError
        A sheet is not what its hash says: the database was changed.
    """
    found = {row.stage: row for row in Sheet.objects.filter(sample=sample)}
    return [_info(found[stage]) for stage in STAGES if stage in found]


def _info(row: Sheet) -> SheetInfo:
    if words_hash(bytes(row.salt), row.text) != row.hash:
        raise ActRefusedError(f"the {row.stage} sheet of {row.sample} was changed in the database")
    said = json.loads(row.text)
    return SheetInfo(row.sample, row.stage, said["content"], row.hash, row.by)


def body(sample: str, duty: str) -> dict[str, Any]:
    """Write what the next signature under a sample carries (`qingtian.signoff/1`).

    Raises
    ------
    ActRefusedError
        The sheet is not written yet.
    """
    by_stage = {each.stage: each for each in sheets(sample)}
    sheet = by_stage.get(UNDER.get(duty, ""))
    if sheet is None:
        raise ActRefusedError("there is no sheet to sign yet")
    before = table.roll(Places.current()).signatures(sample)
    return {
        "duty": duty,
        "previous": before[-1].hash() if before else None,
        "sample": sample,
        "sheet": sheet.hash,
        "words": None,
    }


def sign(entry: bytes, person: Any, places: Places | None = None) -> int:  # noqa: ANN401
    """Take in a signature; it must be under the sheet that its duty signs.

    Raises
    ------
    ActRefusedError
        It is under another sheet, out of order, or not by who may.
    """
    return submitting.submit(places or Places.current(), entry, person)


@dataclass(frozen=True)
class Sample:
    """A sample with its sheets and signatures.

    Attributes
    ----------
    number
        Of the sample.
    sheets
        As far as written.
    signatures
        As far as signed: duty, and the act with the name of who signed.
    """

    number: str
    sheets: tuple[SheetInfo, ...]
    signatures: tuple[acts.ActInfo, ...]

    @property
    def complete(self) -> bool:
        """Whether all four have signed."""
        return len(self.signatures) == len(kinds.DUTIES)


def sample(number: str, places: Places | None = None) -> Sample:
    """Give a sample with what was signed under it."""
    return Sample(number, tuple(sheets(number)), tuple(acts.about_sample(number, places)))


def taken_at(text: str) -> datetime | None:
    """Read when a sample was taken, as a sheet says it in Beijing time; None where it is no time."""
    try:
        return datetime.strptime(text.replace("T", " ")[:16], "%Y-%m-%d %H:%M").replace(
            tzinfo=BEIJING
        )
    except ValueError:
        return None


def samples(purpose: str = "", thing: str = "") -> list[str]:
    """List the numbers of the samples, the newest first.

    Parameters
    ----------
    purpose
        One of `PURPOSES`; empty = all.
    thing
        Key of the section, outlet or station that they are of; empty = all.
    """
    found = Sheet.objects.filter(stage=STAGES[0]).order_by("-pk")
    for key, value in (("purpose", purpose), ("thing", thing)):
        if value:
            found = found.filter(text__contains=canonical({key: value}).decode()[1:-1])
    return list(found.values_list("sample", flat=True))
