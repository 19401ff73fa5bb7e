"""No secret survives masking, and all else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212.crc import crc16
from qingtian.protocols.hj212.masking import masked
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.observations import observations
from support.hj212 import samples, segments, streams

secrets = st.text("GHIJKLXYZghijklxyz!@#$%^*()-+", min_size=4, max_size=24).filter(str.strip)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"##0058ST=32;PW=123456;MN=1;CP=&&a=1&&F781",
            b"##0058ST=32;PW=******;MN=1;CP=&&a=1&&****",
        ),
        (
            b"##0058ST=32;PW=1;CP=&&NewPW=22;x=1&&f781\r\n",
            b"##0058ST=32;PW=*;CP=&&NewPW=**;x=1&&****\r\n",
        ),
        (b"##0079;ST=1;PW=12;CP=&&&&;F001", b"##0079;ST=1;PW=**;CP=&&&&;****"),
        (b"ST=1;pw = 12 ;CP=&&PW=654321&&E476", b"ST=1;pw = ***;CP=&&PW=******&&****"),
        (
            b"PW=12;,MN=9;CP=&&SKCreateTime=2024;NewSK=abcd&&ab",
            b"PW=**;,MN=9;CP=&&SKCreateTime=2024;NewSK=****&&**",
        ),
        (
            b"PW=12,MN=9;SK=ab&c,d;CP=&&Date=1&&1234##0010QN=1;",
            b"PW=**,MN=9;SK=******;CP=&&Date=1&&****##0010QN=1;",
        ),
        (b"CP=&&DataTime=20240101000000;a-Rtd=12&&", b"CP=&&DataTime=20240101000000;a-Rtd=12&&"),
    ],
)
def test_secrets_become_asterisks(raw: bytes, expected: bytes):
    assert masked(raw) == expected


@given(segments(), secrets, secrets, secrets, st.booleans(), st.sampled_from(["PW", "pw", "Pw "]))
def test_no_secret_survives(
    segment: bytes, pw: str, new: str, key: str, semicolons: bool, name: str
):
    given_ = segment.replace(b"PW=123456", f"{name}={pw}".encode()).replace(
        b"CP=&&", f"SK={key};CP=&&NewPW={new};NewSK={key};PW={new};".encode()
    )
    body = b";" + given_ + b";" if semicolons else given_
    raw = b"##%04d%b%04X" % (len(given_), body, crc16(given_))
    hidden = masked(raw)
    assert len(hidden) == len(raw)
    for secret in (pw, new, key):
        assert secret.strip().encode() not in hidden
    assert hidden.endswith(b"&&;****" if semicolons else b"&&****")
    assert masked(hidden) == hidden
    assert _readings(hidden[6 + semicolons : -4 - semicolons]) == _readings(given_)


def _readings(segment: bytes) -> object:
    message = Message.parse(segment)
    return message.qn, message.st, message.cn, message.mn, message.flag, observations(message)


@given(st.binary(max_size=300) | streams())
def test_any_bytes_can_be_masked_and_keep_their_length(raw: bytes):
    assert len(masked(raw)) == len(raw)
    assert masked(masked(raw)) == masked(raw)


@pytest.mark.parametrize("sample", samples(), ids=lambda s: f"line{s.line}")
def test_the_published_frames_lose_their_password_and_checksum_only(sample):
    hidden = masked(sample.raw)
    assert hidden.endswith(b"****")
    body = sample.raw[:-4]
    different = {i for i, (a, b) in enumerate(zip(body, hidden, strict=False)) if a != b}
    allowed = {
        i
        for mark in (b"PW=", b"PWD=")
        for at in _places(body, mark)
        for i in range(at + len(mark), at + len(mark) + 24)
    }
    assert different <= allowed


def _places(raw: bytes, mark: bytes) -> list[int]:
    return [i for i in range(len(raw)) if raw.startswith(mark, i)]
