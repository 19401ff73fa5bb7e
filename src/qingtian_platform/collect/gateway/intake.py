"""From bytes to frames that are accepted or refused: the hot path, and the readable one beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from qingtian.protocols.hj212 import answers, build, crc, scan, strict
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame, Noise
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.gateway.batch import Batch, Share
from qingtian_platform.collect.gateway.connection import Connection
from qingtian_platform.collect.gateway.devices import (
    CHECKSUM,
    NOISE,
    STRICT,
    UNKNOWN,
    Device,
    Devices,
)
from qingtian_platform.collect.gateway.engine import Engine
from qingtian_platform.collect.gateway.quarantine import Quarantine
from qingtian_platform.collect.gateway.templates import NONE, SINGLE, Templates

FORM = "hj212"
GROUP = 8 << 20
"""Bytes that are scanned at once. [byte]"""
NAMES = scan.FRAME.names or ()
START, END, QN, QN_END, CN, CN_END = (
    NAMES.index(name) for name in ("start", "end", "qn", "qn_end", "cn", "cn_end")
)
PW, MN, MN_END, FLAG, STAMP = (
    NAMES.index(name) for name in ("pw", "mn", "mn_end", "flag_value", "stamp")
)
_BEGUN = re.compile(rb"#{1,2}\Z|##\d{1,3}\Z|##(\d{4})")
REPLIES = frozenset({"9011", "9012", "9013", "9014"})


class Intake:
    """Judges what connections sent.

    Parameters
    ----------
    devices
        Who may speak.
    quarantine
        Where refused frames go.
    engine
        Asked which devices it watches.
    limit
        Longest data segment. [byte]

    Attributes
    ----------
    fast
        Whether the compiled scan is ready; until then everything takes the readable way.
    """

    def __init__(
        self, devices: Devices, quarantine: Quarantine, engine: Engine, limit: int
    ) -> None:
        self._devices, self._quarantine, self._engine = devices, quarantine, engine
        self._limit, self._dialect = limit, Dialect(limit=limit)
        self._templates = Templates()
        self._generation = -1
        self.fast = False

    def take(self, connections: Sequence[Connection], now: int) -> Batch:
        """Read what the connections hold.

        Parameters
        ----------
        connections
            Those with new bytes.
        now
            When they came. [µs UTC]

        Returns
        -------
        Batch
            Accepted frames, with the answers they are owed once they are durable.
        """
        self._generation = self._devices.generation
        batch = Batch(now)
        group: list[tuple[Connection, bytes]] = []
        size = 0
        for connection in connections:
            data = connection.take()
            if connection.reader is not None or not self.fast:
                self.read(connection, data, batch)
                continue
            group.append((connection, data))
            size += len(data)
            if size > GROUP:
                self._scan(group, batch)
                group, size = [], 0
        if group:
            self._scan(group, batch)
        return batch

    # The hot path.

    def _scan(self, group: list[tuple[Connection, bytes]], batch: Batch) -> None:
        """Take frames of the standard form from all connections at once."""
        joined = b"".join(data for _, data in group)
        bounds = np.zeros(len(group) + 1, np.int32)
        np.cumsum([len(data) for _, data in group], out=bounds[1:])
        buffer = np.frombuffer(joined, np.uint8)
        result = scan.scan(buffer, bounds, limit=self._limit)
        counts = np.bincount(result.frames["source"], minlength=len(group)).tolist()
        rows = iter(scan.rows(result))
        chosen: list[int] = []
        for (connection, _), count in zip(group, counts, strict=True):
            if count:
                self._standard(connection, joined, rows, count, chosen, batch)
        out, ends = scan.answers(
            buffer, result.frames["qn"], np.array(chosen, np.int32), *self._templates.arrays()
        )
        first = begin = 0
        consumed, starts = result.consumed.tolist(), bounds.tolist()
        for index, (connection, _) in enumerate(group):
            count = counts[index]
            if count:
                end = ends[first + count - 1]
                accepted = count
                batch.replies.append((connection, out[begin:end], accepted))
                connection.waiting += accepted
                first, begin = first + count, end
            left = joined[consumed[index] : starts[index + 1]]
            if left and begun(left, self._limit):
                connection.carry = left
            elif left:
                self.read(connection, left, batch)

    def _standard(
        self,
        connection: Connection,
        joined: bytes,
        rows: Iterator[list[int]],
        count: int,
        chosen: list[int],
        batch: Batch,
    ) -> None:
        """Accept or refuse `count` frames of one connection; no function call for a usual one."""
        if connection.generation != self._generation:
            self._forget(connection)
        connection.unfinished_since = 0.0
        known, peer, now = connection.known, connection.peer, batch.received_at
        share: Share | None = None
        watched = False
        for _ in range(count):
            row = next(rows)
            raw = joined[row[START] : row[END]]
            key = joined[row[PW] : row[MN_END]]
            device = known.get(key) or self._introduce(connection, key)
            if device is None or device.dialect.strict:
                why = self._refuse(connection, device, key, raw, now)
                if device is None or why:
                    chosen.append(NONE)
                    continue
            if share is None or share.device is not device:
                share = Share(connection, device)
                batch.shares.append(share)
                connection.heard[device.mn] = device
                watched = self._engine.watches(device.mn)
            cn = joined[row[CN] : row[CN_END]]
            answer = device.answers.get((cn, row[FLAG]))
            if answer is None:
                answer = self._template(device, cn, row[FLAG], raw)
            if answer == SINGLE:
                self._single(connection, device, raw, batch)
            chosen.append(answer)
            batch.rows.append((now, peer, FORM, raw))
            share.frames += 1
            share.octets += len(raw)
            share.stamp = max(share.stamp, row[STAMP])
            share.qn = joined[row[QN] : row[QN_END]]
            if watched or cn[0] != 50:
                batch.events.append((connection, device, plain_frame(raw)))

    def _template(self, device: Device, cn: bytes, flag: int, raw: bytes) -> int:
        """Find what answers frames of this code and Flag, for this device."""
        head = raw[6 : raw.index(b"CP=&&", 6)] + b"CP=&&&&"  # no answer depends on the data
        text = answer_to(Message.parse(head), device)
        which = device.answers[cn, flag] = self._templates.add(text, raw)
        return which

    def _single(self, connection: Connection, device: Device, raw: bytes, batch: Batch) -> None:
        """Answer a frame of which no template can be made, as those of HJ/T 212-2005."""
        answer = answer_to(plain_frame(raw).message, device)
        batch.replies.append((connection, answer or b"", 0))

    def _forget(self, connection: Connection) -> None:
        """Recognise everyone anew, since the registry has changed."""
        connection.generation = self._generation
        connection.known.clear()
        connection.heard.clear()
        connection.heard.update(connection.devices)

    def _introduce(self, connection: Connection, key: bytes) -> Device | None:
        """Judge a sender's first frame since the registry changed."""
        password, _, mn = key.partition(b";MN=")
        device, _ = self._devices.judge(
            mn.decode("ascii"), password.decode("ascii"), connection.host
        )
        if device is not None:
            connection.known[key] = device
        return device

    def _refuse(
        self, connection: Connection, device: Device | None, key: bytes, raw: bytes, now: int
    ) -> str:
        """Refuse a frame of a stranger, or one that breaks an edition its device is held to."""
        password, _, mn = (part.decode("ascii") for part in key.partition(b";MN="))
        if device is None:
            _, why = self._devices.judge(mn, password, connection.host)
        else:
            why = _breach(device, plain_frame(raw))
        if why:
            self.refuse(connection, mn, why, raw, now)
        return why

    # The readable way.

    def read(self, connection: Connection, data: bytes, batch: Batch) -> None:
        """Read bytes in which something is unusual or unfinished."""
        reader = connection.reader
        if reader is None:
            reader = connection.reader = Reader(self._dialect_of(connection))
        found = reader.feed(data)
        self._release(connection, reader, data)
        self.items(connection, found, batch)

    def _release(self, connection: Connection, reader: Reader, data: bytes) -> None:
        """Let the reader go when all that it keeps back is the beginning of a usual frame."""
        kept = reader.buffered
        if kept > len(data):
            return
        left = data[len(data) - kept :].removeprefix(b"\r\n")
        if not left:
            connection.reader = None
        elif self.fast and begun(left, self._limit):
            connection.reader, connection.carry = None, left

    def _uncarry(self, connection: Connection, batch: Batch) -> None:
        """Hand what waits for its rest to the reader."""
        carried, connection.carry = connection.carry, b""
        if carried:
            connection.reader = connection.reader or Reader(self._dialect_of(connection))
            self.items(connection, connection.reader.feed(carried), batch)

    def settle(self, connection: Connection, batch: Batch) -> None:
        """Judge what a sender left unfinished who has paused."""
        self._uncarry(connection, batch)
        if connection.reader is not None:
            self.items(connection, connection.reader.settle(), batch)
            if not connection.reader.buffered:
                connection.reader = None

    def end(self, connection: Connection, batch: Batch) -> None:
        """Judge the rest of a stream that is over."""
        self._uncarry(connection, batch)
        if connection.reader is not None:
            self.items(connection, connection.reader.end(), batch)
            connection.reader = None

    def items(self, connection: Connection, found: Sequence[Frame | Noise], batch: Batch) -> None:
        """Judge what a reader found."""
        if connection.generation != self._generation:
            self._forget(connection)
        for item in found:
            if isinstance(item, Noise):
                self._noise(connection, item, batch)
            else:
                self._frame(connection, item, batch)

    def _dialect_of(self, connection: Connection) -> Dialect:
        devices = list(connection.heard.values())
        return devices[0].dialect if len(devices) == 1 else self._dialect

    def _noise(self, connection: Connection, noise: Noise, batch: Batch) -> None:
        devices = list(connection.heard.values())
        if len(devices) == 1:
            devices[0].deviations[noise.reason] += 1
            devices[0].changed = True
        elif noise.reason != "tail":
            self.refuse(connection, "", NOISE, noise.raw, batch.received_at)

    def _frame(self, connection: Connection, frame: Frame, batch: Batch) -> None:
        message = frame.message
        connection.unfinished_since = 0.0
        device, why = self._devices.judge(message.mn, message.pw, connection.host)
        if device is None and message.cn in REPLIES:
            device, why = self._replying(connection, message, why)
        if device is not None:
            frame = _as_agreed(frame, device)
            why = _breach(device, frame)
        if device is not None and not why:
            self._accept(connection, device, frame, batch)
        else:
            self.refuse(connection, message.mn, why, frame.raw, batch.received_at)

    def _replying(
        self, connection: Connection, message: Message, why: str
    ) -> tuple[Device | None, str]:
        """Attribute an answer that names nobody (HJ/T 212-2005) to the one device that is here."""
        devices = list(connection.heard.values())
        if len(devices) == 1 and not message.mn and message.pw in ("", devices[0].info.password):
            return devices[0], ""
        return None, why

    def _accept(self, connection: Connection, device: Device, frame: Frame, batch: Batch) -> None:
        message = frame.message
        batch.rows.append((batch.received_at, connection.peer, FORM, frame.raw))
        batch.replies.append((connection, answer_to(message, device) or b"", 1))
        connection.waiting += 1
        share = Share(connection, device, 1, len(frame.raw), qn=message.qn.encode("utf-8"))
        share.stamp = scan.seconds(message.get("DataTime").encode("utf-8"))
        if frame.all_deviations:
            share.deviations.append(frame.all_deviations)
        batch.shares.append(share)
        connection.heard[device.mn] = device
        if message.cn[:1] != "2" or self._engine.watches(device.mn):
            batch.events.append((connection, device, frame))

    def refuse(self, connection: Connection, mn: str, why: str, raw: bytes, now: int) -> None:
        """Put a frame into quarantine, unanswered; the connection is read more slowly for it."""
        connection.tokens -= 1.0
        self._quarantine.add(now, connection.host, connection.peer, mn, why or UNKNOWN, raw)


