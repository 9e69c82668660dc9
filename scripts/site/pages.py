"""The site's pages: one shell round lessons, questions and the front page."""

import base64
import hashlib
import html
import json
import posixpath
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import Any

import nbformat
import numpy as np
from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from convlab import ChannelExplorer, figures
from convlab.figures.explorer import scene_figure
from convlab.images import coffee
from convlab.widgets import page as saved_page
from scripts.headings import anchor
from scripts.make_student import as_saved
from scripts.site import markdown, widgets
from scripts.site.answer import answer, marked
from scripts.site.notebook import Body, sources_of, title_of
from scripts.site.question_pages import write_questions
from scripts.site.questions import OFTEN, named, short_words
from scripts.site.schema import faq, resource
from scripts.site.stills import stills
from scripts.site.tool_pages import write_tools
from scripts.site.views import SIDE, explorer_of, layer_of

REPO = Path(__file__).resolve().parents[2]
DOCS = REPO / "docs"
HOUSE = ("numbers/link.js", "model.js")  # modules that each page with widgets needs
ASKED = ("explorer.js", "quiz.js")  # on the page of a question
FILLED = ("front.js", "own.js", "decoder.js", "surgery.js")  # pages of their own
MADE = ("numbers/made_layer.js",)  # … and those of a layer with made-up numbers
STYLES = ("tokens.css", "explorer.css", "layer.css", "quiz.css", "studio.css", "trainer.css")
STYLES += ("wrong.css", "network.css")
TEXTS = {"README.md": "about", "LECTURER.md": "LECTURER"}
TEXTS |= {f"docs/{name}.md": f"docs/{name}" for name in ("ACCESSIBILITY", "TRUST")}
FILES = ("NOTICE", "environment.yml", "convlab/conv.py", "CITATION.cff", "LICENSE", "LICENSE-TEXT")
# The first, and other buttons.
OFFERED = ("3-64-3-p1", "64-32-3-p1", "32-1-3-p1", "32-32-3-p1-g32", "64-16-1")
FIRST = layer_of(OFFERED[0])
DESCRIPTION = (
    "A convolution layer's input and output channel counts differ: what does the kernel do with "
    "them? Type your layer and see it, kernel by kernel."
)
ENOUGH, LONGEST = 60, 300  # characters of a description
PICTURE = re.compile(r"^## (?:`[\w-]+\.\w+`(?:, )?)+$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[((?:[^][]|\[[^]]*\])+)\]\(([^)]+)\)")
SEARCH = """<h1>Search</h1>
<form role="search"><input type="search" name="q" aria-label="Search for" autofocus></form>
<p id="found" role="status"></p>
<ol id="search-results"></ol>
<noscript><p>The search needs scripts, the <a href="questions/index.html">questions</a> need none.
</p></noscript>
<script src="assets/sections.js"></script><script src="assets/search.js"></script>"""


@dataclass(frozen=True)
class Lesson:
    """A notebook, and what the menus say of it."""

    stem: str
    notebook: NotebookNode
    question: str = ""

    @property
    def number(self) -> str:
        return self.stem[:2]

    @property
    def short(self) -> str:
        return self.stem[3:].replace("-", " ").capitalize()

    @property
    def path(self) -> str:
        return f"notebooks/{self.stem}.html"

    @property
    def first_picture(self) -> NotebookNode:
        """What the first cell with a picture has left."""
        outputs = (one for cell in self.notebook.cells for one in cell.get("outputs", []))
        given = (one.get("data", {}) for one in outputs)
        return next(data for data in given if "image/png" in data)


