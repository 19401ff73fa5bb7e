"""`python -m qingtian.ledger`: check proofs and whole logs with nothing installed but cryptography.

    verify PROOF --vkey KEY [--witness KEY …] [--quorum N]     or  --policy FILE
           [--stamp DAY.tsr --authority ROOT.pem]
    fsck DIR|URL --vkey KEY [--witness KEY …] [--kept CHECKPOINT] [--authority ROOT.pem]
    vectors FILE.json

Time stamps need the package rfc3161-client besides; `openssl ts -verify` checks them as well.
Exit code 0 only where everything asked for held; what was checked stands on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qingtian.ledger.acts import Act, canonical, key_name
from qingtian.ledger.audit import Progress, audit
from qingtian.ledger.checkpoint import Checkpoint, Opened, opened
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.files import fetch_from
from qingtian.ledger.kinds import SIGNER
from qingtian.ledger.note import Key, decoded
from qingtian.ledger.policy import NONE, Group, Policy, parse
from qingtian.ledger.proof import Proof, Proven, check
from qingtian.ledger.tiles import WIDTH, Fetch
from qingtian.ledger.vectors import run as run_vectors

if TYPE_CHECKING:
    from qingtian.ledger.tokens import Stamp

NEEDED = (
    "time stamps cannot be checked here: install rfc3161-client (pip install qingtian[time]), or "
    "use openssl ts -verify -in DAY.tsr -data DAY.checkpoint -CAfile ROOT.pem"
)
BROKEN = (
    "The bytes are not of the form that spec/ names: damaged on the way, or of another version. "
    "Fetch them again; if it stays so, whoever keeps the log has to answer for it."
)
CHANGED = (
    "Something was changed, or is of another log or key than yours. Nothing of it counts. Keep the "
    "files as they are, and show them to whoever keeps the log and to a witness."
)
ABSENT = (
    "Expected a proof file, or a folder or an address (http://, https://) with `checkpoint` and "
    "its tiles. Where only some are missing the log is incomplete, and whoever keeps it has to "
    "show them."
)
UNSAID = "Nothing is shown by this, neither that the log holds nor that it does not. Try again."
SHOWN = "received by then and unchanged since; this does not say that the instrument was right"


class MisuseError(ValueError):
    """The command was given what it cannot work with; nothing is said about the log by that."""


def key_of(option: str, text: str) -> Key:
    """Read a key that the reader gave.

    Raises
    ------
    MisuseError
        It is none: probably it was not copied whole.
    """
    try:
        return Key.parse(text)
    except FormError as error:
        raise MisuseError(f"{option}: {error}; was it copied whole?") from error


def policy_of(arguments: argparse.Namespace) -> Policy:
    """Make the reader's trust of what the command line says."""
    if arguments.policy:
        try:
            return parse(Path(arguments.policy).read_text(encoding="utf-8"))
        except FormError as error:
            raise MisuseError(f"--policy: {error}") from error
    if not arguments.vkey:
        raise MisuseError(
            "expected --vkey or --policy: the key comes from you, not from the server"
        )
    witnesses = {key.name: key for key in (key_of("--witness", each) for each in arguments.witness)}
    if not 0 <= arguments.quorum <= len(witnesses):
        raise MisuseError(f"--quorum: expected 0 to {len(witnesses)}, the number of --witness")
    quorum = Group(arguments.quorum, tuple(witnesses)) if arguments.quorum else None
    groups = {"quorum": quorum} if quorum else {}
    name = "quorum" if quorum else NONE
    return Policy(key_of("--vkey", arguments.vkey), witnesses, groups, name, {})


def trust_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take the reader's trust, as `policy_of` makes it."""
    parser.add_argument("--vkey", help="verifier key of the log, from a source that you trust")
    parser.add_argument("--witness", action="append", default=[], help="key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="witnesses that must have cosigned")
    parser.add_argument("--policy", help="file with log, witnesses and quorum (tlog-policy)")


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
        lines.append(f"leaf {found.frame.leaf().hex()}")
        lines.append(found.frame.text.decode("utf-8", "replace").rstrip())
    act = found.act
    if act is not None:
        signed = datetime.fromtimestamp(act.at / 1e6, UTC)
        lines.append(f"act {act.schema}, by its word signed {signed} with the key {act.by}")
        lines.append(canonical(dict(act.body)).decode())
    return [*lines, SHOWN]


def signature_line(act: Act, signers: Mapping[str, bytes]) -> str:
    """Check the person's signature, where the appointment of the key was given and proven too.

    Raises
    ------
    ProofError
        The signature is not that of the key.
    """
    if act.by not in signers:
        return "the person's signature: give the proof of the key's appointment too, or use fsck"
    act.check_signature(signers[act.by])
    return "the person's signature fits the key that was appointed"


def _verify(arguments: argparse.Namespace) -> list[str]:
    policy = policy_of(arguments)
    proven = {}
    for name in arguments.proof:
        proof = Proof.from_bytes(Path(name).read_bytes())
        proven[name] = proof, check(proof, policy.log, policy.keys)
        policy.demand(frozenset(key for key, _ in proven[name][1].opened.witnesses))
    acts = [act for _, found in proven.values() if (act := found.act) is not None]
    signers = [decoded(act.body["key"]) for act in acts if act.schema == SIGNER]
    by_name = {key_name(public): public for public in signers}
    lines = []
    for name, (proof, found) in proven.items():
        signed = [] if found.act is None else [signature_line(found.act, by_name)]
        said = [*proven_lines(found), *signed, *_stamped(arguments, proof.checkpoint)]
        lines += [f"{name}: verified", *(f"  {line}" for line in said)]
    return lines


def _stamped(arguments: argparse.Namespace, checkpoint: bytes) -> list[str]:
    """Check a time stamp over the very checkpoint that a proof ends in."""
    if not arguments.stamp:
        return []
    from qingtian.ledger import tokens

    if not arguments.authority:
        raise MisuseError("expected --authority: the root comes from you, not from the server")
    roots = tokens.roots_of(Path(arguments.authority).read_bytes())
    return [stamp_line(tokens.check(Path(arguments.stamp).read_bytes(), checkpoint, roots))]


def stamp_line(stamp: Stamp) -> str:
    """Say what a time stamp has shown."""
    return f"time-stamped by {stamp.authority} at {stamp.time}"


def _fsck(arguments: argparse.Namespace) -> list[str]:
    policy = policy_of(arguments)
    fetch = fetch_from(arguments.place)
    kept = None
    if arguments.kept:
        kept = opened(Path(arguments.kept).read_bytes(), policy.log, policy.keys)
    found = audit(fetch, policy.log, policy.keys, kept=kept, progress=_progress())
    policy.demand(frozenset(key for key, _ in found.opened.witnesses))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.kinds.items()))
    lines = [*checkpoint_lines(found.opened), f"every entry checked: {kinds or 'none'}"]
    if kept is not None:
        lines.append(f"begins with the {kept.checkpoint.size} entries of the checkpoint you kept")
    lines += [late_line(*each) for each in sorted(found.late.items())]
    return lines + _stamps(arguments, fetch, policy.log, found.opened.checkpoint)


