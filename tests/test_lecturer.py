"""The lecturer's page: its plans add up, its cells run and show what it says, its wrong answers."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

import pytest
from IPython.core.interactiveshell import InteractiveShell

from convlab import lessons
from convlab.quiz import question
from convlab.widgets import ChannelExplorer
from convlab.widgets.modules import sources

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "LECTURER.md").read_text(encoding="utf-8")
SET_UP, *CELLS = re.findall(r"^```python\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PART = re.compile(r'^Quiz\("(.+?)"\)\n```\n\nExpect these:\n\n((?:- .+\n)+)', re.MULTILINE)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell shows, all run in order in one session."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("lecture"))
    try:
        shell = InteractiveShell()
        results = [shell.run_cell(cell) for cell in (SET_UP, *CELLS)]
        saved = Path("slide.png").read_bytes()
    finally:
        os.chdir(before)
    for result in results:
        result.raise_error()
    return [result.result for result in results[1:]], saved


def test_every_cell_runs_and_the_explorers_say_what_the_page_says(shown):
    explorers = 0
    for cell, value in zip(CELLS, shown[0], strict=True):
        said = re.findall(r"^# (.+)$", cell, re.MULTILINE)
        if isinstance(value, ChannelExplorer):
            explorers += 1
            assert [value.layer.parameters_text] == said
            (line,) = re.findall(r'state="(.+?)"', cell)
            assert set(line.split("&")) <= set(value.state.split("&"))
            view, y, ledger = value.state, value.output.copy(), str(value.ledger)
            value.state = "out_channels=1&groups=1&row=0&col=0&muted=0&step=0&large=false"
            assert value.state != view
            value.state = view
            assert (value.state, str(value.ledger)) == (view, ledger)
            assert (value.output == y).all()
    assert explorers == PAGE.count("\nChannelExplorer(") >= 9


def test_a_slide_is_written(shown):
    assert shown[1].startswith(b"\x89PNG")


def test_the_numbers_said_beside_the_explorers(shown):
    by_source = dict(zip(CELLS, shown[0], strict=True))
    (diagonal,) = [e for source, e in by_source.items() if "diagonals()" in source]
    place = diagonal.ledger.out_channel, diagonal.ledger.row, diagonal.ledger.col
    assert diagonal.output[place] == diagonal.output.max() == 3 and place == (0, 8, 8)
    (three,) = [e for source, e in by_source.items() if "groups=3" in source]
    three.groups = 1
    assert three.layer.n_parameters == 84
    (muted,) = [e for source, e in by_source.items() if "muted=1" in source]
    before = muted.output.copy()
    muted.muted = []
    assert (before >= muted.output - 1e-6).all() and (before > muted.output).any()
    (long,) = [e for source, e in by_source.items() if source.startswith("ChannelExplorer(maps,")]
    parts = long.ledger.subtotals
    assert [(parts > 0).sum(), (parts < 0).sum(), (parts == 0).sum()] == [12, 9, 11]


@pytest.mark.parametrize("minutes", [50, 15])
def test_the_minutes_add_up(minutes):
    plan = PAGE.partition(f"\n## {minutes} minutes\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", plan, re.MULTILINE)
    assert sum(int(n) for n, _ in rows) == minutes
    parts = re.findall(r"^### (.+) \((\d+)\)$", plan, re.MULTILINE)
    if parts:
        assert [n for _, n in parts] == [n for n, _ in rows]


def test_the_wrong_answers_are_those_of_the_quiz():
    parts = PART.findall(PAGE)
    assert len(parts) == 6
    for id, listed in parts:
        named = re.findall(r"^- \*\*(.+?)\*\*: ", listed, re.MULTILINE)
        wrong = [answer.text for answer in question(id).answers if not answer.right]
        assert sorted(named) == sorted(wrong)
    for id in re.findall(r'Quiz\("(.+?)"\)', PAGE):
        question(id)
    other = re.findall(r'notebooks/([\w-]+)\.ipynb\) \| .+ \| `Quiz\("(.+?)"\)`', PAGE)
    assert len(other) == 13
    asked = {lesson: [*vars(module)] for lesson, module in lessons.modules().items()}
    assert all("ask_" + id.replace("-", "_") in asked[lesson] for lesson, id in other)


def test_the_buttons_are_called_so():
    front = "".join(sources(ChannelExplorer.module).values())
    for button in (
        "Large type",
        "Copy this view",
        "Save this picture",
        "Save this film",
        "Present",
    ):
        assert f"**{button}**" in PAGE and f'"{button}"' in front


def test_links_for_a_class_open_the_first_notebook():
    hub, binder = (urlparse(url) for url in re.findall(r"^https://\S+$", PAGE, re.MULTILINE))
    options = parse_qs(hub.query, strict_parsing=True)
    assert options["repo"] == ["https://HOST/OWNER/convlab"] and options["branch"] == ["main"]
    folder, _, inside = options["urlpath"][0].removeprefix("lab/tree/").partition("/")
    assert folder == "convlab" and (ROOT / inside).is_file()
    path = parse_qs(binder.query)["urlpath"][0].removeprefix("lab/tree/")
    assert (ROOT / unquote(path)).is_file() and binder.path.endswith("/main")


def test_notebooks_and_pictures_in_the_page_are_all_there():
    assert set(re.findall(r"images/[\w-]+\.png", PAGE)) == {
        f"images/{path.name}"
        for path in (ROOT / "images").glob("*.png")
        if not path.name.startswith("bench-")
    }
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    named = set(re.findall(r"notebooks/([\w-]+\.ipynb)", PAGE))
    assert named <= there and len(named) >= 13  # a lesson may be newer than the page


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_kernel_needs_less_memory_than_is_planned():
    code = (
        "from convlab import *; x = kernels.stem_maps(images.coffee(84));"
        "c = kernels.trained('coffee'); ChannelExplorer(x, c.weight, c.bias)._repr_mimebundle_();"
        "figures.running_sum(x, c.weight, c.bias)._repr_png_();"
        "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (planned,) = re.findall(r"Plan (\d+) MB of memory a learner", PAGE)
    assert int(run.stdout.split()[1]) / 1000 < int(planned) - 60  # ipykernel and history on top


def test_the_load_table_is_what_was_measured():
    found = json.loads((ROOT / "benchmarks/results/hub.json").read_text("utf-8"))
    waits, moves = found["seconds waited for"], found["a move told to Python"]
    rows = [f"{waits[what]['first']} s | {waits[what]['last']} s |" for what in waits]
    rows.append(f"{moves['first']['95 % ms']:.0f} ms | {moves['last']['95 % ms']:.0f} ms |")
    table = PAGE.partition("| | first | 20th |")[2].partition("\n\n")[0]
    assert [line.split(" | ", 1)[1] for line in table.splitlines()[2:]] == rows
    kernel, server = found["megabytes"]["kernel"], found["megabytes"]["server"]
    text = f"A kernel took {kernel['median']} MB in the median and {kernel['most']} MB at most"
    assert f"{text}, a server {server['median']} MB." in PAGE
    assert found["learners"] == 20 and found["failures"] == []
