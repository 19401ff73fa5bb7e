"""Where each feed comes from on this machine: `feeds.yaml` of the data directory, never the pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from qingtian_platform.collect.feeds.errors import SourceError
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.vault import Secret

SIGNALS: Final = ("rename", "done")
_KNOWN: Final = {"url", "token", "inside", "folder", "signal", "database"}


NONE: Final = Secret("")


@dataclass(frozen=True)
class Source:
    """Where one feed comes from.

    Attributes
    ----------
    url, token, inside
        Of an HTTP source: address, bearer token, and whether it may lie inside the own network.
    folder, signal
        Of a drop folder: a file is whole when it has its name (`rename`), or when a file of its name
        and `.done` lies beside it (`done`).
    database
        A file of SQLite or DuckDB.
    """

    url: str = ""
    token: Secret = NONE
    inside: bool = False
    folder: Path | None = None
    signal: str = "rename"
    database: Path | None = None


def sources(places: Places) -> dict[str, Source]:
    """Read where the feeds come from; a feed that is not named has its folder below `feeds/`.

    Raises
    ------
    SourceError
        The file says something that cannot be, or others may read its secrets.
    """
    path = places.feed_sources
    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not readable: {error}") from error
    if not isinstance(found, dict):
        raise SourceError(f"{path}: expected the key of a feed with what it is read from")
    if path.stat().st_mode & 0o077 and "token" in path.read_text(encoding="utf-8"):
        raise SourceError(f"{path} holds tokens and others may read it: chmod 600")
    return {str(key): _source(f"{path}: {key}", said) for key, said in found.items()}


def _source(where: str, said: Any) -> Source:  # noqa: ANN401 - as YAML has it
    if not isinstance(said, dict) or set(said) - _KNOWN:
        raise SourceError(f"{where}: expected some of {', '.join(sorted(_KNOWN))}; got {said!r}")
    signal = said.get("signal", "rename")
    if signal not in SIGNALS or not isinstance(said.get("inside", False), bool):
        raise SourceError(f"{where}: signal is one of {', '.join(SIGNALS)}, inside true or false")
    folder, database = said.get("folder"), said.get("database")
    return Source(
        str(said.get("url", "")),
        Secret(str(said.get("token", ""))),
        said.get("inside", False),
        Path(folder) if folder else None,
        signal,
        Path(database) if database else None,
    )
