"""The folded solutions of the notebooks: they are what the checks call right."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from convlab import exercises
from scripts.notebooks import code_cells

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
FENCE = re.compile(r"^```python\n# solution: (\w+)\n(.+?)^```", re.MULTILINE | re.DOTALL)
CALLED = re.compile(r"\bexercises\.(check_\w+)\(")
CHECKS = set(dir(exercises))


def folded(path):
    """The set-up cell of a notebook, and its solutions by the check that they are for."""
    notebook = nbformat.read(path, as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return code_cells(notebook)[0].source, dict(FENCE.findall(prose))


SOLUTIONS = [(path, check) for path in NOTEBOOKS for check in folded(path)[1]]


@pytest.mark.parametrize("path, check", SOLUTIONS, ids=lambda part: getattr(part, "stem", part))
def test_the_solution_satisfies_its_check(path, check, capsys):
    set_up, solutions = folded(path)
    space = {}
    exec(set_up, space)
    exec(solutions[check], space)
    *_, last = (n for n in ast.parse(solutions[check]).body if isinstance(n, ast.FunctionDef))
    getattr(exercises, check)(space[last.name])
    assert capsys.readouterr().out.startswith("✓ ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exercise_has_a_stub_and_a_solution(path):
    cells = code_cells(nbformat.read(path, as_version=4))
    stubs = {check: cell for cell in cells for check in CALLED.findall(cell.source)}
    assert set(stubs) == set(folded(path)[1])
    for cell in stubs.values():  # the answer is not given away, and the first word is friendly
        assert "return None" in cell.source
        assert "not yet: your function returns None" in cell.outputs[0].text


def test_every_check_is_asked_somewhere():
    assert {check for _, check in SOLUTIONS} == CHECKS
