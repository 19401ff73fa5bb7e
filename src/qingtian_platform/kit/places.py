"""Where everything lives below one data directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "QINGTIAN_DATA"


@dataclass(frozen=True)
class Places:
    """The paths below a data directory; nothing else in the code joins them.

    Attributes
    ----------
    data
        The directory given by `--data`.
    """

    data: Path

    @classmethod
    def current(cls) -> Places:
        """Take the directory from the environment, as the command sets it."""
        return cls(Path(os.environ.get(VARIABLE, "qingtian-data")).resolve())

    def make(self) -> Places:
        """Create the directories that are missing, readable by their owner only."""
        for folder in (self.data, self.inbox, self.bundles, self.originals, self.archive):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    @property
    def records(self) -> Path:
        """Registry, people, cases: the file of Django's ORM."""
        return self.data / "records.sqlite3"

    @property
    def inbox(self) -> Path:
        """Frames as received, until they are sealed."""
        return self.data / "inbox"

    @property
    def bundles(self) -> Path:
        """Sealed batches: masked frames and their Merkle leaves."""
        return self.data / "bundles"

    @property
    def originals(self) -> Path:
        """The bytes as received with their salts; protected."""
        return self.data / "originals"

    @property
    def archive(self) -> Path:
        """Parquet files of observations and the manifest that names them."""
        return self.data / "archive"

    @property
    def log(self) -> Path:
        """The evidence log: `checkpoint` and tiles, as anyone may read them."""
        return self.data / "log"

    @property
    def log_key(self) -> Path:
        """Name and signing key of the log."""
        return self.data / "log.key"

    @property
    def log_lock(self) -> Path:
        """The newest checkpoint that was signed, and where each entry stands."""
        return self.data / "log-state" / "lock.sqlite3"

    @property
    def log_policy(self) -> Path:
        """Which witnesses the log asks, and how many must agree; may be missing."""
        return self.data / "log-state" / "policy"

    @property
    def log_authority(self) -> Path:
        """Which time-stamping authority is asked once a day, and its root; may be missing."""
        return self.data / "log-state" / "authority"

    @property
    def log_stamping(self) -> Path:
        """How the last request for a time stamp went; may be missing."""
        return self.data / "log-state" / "stamping.json"

    @property
    def log_staging(self) -> Path:
        """Tiles of a step that is not whole yet."""
        return self.data / "log-state" / "staging"

    @property
    def registrar_key(self) -> Path:
        """The key that appoints the keys of persons."""
        return self.data / "registrar.key"

    @property
    def registry_key(self) -> Path:
        """The key that signs what the registry says of the meaning of readings."""
        return self.data / "registry.key"

    @property
    def reviews_key(self) -> Path:
        """The key that signs that a reviewed day was opened again by what came after."""
        return self.data / "reviews.key"

    @property
    def matters_key(self) -> Path:
        """The key that signs the seals over what was done in matters."""
        return self.data / "matters.key"

    @property
    def papers_key(self) -> Path:
        """The key that signs which papers and exhibits of matters the platform keeps."""
        return self.data / "papers.key"

    @property
    def draws_key(self) -> Path:
        """The key that signs announcements, pools and results of double-random inspections."""
        return self.data / "draws.key"

    @property
    def protected(self) -> Path:
        """Records of interventions: sealed to persons outside, of a size that tells nothing."""
        return self.data / "protected"

    @property
    def self_check(self) -> Path:
        """What the nightly self-check found, and how far it is."""
        return self.data / "self-check.sqlite3"

    @property
    def results(self) -> Path:
        """What evaluate wrote: a page reads these."""
        return self.data / "results.sqlite3"

    @property
    def verdicts(self) -> Path:
        """What evaluate wrote of sources and water sections, with the trees of the last days."""
        return self.data / "verdicts.sqlite3"

    @property
    def gateway(self) -> Path:
        """What the gateway knows of each device; quarantine; conversations."""
        return self.data / "gateway.sqlite3"

    @property
    def manifest(self) -> Path:
        """Names the batches and the archive's files, and holds the sealer's cursor."""
        return self.archive / "manifest.sqlite3"

    @property
    def completeness(self) -> Path:
        """What check wrote: expected, received and valid values by datastream and day."""
        return self.data / "completeness.sqlite3"

    @property
    def alarms(self) -> Path:
        """How far the stage that raises alarms has read."""
        return self.data / "alarms.sqlite3"

    @property
    def instruments(self) -> Path:
        """What instruments told of themselves: parameters, states and logs, each with its frame."""
        return self.data / "instruments.sqlite3"

    @property
    def attachments(self) -> Path:
        """Files handed in with records, declarations and answers, each named by its SHA-256."""
        return self.data / "attachments"

    @property
    def feeds(self) -> Path:
        """Folders in which departments drop files, one each, by the key of the agreement."""
        return self.data / "feeds"

    @property
    def feed_sources(self) -> Path:
        """Where each feed comes from on this machine, and with which secret; may be missing."""
        return self.data / "feeds.yaml"

    @property
    def feed_lock(self) -> Path:
        """Held while a delivery is taken; the lock dies with its process."""
        return self.data / "feeds.lock"

    @property
    def findings(self) -> Path:
        """What check found: findings, and flags with their history; added to, never changed."""
        return self.data / "findings.sqlite3"

    @property
    def tallies(self) -> Path:
        """How many values bear which flag, by datastream, day and month; made again at any time."""
        return self.data / "tallies.sqlite3"

    @property
    def cache(self) -> Path:
        """What all processes of the web count together, as failed log-ins; may go at any time."""
        return self.data / "cache"

    @property
    def lock(self) -> Path:
        """Held by the one `serve` of this directory; the lock dies with its process."""
        return self.data / "serve.lock"

    @property
    def secret(self) -> Path:
        """Django's secret key, made at the first start."""
        return self.data / "secret.key"

    @property
    def vault(self) -> Path:
        """The key under which passwords and SM4 keys of devices lie in the records."""
        return self.data / "vault.key"
