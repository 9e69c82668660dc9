"""The lectures as slides with live widgets, and what is handed out: ``make slides``.

    python -m scripts.make_slides _slides            # pages, handouts
    python -m scripts.make_slides _slides --pdf      # and the same as PDF, by a Chromium

Every file is whole in itself: reveal.js, the widgets and their numbers are in it, and nothing is
fetched. Page Down and Page Up turn the slides, as a clicker does; S opens the lecturer's notes.
"""

import argparse
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from convlab.quiz import Question, question
from convlab.widgets import ChannelExplorer, Quiz, WrongConvolutions, page
from scripts.lecture import LENGTHS, ROOT, Part, Step, lecture, parts
from scripts.notebooks import code_cells, execute

# In the kernel, before the first cell: each widget leaves what a page needs.
LIVE = """
from convlab.widgets import base, page
base.Widget._repr_mimebundle_ = lambda self, **_: {
    "text/plain": repr(self), "text/html": page.live(self, page.picture(self))
}
"""
REVEAL = ROOT / "node_modules/reveal.js/dist"
WIDGETS = (ChannelExplorer, Quiz, WrongConvolutions)
QUESTION = "What does a convolution layer do with its channels?"
ANSWER = "## The answer in four sentences"
LICENCE = "convlab · texts and pictures CC BY 4.0 · photo “coffee”: Rachel Michetti, CC0"
SHEET = f"{page.HEAD}</style>\n<body>\n{{body}}\n"
DECK = """<div class="reveal"><div class="slides">
{slides}
</div></div>
<script>{reveal}</script>
<script>{notes}</script>
<script>{modules}</script>
<script>
{host}</script>
<script>
{deck}</script>"""


def deck(slides: str) -> str:
    """The slides as one page, live."""
    script = {
        name: (REVEAL / f"{name}.js").read_text("utf-8") for name in ("reveal", "plugin/notes")
    }
    body = DECK.format(
        slides=slides,
        reveal=script["reveal"],
        notes=script["plugin/notes"].replace("</script", "<\\/script"),
        modules=page.modules(*(kind.module for kind in WIDGETS)),
        host=page.HOST,
        deck=own("deck.js"),
    )
    css = [(REVEAL / "reveal.css").read_text("utf-8"), *(kind._css for kind in WIDGETS)]
    return sheet(QUESTION, body, "".join([*css, page.STILL_LOOK, own("deck.css")]))


def sheets(slides: str) -> str:
    """The slides to be printed, a sheet each: where no script runs, widgets are pictures."""
    return sheet(QUESTION, f'<div class="slides sheets">{slides}</div>', own("deck.css"))


def slides_of(minutes: int) -> str:
    """The slides of the lecture of so many minutes."""
    notebook = lecture(minutes)
    execute(notebook, ROOT / "notebooks", before=LIVE)
    shown = map(live_of, code_cells(notebook)[1:])  # the first sets up
    first = f"<h1>{QUESTION}</h1><p>{minutes} minutes</p><small>{LICENCE}</small>"
    inner = (one for part in parts(minutes) for one in part_of(part, shown))
    return "\n".join([slide(first), *inner, slide(sentences())])


def own(name: str) -> str:
    """A file of our own beside the site's."""
    return (ROOT / "docs/slides" / name).read_text("utf-8")


def sheet(title: str, body: str, css: str) -> str:
    """A whole page."""
    return SHEET.format(theme="light", title=html.escape(title), css=css, body=body)


def live_of(cell: NotebookNode) -> str:
    """The widget that a cell shows."""
    (output,) = cell.outputs
    return output.data["text/html"]


def part_of(part: Part, shown: Iterator[str]) -> Iterator[str]:
    """Its slides; what is said when nothing new is shown is said to the slide before."""
    notes, content = "", ""
    for step in part.steps:
        if content and (step.asked or step.code):
            yield slide(content, notes)
            notes = ""
        if step.asked or step.code or not content:
            content = stage(part, step, next(shown) if step.code else "")
        notes = f"{notes}\n\n{step.notes}"
    yield slide(content, notes)


