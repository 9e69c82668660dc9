"""Run notebooks afresh, and keep what is saved of them in one normal form.

    python scripts/notebooks.py run notebooks/*.ipynb      # execute, write the normal form
    python scripts/notebooks.py check notebooks/*.ipynb    # look only; says what is off

Readers without a kernel see nothing but the saved outputs, so these are committed: counts 1 … N,
cell ids kept, and nothing that differs from one run or machine to the next.
"""

import argparse
import re
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

CELL_TIMEOUT = 120  # seconds
LARGEST = 560_000  # bytes; tests/test_project.py has the same
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What one run and the next do not share
CHANGING_METADATA = [
    "metadata.signature",
    "metadata.widgets",
    "metadata.language_info.version",
    "cell.metadata.collapsed",
    "cell.metadata.ExecuteTime",
    "cell.metadata.execution",
    "cell.metadata.heading_collapsed",
    "cell.metadata.hidden",
    "cell.metadata.jupyter",
    "cell.metadata.scrolled",
]
# A saved widget view says "model not found" where no kernel is; the picture beside it stays.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CHANGING = {
    "a memory address": re.compile(r"\b0x[0-9a-f]{6,}"),
    "a path of this machine": re.compile(r"/home/|/Users/|/root/|/tmp/|/private/|[A-Z]:\\\\Users"),
    "a path into a package": re.compile(r"site-packages|ipykernel_\d+"),
}


def run(path: Path) -> None:
    """Execute the notebook in a fresh kernel, in its own folder, and save the normal form."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, path.parent)
    nbformat.write(stripped(notebook), path)


def execute(notebook: NotebookNode, folder: Path, before: str = "") -> None:
    """Run all cells in a fresh kernel, in ``folder``; the code ``before`` comes first, unseen."""
    notebook.metadata.kernelspec = KERNEL
    if before:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(before))
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": folder}},
        coalesce_streams=True,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    if before:
        del notebook.cells[0]
    notebook.metadata.pop("widgets", None)  # the state without which no view lives
    for output in outputs(notebook):
        output.get("data", {}).pop(WIDGET_VIEW, None)


def problems(path: Path) -> list[str]:
    """What keeps the saved notebook from the normal form, one sentence each."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    code = code_cells(notebook)
    found = []
    if len(text.encode()) > LARGEST:
        found.append(f"{len(text.encode()):,} bytes, over {LARGEST:,}: smaller or fewer pictures")
    if notebook.metadata.get("kernelspec") != KERNEL:
        found.append(f"metadata.kernelspec is not {KERNEL}")
    if text != nbformat.writes(notebook) + "\n":
        found.append("not as nbformat writes it")
    if stripped(notebook) != notebook:
        found.append("holds metadata that one run and the next do not share")
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append(f"execution counts are not 1 … {len(code)}")
    if any(WIDGET_VIEW in output.get("data", {}) for output in outputs(notebook)):
        found.append("a widget's live view is saved")
    for cell in code:
        found += [f"cell {cell.execution_count}: {what}" for what in cell_problems(cell)]
    return found


def stripped(notebook: NotebookNode) -> NotebookNode:
    """A copy without the metadata that one run and the next do not share."""
    from nbstripout import strip_output  # the site, which runs notebooks too, does without it

    keep = dict(keep_output=True, keep_count=True, keep_id=True)
    return strip_output(deepcopy(notebook), **keep, extra_keys=CHANGING_METADATA)


def cell_problems(cell: NotebookNode) -> list[str]:
    """What is off in one code cell and its outputs."""
    found = []
    if not cell.source.strip():
        found.append("empty")
    if cell.source.rstrip().endswith(";"):
        found.append("a trailing ; (end with the value to show)")
    spared = "nbval" in f"{cell.metadata.get('tags', '')} {cell.source}".lower()
    if spared and "interact" not in cell.source:
        found.append("spared by nbval, which only `interact` needs")
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            found.append(f"saved an error or stderr: {output.get('evalue') or output.text}")
        shown = [output.get("text", "")]
        shown += [v for k, v in output.get("data", {}).items() if not k.startswith("image/")]
        found += [f"shows {what}" for what, at in CHANGING.items() if at.search(str(shown))]
    return found


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=["run", "check"])
    parser.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args()
    failed = False
    for path in options.notebooks:
        if options.command == "run":
            run(path)
        found = problems(path)
        print(path, *(f"  {problem}" for problem in found), sep="\n")
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
