"""What comes with convlab into an environment: settings of JupyterLab, the start of its kernels."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.config import ConfigManager
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter
from nbconvert.nbconvertapp import NbConvertApp

from convlab import jupyter
from scripts import lab

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "etc/jupyter/labconfig/default_setting_overrides.d/convlab.json"
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_the_settings_are_in_this_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))  # not those of whoever runs this
    found = ConfigManager(config_dir_name="labconfig").get("default_setting_overrides")
    for plugin, settings in json.loads(SETTINGS.read_text("utf-8")).items():
        assert settings.items() <= found[plugin].items()


@pytest.mark.fault(
    "Pages that may not",
    "A notebook with saved widgets is exported as HTML, to be read offline",
    "Its widgets' pictures stand in it.",
)
@pytest.mark.parametrize("program", [NbConvertApp, ServerApp], ids=["nbconvert", "the menu"])
def test_a_notebook_exported_as_html_shows_stills_and_not_empty_places(
    program, monkeypatch, tmp_path
):
    """By default an exporter prefers the live view, which nobody sees without a network."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))  # not those of whoever runs this
    view = "application/vnd.jupyter.widget-view+json"
    notebook = nbformat.read(ROOT / "notebooks/00-start-here.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    stills = [output for output in outputs if "image/png" in output.get("data", {})]
    state = {}  # as JupyterLab saves a notebook, with its widgets' state
    for i, still in enumerate(stills):
        still.data[view] = {"model_id": f"of {i}", "version_major": 2, "version_minor": 0}
        state[f"of {i}"] = {"model_name": "AnyModel", "model_module": "anywidget", "state": {}}
    notebook.metadata.widgets = {view.replace("view", "state"): {"state": state}}
    settings = program()
    settings.load_config_file()
    page, _ = HTMLExporter(config=settings.config).from_notebook_node(notebook)
    assert page.count('src="data:image/png') == len(stills) > 3
    assert f'<script type="{view}"' not in page


def run(cells, folder):
    """Cells run one after the other in a fresh kernel, and what each of them printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": folder}}
    NotebookClient(notebook, timeout=60, allow_errors=True, resources=resources).execute()
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


@pytest.mark.fault(
    "Kernels and servers",
    "A quiz or a check is run in a fresh kernel",
    "It says: run the first code cell first.",
)
def test_a_cell_that_is_run_too_early_says_so(tmp_path):
    early, check, own, remedy, after, other = run(
        [
            "convlab.Quiz('rgb-one-kernel')",
            "exercises.check_parameters(lambda: None)",
            "Quiz('rgb-one-kernel')",
            "from convlab import Quiz",
            "print(len(Quiz('rgb-one-kernel').question.answers))",
            "nothing_of_ours",
        ],
        tmp_path,
    )
    first = "run the first code cell of this notebook first"
    assert first in early and early.rstrip().endswith("import convlab")
    assert first in check and "from convlab import exercises" in check
    assert own.rstrip().endswith("In a notebook of your own: from convlab import Quiz")
    assert (remedy, after, other) == ("", "4\n", "")


def kernel(**language):
    return SimpleNamespace(language_info={"name": "python", "version": "3.12.1"} | language)


def saved(folder, **metadata):
    path = folder / "saved.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": metadata}), "utf-8")
    return path


def test_a_kernel_names_no_version_where_the_saved_notebook_names_none(tmp_path):
    one = kernel()
    jupyter.keep_language(one, saved(tmp_path, language_info={"name": "python"}))
    assert one.language_info == {"name": "python"}
    for path in (
        saved(tmp_path, language_info={"name": "python", "version": "3.9"}),
        saved(tmp_path),
        tmp_path / "not-there.ipynb",
    ):
        one = kernel()
        jupyter.keep_language(one, path)
        assert one.language_info == kernel().language_info


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_saved_as_a_kernel_describes_itself(path):
    """But for the version, which ``keep_language`` leaves out: else it counts as changed."""
    from ipykernel.ipkernel import IPythonKernel

    said = {k: v for k, v in IPythonKernel.language_info.items() if k != "version"}
    assert nbformat.read(path, as_version=4).metadata.language_info == said


def test_lab_opens_the_first_lesson_in_the_folder_that_its_links_mean(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    told = lab.options(["--no-browser"])
    assert f"--ServerApp.root_dir={ROOT}" in told and "--allow-root" in told
    assert told[-1] == "--no-browser"
    (first,) = (option for option in told if "default_url" in option)
    assert (ROOT / first.partition("/lab/tree/")[2]).is_file()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "--allow-root" not in lab.options([])


def test_the_readme_says_how_each_tool_opens_them():
    text = (ROOT / "README.md").read_text("utf-8")
    for line in ("make lab", "uv run --extra lab scripts/lab.py", "python scripts/lab.py"):
        assert line in text and line in (lab.__doc__ or "")


WATCHED = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
for reach in (
    lambda: socket.getaddrinfo("news.example", 443),
    lambda: socket.create_connection(("192.0.2.1", 443)),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
):
    try:
        reach()
    except PermissionError as error:
        print(error)
"""


def test_the_watch_refuses_and_notes_what_leaves_the_machine(tmp_path):
    notes = tmp_path / "connections"
    watch = {"PYTHONPATH": str(ROOT / "tests/browser/watch"), "CONNECTIONS": str(notes)}
    command = [sys.executable, "-c", WATCHED]
    said = subprocess.run(command, env=os.environ | watch, capture_output=True, text=True)
    assert said.stdout.count("another machine") == 3, said.stderr
    assert notes.read_text("utf-8").splitlines() == [
        "socket.getaddrinfo news.example",
        "socket.getaddrinfo 192.0.2.1",
        "socket.sendto 192.0.2.1",
    ]


FIGURE = """
from IPython import get_ipython
from convlab import figures
data, _ = get_ipython().display_formatter.format(figures.feature_maps([[1, -2]]))
print(*sorted(data))
print(data.get("text/html", "").partition("<img")[2])
"""


def formatted(monkeypatch, tmp_path, **variables):
    for name in ("JPY_SESSION_NAME", "SERVER_SOFTWARE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    kinds, _, html = run([FIGURE], tmp_path)[0].partition("\n")
    return kinds.split(), html


@pytest.mark.parametrize("reader", [{"JPY_SESSION_NAME": "a"}, {"SERVER_SOFTWARE": "voila/0.5"}])
def test_to_a_reader_a_figure_has_words_and_a_dark_twin(monkeypatch, tmp_path, reader):
    kinds, html = formatted(monkeypatch, tmp_path, **reader)
    assert kinds == ["image/png", "text/html", "text/plain"]
    words = re.findall(r'alt="([^"]*)"', html)
    assert words == [words[0]] * 2 and "1 map of 1×2" in words[0]
    light, dark = re.findall(r"base64,([^\"]+)", html)
    assert light != dark


def test_a_notebook_that_a_script_runs_keeps_the_png_alone(monkeypatch, tmp_path):
    """So it is saved, and so nbval compares it."""
    assert formatted(monkeypatch, tmp_path) == (["image/png", "text/plain"], "\n")
