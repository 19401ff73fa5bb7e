"""The server of the pages stops when it is told to, also while it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.patience import until
from support.ports import free_port

SOON = 25.0
"""Below the patience with answers that are being given: a worker that was not told would need that. [s]."""


@pytest.mark.parametrize("seconds", [0.1, 0.4, 1.0])
def test_a_worker_that_is_still_starting_hears_the_stop(tmp_path: Path, seconds: float):
    words = ["web", str(os.getpid()), f"127.0.0.1:{free_port()}", "1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "qingtian_platform.project.child", *words],
        env=os.environ | {"QINGTIAN_DATA": str(tmp_path / "data")},
        start_new_session=True,
    )
    try:
        until(lambda: _workers(process.pid))
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(SOON) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _workers(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
