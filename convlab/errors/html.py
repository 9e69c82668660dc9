"""An explained error as HTML: axes one under the other, the wrong one reversed on ink, and cures.

Its colours are JupyterLab's own, light or dark; without styles, as on GitHub, it is a table that
reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

INK, PAPER = "var(--jp-content-font-color1, #1a1b1e)", "var(--jp-layout-color1, #ffffff)"
QUIET, GROUND = "var(--jp-content-font-color2, #55575c)", "rgb(128 128 128 / 12%)"
BLOCK = "var(--jp-inverse-layout-color1, #1a1b1e)"  # opaque, as JupyterLab's ink is not
MOST = 600  # letters of a message
COUNT = re.compile(r"\b\d[\d,]* (?:channel|slice)s?\b")
CONTROL = re.compile(r"\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f]")  # such as the colours of a terminal
FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
PAGE = f"max-width: 888px; color: {INK}; font: 15px/1.5 {FONT}"
WORDS = "font-size: clamp(12px, 3vw, 15px)"
NUMBER = "font-size: clamp(18px, 4.6vw, 34px); font-weight: 700; overflow-wrap: anywhere"
MONO = "font: 14px/1.6 var(--jp-code-font-family, monospace)"
WRAP = "white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"
BOX = f"{MONO}; {WRAP}; background: {GROUND}; padding: 8px 12px; margin: 8px 0"

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
    return f'<div style="{PAGE}">{inner}</div>'


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
    words = re.sub(COUNT, r'<b style="white-space: nowrap">\g<0></b>', escape(first))
    lines = [f'<p style="font-size: 24px; line-height: 1.35; margin: 16px 0 8px">{words}</p>']
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
        said = _why_fine(rows, n) if notes else cells
        head = f"text-align: left; padding: 0; border: none; {WORDS}"
        row = [f'<th scope="row" style="{head}">{escape(label)}</th>']
        row += [_cell(cell, mark, n, len(rows)) for cell, mark in zip(said, marks, strict=True)]
        body.append(f'<tr style="background: none">{"".join(row)}</tr>')
    look = (
        f"width: 100%; max-width: {110 + 190 * len(marks)}px; table-layout: fixed; margin: 20px 0"
    )
    look += "; border: none; border-collapse: separate; border-spacing: 0"
    names = '<colgroup><col style="width: 13%" /></colgroup>'
    return f'<table style="{look}">{names}<tbody>{"".join(body)}</tbody></table>'


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


def _cell(text: str, mark: str, n: int, rows: int) -> str:
    """A number, or a word; of the axis that is wrong, reversed, with the corners of a block."""
    big, top, bottom = n in (1, 3), n == 0, n == rows - 1
    look = f"{NUMBER if big or text == '≠' else WORDS}; line-height: 1.3; text-align: center"
    look += f"; border: none; padding: {10 * top}px 4px {10 * bottom}px"
    look += f"; color: {PAPER if mark else INK if big else QUIET}"
    if mark:  # and no line of paper between its cells
        corners = f"{6 * top}px {6 * top}px {6 * bottom}px {6 * bottom}px"
        look += f"; background: {BLOCK}; box-shadow: 0 0 0 1px {BLOCK}; border-radius: {corners}"
    return f'<td style="{look}">{escape(text)}</td>'


def _cures(cures: Sequence[tuple[str, str, str, str]], last: str) -> str:
    """All that helps: side by side where there is room, if there are pictures."""
    shown = [_cure(n, *cure) for n, cure in enumerate(cures, 1)]
    if not any(picture for *_, picture in cures):
        return "\n".join(shown)
    row = "display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr))"
    # What two cures say stands in the same four lines: title, code, meaning, picture.
    column = "display: grid; grid-row: span 4; grid-template-rows: subgrid; min-width: 0"
    cells = [f'<div style="{column}">{one}</div>' for one in shown]
    head, _, rest = last.partition(":")
    said = f"<b>{escape(head)}</b>:{escape(rest)} " * bool(last)
    said += f'<span style="color: {QUIET}">{MADE_UP}</span>'
    return (
        f'<div style="{row}; gap: 0 32px">{"".join(cells)}</div>\n'
        f'<p style="margin: 20px 0 0; border-top: 1px solid {QUIET}; padding-top: 12px">{said}</p>'
    )


def _cure(n: int, title: str, code: str, needs: str, picture: str) -> str:
    """What helps, as code to be copied, and what it does."""
    after = f'<br><span style="color: {QUIET}">If {escape(needs)}.</span>' if needs else ""
    words = f'<p style="margin: 16px 0 0"><b>{n}&ensp;{escape(title)}</b>{after}</p>'
    return f'{words}\n<pre style="{BOX}">{escape(code)}</pre>\n{picture}'.rstrip()
