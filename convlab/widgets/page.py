"""Widgets in web pages with no kernel and no Python: what Python would send is in the page."""

import base64
import html
import json
from typing import TYPE_CHECKING, Any

from ..figures.base.png import size_on_page
from .modules import LOADER, STATIC, sources

if TYPE_CHECKING:
    from .base import Widget

HOST = LOADER + (STATIC / "page.js").read_text("utf-8")
NOT_SENT = ("_esm", "_css", "layout", "tabbable", "tooltip")  # once a page, or for Jupyter alone

STILL = (
    "This is a still picture, because no script may run here. "
    "Open the page in a browser that lets it run, and it moves."
)
STILL_LOOK = """
.convlab-live figure { margin: 0; padding: 16px; max-width: 1000px; background: #ffffff }
.convlab-live figcaption {
  padding-top: 12px; color: #55575c; font: 15px / 24px sans-serif;
  animation: convlab-still 1s step-end;
}
@keyframes convlab-still { from { visibility: hidden } }
"""
HEAD = """<!doctype html>
<html lang="en" data-theme="{theme}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{css}"""
PAGE = (
    HEAD
    + """
body {{ margin: 0 }}
body :is(.cl-root:not(.cl-present), .cl-head, .cl-board, .cl-foot, .cl-rest, .cl-code, .cl-modes) {{
  margin-inline: auto;
}}
@media screen {{ [data-theme="dark"] body {{ background: #111214 }} }}
</style>
<noscript><style>.convlab-live figcaption {{ animation: none }}</style></noscript>
<body>
{live}
<script>{modules}</script>
<script>
{host}</script>
"""
)


def live(widget: "Widget", still: str = "") -> str:
    """The widget's place in a page: its state, and until it lives, ``still``.

    A page may run no script, or may not import one from memory: then the picture stays, and after
    a second a sentence under it says why nothing moves.
    """
    given = in_script(sent(widget))
    figure = f"<figure>{still}<figcaption>{STILL}</figcaption></figure>" if still else ""
    return (
        f'<div class="convlab-live">{figure}<script type="application/json">{given}</script></div>'
    )


def sent(widget: "Widget") -> dict[str, Any]:
    """What Python sends of a widget, as JSON can hold it: bytes in base64."""
    state = widget.get_state()
    coded = {
        name: base64.b64encode(value).decode()
        for name, value in state.items()
        if isinstance(value, (bytes, memoryview))
    }
    plain = {k: v for k, v in state.items() if k not in coded and k not in NOT_SENT}
    return {"module": widget.module, "plain": plain, "coded": coded}


def modules(*paths: str) -> str:
    """What these widgets run on, as a script that comes before ``HOST``."""
    return f"window.convlab = {in_script(sources(*paths, 'model.js'))};"


def picture(widget: "Widget") -> str:
    """The widget's still picture as HTML."""
    still = widget.still()
    code, width = base64.b64encode(still).decode(), size_on_page(still)["width"]
    alt, look = html.escape(repr(widget)), f"width: {width}px; max-width: 100%"
    return f'<img alt="{alt}" style="{look}" src="data:image/png;base64,{code}">'


def page(widget: "Widget", title: str, theme: str) -> str:
    """A page with this widget alone."""
    return PAGE.format(
        theme=theme,
        title=html.escape(title),
        css=widget._css + STILL_LOOK,
        live=live(widget, picture(widget)),
        modules=modules(widget.module),
        host=HOST,
    )


def in_script(value: Any) -> str:
    """JSON that no text in it can end early."""
    return json.dumps(value).replace("<", "\\u003c")
