"""Say where each question that learners asked is answered, from the tags of the notebooks' cells.

python -m scripts.coverage > COVERAGE.md
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from scripts.headings import FOLDED, HEADING, headings, link

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
QUESTIONS = ROOT / "tests" / "data" / "questions.txt"
NEXT = ROOT / "tests" / "data" / "next.txt"
HEAD = """\
# What learners ask, and where it is answered

{questions} questions from forums and issue trackers, shortened to the words that one would search
for, and {more} more [at the end](#and-what-learners-ask-next). Each link leads to the section of a
notebook that answers it. Not among them? Try the
[glossary](notebooks/12-glossary.ipynb#From-A-to-Z), or look for your words in the headings.
"""
LESSON = """
## {title}

| question | answered in |
|---|---|
"""
MADE = """
---

`python -m scripts.coverage > COVERAGE.md` writes this page from the tags of the notebooks' cells.
Tests fail when a question has no answer, and when its answer lacks a word or number that it needs.
"""


class Answer(NamedTuple):
    """A section of a notebook in which a question is answered."""

    notebook: str  # 02-many-in
    section: str


def questions(path: Path = QUESTIONS) -> dict[str, str]:
    """Each question's id, and a few words for it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def sections(path: Path) -> Iterator[tuple[str, NotebookNode, str]]:
    """Each cell of a notebook with the section it stands in, and its words that are not folded.

    A cell may end one section and open the next: what comes first counts.
    """
    section = ""
    for cell in nbformat.read(path, as_version=4).cells:
        prose = FOLDED.sub("", cell.source) if cell.cell_type == "markdown" else ""
        headings = HEADING.findall(prose)
        if headings and prose.lstrip().startswith("#"):
            section = headings[0]
        yield section, cell, prose
        section = [section, *headings][-1]


@cache
def answers() -> dict[str, list[Answer]]:
    """For each tag of a markdown cell the sections that bear it, in the order of the lessons."""
    found: dict[str, list[Answer]] = {}
    for path in NOTEBOOKS:
        for section, cell, prose in sections(path):
            for tag in cell.metadata.get("tags", []) if prose else ():  # an answer is words
                places = found.setdefault(tag, [])
                if Answer(path.stem, section) not in places:
                    places.append(Answer(path.stem, section))
    return found


def saved_text(answer: Answer) -> str:
    """All that a reader without a kernel sees of a section: words, code and what it printed."""
    text, at = [], ""
    for _, cell, prose in sections(ROOT / "notebooks" / f"{answer.notebook}.ipynb"):
        if cell.cell_type == "code":
            shown = [o.get("text", o.get("data", {}).get("text/plain", "")) for o in cell.outputs]
            parts = [(at, "\n".join([cell.source, *shown]))]
        else:
            pieces = re.split(r"^(?=#+ )", prose, flags=re.MULTILINE)
            parts = []
            for piece in pieces:
                at = next(iter(HEADING.findall(piece)), at)
                parts.append((at, piece))
        text += [words for section, words in parts if section == answer.section]
    return "\n".join(text)


def page() -> str:
    """The questions by lesson, as Markdown; a question stands where it is answered first.

    What learners ask beside these has a table of its own, in the order of the lessons, too.
    """
    asked, more, found = questions(), questions(NEXT), answers()
    text = HEAD.format(questions=len(asked), more=len(more))
    for path in NOTEBOOKS:
        title = headings(path)[0].replace("|", "\\|")
        here = [id for id in asked if found.get(id) and found[id][0].notebook == path.stem]
        text += _table(f"{path.stem[:2]} {title}", asked, here) if here else ""
    answered = sorted((id for id in more if found.get(id)), key=lambda id: found[id][0].notebook)
    return text + _table("And what learners ask next", more, answered) + MADE


def _table(title: str, asked: dict[str, str], ids: Iterable[str]) -> str:
    found = answers()
    rows = (f"| {asked[id]} | {' · '.join(map(_link, found[id]))} |\n" for id in ids)
    return LESSON.format(title=title) + "".join(rows)


def _link(answer: Answer) -> str:
    number, section = answer.notebook[:2], answer.section.replace("|", "\\|")
    return f"[{number} {section}]({link(f'notebooks/{answer.notebook}.ipynb', answer.section)})"


if __name__ == "__main__":
    print(page(), end="")
