"""`qingtian device add|list|show`: the data loggers that may speak to the gateway."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from . import _device_options as options
from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.registry.api import LoggerInfo

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Data loggers that may speak to the gateway."
)

PASSWORD = 6
"""Characters of PW (HJ 212-2017 table 3; the same in 2005 and 2025). [-]"""
_PRINTED = re.compile(r"(?:(?![;,=&#])[!-~])+")
KINDS = {"21": "section", "22": "station", "39": "site"}
"""What usually stands behind a system code; anything else is an outlet."""


@app.command()
def add(
    mn: options.Mn,
    password: options.Password,
    st: options.St,
    thing: options.Place,
    kind: options.Kind = None,
    name_en: options.NameEn = "",
    district: options.District = None,
    township: options.Township = None,
    lon: options.Lon = None,
    lat: options.Lat = None,
    station_kind: options.StationKind = "",
    level: options.Level = "",
    owner: options.Owner = "",
    maintainer: options.Maintainer = "",
    answerable: options.Answerable = "",
    permit: options.Permit = "",
    edition: options.Edition = "2017",
    checksum: options.Checksum = "standard",
    strict: options.Strict = False,  # noqa: FBT002 - an option
    label: options.Label = "start",
    network: options.Networks = None,
    transmission: options.Transmission = "direct",
    origin: options.Origin = "real",
    sm4_key: options.Sm4Key = "",
    history: options.History = None,
    rate: options.Rate = None,
    code: options.Codes = None,
    interval: options.Intervals = None,
    minute_step: options.MinuteStep = 10,
    realtime_seconds: options.RealtimeSeconds = 60,
    opened: options.Opened = None,
    nonstandard: options.Nonstandard = False,  # noqa: FBT002 - an option
    data: Data = DEFAULT_DATA,
) -> None:
    """Register a data logger and, where missing, the place where it stands."""
    use(data)
    day = opened.date() if opened else None
    place = {
        "kind": kind or KINDS.get(st, "outlet"),
        "name_en": name_en,
        "district": district,
        "township": township,
        "lon": lon,
        "lat": lat,
        "station_kind": station_kind,
        "level": level,
        "permit": permit,
        "origin": origin,
        "opened": day,
    }
    parties = {"owner": owner, "maintainer": maintainer, "answerable": answerable}
    speech = {
        "password": _secret(password),
        "st": st,
        "edition": edition,
        "checksum": checksum,
        "strict": strict,
        "label": label,
        "networks": network or (),
        "transmission": transmission,
        "origin": origin,
        "sm4_key": _secret(sm4_key),
        "history_supported": history,
        "rate": rate,
        "codes": code or None,
        "intervals": interval or ("realtime", "minute", "hour", "day"),
        "minute_step": minute_step,
        "realtime_seconds": realtime_seconds,
        "opened": day,
    }
    if not nonstandard:
        _hold_to_standard(st, str(speech["password"]), strict=strict)
    _register(mn, thing, place, parties, speech)


def _hold_to_standard(st: str, password: str, *, strict: bool) -> None:
    """Refuse an ST or a password that no logger of any edition sends; warn of an unusual length."""
    from qingtian.protocols.hj212.codes import SYSTEMS

    way = "; if the logger really sends it, add --nonstandard"
    if st not in SYSTEMS:
        known = ", ".join(f"{code} {english}" for code, (_, english) in SYSTEMS.items())
        _refuse(f"ST {st!r} is no system code of HJ 212 (table 5: {known}){way}")
    if not password:
        _refuse("the password is empty; without one nobody may speak as this device")
    if not _PRINTED.fullmatch(password):
        _refuse(
            "the password has characters that end a field of a frame: expected letters, digits and "
            f"marks other than ; , = & #{way}"
        )
    size = len(password)
    if size < PASSWORD or (strict and size != PASSWORD):
        _refuse(
            f"the password has {size} characters; HJ 212 has {PASSWORD} in each edition: give the "
            f"PW that stands in the logger's settings{way}"
        )
    if size > PASSWORD:
        typer.echo(
            f"the password has {size} characters, HJ 212 has {PASSWORD}: taken, since loggers of "
            "the field send longer ones; check it if its frames come into quarantine",
            err=True,
        )


def _refuse(why: str) -> NoReturn:
    typer.echo(f"no device was added: {why}", err=True)
    raise typer.Exit(1)


def _secret(option: str) -> str:
    """Take a secret from standard input where the option is `-`, so that no list shows it."""
    return sys.stdin.readline().rstrip("\r\n") if option == "-" else option


def _register(
    mn: str, name: str, place: dict[str, Any], parties: dict[str, str], speech: dict[str, Any]
) -> None:
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import translation

    from qingtian_platform.registry import api

    with translation.override("en"):
        try:
            with transaction.atomic(), api.acting(None, "device add"):
                _refuse_known(mn, speech["password"])
                parts = api.Parties(**parties)
                number = _place(name) or api.ensure_thing(name, parties=parts, **place)
                api.ensure_logger(mn, thing_id=number, **speech)
        except (ValueError, ValidationError) as error:
            typer.echo(f"no device was added: {_reason(error)}", err=True)
            raise typer.Exit(1) from None
    typer.echo(json.dumps(_facts(api.all_loggers(None)[mn]), ensure_ascii=False))


def _place(name: str) -> int | None:
    """Find a place by key or name."""
    from qingtian_platform.registry import api

    return next((t.id for t in api.things().values() if name in (t.key, t.name)), None)


def _reason(error: Exception) -> str:
    fields = getattr(error, "message_dict", None)
    if fields is None:
        return str(error)
    return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in fields.items())


def _refuse_known(mn: str, password: str) -> None:
    from qingtian_platform.registry import api

    if not password:
        raise ValueError("the password is empty; without one nobody may speak as this device")
    known = api.logger(mn)
    if known is not None:
        place = api.things()[known.thing_id].name
        raise ValueError(f"MN {mn} is registered already, at {place}")


@app.command(name="list")
def list_(data: Data = DEFAULT_DATA) -> None:
    """Print each data logger as one line of JSON, without its secrets."""
    use(data)
    from qingtian_platform.registry import api

    for info in api.all_loggers(None).values():
        typer.echo(json.dumps(_facts(info), ensure_ascii=False))


@app.command()
def show(
    mn: Annotated[str, typer.Option("--mn", help="Number of the device.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Print one data logger with its datastreams as one JSON object, without its secrets."""
    use(data)
    from qingtian_platform.registry import api

    info = api.logger(mn)
    if info is None:
        typer.echo(f"no device has MN {mn}; `qingtian device list` names them", err=True)
        raise typer.Exit(1)
    streams = [d for d in api.datastreams(info.thing_id) if d.mn == mn]
    facts = _facts(info) | {"datastreams": [vars(d) for d in streams]}
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str))


def _facts(info: LoggerInfo) -> dict[str, Any]:
    """Say all but the secrets, and whether there are any."""
    from qingtian_platform.registry import api

    place = api.things()[info.thing_id]
    facts = {k: v for k, v in vars(info).items() if k not in ("password", "sm4_key", "thing_id")}
    dates = {
        k: facts[k].isoformat() if facts[k] else None for k in ("opened", "closed", "sm4_since")
    }
    secrets = {"password_set": bool(info.password), "sm4_key_set": info.sm4_key is not None}
    return {**facts, **dates, **secrets, "thing": place.key, "name": place.name}
