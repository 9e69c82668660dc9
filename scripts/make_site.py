"""The lessons as web pages with live widgets, no kernel and no request elsewhere: ``make site``.

    python -m scripts.make_site _site                          # all lessons
    python -m scripts.make_site _site 00-start-here --no-lite  # the others as they are saved

Each notebook is run once more, and each widget leaves its state beside its picture.
``scripts/site`` makes the pages, JupyterLite the notebooks that run in the browser, at ``lite/``.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import nbformat

from scripts.make_module import module
from scripts.notebooks import execute
from scripts.site.pages import read, write_site
from scripts.site.widgets import LIVE

REPO = Path(__file__).resolve().parents[1]
LESSONS = sorted(path.stem for path in (REPO / "notebooks").glob("*.ipynb"))
KERNELS = 2  # at a time
# The first cell in the browser's JupyterLab, whose Python runs in a worker of one of its extensions
INSTALL = """
import js, piplite
site = js.location.href.partition("/extensions/")[0]
await piplite.install(f"{{site}}/pypi/{wheel}")
"""
# What convlab needs and Pyodide does not bring; widgets as old as the JupyterLab that shows them
PURE = ("anywidget", "comm", "ipywidgets", "jupyterlab_widgets", "psygnal")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


def build(
    target: Path, lessons: Sequence[str] = LESSONS, lite: bool = True, address: str = ""
) -> None:
    """Build the site into the folder ``target``, made anew; the other lessons stay as saved.

    ``address`` is where it will stand, such as "https://example.org/convlab/".
    """
    paths = sorted((REPO / "notebooks").glob("*.ipynb"))
    notebooks = {path.stem: read(path) for path in paths}
    with ThreadPoolExecutor(KERNELS) as pool:
        run = [
            pool.submit(execute, notebooks[path.stem], path.parent, before=LIVE)
            for path in paths
            if path.stem in lessons
        ]
    for one in run:
        one.result()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made")
        made.mkdir()
        write_site(made, notebooks, address)
        (made / "convlab.mjs").write_text(module(), "utf-8")  # for pages of others
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)
    if lite:
        python_in_the_browser(target / "lite")


def python_in_the_browser(target: Path) -> None:
    """JupyterLite with the notebooks and their wheels; it fetches Pyodide's own from its CDN."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copytree(REPO / "images", here / "files/images")
        (here / "files/notebooks").mkdir()
        wheel = build_wheel(here / "pypi")
        fetch_wheels(here / "pypi")
        install = nbformat.v4.new_code_cell(INSTALL.format(wheel=wheel.name).strip())
        for path in (REPO / "notebooks").glob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.insert(0, install)
            # Not by nbformat: JupyterLite wants each source in one piece.
            (here / "files/notebooks" / path.name).write_text(json.dumps(notebook), "utf-8")
        settings = {"litePluginSettings": {KERNEL: {"disablePyPIFallback": True}}}
        config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
        (here / "jupyter-lite.json").write_text(json.dumps(config), "utf-8")
        command = [sys.executable, "-m", "jupyter", "lite", "build", "--contents", "files"]
        command += ["--output-dir", target.resolve(), "--no-sourcemaps", "--log-level=WARN"]
        subprocess.run(command, cwd=here, check=True, stdout=subprocess.DEVNULL)
        check_wheel(target, wheel)


def build_wheel(folder: Path) -> Path:
    """Build convlab's own wheel into ``folder``."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=REPO, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def fetch_wheels(folder: Path) -> None:
    """Download into ``folder`` the wheels that convlab's own needs beside it."""
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    download += ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    subprocess.run([*download, *(f"{name}=={version(name)}" for name in PURE)], check=True)


def check_wheel(target: Path, wheel: Path) -> None:
    """Refuse a JupyterLite that lacks this wheel, or that would ask a registry for another."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    served = target / "pypi" / wheel.name
    if not served.exists() or hashlib.sha256(served.read_bytes()).hexdigest() != digest:
        raise FileNotFoundError(f"{served} is missing, or is not the wheel that was built")
    index = json.loads((target / "pypi/all.json").read_text("utf-8"))
    releases = index.get("convolution-channels", {}).get("releases", {}).values()
    listed = [(one["filename"], one["digests"]["sha256"]) for (one,) in releases]
    if listed != [(wheel.name, digest)]:
        raise ValueError(f"{target}/pypi/all.json should list {wheel.name}, but lists {listed}")
    config = json.loads((target / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    if config["litePluginSettings"][KERNEL].get("disablePyPIFallback") is not True:
        raise ValueError(f"{target}/jupyter-lite.json lets Python fall back to a registry")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="the folder to make anew")
    parser.add_argument("lessons", nargs="*", default=LESSONS, help="those to run; all by default")
    parser.add_argument("--no-lite", action="store_true", help="without Python in the browser")
    parser.add_argument("--address", default="", help="where it will stand: https://…/")
    options = parser.parse_args()
    build(options.target, options.lessons, not options.no_lite, options.address)


if __name__ == "__main__":
    main()
