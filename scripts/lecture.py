"""The lectures of LECTURER.md as notebooks, ready to be shown: ``make lectures``.

The page is the one source: its plans give the parts, its cells the code, and all that is said to
the lecturer is folded away, so that the hall reads the question alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from scripts.notebooks import KERNEL

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "lectures"
LENGTHS = (15, 50)  # minutes
CODE = re.compile(r"^```python\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(
    r"(.*?)^```python\n(.+?)\n```$\n*(Expect these:\n\n(?:- [^\n]+\n)+)?", re.MULTILINE | re.DOTALL
)
ASKED = re.compile(r'\*\*Ask:\*\* "(.+?)"', re.DOTALL)
PART = re.compile(r"^### (.+) \((\d+)\)$", re.MULTILINE)
TITLE = """# {minutes} minutes: what does a convolution layer do with its channels?

*Run → Run All Cells* before the lecture. What is for you alone is folded below each question; \
the plan is in [LECTURER.md](../LECTURER.md). Click on a widget and press **F**: it fills the \
screen. **Esc** leaves."""
NOTES = """<details>
<summary>For you</summary>

{notes}

</details>"""


@dataclass(frozen=True)
class Step:
    """What the hall reads, what the lecturer does, and the cell that is shown then."""

    asked: str
    notes: str
    code: str


@dataclass(frozen=True)
class Part:
    """A part of a lecture, some minutes long."""

    title: str
    minutes: int
    steps: list[Step]


def page() -> str:
    """LECTURER.md, its links as they are from a folder below."""
    text = (ROOT / "LECTURER.md").read_text("utf-8")
    return re.sub(r"\]\((?=(notebooks|images)/)", "](../", text)


def section(heading: str) -> str:
    """What stands under a heading of the page."""
    return page().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def set_up() -> str:
    """The cell that all others need."""
    (code,) = CODE.findall(section("Before the lecture"))
    return code


def parts(minutes: int) -> list[Part]:
    """The parts of the lecture of so many minutes."""
    _, *found = PART.split(section(f"{minutes} minutes"))
    titles, lengths, texts = found[::3], map(int, found[1::3]), found[2::3]
    steps = ([*steps_of(text)] for text in texts)
    return [Part(*part) for part in zip(titles, lengths, steps, strict=True)]


def steps_of(text: str) -> Iterator[Step]:
    """What is said and shown, in turn."""
    end = 0
    for found in STEP.finditer(text):
        said, code, expected = found.groups("")
        yield step_of("\n\n".join(filter(None, [said.strip(), expected.strip()])), code)
        end = found.end()
    if rest := text[end:].strip():
        yield step_of(rest)


def step_of(notes: str, code: str = "") -> Step:
    """A step; what is asked in quotes is for all to read."""
    asked = ASKED.search(notes)
    return Step(
        asked[1].replace("\n", " ") if asked else "", "" if notes == "**Ask:**" else notes, code
    )


def lecture(minutes: int) -> NotebookNode:
    """The notebook of the lecture, not yet run."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})

    def add(kind: str, source: str) -> None:
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source, id=f"cell-{len(notebook.cells)}")
        if kind == "code":
            cell.metadata = {"jupyter": {"source_hidden": True}}
        notebook.cells.append(cell)

    add("markdown", TITLE.format(minutes=minutes))
    add("code", set_up())
    for part in parts(minutes):
        heading = f"## {part.title}"
        for step in part.steps:
            asked = f"**{step.asked}**" if step.asked else ""
            notes = NOTES.format(notes=step.notes) if step.notes else ""
            if words := "\n\n".join(filter(None, [heading, asked, notes])):
                add("markdown", words)
            heading = ""
            if step.code:
                add("code", step.code)
    return notebook


def path_of(minutes: int) -> Path:
    """Where the notebook of a lecture is saved."""
    return FOLDER / f"{minutes}-minutes.ipynb"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for minutes in LENGTHS:
        nbformat.write(lecture(minutes), path_of(minutes))