def stage(part: Part, step: Step, live: str) -> str:
    """What the hall sees of a step; a widget fills the screen while its slide is shown."""
    above = f'<p class="part">{part.title}</p>' if step.asked else ""
    head = f"<h2>{markdown(step.asked or part.title)}</h2>"
    return f'{above}{head}<div class="stage">{live}</div>'


def sentences() -> str:
    """The answer, as the first lesson has it."""
    cells = nbformat.read(ROOT / "notebooks/00-start-here.ipynb", 4).cells
    (text,) = [cell.source for cell in cells if ANSWER in cell.source]
    bullets = re.search(r"(^- .+\n)+", text.partition(ANSWER)[2], re.MULTILINE)[0]
    return f'<h2>The answer</h2><div class="answer">{markdown2html(bullets)}</div>'


def slide(content: str, notes: str = "") -> str:
    """A slide, and what is said to it."""
    aside = f'<aside class="notes">{markdown2html(notes.strip())}</aside>' if notes.strip() else ""
    return f"<section>{content}{aside}</section>"


def markdown(text: str) -> str:
    """A line of words as HTML."""
    return re.sub("^<p>|</p>$", "", markdown2html(text).strip())


def handout(minutes: int, answers: bool) -> str:
    """A sheet to write on: the questions of a lecture, with their answers or without."""
    asked = [*questions(minutes)]
    body = [f"<h1>{QUESTION}</h1>", '<p>Name <span class="line"></span></p>']
    body += ["<h2>Draw it</h2><p>A layer reads 32 channels and makes 1 map. Draw its kernel.</p>"]
    body += ['<div class="box"></div>']
    body += [sheet_of(number, one, answers) for number, one in enumerate(asked, 1)]
    body += [f"<footer>{LICENCE}</footer>"]
    return sheet(f"{QUESTION} Handout", "\n".join(body), own("handout.css"))


def questions(minutes: int) -> Iterator[Question]:
    """Those of a lecture, in order."""
    for part in parts(minutes):
        for step in part.steps:
            if found := re.fullmatch(r'Quiz\("(.+)"\)', step.code):
                yield question(found[1])


def sheet_of(number: int, asked: Question, answers: bool) -> str:
    """A question with boxes to tick, and the idea behind each answer."""
    lines = []
    for answer in asked.answers:
        box = "☒" if answers and answer.right else "☐"
        idea = f"<span>{markdown(answer.why)}</span>" if answers else ""
        lines.append(f"<li>{box} {html.escape(answer.text)}{idea}</li>")
    text = html.escape(asked.text)
    pictures = [html.escape("\n".join(one.lines())) for one in asked.pictures if one.numbers]
    shown = f"<pre>{'</pre><pre>'.join(pictures)}</pre>" if pictures else ""
    return f"<section><h2>{number}. {text}</h2>{shown}<ul>{''.join(lines)}</ul></section>"


def files() -> Iterator[tuple[str, str]]:
    """All pages by their names."""
    for minutes in LENGTHS:
        slides = slides_of(minutes)
        yield f"{minutes}-minutes", deck(slides)
        yield f"{minutes}-minutes-on-paper", sheets(slides)
        yield f"{minutes}-minutes-handout", handout(minutes, answers=False)
        yield f"{minutes}-minutes-handout-with-answers", handout(minutes, answers=True)


def print_pages(pages: list[Path]) -> None:
    """Each page as PDF beside it."""
    from tests.browser.chromium import chromium

    with chromium() as browser:
        for path in pages:
            tab = browser.new_page()
            tab.goto(path.resolve().as_uri())
            tab.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="folder")
    parser.add_argument("--pdf", action="store_true", help="print what is for paper, too")
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    for name, text in files():
        (options.target / f"{name}.html").write_text(text, "utf-8")
    if options.pdf:
        print_pages(sorted(options.target.glob("*-minutes-*.html")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
