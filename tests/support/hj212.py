"""The collection of published frames, and frames made up for properties.

`tests/library/protocols/hj212/samples.txt` holds 145 frames that others published (source and
status stand beside each): facts about the field, kept as found, mistakes included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from qingtian.protocols.hj212.crc import crc16, modbus
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame, Noise
from qingtian.protocols.hj212.reader import Reader

FILE = Path(__file__).parents[1] / "library/protocols/hj212/samples.txt"


@dataclass(frozen=True)
class Sample:
    """One line of the collection."""

    line: int
    raw: bytes
    status: str

    @property
    def good(self) -> bool:
        return self.status.startswith("ok")

    @property
    def dialect(self) -> str | None:
        match = re.search(r"matches:body/(\S+)", self.status)
        return match[1] if match else None

    @property
    def expected(self) -> str | None:
        match = re.search(r"expect=([0-9A-F]{4})", self.status)
        return match[1] if match else None

    @property
    def lengths(self) -> tuple[int, int] | None:
        match = re.search(r"badlen=(\d+)/(\d+)", self.status)
        return (int(match[1]), int(match[2])) if match else None


def samples() -> list[Sample]:
    """Read the collection."""
    found = []
    for number, line in enumerate(FILE.read_bytes().split(b"\n"), 1):
        if line.strip() and not line.startswith(b"# "):
            raw, _, status = line.split(b"\t")
            found.append(Sample(number, raw, status.decode("ascii")))
    return found


def framed(segment: bytes) -> bytes:
    """Frame a segment as the standard says, without the tail."""
    return b"##%04d%b%04X" % (len(segment), segment, crc16(segment))


def read(chunks: list[bytes], dialect: Dialect | None = None) -> list[Frame | Noise]:
    """Read a stream that comes in chunks, to its end."""
    reader = Reader(dialect)
    return [*(each for chunk in chunks for each in reader.feed(chunk)), *reader.end()]


def bytewise(stream: bytes) -> list[bytes]:
    """Cut a stream into single bytes."""
    return [stream[i : i + 1] for i in range(len(stream))]


values = st.one_of(
    st.decimals(-9999, 9999, places=3).map(str),
    st.sampled_from(["", "null", "-", "NaN", "-100", "St", "6.90-12.49", "1e3", "0.000"]),
)
codes = st.sampled_from(["w01018", "a34004", "011", "02", "S03", "B01", "LA", "Nh3-scr", "PM25"])
fields = st.sampled_from(["Rtd", "Avg", "Min", "Max", "Cou", "ZsAvg", "rtd", "Flag", "td"])
pairs = st.builds(lambda c, f, v: f"{c}-{f}={v}", codes, fields, values)
areas = st.lists(pairs, max_size=8).flatmap(
    lambda items: st.lists(
        st.sampled_from([";", ",", ";;", ", "]), min_size=len(items), max_size=len(items)
    ).map(lambda marks: "".join(a + b for a, b in zip(items, marks, strict=True)))
)


@st.composite
def segments(draw: st.DrawFn) -> bytes:
    """Make a data segment as loggers send them."""
    time = draw(st.datetimes()).strftime("%Y%m%d%H%M%S")
    command = draw(st.sampled_from(["2011", "2051", "2061", "2031", "9014", "3020", "1072"]))
    system = draw(st.sampled_from(["22", "31", "32", "39", "91"]))
    head = f"QN={time}000;ST={system};CN={command};PW=123456;MN=A1B2;Flag=5;"
    return f"{head}CP=&&DataTime={time};{draw(areas)}&&".encode()


@st.composite
def sent(draw: st.DrawFn) -> bytes:
    """Make a frame in one of the dialects of the field, with or without its tail."""
    segment = draw(segments())
    size = len(segment) + draw(st.sampled_from([0, 0, 0, 0, 6, 8, -1, 100]))
    digits = b"%04d" % max(size, 0)
    right = b"%04X" % crc16(segment)
    wrong = b"%04X" % modbus(segment)
    kind = draw(st.sampled_from(["plain", "plain", "modbus", "lower", "short", "semi", "bare"]))
    made = {
        "plain": b"##" + digits + segment + right,
        "modbus": b"##" + digits + segment + wrong,
        "lower": b"##" + digits + segment + right.lower(),
        "short": b"##%d" % len(segment) + segment + right,
        "semi": b"##%04d;%b;" % (len(segment) + 2, segment),
        "bare": digits + segment + right,
    }[kind]
    if kind == "semi":
        made += b"%04X" % crc16(made[2:])
    return made + draw(st.sampled_from([b"\r\n", b"\r\n", b"", b"\n", b"\\r\\n", b"**", b"  "]))


noise = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"AT+CSQ\r\nOK\r\n", b"++", b"SIZE=12", b"##", b"##0087", b"[log] ##1234 x "]),
)


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Make a stream of frames, cut frames and noise."""
    parts = draw(
        st.lists(st.one_of(sent(), noise, sent().map(lambda f: f[: len(f) // 2])), max_size=5)
    )
    return b"".join(parts)
