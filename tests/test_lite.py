"""Python in the browser: JupyterLite installs convlab's own wheel, and asks no registry."""

import ast
import asyncio
import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.site.lite import KERNEL, check_wheels, first_cells

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def lite(jupyterlite, tmp_path):
    """A JupyterLite to spoil, and the wheel that was built for it."""
    for name in ("jupyter-lite.json", "pypi"):
        copy = shutil.copytree if (jupyterlite / name).is_dir() else shutil.copy
        copy(jupyterlite / name, tmp_path / name)
    (wheel,) = (jupyterlite / "pypi").glob("*.whl")
    return tmp_path, wheel


def test_every_notebook_installs_this_wheel_by_its_address(jupyterlite, lite):
    target, wheel = lite
    check_wheels(target, [wheel])
    notebooks = sorted((jupyterlite / "files/notebooks").glob("*.ipynb"))
    assert len(notebooks) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    for path in notebooks:
        words, install = json.loads(path.read_text("utf-8"))["cells"][:2]
        assert "Python runs in this page" in words["source"]
        assert f'install(f"{{site}}/pypi/{wheel.name}")' in install["source"]
        assert install["metadata"]["jupyter"] == {"source_hidden": True}


def test_a_host_is_named_unless_python_stands_beside_the_lessons():
    given = ("convolution_channels-1.0-py3-none-any.whl", "It needs convlab.")
    words, _ = first_cells(*given, host="example.org")
    assert "Where example.org is not reached, no cell runs" in words.source
    words, _ = first_cells(*given, host="")
    assert "this site itself" in words.source and "reached" not in words.source


def test_elsewhere_the_first_cell_says_how_to_get_convlab():
    _, install = first_cells("convolution_channels-1.0-py3-none-any.whl", "It needs this.", "")
    with pytest.raises(RuntimeError, match=r"Delete it here\. It needs this\."):
        run(install.source)


def test_what_cannot_be_installed_is_said_in_words(monkeypatch):
    async def install(address):
        raise ConnectionError(f"{address} is not there")

    page = SimpleNamespace(href="https://example.org/lite/extensions/one.js")
    monkeypatch.setitem(sys.modules, "js", SimpleNamespace(location=page))
    monkeypatch.setitem(sys.modules, "piplite", SimpleNamespace(install=install))
    name = "convolution_channels-1.0-py3-none-any.whl"
    _, cell = first_cells(name, "", "example.org")
    said = f"cells below will not run: .*https://example.org/lite/pypi/{name} is not there"
    with pytest.raises(RuntimeError, match=said):
        run(cell.source)


def run(source):
    """Run a cell that awaits, as a kernel does: in a thread, where no other loop is running."""
    code = compile(source, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(eval(code, {}))).result()


def test_a_missing_wheel_is_an_error(lite):
    target, wheel = lite
    (target / "pypi" / wheel.name).write_bytes(b"another")
    with pytest.raises(FileNotFoundError, match="not the wheel that was built"):
        check_wheels(target, [wheel])
    (target / "pypi" / wheel.name).unlink()
    with pytest.raises(FileNotFoundError, match="is missing"):
        check_wheels(target, [wheel])


def test_a_wheel_that_is_not_listed_is_an_error(lite):
    target, wheel = lite
    (target / "pypi/all.json").write_text("{}")
    with pytest.raises(ValueError, match=rf"should list .*{wheel.name}.*, but lists \[\]"):
        check_wheels(target, [wheel])


def test_falling_back_to_a_registry_is_an_error(lite):
    target, wheel = lite
    config = json.loads((target / "jupyter-lite.json").read_text())
    del config["jupyter-config-data"]["litePluginSettings"][KERNEL]["disablePyPIFallback"]
    (target / "jupyter-lite.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="fall back to a registry"):
        check_wheels(target, [wheel])
