"""Python in the browser: JupyterLite with the lessons, and every wheel that is not Pyodide's."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlparse

import nbformat
from nbformat import NotebookNode

REPO = Path(__file__).resolve().parents[2]
# What convlab needs and Pyodide does not bring; widgets as old as the JupyterLab that shows them
PURE = ("anywidget", "comm", "ipywidgets", "jupyterlab_widgets", "psygnal")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
WORDS = """
**Python runs in this page.** It comes from {host}, some 30 MB, once. Choose *Run*, then
*Run All Cells*. {without} and the pictures below stay as they were saved.
"""
# The first code cell. JupyterLite's Python runs in a worker of one of its extensions, so that is
# where its address begins.
INSTALL = """
# Hidden: it gets convlab {version} and its widgets' wheels from this very site, by exact version,
# and NumPy, matplotlib and Pillow from where Python came from. No package registry is asked.
try:
    import js, piplite
except ModuleNotFoundError:
    raise RuntimeError(
        "This cell is for Python in the browser, on convlab's site. Delete it here. {how}"
    ) from None
site = js.location.href.partition("/extensions/")[0]
try:
    await piplite.install(f"{{site}}/pypi/{wheel}")
    import convlab
except Exception as error:
    raise RuntimeError(
        "convlab could not be installed here, so the cells below will not run: "
        f"{{type(error).__name__}}: {{error}}. Is there a network? Reload the page to try again."
    ) from error
"""


def python_in_the_browser(
    target: Path, notebooks: dict[str, NotebookNode], how: str = "", pyodide: Path | None = None
) -> None:
    """JupyterLite with the notebooks, by their names, and their wheels.

    ``how`` says how to get convlab elsewhere. ``pyodide`` is a folder of Pyodide, to be put beside
    the notebooks; without it Python is fetched from Pyodide's own host.
    """
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copytree(REPO / "images", here / "files/images")
        (here / "files/notebooks").mkdir()
        wheel = build_wheel(here / "pypi")
        fetch_wheels(here / "pypi")
        if pyodide:
            shutil.copytree(pyodide, here / "static/pyodide")
        cells = first_cells(wheel.name, how, host_of(pyodide))
        for name, notebook in notebooks.items():
            notebook.cells[:0] = cells
            # Not by nbformat: JupyterLite wants each source in one piece.
            file = here / f"files/notebooks/{name}.ipynb"
            file.write_text(json.dumps(notebook), "utf-8")
        settings = {"litePluginSettings": {KERNEL: {"disablePyPIFallback": True}}}
        config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
        (here / "jupyter-lite.json").write_text(json.dumps(config), "utf-8")
        command = [sys.executable, "-m", "jupyter", "lite", "build", "--contents", "files"]
        command += ["--output-dir", target.resolve(), "--no-sourcemaps", "--log-level=WARN"]
        subprocess.run(command, cwd=here, check=True, stdout=subprocess.DEVNULL)
        check_wheels(target, sorted((here / "pypi").glob("*.whl")))


def host_of(pyodide: Path | None) -> str:
    """Where Python will come from: the site itself, or the name of Pyodide's host."""
    if pyodide:
        return ""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

    return str(urlparse(PYODIDE_CDN_URL).hostname)


def first_cells(wheel: str, how: str, host: str) -> list[NotebookNode]:
    """What stands before a lesson: where Python comes from, and, hidden, its installation."""
    without = f"Where {host} is not reached, no cell runs," if host else "Until then no cell runs,"
    words = WORDS.format(host=host or "this site itself", without=without).strip()
    own = wheel.split("-")[1]
    install = nbformat.v4.new_code_cell(INSTALL.format(version=own, how=how, wheel=wheel).strip())
    install.metadata.jupyter = {"source_hidden": True}
    return [nbformat.v4.new_markdown_cell(words), install]


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


def check_wheels(target: Path, wheels: list[Path]) -> None:
    """Refuse a JupyterLite that lacks one of these, or that would ask a registry for another."""
    index = json.loads((target / "pypi/all.json").read_text("utf-8"))
    releases = [one["releases"].values() for one in index.values()]
    listed = [(file["filename"], file["digests"]["sha256"]) for one in releases for (file,) in one]
    built = []
    for wheel in wheels:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        built.append((wheel.name, digest))
        served = target / "pypi" / wheel.name
        if not served.exists() or hashlib.sha256(served.read_bytes()).hexdigest() != digest:
            raise FileNotFoundError(f"{served} is missing, or is not the wheel that was built")
    if sorted(listed) != sorted(built):
        raise ValueError(f"{target}/pypi/all.json should list {built}, but lists {listed}")
    config = json.loads((target / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    if config["litePluginSettings"][KERNEL].get("disablePyPIFallback") is not True:
        raise ValueError(f"{target}/jupyter-lite.json lets Python fall back to a registry")
