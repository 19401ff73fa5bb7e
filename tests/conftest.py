"""Every test run has a data directory of its own."""

from __future__ import annotations

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="qingtian-test-")
os.environ["QINGTIAN_DATA"] = _folder.name