@dataclass
class Site:
    """Pages that are being written into ``target``."""

    target: Path
    lessons: Sequence[Lesson]
    address: str = ""  # where it will stand, with "/" at its end; "": nothing is said of it
    source: str = ""  # where the project is; "": nothing is said of it
    lite: bool = False  # whether Python in the browser stands beside it
    student: bool = False  # whether it is without solutions, and without the page for lecturers
    sections: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    lives: dict[str, tuple[str, str]] = field(default_factory=dict)  # a widget's module and still

    def __post_init__(self) -> None:
        self.shell = Environment(
            loader=FileSystemLoader(DOCS / "templates"), trim_blocks=True, lstrip_blocks=True
        )
        self.shell.filters["marked"] = marked
        self.needs, self.version = write_assets(
            self.target / "assets", widgets.modules_in(one.notebook for one in self.lessons)
        )

    @property
    def texts(self) -> dict[str, str]:
        """The files of Markdown that are pages of their own, and what those are called."""
        return {name: to for name, to in TEXTS.items() if not (self.student and to == "LECTURER")}

    @property
    def how(self) -> str:
        """How to get convlab, for who has a notebook of it and nothing else."""
        name = f"convolution_channels-{version('convolution-channels')}-py3-none-any.whl"
        ways = ["The package of that name in registries is another project."]
        if self.source:
            ways.insert(0, f"The project is at {self.source}: make lab in its folder.")
        if self.lite and self.address:
            wheel = f"{self.address}lite/pypi/{name}"
            ways.insert(0, f"In an environment with Python: pip install jupyterlab {wheel}")
        if len(ways) == 1:
            ways.insert(0, "Ask who gave you this for the project, and run make lab in its folder.")
        return f"It needs convlab. {' '.join(ways)}"

    def write(self, path: str, title: str, template: str = "base.html", **given: Any) -> None:
        """Write one page; ``modules`` are those of its widgets."""
        used = [name for module in given.pop("modules", ()) for name in self.needs[module]]
        defaults = dict(description=DESCRIPTION, picture="images/channel-grid.png", data="")
        given = defaults | given
        given["description"] = html.escape(given["description"])
        given["data"] = given["data"] and widgets.in_script(given["data"])
        text = self.shell.get_template(template).render(
            **given,
            path=path,
            title=html.escape(title if "convlab" in title else f"{title} · convlab"),
            up="../" * path.count("/"),
            address=self.address,
            source=self.source,
            lite=self.lite,
            student=self.student,
            lessons=self.lessons,
            version=self.version,
            live=bool(used),
            preload=list(dict.fromkeys(used)) if given.get("eager") else [],
        )
        file = self.target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        self.paths.append(path)

    def ran(self, lesson: Lesson) -> bool:
        """Whether a lesson's widgets have left their states."""
        return any(cell.id in self.lives for cell in lesson.notebook.cells)

    def index(
        self, path: str, title: str, text: str, anchor: Callable[[str], str] = anchor
    ) -> None:
        """Let the search find the sections of a page."""
        for heading, words in markdown.sections(text):
            if words:
                plain = markdown.to_text(heading)
                url = f"{path}#{anchor(heading)}" if heading else path
                self.sections.append(dict(title=title, heading=plain, url=url, text=words))


