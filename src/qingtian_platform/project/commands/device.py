"""`qingtian device add|list|show`: the data loggers that may speak to the gateway."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

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
    mn: Annotated[str, typer.Option("--mn", help="Number of the device.")],
    password: Annotated[
        str, typer.Option("--password", help="PW of its frames; `-` reads a line from stdin.")
    ],
    st: Annotated[str, typer.Option("--st", help="System code: 22 air, 31 stack, 32 water ...")],
    thing: Annotated[
        str, typer.Option("--thing", help="Name or key of the place; registered where missing.")
    ],
    kind: Annotated[
        str | None, typer.Option("--kind", help="station, outlet, site or section; by --st.")
    ] = None,
    name_en: Annotated[str, typer.Option("--name-en", help="English name of the place.")] = "",
    district: Annotated[str | None, typer.Option("--district", help="Name or code.")] = None,
    township: Annotated[str | None, typer.Option("--township", help="Name or code.")] = None,
    lon: Annotated[float | None, typer.Option("--lon", help="Degrees east.")] = None,
    lat: Annotated[float | None, typer.Option("--lat", help="Degrees north.")] = None,
    station_kind: Annotated[
        str, typer.Option("--station-kind", help="assessment, control, traffic or regional.")
    ] = "",
    level: Annotated[str, typer.Option("--level", help="national, city or district.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Organisation that owns it.")] = "",
    maintainer: Annotated[str, typer.Option("--maintainer", help="Who maintains it.")] = "",
    answerable: Annotated[str, typer.Option("--answerable", help="Who answers for it.")] = "",
    permit: Annotated[str, typer.Option("--permit", help="Permit number of the outlet.")] = "",
    edition: Annotated[str, typer.Option("--edition", help="2005, 2017, 2025 or sw.")] = "2017",
    checksum: Annotated[
        str, typer.Option("--checksum", help="standard, modbus, modbus-swapped or any.")
    ] = "standard",
    strict: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--strict", help="Refuse frames that deviate from the edition.")
    ] = False,
    label: Annotated[str, typer.Option("--label", help="Stamps name the start or end.")] = "start",
    network: Annotated[
        list[str] | None, typer.Option("--network", help="It may call from here; repeatable.")
    ] = None,
    transmission: Annotated[
        str, typer.Option("--transmission", help="direct or forwarded.")
    ] = "direct",
    origin: Annotated[str, typer.Option("--origin", help="real, replay or simulated.")] = "real",
    sm4_key: Annotated[
        str, typer.Option("--sm4-key", help="16 characters or 32 hex digits; `-` reads stdin.")
    ] = "",
    history: Annotated[
        bool | None, typer.Option("--history/--no-history", help="Answers requests for history.")
    ] = None,
    rate: Annotated[float | None, typer.Option("--rate", help="Frames a second.")] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="Property it sends; repeatable; by --st.")
    ] = None,
    interval: Annotated[
        list[str] | None,
        typer.Option("--interval", help="realtime, minute, hour, day; repeatable; all."),
    ] = None,
    minute_step: Annotated[
        int, typer.Option("--minute-step", help="Minutes of a minute value.")
    ] = 10,
    realtime_seconds: Annotated[
        int, typer.Option("--realtime-seconds", help="Between real-time values.")
    ] = 60,
    opened: Annotated[
        datetime | None, typer.Option("--opened", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    nonstandard: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--nonstandard", help="Take an ST or PW that no edition has.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Register a data logger and, where missing, the place where it stands."""
    # Long because an option is a parameter here: it only hands them on.
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
