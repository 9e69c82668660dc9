"""Open every page of a built site, and say what is wrong with it: with the network cut.

    python -m scripts.walk_site _site                        # Chromium, from disk and from a server
    python -m scripts.walk_site _site --firefox notebooks/02-many-in.html

On each page, at 320, 390, 768 and 1280 pixels: every widget is live, every explorer's maps equal
NumPy's, no error on the console, no request to another place, every picture there, nothing to
scroll sideways, nothing that axe finds, in light and in dark. Some pages at a time, each time in
browsers of their own. Needs the tests' environment, and for Firefox an installed one.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from websocket import WebSocket, create_connection

from convlab import ChannelExplorer
from tests.browser.chromium import chromium
from tests.browser.plain import served

BROWSERS, PAGES = 2, 10  # at a time, and how many pages each opens
WIDTHS = (320, 390, 768, 1280)
OWN = ("file:", "data:", "blob:", "about:")
# Bring every widget near and wait until it lives; then what is wrong at this width.
LIVE = """async () => {
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const problems = [];
  for (const place of document.querySelectorAll("[data-live], [data-photo]")) {
    place.scrollIntoView();
    const isAlive = () => place.querySelector(".cl-root");
    for (let n = 0; !isAlive() && n < 600; n++) await pause(50);
    if (!isAlive()) problems.push(`${place.id || "the layer"} does not live`);
  }
  for (const picture of document.images) {
    picture.loading = "eager";
    await picture.decode().catch(() => problems.push(`${picture.src} is not there`));
    if (picture.alt.length < 5) problems.push(`${picture.src} has no words`);
  }
  return problems;
}"""
WIDE = """async () => {
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  await pause(300);
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= innerWidth) return [];
  const clips = (one) =>
    one && (getComputedStyle(one).overflowX !== "visible" || clips(one.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter(
    (one) => one.getBoundingClientRect().right > innerWidth + 1 && !clips(one.parentElement));
  const names = wide.slice(0, 3).map((one) => `${one.localName}.${one.className}`);
  return [`${scrollWidth} wide in ${innerWidth}: ${names.join(", ")}`];
}"""
MAPS = """() => Object.fromEntries([...document.querySelectorAll(
  "[data-live][data-module='explorer.js']")].map((place) => {
    const { shape, data } = place.querySelector(".cl-root").convlab.outputs();
    return [place.id, [shape, [...data]]];
}))"""


AXE = f"""async () => {{
  if (!window.axe) {{ {AXE_SCRIPT} }}
  const rules = {{ "target-size": {{ enabled: true }} }};
  const {{ violations }} = await axe.run(document, {{ preload: false, rules }});
  return violations.flatMap(({{ id, nodes }}) =>
    nodes.map(({{ html }}) => `axe: ${{id}}: ${{html.slice(0, 160)}}`));
}}"""
THEME = """() => {
  const { dataset } = document.documentElement;
  dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  return new Promise((go) => setTimeout(() => go([]), 300));
}"""


class Browser(Protocol):
    """What a page is looked at with. ``problems``: what it said or asked for since it was open."""

    problems: list[str]

    def open(self, url: str) -> None: ...
    def resize(self, width: int) -> None: ...
    def evaluate(self, function: str) -> Any: ...


class Chromium:
    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self.page = page
        page.context.route(
            lambda url: not url.startswith((*OWN, "http://127.0.0.1:")), lambda r: r.abort()
        )
        page.on("request", lambda request: self.problems.extend(outside(request.url)))
        page.on("console", lambda m: m.type == "error" and self.problems.append(m.text))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))

    def open(self, url: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(url)

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def evaluate(self, function: str) -> Any:
        return self.page.evaluate(function)


class Firefox:
    """Firefox by WebDriver BiDi, without a driver of its own."""

    def __init__(self, socket: WebSocket) -> None:
        self.problems: list[str] = []
        self.socket, self.sent = socket, 0
        self.call("session.new", capabilities={})
        tree = self.call("browsingContext.getTree")
        self.context = {"context": tree["contexts"][0]["context"]}
        self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while (said := json.loads(self.socket.recv())).get("id") != self.sent:
            self.hear(said.get("method"), said.get("params", {}))
        if said["type"] == "error":
            raise RuntimeError(f"{method}: {said['message']}")
        result: dict[str, Any] = said["result"]
        return result

    def hear(self, method: str, said: dict[str, Any]) -> None:
        if method == "log.entryAdded" and said["level"] == "error":
            self.problems.append(said["text"])
        if method == "network.beforeRequestSent":
            self.problems.extend(outside(said["request"]["url"]))

    def open(self, url: str) -> None:
        self.call("browsingContext.navigate", **self.context, url=url, wait="complete")

    def resize(self, width: int) -> None:
        viewport = {"width": width, "height": 900}
        self.call("browsingContext.setViewport", **self.context, viewport=viewport)

    def evaluate(self, function: str) -> Any:
        expression = f"(async () => JSON.stringify(await ({function})()))()"
        aim = {"target": self.context, "awaitPromise": True}
        said = self.call("script.evaluate", expression=expression, **aim)
        if said["type"] == "exception":
            return [said["exceptionDetails"]["text"]]
        return json.loads(said["result"]["value"])


def outside(url: str) -> list[str]:
    """A complaint, if an address is on another machine."""
    return [] if url.startswith((*OWN, "http://127.0.0.1:")) else [f"asked for {url}"]


@contextmanager
def open_chromium() -> Iterator[Browser]:
    with chromium() as browser:
        yield Chromium(browser.new_page())


@contextmanager
def open_firefox() -> Iterator[Browser]:
    """A headless Firefox with a new profile, whose own errands find no network."""
    with tempfile.TemporaryDirectory() as profile:
        settings = {"network.proxy.type": 1, "network.proxy.http": "127.0.0.1"}
        settings |= {"network.proxy.ssl": "127.0.0.1", "network.proxy.http_port": 9}
        settings |= {"network.proxy.ssl_port": 9, "browser.shell.checkDefaultBrowser": False}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in settings.items()]
        Path(profile, "user.js").write_text("\n".join(lines), "utf-8")
        command = [os.environ.get("FIREFOX", "firefox"), "--headless", "--profile", profile]
        command += ["--remote-debugging-port", "0", "about:blank"]
        log = Path(profile, "log.txt")
        with log.open("w") as said:
            firefox = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            while not (found := re.search(r"BiDi listening on (ws://\S+)", log.read_text("utf-8"))):
                time.sleep(0.1)
            yield Firefox(create_connection(f"{found[1]}/session", suppress_origin=True))
        finally:
            firefox.terminate()
            firefox.wait()


def maps_of(site: Path, name: str) -> np.ndarray:
    """What NumPy makes of the state that an explorer of the site begins with."""
    text = (site / f"live/{name}.js").read_text("utf-8")
    sent = json.loads(text[text.index("] = ") + 4 : text.rindex(";")])
    spec, plain = sent["plain"]["_spec"], sent["plain"]
    x, weight, bias = (
        np.frombuffer(base64.b64decode(sent["coded"][one]), np.float32)
        for one in ("_x", "_weight", "_bias")
    )
    numbers = x.reshape(spec["x_shape"]), weight.reshape(spec["weight_shape"])
    moves = {one: plain[one] for one in ("stride", "padding", "dilation", "padding_mode")}
    counts = {
        one: plain[one] for one in ("in_channels", "out_channels", "groups", "kernel_size", "muted")
    }
    explorer = ChannelExplorer(*numbers, bias if spec["has_bias"] else None, **moves, **counts)
    return explorer.output


def walk(browser: Browser, site: Path, address: str, path: str) -> list[str]:
    """All that is wrong with one page; what axe finds is the same from disk and from a server."""
    browser.problems.clear()
    browser.resize(WIDTHS[0])
    browser.open(f"{address}/{path}")
    problems = list(browser.evaluate(LIVE))
    for width in WIDTHS:
        browser.resize(width)
        problems += browser.evaluate(WIDE)
        if width in (390, 1280) and address.startswith("file:"):
            for _ in ("light", "dark"):
                problems += browser.evaluate(AXE) + browser.evaluate(THEME)
    if not problems:
        for name, (shape, data) in browser.evaluate(MAPS).items():
            apart = np.abs(np.reshape(data, shape) - maps_of(site, name)).max()
            problems += [f"{name} is {apart:.2g} off NumPy's"] if apart > 1e-3 else []
    return problems + browser.problems


def walk_all(pages: list[str], site: Path, firefox: bool) -> list[str]:
    """What is wrong with these pages, from disk and from a server."""
    found = []
    with open_firefox() if firefox else open_chromium() as browser:
        for place in (nullcontext(site.as_uri()), served(site)):
            with place as address:
                for path in pages:
                    problems = dict.fromkeys(walk(browser, site, address, path))
                    found += [f"{address[:4]} {path}: {problem}" for problem in problems]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path, help="a folder that make_site has made")
    parser.add_argument("pages", nargs="*", help="some pages; all by default")
    parser.add_argument("--firefox", action="store_true", help="in Firefox, not in Chromium")
    options = parser.parse_intermixed_args()
    site = options.site.resolve()
    there = [path.relative_to(site) for path in sorted(site.rglob("*.html"))]
    pages = options.pages or [str(path) for path in there if path.parts[0] != "lite"]
    wrong = 0
    some = [pages[at : at + PAGES] for at in range(0, len(pages), PAGES)]
    with ProcessPoolExecutor(BROWSERS) as pool:
        for found in pool.map(partial(walk_all, site=site, firefox=options.firefox), some):
            print(*found, sep="\n", end="\n" * bool(found), flush=True)
            wrong += len(found)
    print(f"{len(pages)} pages, from disk and from a server: {wrong} problems")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
