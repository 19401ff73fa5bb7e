"""Compile every message catalogue (.po) of the platform to its binary form (.mo).

Django's own command calls GNU msgfmt, which a fresh machine may not have; Babel does the same.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src"


def main() -> None:
    """Compile the catalogues beside themselves."""
    for catalogue in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po")):
        with catalogue.open("rb") as text:
            messages = read_po(text)
        with catalogue.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, messages)


if __name__ == "__main__":
    main()
