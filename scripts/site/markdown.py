"""Markdown as HTML: anchors as JupyterLab's, code in colours, links that lead to pages."""

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from scripts.headings import anchor

REF = re.compile(r"(?P<path>[^#]*)(?P<anchor>#.*)?")
ELSEWHERE = re.compile(r"[a-z]+:|#|//")
FORMATTER = HtmlFormatter(nowrap=True)


def coloured(text: str, language: str) -> str:
    """Code as HTML, its words marked by what they are.

    >>> coloured("x = 1", "python")
    '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'
    """
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return html.escape(text)
    return highlight(text, lexer, FORMATTER).rstrip("\n")


def page_of(ref: str) -> str:
    """Where a link leads once notebooks and Markdown are pages.

    >>> page_of("../README.md#start"), page_of("03-many-out.ipynb#The-weight")
    ('../about.html#start', '03-many-out.html#The-weight')
    >>> page_of("../COVERAGE.md")
    '../questions/index.html'
    >>> page_of("https://numpy.org"), page_of("conv.py")
    ('https://numpy.org', 'conv.py')
    """
    if ELSEWHERE.match(ref):
        return ref
    found = REF.fullmatch(ref)
    assert found
    path, place = found["path"], found["anchor"] or ""
    folder, name = posixpath.split(path)
    if name == "README.md" and folder in ("", ".", ".."):
        name = "about.md"
    if name == "COVERAGE.md":
        name = "questions/index.md"
    stem, ending = posixpath.splitext(name)
    if ending in (".ipynb", ".md"):
        name = f"{stem}.html"
    return posixpath.join(folder, name) + place


def slug(heading: str) -> str:
    """The anchor of a heading on GitHub, which pages that are not notebooks link to.

    >>> slug("Your own layer, in a `few` lines")
    'your-own-layer-in-a-few-lines'
    """
    return re.sub(r"[^\w\- ]", "", anchor(heading).replace("-", " ").lower()).replace(" ", "-")


class _Renderer(RendererHTML):
    def link_open(self, tokens: list[Token], at: int, *rest: object) -> str:
        tokens[at].attrs["href"] = page_of(str(tokens[at].attrs["href"]))
        return self.renderToken(tokens, at, *rest)  # type: ignore[arg-type]

    def heading_open(self, tokens: list[Token], at: int, options: Any, env: Any) -> str:
        tokens[at].attrs["id"] = env.get("anchor", anchor)(tokens[at + 1].content)
        return self.renderToken(tokens, at, options, env)

    def fence(self, *given: Any) -> str:
        return super().fence(*given).replace("<pre>", '<pre tabindex="0">', 1)

    def code_block(self, *given: Any) -> str:
        return super().code_block(*given).replace("<pre>", '<pre tabindex="0">', 1)

    def table_open(self, *_: object) -> str:
        return '<div class="wide" tabindex="0" role="group" aria-label="table"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"


MARKDOWN = MarkdownIt(
    "commonmark",
    {"html": True, "typographer": False, "highlight": lambda text, name, _: coloured(text, name)},
    renderer_cls=_Renderer,
).enable("table")
INLINE = re.compile(r"<[^>]+>")


def to_html(text: str, anchor: Callable[[str], str] = anchor) -> str:
    r"""A page's, or a cell's, Markdown as HTML.

    >>> to_html("## 1. The `weight`")
    '<h2 id="1.-The-weight">1. The <code>weight</code></h2>\n'
    """
    made = str(MARKDOWN.render(text, {"anchor": anchor}))
    return made.replace("<th></th>", "<td></td>")  # a header of nothing


def to_text(text: str) -> str:
    """Its words alone.

    >>> to_text("**Each** [kernel](a.md)")
    'Each kernel'
    """
    return " ".join(html.unescape(INLINE.sub(" ", to_html(text))).split())


def sections(text: str) -> Iterator[tuple[str, str]]:
    r"""Each heading of a text with the words below it; what stands before the first has "".

    >>> list(sections("Before. \n# One\nTwo."))
    [('', 'Before.'), ('One', 'Two.')]
    """
    heading, lines, fenced = "", list[str](), False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        found = None if fenced else re.match(r"#+ (.+)", line)
        if found:
            yield heading, to_text("\n".join(lines))
            heading, lines = found[1], []
        else:
            lines.append(line)
    yield heading, to_text("\n".join(lines))


def anchors(page: str) -> set[str]:
    """The places in a page that a link can lead to."""
    return {html.unescape(unquote(one)) for one in re.findall(r'\bid="([^"]+)"', page)}
