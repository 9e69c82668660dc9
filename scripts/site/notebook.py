"""A notebook as the body of a page: cells, what they give, and widgets that will live."""

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from scripts.site.markdown import coloured, to_html, to_text
from scripts.site.stills import still, stills
from scripts.site.widgets import DARK, NARROW, STATE, write_state

# Heights of the widgets on screens of 390, 768 and 1280 pixels, from scripts/measure_rooms.py
ROOMS = json.loads((Path(__file__).parent / "rooms.json").read_text("utf-8"))
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What a quiz says where nothing runs: in a notebook, and on a page
HERE = ("Run this cell to choose and to check.", "To choose and to check needs scripts.")
LIVE = """<figure class="live" id="{name}" data-live="{name}" data-module="{module}">
<div class="stage"{room}>{still}</div>
<div class="take">
<a href="../embed/{name}.html">Open it alone</a>
</div>
</figure>
"""


class Body:
    """A notebook's cells as HTML; files of its widgets and pictures go into ``folder``/live."""

    def __init__(self, notebook: NotebookNode, folder: Path) -> None:
        self.folder = folder / "live"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lives: dict[str, tuple[str, str]] = {}  # name to module and still
        self.html = "\n".join(map(self._cell, notebook.cells))

    def _cell(self, cell: NotebookNode) -> str:
        if cell.cell_type == "markdown":
            return f"<section>{to_html(cell.source)}</section>"
        code = (
            f'<pre class="code" tabindex="0"><code>{coloured(cell.source, "python")}</code></pre>'
        )
        is_setup = "from convlab import" in cell.source and not cell.outputs
        if is_setup:
            code = f"<details><summary>What this page imports</summary>{code}</details>"
        given = "".join(self._output(cell, n, one) for n, one in enumerate(cell.outputs))
        return f'<div class="cell">{code}{given}</div>'

    def _output(self, cell: NotebookNode, n: int, output: NotebookNode) -> str:
        if output.output_type == "stream":
            return _written(output.text)
        if output.output_type == "error":
            return _written("\n".join(output.traceback))
        data, name = output.data, cell.id + (f"-{n + 1}" if n else "")
        if STATE in data:
            return self._live(data, name)
        if "image/png" in data:
            return f"<figure>{self._picture(data, name)}{self._dark(data, name)}</figure>"
        if "text/markdown" in data:
            return f'<div class="said">{to_html(data["text/markdown"])}</div>'
        return _written(data.get("text/plain", ""))

    def _live(self, data: NotebookNode, name: str) -> str:
        write_state(data, name, self.folder)
        if NARROW in data:
            shown = self._picture(data, name, base64.b64decode(data[NARROW]))
        elif "image/png" in data:
            shown = self._picture(data, name)
        else:
            words = data.get("text/markdown", "").replace(*HERE)
            shown = f'<div class="said">{to_html(words)}</div>'
        module = data[STATE]["module"]
        self.lives[name] = (module, shown)
        return LIVE.format(name=name, module=module, room=room(name), still=shown)

    def _dark(self, data: NotebookNode, name: str) -> str:
        """The twin of a figure that a page shows in its place if it is dark, if there is one."""
        if DARK not in data:
            return ""
        file = self.folder / f"{name}-dark.webp"
        png, words = base64.b64decode(data[DARK]), data["text/plain"]
        return still(png, file, f"../live/{file.name}", words)

    def _picture(self, data: NotebookNode, name: str, narrow: bytes = b"") -> str:
        png, file = base64.b64decode(data["image/png"]), self.folder / f"{name}.webp"
        address, words = f"../live/{file.name}", data["text/plain"]
        if narrow:
            return stills(png, narrow, file, address, words, first=False)
        return still(png, file, address, words)


def room(name: str) -> str:
    """What a widget's place says of its height, so that nothing below it jumps when it lives."""
    heights = zip(("phone", "tablet", "desk"), ROOMS.get(name, []), strict=False)
    style = "; ".join(f"--{screen}: {height}" for screen, height in heights)
    return f' style="{style}"' if style else ""


def _written(text: str) -> str:
    text = html.escape(ANSI.sub("", text).rstrip())
    return f'<pre class="out" tabindex="0">{text}</pre>' if text else ""


def title_of(notebook: NotebookNode) -> tuple[str, str]:
    """The heading of a lesson, and what its first paragraph says."""
    heading, *paragraphs = "\n\n".join(sources_of(notebook)).split("\n\n")
    first = next(filter(None, map(str.strip, paragraphs)), "")
    return heading.partition("\n")[0].lstrip("# "), to_text(first)


def sources_of(notebook: NotebookNode) -> Iterator[Any]:
    """The Markdown of its cells."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
