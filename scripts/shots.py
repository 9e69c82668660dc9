"""Run a notebook in JupyterLab in a real browser and save pictures of it, cell by cell.

    python scripts/shots.py notebooks/02-many-in.ipynb --out shots [--dark] [--width 1280]
    python scripts/shots.py notebooks/02-many-in.ipynb --out shots --selector .cl-explorer

For looking at one's own work: two device pixels a CSS pixel, one PNG a cell (or one a match).
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.chromium import chromium
from tests.browser.lab import OpenNotebook, copy_lessons, jupyter_lab

TALLEST = 8000  # CSS pixels: Chromium's limit for one picture, at scale 2


def shoot(notebook: OpenNotebook, selector: str, out: Path, width: int) -> list[str]:
    """Save what matches ``selector`` as ``00.png``, ``01.png``, … in ``out``; their paths."""
    found = notebook.page.locator(selector)
    heights = found.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    # An element is only drawn whole when the window holds it.
    tallest = int(max(heights, default=0)) + 300
    notebook.page.set_viewport_size({"width": width, "height": min(max(1000, tallest), TALLEST)})
    notebook.page.wait_for_timeout(500)  # let resized widgets draw
    paths = []
    for i in range(found.count()):
        if found.nth(i).is_visible():
            paths.append(str(out / f"{i:02}.png"))
            found.nth(i).screenshot(path=paths[-1])
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the PNGs")
    parser.add_argument("--dark", action="store_true", help="JupyterLab's dark theme")
    parser.add_argument("--selector", default=".jp-Notebook .jp-Cell", help="what to picture")
    parser.add_argument("--width", type=int, default=1280, help="of the window, in CSS pixels")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        root = copy_lessons(Path(scratch) / "root")
        shutil.copy(options.notebook, root / "notebooks")
        with jupyter_lab(root, Path(scratch) / "home") as address, chromium() as browser:
            page = browser.new_page(
                viewport={"width": options.width, "height": 1000}, device_scale_factor=2
            )
            path = f"notebooks/{options.notebook.name}"
            notebook = OpenNotebook(page, address, path, dark=options.dark)
            notebook.run_all()
            print(*shoot(notebook, options.selector, options.out, options.width), sep="\n")
            problems = notebook.failures() + notebook.console_errors + notebook.outside
            notebook.close()
    print(*problems, sep="\n", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
