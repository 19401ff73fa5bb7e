"""No password, key or address of a device is in anything public, nor can one be found there by guessing.

Known secrets are planted; every byte that a stranger can have is collected: bundles, archive, log,
proofs, pages, downloads, the interface. They are searched for the secrets in every dress, and each
hash in them is tried with the right guess in hand. Two further tests plant a leak and are told of it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qingtian.ledger import kinds
from qingtian.protocols.hj212 import sm4
from qingtian_platform.evaluate import worker
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.forms.hj212 import decode
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.registry.api import ensure_logger, ensure_thing
from support import signing
from support.receipts import framed, hour_frame, received

PASSWORD, SECOND, THIRD = "Zq7xKd", "Rt5wYp", "Hv9mJu"
KEY, OTHER_KEY = b"qT-sm4-K3y-pZxWv", b"aN0ther-K3y-yYxX"
V4, V6, MAPPED = "203.0.113.77", "2001:db8:7:1:a0a1:b0b1:c0c1:d0d1", "198.51.100.99"
PEERS = [f"{V4}:50211", f"[{V6}]:50212", f"[::ffff:{MAPPED}]:50213"]
SECRETS = [PASSWORD, SECOND, THIRD, KEY.decode(), OTHER_KEY.decode(), V4, V6, MAPPED]
STATION, SECRETIVE = "QTSECRET0000000000000001", "QTSECRET0000000000000002"
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def frames() -> list[bytes]:
    """Write frames that carry secrets in every way that is known, and hours for the pages."""
    spoken = [
        hour_frame(STATION, NOW - timedelta(hours=n), qn=f"20261125{n:02d}0500000")
        for n in range(1, 6)
    ]
    head = f"QN=20261125120500000;ST=22;CN=2061;PW={PASSWORD};MN={STATION};Flag=5;CP=&&"
    stamp = f"DataTime={NOW - timedelta(hours=30):%Y%m%d%H0000};a34004-Avg=23.0,a34004-Flag=N"
    lower = head.replace("PW=", "pw=")
    sealed = f"QN=20261125120500000;ST=22;CN=2061;PW={PASSWORD};MN={SECRETIVE};Flag=9;CP=&&"
    area = (stamp + f";PW={SECOND}").encode()
    told = [
        *(
            framed(f"{head}{stamp};{secret}&&")
            for secret in (
                f"NewPW={SECOND}",
                f"PW={SECOND}",
                f"NewPW={SECOND},PW={THIRD}",
                f"Password={THIRD}",
                f"SK={KEY.decode()}",
                f"NewSK={OTHER_KEY.hex()}",
            )
        ),
        framed(f"{lower}{stamp}&&"),
        framed(f"PW={PASSWORD};{head.replace(f'PW={PASSWORD};', '')}{stamp}&&"),
        framed(sealed.encode() + sm4.encrypt_area(area, KEY) + b"&&"),
        framed(sealed.encode() + sm4.encrypt_area(area, OTHER_KEY) + b"&&"),
        framed(f"{head}{stamp}&&")[:-6] + b"0000\r\n",
        framed(f"{head}{stamp}&&")[:-20],
    ]
    return [raw.replace(b"PW=123456", f"PW={PASSWORD}".encode()) for raw in told] + [
        framed(raw[6:-6].replace(b"PW=123456", f"PW={PASSWORD}".encode())) for raw in spoken
    ]


def plant(places: Places) -> list[bytes]:
    """Register two devices, receive and seal their frames, keep the log; give what was sent."""
    thing = ensure_thing(
        name="密点", key="secretive", name_en="Secretive", kind="station", origin="simulated"
    )
    ensure_logger(STATION, thing_id=thing, password=PASSWORD, st="22", networks=[f"{V4}/32"])
    ensure_logger(
        SECRETIVE, thing_id=thing, password=PASSWORD, st="22", edition="2025", sm4_key=KEY.hex()
    )
    raws = frames()
    for number, peer in enumerate(PEERS):
        received(places, raws[number::3], at=NOW - timedelta(minutes=10 - number), peer=peer)
    api.drain(places)
    return raws


def keep(places: Places) -> None:
    with Keeper(places, [Batches(places), Acts(places)]) as keeper:
        while keeper.step():
            pass


# What is public


def of_the_record(places: Places) -> Iterator[tuple[str, bytes]]:
    """Give the files of the record that are handed out or may be, and every proof."""
    for folder in (places.bundles, places.log, places.archive):
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path.relative_to(places.data)), path.read_bytes()
    for number in range(api.counts(places)["batches"]):
        for frame in range(api.batch(number, places).frames):
            yield f"proof {number}/{frame}", api.log_proof(number, frame, places).to_bytes()


def of_the_pages(client: Client, places: Places) -> Iterator[tuple[str, bytes]]:
    """Follow every link that a stranger finds, and ask the interface all that it answers."""
    begin, end = NOW - timedelta(days=3), NOW + timedelta(hours=1)
    span = f"start={begin:%Y-%m-%dT%H:%M:%SZ}&end={end:%Y-%m-%dT%H:%M:%SZ}"
    waiting = ["/", "/places/", "/data/", "/verify/", "/health", "/robots.txt"]
    waiting += [f"/log/{p.relative_to(places.log)}" for p in places.log.rglob("*") if p.is_file()]
    waiting += ["/api/openapi.json", "/api/things", "/api/datastreams", "/api/latest"]
    waiting += [f"/api/{each}?thing=secretive&{span}" for each in ("hours", "days", "observations")]
    for number in range(api.counts(places)["batches"]):
        for frame in range(api.batch(number, places).frames):
            at = f"/frames/{number}/{frame}"
            waiting += [f"{at}/{each}" for each in ("", "bytes", "proof", "frame.tlog-proof")]
    seen, followed = set(waiting), Counter[str]()
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        heads = "\n".join(f"{key}: {value}" for key, value in answer.items())
        yield f"{address} {answer.status_code}", heads.encode() + b"\n\n" + body
        if "html" in answer.get("Content-Type", ""):
            for found in re.findall(rb'(?:href|src|hx-get)="(/[^"#]*)"', body):
                link = found.decode().replace("&amp;", "&")
                kind = link.split("/")[1]
                if link not in seen and followed[kind] < MOST and kind not in NO_PAGE:
                    followed[kind] += 1
                    seen.add(link)
                    waiting.append(link)


MOST = 3
"""Links of each kind that are followed. [1]."""
NO_PAGE = {"static", "account", "desk"}

# The search

PIECE = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")


def opened(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """Give bytes, and whatever is packed in them: base64, gzip, zlib, the columns of Parquet."""
    yield data
    if depth == 0:
        return
    inner: list[bytes] = []
    for piece in set(PIECE.findall(data)):
        with suppress(ValueError):
            inner.append(base64.b64decode(piece + b"=" * (-len(piece) % 4)))
    with suppress(OSError, EOFError, zlib.error):
        inner.append(gzip.decompress(data))
    with suppress(zlib.error):
        inner.append(zlib.decompress(data))
    start = data.find(b"PAR1")
    if start >= 0:
        with suppress(Exception):
            inner.append(str(pq.read_table(io.BytesIO(data[start:])).to_pylist()).encode())
    for each in inner:
        yield from opened(each, depth - 1)


def dresses(secret: str) -> Iterator[bytes]:
    """Write a secret as it might stand somewhere."""
    plain = secret.encode()
    yield plain
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield plain[::-1]
    for shift in range(3):
        written = base64.b64encode(b"\0" * shift + plain)
        yield written[-(-shift * 4 // 3) : (shift + len(plain)) * 4 // 3]


def leaked(public: Iterable[tuple[str, bytes]]) -> set[tuple[str, str]]:
    """Search everything for every secret: where, and which."""
    wanted = [(secret, dress) for secret in SECRETS for dress in dresses(secret)]
    return {
        (name, secret)
        for name, data in public
        for part in opened(data)
        for secret, dress in wanted
        if dress in part
    }


HEXES, BASES = re.compile(rb"[0-9a-fA-F]{32,128}"), re.compile(rb"[A-Za-z0-9+/]{22,88}={0,2}")


def hashes(public: Iterable[tuple[str, bytes]]) -> set[bytes]:
    """Collect whatever may be a hash: hexadecimal, base64, and the hashes of tiles and bundles."""
    found: set[bytes] = set()
    for name, data in public:
        for part in opened(data, 2):
            found |= {bytes.fromhex(h.decode()) for h in HEXES.findall(part) if len(h) % 2 == 0}
        if "tile/" in name or "bundles/" in name:
            body = data.partition(b"\n\n")[2] if name.startswith("/") else data
            found |= {body[at : at + 32] for at in range(len(body) % 32 % 8, len(body), 8)}
            found |= {body[at : at + 32] for at in range(0, len(body), 32)}
    return {each[:16] for each in found if len(each) >= 16}


def guesses(raws: list[bytes], sealed: list[bytes]) -> Iterator[bytes]:
    """Give what an attacker would hash who has guessed right: secrets, frames, texts, addresses."""
    names = ["wang", "Wang", signing.MN, STATION, SECRETIVE, *PEERS, *SECRETS]
    for name in names:
        yield name.encode()
        yield from (f"{name}{mark}{mn}".encode() for mark in ("", ":") for mn in (STATION, "wang"))
        yield from (f"{mn}{mark}{name}".encode() for mark in ("", ":") for mn in (STATION, "wang"))
    for raw in raws:
        yield from (raw, raw.rstrip(), raw[6:-6], raw[2:])
        for leaf in sealed:
            yield leaf.partition(b"\n\n")[0] + b"\n\n" + raw


DIGESTS = sorted({"sha256", "sha1", "md5", "sm3"} & hashlib.algorithms_available)


def guessed(public: list[tuple[str, bytes]], raws: list[bytes], places: Places) -> list[str]:
    """Try the right guesses against every public hash."""
    known = hashes(public)
    sealed = [each.sealed for each in api.sealed_frames(places)]
    tried = {
        before + guess for guess in guesses(raws, sealed) for before in (b"", b"\0", b"\0" * 32)
    }
    return [
        f"{digest} of {guess!r}"[:200]
        for guess in tried
        for digest in DIGESTS
        if hashlib.new(digest, guess).digest()[:16] in known
    ]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(made.data))
    return made


def signed_correction(places: Places) -> None:
    """Let a person correct a value, so that acts and their words are public too."""
    reviewer = signing.person("wang")
    rows = api.observations(mn=STATION, code="a34004", interval="hour", places=places).to_pylist()
    body, words = signing.correction(places, rows[-1])
    entry = signing.signed(places, signing.pen_of(places, reviewer), kinds.CORRECTION, body)
    acts.submit(entry, reviewer, words, places)


@pytest.mark.django_db
def test_no_secret_is_in_what_is_public_nor_can_be_guessed_there(places):
    raws = plant(places)
    assert any(PASSWORD.encode() in raw for raw in raws)
    signed_correction(places)
    keep(places)
    while worker.step(places):
        pass
    public = list(of_the_record(places)) + list(of_the_pages(Client(), places))
    names = {name for name, _ in public}
    assert {
        "/places/secretive/ 200",
        "/log/checkpoint 200",
        "/frames/0/0/frame.tlog-proof 200",
    } <= names
    assert any(name.startswith("/api/observations") and name.endswith(" 200") for name in names)
    assert any(name.startswith("/data/") and ".parquet" in name for name in names)
    text = b"".join(data for _, data in public)
    assert b"PW=******" in text
    assert b"203.0.113.0/24" in text
    assert leaked(public) == set()
    assert guessed(public, raws, places) == []


@pytest.mark.django_db
def test_a_mask_that_is_forgotten_is_found(places, monkeypatch):
    monkeypatch.setattr("qingtian_platform.record.forms.hj212.masked", lambda raw: raw)
    plant(places)
    keep(places)
    assert {secret for _, secret in leaked(of_the_record(places))} >= {SECOND, THIRD, KEY.decode()}


@pytest.mark.django_db
def test_a_commitment_without_its_salt_is_found(places, monkeypatch):
    """Whoever has the right guess tests it; so the salt is what keeps him from it."""
    monkeypatch.setattr("qingtian_platform.record.sealing._salts", lambda n: [b"\0" * 32] * n)
    raws = plant(places)
    keep(places)
    assert len(guessed(list(of_the_record(places)), raws, places)) >= len(set(raws))


@given(st.permutations(["QN=20261125120500000", "ST=22", "CN=2061", "MN=A1", "Flag=5"]), st.data())
def test_a_password_is_masked_wherever_it_stands_and_however_it_is_named(fields, data):
    name = data.draw(st.sampled_from(["PW", "pw", "Pw", "NewPW", "PWD", "SK", "NewSK", "Password"]))
    space = data.draw(st.sampled_from(["", " ", "\t"]))
    where = data.draw(st.integers(0, len(fields)))
    area = data.draw(st.booleans())
    said = f"{name}{space}={space}{PASSWORD}"
    inner = "DataTime=20261125090000;a34004-Avg=23.0,a34004-Flag=N"
    head = fields if area else [*fields[:where], said, *fields[where:]]
    inner = (
        data.draw(st.sampled_from([f"{said};{inner}", f"{inner};{said}", f"{inner},{said}"]))
        if area
        else inner
    )
    raw = framed(";".join(head) + f";CP=&&{inner}&&")
    (text,) = decode([raw], {}).texts
    assert PASSWORD.encode() not in text
    assert len(text) == len(raw)


def test_the_search_finds_a_secret_in_every_dress():
    for secret in SECRETS:
        plain = secret.encode()
        for dressed in (
            plain,
            plain.hex().encode(),
            base64.b64encode(b"a long beginning " + plain + b" and an end"),
            gzip.compress(b"x" + plain),
            json.dumps({"a": base64.b64encode(gzip.compress(plain)).decode()}).encode(),
        ):
            assert leaked([("here", dressed)]) == {("here", secret)}, dressed
    assert hashes([("page", hashlib.sha256(b"x").hexdigest().encode())]) == {
        hashlib.sha256(b"x").digest()[:16]
    }
