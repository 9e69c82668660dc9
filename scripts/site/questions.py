"""What the site says of each question that learners asked: four sentences, a view, a quiz.

``docs/questions.toml`` has them, COVERAGE's tags the sections in which a question is answered.
What learners ask next may have no sentences there: then it is listed, with those sections alone.
"""

import html
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from scripts.coverage import NEXT, Answer, answers
from scripts.coverage import questions as listed
from scripts.headings import link
from scripts.site import markdown
from scripts.site.schema import faq

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPO = Path(__file__).resolve().parents[2]
SAYS = REPO / "docs/questions.toml"
# What most people come with, on the first page; and errors
OFTEN = ("q032", "q002", "q006", "q107", "q004", "q117", "q056", "q055")
ERRORS = ("q107", "q108", "f014", "f004", "q113", "q104", "q105", "f006", "f030", "f054", "q021")
SENTENCE = re.compile(r"\n(?=\S)")  # begins at the beginning of a line
QUIZ = re.compile(r'Quiz\("([^"]+)"\)')


@dataclass(frozen=True)
class Neighbour:
    """A question in a few words, and the sections of lessons that answer it."""

    words: str
    answered: tuple[Answer, ...]

    @property
    def lesson(self) -> str:
        """The first lesson that answers it: 02-many-in."""
        return self.answered[0].notebook

    @property
    def path(self) -> str:
        """Where it leads, from the site's first page."""
        return self.sections[0][1].removeprefix("../")

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The name and the address, from a question's page, of each section that answers it."""
        pairs = []
        for notebook, section in self.answered:
            to = markdown.page_of(link(f"../notebooks/{notebook}.ipynb", section))
            pairs.append((f"{notebook[:2]} {markdown.to_text(section)}", to))
        return pairs


@dataclass(frozen=True)
class Question(Neighbour):
    """A question with a page of its own, where it stands in the asker's own words, too."""

    asked: str
    says: tuple[str, ...]
    view: str  # the end of a link: "3-64-3-p1?v=1&view=slice", or a lesson's widget
    quiz: str
    see: str = ""  # what the view shows, where it is not the question's own layer
    checked: tuple[str, ...] = ()  # what numbers come to that no lesson says

    @property
    def path(self) -> str:
        """Its own page."""
        return f"questions/{slug(self.words)}.html"

    @property
    def is_layer(self) -> bool:
        """Whether its view is a layer with made-up numbers, not a lesson's widget."""
        return self.view[0].isdigit()


def slug(words: str) -> str:
    """The name of a question's page.

    >>> slug("1×1 to 2 planes, BatchNorm2d(1): a bug?")
    '1x1-to-2-planes-batchnorm2d-1-a-bug'
    """
    return "-".join(re.findall(r"[a-z0-9]+", words.lower().replace("×", "x")))


def short_words() -> dict[str, str]:
    """A few words for each question, by its id: what was asked, and what is asked next."""
    return listed() | listed(NEXT)


@cache
def questions() -> tuple[Question, ...]:
    """All that have a page, in the order of the lessons that answer them first."""
    texts, words, found = _texts(), short_words(), answers()
    made = [_question(words[id], text, tuple(found[id])) for id, text in texts.items()]
    return tuple(sorted(made, key=lambda one: one.lesson))


@cache
def neighbours() -> tuple[Neighbour, ...]:
    """Those without a page, in the same order."""
    without = short_words().keys() - _texts().keys()
    words, found = short_words(), answers()
    made = [Neighbour(words[id], tuple(found[id])) for id in sorted(without)]
    return tuple(sorted(made, key=lambda one: one.lesson))


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SAYS.read_text("utf-8"))


def _question(words: str, text: dict[str, Any], answered: tuple[Answer, ...]) -> Question:
    return Question(
        words=words,
        answered=answered,
        asked=_joined(text["asked"]),
        says=tuple(map(_joined, SENTENCE.split(text["says"].strip()))),
        view=text["view"],
        quiz=text["quiz"],
        see=_joined(text.get("see", "")),
        checked=tuple(text.get("checked", ())),
    )


def _joined(text: str) -> str:
    return " ".join(text.split())


def named(*ids: str) -> list[Question]:
    """The questions of these ids, in this order."""
    by_words = {one.words: one for one in questions()}
    return [by_words[short_words()[id]] for id in ids]


def quizzes(notebooks: Iterable[NotebookNode]) -> dict[str, str]:
    """The cell in which a lesson asks each quiz, by the quiz' name."""
    return {
        found[1]: cell.id
        for notebook in notebooks
        for cell in notebook.cells
        if cell.cell_type == "code" and (found := QUIZ.search(cell.source))
    }


def plain(sentence: str) -> str:
    """A sentence without its marks of code."""
    return sentence.replace("`", "")


def marked(sentence: str) -> str:
    """A sentence as HTML.

    >>> marked("`x[:3]` < 4")
    '<code>x[:3]</code> &lt; 4'
    """
    return re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(sentence, quote=False))


def schema(question: Question) -> dict[str, Any]:
    """What search engines read: the question, and its answer in four sentences."""
    return faq(question.asked, " ".join(map(plain, question.says)))
