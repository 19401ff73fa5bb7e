"""What alarms handed over to a matter, as evidence: read where it lies, and held against its hashes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import moment_text
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry


@dataclass(frozen=True)
class Handed:
    """A package of an alarm, as the evidence of a matter names it.

    Attributes
    ----------
    info
        The hand-over, with its package.
    what
        What the alarm says, in the reader's language.
    where
        Names of the units that it speaks of: as the package has them, in English as the registry has them now.
    start, end
        The stretch of its findings and verdicts. [UTC]
    """

    info: alarms.HandoverInfo
    what: str
    where: tuple[str, ...]
    start: datetime
    end: datetime

    @property
    def frames(self) -> list[dict[str, Any]]:
        """The sealed frames that the package names: `batch`, `frame`, `received_at`, `leaf` in hex."""
        found: list[dict[str, Any]] = self.info.package["frames"]
        return found

    @property
    def title(self) -> str:
        """Name it, in the reader's language."""
        return _("Package %(n)s of alarm %(alarm)s") % {
            "n": self.info.id,
            "alarm": self.info.alarm_id,
        }

    @property
    def line(self) -> str:
        """Say what it is about and from when to when, in the reader's language."""
        stretch = f"{moment_text(self.start)} – {moment_text(self.end)}"
        return " · ".join((self.what, *self.where, stretch))

    @property
    def held(self) -> str:
        """Say how much is in it, in the reader's language."""
        package = self.info.package
        members, frames, more = (
            len(package["members"]),
            len(package["frames"]),
            package["frames_left_out"],
        )
        said = [
            ngettext("%(n)s finding or verdict", "%(n)s findings and verdicts", members)
            % {"n": members},
            ngettext("%(n)s sealed frame", "%(n)s sealed frames", frames) % {"n": frames},
        ]
        if more:
            said.append(_("%(n)s more frames lie in the archive") % {"n": more})
        return " · ".join(said)


def handed(matter: int) -> list[Handed]:
    """List the packages that alarms handed over to a matter, the oldest first.

    Parameters
    ----------
    matter
        Which; what was handed over to the one that called it is not among them.
    """
    return [_handed(each) for each in cases.handovers(matter)]


def _handed(info: alarms.HandoverInfo) -> Handed:
    alarm = info.package["alarm"]
    return Handed(
        info,
        alarms.kind_name(alarm["kind"], "en" if english() else "zh"),
        tuple(map(_name, alarm["things"])),
        datetime.fromisoformat(alarm["start"]),
        datetime.fromisoformat(alarm["end"]),
    )


def _name(thing: dict[str, Any]) -> str:
    known = registry.things().get(thing["id"]) if english() else None
    return str(thing["name"]) if known is None else known.name_en


def lacking(given: Handed) -> tuple[str, ...]:
    """Say what of a package is gone, or no longer that of its hash; each a sentence."""
    why = []
    if hashlib.sha256(given.info.text.encode()).hexdigest() != given.info.hash:
        why.append(
            _("%(name)s: its bytes are gone, or are no longer those of its hash.")
            % {"name": given.title}
        )
    bad = [each for each in given.frames if not _sealed(each)]
    if bad:
        names = ", ".join(f"{each['batch']}/{each['frame']}" for each in bad[:3])
        why.append(
            _("%(name)s: %(n)s of its sealed frames are gone or others, as %(frames)s.")
            % {"name": given.title, "n": len(bad), "frames": names}
        )
    return tuple(why)


def _sealed(frame: dict[str, Any]) -> bool:
    """Tell whether a frame of a package is in the archive, with the hash that the package names."""
    try:
        sealed = record.sealed_frame(frame["batch"], frame["frame"])
    except (record.NotSealedError, LookupError):
        return False
    return sealed.leaf == bytes.fromhex(frame["leaf"])
