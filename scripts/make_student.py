"""The lessons without what is folded in them: solutions, answers, hints: ``make student``.

python -m scripts.make_student _student     # notebooks and pictures, to be handed out
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
FOLDED = re.compile(r"<details>.*?</details>\n*|, then unfold(?=\.)", re.DOTALL)
LECTURER = re.compile(r"\[([^]]+)\]\(\.\./LECTURER\.md[^)]*\)")  # says what a class answers
ELSEWHERE = re.compile(r"\[([^]]+)\]\(\.\./(?!images/)[^)]+\)")  # not in the folder


def without_answers(notebook: NotebookNode) -> NotebookNode:
    """The notebook without its folds, and without links to the page for lecturers.

    Cells that are empty then are gone.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LECTURER.sub(r"\1", FOLDED.sub("", cell.source)).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    return notebook


def as_saved(student: bool = False) -> dict[str, NotebookNode]:
    """The lessons by their names; for students without answers and the lecturer's page."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    saved = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    if student:
        return {name: without_answers(one) for name, one in saved.items()}
    return saved


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="folder, made anew")
    target = parser.parse_args().target
    shutil.rmtree(target, ignore_errors=True)
    (target / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "images", target / "images")
    for name, notebook in as_saved(student=True).items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = ELSEWHERE.sub(r"\1", cell.source)
        nbformat.write(notebook, target / f"notebooks/{name}.ipynb")
    return 0


if __name__ == "__main__":
    sys.exit(main())
