"""Widgets in pages of their own, opened from disk, and folders served: no kernel, no Python."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import numpy as np
from playwright.sync_api import Browser, Page

from convlab.widgets.base import Widget
from convlab.widgets.page import HOST, PAGE, live, modules

# Half a second of drawing, and no one sees it where scripts run
NOT_DRAWN = patch("convlab.widgets.page.picture", lambda widget: "<img alt='not drawn'>")

LIVE = "02-many-in"  # of the site: has an explorer, quizzes and wrong convolutions
WINDOW = {"viewport": {"width": 1280, "height": 1000}}
# As a page is where nothing is asked of it
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
WAITING: dict[tuple, list[Page]] = defaultdict(list)  # pages that a test has left


@contextmanager
def opened(
    browser: Browser,
    folder: Path,
    widget: Widget,
    *others: Widget,
    dark=False,
    drawn=False,
    fresh=False,
    **context,
) -> Iterator[Page]:
    """The page, open in ``browser``: at its end it must have asked for nothing, without errors.

    ``drawn`` : with the still picture that the page shows until it lives
    ``fresh`` : in a window that no other test has used, nor will use
    ``context`` : what Playwright's ``new_context`` takes
    """
    file = folder / "page.html"
    theme = "dark" if dark else "light"
    if others:
        file.write_text(page_of([widget, *others], theme), "utf-8")
    else:
        with nullcontext() if drawn else NOT_DRAWN:
            widget.save_page(file, theme=theme)
    with window(browser, fresh=fresh, **context) as page, quiet(page):
        page.goto(file.as_uri())
        page.locator(".cl-root").first.wait_for()
        page.wait_for_timeout(150)
        yield page
        page.evaluate("() => document.querySelectorAll('.convlab-live').forEach(one => one.end())")
        page.wait_for_timeout(50)


@contextmanager
def quiet(page: Page, address: str = "file:") -> Iterator[None]:
    """What ``page`` opens asks for nothing beyond ``address``, and says no error, nor in a box."""
    problems: list[str] = []
    here = (address, "data:", "blob:")
    listeners = {
        "request": lambda r: r.url.startswith(here) or problems.append(r.url),
        "console": lambda m: m.type == "error" and problems.append(m.text),
        "pageerror": lambda error: problems.append(f"uncaught: {error}"),
        "dialog": lambda box: problems.append(f"a dialog: {box.message}") or box.dismiss(),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    assert not problems, "\n".join(problems)
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


@contextmanager
def window(browser: Browser, *, fresh: bool = False, **options: Any) -> Iterator[Page]:
    """An empty page, as good as new: to start a process for each would be half of a test's time.

    What a test can do to a page itself is undone; a page of which a test has failed is closed.

    ``fresh`` : one that no other test has used, nor will use
    ``options`` : what Playwright's ``new_context`` takes
    """
    options = WINDOW | options
    key = (browser, repr(sorted((options | {"viewport": None}).items())))
    used = bool(WAITING[key]) and not fresh
    page = WAITING[key].pop() if used else browser.new_context(**options).new_page()
    if used:
        page.set_viewport_size(options["viewport"])
        page.emulate_media(media="null", **{name: options.get(name, MEDIA[name]) for name in MEDIA})
    try:
        yield page
    except BaseException:
        page.context.close()
        raise
    if fresh:
        page.context.close()
    else:
        page.mouse.move(-1, -1)
        page.goto("about:blank")
        WAITING[key].append(page)


def page_of(widgets: list[Widget], theme: str) -> str:
    """A page with these widgets, one below the other."""
    return PAGE.format(
        theme=theme,
        title="",
        css="".join(widget._css for widget in widgets),
        live="".join(map(live, widgets)),
        modules=modules(*(widget.module for widget in widgets)),
        host=HOST,
    )


class Files(SimpleHTTPRequestHandler):
    """The files of a folder, without a word; the icon that every browser asks for is empty."""

    def __init__(self, *given, policy, **options):
        self.policy = policy
        super().__init__(*given, **options)

    def end_headers(self):
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def do_GET(self):
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *args):
        pass


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Address of a plain web server over ``folder``, whose pages may do what ``policy`` allows."""
    handler = partial(Files, directory=folder, policy=policy)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def settled(page: Page) -> None:
    """Wait until what has changed is laid out and drawn: an observer, then two frames."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )


def widened(page: Page, width: int) -> None:
    """Give the window another width; its height stays."""
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    settled(page)


def unfold(root):
    """Show what is behind a widget's button ⋯, if it has one."""
    button = root.locator('[data-control="more"]')
    if button.count() and button.get_attribute("aria-expanded") == "false":
        button.click()


def unfolded(root, name):
    """A Studio, with one of its folds open: picture, kernels or layer."""
    button = root.locator(f'[data-fold="{name}"]')
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return root


def point(root, role, o=None, c=None, row=0, col=0):
    """Where on the canvas a map pixel, an input pixel or a weight lies."""
    place = next(
        p
        for p in root.evaluate("el => el.convlab.places()")
        if p["role"] == role and (o is None or p.get("o") == o) and (c is None or p.get("c") == c)
    )
    # The board may be drawn smaller or larger than it was laid out.
    width = root.evaluate("el => el.convlab.width()")
    zoom = root.locator("canvas.cl-maps").bounding_box()["width"] / width
    return {
        "x": zoom * (place["x"] + (col + 0.5) * place["scale"]),
        "y": zoom * (place["y"] + (row + 0.5) * place.get("tall", place["scale"])),
    }


def shown(root, call="outputs()"):
    """What ``convlab`` of a widget, or of the first one on a page, answers: an array.

    It travels as text: Playwright takes its time over each number of a list.
    """
    if isinstance(root, Page):
        root = root.locator(".cl-root").first
    text = root.evaluate(f"""el => {{
        const m = el.convlab.{call};
        return JSON.stringify([m.shape ?? [m.length], [...(m.data ?? m)]]);
    }}""")
    shape, numbers = json.loads(text)
    return np.reshape(numbers, shape)