def _progress() -> Progress | None:
    """Show how far a long check is, where somebody looks on."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        if done == of or done % (100 * WIDTH) == 0:
            end = "\n" if done == of else ""
            sys.stderr.write(f"\r{done:,} of {of:,} entries checked{end}")
            sys.stderr.flush()

    return show


def late_line(number: int, before: int) -> str:
    """Say that a batch claims to be older than the log that did not hold it yet."""
    return (
        f"batch {number} came in after the checkpoint you kept, and says that its first frame was "
        f"received {before / 1e6:.0f} s before a witness saw that: sealed late, or dated back"
    )


def plain(line: str) -> str:
    """Write a line so that nothing in it steers the reader's terminal, whoever wrote it."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)


def _stamps(arguments: argparse.Namespace, fetch: Fetch, log: Key, shown: Checkpoint) -> list[str]:
    """Check every time stamp that the log lists, and that each is over a part of this very log."""
    if not arguments.authority:
        return []
    from qingtian.ledger import stamped

    roots = Path(arguments.authority).read_bytes()
    found = stamped.audit(fetch, log, shown, roots)
    return [f"{day}: {size} entries {stamp_line(stamp)}" for day, size, stamp in found] or [
        "no time stamp is listed"
    ]


def _vectors(arguments: argparse.Namespace) -> list[str]:
    outcomes = run_vectors(json.loads(Path(arguments.file).read_text(encoding="utf-8")))
    failed = [each for each in outcomes if not each.passed]
    lines = [f"{each.name}: {each.detail}" for each in failed]
    lines.append(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise LedgerError("\n".join(lines))
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qingtian.ledger")
    commands = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="check proof files")
    verify.add_argument("proof", nargs="+")
    verify.set_defaults(act=_verify)
    fsck = commands.add_parser("fsck", help="check a whole log")
    fsck.add_argument("place", metavar="DIR|URL")
    fsck.add_argument("--kept", help="an earlier checkpoint of yours: the log must begin with it")
    fsck.set_defaults(act=_fsck)
    for each in (verify, fsck):
        trust_options(each)
        each.add_argument("--authority", help="root of a time-stamping authority, PEM, from you")
    verify.add_argument("--stamp", help="time stamp over the checkpoint that the proof ends in")
    vectors = commands.add_parser("vectors", help="run test vectors")
    vectors.add_argument("file", metavar="FILE.json")
    vectors.set_defaults(act=_vectors)
    return parser


def refusal(error: Exception) -> tuple[int, list[str]]:
    """Say what came of a check that did not end well: the exit code, what is wrong, what to do."""
    if isinstance(error, MisuseError):
        return 2, [f"cannot be checked: {error}"]
    if isinstance(error, FormError):
        return 1, [f"NOT VERIFIED: {error}", BROKEN]
    if isinstance(error, ProofError):
        return 1, [f"NOT VERIFIED: {error}", CHANGED]
    if isinstance(error, LedgerError):
        return 1, [str(error)]
    if isinstance(error, ModuleNotFoundError):
        return 1, [f"{NEEDED} ({error})"]
    if isinstance(error, FileNotFoundError):
        return 1, [f"cannot be checked: there is no {error.filename or error}", ABSENT]
    return 1, [f"cannot be checked: {type(error).__name__}: {error}", UNSAID]


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line; 0 where all held, 1 where something did not, 2 where it was misused."""
    arguments = _parser().parse_args(given)
    try:
        lines = arguments.act(arguments)
    except (OSError, KeyError, ValueError, ModuleNotFoundError) as error:
        code, said = refusal(error)
        sys.stderr.write(
            "\n".join(plain(line) for text in said for line in text.split("\n")) + "\n"
        )
        return code
    sys.stdout.write("\n".join(map(plain, lines)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
