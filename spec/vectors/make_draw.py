"""Make `draw.json` anew: run from the root of the repository after a change of the format."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from qingtian.draw import commitment, draw, lacking, seed_of  # noqa: E402
from qingtian.draw.pool import Pool, conflict  # noqa: E402
from qingtian.draw.randomness import Stream  # noqa: E402
from qingtian.draw.settings import Quota, Settings  # noqa: E402
from support import drawn as played  # noqa: E402

SEEDS = [bytes(range(32)), bytes(32), bytes([255]) * 32]
LABELS = [["objects", "agency"], ["team", "a1", "quality"], ["objects", "环境"]]
WIDE = (1 << 63) + 1


def streams() -> list[dict[str, Any]]:
    """Write words and whole numbers of streams; of a bound above 2^63 half the words are thrown away."""
    made = []
    for seed, label in zip(SEEDS, LABELS, strict=True):
        words, small, wide = (Stream(seed, label) for _ in range(3))
        made.append(
            {
                "label": label,
                "seed": seed.hex(),
                "words": [f"{words.word():016x}" for _ in range(6)],
                "below_7": [small.below(7) for _ in range(12)],
                "below_wide": [str(wide.below(WIDE)) for _ in range(8)],
                "picked": Stream(seed, label).pick(list(range(10)), 10),
            }
        )
    return made


def counts() -> list[list[Any]]:
    """Write what is drawn out of so many: take, of, least, size, rounding, count."""
    cases = [(1, 4, 1), (1, 3, 0), (1, 2, 2), (0, 1, 0), (3, 100, 1), (1, 1, 0), (2, 1, 0)]
    return [
        [*case, size, rounding, Quota(*case).count(size, rounding)]
        for case in cases
        for size in (0, 1, 2, 3, 10, 50, 101)
        for rounding in ("down", "half-up", "up")
    ]


def draws() -> list[dict[str, Any]]:
    """Write draws of the pool of the example."""
    pool, settings = Pool.of(played.POOL), Settings.of(played.SETTINGS)
    found = [(seed.hex(), draw(pool, settings, seed)) for seed in SEEDS]
    return [{"seed": s, "drawn": made.said(), "digest": made.digest()} for s, made in found]


def barred() -> list[list[str]]:
    """Write who is barred from what, and why."""
    pool, settings = Pool.of(played.POOL), Settings.of(played.SETTINGS)
    pairs = ((p, o, conflict(p, o, pool.day, settings)) for p in pool.people for o in pool.objects)
    return [[person.key, what.key, why] for person, what, why in pairs if why]


def refused() -> list[dict[str, Any]]:
    """Write pools that cannot serve the settings."""
    people = played.POOL["people"]
    cases = {
        "no expert is left for a3": [p for p in people if p["key"] != "x2"],
        "no inspector of quality supervision": [p for p in people if p["group"] != "quality"],
    }
    made = []
    for name, left in cases.items():
        said = {**played.POOL, "people": left}
        reasons = lacking(Pool.of(said), Settings.of(played.SETTINGS))
        made.append({"name": name, "pool": said, "reasons": len(reasons)})
    return made


def main() -> None:
    """Write the file."""
    play = played.whole()
    void = played.pooled().fix().reveal(played.BUREAU).void("reveal", played.QUALITY)
    salt, secret = played.fixed_bytes("salt"), played.fixed_bytes("secret")
    text = play.fixed_point().text()
    record = play.record()
    vectors = {
        "log": str(played.LOG.key),
        "witness": str(played.WITNESS.key),
        "settings": played.SETTINGS,
        "pool": played.POOL,
        "streams": streams(),
        "wide": str(WIDE),
        "counts": counts(),
        "commitment": {
            "draw": play.draw,
            "party": played.QUALITY.name,
            "salt": salt.hex(),
            "secret": secret.hex(),
            "commitment": commitment(play.draw, played.QUALITY.name, salt, secret),
        },
        "seed": {
            "draw": play.draw,
            "pool": play.pool,
            "checkpoint": text,
            "secrets": [salt.hex(), secret.hex()],
            "seed": seed_of(play.draw, play.pool, text, [salt, secret]).hex(),
        },
        "draws": draws(),
        "barred": barred(),
        "refused_pools": refused(),
        "record": json.loads(record.to_bytes()),
        "void": json.loads(void.record().to_bytes()),
        "refused": json.loads(
            replace(record, drawn=record.drawn and record.drawn[::-1]).to_bytes()
        ),
    }
    out = json.dumps(vectors, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (HERE / "draw.json").write_text(out, encoding="utf-8")


if __name__ == "__main__":
    main()
