"""What a reader of a built site waits for: bytes, the first live picture, what jumps; and finds.

    python -m scripts.weigh_site _site                     # one line a page
    python -m scripts.weigh_site old=/tmp/old new=_site    # two builds, side by side

Chromium opens each page cold from a server that sends gzipped text. The network is that of a slow
phone (400 ms, 400 kB/s), or the processor is four times as slow. A lesson is opened at its first
widget. "Down" is where the first live picture begins, in screens; "axe" is what that finds, light
and dark. Then all pictures of a site are counted, and those that no words stand for. Needs the
tests' environment.
"""

import argparse
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page

from scripts.walk_site import AXE, THEME
from tests.browser.chromium import chromium

PAGES = ("index.html", "notebooks/02-many-in.html", "notebooks/03-many-out.html")
TEXT = (".html", ".js", ".css", ".svg", ".json")
HEADS = ("sent, kB", "slow network, s", "slow phone, s", "shift, desk", "shift, phone")
HEADS += ("down, desk", "down, phone", "axe")
IMAGE = re.compile(r"<img\b[^>]*>")
WORDS = re.compile(r'\balt="(?![0-9a-f]{16,}\b|[^"]*\.(?:png|svg|webp)")[^"]{5,}"')
DESK, PHONE = (1280, 800), (390, 844)
SLOW = {"latency": 400, "downloadThroughput": 400_000, "uploadThroughput": 100_000}
WATCH = """
window.seen = { shift: 0, live: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
  if (document.querySelector(".cl-root canvas, .cl-root table, .cl-root fieldset"))
    requestAnimationFrame(() => { seen.live ||= performance.now(); });
  else setTimeout(look, 16);
};
look();
addEventListener("DOMContentLoaded", () => {
  if (location.pathname.includes("/notebooks/"))
    document.querySelector("[data-live], .convlab-live")?.scrollIntoView();
});
"""
DOWN = """() => {
  const { top } = document.querySelector(".cl-root").getBoundingClientRect();
  return (top + scrollY) / innerHeight;
}"""


@cache
def gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class Files(SimpleHTTPRequestHandler):
    """The files of a folder, text gzipped, as a web server sends them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        is_text = path.suffix in TEXT
        body = gzipped(path) if is_text else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def weighed(browser: Browser, url: str, size: tuple[int, int], slow: float, net: bool) -> Page:
    """A page once it has come to rest, opened on such a machine."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if net:
        session.send("Network.emulateNetworkConditions", {"offline": False} | SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
    bytes_ = {"sum": 0}
    session.on(
        "Network.loadingFinished",
        lambda e: bytes_.update(sum=bytes_["sum"] + e["encodedDataLength"]),
    )
    page.goto(url, wait_until="load")
    page.wait_for_function("window.seen.live > 0", timeout=60_000)
    page.wait_for_timeout(2500)
    page.evaluate("sum => { window.seen.bytes = sum; }", bytes_["sum"])
    return page


def row(browser: Browser, address: str, path: str) -> list[str]:
    """What HEADS name, of one page."""
    seen, down = [], []
    axe = 0
    for size, slow, net in ((DESK, 1, True), (PHONE, 4, False)):
        page = weighed(browser, f"{address}/{path}", size, slow, net)
        seen.append(page.evaluate("window.seen"))
        down.append(page.evaluate(DOWN))
        for _ in ("light", "dark"):
            axe += len(page.evaluate(AXE)) + len(page.evaluate(THEME))
        page.context.close()
    network, phone = seen
    return [
        f"{network['bytes'] / 1000:,.0f}",
        f"{network['live'] / 1000:.1f}",
        f"{phone['live'] / 1000:.1f}",
        *(f"{one['shift']:.2f}" for one in seen),
        *(f"{one:.1f}" for one in down),
        str(axe),
    ]


def pictures(site: Path) -> tuple[int, int]:
    """How many pictures its pages have, and how many of them no words stand for."""
    pages = (path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "lite")
    found = [one for path in pages for one in IMAGE.findall(path.read_text("utf-8"))]
    return len(found), len([one for one in found if not WORDS.search(one)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sites", nargs="+", help="folders, each perhaps as name=folder")
    options = parser.parse_args()
    print(f"| page | site | {' | '.join(HEADS)} |\n|---|---|{'---:|' * len(HEADS)}")
    with chromium() as browser:
        for path in PAGES:
            for site in options.sites:
                name, _, folder = site.rpartition("=")
                with served(Path(folder).resolve()) as address:
                    cells = row(browser, address, path)
                print(f"| {path} | {name or folder} | {' | '.join(cells)} |", flush=True)
    for site in options.sites:
        name, _, folder = site.rpartition("=")
        many, silent = pictures(Path(folder))
        print(f"{name or folder}: {many} pictures, {silent} without words")


if __name__ == "__main__":
    main()
