"""The demo's witness: a process beside the platform, as another party would run it elsewhere.

It runs on the same machine and by the same hand, so it is no independent witness; pages say so.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from qingtian_platform.kit.places import Places
from qingtian_platform.project.address import Address
from qingtian_platform.record.log import policies
from qingtian_platform.record.log.identity import vkey

NAME = "witness.invalid/demo"
_START = (
    "import sys; from qingtian_platform.project.process import die_with_parent; "
    "die_with_parent(int(sys.argv.pop(1))); from qingtian_cli.main import run; run()"
)


@dataclass
class Witness:
    """The witness of a demo.

    Attributes
    ----------
    places
        The demo's data directory.
    key
        Its verifier key; empty before it runs.
    """

    places: Places
    key: str = ""
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and name it in the policy of the log."""
        log, address = vkey(self.places), Address.parse("127.0.0.1:8900").or_free()
        words = ["witness", "--vkey", str(log), "--name", NAME, "--http", str(address)]
        words += ["--data", str(self.places.data / "witness")]
        command = [sys.executable, "-c", _START, str(os.getpid()), *words]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.key = self._process.stdout.readline().strip()
        text = f"log {log}\nwitness demo {self.key} http://{address}\nquorum demo\n"
        policies.keep(self.places, text)

    def stop(self) -> None:
        """Stop it; nothing that it has promised is lost."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            if self._process.stdout is not None:
                self._process.stdout.close()
