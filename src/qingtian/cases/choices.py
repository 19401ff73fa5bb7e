"""Names of the words that facts may choose: `policy/choices.yaml` of a pack, one name a word in every procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qingtian.cases.procedure import Procedure
from qingtian.policy.errors import PackFileError
from qingtian.policy.policy import FOLDER, Policy
from qingtian.policy.rows import mapped

FILE = "choices.yaml"
Names = Mapping[str, Mapping[str, str]]


def choices(policy: Policy) -> Names:
    """Read the names of words by language; none where the pack has no such file.

    Raises
    ------
    PackFileError
        If a row breaks the form.
    """
    found = {}
    for row in mapped(policy.pack.root / FOLDER, FILE, "choices", absent=True):
        row.only(["name"])
        found[row.name] = row.words("name")
    return found


def choices_mistakes(names: Names, procedures: Mapping[str, Procedure]) -> Iterator[PackFileError]:
    """Find words that can be chosen and have no name; a figure names itself."""
    if not names:
        return
    for one in procedures.values():
        for fact, domain in one.facts.items():
            if domain.kind != "choice" or fact in one.given:
                continue
            for word in domain.words:
                if word not in names and not word.isdigit():
                    message = f"expected a name of {word!r}, which {one.file} asks for as {fact}"
                    yield PackFileError(FILE, 1, message)
