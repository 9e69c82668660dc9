"""The notebooks as learners use them: read without a kernel, run twice over, run out of order.

That the saved outputs are what the cells give today is nbval's part (see the Makefile).
"""

import re
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbformat.v4 import output_from_msg

from scripts.notebooks import CELL_TIMEOUT, WIDGET_VIEW, code_cells, problems

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# What a learner who does not see it yet should not be told.
UNKIND = re.compile(r"\b(simply|obviously|trivial|trivially)\b", re.IGNORECASE)

# Painting is most of the time, and once is enough.
PICTURES = """
formatter = get_ipython().display_formatter
formatter.active_types = formatter.format_types if {on} else ['text/plain']
formatter.mimebundle_formatter.enabled = {on}
"""
CLEAR = "%reset_selective -f ."  # every variable of the learner's

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert FOLDER / "00-start-here.ipynb" in NOTEBOOKS


@each_notebook
def test_is_saved_in_its_normal_form(path):
    found = problems(path)
    assert not found, "\n".join([*found, "`make notebooks` runs and saves all notebooks afresh"])


@each_notebook
def test_runs_twice_and_each_cell_after_the_set_up_alone(path, play):
    """In one kernel for all notebooks, painted once: nbval runs and paints each in its own."""
    sources = [cell.source for cell in code_cells(nbformat.read(path, as_version=4))]
    set_up, lessons = sources[0], sources[1:]
    play("%reset -f", PICTURES.format(on=False))
    first = play(*sources)
    play(PICTURES.format(on=True))
    second = play(*sources)
    play(PICTURES.format(on=False))
    alone = [play(CLEAR, set_up, lesson)[-1] for lesson in lessons]
    found = []
    for i, (outputs, again) in enumerate(zip(first, second, strict=True), 1):
        found += [f"code cell {i} {error}" for error in failures(outputs)]
        found += [f"code cell {i}, run again: {error}" for error in failures(again)]
        if not pictured(sources[i - 1], again):
            found.append(f"code cell {i} shows a widget and saves no picture for pages without one")
        if not same(text(outputs), text(again)):
            found.append(f"code cell {i}, run again, says {text(again)}, not {text(outputs)}")
    for i, outputs in enumerate(alone, 2):
        found += [f"code cell {i}, after the set-up cell alone: {e}" for e in failures(outputs)]
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def play():
    """``play("x = 1", "x")`` runs these cells in a kernel and returns what each put out."""
    manager, client = start_new_kernel(cwd=FOLDER, extra_arguments=["--log-level=ERROR"])

    def run(source):
        outputs = []
        try:
            client.execute_interactive(
                source,
                allow_stdin=False,
                timeout=CELL_TIMEOUT,
                output_hook=lambda message: add(message, outputs),
            )
        except TimeoutError:  # the next notebook needs a kernel that answers
            manager.restart_kernel(now=True)
            client.wait_for_ready()
            raise
        return outputs

    yield lambda *sources: [run(source) for source in sources]
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def add(message, outputs):
    """Add what a kernel sent to ``outputs``; what it printed in pieces is one output."""
    if message["msg_type"] in {"stream", "error", "display_data", "execute_result"}:
        output = output_from_msg(message)
        if outputs and output.get("name", "") == outputs[-1].get("name"):
            outputs[-1].text += output.text
        else:
            outputs.append(output)


def failures(outputs):
    return [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]


def pictured(source, outputs):
    """Whether each widget shown has a still picture beside it; `interact` cannot have one."""
    shown = [o.data for o in outputs if WIDGET_VIEW in o.get("data", {})]
    stills = {"image/png", "text/html", "text/markdown"}
    return "interact" in source or all(stills & set(d) for d in shown)


def text(outputs):
    return [o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs]


def same(texts, painted):
    """Whether the texts agree; beside its picture, ipywidgets cuts the text of a widget short."""
    pairs = zip_longest(texts, painted, fillvalue="")
    return all(a == b or (b.endswith("…") and a.startswith(b[:-1])) for a, b in pairs)


@each_notebook
def test_what_is_announced_follows(path):
    """Before a heading stands no other, and no sentence that leads over to what does not come."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(c.source if c.cell_type == "markdown" else "(code)" for c in cells)
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert not re.findall(r"^(?:#.*|.*:)\n+#.*|^.*\?\n+###.*", text, re.MULTILINE)


@each_notebook
def test_says_nothing_is_simple(path):
    notebook = nbformat.read(path, as_version=4)
    found = [cell.source for cell in notebook.cells if UNKIND.search(cell.source)]
    assert not found, "\n\n".join(found)
