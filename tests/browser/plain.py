"""A widget in a page of its own: no kernel, no Python, no server, opened from disk.

Its module gets a stand-in for anywidget's model (get, set, on, off, save_changes) that holds what
Python's side would send, and nothing else.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from convlab.widgets._front import Widget

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>convlab</title><link rel="icon" href="data:,">
<style>{css}</style>
<body data-theme="{theme}"><main id="here"></main>
<script type="application/json" id="given">{given}</script>
<script type="module">
const given = JSON.parse(document.getElementById("given").textContent), heard = {{}};
function view(code) {{
  const text = atob(code), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new DataView(bytes.buffer);
}}
const now = {{ ...given.plain }};
for (const [name, code] of Object.entries(given.coded)) now[name] = view(code);
window.model = {{
  get: (name) => now[name],
  set(name, value) {{
    if (now[name] === value) return;
    now[name] = value;
    for (const callback of heard[`change:${{name}}`] ?? []) callback();
  }},
  on: (event, callback) => (heard[event] ??= []).push(callback),
  off(event, callback) {{ heard[event] = (heard[event] ?? []).filter((f) => f !== callback); }},
  save_changes() {{}},
}};
const file = new Blob([given.esm], {{ type: "text/javascript" }});
const {{ default: widget }} = await import(URL.createObjectURL(file));
window.end = widget.render({{ model, el: document.getElementById("here") }});
</script>"""


def page_of(widget: Widget, dark: bool = False) -> str:
    """The page as HTML."""
    state = widget.get_state()
    coded = {
        name: base64.b64encode(value).decode()
        for name, value in state.items()
        if isinstance(value, (bytes, memoryview))
    }
    plain = {
        name: value
        for name, value in state.items()
        if name not in coded and name not in ("_esm", "_css", "layout")
    }
    given = json.dumps(dict(plain=plain, coded=coded, esm=widget._esm)).replace("<", "\\u003c")
    return PAGE.format(css=widget._css, theme="dark" if dark else "light", given=given)


@contextmanager
def opened(browser: Browser, folder: Path, widget: Widget, dark=False, **context) -> Iterator[Page]:
    """The page, open in ``browser``: at its end it must have asked for nothing, without errors."""
    file = folder / "page.html"
    file.write_text(page_of(widget, dark), "utf-8")
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 1000}} | context))
    page, problems = context.new_page(), []
    here = ("file:", "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(here) or problems.append(r.url))
    page.on("console", lambda m: m.type == "error" and problems.append(m.text))
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.goto(file.as_uri())
    page.locator(".cl-root").first.wait_for()
    page.wait_for_timeout(150)
    yield page
    page.evaluate("() => window.end()")
    page.wait_for_timeout(50)
    context.close()
    assert not problems, "\n".join(problems)
