"""Without numba the kernels run as plain Python, and find and read the same."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np

from qingtian.protocols.hj212 import build, columns, scan
from support.hj212 import framed, samples

HIDE_NUMBA = "import sys; sys.modules['numba'] = None\n"
READ = """
import json
import numpy as np
from qingtian.protocols.hj212 import columns, scan

data = bytes.fromhex(sys.stdin.read())
buffer = np.frombuffer(data, np.uint8)
bounds = np.array([0, *(i + 1 for i, byte in enumerate(data) if byte == 10)], np.int32)
result = scan.scan(buffer, bounds)
read = columns.decode(buffer, result.frames)
number = np.zeros(1, np.int32)
template = np.frombuffer(ANSWER, np.uint8)[None, :]
answer = scan.answers(buffer, number + 9, number, template, number + len(ANSWER))
lists = [result.frames.tolist(), result.consumed.tolist(), read.codes, answer[0].hex()]
names = ("frame", "code", "field", "value", "decimals", "flag")
lists += [getattr(read, name).tolist() for name in (*names, "taken", "interval", "start", "end")]
print(json.dumps([scan.COMPILED, lists]))
"""
ANSWER = build.frame(b"QN=00000000000000000;ST=91;CN=9014;PW=123456;MN=A110108_0001;Flag=4;CP=&&&&")


def frames() -> bytes:
    """Give published frames, and made ones at the edges of what numbers and times may be."""
    made = [
        framed(
            b"QN=20261125101502000;ST=%b;CN=%b;PW=123456;MN=A110108_0001;Flag=7;PNUM=12;PNO=%d;"
            b"CP=&&DataTime=%b;%b&&" % (st, cn, n, time, items)
        )
        for n, (st, cn, time, items) in enumerate(
            [
                (b"22", b"2061", b"20261125100000", b"a34004-Avg=999999999999999,a34004-Flag=n"),
                (b"22", b"2061", b"20261125100000", b"a34004-Avg=99999999999999999999999999"),
                (b"31", b"2011", b"20260228235959", b"a01011-Rtd=-0.000000000000001"),
                (b"31", b"2011", b"20260228235959", b"a01011-Rtd=1.00000000000000000000000000"),
                (b"32", b"2051", b"20240229000000", b"011-Avg=35.1;020-Min=0.0011,020-Flag=D"),
                (b"39", b"2111", b"20591231235959", b"LA-Rtd=50.1;a34001-Avg=+255.255"),
                (b"22", b"2031", b"20260230000000", b"a34004-Avg=1"),
            ],
            1,
        )
    ]
    return b"".join(frame.rstrip(b"\r\n") + b"\r\n" for frame in [s.raw for s in samples()] + made)


def outcome(*, hidden: bool) -> list:
    script = f"import sys\n{HIDE_NUMBA if hidden else ''}ANSWER = {ANSWER!r}\n{READ}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        input=frames().hex(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_plain_python_reads_what_the_compiled_kernels_read():
    assert scan.COMPILED, "the environment of the tests has numba"
    compiled, expected = outcome(hidden=False)
    plain, found = outcome(hidden=True)
    assert (compiled, plain) == (True, False)
    assert found == expected
    read = columns.decode(np.frombuffer(b"", np.uint8), np.zeros(0, scan.FRAME))
    assert read.codes == ()
    assert len(expected[0]) > 40
    assert sum(expected[10]) > 20
    assert len(expected[4]) > 100
