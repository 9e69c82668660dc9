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
FOLDED = re.compile(r"<details>.*?</details>\n*", re.DOTALL)


def without_answers(notebook: NotebookNode) -> NotebookNode:
    """The notebook without its folds; cells that are empty then are gone."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = FOLDED.sub("", cell.source).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    return notebook


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="folder, made anew")
    target = parser.parse_args().target
    shutil.rmtree(target, ignore_errors=True)
    (target / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "images", target / "images")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = without_answers(nbformat.read(path, as_version=4))
        nbformat.write(notebook, target / "notebooks" / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