def begun(left: bytes, limit: int) -> bool:
    """Say whether bytes are the beginning of a frame whose length is still to come.

    What ends in a line end is a frame of another length, and what lacks its CR LF alone is whole:
    neither may wait.
    """
    match = _BEGUN.match(left)
    if match is None or left.endswith(b"\n"):
        return False
    return match[1] is None or (int(match[1]) <= limit and len(left) < int(match[1]) + 10)


def plain_frame(raw: bytes) -> Frame:
    """Make the reader's frame of a frame of the standard form."""
    return Frame(raw, raw[6:-4], raw[-4:].decode("ascii"), crc_ok=True)


def _breach(device: Device, frame: Frame) -> str:
    """Say why a known device's frame is refused, if it is, and count what it did wrong."""
    broken = set(frame.all_deviations)
    if not device.dialect.accepts(frame.checksum):
        why = CHECKSUM
    elif device.dialect.strict and (more := [b.id for b in strict.breaches(frame, device.dialect)]):
        why = STRICT
        broken |= set(more)
    else:
        return ""
    device.deviations.update(broken)
    device.changed = True
    return why


def _as_agreed(frame: Frame, device: Device) -> Frame:
    """Read a frame again as agreed with its device, if that may matter."""
    dialect = device.dialect
    if frame.checksum == "standard" or (dialect.sm4_key is None and dialect.checksum == "standard"):
        return frame
    reader = Reader(dialect)
    again = [item for item in (*reader.feed(frame.raw), *reader.end()) if isinstance(item, Frame)]
    return again[0] if len(again) == 1 else frame


def answer_to(message: Message, device: Device) -> bytes | None:
    """Write what is owed to a frame, also where it names itself as the standard does not allow."""
    try:
        return answers.acknowledgement(message, device.peer)
    except build.BuildError:
        return _loose_answer(message, device)


def _loose_answer(message: Message, device: Device) -> bytes | None:
    """Answer with the request number as it came, since that is what its sender waits for."""
    known = message.qn.isascii() and message.qn.isalnum() and len(message.qn) <= 32
    qn = f"QN={message.qn};" if known else ""
    flag = (message.flag or 0) & 0b1111_1100
    segment = (
        f"{qn}ST=91;CN=9014;PW={device.info.password};MN={device.mn};Flag={flag};CP=&&&&"
    ).encode()
    return b"##%04d%b%04X\r\n" % (len(segment), segment, crc.crc16(segment))
