"""What the gateway offers beside answers: TLS, metrics, its state, a hook for conversations."""

from __future__ import annotations

import asyncio
import ssl
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from qingtian.protocols.hj212 import build
from qingtian_platform.collect import api
from qingtian_platform.collect.gateway.metrics import serve_metrics
from qingtian_platform.collect.gateway.run import tls
from qingtian_platform.collect.gateway.state import clock_offset
from qingtian_platform.kit.places import VARIABLE, Places
from support.gateways import MN, Book, ask, logger, running, upload
from support.patience import till
from support.ports import free_port

ONE = MN.format(1)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    return Places.current().make()


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


def test_tls(places, tmp_path):
    cert, key = certificate(tmp_path)
    client = ssl.create_default_context(cafile=str(cert))
    client.check_hostname = False

    async def play():
        async with running(places, Book(logger(ONE)), context=tls(cert, key)) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client)
            writer.write(upload(ONE, 1))
            assert b"CN=9014" in await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            writer.close()

    asyncio.run(play())


def test_metrics(places):
    def read(port: int) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as page:
            return page.read().decode()

    async def play():
        async with running(places, Book(logger(ONE))) as (gateway, port):
            await ask(port, upload(ONE, 1) + upload("Stranger", 2) + upload(ONE, 3), 2)
            local = free_port()
            close = serve_metrics(gateway, local)
            try:
                return await asyncio.to_thread(read, local)
            finally:
                close()

    text = asyncio.run(play())
    assert "qingtian_gateway_frames_total 2.0" in text
    assert 'qingtian_gateway_refused_total{reason="unknown"} 1.0' in text
    assert "qingtian_gateway_devices 1.0" in text


def test_the_state_of_devices_and_gateway(places):
    assert api.device_states() == {}
    assert not api.gateway_state().running

    async def play():
        async with running(places, Book(logger(ONE))) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            loose = upload(ONE, 2)
            loose = loose[:-6] + loose[-6:-2].lower() + b"\r\n"
            writer.write(upload(ONE, 1) + loose + upload(ONE, 3, pw="654321"))
            for _ in range(2):
                await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            await till(lambda: (now := api.device_state(ONE)) and now.frames == 2)
            during = api.device_state(ONE), api.gateway_state()
            writer.close()
            return during

    state, gateway = asyncio.run(play())
    assert state is not None
    assert (state.frames, state.connected, state.exact) == (2, True, True)
    assert state.measured_at == datetime(2024, 5, 20, 13, 6, tzinfo=UTC)
    assert state.received_at is not None
    assert datetime.now(UTC) - state.received_at < timedelta(minutes=1)
    assert state.clock_offset is not None
    assert state.clock_offset < timedelta(days=-100), "its request numbers are of 2024"
    assert set(state.deviations) <= {"crc-case"}
    assert gateway.running
    assert gateway.responsive
    assert gateway.counts["frames"] == 2
    after = api.device_state(ONE)
    assert after is not None
    assert not after.connected
    assert not api.gateway_state().running
    (kept,) = api.quarantined()
    assert (kept.reason, kept.mn, kept.host) == ("password", ONE, "127.0.0.1")
    assert b"654321" not in kept.masked
    assert api.quarantined(reason="unknown") == []
    assert [(r.reason, r.frames) for r in api.refusals()] == [("password", 1)]


class Listening:
    """Notes what the gateway tells conversations."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []
        self.watched = False

    def joined(self, mn, link):
        self.told.append(("joined", mn))
        link.send(b"greeting\r\n")

    def left(self, mn, link):
        self.told.append(("left", mn))

    def received(self, mn, link, frame, received_at):
        self.told.append(("received", frame.message.cn))

    def watches(self, mn):
        return self.watched

    def tick(self, now):
        pass

    def leave(self):
        self.told.append(("leave",))


@pytest.mark.parametrize("fast", [True, False])
def test_conversations_hear_what_is_durable_and_no_plain_upload(places, fast):
    heard = Listening()
    reply = build.frame(
        f"QN=20240520210700000;ST=91;CN=9011;PW=123456;MN={ONE};Flag=4;CP=&&QnRtn=1&&".encode()
    )

    async def play():
        async with running(places, Book(logger(ONE)), engine=heard, fast=fast) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1) + reply)
            await asyncio.wait_for(reader.readuntil(b"greeting\r\n"), 60)
            await till(lambda: ("received", "9011") in heard.told)
            heard.watched = True
            writer.write(upload(ONE, 2))
            await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            await till(lambda: ("received", "2051") in heard.told)
            writer.close()
            await till(lambda: ("left", ONE) in heard.told)

    asyncio.run(play())
    assert heard.told == [
        ("joined", ONE),
        ("received", "9011"),
        ("received", "2051"),
        ("left", ONE),
        ("leave",),
    ]


@pytest.mark.parametrize(
    ("qn", "offset"),
    [(b"20240520210700500", 500), (b"20240520210659000", -1000), (b"2024", None), (b"", None)],
)
def test_the_request_number_tells_the_clock(qn, offset):
    at = int(datetime(2024, 5, 20, 13, 7, tzinfo=UTC).timestamp() * 1_000_000)
    assert clock_offset(qn, at) == offset
