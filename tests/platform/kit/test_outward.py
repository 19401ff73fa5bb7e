"""Who speaks to another system speaks to the address that was looked at, whatever its name leads to later."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qingtian_platform.kit.outward import OutwardError, connect

NAME = "department.example"


class Answering(http.server.BaseHTTPRequestHandler):
    """Says which host was asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{self.headers['Host']} {self.path}".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving.server_address[1]
        serving.shutdown()
        thread.join()


@pytest.fixture
def leads(monkeypatch) -> Callable[..., None]:
    """Let the name lead to some addresses the first time, and nowhere after."""

    def set_up(*addresses: str) -> None:
        real, left = socket.getaddrinfo, [addresses]

        def looked(host: Any, at: Any, *rest: Any, **more: Any) -> list[Any]:
            if host != NAME:
                return real(host, at, *rest, **more)
            if not left:
                raise OSError("looked up again")
            return [found for each in left.pop() for found in real(each, at, *rest, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", looked)

    return set_up


def test_the_connection_goes_to_the_address_that_was_looked_at(port, leads):
    leads("127.0.0.1")
    connection, target = connect(f"http://{NAME}:{port}/data?day=1", 10, inside=True)
    connection.request("GET", target)
    assert connection.getresponse().read() == f"{NAME}:{port} /data?day=1".encode()
    connection.close()


@pytest.mark.parametrize("within", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_one_address_within_the_own_network_is_enough_to_refuse(leads, within):
    leads("1.1.1.1", within)
    with pytest.raises(OutwardError, match="inside the own network"):
        connect(f"https://{NAME}/", 10, inside=False)
