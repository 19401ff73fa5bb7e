"""Every test run has a data directory of its own, chosen before Django reads its settings.

Loaded with `-p`, since pytest-django wakes Django before any conftest.
"""

from __future__ import annotations

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="qingtian-test-")
os.environ["QINGTIAN_DATA"] = _folder.name
