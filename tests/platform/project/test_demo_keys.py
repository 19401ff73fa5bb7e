"""The demo at a real terminal: `k` kills the gateway, nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from qingtian_platform.project.demo import play
from support.ports import free_port
from support.served import QINGTIAN


class Terminal:
    """A pseudo-terminal: what is shown on it, and keys pressed at it."""

    def __init__(self) -> None:
        self._ours, self.theirs = os.openpty()
        self.shown = ""

    def press(self, key: str) -> None:
        os.write(self._ours, key.encode())

    def wait_for(self, pattern: str, seconds: float) -> re.Match[str]:
        """Read on until a pattern is shown; what was matched is not matched again."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.shown)):
            left = deadline - time.monotonic()
            assert left > 0, f"{pattern!r} not shown: {self.shown[-3000:]}"
            if select.select([self._ours], [], [], min(left, 0.5))[0]:
                self.shown += os.read(self._ours, 1 << 16).decode("utf-8", "replace")
        self.shown = self.shown[found.end() :]
        return found

    def close(self) -> None:
        os.close(self._ours)
        os.close(self.theirs)


@pytest.fixture
def terminal():
    made = Terminal()
    yield made
    made.close()


@pytest.mark.timeout(900)
def test_the_key_k_kills_the_gateway_and_nothing_acknowledged_is_lost(
    terminal: Terminal, tmp_path: Path
):
    words = ["demo", "--exit-after", "500", "--data", str(tmp_path / "demo"),
             "--http", f"127.0.0.1:{free_port()}", "--gateway", f"127.0.0.1:{free_port()}"]  # fmt: skip
    playing = subprocess.Popen(
        [QINGTIAN, *words], stdin=terminal.theirs, stderr=terminal.theirs,
        stdout=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"COLUMNS": "400"},
    )  # fmt: skip
    try:
        terminal.wait_for("k kills the gateway with -9, q ends the demo", 300)
        terminal.wait_for(r"answered [1-9]", 120)
        terminal.press("k")
        terminal.wait_for("gateway killed with -9; the senders send again", 60)
        terminal.wait_for("gateway ended with -9; starting it again", 60)
        before = answered(terminal)
        deadline = time.monotonic() + 120
        while answered(terminal) <= before:
            assert time.monotonic() < deadline, "the gateway takes no frames any more"
        terminal.press("q")
        terminal.wait_for("the senders stop; what was acknowledged is sealed", 60)
        said = terminal.wait_for(r"[\d,]+ frames sent = [^;\r\n]+", 240)[0]
        account = json.loads(playing.communicate(timeout=120)[0].splitlines()[-1])
    finally:
        if playing.poll() is None:
            os.killpg(playing.pid, signal.SIGKILL)
            playing.communicate()
    assert playing.returncode == 0
    hold(account, said)


def answered(terminal: Terminal) -> int:
    return int(terminal.wait_for(r"answered ([\d,]+)", 30)[1].replace(",", ""))


def hold(account: dict[str, int], said: str) -> None:
    sent, archived = account["frames_sent"], account["frames_archived"]
    lost, unheard = account["frames_lost_on_the_way"], account["answers_lost"]
    assert sent > 500
    assert lost >= 0 <= unheard
    assert account["frames_acknowledged"] + unheard == archived == sent - lost
    assert lost + unheard <= account["frames_repeated"]
    assert said.startswith(
        f"{sent:,} frames sent = {account['frames_acknowledged']:,} acknowledged"
    )


@pytest.mark.parametrize(
    ("sent", "acknowledged", "archived", "said"),
    [
        (7, 7, 7, "7 frames sent = acknowledged = archived"),
        (1009, 1000, 1004, ("1,009 frames sent = 1,000 acknowledged + 4 archived whose answer was lost"
         " with its line + 5 lost with their line before they were durable; 9 were sent again")),
    ],
)  # fmt: skip
def test_a_sentence_explains_every_difference(
    sent: int, acknowledged: int, archived: int, said: str
):
    account = {"frames_sent": sent, "frames_acknowledged": acknowledged, "frames_repeated": 9}
    assert play.explained(account | play.gone(sent, acknowledged, archived)) == said
