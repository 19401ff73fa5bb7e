"""The options of `qingtian device add`: of the place, of who answers for it, of how the logger speaks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

Mn = Annotated[str, typer.Option("--mn", help="Number of the device.")]
Password = Annotated[
    str, typer.Option("--password", help="PW of its frames; `-` reads a line from stdin.")
]
St = Annotated[str, typer.Option("--st", help="System code: 22 air, 31 stack, 32 water ...")]
Place = Annotated[
    str, typer.Option("--thing", help="Name or key of the place; registered where missing.")
]
Kind = Annotated[
    str | None, typer.Option("--kind", help="station, outlet, site or section; by --st.")
]
NameEn = Annotated[str, typer.Option("--name-en", help="English name of the place.")]
District = Annotated[str | None, typer.Option("--district", help="Name or code.")]
Township = Annotated[str | None, typer.Option("--township", help="Name or code.")]
Lon = Annotated[float | None, typer.Option("--lon", help="Degrees east.")]
Lat = Annotated[float | None, typer.Option("--lat", help="Degrees north.")]
StationKind = Annotated[
    str, typer.Option("--station-kind", help="assessment, control, traffic or regional.")
]
Level = Annotated[str, typer.Option("--level", help="national, city or district.")]
Owner = Annotated[str, typer.Option("--owner", help="Organisation that owns it.")]
Maintainer = Annotated[str, typer.Option("--maintainer", help="Who maintains it.")]
Answerable = Annotated[str, typer.Option("--answerable", help="Who answers for it.")]
Permit = Annotated[str, typer.Option("--permit", help="Permit number of the outlet.")]
Edition = Annotated[str, typer.Option("--edition", help="2005, 2017, 2025 or sw.")]
Checksum = Annotated[
    str, typer.Option("--checksum", help="standard, modbus, modbus-swapped or any.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse frames that deviate from the edition.")
]
Label = Annotated[str, typer.Option("--label", help="Stamps name the start or end.")]
Networks = Annotated[
    list[str] | None, typer.Option("--network", help="It may call from here; repeatable.")
]
Transmission = Annotated[str, typer.Option("--transmission", help="direct or forwarded.")]
Origin = Annotated[str, typer.Option("--origin", help="real, replay or simulated.")]
Sm4Key = Annotated[
    str, typer.Option("--sm4-key", help="16 characters or 32 hex digits; `-` reads stdin.")
]
History = Annotated[
    bool | None, typer.Option("--history/--no-history", help="Answers requests for history.")
]
Rate = Annotated[float | None, typer.Option("--rate", help="Frames a second.")]
Codes = Annotated[
    list[str] | None, typer.Option("--code", help="Property it sends; repeatable; by --st.")
]
Intervals = Annotated[
    list[str] | None,
    typer.Option("--interval", help="realtime, minute, hour, day; repeatable; all."),
]
MinuteStep = Annotated[int, typer.Option("--minute-step", help="Minutes of a minute value.")]
RealtimeSeconds = Annotated[
    int, typer.Option("--realtime-seconds", help="Between real-time values.")
]
Opened = Annotated[
    datetime | None, typer.Option("--opened", formats=["%Y-%m-%d"], help="First day.")
]
Nonstandard = Annotated[
    bool, typer.Option("--nonstandard", help="Take an ST or PW that no edition has.")
]
