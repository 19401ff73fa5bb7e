"""What the record offers about releases: the register, who released a value, and how to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qingtian.ledger.acts import Act
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.releases import drafts
from qingtian_platform.record.releases.drafts import FIELDS, MUST, Draft
from qingtian_platform.record.releases.rules import Rule, rule_for, rules

__all__ = [
    "FIELDS",
    "MUST",
    "ActRefusedError",
    "Draft",
    "Release",
    "Rule",
    "ask",
    "body",
    "check",
    "find",
    "register",
    "released",
    "sources",
]


@dataclass(frozen=True)
class Release:
    """An entry of the register: a rule or a draft, with what was decided about it.

    Attributes
    ----------
    what
        The rule, or the draft of another department.
    acts
        The decisions, in their order, without those that were taken back.
    """

    what: Rule | Draft
    acts: tuple[ActInfo, ...]

    @property
    def dataset(self) -> str:
        """Hash by which acts name it."""
        return self.what.dataset

    @property
    def last(self) -> ActInfo | None:
        """The decision that holds."""
        return self.acts[-1] if self.acts else None

    @property
    def outcome(self) -> str:
        """What holds: asked, approved, published, refused, or withdrawn after it was released."""
        if self.last is None:
            return "asked"
        said = [str(each.act.body["outcome"]) for each in self.acts]
        return "withdrawn" if said[-1] == "refused" and set(said) != {"refused"} else said[-1]

    @property
    def public(self) -> bool:
        """Whether it may be released as it is worded."""
        return self.outcome in {"approved", "published"}

    @property
    def at(self) -> datetime | None:
        """When the decision that holds was signed."""
        return None if self.last is None else self.last.at

    @property
    def source(self) -> str | None:
        """Hash of the act that released what it takes its information from."""
        return None if self.last is None else self.last.act.body["source"]


def ask(content: Mapping[str, str], by: str) -> Draft:
    """Ask for a release in the name of a department; see `drafts.write`."""
    return drafts.write(content, by)


def register(places: Places | None = None) -> list[Release]:
    """List the rules, and then the drafts, the newest first."""
    everything: list[Rule | Draft] = [*rules(), *drafts.drafts()]
    return [_release(what, places) for what in everything]


def _release(what: Rule | Draft, places: Places | None = None) -> Release:
    found = acts.about_dataset(what.dataset, places)
    return Release(what, tuple(each for each in found if each.stands))


def find(name: str, places: Places | None = None) -> Release | None:
    """Give an entry by the key of its rule, the number of its draft, or its hash."""
    for what in rules():
        if name in {what.key, what.dataset}:
            return _release(what, places)
    draft = drafts.draft(name)
    return None if draft is None else _release(draft, places)


def released(kind: str, interval: str, places: Places | None = None) -> Release | None:
    """Tell under which rule values are published, and who approved it when.

    Parameters
    ----------
    kind
        Of thing: station, section, outlet, site; or city.
    interval
        realtime, minute, hour or day.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    Release or None
        Its `what` is the rule; `last` is the signed approval, None where nobody has signed it
        yet. None: values of that kind are published under no rule.
    """
    rule = rule_for(kind, interval)
    return None if rule is None else _release(rule, places)


def sources(places: Places | None = None) -> list[Release]:
    """List what another release may name as its published source."""
    return [each for each in register(places) if each.public]


def body(dataset: str, outcome: str, source: str | None = None) -> dict[str, Any]:
    """Write what a decision carries (`qingtian.release/1`), without its words."""
    return {"dataset": dataset, "outcome": outcome, "source": source, "words": None}


def check(act: Act, person: Any, places: Places) -> None:  # noqa: ANN401
    """Refuse a decision about nothing, about one's own draft, without a reason, or said before.

    Raises
    ------
    ActRefusedError
        It does not hold.
    """
    found = find(act.body["dataset"], places)
    if found is None:
        raise ActRefusedError("nobody has asked to release that")
    if isinstance(found.what, Draft) and found.what.by == person.username:
        raise ActRefusedError("nobody decides about what he asked for himself")
    if act.body["words"] is None:
        raise ActRefusedError("expected a reason in words")
    last = found.last
    said = ("outcome", "source")
    if last is not None and all(act.body[key] == last.act.body[key] for key in said):
        raise ActRefusedError("that was decided already")
    _check_source(act, places)


def _check_source(act: Act, places: Places) -> None:
    source = act.body["source"]
    if source is None:
        return
    known = {each.last.hash for each in sources(places) if each.last is not None}
    if source not in known:
        raise ActRefusedError("the source is not released, or not any more")
