"""Registering: what is there stays as it is, what is missing is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from qingtian_platform.people.api import ensure_organisation, find_district, find_township

from .defaults import default_codes, describe
from .models import Datastream, DatastreamTerm, Logger, LoggerTerm, StationTerm, Thing


@dataclass(frozen=True)
class Parties:
    """Who owns, maintains and answers, by name."""

    owner: str = ""
    owner_kind: str = "enterprise"
    maintainer: str = ""
    answerable: str = ""
    answerable_en: str = ""
    owner_en: str = ""


@transaction.atomic
def ensure_thing(
    name: str,
    *,
    kind: str = "station",
    key: str = "",
    name_en: str = "",
    district: str | None = None,
    township: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
    station_kind: str = "",
    level: str = "",
    plant: str = "",
    body: str = "",
    target: str = "",
    parties: Parties = Parties(),
    permit: str = "",
    origin: str = "real",
    source: str = "",
    opened: date | None = None,
    closed: date | None = None,
) -> int:
    """Give the number of a thing, registering it where it is not there.

    Parameters
    ----------
    name
        Chinese name; with no key given, a thing of this name and kind is taken as the same.
    kind
        `station`, `outlet`, `site` or `section`.
    key
        What stands in addresses; empty: made from the English name.
    district, township
        Code or name.
    lon, lat
        Where it stands. [degrees]
    station_kind, level
        What an ambient station counts as, and who operates it, from `opened` on.
    plant
        Kind of plant of an outlet or site, as the law files name it.
    body, target
        Of a section: `river` or `lake`, and the class that it is to reach.
    parties
        Owner, maintainer and who answers.
    origin
        `real`, `replay` or `simulated`.
    source
        Where the entry comes from.
    opened, closed
        First and last day; None: not known, not closed.

    Returns
    -------
    int
        Its number; an existing thing is left as it is.

    Raises
    ------
    ValueError
        The district or township is not known.
    ValidationError
        A choice is not one of those offered.
    """
    found = _find(name, kind, key)
    if found is not None:
        return found.pk
    row = Thing(
        key=key or _new_key(name_en or name, kind),
        name=name,
        name_en=name_en,
        kind=kind,
        district=find_district(district) if district else None,
        township=find_township(township, district) if township else None,
        lon=lon,
        lat=lat,
        owner_id=_organisation(parties.owner, parties.owner_kind, parties.owner_en),
        maintainer_id=_organisation(parties.maintainer, "maintainer"),
        answerable=parties.answerable,
        answerable_en=parties.answerable_en,
        permit=permit,
        origin=origin,
        source=source,
        opened=opened,
        closed=closed,
    )
    row.full_clean()
    row.save()
    if station_kind or level or plant or body or target:
        set_standing(
            row.pk, station_kind, level, valid_from=opened, plant=plant, body=body, target=target
        )
    return row.pk


def _find(name: str, kind: str, key: str) -> Thing | None:
    if key:
        return Thing.objects.filter(key=key).first()
    return Thing.objects.filter(name=name, kind=kind).first()


def _organisation(name: str, kind: str, name_en: str = "") -> int | None:
    return ensure_organisation(name, kind, name_en=name_en) if name else None


def _new_key(text: str, kind: str) -> str:
    """Make a key that is free: letters and digits of the name, else the kind and a number."""
    base = slugify(text)[:50]
    if base and not Thing.objects.filter(key=base).exists():
        return base
    stem, number = base or kind, Thing.objects.count() + 1
    while Thing.objects.filter(key=f"{stem}-{number}").exists():
        number += 1
    return f"{stem}-{number}"


@transaction.atomic
def set_standing(
    thing_id: int,
    station_kind: str = "",
    level: str = "",
    *,
    plant: str = "",
    body: str = "",
    target: str = "",
    valid_from: date | None = None,
    why: str = "",
) -> None:
    """Say what a thing counts as from a day on; the earlier standing stays on record."""
    row = StationTerm(
        thing_id=thing_id,
        valid_from=valid_from or timezone.localdate(),
        station_kind=station_kind,
        level=level,
        plant=plant,
        body=body,
        target=target,
        why=why,
    )
    row.full_clean(exclude=["recorded_by"])
    row.save()


@transaction.atomic
def ensure_logger(
    mn: str,
    *,
    thing_id: int,
    st: str,
    password: str = "",
    edition: str = "2017",
    checksum: str = "standard",
    strict: bool = False,
    label: str = "start",
    networks: Sequence[str] = (),
    transmission: str = "direct",
    origin: str = "real",
    sm4_key: str = "",
    history_supported: bool | None = None,
    rate: float | None = None,
    intervals: Sequence[str] = ("realtime", "minute", "hour", "day"),
    realtime_seconds: int = 60,
    minute_step: int = 10,
    codes: Iterable[str] | None = None,
    opened: date | None = None,
    closed: date | None = None,
) -> int:
    """Give the number of a data logger, registering it with its datastreams where missing.

    Parameters
    ----------
    mn, st, password
        As its frames will carry them.
    thing_id
        Where it stands.
    edition, checksum, strict, label
        How it speaks, from `opened` (today) on.
    codes
        Observed properties; None: those usual for the system code. An existing logger gains the
        datastreams that it lacks.
    intervals, realtime_seconds, minute_step
        What it is to send, and how often. [s, min]

    Returns
    -------
    int
        Its number; the facts of an existing one are left as they are.

    Raises
    ------
    ValidationError
        A choice or the MN is not one of those allowed.
    """
    row = Logger.objects.filter(mn=mn).first()
    if row is None:
        row = Logger(
            mn=mn,
            thing_id=thing_id,
            st=st,
            password=password,
            networks=list(networks),
            transmission=transmission,
            sm4_key=sm4_key,
            sm4_since=timezone.localdate() if sm4_key else None,
            history_supported=history_supported,
            rate=rate,
            origin=origin,
            intervals=list(intervals),
            realtime_seconds=realtime_seconds,
            minute_step=minute_step,
            opened=opened,
            closed=closed,
        )
        row.full_clean()
        row.save()
        set_dialect(mn, edition, checksum, strict=strict, label=label, valid_from=opened)
    for code in default_codes(st) if codes is None else codes:
        ensure_datastream(mn, code)
    return row.pk


@transaction.atomic
def set_dialect(
    mn: str,
    edition: str,
    checksum: str,
    *,
    strict: bool = False,
    label: str = "start",
    valid_from: date | None = None,
    why: str = "",
) -> None:
    """Say how a data logger speaks from a day on; what held before stays on record."""
    row = LoggerTerm(
        logger=Logger.objects.get(mn=mn),
        valid_from=valid_from or timezone.localdate(),
        edition=edition,
        checksum=checksum,
        strict=strict,
        label=label,
        why=why,
    )
    row.full_clean(exclude=["recorded_by"])
    row.save()


@transaction.atomic
def ensure_datastream(
    mn: str,
    code: str,
    *,
    unit: str | None = None,
    intervals: Sequence[str] | None = None,
    fields: Sequence[str] = ("Avg",),
) -> int:
    """Give the number of a datastream, registering it where missing.

    Parameters
    ----------
    mn
        A registered data logger.
    code
        Observed property, as HJ 212-2017 codes it.
    unit
        None: the unit usual for the code under the logger's system code.
    intervals
        None: those of the logger.

    Returns
    -------
    int
        Its number.
    """
    logger = Logger.objects.get(mn=mn)
    found = Datastream.objects.filter(logger=logger, code=code).first()
    if found is not None:
        return found.pk
    usual = describe(logger.st, code)
    row = Datastream(
        logger=logger,
        code=code,
        name=usual.name,
        name_en=usual.name_en,
        intervals=list(intervals or logger.intervals),
        fields=list(fields),
        opened=logger.opened,
    )
    row.full_clean()
    row.save()
    day = logger.opened or timezone.localdate()
    DatastreamTerm(datastream=row, valid_from=day, unit=usual.unit if unit is None else unit).save()
    return row.pk


@transaction.atomic
def set_secrets(mn: str, *, password: str | None = None, sm4_key: str | None = None) -> None:
    """Replace the password or the SM4 key of a data logger; the history names, never shows, it."""
    row = Logger.objects.get(mn=mn)
    if password is not None:
        row.password = password
    if sm4_key is not None:
        row.sm4_key = sm4_key
        row.sm4_since = timezone.localdate() if sm4_key else None
    row.full_clean()
    row.save()


@transaction.atomic
def set_history_supported(mn: str, *, supported: bool | None) -> None:
    """Note whether a data logger answers requests for history (补传)."""
    row = Logger.objects.get(mn=mn)
    if row.history_supported is not supported:
        row.history_supported = supported
        row.save()
