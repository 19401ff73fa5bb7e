"""The compiled scan, made ready beside a gateway that answers already."""

from __future__ import annotations

import subprocess
import sys
import time

from qingtian.protocols.hj212 import scan
from qingtian_platform.collect.gateway import journal

COMPILE = """
import ctypes, os, signal
os.nice(10)
if hasattr(libc := ctypes.CDLL(None), "prctl"):
    libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it ends with the gateway, however that ends
from qingtian.protocols.hj212 import scan
scan.warm()
"""


class Warming:
    """Makes the compiled scan ready; until then frames take the readable way.

    What has to be compiled is compiled by another process, of low priority: in this one it
    would keep Python's lock from the loop for seconds.
    """

    def __init__(self) -> None:
        self._left = False
        self._compiler: subprocess.Popen[bytes] | None = None

    def run(self) -> bool:
        """Make it ready, which may take seconds; tell whether frames may take it from now on."""
        begun = time.perf_counter()
        if scan.cold() and not self._left:
            self._compiler = subprocess.Popen([sys.executable, "-c", COMPILE])
            if self._left:  # meanwhile
                self._compiler.kill()
            self._compiler.wait()
        if self._left:
            return False
        scan.warm()
        seconds = round(time.perf_counter() - begun, 2)
        journal.info("the compiled scan is ready", seconds=seconds)
        return scan.COMPILED

    def leave(self) -> None:
        """Begin nothing more, and end what compiles; to be called from the loop's thread."""
        self._left = True
        if self._compiler is not None:
            self._compiler.kill()
