"""Main pollutants (主要污染指标) of a section, and of a river by shares of sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Result
from qingtian.standards.water.classes import multiple_exact
from qingtian.standards.water.names import CLASSES, ITEMS, Body, Item
from qingtian.standards.water.rules import first_pollutants

ORDER = {key: n for n, key in enumerate(ITEMS)}
"""Place of each item in the standard's table, which decides where all else is equal."""


@dataclass(frozen=True)
class Pollutant:
    """An item that exceeds class III.

    Attributes
    ----------
    item
        The item.
    rank
        Of its class, 4 to 6.
    multiple
        Exceed multiple as printed; None for pH and dissolved oxygen. [1]
    exact
        The multiple in millionths, by which items are ordered; None likewise. [1]
    """

    item: Item
    rank: int
    multiple: Decimal | None
    exact: Fraction | None

    def __str__(self) -> str:
        """Print name and multiple, as 高锰酸盐指数(1.2)."""
        return self.item.zh if self.multiple is None else f"{self.item.zh}({self.multiple:f})"


def exceeding(results: Sequence[Result], body: Body, day: date) -> list[Pollutant]:
    """List the items of a section that are worse than class III, the main ones first.

    Cyanide and heavy metals come first, then the worst class, then the larger multiple; where all
    is equal, the order of the standard's table decides. Items without multiple follow the others
    of their class.
    """
    above = CLASSES.index(law.at(day)["water.evaluation.main"].value["above"]) + 1
    digits = int(law.at(day)["water.evaluation.exceed_multiple"].value["decimals"])
    found = []
    for each in results:
        rank, number = each.more["rank"], each.more["number"]
        if rank is None or rank <= above or number is None:
            continue
        item = ITEMS[each.more["item"]]
        exact = multiple_exact(item, number, body, day)
        shown = None if exact is None else mean_rounded(exact, digits)
        found.append(Pollutant(item, rank, shown, exact))
    first = first_pollutants(day)

    def key(each: Pollutant) -> tuple[bool, int, Fraction, int]:
        multiple = Fraction(-1) if each.exact is None else each.exact
        return each.item.key not in first, -each.rank, -multiple, ORDER[each.item.key]

    return sorted(found, key=key)


def by_share(sections: Mapping[str, Sequence[Pollutant]], day: date) -> list[tuple[Item, Decimal]]:
    """Order items by the share of sections in which they exceed class III, at most three.

    Parameters
    ----------
    sections
        Section to its exceeding items; empty where there are none.
    day
        Day of the data.

    Returns
    -------
    list of (Item, Decimal)
        Share with one decimal. [%]
    """
    most = int(law.at(day)["water.evaluation.main"].value["most"])
    counts: dict[str, int] = {}
    for each in sections.values():
        for pollutant in each:
            counts[pollutant.item.key] = counts.get(pollutant.item.key, 0) + 1
    ordered = sorted(counts, key=lambda key: (-counts[key], ORDER[key]))[:most]
    return [
        (ITEMS[key], mean_rounded(Fraction(100 * counts[key], len(sections)), 1)) for key in ordered
    ]
