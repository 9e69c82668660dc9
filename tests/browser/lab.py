"""JupyterLab in a real browser: for the tests here and for ``scripts/shots.py``.

Nothing of the person's own Jupyter set-up is read or changed: server, settings and notebooks live
in a temporary folder.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Error, Locator, Page

REPO = Path(__file__).resolve().parents[2]
WATCH = Path(__file__).parent / "watch"
CONNECTIONS = "connections"
THEMES = {False: "JupyterLab Light", True: "JupyterLab Dark"}
# Every cell in the page, not only those on screen. All else is as convlab's own settings have it,
# which came into this environment with it.
SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
DISABLED = {
    # Asks every kernel how it is, and complains on the console when a test restarts one meanwhile
    "@jupyterlab/debugger-extension": True,
    # Comes with Voilà, which learners need not have
    "@voila-dashboards/jupyterlab-preview": True,
}

PANEL = "window.jupyterapp?.shell.currentWidget"
# Clicking "run" before the kernel is connected silently runs nothing.
KERNEL_READY = f"""() => {PANEL}?.context?.isReady && {PANEL}.sessionContext.isReady
    && {PANEL}.sessionContext.session?.kernel?.connectionStatus === 'connected'"""
RUN_ALL = """limit => Promise.race([
    window.jupyterapp.commands.execute('notebook:run-all-cells'),
    new Promise((_, reject) => setTimeout(
        () => reject(new Error(`cells still running after ${limit} s`)), limit * 1000)),
])"""
# "Loading widget..." is what a widget's place says until its view is there.
WIDGETS_SHOWN = """() => ![...document.querySelectorAll('.jp-OutputArea-output')].some(
    area => area.textContent.trim().startsWith('Loading widget'))"""
OUTPUTS = f"""() => {PANEL}.content.widgets.filter(cell => cell.model.type === 'code')
    .map(cell => cell.model.sharedModel.toJSON().outputs)"""
EXECUTE = f"""async ([code, limit]) => {{
    const kernel = {PANEL}.sessionContext.session.kernel;
    const future = kernel.requestExecute({{code, store_history: false}});
    let printed = '';
    future.onIOPub = message => {{
        if (message.header.msg_type === 'stream') printed += message.content.text;
    }};
    const timer = new Promise((_, reject) => setTimeout(
        () => reject(new Error(`the kernel did not answer in ${{limit}} s`)), limit * 1000));
    const {{content}} = await Promise.race([future.done, timer]);
    if (content.status !== 'ok') throw new Error(`${{content.ename}}: ${{content.evalue}}`);
    return printed;
}}"""
SET_THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
HIDE_SIDE = """() => window.jupyterapp.shell.leftCollapsed
    || window.jupyterapp.commands.execute('application:toggle-left-area')"""
OPEN = """async ([path, id]) => {
    const kernel = id ? {id} : undefined;
    await window.jupyterapp.commands.execute('docmanager:open', {path, kernel});
}"""
KERNEL_ID = f"() => {PANEL}.sessionContext.session?.kernel?.id"
# Nobody sees the stills behind live widgets, and to draw one takes a quarter of a second.
NOT_DRAWN = """
from unittest.mock import patch
patch("convlab.widgets.base.Widget.saved", lambda widget: {}).start()
"""
EMPTY = """
from unittest.mock import patch
patch.stopall()
import ipywidgets
ipywidgets.Widget.close_all()
%reset -f
"""
SHUTDOWN = f"() => {{ {PANEL}?.sessionContext.shutdown(); }}"  # not waited for
DISPOSE = f"() => {PANEL}.dispose()"  # without the question whether to save


def copy_lessons(root: Path) -> Path:
    """A copy of what the notebooks are and show, so that running them changes no file here."""
    for folder in ("notebooks", "images"):
        if (REPO / folder).exists():
            shutil.copytree(REPO / folder, root / folder)
    return root


@contextmanager
def jupyter_lab(root: Path, home: Path) -> Iterator[str]:
    """JupyterLab over the folder ``root``, on a free port of this machine; gives its address.

    ``home`` : an empty folder for settings, kernels' run-time files and the log. What the server
    or a kernel asks of another machine is refused, and stands in ``home / CONNECTIONS``.
    """
    config = home / "etc/labconfig"
    config.mkdir(parents=True)
    (config / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    (config / "page_config.json").write_text(json.dumps({"disabledExtensions": DISABLED}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "etc"),
        "CONNECTIONS": str(home / CONNECTIONS),
        "PYTHONPATH": os.pathsep.join([str(WATCH), os.environ.get("PYTHONPATH", "")]),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={address.rpartition(':')[2]}", "--ServerApp.port_retries=0"]
    command += ["--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={root}"]
    command += [f"--{app}.expose_app_in_browser=True" for app in ("LabApp", "JupyterNotebookApp")]
    log = home / "log"
    with log.open("w") as sink:
        server = subprocess.Popen(command, env=environment, stdout=sink, stderr=sink, cwd=root)
    try:
        deadline = time.monotonic() + 90
        while not _answers(address + "/api"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("JupyterLab did not start:\n" + log.read_text()[-3000:])
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()  # the kernels end with it
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


class OpenNotebook:
    """One notebook, open in JupyterLab with its kernel connected.

    ``page`` is Playwright's page, an empty one or one that another notebook has left: there
    JupyterLab itself need not start again. ``kernel`` is the id of a kernel that another notebook
    has left; without it a new one starts. ``console_errors`` and ``outside`` (requests that left
    the machine) fill up as things happen.
    """

    def __init__(
        self, page: Page, address: str, path: str, *, dark: bool = False, kernel: str | None = None
    ) -> None:
        self.page = page
        self.console_errors: list[str] = []
        self.outside: list[str] = []
        here = (address, address.replace("http", "ws"), "data:", "blob:")
        said, outside = self.console_errors.append, self.outside.append
        self._listeners = {
            "request": lambda request: request.url.startswith(here) or outside(request.url),
            "websocket": lambda socket: socket.url.startswith(here) or outside(socket.url),
            "console": lambda m: m.type == "error" and said(f"{m.text} {m.location['url']}"),
            "pageerror": lambda error: said(f"uncaught: {error}"),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)
        if not page.url.startswith(f"{address}/lab"):
            page.goto(f"{address}/lab?reset", timeout=60_000)
            page.wait_for_function("() => window.jupyterapp", timeout=60_000)
            page.evaluate("() => window.jupyterapp.restored")
        page.evaluate(OPEN, [path, kernel])
        page.wait_for_function(KERNEL_READY, timeout=60_000, polling=20)
        page.evaluate(HIDE_SIDE)
        self.theme(dark=dark)

    def theme(self, *, dark: bool) -> None:
        """Switch JupyterLab's theme and wait until the page has it."""
        self.page.evaluate(SET_THEME, THEMES[dark])
        light = json.dumps(str(not dark).lower())
        self.page.wait_for_function(f"() => document.body.dataset.jpThemeLight === {light}")

    def run_all(self, seconds: float = 120) -> None:
        """Run every cell; return when all have run and every widget has its view."""
        self.page.evaluate(RUN_ALL, seconds)
        self.page.wait_for_function(WIDGETS_SHOWN, polling=20)

    def outputs(self) -> list[list[dict]]:
        """The saved form of what each code cell put out (nbformat's dictionaries)."""
        return self.page.evaluate(OUTPUTS)

    def failures(self) -> list[str]:
        """``code cell 3: NameError: …`` for each cell that ended in an error."""
        return [
            f"code cell {i}: {output['ename']}: {output['evalue']}"
            for i, outputs in enumerate(self.outputs(), 1)
            for output in outputs
            if output["output_type"] == "error"
        ]

    def cell(self, index: int) -> Locator:
        """The code cell number ``index``, from 0; negative counts from the end."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(index)

    def output(self, index: int = -1) -> Locator:
        """What stands under the code cell number ``index``, from 0; the last one by default."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def kernel(self, code: str, seconds: float = 60) -> str:
        """Run Python in the notebook's own kernel and return what it printed."""
        return self.page.evaluate(EXECUTE, [code, seconds])

    def leave(self) -> str | None:
        """Leave the page to the next notebook, and the kernel, emptied.

        Returns the kernel's id, or None if it did not answer and is shut down.
        """
        kernel = self.page.evaluate(KERNEL_ID)
        try:
            self.kernel(EMPTY, seconds=10)
        except Error:
            self.page.evaluate(SHUTDOWN)
            kernel = None
        self.page.evaluate(DISPOSE)
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        return kernel

    def close(self) -> None:
        """Shut down the kernel and close the page."""
        self.page.evaluate(SHUTDOWN)
        self.page.context.close()


def in_notebook_7(browser: Browser, address: str, path: Path, sources: Sequence[str]) -> Page:
    """A notebook of these cells, all run, in Notebook 7, which the same server offers.

    ``path`` : where to write it, in the folder that the server shows
    """
    write_notebook(path, sources)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{address}/notebooks/{path.name}")
    page.wait_for_function(KERNEL_READY, timeout=60_000, polling=100)
    page.evaluate(RUN_ALL, 120)
    page.wait_for_function(WIDGETS_SHOWN, polling=100)
    return page


def write_notebook(path: Path, sources: Sequence[str]) -> Path:
    """A notebook of code cells with these ``sources``, at ``path``."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path
