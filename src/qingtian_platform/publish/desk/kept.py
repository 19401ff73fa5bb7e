"""Texts that the records keep in English, said in the reader's language.

What is kept as evidence is never rewritten; a page says it in the reader's words. Whoever writes a
new text adds its Chinese to the catalogue; a text that nobody knows, as a person's own, is shown
as it is.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from qingtian_platform.publish.desk.words import english

#: What the gateway notes of a command (`collect.conversations.outcomes`), word for word.
PLAIN = frozenset(
    {
        gettext_noop("carried out"),
        gettext_noop("taken up; this logger never reports the result (no 9012)"),
        gettext_noop("reported as done, but the data asked for did not come"),
        gettext_noop("refused"),
        gettext_noop("the logger could not carry it out"),
        gettext_noop("taken up, then nothing came"),
        gettext_noop("no answer to any of the repetitions"),
        gettext_noop("could not be written"),
        gettext_noop(
            "the gateway was restarted while it waited; "
            "whether the logger carried it out is not known"
        ),
        gettext_noop("first contact"),
        gettext_noop("asked for by the data logger (1013)"),
    }
)
#: Texts with something of their own in them.
FORMS: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (re.compile(r"clock (?P<day>\d{4}-\d\d-\d\d)"), gettext_lazy("clock rule of %(day)s")),
    (
        re.compile(r"first_contact (?P<day>\d{4}-\d\d-\d\d)"),
        gettext_lazy("rule of first contact of %(day)s"),
    ),
    (re.compile(r"code (?P<code>-?\d+)"), gettext_lazy("return code %(code)s")),
    (
        re.compile(r"(?P<seconds>[+-]\d+) s against receipt"),
        gettext_lazy("%(seconds)s s against receipt"),
    ),
    (
        re.compile(
            "the data logger or the second person was not there until "
            r"(?P<until>\d{4}-\d\d-\d\d \d\d:\d\d)\S*"
        ),
        gettext_lazy("the data logger or the second person was not there until %(until)s UTC"),
    ),
)


def said(text: str) -> str:
    """Say a kept text; its parts are divided by semicolons, which a part may have too."""
    parts = text.split("; ") if text else []
    for at in reversed(range(1, len(parts))):
        if f"{parts[at - 1]}; {parts[at]}" in PLAIN:
            parts[at - 1 : at + 1] = [f"{parts[at - 1]}; {parts[at]}"]
    return ("; " if english() else "；").join(map(_part, parts))


def _part(text: str) -> str:
    if text in PLAIN:
        return _(text)
    for form, message in FORMS:
        found = form.fullmatch(text)
        if found:
            return str(message) % found.groupdict()
    return text


#: Where a command stands.
STATES: dict[str, Promise] = {
    "requested": gettext_lazy("Requested"),
    "approved": gettext_lazy("Approved by a second person"),
    "declined": gettext_lazy("Declined"),
    "taken": gettext_lazy("Taken by the gateway"),
    "sent": gettext_lazy("Sent"),
    "answered": gettext_lazy("Carried out"),
    "failed": gettext_lazy("Failed or refused"),
    "expired": gettext_lazy("Not answered in time"),
}


def state(key: str) -> str:
    """Say where a command stands."""
    return str(STATES.get(key, key))


def deviation(message: str) -> str:
    """Say what the standard expected (`qingtian.protocols.hj212.deviations`)."""
    return _(message) if message else ""


def clause(text: str) -> str:
    """Name a clause as the language does: `table 2` is 表2."""
    if english():
        return text
    text = re.sub(r"\btable (\w+)", r"表\1", text).replace(" and ", "和")
    return re.sub(r"\bappendix ?(\w*)", r"附录\1", text)
