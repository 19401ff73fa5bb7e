"""Say in the reader's language why an act, a sheet or a draft was not taken in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.publish.deeds.terms import duty_word
from qingtian_platform.record.acts import api as acts

CHANGED: Final = gettext_lazy(
    "What you sign has changed since this page was read: read it again, and sign what stands there now."
)
OWN: Final = gettext_lazy("Nobody reviews or authorises what is his own, or does both.")

SAID: Final = (
    (r"the act is dated before .*|the act's time is not .*", gettext_lazy(
        "The clock of this computer differs from the platform's by more than the log allows: set it, and sign again."
    )),
    (r"the act is signed with a key that .*|the key was not appointed for that time", gettext_lazy(
        "The key in this browser is no valid key of yours. Make one under “My key”."
    )),
    (r"the key was revoked(?: already)?", gettext_lazy("The key is revoked.")),
    (r"the corrected value is the old one", gettext_lazy("The new value is the one that holds now.")),
    (r"expected a number, got '(?P<got>.*)'", gettext_lazy("Expected a number; got %(got)s.")),
    (r"the (?:value was corrected to|reading is|mark was decided as|mark received is) .*", CHANGED),
    (r"the (?:review|signature) names another (?:step|one) before it", CHANGED),
    (r"the values have changed since .*|a later act rests on this one.*", CHANGED),
    (r"that was decided already|the entry was retracted already", CHANGED),
    (r"the sheet before is not signed.*|the sheet stands already.*", CHANGED),
    (r"the sample has its four signatures", gettext_lazy("All four have signed.")),
    (r"nobody reviews or authorises what is his own, or does both", OWN),
    (r"nobody decides about what he asked for himself", gettext_lazy(
        "Nobody decides about what he asked for himself."
    )),
    (r"first review, second review and issue are of three persons", gettext_lazy(
        "First review, second review and issue are of three persons."
    )),
    (r"expected a reason in words", gettext_lazy("Expected a reason in words.")),
    (r"(?:\w+: )?expected (?:at most|a text of at most) (?P<n>\d+) characters.*", gettext_lazy(
        "Expected at most %(n)s characters."
    )),
    (r"expected a number of the form .*", gettext_lazy(
        "Expected a number of at most 40 letters, digits, dots, hyphens and underscores."
    )),
    (r"expected when it was taken, as 2026-11-25 09:30, got .*", gettext_lazy(
        "Expected when it was taken, as 2026-11-25 09:30."
    )),
    (r"a comparison names the place .*", gettext_lazy(
        "A comparison names the place whose readings it is compared with."
    )),
)  # fmt: skip
"""Form of a refusal, and what the reader is told; groups of the form are named in it."""


def refusal(error: ValueError, word: Callable[[str], str] = str) -> str:
    """Say why something was refused.

    Parameters
    ----------
    error
        The refusal, whose message is in English.
    word
        Names a field of the form by its key.

    Returns
    -------
    str
        A sentence in the reader's language; what no form of `SAID` fits is quoted in it.
    """
    text = str(error)
    if not re.match(r"[a-z]", text):  # said to a reader already, in his language
        return text
    for form, words in SAID:
        if found := re.fullmatch(form, text, re.DOTALL):
            return str(words) % found.groupdict() if found.groupdict() else str(words)
    if found := re.fullmatch(r"the key was not appointed for (\S+)", text):
        return _("Your key may not sign this: %(x)s.") % {"x": acts.word(found[1])}
    if found := re.fullmatch(r"the next to sign is the (\w+)", text):
        return _("Next to sign: %(duty)s.") % {"duty": duty_word(found[1])}
    if found := re.fullmatch(r"the key was not appointed to sign as (\w+)", text):
        return _("Your key may not sign this: %(x)s.") % {"x": duty_word(found[1])}
    if found := re.fullmatch(r"missing: (.+); not known: ", text):
        return _("Missing: %(x)s.") % {"x": _(", ").join(map(word, found[1].split(", ")))}
    return _("It was not taken in: %(x)s") % {"x": text}
