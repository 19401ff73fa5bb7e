"""Run the notebooks of `docs/gallery` and keep them with what they print.

python scripts/make_gallery.py [--check] [NAME...]

A notebook is written as `NAME.py` in the percent form (`# %%` begins code, `# %% [markdown]` begins
text in comments), which editors and Jupyter open as a notebook; `NAME.ipynb` is the same, executed,
which the documentation shows. With `--check` nothing is written: it fails where source or printed
text differ. Pictures are not compared, their bytes depend on the fonts of the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat as _nbformat
from nbclient import NotebookClient

nbformat: Any = _nbformat  # it has no types

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
TIMEOUT = 240
"""Seconds that a cell may take. [s]"""


def cells(text: str) -> Iterator[tuple[str, str]]:
    """Cut a script in percent form into its cells: `markdown` or `code`, and the content."""
    for part in text.split("\n# %%")[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            lines = (line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n"))
            yield "markdown", "\n".join(lines)
        else:
            yield "code", body.strip()


def notebook(script: Path) -> Any:  # noqa: ANN401 - as above
    """Read a script as a notebook that has not run."""
    made = nbformat.v4.new_notebook()
    for number, (kind, text) in enumerate(cells("\n" + script.read_text(encoding="utf-8"))):
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(text)
        cell["id"] = f"{script.stem.replace('_', '-')}-{number}"
        made.cells.append(cell)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return made


def executed(script: Path) -> Any:  # noqa: ANN401 - as above
    """Run a notebook in a fresh kernel, in its own folder; a cell that fails stops it."""
    made = notebook(script)
    client = NotebookClient(
        made, timeout=TIMEOUT, record_timing=False, resources={"metadata": {"path": str(FOLDER)}}
    )
    with TemporaryDirectory() as sockets:  # of this user, no port
        manager = client.create_kernel_manager()
        manager.transport, manager.ip = "ipc", f"{sockets}/kernel"
        client.execute()
    made.metadata["language_info"] = {"name": "python", "pygments_lexer": "python3"}
    for cell in made.cells:
        cell.pop("execution_count", None)
        if cell.cell_type == "code":
            cell["execution_count"] = None
            cell.outputs = merged(cell.outputs)
            for output in cell.outputs:
                if "execution_count" in output:
                    output["execution_count"] = None
    return made


def merged(outputs: list[Any]) -> list[Any]:
    """Join what a cell printed: the kernel sends it in parts, cut anywhere."""
    found: list[Any] = []
    for each in outputs:
        stream = each.output_type == "stream"
        if stream and found and found[-1].get("name") == each.name:
            found[-1]["text"] += each.text
        else:
            found.append(each)
    return found


def told(made: Any) -> list[tuple[str, list[str]]]:  # noqa: ANN401 - as above
    """Give what is compared: the source of each cell, and the text that it printed."""
    return [(cell.source, list(_printed(cell))) for cell in made.cells]


def _printed(cell: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    for output in cell.get("outputs", ()):
        if "data" not in output:
            yield str(output.get("text", ""))
        elif not any(kind.startswith("image/") for kind in output.data):
            yield str(output.data.get("text/plain", ""))


def scripts(names: list[str]) -> list[Path]:
    """List the notebooks, all or those named."""
    return [each for each in sorted(FOLDER.glob("*.py")) if not names or each.stem in names]


def main() -> int:
    """Run the notebooks; write them, or compare them."""
    names = [each for each in sys.argv[1:] if not each.startswith("--")]
    stale = []
    for script in scripts(names):
        print(f"{script.stem} …", file=sys.stderr, flush=True)
        made, target = executed(script), script.with_suffix(".ipynb")
        if "--check" in sys.argv:
            kept = nbformat.read(target, as_version=4) if target.exists() else notebook(script)
            stale += [script.stem] if told(kept) != told(made) else []
        else:
            nbformat.write(made, target)
    if stale:
        print(f"not as kept: {', '.join(stale)}", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
