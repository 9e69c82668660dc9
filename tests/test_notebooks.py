"""The notebooks as learners use them: read without a kernel, run twice over, run out of order.

That the saved outputs are what the cells give today is nbval's part (see the Makefile).
"""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from scripts.notebooks import CELL_TIMEOUT, WIDGET_VIEW, code_cells, problems

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# What a learner who does not see it yet should not be told.
UNKIND = re.compile(r"\b(simply|obviously|trivial|trivially)\b", re.IGNORECASE)

# Painting is most of the time, and twice is enough.
NO_PICTURES = """
get_ipython().display_formatter.active_types = ['text/plain']
get_ipython().display_formatter.mimebundle_formatter.enabled = False
"""
CLEAR = "%reset_selective -f ."  # every variable of the learner's

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert FOLDER / "00-start-here.ipynb" in NOTEBOOKS


@each_notebook
def test_is_saved_in_its_normal_form(path):
    found = problems(path)
    assert not found, "\n".join([*found, "`make notebooks` runs and saves all notebooks afresh"])


@each_notebook
def test_runs_twice_and_each_cell_after_the_set_up_alone(path):
    sources = [cell.source for cell in code_cells(nbformat.read(path, as_version=4))]
    set_up, lessons = sources[0], sources[1:]
    alone = [step for lesson in lessons for step in (CLEAR, set_up, lesson)]
    cells = played([*sources, *sources, NO_PICTURES, *alone], path.parent)
    first, second = cells[: len(sources)], cells[len(sources) : 2 * len(sources)]
    found = [f"code cell {i} {error}" for i, cell in enumerate(first, 1) for error in failure(cell)]
    for i, (cell, again) in enumerate(zip(first, second, strict=True), 1):
        found += [f"code cell {i}, run again: {error}" for error in failure(again)]
        if not pictured(cell):
            found.append(f"code cell {i} shows a widget and saves no picture for pages without one")
        if text(cell) != text(again):
            found.append(f"code cell {i}, run again, says {text(again)}, not {text(cell)}")
    for i, cell in enumerate(cells[2 * len(sources) + 3 :: 3], 2):
        found += [f"code cell {i}, after the set-up cell alone: {error}" for error in failure(cell)]
    assert not found, "\n".join(found)


def played(sources, folder):
    """The code cells of ``sources``, run one after the other in one kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        allow_errors=True,
        coalesce_streams=True,
        resources={"metadata": {"path": folder}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    return notebook.cells


def failure(cell):
    return [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]


def pictured(cell):
    """Whether each widget shown has a still picture beside it; `interact` cannot have one."""
    shown = [o.data for o in cell.outputs if WIDGET_VIEW in o.get("data", {})]
    stills = {"image/png", "text/html", "text/markdown"}
    return "interact" in cell.source or all(stills & set(d) for d in shown)


def text(cell):
    return [o.get("text") or o.get("data", {}).get("text/plain") for o in cell.outputs]


@each_notebook
def test_says_nothing_is_simple(path):
    notebook = nbformat.read(path, as_version=4)
    found = [cell.source for cell in notebook.cells if UNKIND.search(cell.source)]
    assert not found, "\n\n".join(found)
