"""Make `acts.json` anew: run from the root of the repository after a change of the format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, Pen, words_hash
from qingtian.ledger.note import encoded

HERE = Path(__file__).parent
LOG = "log.example/qingtian"
TIME = 1_795_573_600_000_000
SECOND = 1_000_000
DAY = 86_400 * SECOND
REGISTRAR, SAMPLER, ANALYST, REVIEWER, SIGNATORY, STRANGER = (
    Pen(bytes([number]) * 32) for number in range(1, 7)
)
ACTS = [
    *(kinds.CORRECTION, kinds.DECISION, kinds.MEANING, kinds.REGISTRY, kinds.RELEASE),
    *(kinds.DEEDS, kinds.PAPER, kinds.RETRACTION, kinds.REVIEW),
]


def appointment(pen: Pen, at: int, **more: object) -> dict[str, Any]:
    """Write the body that appoints a key."""
    body = {
        "acts": [kinds.SIGNOFF],
        "appoints": False,
        "duties": [],
        "holder": words_hash(bytes(32), f"holder of {pen.name[:8]}"),
        "key": encoded(pen.public),
        "possession": pen.possession(LOG),
        "since": at,
        "until": None,
    }
    return {**body, **more}


def reading(**more: object) -> dict[str, Any]:
    """Point to a reading."""
    target = {
        "batch": 0,
        "code": "a34004",
        "field": "Avg",
        "frame": 0,
        "interval": "hour",
        "leaf": "3cc05daf80b8c04f5e91704c5a61f03fbd4af8254c125345d1250a90f121bb03",
        "mn": "A110108_0001",
        "place": 0,
        "start": 1_795_568_400_000_000,
    }
    return {**target, **more}


def correction(old: str, new: str, **more: object) -> dict[str, Any]:
    """Write the body of a correction."""
    body = {
        "method": "recalculated",
        "new": new,
        "old": old,
        "reason": "zero-drift",
        "target": reading(),
        "words": words_hash(bytes(range(32)), "零点漂移，按校准记录重新计算"),
    }
    return {**body, **more}


def registered(number: int, *changes: tuple[str, str | None, str]) -> dict[str, Any]:
    """Write the body that states changes of the registry: subject, old and new of each."""
    made = [
        {"name": "A110108_0001 a34004", "new": new, "old": old, "since": TIME, "subject": subject}
        for subject, old, new in changes
    ]
    body = {"basis": "command line", "change": number, "changes": made, "thing": "olympic"}
    return {**body, "words": None}


def deeds(number: int, previous: Act | None) -> dict[str, Any]:
    """Write the body that seals deeds of matters."""
    named = None if previous is None else previous.hash()
    return {"number": number, "previous": named, "root": "55" * 32, "words": None}


def review(step: str, previous: Act | None, day: str, **more: object) -> dict[str, Any]:
    """Write the body of a step of the review of a day."""
    body = {
        "cause": None,
        "day": day,
        "previous": None if previous is None else previous.hash(),
        "step": step,
        "table": "22" * 32,
        "thing": "olympic",
        "words": None,
    }
    return {**body, **more}


def signoff(duty: str, previous: Act | None, sample: str = "S-2026-0001") -> dict[str, Any]:
    """Write the body of a signature under a sheet."""
    return {
        "duty": duty,
        "previous": None if previous is None else previous.hash(),
        "sample": sample,
        "sheet": words_hash(bytes(32), f"{sample} {duty}"),
        "words": None,
    }


class Story:
    """Acts one after another, a second apart."""

    def __init__(self) -> None:
        self.entries: list[Act] = []

    def at(self) -> int:
        """Give the time of the next act."""
        return TIME + len(self.entries) * SECOND

    def add(self, pen: Pen, schema: str, body: Mapping[str, Any]) -> Act:
        """Sign and keep an act."""
        act = pen.sign(schema, LOG, self.at(), body)
        self.entries.append(act)
        return act


def told() -> tuple[Story, dict[str, Act]]:
    """Tell a story that holds from its first act to its last."""
    story, named = Story(), {}
    story.add(REGISTRAR, kinds.SIGNER, appointment(REGISTRAR, TIME, acts=[], appoints=True))
    for pen, duties, acts in (
        (SAMPLER, ["sampler"], [kinds.SIGNOFF]),
        (ANALYST, ["analyst", "reviewer"], [kinds.REVIEW, kinds.SIGNOFF]),
        (REVIEWER, ["reviewer", "signatory"], [*ACTS, kinds.SIGNOFF]),
        (SIGNATORY, ["signatory"], [kinds.REVIEW, kinds.SIGNOFF]),
    ):
        body = appointment(pen, story.at(), duties=duties, acts=sorted(acts))
        story.add(REGISTRAR, kinds.SIGNER, {**body, "until": TIME + DAY})
    named["first"] = story.add(REVIEWER, kinds.CORRECTION, correction("23.0", "21.5"))
    named["second"] = story.add(REVIEWER, kinds.CORRECTION, correction("21.5", "21.0"))
    retraction = {"basis": "", "reason": "mistaken", "words": None}
    target = {"entry": named["second"].hash()}
    story.add(REVIEWER, kinds.RETRACTION, {**retraction, "target": target})
    decision = {"after": "N", "before": "C", "outcome": "kept", "rule": "HJ 355-2019"}
    decision |= {"version": "1", "target": reading(), "words": None}  # type: ignore[dict-item]
    story.add(REVIEWER, kinds.DECISION, decision)
    last = None
    for pen, duty in zip((SAMPLER, ANALYST, REVIEWER, SIGNATORY), kinds.DUTIES, strict=True):
        last = story.add(pen, kinds.SIGNOFF, signoff(duty, last))
        named[duty] = last
    release = {"dataset": "00" * 32, "outcome": "approved", "source": None, "words": None}
    named["release"] = story.add(REVIEWER, kinds.RELEASE, release)
    meaning = {"basis": "calibration 2026-11", "name": "a34004", "new": "1.02", "old": None}
    meaning |= {"since": TIME, "subject": "slope", "thing": "olympic", "words": None}  # type: ignore[dict-item]
    story.add(REVIEWER, kinds.MEANING, meaning)
    named["registry"] = story.add(
        REVIEWER, kinds.REGISTRY, registered(7, ("unit", None, "µg/m³"), ("range", None, "0..500"))
    )
    story.add(
        REVIEWER,
        kinds.REGISTRY,
        registered(9, ("unit", "µg/m³", "mg/m³"), ("unit", "mg/m³", "µg/m³")),
    )
    last = None
    for pen, duty in zip((SAMPLER, ANALYST, REVIEWER), kinds.DUTIES, strict=False):
        last = story.add(pen, kinds.SIGNOFF, signoff(duty, last, "S-2026-0003"))
        named[f"{duty} of another sample"] = last
    last = None
    for pen, step in zip((REVIEWER, ANALYST, SIGNATORY), kinds.STEPS, strict=False):
        last = story.add(pen, kinds.REVIEW, review(step, last, "2026-11-25"))
    opened = review("reopened", last, "2026-11-25", cause="late-data")
    named["opened"] = story.add(REVIEWER, kinds.REVIEW, opened)
    last = story.add(ANALYST, kinds.REVIEW, review("first", named["opened"], "2026-11-25"))
    named["second review"] = story.add(REVIEWER, kinds.REVIEW, review("second", last, "2026-11-25"))
    named["deeds"] = story.add(REVIEWER, kinds.DEEDS, deeds(0, None))
    named["paper"] = story.add(REVIEWER, kinds.PAPER, {"paper": "44" * 32})
    story.add(SAMPLER, kinds.REVOCATION, {"key": SAMPLER.name, "reason": "lost"})
    return story, named


def refused(story: Story, named: Mapping[str, Act]) -> list[tuple[str, Act]]:
    """List acts of good form that do not hold after the story."""
    at = story.at()
    good = REVIEWER.sign(kinds.CORRECTION, LOG, at, correction("21.5", "20.0"))
    body = appointment(STRANGER, at)

    def by(pen: Pen, schema: str, body: Mapping[str, Any], when: int = at, log: str = LOG) -> Act:
        return pen.sign(schema, log, when, body)

    swapped = correction("21.5", "20.0", target=reading(frame=1))
    return [
        ("another word than was signed", replace(good, body=correction("21.5", "1.0"))),
        ("another time than was signed", replace(good, at=at + SECOND)),
        ("signature of another act", replace(good, signature=named["first"].signature)),
        ("key of a stranger", by(STRANGER, kinds.CORRECTION, correction("21.5", "20.0"))),
        ("name of another", replace(good, by=SIGNATORY.name)),
        ("revoked key", by(SAMPLER, kinds.SIGNOFF, signoff("sampler", None, "S-2026-0002"))),
        ("after the delegation", by(REVIEWER, kinds.CORRECTION, good.body, TIME + DAY)),
        ("before the delegation", by(REVIEWER, kinds.CORRECTION, good.body, TIME)),
        ("back-dated", by(REGISTRAR, kinds.SIGNER, body, TIME - 3600 * SECOND)),
        ("replayed", named["first"]),
        ("of another log", by(REVIEWER, kinds.CORRECTION, good.body, log="log.example/other")),
        ("outside the scope", by(SIGNATORY, kinds.CORRECTION, good.body)),
        ("appointing without the right", by(REVIEWER, kinds.SIGNER, body)),
        ("appointed for the past", by(REGISTRAR, kinds.SIGNER, body | {"since": at - DAY})),
        ("appointed twice", by(REGISTRAR, kinds.SIGNER, appointment(SAMPLER, at))),
        (
            "key that nobody holds",
            by(REGISTRAR, kinds.SIGNER, body | {"possession": REVIEWER.possession(LOG)}),
        ),
        ("swapped frame", by(REVIEWER, kinds.CORRECTION, swapped)),
        (
            "correction of a value that is not there",
            by(REVIEWER, kinds.CORRECTION, correction("23.0", "1.0")),
        ),
        (
            "retraction of nothing",
            by(
                REVIEWER,
                kinds.RETRACTION,
                {"basis": "", "reason": "x", "target": {"entry": "11" * 32}, "words": None},
            ),
        ),
        (
            "retraction twice",
            by(
                REVIEWER,
                kinds.RETRACTION,
                {
                    "basis": "",
                    "reason": "x",
                    "target": {"entry": named["second"].hash()},
                    "words": None,
                },
            ),
        ),
        ("fifth signature", by(SIGNATORY, kinds.SIGNOFF, signoff("signatory", named["signatory"]))),
        (
            "signature out of order",
            by(SIGNATORY, kinds.SIGNOFF, signoff("signatory", None, "S-2026-0002")),
        ),
        ("duty of another", by(ANALYST, kinds.SIGNOFF, signoff("sampler", None, "S-2026-0002"))),
        (
            "reviewer who authorises",
            by(
                REVIEWER,
                kinds.SIGNOFF,
                signoff("signatory", named["reviewer of another sample"], "S-2026-0003"),
            ),
        ),
        (
            "decision on a mark that does not stand",
            by(
                REVIEWER,
                kinds.DECISION,
                {
                    "after": "D",
                    "before": "C",
                    "outcome": "rejected",
                    "rule": "HJ 355-2019",
                    "target": reading(),
                    "version": "1",
                    "words": None,
                },
            ),
        ),
        (
            "release of what was never published",
            by(
                REVIEWER,
                kinds.RELEASE,
                {"dataset": "00" * 32, "outcome": "published", "source": "11" * 32, "words": None},
            ),
        ),
        (
            "meaning from a wrong past",
            by(
                REVIEWER,
                kinds.MEANING,
                {
                    "basis": "",
                    "name": "a34004",
                    "new": "1.1",
                    "old": "1.0",
                    "since": at,
                    "subject": "slope",
                    "thing": "olympic",
                    "words": None,
                },
            ),
        ),
        (
            "registry from a wrong past",
            by(REVIEWER, kinds.REGISTRY, registered(10, ("unit", "mg/m³", "ppm"))),
        ),
        (
            "registry that forgets what was said",
            by(REVIEWER, kinds.REGISTRY, registered(10, ("unit", None, "ppm"))),
        ),
        (
            "registry out of order",
            by(REVIEWER, kinds.REGISTRY, registered(8, ("range", "0..500", "0..1000"))),
        ),
        ("deeds out of order", by(REVIEWER, kinds.DEEDS, deeds(2, named["deeds"]))),
        ("deeds that name others before", by(REVIEWER, kinds.DEEDS, deeds(1, None))),
        ("paper signed twice", by(REVIEWER, kinds.PAPER, {"paper": "44" * 32})),
        *_refused_reviews(by, named["second review"], named["opened"]),
        ("revoked again", by(REGISTRAR, kinds.REVOCATION, {"key": SAMPLER.name, "reason": "lost"})),
    ]


def _refused_reviews(by: Callable[..., Act], last: Act, opened: Act) -> list[tuple[str, Act]]:
    """List steps of a review that do not hold; its second review is signed."""
    day = "2026-11-25"
    steps: dict[str, tuple[Pen, dict[str, Any]]] = {
        "review out of order": (REVIEWER, review("second", None, "2026-11-24")),
        "review that names another step": (SIGNATORY, review("issued", opened, day)),
        "reviewer who issues": (REVIEWER, review("issued", last, day)),
        "issue of another table": (SIGNATORY, review("issued", last, day, table="33" * 32)),
        "review without a cause opened again": (SIGNATORY, review("reopened", last, day)),
        "review sent back without a reason": (SIGNATORY, review("returned", last, day)),
    }
    return [(name, by(pen, kinds.REVIEW, body)) for name, (pen, body) in steps.items()]


def misshapen(good: bytes, registry: str) -> list[tuple[str, str]]:
    """List spellings that are no acts."""
    text = good.decode()
    from_, to = registry.index("[{"), registry.index("]") + 1
    return [
        ("space", text.replace(":", ": ", 1)),
        ("key twice", text[:-1] + ',"log":"' + LOG + '"}'),
        ("further key", text[:-1] + ',"zzz":1}'),
        ("fraction", text.replace('"at":', '"at":1.0e1,"aa":', 1)),
        ("true for a number", text.replace('"frame":0', '"frame":false')),
        ("escaped letter", text.replace("a34004", "\\u00613" + "4004")),
        ("unknown kind", text.replace("qingtian.correction/1", "qingtian.correction/2")),
        ("number for a value", text.replace('"old":"23.0"', '"old":23')),
        ("upper case", text.replace(REVIEWER.name, REVIEWER.name.upper())),
        ("cut off", text[:-20]),
        ("text too long", text.replace('"new":"21.5"', f'"new":"{"1" * 41}"')),
        ("control character in a text", text.replace('"new":"21.5"', '"new":"21.5\u0085"')),
        ("word in upper case", text.replace('"reason":"zero-drift"', '"reason":"Zero"')),
        ("entry and reading at once", text.replace('"target":{', '"target":{"entry":null,')),
        ("registry without a change", registry.replace(registry[from_:to], "[]")),
        ("registry of an unknown subject", registry.replace('"subject":"unit"', '"subject":"x"')),
    ]


def main() -> None:
    """Write the file."""
    story, named = told()
    cases = [
        {"name": name, "entry": act.to_bytes().decode()} for name, act in refused(story, named)
    ]
    found = {
        "log": LOG,
        "frames": [{"batch": 0, "frame": 0, "leaf": reading()["leaf"]}],
        "holds": [act.to_bytes().decode() for act in story.entries],
        "hashes": [act.hash() for act in story.entries],
        "refused": cases,
        "misshapen": [
            {"name": name, "entry": text}
            for name, text in misshapen(
                named["first"].to_bytes(), named["registry"].to_bytes().decode()
            )
        ],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (HERE / "acts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
