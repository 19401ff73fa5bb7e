"""Every published frame is read and judged as its status says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qingtian.protocols.hj212 import crc
from qingtian.protocols.hj212.frame import Frame
from qingtian_cli.decode import printed
from support.hj212 import Sample, bytewise, read, samples

SAMPLES = samples()


def test_the_collection_is_whole():
    assert len(SAMPLES) == 145
    assert sum(not sample.good for sample in SAMPLES) == 42


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"line{s.line}")
def test_a_published_frame_is_judged_as_its_status_says(sample: Sample):
    found = read([sample.raw])
    assert found == read(bytewise(sample.raw + b"\r\n"))
    (frame,) = found
    assert isinstance(frame, Frame)
    assert frame.raw == sample.raw
    assert frame.crc_ok is sample.good
    assert ("checksum" in frame.deviations) is not sample.good
    assert ("length" in frame.deviations) is (sample.lengths is not None)
    assert ("no-head" in frame.deviations) is ("noheader" in sample.status)
    assert ("length-digits" in frame.deviations) is ("len-digits" in sample.status)
    assert ("semicolons" in frame.deviations) is ("semicolons" in sample.status)
    if sample.dialect:
        assert sample.dialect in frame.deviations
        assert frame.checksum == sample.dialect
    if sample.expected:
        assert crc.text(crc.crc16(frame.segment)) == sample.expected
    if sample.lengths:
        assert len(frame.segment) == sample.lengths[1]
    if "lowercase-crc" in sample.status:
        assert "crc-case" in frame.deviations
    assert len(frame.message.cn) == 4


def test_the_whole_collection_as_one_stream_gives_each_frame_in_its_order():
    stream = b"\r\n".join(sample.raw for sample in SAMPLES)
    assert [f.raw for f in read([stream]) if isinstance(f, Frame)] == [s.raw for s in SAMPLES]


def test_the_command_prints_one_object_a_frame():
    lines = b"# a remark\n\n" + b"".join(s.raw + b"\tsource\tstatus\r\n" for s in SAMPLES)
    objects = [json.loads(line) for line in printed(lines)]
    assert [o["line"] for o in objects] == list(range(3, 148))
    assert [o["crc_ok"] for o in objects] == [s.good for s in SAMPLES]
    assert all(o["ok"] and o["error"] is None and o["cn"] for o in objects)
    keys = ["line", "ok", "error", "crc_ok", "version", "qn", "st", "cn", "mn", "flag"]
    keys += ["deviations", "observations"]
    assert all(list(o) == keys for o in objects)


@pytest.mark.parametrize(
    "line", [b"no frame at all", b"##0010", b"\xff\xfe\x00", b"##", b"##0087QN=1", b"1" * 5000]
)
def test_the_command_answers_for_what_cannot_be_read(line: bytes):
    (text,) = printed(line)
    answer = json.loads(text)
    assert answer["ok"] is False
    assert "expected" in answer["error"]
    assert answer["crc_ok"] is None
    assert answer["observations"] == []


def test_the_command_reads_a_file_and_says_when_it_cannot(tmp_path):
    command = Path(sys.executable).with_name("qingtian")
    path = tmp_path / "frames.txt"
    path.write_bytes(b"# x\n\n" + SAMPLES[0].raw + b"\tsource\nrubbish\n")
    done = subprocess.run([command, "decode", path], capture_output=True, check=True, text=True)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["line"], first["ok"], first["cn"], first["version"]) == (3, True, "1011", "2025")
    assert (second["line"], second["ok"]) == (4, False)
    assert done.stderr == ""
    missing = subprocess.run(
        [command, "decode", tmp_path / "no"], capture_output=True, check=False, text=True
    )
    assert missing.returncode == 1
    assert "cannot read" in missing.stderr
    assert missing.stdout == ""
