"""Say where each question that learners asked is answered, from the tags of the notebooks' cells.

python -m scripts.coverage > COVERAGE.md
"""

from pathlib import Path
from typing import NamedTuple

import nbformat

from scripts.headings import FOLDED, HEADING, link

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "data" / "questions.txt"
HEAD = """\
# What learners ask, and where it is answered

{questions} questions from forums and issue trackers, shortened to a few words. Each link names a
section of a notebook and leads there. `python -m scripts.coverage > COVERAGE.md` writes this page
from the tags of the notebooks' cells; a test fails when a question has no answer.

| | question | answered in |
|---|---|---|
"""


class Answer(NamedTuple):
    """A section of a notebook in which a question is answered."""

    notebook: str  # 02-many-in
    section: str


def questions() -> dict[str, str]:
    """Each question's id, and a few words for it."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def answers() -> dict[str, list[Answer]]:
    """For each tag of a markdown cell the sections that bear it, in the order of the lessons."""
    found: dict[str, list[Answer]] = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        section = ""
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "markdown":
                continue  # an answer is words
            prose = FOLDED.sub("", cell.source)
            headings = HEADING.findall(prose)
            # A cell may end one section and open the next: what comes first counts.
            if headings and prose.lstrip().startswith("#"):
                section = headings[0]
            for tag in cell.metadata.get("tags", []):
                places = found.setdefault(tag, [])
                if Answer(path.stem, section) not in places:
                    places.append(Answer(path.stem, section))
            section = [section, *headings][-1]
    return found


def page() -> str:
    """The table as Markdown."""
    asked, found = questions(), answers()
    rows = [
        f"| {id} | {words} | {' · '.join(_link(a) for a in found.get(id, ()))} |\n"
        for id, words in asked.items()
    ]
    return HEAD.format(questions=len(asked)) + "".join(rows)


def _link(answer):
    number, section = answer.notebook[:2], answer.section.replace("|", "\\|")
    return f"[{number} {section}]({link(f'notebooks/{answer.notebook}.ipynb', answer.section)})"


if __name__ == "__main__":
    print(page(), end="")
