"""What the code imports is installed where a city runs, and not beside the tests alone."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = {"qingtian", "qingtian_platform", "qingtian_cli"}
BROUGHT = {"pandas", "polars", "pyspark"}
"""What a reader brings who asks for it: tables of these engines are answered, none of them is needed."""


def imported() -> dict[str, str]:
    """Give each module that the code imports from outside, with a file that does."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], str(file.relative_to(ROOT)))
    return {k: v for k, v in found.items() if k not in sys.stdlib_module_names | OWN | BROUGHT}


def test_every_import_is_in_the_lock_of_a_city():
    lock = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    known = packages_distributions()

    def there(module: str) -> bool:
        names = known.get(module, [])
        return any(re.sub(r"[-_.]+", "-", each).lower() in locked for each in names)

    assert {module: file for module, file in imported().items() if not there(module)} == {}
