"""The examples for nbgrader and Otter: points for a right function, for others none and why."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
RIGHT = "return c_out * (c_in * k * k + 1)"
WRONG = "return c_out * c_in * k * k"
REASON = "not yet: parameters(3, 1, 3) should be 28, yours is 27. The biases are missing"


def graded(body):
    """Points, and errors, of the notebook in which a learner has written ``body``.

    As nbgrader does it: all cells are run, and a cell that is graded gives its points unless it
    ends in an error.
    """
    notebook = nbformat.read(EXAMPLES / "nbgrader/parameters.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = f"def parameters(c_in, c_out, k):\n    {body}"
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    errors = [o.evalue for cell in cells for o in cell.outputs if o.output_type == "error"]
    return sum(cell.metadata.nbgrader.points for cell in cells) * (not errors), errors


def test_nbgrader_gives_points_for_a_right_function():
    assert graded(RIGHT) == (2, [])
    points, (error,) = graded(WRONG)
    assert points == 0 and error.startswith(REASON)
    assert graded("raise NotImplementedError()")[0] == 0  # as it is handed out


def test_the_solution_is_marked_for_nbgrader_to_take_out():
    notebook = nbformat.read(EXAMPLES / "nbgrader/parameters.ipynb", as_version=4)
    (own,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
    _, solution, rest = own.source.partition("### BEGIN SOLUTION")
    assert solution and rest.rstrip().endswith("### END SOLUTION")


@pytest.fixture
def otter_file(monkeypatch):
    """The test file for Otter, imported with Otter's decorator, or one that stands for it."""
    if importlib.util.find_spec("otter") is None:
        stand_in = ModuleType("otter.test_files")
        stand_in.test_case = lambda **options: lambda function: function
        monkeypatch.setitem(sys.modules, "otter", ModuleType("otter"))
        monkeypatch.setitem(sys.modules, "otter.test_files", stand_in)
    path = EXAMPLES / "otter/tests/parameters.py"
    spec = importlib.util.spec_from_file_location("otter_parameters", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_otter_gives_points_for_a_right_function(otter_file):
    def written(body):
        names = {}
        exec(f"def parameters(c_in, c_out, k):\n    {body}", names)
        return names["parameters"]

    test = getattr(otter_file.test_parameters, "test_func", otter_file.test_parameters)
    test(written(RIGHT))
    with pytest.raises(AssertionError, match="The biases are missing"):
        test(written(WRONG))
    assert (otter_file.OK_FORMAT, otter_file.name) == (False, "parameters")
