"""A widget in a page of its own, opened from disk: no kernel, no Python, no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from convlab.widgets.base import Widget


@contextmanager
def opened(browser: Browser, folder: Path, widget: Widget, dark=False, **context) -> Iterator[Page]:
    """The page, open in ``browser``: at its end it must have asked for nothing, without errors."""
    file = folder / "page.html"
    widget.save_page(file, theme="dark" if dark else "light")
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
    page.evaluate("() => document.querySelector('.convlab-live').end()")
    page.wait_for_timeout(50)
    context.close()
    assert not problems, "\n".join(problems)


def shown(page, call):
    """A result of the widget's ``convlab`` property, as arrays."""
    found = page.evaluate(f"""() => {{
        const m = document.querySelector(".cl-root").convlab.{call};
        return m.shape ? [m.shape, [...m.data]] : [[m.length], [...m]];
    }}""")
    return np.reshape(found[1], found[0])
