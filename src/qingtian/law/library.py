"""Read the files of the law, the library's and those of packs, and put them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from qingtian.law.errors import LawFileError, UnknownProvisionError
from qingtian.law.packs import AnyPack, Pack, open_packs
from qingtian.law.provision import Force, Provision
from qingtian.law.reading import day as a_day
from qingtian.law.reading import read
from qingtian.law.schema import provisions_of
from qingtian.law.strictness import check_stricter

DOCUMENT = {
    "title",
    "issuer",
    "issued",
    "since",
    "until",
    "superseded_by",
    "nationwide",
    "knowledge",
}
LIBRARY = files("qingtian.law")
Stages = tuple[Provision, ...]
T = TypeVar("T")


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}.{entry.name}")
        elif entry.name.endswith(".yaml"):
            yield f"{path}.{entry.name.removesuffix('.yaml')}", entry


def _text(entry: Traversable) -> str:
    return entry.read_text(encoding="utf-8")


def _folders(root: Traversable) -> tuple[str, ...]:
    if not root.is_dir():
        raise LawFileError(f"expected a folder of law at {root}; it is not there")
    folders = (each for each in root.iterdir() if each.is_dir())
    return tuple(sorted(each.name for each in folders if not each.name.startswith("_")))


def _read(root: Traversable, pack: str | None) -> dict[str, Stages]:
    return {
        path: provisions_of(path, read(_text(entry), path), pack)
        for area in _folders(root)
        for path, entry in _walk(root / area, area)
    }


def areas(packs: Iterable[AnyPack] = ()) -> tuple[str, ...]:
    """List the areas of the law, a folder each: air, water, emissions and so on."""
    roots = (LIBRARY, *(pack.law for pack in open_packs(packs)))
    return tuple(sorted({area for root in roots for area in _folders(root)}))


def provisions(packs: Iterable[AnyPack] = ()) -> Mapping[str, Stages]:
    """Read and check every file of the law; by name, each with all its dates.

    Parameters
    ----------
    packs
        Packs whose law stands beside the library's: names, folders, or packs that are open.

    Raises
    ------
    LawFileError
        If any file breaks the form, or a pack has a provision, a document or a source of a name
        that is taken: a pack adds, it replaces nothing.
    """
    return _provisions(open_packs(packs))


def _merged(parts: Iterable[tuple[str, Mapping[str, T]]], what: str) -> dict[str, T]:
    """Put tables together; a key that stands in two of them is refused."""
    found: dict[str, T] = {}
    owner: dict[str, str] = {}
    for where, table in parts:
        for key in table:
            if key in owner:
                raise LawFileError(
                    f"{where}: {what} {key} stands in {owner[key]} already; a pack adds, and "
                    "replaces nothing: choose another name"
                )
            owner[key] = where
        found |= table
    return found


@cache
def _national() -> Mapping[str, Stages]:
    return _read(LIBRARY, None)


@cache
def _provisions(packs: tuple[Pack, ...]) -> Mapping[str, Stages]:
    parts = [("the library", _national())]
    parts += [(f"pack {pack.key}", _read(pack.law, pack.key)) for pack in packs]
    found = _merged(parts, "provision")
    _check_references(found, packs)
    check_stricter(found)
    return found


def _check_references(found: Mapping[str, Stages], packs: tuple[Pack, ...]) -> None:
    papers, read_at = documents(packs), set(sources(packs))
    for path, stages in found.items():
        for stage in stages:
            if stage.minimum is not None and stage.minimum not in found:
                raise LawFileError(f"{path}: minimum names {stage.minimum}, which is no provision")
            if stage.standard not in papers:
                raise LawFileError(f"{path}: {stage.standard} is not in documents.yaml")
            if unknown := set(stage.source.split()) - read_at:
                raise LawFileError(f"{path}: source {unknown} is not in sources.yaml")


def _tables(name: str, packs: tuple[Pack, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    roots = [("the library", LIBRARY), *((f"pack {pack.key}", pack.law) for pack in packs)]
    for where, root in roots:
        if (root / name).is_file():
            table = read(_text(root / name), f"{where}: {name}")
            yield where, {str(key): entry for key, entry in table.items()}


def documents(packs: Iterable[AnyPack] = ()) -> Mapping[str, Force]:
    """List the documents that the law is taken from, by number."""
    return _documents(open_packs(packs))


@cache
def _documents(packs: tuple[Pack, ...]) -> Mapping[str, Force]:
    table = _merged(_tables("documents.yaml", packs), "document")
    return {name: _document(name, entry) for name, entry in table.items()}


def _document(name: str, entry: Mapping[str, object]) -> Force:
    if unknown := set(entry) - DOCUMENT:
        raise LawFileError(f"documents.yaml: {name}: unknown key {', '.join(sorted(unknown))}")
    until = entry.get("until")
    whole = entry.get("nationwide")
    return Force(
        name,
        str(entry["title"]),
        a_day(entry["since"], name),
        None if until is None else a_day(until, name),
        None if whole is None else a_day(whole, name),
    )


def sources(packs: Iterable[AnyPack] = ()) -> Mapping[str, str]:
    """List where the values were read, by the code that each file cites."""
    return _sources(open_packs(packs))


@cache
def _sources(packs: tuple[Pack, ...]) -> Mapping[str, str]:
    table = _merged(_tables("sources.yaml", packs), "source")
    return {code: str(text) for code, text in table.items()}


def terms(packs: Iterable[AnyPack] = ()) -> Mapping[str, str]:
    """List the Chinese of each word that the law files use as a key, a level or a kind."""
    return _terms(open_packs(packs))


@cache
def _terms(packs: tuple[Pack, ...]) -> Mapping[str, str]:
    table = _merged(_tables("terms.yaml", packs), "term")
    return {word: str(name) for word, name in table.items()}


def term(word: str, language: str, packs: Iterable[AnyPack] = ()) -> str:
    """Say a word of the law files in a language.

    Parameters
    ----------
    word
        A key, level or kind, as `in-use coal` or `temperature_K`.
    language
        `zh` or `en`.
    packs
        Packs whose words are known as well.

    Returns
    -------
    str
        The Chinese of the list, or in English the word itself with spaces; what stands in no list
        is a code (`NOx`, `1_2s`) and stays as it is.
    """
    known = terms(packs)
    if word not in known:
        return word
    return known[word] if language == "zh" else word.replace("_", " ")


def force(document: str, packs: Iterable[AnyPack] = ()) -> Force:
    """Say when a document is in force, as `force("HJ 633-2026").since`.

    Raises
    ------
    UnknownProvisionError
        If no such document is known; the message lists those that are.
    """
    known = documents(packs)
    if document not in known:
        raise UnknownProvisionError(f"expected one of {', '.join(known)}; got {document!r}")
    return known[document]
