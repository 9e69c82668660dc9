"""The folded answers of the notebooks run after the set-up cell, and hold.

An exercise has a stub and a solution that its check calls right. A harder problem, "On your own",
has an answer whose asserts hold.
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from convlab import exercises, lessons
from scripts.notebooks import code_cells
from tests.verdict import verdict

NOTEBOOKS = {
    name: nbformat.read(Path(__file__).resolve().parents[1] / f"notebooks/{name}.ipynb", 4)
    for name in lessons.modules()
}
SOLUTION = re.compile(r"^```python\n# solution: (\w+)\n(.+?)^```", re.MULTILINE | re.DOTALL)
ON_YOUR_OWN = re.compile(r"^```python\n# on your own: (\S+)\n(.+?)^```", re.MULTILINE | re.DOTALL)
CALLED = re.compile(r"\bexercises\.(check_\w+)\(")


def folded(pattern, name):
    """Which code stands folded in a notebook, by the name in its first line."""
    cells = NOTEBOOKS[name].cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return dict(pattern.findall(prose))


def run(name, code):
    """The variables after the set-up cell and ``code``."""
    space = {}
    exec(code_cells(NOTEBOOKS[name])[0].source, space)
    exec(code, space)
    return space


SOLUTIONS = [(name, check) for name in NOTEBOOKS for check in folded(SOLUTION, name)]
PROBLEMS = [
    name
    for name, notebook in NOTEBOOKS.items()
    if any(cell.source.startswith("## On your own\n") for cell in notebook.cells)
]

each_problem = pytest.mark.parametrize("name", PROBLEMS)


@pytest.mark.parametrize("name, check", SOLUTIONS)
def test_the_solution_satisfies_its_check(name, check):
    code = folded(SOLUTION, name)[check]
    *_, last = (node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef))
    function = run(name, code)[last.name]
    assert verdict(getattr(exercises, check), function).startswith("✓ ")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_check_has_a_stub_and_a_solution_in_its_lesson(name):
    cells = code_cells(NOTEBOOKS[name])
    stubs = {check: cell for cell in cells for check in CALLED.findall(cell.source)}
    checks = {check for check in vars(lessons.modules()[name]) if check.startswith("check_")}
    assert checks == set(stubs) == set(folded(SOLUTION, name))
    for cell in stubs.values():  # the answer is not given away, and the first word is friendly
        assert "return None" in cell.source
        assert "not yet: your function returns None" in cell.outputs[0].text


def test_the_lessons_01_to_10_have_a_problem_on_your_own():
    assert {f"{number:02}" for number in range(1, 11)} <= {name[:2] for name in PROBLEMS}


@each_problem
def test_the_answer_on_your_own_holds(name):
    ((lesson, code),) = folded(ON_YOUR_OWN, name).items()
    assert lesson == name
    asserted = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Assert)]
    assert asserted, "an answer that nothing holds to"
    run(name, code)


@each_problem
def test_the_problem_follows_the_exercises_and_keeps_its_answer_folded(name):
    cells = NOTEBOOKS[name].cells
    (at,) = (i for i, cell in enumerate(cells) if cell.source.startswith("## On your own\n"))
    assert "# solution: check_" in cells[at - 1].source
    open_part, answer = cells[at].source.split("<details>\n<summary>Answer</summary>\n")
    assert "\nHint: " in open_part and "```" not in open_part
    assert len(ON_YOUR_OWN.findall(answer)) == 1
    assert answer.endswith("```\n\n</details>")
    assert any("## In practice\n" in cell.source for cell in cells[at + 1 :])
