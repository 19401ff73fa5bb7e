"""The demo's time-stamping authority: a root of its own, and answers that OpenSSL signs.

It runs on the same machine and by the same hand, so its time proves nothing to anyone else; pages
say so. A city names an authority outside (`qingtian serve --authority FILE`).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from qingtian_platform.kit.places import Places
from qingtian_platform.record.log import authorities

NAME: Final = "local-authority-of-the-demo"
POLICY: Final = "1.3.6.1.4.1.32473.1"
"""Below the number that RFC 5612 keeps for examples."""
_BODY_LIMIT: Final = 1 << 16
_YEARS: Final = timedelta(days=3650)
_CONFIGURATION: Final = f"""
[tsa]
default_tsa = local
[local]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = {POLICY}
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def found_authority(folder: Path) -> None:
    """Make a root, a signer for time stamps below it, and what OpenSSL needs to answer.

    Parameters
    ----------
    folder
        Where they go; what stands there already stays.
    """
    if (folder / "authority.cnf").exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Local root of the demo", root_key, None)
    signer = _certificate("Local time stamps of the demo", key, (root, root_key))
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
    (folder / "signer.key").touch(mode=0o600)
    (folder / "signer.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "serial").write_text("01\n", encoding="ascii")
    (folder / "authority.cnf").write_text(_CONFIGURATION, encoding="ascii")


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer[0].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(key if issuer is None else issuer[1], hashes.SHA256())


def answer(folder: Path, query: bytes) -> bytes:
    """Answer a request, as OpenSSL does.

    Raises
    ------
    subprocess.CalledProcessError
        It is no request.
    """
    command = ["openssl", "ts", "-reply", "-config", "authority.cnf", "-section", "local"]
    command += ["-queryfile", "/dev/stdin", "-out", "/dev/stdout"]
    done = subprocess.run(command, cwd=folder, input=query, capture_output=True, check=True)
    return done.stdout


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    timeout = 10

    def do_POST(self) -> None:
        """Answer a request for a time stamp."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _BODY_LIMIT:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        assert isinstance(self.server, Server)
        with self.server.one:
            data = answer(self.server.folder, self.rfile.read(int(length)))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_given: Any) -> None:  # noqa: ANN401 - as the library has it
        """Write nothing a request."""


class Server(ThreadingHTTPServer):
    """An authority that listens on this machine, on a free port.

    Parameters
    ----------
    folder
        As `found_authority` made it.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.one = folder, threading.Lock()

    @property
    def line(self) -> str:
        """How an operator names it, with its root (`record.log.authorities`)."""
        root = (self.folder / "root.pem").read_text(encoding="ascii")
        return f"authority {NAME} http://127.0.0.1:{self.server_port}/ {POLICY}\n{root}"


@dataclass
class Authority:
    """The authority of a demo; where OpenSSL's command is missing there is none.

    Attributes
    ----------
    places
        The demo's data directory.
    """

    places: Places
    _server: Server | None = None

    def start(self) -> None:
        """Start it, and name it to the log."""
        if shutil.which("openssl") is None:
            return
        folder = self.places.data / "authority"
        found_authority(folder)
        self._server = Server(folder)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        authorities.keep(self.places, self._server.line)

    def stop(self) -> None:
        """Stop it."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
