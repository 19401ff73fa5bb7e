"""What the record offers about its log: who stands behind it, time stamps, what waits and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.merkle import consistency_proof
from qingtian.ledger.policy import NONE, Policy
from qingtian.ledger.proof import Proof
from qingtian.ledger.tiles import Tiles
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import DamagedError, NotLoggedError
from qingtian_platform.record.log import authorities, identity, policies, proofs, stamps
from qingtian_platform.record.log.sources import ACTS, BATCHES
from qingtian_platform.record.log.stamps import Failure, Kept
from qingtian_platform.record.log.stores import CHECKPOINT, Folder, SqliteLock

PATIENCE: Final = timedelta(minutes=1)
"""What is signed and not shown for longer waits for witnesses."""

__all__ = [
    "Cosigner",
    "DamagedError",
    "Failure",
    "Kept",
    "Standing",
    "authority",
    "consistency",
    "covered",
    "newest_stamp",
    "place_of_act",
    "shown_note",
    "stamp_over",
    "stamped_proof",
    "stamping_failure",
    "standing",
]


@dataclass(frozen=True)
class Cosigner:
    """A witness that the log asks.

    Attributes
    ----------
    name
        As it signs.
    time
        When it cosigned what is shown, by its own clock; None = it did not.
    own
        Whether it runs on the operator's own machine: then it is no independent witness.
    """

    name: str
    time: datetime | None
    own: bool


@dataclass(frozen=True)
class Standing:
    """The log as it is shown, and who stands behind it.

    Attributes
    ----------
    origin
        Name of the log.
    size, signed
        Number of entries that are shown, and that the log has signed. [1]
    root
        Of what is shown, hexadecimal; empty where nothing is.
    shown_at
        When that was put there; None where nothing is.
    cosigners
        Every witness that the policy names.
    needed, asked
        How many must cosign before a checkpoint is shown, and of how many. [1]
    """

    origin: str
    size: int
    signed: int
    root: str
    shown_at: datetime | None
    cosigners: tuple[Cosigner, ...]
    needed: int
    asked: int

    @property
    def witnesses(self) -> tuple[Cosigner, ...]:
        """Those that cosigned what is shown."""
        return tuple(each for each in self.cosigners if each.time is not None)

    def waits(self, now: datetime) -> bool:
        """Say whether what is signed has not been shown for longer than a step takes."""
        late = self.shown_at is None or now - self.shown_at > PATIENCE
        return self.signed > self.size and late

    @property
    def independent(self) -> bool:
        """Whether anybody but the operator stands behind what is shown."""
        return any(not each.own for each in self.witnesses)


def standing(places: Places | None = None) -> Standing:
    """Read the log as it is shown; before its first checkpoint it has no entries.

    Raises
    ------
    ProofError
        What is shown is not signed by this log.
    """
    places = places or Places.current()
    policy = policies.read(places)
    try:
        found: Opened | None = proofs.shown(places)
    except NotLoggedError:
        found = None
    point = None if found is None else found.checkpoint
    times = {} if found is None else {key: each.time for key, each in found.witnesses}
    own = policies.own(places)
    keys = () if policy is None else policy.keys
    return Standing(
        origin=identity.vkey(places).name,
        size=0 if point is None else point.size,
        signed=_signed(places),
        root="" if point is None else point.root.hex(),
        shown_at=_shown_at(places),
        cosigners=tuple(
            Cosigner(key.name, _moment(times.get(key)), key.name in own) for key in keys
        ),
        needed=_needed(policy),
        asked=len(keys),
    )


def _shown_at(places: Places) -> datetime | None:
    try:
        return datetime.fromtimestamp((places.log / CHECKPOINT).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _signed(places: Places) -> int:
    if not places.log_lock.exists():
        return 0
    with SqliteLock(places.log_lock) as lock:
        note = lock.held().note
    return identity.read(places).opened(note).checkpoint.size if note else 0


def _needed(policy: Policy | None) -> int:
    """Count the witnesses that are enough at least."""
    if policy is None or policy.quorum == NONE:
        return 0
    if policy.quorum in policy.witnesses:
        return 1
    return policy.groups[policy.quorum].needed


def covered(batch: int, places: Places | None = None) -> bool:
    """Say whether what is shown covers a batch."""
    places = places or Places.current()
    try:
        size = proofs.shown(places).checkpoint.size
    except NotLoggedError:
        return False
    index = proofs.place(places, BATCHES, batch)
    return index is not None and index < size


def shown_note(places: Places | None = None) -> bytes:
    """Give the checkpoint that is shown, byte by byte.

    Raises
    ------
    NotLoggedError
        None is shown yet.
    """
    return proofs.checkpoint(places or Places.current())


def place_of_act(number: int, places: Places | None = None) -> int | None:
    """Tell where an act stands in the log; None = it is not in it yet."""
    return proofs.place(places or Places.current(), ACTS, number)


def consistency(old: int, note: bytes, places: Places | None = None) -> list[bytes]:
    """Prove that the log of so many entries is the beginning of one that was shown later.

    Parameters
    ----------
    old
        Number of entries of the earlier one. [1]
    note
        Checkpoint of the later one.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    list
        Hashes of RFC 9162; none where both are of one size. [32 bytes each]
    """
    places = places or Places.current()
    size = identity.read(places).opened(note).checkpoint.size
    if old == size:
        return []
    return consistency_proof(Tiles(Folder(places.log).get, size).node, old, size)


def authority(places: Places | None = None) -> tuple[str, bool] | None:
    """Name the time-stamping authority that is asked, and whether it is the operator's own."""
    found = authorities.read(places or Places.current())
    return None if found is None else (found.name, found.own)


def newest_stamp(places: Places | None = None) -> Kept | None:
    """Give the newest time stamp; None where there is none.

    Raises
    ------
    DamagedError
        It does not hold.
    """
    return stamps.newest(places or Places.current())


def stamping_failure(places: Places | None = None) -> Failure | None:
    """Tell since when no time stamp could be had, and why; None where all is well."""
    return stamps.failure(places or Places.current())


def stamp_over(batch: int, places: Places | None = None) -> Kept | None:
    """Give the first time stamp that covers a batch; None where there is none yet.

    Raises
    ------
    DamagedError
        It does not hold.
    """
    places = places or Places.current()
    if not places.log_lock.exists():
        return None
    index = proofs.place(places, BATCHES, batch)
    return None if index is None else stamps.covering(places, index)


def stamped_proof(batch: int, frame: int, places: Places | None = None) -> Proof:
    """Prove a frame up to the checkpoint that the first time stamp over it is about.

    Raises
    ------
    NotLoggedError
        No time stamp covers it yet.
    NotSealedError
        There is no such batch or frame.
    """
    places = places or Places.current()
    kept = stamp_over(batch, places)
    if kept is None:
        raise NotLoggedError("no time stamp covers this frame yet: one is taken once a day")
    return proofs.of_frame(places, batch, frame, stamps.checkpoint_of(places, kept.day))
