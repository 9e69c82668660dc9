"""An explained error as HTML: axes one under the other, the wrong one reversed on ink, and cures.

Its colours are JupyterLab's own, light or dark; without styles, as on GitHub, it is a table that
reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

INK, PAPER = "var(--jp-content-font-color1, #1a1b1e)", "var(--jp-layout-color1, #ffffff)"
QUIET, GROUND = "var(--jp-content-font-color2, #55575c)", "var(--jp-layout-color2, #f5f5f3)"
BLOCK = "var(--jp-inverse-layout-color1, #1a1b1e)"  # opaque, as JupyterLab's ink is not
MOST = 600  # letters of a message
CONTROL = re.compile(r"\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f]")  # such as the colours of a terminal
WORDS = "font-size: clamp(12px, 3vw, 16px)"
MONO = "font: 14px/1.6 var(--jp-code-font-family, monospace)"
BOX = f"{MONO}; white-space: pre-wrap; background: {GROUND}; padding: 8px 12px; margin: 8px 0"

MADE_UP = "A message holds shapes alone: the weights in these pictures are made up."

Rows = Sequence[tuple[str, Sequence[str]]]


def explanation_html(
    message: str,
    rows: Rows,
    cause: str,
    cures: Iterable[tuple[str, str, str, str]],
    notes: bool,
    last: str,
) -> str:
    """All that is said of a message; nothing of it is HTML but what stands here.

    Parameters
    ----------
    message, cause : str
    rows : of a label and cells
        Names, x, marks, the layer, and its names.
    cures : of title, code, what has to be true for it, and its picture as HTML
    notes : bool
        Whether it is said of the other axes why they are fine: those of pictures and kernels.
    last : str
        What is said of the cures' pictures.
    """
    parts = [_message(message), _cause(cause), _table(rows, notes)]
    parts.append(_cures([*cures], last))
    inner = "\n".join(part for part in parts if part)
    return f'<div style="max-width: 880px; color: {INK}">{inner}</div>'


def _message(message: str) -> str:
    """The message, the shapes in it bold."""
    if not message:
        return ""
    plain = CONTROL.sub("", message)
    short = plain if len(plain) <= MOST else plain[:MOST] + " …"
    words = re.sub(r"[\[(]\d[\d, ]*[\])]", r"<b>\g<0></b>", escape(short))
    return f'<pre style="{BOX}">{words}</pre>'


def _cause(cause: str) -> str:
    first, *others = cause.split("\n")
    lines = [f'<p style="font-size: 20px; line-height: 1.4; margin: 12px 0">{escape(first)}</p>']
    return "\n".join(
        lines + [f'<p style="margin: 4px 0">{escape(line)}</p>' for line in others if line]
    )


def _table(rows: Rows, notes: bool) -> str:
    """The axes, each a column; a clash is one block through all rows."""
    if not rows:
        return ""
    marks = rows[2][1]
    body = []
    for n, (label, cells) in enumerate(rows):
        big = n in (1, 3)
        said = _why_fine(rows, n) if notes else cells
        head = f"text-align: left; padding: 4px clamp(3px, 1.2vw, 16px) 4px 0; {WORDS}"
        row = [f'<th scope="row" style="{head}">{escape(label)}</th>']
        row += [_cell(cell, mark, big) for cell, mark in zip(said, marks, strict=True)]
        body.append(f'<tr style="background: none">{"".join(row)}</tr>')
    look = "border-collapse: collapse; border: none; margin: 12px 0"
    return f'<table style="{look}"><tbody>{"".join(body)}</tbody></table>'


def _why_fine(rows: Rows, n: int) -> Sequence[str]:
    """Between x and the layer: what is wrong, or why two numbers may stand there."""
    if n != 2:
        return rows[n][1]
    found = []
    for at, (x, mark, layer) in enumerate(zip(rows[1][1], rows[2][1], rows[3][1], strict=True)):
        fits = x.isdigit() and layer.isdigit() and int(layer) <= int(x)
        free = "may differ" if at == 0 else f"{layer} fits into {x}" if at > 1 and fits else ""
        found.append(mark or free)
    return found


def _cell(text: str, mark: str, big: bool) -> str:
    """A number, or a word; of the axis that is wrong, reversed."""
    colour = f"background: {BLOCK}; color: {PAPER}" if mark else f"color: {INK if big else QUIET}"
    large = "font-size: clamp(18px, 4.6vw, 28px); line-height: 1.3; font-weight: 700"
    size = large if big or text == "≠" else WORDS
    look = (
        f"text-align: center; padding: 2px clamp(3px, 0.8vw, 20px); border: none; {colour}; {size}"
    )
    look += f"; box-shadow: 0 0 0 1px {BLOCK}" * bool(mark)  # no line of paper between its cells
    return f'<td style="{look}">{escape(text)}</td>'


def _cures(cures: Sequence[tuple[str, str, str, str]], last: str) -> str:
    """All that helps: side by side where there is room, if there are pictures."""
    shown = [_cure(n, *cure) for n, cure in enumerate(cures, 1)]
    if not any(picture for *_, picture in cures):
        return "\n".join(shown)
    row = "display: flex; flex-wrap: wrap; gap: 8px 32px"
    column = "flex: 1 1 340px; min-width: 0; max-width: 424px"
    cells = [f'<div style="{column}">{one}</div>' for one in shown]
    said = f"<b>{escape(last)}</b> " * bool(last) + f'<span style="color: {QUIET}">{MADE_UP}</span>'
    return f'<div style="{row}">{"".join(cells)}</div>\n<p style="margin: 16px 0 0">{said}</p>'


def _cure(n: int, title: str, code: str, needs: str, picture: str) -> str:
    """What helps, as code to be copied, and what it does."""
    after = f"<br>If {escape(needs)}." if needs else ""
    words = f'<p style="margin: 12px 0 0"><b>{n}&ensp;{escape(title)}</b>{after}</p>'
    return f'{words}\n<pre style="{BOX}">{escape(code)}</pre>\n{picture}'.rstrip()
