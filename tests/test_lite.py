"""Python in the browser: JupyterLite installs convlab's own wheel, and asks no registry."""

import json
import shutil
from pathlib import Path

import pytest

from scripts.make_site import KERNEL, check_wheel

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
    check_wheel(target, wheel)
    notebooks = sorted((jupyterlite / "files/notebooks").glob("*.ipynb"))
    assert len(notebooks) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    for path in notebooks:
        first = json.loads(path.read_text("utf-8"))["cells"][0]["source"]
        assert f'install(f"{{site}}/pypi/{wheel.name}")' in first


def test_a_missing_wheel_is_an_error(lite):
    target, wheel = lite
    (target / "pypi" / wheel.name).write_bytes(b"another")
    with pytest.raises(FileNotFoundError, match="not the wheel that was built"):
        check_wheel(target, wheel)
    (target / "pypi" / wheel.name).unlink()
    with pytest.raises(FileNotFoundError, match="is missing"):
        check_wheel(target, wheel)


def test_a_wheel_that_is_not_listed_is_an_error(lite):
    target, wheel = lite
    (target / "pypi/all.json").write_text("{}")
    with pytest.raises(ValueError, match=rf"should list {wheel.name}, but lists \[\]"):
        check_wheel(target, wheel)


def test_falling_back_to_a_registry_is_an_error(lite):
    target, wheel = lite
    config = json.loads((target / "jupyter-lite.json").read_text())
    del config["jupyter-config-data"]["litePluginSettings"][KERNEL]["disablePyPIFallback"]
    (target / "jupyter-lite.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="fall back to a registry"):
        check_wheel(target, wheel)
