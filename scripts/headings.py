"""The headings of the notebooks, and the links that lead to them.

JupyterLab and nbconvert give a heading its own words as an anchor, with "-" for each space.
The site does the same, so that one link leads there in all of them.
"""

import re
from pathlib import Path
from urllib.parse import quote

import nbformat

HEADING = re.compile(r"^#+ (.+)", re.MULTILINE)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
MARKS = re.compile(r"\[([^\]]+)\]\([^)]*\)|[`*]")  # a link, of which the words stay; code, bold


def anchor(heading: str) -> str:
    """What stands after the # of a link.

    >>> anchor("1. The `weight` tensor")
    '1.-The-weight-tensor'
    """
    return MARKS.sub(r"\1", heading).strip().replace(" ", "-")


def link(path: str, heading: str) -> str:
    """The address of a section, as it is written in Markdown.

    >>> link("02-many-in.ipynb", "Grey, or RGB? (Neither)")
    '02-many-in.ipynb#Grey,-or-RGB?-%28Neither%29'
    """
    return f"{path}#{quote(anchor(heading), safe=',?:!=;×')}"


def headings(path: Path) -> list[str]:
    """All headings of a notebook in their order, but for what is folded."""
    cells = nbformat.read(path, as_version=4).cells
    prose = [FOLDED.sub("", cell.source) for cell in cells if cell.cell_type == "markdown"]
    return [words for text in prose for words in HEADING.findall(text)]
