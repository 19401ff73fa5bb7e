"""Packs: the law of one place, in the form of the library's, beside it and never in its stead.

A pack is a folder with `pack.yaml` (what it is) and `law/` (`documents.yaml`, `sources.yaml`, and a
folder an area, as here). It is given by its path, or by its name where it is installed: a
distribution names its package under the entry-point group `qingtian.packs`. In a checkout of the
project the folders below `packs/` are found by name too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from qingtian.law.errors import LawFileError, UnknownPackError
from qingtian.law.reading import day, read
from qingtian.law.schema import check_keys, check_words

GROUP = "qingtian.packs"
"""Entry-point group in which an installed pack names its package."""

CHECKOUT = Path(__file__).parents[3]
KEYS = ("key", "name", "place", "division", "publisher", "gazette", "published", "checked")


@dataclass(frozen=True)
class Pack:
    """One place's law and what it says of itself; two with one key and folder are the same.

    Attributes
    ----------
    key
        Its name in commands and arguments, as `beijing2018`.
    root
        The folder that holds `pack.yaml` and `law/`.
    name, place, publisher, gazette
        What it is called, whose it is, who keeps it, what it was made from, by language.
    division
        Six-digit code of the administrative division.
    published, checked
        Day of this edition of the pack, and of the last comparison with its sources.
    """

    key: str
    root: Traversable
    name: Mapping[str, str] = field(compare=False)
    place: Mapping[str, str] = field(compare=False)
    division: str = field(compare=False)
    publisher: Mapping[str, str] = field(compare=False)
    gazette: Mapping[str, str] = field(compare=False)
    published: date = field(compare=False)
    checked: date = field(compare=False)

    @property
    def law(self) -> Traversable:
        """The folder of its law."""
        return self.root / "law"


AnyPack = Pack | str | Path
"""A pack that is open, the name of one, or the folder of one."""


def _opened(root: Traversable, where: str) -> Pack:
    description = root / "pack.yaml"
    if not description.is_file():
        raise UnknownPackError(f"expected pack.yaml in {where}; it is not there")
    head: dict[str, Any] = read(description.read_text(encoding="utf-8"), f"{where}: pack.yaml")
    check_keys(head, KEYS, f"{where}: pack.yaml")

    def words(key: str) -> Mapping[str, str]:
        return check_words(head[key], f"{where}: {key}")

    return Pack(
        key=str(head["key"]),
        root=root,
        name=words("name"),
        place=words("place"),
        division=str(head["division"]),
        publisher=words("publisher"),
        gazette=words("gazette"),
        published=day(head["published"], f"{where}: published"),
        checked=day(head["checked"], f"{where}: checked"),
    )


@cache
def _in_folder(folder: Path) -> Pack:
    return _opened(folder, str(folder))


@cache
def known_packs() -> Mapping[str, Pack]:
    """Find the packs that have a name here: installed ones, and in a checkout its own.

    Returns
    -------
    mapping of str to Pack
        By key; an installed pack comes before the checkout's of the same key.

    Raises
    ------
    LawFileError
        If a pack has another key than the name that it is installed under.
    """
    found: dict[str, Pack] = {}
    for point in entry_points(group=GROUP):
        found[point.name] = _opened(files(point.value), point.value)
        if found[point.name].key != point.name:
            raise LawFileError(
                f"{point.value}: expected key {point.name}; got {found[point.name].key}"
            )
    own = CHECKOUT / "packs"
    if (CHECKOUT / "pyproject.toml").is_file() and own.is_dir():
        for folder in sorted(each.parent for each in own.glob("*/pack.yaml")):
            found.setdefault(folder.name, _in_folder(folder))
    return found


def open_pack(which: AnyPack) -> Pack:
    """Open a pack by its name or its folder.

    Parameters
    ----------
    which
        A name as `beijing2018`, a `Path` of a folder (text with a slash is one too), or a pack.

    Raises
    ------
    UnknownPackError
        If there is none of that name, or the folder holds none; the message lists those known.
    LawFileError
        If what it says of itself breaks the form.
    """
    if isinstance(which, Pack):
        return which
    if isinstance(which, Path) or "/" in which:
        return _in_folder(Path(which).resolve())
    found = known_packs().get(which)
    if found is None:
        names = ", ".join(known_packs()) or "none"
        raise UnknownPackError(
            f"no pack is called {which!r}; known: {names}; install qingtian-pack-{which}, or give "
            "the path of its folder"
        )
    return found


def open_packs(packs: Iterable[AnyPack]) -> tuple[Pack, ...]:
    """Open packs, in the order given.

    Raises
    ------
    TypeError
        If one name is given in place of a list of them.
    """
    if isinstance(packs, str | Path | Pack):
        raise TypeError(f"expected packs, as ({packs!r},); got one that stands alone")
    return tuple(open_pack(each) for each in packs)


def packs_of(text: str) -> tuple[Pack, ...]:
    """List the known packs whose place is named in a text, as in `gas boiler, new, Beijing`.

    Parameters
    ----------
    text
        Chinese or English; 北京 names 北京市 too.
    """
    plain = text.lower()
    return tuple(
        pack
        for pack in known_packs().values()
        if any(name.lower().removesuffix("市") in plain for name in pack.place.values())
    )
