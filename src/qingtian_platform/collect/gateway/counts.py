"""What the gateway counts about itself since its start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counts:
    """Totals since the start.

    Attributes
    ----------
    frames, octets
        Durable frames and their size.
    answers
        Writes of answers to senders, each for one or more frames.
    commits, commit_seconds, disk_errors
        Group commits, how long they took, how often the disk refused.
    opened, evicted, idle, slow
        Connections taken in; given up for others; closed for silence; closed for a frame that
        never ended.
    slowed
        How often a device was read later to keep its rate.
    """

    frames: int = 0
    octets: int = 0
    answers: int = 0
    commits: int = 0
    commit_seconds: float = 0.0
    disk_errors: int = 0
    opened: int = 0
    evicted: int = 0
    idle: int = 0
    slow: int = 0
    slowed: int = 0
