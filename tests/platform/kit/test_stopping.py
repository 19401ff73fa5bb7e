"""A process that is told to stop hears it, at whatever moment."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from support.patience import LONG


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_stop_is_heard_while_the_events_own_lock_is_held(name: str):
    script = f"""
        import os, signal, time
        from qingtian_platform.kit import stopping

        stop = stopping.told()
        with stop._cond:  # as within its wait, or within the handler of a first signal
            os.kill(os.getpid(), signal.{name})
            time.sleep(0.1)
        assert stop.wait({LONG})
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=LONG)


def test_each_signal_reaches_what_is_done_then_and_one_is_enough():
    script = f"""
        import os, signal
        from qingtian_platform.kit import stopping

        heard = []
        stop = stopping.told(lambda number, frame: heard.append(number))
        assert not stop.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait({LONG})
        os.kill(os.getpid(), signal.SIGINT)
        assert heard == [signal.SIGTERM, signal.SIGINT]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=LONG)
