"""`python -m qingtian.draw`: redraw offline, commit and reveal; nothing is needed but cryptography.

    verify FILE --vkey KEY [--witness KEY …] [--quorum N] [--party NAME=KEY …]
    commit --draw NAME --key KEY --out SECRET.json
    reveal SECRET.json --commitment HASH

Exit code of `verify`: 0 the draw holds; 3 it is void, and who is named did not do its part; 1 something
does not hold; 2 the command was given what it cannot work with.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from qingtian.draw import papers
from qingtian.draw.errors import DrawError
from qingtian.draw.pool import Pool
from qingtian.draw.reading import Reading, Trust
from qingtian.draw.secrets import SIZE, commitment
from qingtian.draw.verifying import Verdict, verify
from qingtian.ledger.__main__ import MisuseError, checkpoint_lines, plain, policy_of, trust_options
from qingtian.ledger.errors import LedgerError

BROKE: Final = 1
MISUSED: Final = 2
IS_VOID: Final = 3
_SECRET: Final = "qingtian.draw-secret/1"  # noqa: S105 - the name of a form


def _parties(given: Sequence[str]) -> dict[str, str]:
    found = dict(each.rpartition("=")[::2] for each in given)
    if "" in found or not all(len(key) == 2 * SIZE for key in found.values()):
        raise MisuseError("--party: expected NAME=KEY, the key as 64 hexadecimal digits")
    return found


def _verify(arguments: argparse.Namespace) -> tuple[int, list[str]]:
    policy = policy_of(arguments)
    trust = Trust(policy.log, policy.keys, _parties(arguments.party))
    found = verify(Path(arguments.file).read_bytes(), trust)
    if found.reading is not None and found.holds:
        shown = (found.reading.last, found.reading.fixed)
        for each in shown:
            if each is not None:
                policy.demand(frozenset(key for key, _ in each.witnesses))
    return (BROKE, _broken(found)) if found.faults else _held(found)


def _broken(found: Verdict) -> list[str]:
    lines = ["NOT VERIFIED: nothing of this draw counts until these are answered"]
    for each in found.faults:
        lines += [f"  {each.what}", f"    to be answered by: {each.whose}"]
    return lines


def _held(found: Verdict) -> tuple[int, list[str]]:
    assert found.reading is not None
    read = found.reading
    lines = [f"draw {read.announcement.name}: {read.announcement.said['title']}"]
    lines += [f"  {each}" for each in checkpoint_lines(read.last)]
    for each in read.parties:
        where = "outside the bureau" if each["outside"] else "of the bureau"
        lines.append(f"  party {each['name']}, {where}, key {each['key']}")
    if found.void:
        return IS_VOID, [*lines, f"VOID: {_why(read)}"]
    return 0, [*lines, *_drawn(read)]


def _why(read: Reading) -> str:
    names = ", ".join(each["name"] for each in read.parties if each["key"] in read.missing)
    return {
        papers.COMMITMENT: f"{names} did not commit in time",
        papers.POOL: "who announced it did not commit to a pool in time",
        papers.CHECKPOINT: "the log showed no checkpoint in time",
        papers.REVEAL: f"{names} did not reveal in time",
    }[read.stage]


def _drawn(read: Reading) -> list[str]:
    pool, result = read.one(papers.POOL), read.one(papers.RESULT)
    assert pool is not None
    assert result is not None
    everyone = Pool.of(pool.said["pool"])
    names = {each.key: each.name for each in everyone.objects}
    names |= {each.key: each.name for each in everyone.people}
    lines = [f"  seed {result.said['seed']}, of checkpoint, pool and {len(read.parties)} secrets"]
    lines.append(f"  out of {len(everyone.objects)} objects and {len(everyone.people)} persons:")
    for each in read.record.drawn or ():
        team = ", ".join(f"{names[one['person']]} ({one['group']})" for one in each["team"])
        lines.append(f"  {names[each['object']]}: {team}")
    return ["verified: drawn again, and the same came out", *lines]


def _commit(arguments: argparse.Namespace) -> tuple[int, list[str]]:
    salt, secret = os.urandom(SIZE), os.urandom(SIZE)
    made = _made(arguments.draw, arguments.key, salt, secret)
    kept = {
        "commitment": made,
        "draw": arguments.draw,
        "key": arguments.key,
        "salt": salt.hex(),
        "schema": _SECRET,
        "secret": secret.hex(),
    }
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(arguments.out, flags, 0o600), "w", encoding="ascii") as file:
        json.dump(kept, file, indent=1)
    return 0, [made]


def _made(draw: str, key: str, salt: bytes, secret: bytes) -> str:
    try:
        return commitment(draw, key, salt, secret)
    except ValueError as error:
        raise MisuseError(f"draw and key: expected 64 hexadecimal digits each; {error}") from error


def _reveal(arguments: argparse.Namespace) -> tuple[int, list[str]]:
    kept = _kept(Path(arguments.file).read_bytes())
    salt, secret = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["secret"])
    made = _made(kept["draw"], kept["key"], salt, secret)
    if made != (arguments.commitment or kept["commitment"]):
        raise MisuseError("the file holds another secret than the commitment; reveal nothing")
    return 0, [json.dumps({"salt": kept["salt"], "secret": kept["secret"]})]


def _kept(data: bytes) -> Mapping[str, Any]:
    found = json.loads(data)
    wanted = {"commitment", "draw", "key", "salt", "schema", "secret"}
    if not isinstance(found, dict) or set(found) != wanted or found["schema"] != _SECRET:
        raise MisuseError(f"expected a file of `commit`: {', '.join(sorted(wanted))}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qingtian.draw")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("verify", help="redraw, and hold the record against the log")
    check.add_argument("file", metavar="FILE")
    trust_options(check)
    check.add_argument("--party", action="append", default=[], metavar="NAME=KEY")
    check.set_defaults(act=_verify)
    commit = commands.add_parser("commit", help="make a secret, keep it, print the commitment")
    for name in ("--draw", "--key", "--out"):
        commit.add_argument(name, required=True)
    commit.set_defaults(act=_commit)
    reveal = commands.add_parser("reveal", help="print salt and secret of a kept file")
    reveal.add_argument("file", metavar="SECRET.json")
    reveal.add_argument("--commitment", default="", help="what was handed in")
    reveal.set_defaults(act=_reveal)
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line; the exit codes stand above."""
    arguments = _parser().parse_args(given)
    code: int
    try:
        code, lines = arguments.act(arguments)
    except LedgerError as error:
        code, lines = BROKE, [f"NOT VERIFIED: {error}"]
    except (MisuseError, DrawError, OSError, KeyError, ValueError) as error:
        code, lines = MISUSED, [f"cannot be done: {error}"]
    out = sys.stdout if code in {0, IS_VOID} else sys.stderr
    out.write("\n".join(map(plain, lines)) + "\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
