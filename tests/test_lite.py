"""Python in the browser: JupyterLite installs convlab's own wheel, and asks no registry."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.make_site import KERNEL, check_wheel

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".tools/site/bin/python"  # JupyterLite has an environment of its own
# The wheels that convlab needs are downloaded for the site alone
BUILD = """
import pathlib, sys
from scripts import make_site
make_site.fetch_wheels = lambda folder: None
make_site.python_in_the_browser(pathlib.Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    if not PYTHON.exists():
        reason = "no JupyterLite: `make .tools/site/made` installs it"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    target = tmp_path_factory.mktemp("site") / "lite"
    subprocess.run([PYTHON, "-c", BUILD, target], cwd=ROOT, check=True, capture_output=True)
    return target


@pytest.fixture
def lite(built, tmp_path):
    """A JupyterLite to spoil, and the wheel that was built for it."""
    for name in ("jupyter-lite.json", "pypi"):
        copy = shutil.copytree if (built / name).is_dir() else shutil.copy
        copy(built / name, tmp_path / name)
    (wheel,) = (built / "pypi").glob("*.whl")
    return tmp_path, wheel


def test_every_notebook_installs_this_wheel_by_its_address(built, lite):
    target, wheel = lite
    check_wheel(target, wheel)
    notebooks = sorted((built / "files/notebooks").glob("*.ipynb"))
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
