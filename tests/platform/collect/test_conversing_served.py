"""A gap in the archive is asked for by the gateway of a served city; all of it real."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from qingtian.protocols.hj212.peers import Peer
from qingtian_platform.kit.places import Places
from support.conversing import FieldLogger, hours_before, stamp
from support.patience import until
from support.receipts import hour_frame, received
from support.served import prepare, qingtian, serve


def test_served_the_gateway_asks_for_what_the_archive_lacks(tmp_path):
    """Everything real: archive, registry, command line."""
    data, mn = tmp_path / "data", "010000A8900016F000169DFF"
    hours = hours_before(8)
    device = ["device", "add", "--mn", mn, "--password", "123456", "--st", "22", "--thing", "站"]
    prepare([device, ["person", "add", "--name", "wang", "--role", "duty"]], data)
    came = [hour_frame(mn, one, {"a34004": "35.1"}) for one in hours if one != hours[3]]
    received(Places(data), came, at=datetime.now(UTC))
    with serve(data) as served:
        served.wait_until_ready()
        until(served.sealed, every=0.5)
        with FieldLogger(served.gateway, Peer(mn, "123456", "22")) as field:
            (message,) = until(lambda: [one for one in field.executed if one.cn == "2061"])
            assert (message.get("BeginTime"), message.get("EndTime")) == (stamp(hours[3]),) * 2
            sent = qingtian(
                "command",
                "send",
                "--mn",
                mn,
                "--cn",
                "1061",
                "--person",
                "wang",
                "--reason",
                "核对",
                "--wait",
                "240",
                data=data,
            )
            assert sent.returncode == 0, sent.stderr
            shown = json.loads(
                qingtian(
                    "command", "show", str(json.loads(sent.stdout)["command"]), data=data
                ).stdout
            )
            assert shown["state"] == "answered"
            frames = shown["conversations"][0]["frames"]
            assert [one["direction"] for one in frames] == ["sent", *["received"] * 3]
            wrong = qingtian(
                "command",
                "send",
                "--mn",
                mn,
                "--cn",
                "1061",
                "--person",
                "nobody",
                "--reason",
                "x",
                data=data,
            )
            assert (wrong.returncode, wrong.stdout) == (1, "")
            assert "nobody" in wrong.stderr
