"""The repository speaks of the project alone, and no lock names a host."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTS = re.compile(r"(registry\.npmjs|files\.pythonhosted|pypi\.org/simple|deb\.debian)")
PATHS = re.compile(r"(?<![\w.])/(?:work/(?:main|shared)|root/|tmp/team)")


def _texts() -> dict[Path, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path == Path(__file__) or not path.exists():
            continue
        try:
            texts[path] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def test_no_file_names_a_registry_host_or_a_path_of_one_machine():
    found = {
        str(path.relative_to(ROOT)): match.group()
        for path, text in _texts().items()
        for match in [HOSTS.search(text) or PATHS.search(text)]
        if match
    }
    assert not found
