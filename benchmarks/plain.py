"""The gateway one would write in an afternoon: asyncio streams, one commit a frame.

The baseline of `benchmarks.gateway`. It keeps the same promise (CRC, MN and password checked, the
frame durable before it is answered) with the same SQLite and `synchronous=FULL`, and reads with
plain Python: `python -m benchmarks.plain FILE DEVICES` prints `listening PORT`.
"""

from __future__ import annotations

import asyncio
import re
import resource
import sys
import time

import apsw

from benchmarks.load import mn
from qingtian.protocols.hj212 import crc

HEAD = re.compile(rb"QN=(\d{17});ST=\d\d;CN=(\d{4});PW=([^;]*);MN=([^;]*);Flag=(\d+);")


class Plain:
    """Such a gateway."""

    def __init__(self, path: str, devices: int) -> None:
        self.passwords = {mn(n).encode(): b"123456" for n in range(devices)}
        self.database = apsw.Connection(path)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute(
            "CREATE TABLE receipts (number INTEGER PRIMARY KEY, received_at, peer, raw)"
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read a frame, commit it, answer it, and so on."""
        peer = str(writer.get_extra_info("peername"))
        try:
            while True:
                head = await reader.readexactly(6)
                rest = await reader.readexactly(int(head[2:]) + 6)
                answer = self.take(head, rest, peer)
                if answer:
                    writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def take(self, head: bytes, rest: bytes, peer: str) -> bytes | None:
        """Judge and keep one frame; give its answer."""
        segment = rest[:-6]
        if int(rest[-6:-2], 16) != table_crc(segment):
            return None
        found = HEAD.match(segment)
        if found is None or self.passwords.get(found[4]) != found[3]:
            return None
        self.database.execute(
            "INSERT INTO receipts (received_at, peer, raw) VALUES (?, ?, ?)",
            (time.time_ns() // 1000, peer, head + rest),
        )
        text = b"QN=%b;ST=91;CN=9014;PW=%b;MN=%b;Flag=4;CP=&&&&" % (found[1], found[3], found[4])
        return b"##%04d%b%04X\r\n" % (len(text), text, table_crc(text))


def table_crc(segment: bytes) -> int:
    """Compute the checksum as most programs do: a table of 256, byte by byte."""
    table = crc.TABLE
    register = 0xFFFF
    for byte in segment:
        register = table[(register >> 8) ^ byte]
    return register


async def main() -> None:
    """Serve until killed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    plain = Plain(sys.argv[1], int(sys.argv[2]))
    server = await asyncio.start_server(plain.serve, "127.0.0.1", 0, backlog=4096)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
