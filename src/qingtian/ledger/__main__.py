"""`python -m qingtian.ledger`: check proofs and whole logs with nothing installed but cryptography.

    verify PROOF --vkey KEY [--witness KEY …] [--quorum N]     or  --policy FILE
    fsck DIR|URL --vkey KEY [--witness KEY …]
    vectors FILE.json

Exit code 0 only where everything asked for held; what was checked stands on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from qingtian.ledger.audit import audit
from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.errors import LedgerError, ProofError
from qingtian.ledger.note import Key
from qingtian.ledger.policy import NONE, Group, Policy, parse
from qingtian.ledger.proof import Proof, Proven, check
from qingtian.ledger.tiles import Fetch
from qingtian.ledger.vectors import run as run_vectors

TIMEOUT = 30
"""How long a server may take to answer. [s]"""
SHOWN = "received by then and unchanged since; this does not say that the instrument was right"


def fetch_from(place: str) -> Fetch:
    """Give what reads the files of a log in a folder or at an address.

    Parameters
    ----------
    place
        A folder, or an address that begins with http:// or https://.
    """
    if place.startswith(("http://", "https://")):
        return _from_address(place.rstrip("/"))
    folder = Path(place).resolve()
    return lambda name: (folder / name).read_bytes()


def _from_address(base: str) -> Fetch:
    def fetch(name: str) -> bytes:
        try:
            with urllib.request.urlopen(f"{base}/{name}", timeout=TIMEOUT) as answer:  # noqa: S310
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise FileNotFoundError(f"{base}/{name}") from error
            raise

    return fetch


def policy_of(arguments: argparse.Namespace) -> Policy:
    """Make the reader's trust of what the command line says."""
    if arguments.policy:
        return parse(Path(arguments.policy).read_text(encoding="utf-8"))
    if not arguments.vkey:
        raise ProofError("expected --vkey or --policy: the key comes from you, not from the server")
    witnesses = {key.name: key for key in map(Key.parse, arguments.witness)}
    quorum = Group(arguments.quorum, tuple(witnesses)) if arguments.quorum else None
    groups = {"quorum": quorum} if quorum else {}
    name = "quorum" if quorum else NONE
    return Policy(Key.parse(arguments.vkey), witnesses, groups, name, {})


def checkpoint_lines(opened: Opened) -> list[str]:
    """Say which checkpoint was read, and who stands behind it."""
    point = opened.checkpoint
    lines = [f"log {point.origin}, {point.size} entries, root {point.root.hex()}"]
    for key, signature in opened.witnesses:
        lines.append(f"witness {key.name} at {datetime.fromtimestamp(signature.time, UTC)}")
    return lines if opened.witnesses else [*lines, "no witness known to you has cosigned"]


def proven_lines(found: Proven) -> list[str]:
    """Say what a proof has shown."""
    lines = [*checkpoint_lines(found.opened), f"entry {found.index} of the log"]
    if found.batch is not None:
        lines.append(f"batch {found.batch.number}, {found.batch.frames} frames")
    if found.frame is not None:
        received = datetime.fromtimestamp(found.frame.received_at / 1e6, UTC)
        lines.append(f"frame received {received} from {found.frame.network}")
        lines.append(found.frame.text.decode("utf-8", "replace").rstrip())
    return [*lines, SHOWN]


def _verify(arguments: argparse.Namespace) -> list[str]:
    policy = policy_of(arguments)
    lines = []
    for name in arguments.proof:
        found = check(Proof.from_bytes(Path(name).read_bytes()), policy.log, policy.keys)
        policy.demand(frozenset(key for key, _ in found.opened.witnesses))
        lines += [f"{name}: verified", *(f"  {line}" for line in proven_lines(found))]
    return lines


def _fsck(arguments: argparse.Namespace) -> list[str]:
    policy = policy_of(arguments)
    found = audit(fetch_from(arguments.place), policy.log, policy.keys)
    policy.demand(frozenset(key for key, _ in found.opened.witnesses))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.kinds.items()))
    return [*checkpoint_lines(found.opened), f"every entry checked: {kinds or 'none'}"]


def _vectors(arguments: argparse.Namespace) -> list[str]:
    outcomes = run_vectors(json.loads(Path(arguments.file).read_text(encoding="utf-8")))
    failed = [each for each in outcomes if not each.passed]
    lines = [f"{each.name}: {each.detail}" for each in failed]
    lines.append(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise ProofError("\n".join(lines))
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qingtian.ledger")
    commands = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="check proof files")
    verify.add_argument("proof", nargs="+")
    verify.set_defaults(act=_verify)
    fsck = commands.add_parser("fsck", help="check a whole log")
    fsck.add_argument("place", metavar="DIR|URL")
    fsck.set_defaults(act=_fsck)
    for each in (verify, fsck):
        each.add_argument("--vkey", help="verifier key of the log, from a source that you trust")
        each.add_argument("--witness", action="append", default=[], help="key of a witness")
        each.add_argument("--quorum", type=int, default=0, help="witnesses that must have cosigned")
        each.add_argument("--policy", help="file with log, witnesses and quorum (tlog-policy)")
    vectors = commands.add_parser("vectors", help="run test vectors")
    vectors.add_argument("file", metavar="FILE.json")
    vectors.set_defaults(act=_vectors)
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line; 0 where all held, 1 where something did not, 2 where it was misused."""
    arguments = _parser().parse_args(given)
    try:
        lines = arguments.act(arguments)
    except LedgerError as error:
        sys.stderr.write(f"NOT VERIFIED: {error}\n")
        return 1
    except (OSError, KeyError, ValueError) as error:
        sys.stderr.write(f"cannot be checked: {type(error).__name__}: {error}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
