"""The lessons as web pages with live widgets, no kernel and no request elsewhere: ``make site``.

    python -m scripts.make_site _site                          # all lessons
    python -m scripts.make_site _site 00-start-here --no-lite  # the others as they are saved
    python -m scripts.make_site _student/site --student        # without solutions

Each notebook is run once more, and each widget leaves its state beside its picture.
``scripts/site`` makes the pages, JupyterLite the notebooks that run in the browser, at ``lite/``.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.make_module import module
from scripts.make_student import as_saved
from scripts.notebooks import execute
from scripts.site.lite import python_in_the_browser
from scripts.site.pages import write_site
from scripts.site.widgets import LIVE

REPO = Path(__file__).resolve().parents[1]
LESSONS = sorted(path.stem for path in (REPO / "notebooks").glob("*.ipynb"))
KERNELS = 2  # at a time


def build(
    target: Path,
    lessons: Sequence[str] = LESSONS,
    lite: bool = True,
    address: str = "",
    source: str = "",
    pyodide: Path | None = None,
    student: bool = False,
) -> None:
    """Build the site into the folder ``target``, made anew; the other lessons stay as saved.

    ``address`` is where it will stand, such as "https://example.org/convlab/", and ``source`` where
    the project is; ``pyodide`` is a folder of Pyodide, for Python in the browser. ``student``
    leaves out solutions, and what lecturers may expect.
    """
    notebooks = as_saved(student)
    with ThreadPoolExecutor(KERNELS) as pool:
        run = [
            pool.submit(execute, notebooks[lesson], REPO / "notebooks", before=LIVE)
            for lesson in lessons
        ]
    for one in run:
        one.result()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made")
        made.mkdir()
        site = write_site(made, notebooks, address, source, lite, student)
        (made / "convlab.mjs").write_text(module(), "utf-8")  # for pages of others
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)
    if lite:
        python_in_the_browser(target / "lite", as_saved(student), site.how, pyodide)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="the folder to make anew")
    parser.add_argument("lessons", nargs="*", default=LESSONS, help="those to run; all by default")
    parser.add_argument("--no-lite", action="store_true", help="without Python in the browser")
    parser.add_argument("--address", default="", help="where it will stand: https://…/")
    parser.add_argument("--source", default="", help="where the project is: https://…")
    parser.add_argument("--pyodide", type=Path, help="a folder of Pyodide, to stand beside it")
    parser.add_argument("--student", action="store_true", help="without solutions")
    given = parser.parse_args()
    lite, options = not given.no_lite, dict(address=given.address, source=given.source)
    options |= dict(pyodide=given.pyodide, student=given.student)
    build(given.target, given.lessons, lite, **options)


if __name__ == "__main__":
    main()
