"""What convlab adds to a kernel: an IPython extension.

``etc/ipython/startup/50-convlab.py`` loads it into each kernel of an environment in which convlab
is installed, before the first cell is run. A cell that was run too early then says so, a notebook
that is opened does not count as changed, and figures follow the page's theme.
"""

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import convlab

FIGURE = "convlab.figures.base.page.NotebookFigure"


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython, with the shell that runs the cells."""
    shell.events.register("post_run_cell", say_first_cell)
    if notebook := os.environ.get("JPY_SESSION_NAME"):  # jupyter_server tells its kernels
        keep_language(getattr(shell, "kernel", None), Path(notebook))
        show_figures_as_html(shell)
    elif os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        show_figures_as_html(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Called by IPython."""
    shell.events.unregister("post_run_cell", say_first_cell)
    shell.display_formatter.formatters["text/html"].pop(FIGURE, None)


def say_first_cell(result: Any) -> None:
    """Below a cell that misses one of convlab's names, say how to get it."""
    error = result.error_in_exec
    name = error.name if isinstance(error, NameError) else None
    if name == "convlab" or name in convlab.__all__:
        line = "import convlab" if name == "convlab" else f"from convlab import {name}"
        print(
            f"{name} is not there yet: run the first code cell of this notebook first, which "
            f"imports it. In a notebook of your own: {line}"
        )


def show_figures_as_html(shell: Any) -> None:
    """Show figures with their words and a dark twin, of which a PNG in a notebook has neither.

    Only to a reader: a notebook that is run by a script keeps the PNG alone, which every viewer of
    saved notebooks shows.
    """
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(
        FIGURE, lambda figure: import_module("convlab.figures.base.html").html(figure)
    )


def keep_language(kernel: Any, notebook: Path) -> None:
    """Let the kernel name no version of Python if the saved notebook names none.

    JupyterLab writes what the kernel says of its language into a notebook that it opens. Where the
    two differ, the notebook counts as changed, and a reader is asked whether to save it.
    """
    try:
        saved = json.loads(notebook.read_text("utf-8"))["metadata"]["language_info"]
    except (OSError, ValueError, LookupError, TypeError):
        return  # not saved yet, or no notebook
    if "version" not in saved:
        said = kernel.language_info
        kernel.language_info = {key: said[key] for key in said if key != "version"}
