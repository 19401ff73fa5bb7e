"""What the data directory holds is for its owner alone, and no secret leaves where it must be."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings

from qingtian.protocols.hj212 import build
from qingtian_platform.kit import modes
from qingtian_platform.kit.places import Places
from support.gateways import request_number
from support.patience import LONG, until
from support.served import Served, qingtian, serve

MN, PASSWORD, KEY, OTHER = "010000A8900016F000169DFF", "Zq7vXw", "K3yQ8wK3yQ8wK3yX", "Wr0ngP"
SECRETS = (PASSWORD.encode(), KEY.encode(), KEY.encode().hex().encode())


def test_records_and_secret_key_are_for_their_owner_alone():
    for path in (settings.PLACES.records, settings.PLACES.secret):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_others_could_read_is_closed_but_the_public_log_and_links_are_left(tmp_path: Path):
    places = Places(tmp_path / "data").make()
    outside = tmp_path / "outside"
    for path in (places.records, places.bundles / "0", places.log / "checkpoint", outside):
        path.parent.mkdir(exist_ok=True)
        path.touch()
        path.chmod(0o644)
    (places.data / "link").symlink_to(outside)
    places.bundles.chmod(0o755)
    assert modes.tighten(places) == 3
    assert _open_to_others(places) == []
    for path in (places.log / "checkpoint", outside):
        assert path.stat().st_mode & 0o777 == 0o644
    assert modes.tighten(places) == 0


def _open_to_others(places: Places) -> list[Path]:
    return [
        path
        for path in (places.data, *places.data.rglob("*"))
        if path.exists() and not path.is_symlink() and places.log not in (path, *path.parents)
        and path.stat().st_mode & 0o077
    ]  # fmt: skip


def upload(number: int, password: str = PASSWORD, cn: str = "2061", cp: str = "") -> bytes:
    cp = cp or f"DataTime=202405{10 + number}200000;w01018-Avg=12.5,w01018-Flag=N"
    return build.frame(
        f"QN={request_number(number)};ST=32;CN={cn};PW={password};MN={MN};Flag=9;CP=&&{cp}&&".encode()
    )


def send(port: int, frames: list[bytes], answers: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as line:
        line.sendall(b"".join(frames))
        heard = b""
        while heard.count(b"\r\n") < answers:
            heard += line.recv(1 << 16)


def pages(served: Served) -> bytes:
    """Read what anybody may: pages, the sealed frame, its bytes and proof, the interface."""
    text = b""
    for path in ("", "places/", "frames/0/0/", "frames/0/0/bytes", "frames/0/0/proof", "data/",
                 "api/things", "api/datastreams", "api/observations", "methods/", "desk/"):  # fmt: skip
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{served.http}/{path}", timeout=LONG
            ) as page:
                text += page.read()
        except urllib.error.HTTPError as error:
            text += error.read()
    return text


def test_no_secret_is_in_archive_log_page_export_or_public_bundle_and_old_files_are_closed(
    tmp_path: Path,
):
    data = tmp_path / "data"
    added = qingtian("device", "add", "--mn", MN, "--password", PASSWORD, "--st", "32", "--thing",
                     "某厂", "--edition", "2025", "--sm4-key", KEY, data=data)  # fmt: skip
    assert added.returncode == 0, added.stderr
    places = Places(data)
    places.records.chmod(0o644)
    places.bundles.chmod(0o755)
    frames = [upload(number) for number in range(5)]
    frames += [upload(6, OTHER), upload(7, cn="1072", cp=f"NewPW={PASSWORD}")]
    with serve(data) as served:
        served.wait_until_ready()
        send(served.gateway, frames, 5)
        until(served.sealed, every=0.5)
        seen = pages(served)
        until(lambda: _open_to_others(places) == [])
        assert served.stop() == 0
        told = served.log.read_bytes() + served.log.with_suffix(".out").read_bytes()
    out = qingtian("export", "observations", "--mn", MN, "--format", "csv", "--all", data=data)
    assert out.stdout.count("w01018") >= 5
    listed = qingtian("device", "show", "--mn", MN, data=data).stdout
    everywhere = {
        "pages": seen,
        "logs": told,
        "export": out.stdout.encode() + out.stderr.encode(),
        "device": listed.encode() + added.stdout.encode(),
        "parquet": json.dumps(
            [pq.read_table(path).to_pylist() for path in places.archive.rglob("*.parquet")],
            default=str,
        ).encode(),
        **{
            str(path.relative_to(data)): path.read_bytes()
            for path in data.rglob("*")
            if path.is_file() and places.originals not in path.parents
        },
    }
    assert b"w01018" in everywhere["parquet"]
    leaks = [name for name, content in everywhere.items() for one in SECRETS if one in content]
    assert leaks == []
    assert PASSWORD.encode() in b"".join(
        path.read_bytes() for path in places.originals.rglob("*") if path.is_file()
    ), "the protected original alone has what came"
