"""Write docs/protocols/conversations.md from the tables of states and of commands; a test compares them."""

from __future__ import annotations

from pathlib import Path

from qingtian.protocols.hj212.commands import COMMANDS, Command
from qingtian.protocols.hj212.states import TABLES, Table, is_end

PAGE = Path(__file__).resolve().parent.parent / "docs" / "protocols" / "conversations.md"
HEAD = """# Conversations of HJ 212

Both ends are in the library and do no input or output: `platform.Centre` for the centre (上位机),
`logger.Logger` for the data logger (现场机). Messages and the time go in; bytes to send, moves, ends come out.
This page is written by `scripts/make_conversations_page.py` from the tables that both ends look their
next state up in, `states.TABLES` and `commands.COMMANDS`.

```python
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.platform import Centre

centre = Centre(Peer("010000A8900016F000169DC0", "123456", "22"))
events = centre.request("1062", [("RtdInterval", "30")], now)  # [Moved(...), Send(data=b"##0101QN=...")]
```

What the tests hold both ends to, on lines that lose, double and delay frames:

- a command is carried out at most once, whatever is repeated;
- where the centre says `done`, the logger has carried it out and all of its data has come;
- where the logger says that data was delivered, it was received;
- every conversation ends, by time alone if need be.
"""
TITLES = {
    "asking": "The centre asks (9011, data, 9012)",
    "serving": "The logger serves a request",
    "telling": "The centre gives notice (9013)",
    "delivering": "The logger delivers data or notice (9014, 9013)",
}
NOTES = """
## Answers as loggers send them

| What comes | How it is taken | Noted as |
|---|---|---|
| no 9011, data or 9012 at once | taken up | `9011-missing` |
| no 9012 after a command without data | `unconfirmed`: taken up, its result not known | `9012-missing` |
| QnRtn in a 9014 | as 9011 | `answer-in-9014` |
| another request number | taken where only one conversation is open; not in strict mode | `qn-other` |
| QnRtn or ExeRtn without a number | as 1 | `code-missing` |
| the request number inside CP (HJ/T 212-2005) | as in the head | |
| history under numbers of its own | matched by code and time range | |
| an answer to a conversation that is over | belongs to nothing | `Stray` |

## Commands

`?` marks a field that may be missing; `x-` stands for a factor code, `i-` for an information code. A command that
*changes* something needs a second person on the platform.
"""


def diagram(table: Table) -> str:
    """Draw a table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> new"]
    for state, row in table.items():
        for target in dict.fromkeys(row.values()):
            words = ", ".join(trigger.value for trigger, to in row.items() if to is target)
            lines.append(f"    {state.value} --> {target.value}: {words}")
        if is_end(state, table):
            lines.append(f"    {state.value} --> [*]")
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def matrix(table: Table) -> str:
    """Set a table: states down, triggers across."""
    triggers = list(dict.fromkeys(trigger for row in table.values() for trigger in row))
    lines = ["| state | " + " | ".join(t.value for t in triggers) + " |"]
    lines.append("|---" * (len(triggers) + 1) + "|")
    for state, row in table.items():
        cells = [row[trigger].value if trigger in row else "" for trigger in triggers]
        lines.append(f"| **{state.value}** | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def fields(command: Command) -> tuple[str, str]:
    """Set what is sent and what comes back."""
    if command.parameters is None:
        return "not known", ""
    sent = " ".join(one.name + "?" * one.optional for one in command.parameters)
    back = " ".join(one.name + "?" * one.optional for one in command.answer)
    return sent, back


def commands() -> str:
    """Set the table of commands."""
    lines = ["| CN | way | kind | name | | sent | answer | its QN | effect | editions |"]
    lines.append("|---" * 10 + "|")
    for one in COMMANDS:
        sent, back = fields(one)
        editions = " ".join(one.editions) or "local rules"
        own = one.numbers.value if back else ""
        cells = (one.code, one.direction.value, one.kind.value, one.name, one.name_en)
        lines.append(
            "| " + " | ".join((*cells, sent, back, own, one.effect.value, editions)) + " |"
        )
    return "\n".join(lines) + "\n"


def page() -> str:
    """Set the whole page."""
    parts = [HEAD]
    for name, table in TABLES.items():
        parts.append(f"\n## {TITLES[name]}\n\n{diagram(table)}\n{matrix(table)}")
    return "".join([*parts, NOTES, "\n", commands()])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