def write_assets(folder: Path, modules: set[str]) -> tuple[dict[str, list[str]], str]:
    """Styles and scripts of all pages; which of them each widget needs, and a mark of them all."""
    folder.mkdir(parents=True)
    files, needs = widgets.chunks([*HOUSE, *MADE, *FILLED, *sorted({*modules, *ASKED})])
    static = {path.name: path.read_text("utf-8") for path in (DOCS / "static").glob("*.*")}
    own = "".join((saved_page.STATIC / name).read_text("utf-8") for name in STYLES)
    files |= static | {
        "site.css": widgets.squeezed(static["site.css"] + own),
        "live.js": widgets.host(needs, static["live.js"]),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return needs, hashlib.sha256("".join(files.values()).encode()).hexdigest()[:8]


def lesson_questions() -> dict[str, str]:
    """The question of each lesson, as README's tables have it."""
    row = re.compile(r"^\| \[[^]]+\]\(notebooks/([^)]+)\.ipynb\) \| (.+) \|$", re.MULTILINE)
    return dict(row.findall((REPO / "README.md").read_text("utf-8")))


def lessons_of(notebooks: dict[str, NotebookNode]) -> list[Lesson]:
    """All lessons, with their questions."""
    asked = lesson_questions()
    return [Lesson(stem, one, asked.get(stem, "")) for stem, one in notebooks.items()]


def write_site(
    target: Path,
    notebooks: dict[str, NotebookNode],
    address: str = "",
    source: str = "",
    lite: bool = False,
    student: bool = False,
) -> Site:
    """Write all pages into ``target``, which is there and empty."""
    site = Site(target, lessons_of(notebooks), address, source, lite, student)
    for at in range(len(site.lessons)):
        write_lesson(site, at)
    for name, stem in site.texts.items():
        write_text(site, name, f"{stem}.html")
    write_text(site, "images/README.md", "images/README.html")
    write_questions(site)
    write_tools(site)
    write_front(site)
    words = "Find a question, a lesson's section or an error message; the search needs no server."
    site.write("search.html", "Search", body=SEARCH, description=words)
    write_lost(site)
    (target / "assets/sections.js").write_text(
        f"window.sections = {json.dumps(site.sections, ensure_ascii=False)};\n", "utf-8"
    )
    write_files(site)
    return site


def write_lost(site: Site) -> None:
    """What a server sends where no page is: at any address, so that it needs no other file."""
    text = site.shell.get_template("404.html").render(base=site.address or "/")
    (site.target / "404.html").write_text(text, "utf-8")


def write_lesson(site: Site, at: int) -> None:
    """A lesson, and a page of its own for each of its widgets."""
    lesson = site.lessons[at]
    body = Body(lesson.notebook, site.target)
    title, words = title_of(lesson.notebook)
    words = shorten(f"{lesson.question or title} {words}", LONGEST)
    site.write(
        lesson.path,
        f"{lesson.number} {lesson.short}: {lesson.question or title}",
        "lesson.html",
        body=body.html,
        stem=lesson.stem,
        description=words,
        picture=social_picture(site, lesson),
        data=resource(title, words, "interactive lesson"),
        modules={module for module, _ in body.lives.values()},
        before=site.lessons[at - 1] if at else None,
        after=site.lessons[at + 1] if at + 1 < len(site.lessons) else None,
    )
    site.lives |= body.lives
    for name, (module, shown) in body.lives.items():
        write_embed(site, name, title, module, shown)
    index_lesson(site, lesson)


def index_lesson(site: Site, lesson: Lesson) -> None:
    """Let the search find its sections."""
    for text in sources_of(lesson.notebook):
        site.index(lesson.path, f"{lesson.number} {lesson.short}: {lesson.question}", text)


def social_picture(site: Site, lesson: Lesson) -> str:
    """The lesson's first picture, as a file that social networks take."""
    file = site.target / "live" / f"{lesson.stem}.png"
    file.write_bytes(base64.b64decode(lesson.first_picture["image/png"]))
    return f"live/{file.name}"


def write_embed(site: Site, name: str, title: str, module: str, shown: str) -> None:
    """A widget alone on a page, for frames."""
    body = (
        f'<h1 class="hidden">{html.escape(title)}</h1>'
        f'<figure class="live" id="{name}" data-live="{name}" data-module="{module}">'
        f'<div class="stage">{shown}</div></figure>'
    )
    shell = site.shell.get_template("embed.html")
    file = site.target / "embed" / f"{name}.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(shell.render(title=title, name=name, body=body, version=site.version), "utf-8")


def write_text(site: Site, name: str, path: str) -> None:
    """A page of Markdown."""
    text = (REPO / name).read_text("utf-8")
    folder = posixpath.dirname(name)
    leads = partial(on_the_site, folder=folder, texts=site.texts)
    text = LINK.sub(lambda found: found[0] if leads(found[2]) else found[1], text)
    title = text.partition("\n")[0].lstrip("# ")
    paragraphs = map(markdown.to_text, text.split("\n\n")[1:])
    words = shorten(next(one for one in paragraphs if len(one) > ENOUGH), LONGEST)
    text = PICTURE.sub(downloads, text)
    body = f'<article class="text">{markdown.to_html(text, markdown.slug)}</article>'
    named = "About convlab" if name == "README.md" else title
    site.write(path, named, body=body, description=words)
    site.index(path, title, text, markdown.slug)


def downloads(heading: re.Match[str]) -> str:
    """A heading that names pictures, and below it a link to take each away."""
    names = re.findall(r"`([^`]+)`", heading[0])
    links = [f'<a href="{name}" download>Download {name}</a>' for name in names]
    return f"{heading[0]}\n\n{' · '.join(links)}"


def on_the_site(link: str, folder: str = "", texts: Iterable[str] = TEXTS) -> bool:
    """Whether there is a page or a file to which a link of a page in this folder leads.

    >>> on_the_site("LECTURER.md#before"), on_the_site("benchmarks/results")
    (True, False)
    """
    path = posixpath.normpath(posixpath.join(folder, link.partition("#")[0]))
    there = {*texts, *FILES, ".", "images/README.md", "COVERAGE.md"}
    return ":" in link or path in there or path.startswith(("notebooks/", "images/"))


def write_front(site: Site) -> None:
    """The first page, with the layer that stands there at first."""
    live = site.target / "live"
    live.mkdir(exist_ok=True)
    shown = first_still(site.target, explorer_of(OFFERED[0]))
    photo = np.rint(coffee(SIDE) * 100).astype(np.uint8)
    more = site.shell.get_template("more.html").render(
        lessons=site.lessons,
        asked=named(*OFTEN),
        count=len(short_words()),
    )
    given = dict(
        photo=base64.b64encode(photo.tobytes()).decode(),
        ends=json.dumps({code: explorer_of(code)._ends for code in OFFERED}),
        still=shown,
        count=FIRST.parameters_text,
        answer=answer(FIRST),
        more=more,
    )
    title = "What does the kernel do with the channels? convlab"
    asks = DESCRIPTION.partition("?")[0] + "?"
    site.write(
        "index.html",
        title,
        "front.html",
        modules=["front.js"],
        front=True,
        eager=True,
        data=faq(asks, " ".join(sentence for _, sentence in answer(FIRST))),
        **given,
    )
    alone = site.shell.get_template("front-alone.html").render(**given)
    shell = site.shell.get_template("embed.html")
    text = shell.render(title="Your layer", name="layer", body=alone, version=site.version)
    (site.target / "embed").mkdir(exist_ok=True)
    (site.target / "embed/layer.html").write_text(text, "utf-8")
    photo = f'(window.convlabStates ??= {{}}).photo = "{given["photo"]}";\n'
    (live / "photo.js").write_text(photo, "utf-8")


def first_still(target: Path, explorer: ChannelExplorer) -> str:
    """The first page's picture, as it stands on a desk and on a phone."""
    words = repr(explorer)
    phone = figures.png(scene_figure(replace(explorer._context, width=390), words), scale=2)
    path = "live/layer.webp"
    return stills(explorer.still(), phone, target / path, path, words, first=True)


def write_files(site: Site) -> None:
    """What stands beside the pages: pictures, notebooks, a list of pages, what robots may read."""
    shutil.copytree(REPO / "images", site.target / "images", dirs_exist_ok=True)
    for name in FILES:
        (site.target / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPO / name, site.target / name)
    for name, notebook in as_saved(site.student).items():
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(f"*{site.how}*"))
        nbformat.write(notebook, site.target / f"notebooks/{name}.ipynb")
    (site.target / ".nojekyll").touch()
    lists = f"Sitemap: {site.address}sitemap.xml\n" if site.address else ""
    (site.target / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{lists}", "utf-8")
    if site.address:
        urls = "".join(f"<url><loc>{site.address}{path}</loc></url>\n" for path in site.paths)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        sitemap = f"{head}<urlset {space}>\n{urls}</urlset>\n"
        (site.target / "sitemap.xml").write_text(sitemap, "utf-8")
