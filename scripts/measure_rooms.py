"""How high each widget of a built site is, so that its still can keep that room for it.

    python -m scripts.measure_rooms _site

writes ``scripts/site/rooms.json``, which the next build reads. Where it is old, pages jump a little
(``scripts.weigh_site`` measures it). Needs the tests' environment.
"""

import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from scripts.site.views import name_of
from tests.browser.chromium import chromium

ROOMS = Path(__file__).parent / "site/rooms.json"
WIDTHS = (390, 768, 1280)
# Every widget is near: they all start at once.
AT_ONCE = """
window.IntersectionObserver = class {
  constructor(tell) { this.tell = tell; }
  observe(target) { this.tell([{ isIntersecting: true, target }]); }
  unobserve() {}
  disconnect() {}
};
"""
HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll("figure.live")].map(
    (place) => [place.id, Math.round(place.querySelector(".stage").getBoundingClientRect().height)]
))"""
ALIVE = "() => !document.querySelector('figure.live .stage:not(:has(> .cl-root))')"
LAYER = re.compile(
    r'<figure class="live" id="([^"]+)"[^>]*\sdata-layer="[^"]+"(?:\s+data-line="([^"]+)")?'
)


def heights(page: Page, path: Path) -> Iterator[dict[str, int]]:
    """The height of each widget of a page, by name, once all live: at each width."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(path.as_uri())
    page.wait_for_function(ALIVE, timeout=120_000)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)  # they are drawn, and fonts are there
        yield page.evaluate(HEIGHTS)


def pages_of(site: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The lessons, and one page for each view of a layer, with what that is called there."""
    for path in sorted(site.glob("notebooks/*.html")):
        yield path, {}
    seen = set()
    for path in sorted(site.glob("questions/*.html")):
        for code, line in LAYER.findall(path.read_text("utf-8")):
            name = name_of(f"{code}?{html.unescape(line)}" if line else code)
            if name not in seen:
                yield path, {code: name}
            seen.add(name)


def main() -> None:
    rooms: dict[str, list[int]] = {}
    with chromium() as browser:
        page = browser.new_page()
        page.add_init_script(AT_ONCE)
        for path, names in pages_of(Path(sys.argv[1]).resolve()):
            found = [*heights(page, path)]
            for id in found[0]:
                rooms.setdefault(names.get(id, id), [one[id] for one in found])
    lines = ",\n".join(f'  "{name}": {rooms[name]}' for name in sorted(rooms))
    ROOMS.write_text(f"{{\n{lines}\n}}\n", "utf-8")


if __name__ == "__main__":
    main()
