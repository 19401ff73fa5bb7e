"""Make `batch.json` anew: run from the root of the repository after a change of the format."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qingtian.ledger import batch, bundle, frame
from qingtian.ledger.merkle import Tree, leaf_hash

SENT = (
    b"##0158QN=20261125101502000;ST=22;CN=2061;PW=123456;MN=A110108_0001;Flag=5;"
    b"CP=&&DataTime=20261125090000;a34004-Avg=23.0,a34004-Flag=N;a34002-Avg=41.0,a34002-Flag=N&&"
    b"C601\r\n"
)
RECEIPTS = [
    ("a frame over IPv4", 1795573502123456, "192.0.2.77:53124", "hj212", "sent", SENT),
    (
        "the same frame again, from IPv6",
        1795573512000000,
        "[2001:db8:7:9::1]:9",
        "hj212",
        "sent",
        SENT,
    ),
    ("an imported row", 1795573513500000, "import", "row", "sent", b'{"form":"row/1"}'),
    ("no text at all", 1795573513500000, "import", "row", "sent", b""),
    ("a frame that was opened", 1795573514000000, "198.51.100.9:1", "hj212", "decrypted", SENT),
]


def masked(raw: bytes) -> bytes:
    """Mask the one frame used here."""
    return raw.replace(b"PW=123456", b"PW=******").replace(b"&&C601\r\n", b"&&****\r\n")


def case(index: int) -> dict[str, object]:
    """Write one frame with all that went into it."""
    name, received, peer, form, reading, raw = RECEIPTS[index]
    salt = bytes(range(index, index + 32))
    item = frame.SealedFrame(
        received, frame.network_of(peer), form, reading, frame.commit(salt, raw), masked(raw)
    )
    return {
        "name": name,
        "received": received,
        "peer": peer,
        "form": form,
        "reading": reading,
        "salt": salt.hex(),
        "raw": raw.hex(),
        "text": item.text.hex(),
        "bytes": item.to_bytes().hex(),
        "leaf": item.leaf().hex(),
    }


def refused_frames(good: str) -> list[dict[str, str]]:
    """Bend the good frame in every way that a reader must notice."""
    changes = {
        "another version": ("frame/1", "frame/2"),
        "leading zero": ("received 1", "received 01"),
        "full address": ("192.0.2.0/24", "192.0.2.77/32"),
        "host bits set": ("192.0.2.0/24", "192.0.2.7/24"),
        "other spelling of the network": ("192.0.2.0/24", "192.0.2.000/24"),
        "upper case hash": ("commitment ", "commitment A"),
        "unknown reading": ("reading sent", "reading guessed"),
        "no empty line": ("\n\n", "\n"),
        "carriage return": ("\nform", "\r\nform"),
    }
    return [{"name": k, "bytes": good.replace(*v, 1)} for k, v in changes.items()]


def refused_records(good: str) -> list[dict[str, str]]:
    """Bend the good record likewise."""
    changes = {
        "space": (",", ", "),
        "order of keys": ('{"decrypted":1,"first"', '{"first"'),
        "number as text": ('"number":0', '"number":"0"'),
        "number as float": ('"number":0', '"number":0.0'),
        "truth for a number": ('"number":0', '"number":false'),
        "negative": ('"number":0', '"number":-1'),
        "beyond 2**53": ('"number":0', '"number":9007199254740992'),
        "no frames": ('"frames":5', '"frames":0'),
        "too many frames": ('"frames":5', '"frames":65537'),
        "upper case hash": ('"root":"', '"root":"A'),
        "unknown key": ('{"decrypted"', '{"a":1,"decrypted"'),
        "key twice": ('"frames":5', '"frames":5,"frames":5'),
        "another schema": ("batch/1", "batch/2"),
        "source with a path": ('"source":"', '"source":"../'),
        "last before first": ('"first":17', '"first":19'),
        "leading zero": ('"receipt":1', '"receipt":01'),
        "no predecessor": ('previous":"e3b0', 'previous":"'),
        "more decrypted than frames": ('"decrypted":1', '"decrypted":6'),
        "line end": ("}", "}\n"),
    }
    return [{"name": k, "record": good.replace(*v, 1)} for k, v in changes.items()]


def main() -> None:
    """Write the file beside this script."""
    cases = [case(index) for index in range(len(RECEIPTS))]
    frames = [bytes.fromhex(str(item["bytes"])) for item in cases]
    tree = Tree([leaf_hash(data) for data in frames])
    record = batch.BatchRecord(
        number=0,
        source="20261125T101500000000-gateway-0a1b2c3d.sqlite3",
        receipt=1,
        frames=len(frames),
        decrypted=1,
        first=RECEIPTS[0][1],
        last=RECEIPTS[-1][1],
        root=tree.root().hex(),
        previous=batch.FIRST_PREVIOUS.hex(),
    )
    line = record.to_bytes().decode()
    content = {
        "about": "Vectors of spec/batch.md, made by make_batch.py; bytes are hexadecimal.",
        "frames": cases,
        "record": line,
        "record_hash": record.hash().hex(),
        "bundle": b"".join(bundle.build(record, frames, tree)).hex(),
        "refused_frames": refused_frames(frames[0].decode()),
        "refused_records": refused_records(line),
    }
    Path(__file__).with_name("batch.json").write_text(json.dumps(content, indent=1) + "\n")
    sys.stdout.write(f"{frames[0].decode()}\n{cases[0]['leaf']}\n{line}\n{record.hash().hex()}\n")


if __name__ == "__main__":
    main()
