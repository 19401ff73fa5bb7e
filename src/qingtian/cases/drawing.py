"""Draw a procedure: its states down the page, beside each what can be done there, and where that leads.

Every state has a lane to the right. An act that moves the case runs from its line into the lane of the
state to which it leads, and the lane ends in an arrow at that state; so no two lines lie on each other,
however many acts there are. Nothing is placed by hand, and the drawing says what the table says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from qingtian.cases.procedure import ActKind, Procedure

LINE, GAP, LANE, PAD = 22, 14, 16, 8
WIDE, NARROW = 14.0, 6.8
"""Width of a Chinese character and of another one in this type. [px]"""
STYLE = (
    ".box{fill:#fff;stroke:#4a5568}.ending .box{stroke-width:3}.lit .box{fill:#0b5394;stroke:#0b5394}"
    ".been .box{fill:#dbe7f3}.lit text{fill:#fff}.lane,.way{fill:none;stroke:#8a94a6;stroke-width:1.5}"
    ".done{font-weight:700}.tip,.dot{fill:#4a5568}"
    "text{font:14px 'Noto Sans CJK SC','Noto Sans SC',sans-serif;fill:#1a202c}"
)


@dataclass(frozen=True)
class _Row:
    """One state with its acts, and where it stands on the page in px."""

    state: str
    acts: tuple[ActKind, ...]
    top: int

    @property
    def height(self) -> int:
        return LINE * (1 + len(self.acts))

    @property
    def middle(self) -> int:
        return self.top + LINE // 2


@dataclass(frozen=True)
class _Page:
    """Which lane each state has, and how wide boxes and labels are in px."""

    language: str
    lanes: Mapping[str, int]
    box: int
    labels: int

    @property
    def tip(self) -> int:
        return PAD + self.box

    @property
    def width(self) -> int:
        return PAD * 2 + self.box + self.labels + LANE * (len(self.lanes) + 1)

    def x(self, state: str) -> int:
        return PAD + self.box + self.labels + LANE * (self.lanes[state] + 1)


def drawn(
    procedure: Procedure,
    language: str,
    *,
    lit: str = "",
    been: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
) -> str:
    """Draw a procedure.

    Parameters
    ----------
    procedure
        Which.
    language
        `zh` or `en`.
    lit
        The state in which a case is now; empty for none.
    been, done
        States that it has been in, and acts that were done.

    Returns
    -------
    str
        A whole SVG document; what it says stands in it as text.
    """
    rows, page = list(_rows(procedure)), _page(procedure, language)
    height = rows[-1].top + rows[-1].height + PAD
    size = f'viewBox="0 0 {page.width} {height}" width="{page.width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(procedure.name[language])}</title><style>{STYLE}</style>",
        *_lanes(rows, page),
    ]
    for row in rows:
        looks = {"ending": procedure.states[row.state].ending, "lit": row.state == lit}
        looks["been"] = row.state in been and row.state != lit
        name = procedure.states[row.state].name[language]
        parts += _state(row, page, name, " ".join(key for key, so in looks.items() if so))
        parts += _acts(row, page, done)
    return "\n".join([*parts, "</svg>"])


def _page(procedure: Procedure, language: str) -> _Page:
    boxes = [each.name[language] for each in procedure.states.values()]
    labels = [each.name[language] for each in procedure.acts.values()]
    lanes = {key: number for number, key in enumerate(_led_to(procedure))}
    return _Page(language, lanes, _wide(boxes) + 2 * PAD, _wide(labels) + 3 * PAD)


def _wide(texts: Iterable[str]) -> int:
    """Estimate how wide the widest of some texts is. [px]."""
    return int(max(sum(WIDE if c > "\u2e80" else NARROW for c in text) for text in texts)) + 1


def _rows(procedure: Procedure) -> Iterator[_Row]:
    top = PAD
    for key in procedure.states:
        acts = tuple(act for act in procedure.acts.values() if key in act.states)
        row = _Row(key, acts, top)
        yield row
        top += row.height + GAP


def _led_to(procedure: Procedure) -> list[str]:
    """List the states to which an act leads from another one, the last ones nearest to the page."""
    led = {act.to for act in procedure.acts.values() if act.to and set(act.states) - {act.to}}
    return [key for key in procedure.states if key in led][::-1]


def _lanes(rows: list[_Row], page: _Page) -> Iterator[str]:
    tops = {row.state: row.middle for row in rows}
    for state in page.lanes:
        lines = [
            row.top + LINE * (number + 1) + LINE // 2
            for row in rows
            for number, act in enumerate(row.acts)
            if act.to == state != row.state
        ]
        x, end, tip = page.x(state), tops[state], page.tip
        ends = f"M{x} {min([*lines, end])}V{max([*lines, end])}M{x} {end}H{tip + 6}"
        yield f'<path class="lane" d="{ends}"/><path class="tip" d="M{tip} {end}l8 -4v8z"/>'


def _state(row: _Row, page: _Page, name: str, looks: str) -> Iterator[str]:
    yield f'<g class="{looks}">'
    yield (
        f'<rect class="box" x="{PAD}" y="{row.top}" width="{page.box}" height="{row.height}" rx="4"/>'
        f'<text x="{PAD * 2}" y="{row.middle + 5}">{escape(name)}</text></g>'
    )


def _acts(row: _Row, page: _Page, done: frozenset[str]) -> Iterator[str]:
    for number, act in enumerate(row.acts):
        y = row.top + LINE * (number + 1) + LINE // 2
        looks = ' class="done"' if act.key in done else ""
        name = escape(act.name[page.language])
        yield f'<text{looks} x="{page.tip + PAD * 2}" y="{y + 5}">{name}</text>'
        if act.to and act.to != row.state:
            x, begin = page.x(act.to), page.tip + page.labels
            yield f'<path class="way" d="M{begin} {y}H{x}"/><circle class="dot" cx="{x}" cy="{y}" r="3"/>'
