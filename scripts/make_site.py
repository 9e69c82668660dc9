"""The lessons as web pages with live widgets, no kernel and no request elsewhere: ``make site``.

    python -m scripts.make_site _site                          # all lessons
    python -m scripts.make_site _site 00-start-here --no-lite  # the others as they are saved

Each notebook is run once more, and each widget leaves its state in place of its picture. Sphinx
makes the pages, JupyterLite the notebooks that run in the browser, at ``lite/``.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import nbformat

from convlab import ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions, images, kernels
from convlab.widgets import page
from scripts.notebooks import execute

REPO = Path(__file__).resolve().parents[1]
LESSONS = sorted(path.stem for path in (REPO / "notebooks").glob("*.ipynb"))
WIDGETS = (ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions)
PAGES = ("README.md", "LECTURER.md", "COVERAGE.md", "NOTICE", "environment.yml", "convlab/conv.py")
# In the kernel, before the first cell
LIVE = """
from convlab.widgets import base, page
base.Widget._repr_mimebundle_ = lambda self, **_: {
    "text/plain": repr(self), "text/html": page.live(self, page.picture(self))
}
"""
ALIVE = """```{{tip}}
This page is alive: move what you see. To change the code, too,
<a href="../lite/lab/index.html?path=notebooks/{name}.ipynb">open the notebook in your browser</a>
(it fetches Python first) or
<a href="{name}.ipynb" download>download it</a>.
```"""
# The first cell in the browser's JupyterLab, whose Python runs in a worker of one of its extensions
INSTALL = """
import js, piplite
site = js.location.href.partition("/extensions/")[0]
await piplite.install(f"{{site}}/pypi/{wheel}")
"""
# What convlab needs and Pyodide does not bring; widgets as old as the JupyterLab that shows them
PURE = ("anywidget", "comm", "ipywidgets", "jupyterlab_widgets", "psygnal")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


def build(target: Path, lessons: Sequence[str] = LESSONS, lite: bool = True) -> None:
    """Build the site into the folder ``target``, made anew; the other lessons stay as saved."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "source"), Path(folder, "made")
        stage(source, lessons)
        sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-W", "--keep-going"]
        subprocess.run([*sphinx, "-d", Path(folder, "doctrees"), source, made], check=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)
    shutil.copytree(REPO / "images", target / "images", dirs_exist_ok=True)  # <picture>
    for name in LESSONS:
        shutil.copy(REPO / "notebooks" / f"{name}.ipynb", target / "notebooks")
    if lite:
        python_in_the_browser(target / "lite")


def stage(source: Path, lessons: Sequence[str]) -> None:
    """What Sphinx reads: settings, pages, pictures, and the notebooks run with live widgets."""
    shutil.copytree(REPO / "docs", source)
    shutil.copytree(REPO / "images", source / "images")
    index = source / "index.md"
    index.write_text(index.read_text("utf-8").replace("LESSONS\n", contents()), "utf-8")
    for folder in ("convlab", "notebooks"):
        (source / folder).mkdir()
    for name in PAGES:
        text = (REPO / name).read_text("utf-8")
        text = re.sub(r"\[([^]]+)\]\(examples/[^)]*\)", r"\1", text)  # they are not on the site
        (source / name).write_text(text.replace("](README.md", "](index.md"), "utf-8")
    for path in sorted((REPO / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if path.stem in lessons:
            execute(notebook, path.parent, before=LIVE)
        for cell in notebook.cells:
            cell.source = cell.source.replace("](../README.md", "](../index.md")
        alive = nbformat.v4.new_markdown_cell(ALIVE.format(name=path.stem))
        notebook.cells.insert(1, alive)
        nbformat.write(notebook, source / "notebooks" / path.name)
    bank = kernels.bank("teaching")
    explorer = ChannelExplorer(
        images.coffee(52), bank.weight, bank.bias, out_channels=4, out_channel=2, row=21, col=41
    )
    for name, text in {
        "explorer.html": page.live(explorer, page.picture(explorer)),
        "static/page.js": page.HOST,
        "static/widgets.js": page.modules(*(kind.module for kind in WIDGETS)),
        "static/widgets.css": "".join(kind._css for kind in WIDGETS),
    }.items():
        (source / name).write_text(text, "utf-8")


def contents() -> str:
    """One line a lesson for the first page: ``03 Many out <notebooks/03-many-out>``."""
    lines = []
    for name in LESSONS:
        number, _, words = name.partition("-")
        lines.append(f"{number} {words.replace('-', ' ').capitalize()} <notebooks/{name}>\n")
    return "".join(lines)


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
    options = parser.parse_args()
    build(options.target, options.lessons, lite=not options.no_lite)


if __name__ == "__main__":
    main()
