"""How high each widget of a built site is, so that its still can keep that room for it.

    python -m scripts.measure_rooms _site

writes ``scripts/site/rooms.json``, which the next build reads. Where it is old, pages jump a little
(``scripts.weigh_site`` measures it). Needs the tests' environment.
"""

import sys
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser

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
HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll("[data-live]")].map(
    (place) => [place.id, Math.round(place.querySelector(".stage").getBoundingClientRect().height)]
))"""
ALIVE = "() => !document.querySelector('[data-live] .stage:not(:has(> .cl-root))')"


def heights(browser: Browser, path: Path, width: int) -> dict[str, int]:
    """The height of each widget of a page, by name, once all live."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(AT_ONCE)
    page.goto(path.as_uri())
    page.wait_for_function(ALIVE, timeout=120_000)
    page.wait_for_timeout(1000)  # they are drawn, and fonts are there
    found: dict[str, int] = page.evaluate(HEIGHTS)
    page.close()
    return found


def main() -> None:
    rooms = defaultdict(list)
    with chromium() as browser:
        for path in sorted(Path(sys.argv[1]).resolve().glob("notebooks/*.html")):
            for width in WIDTHS:
                for name, height in heights(browser, path, width).items():
                    rooms[name].append(height)
    lines = ",\n".join(f'  "{name}": {rooms[name]}' for name in sorted(rooms))
    ROOMS.write_text(f"{{\n{lines}\n}}\n", "utf-8")


if __name__ == "__main__":
    main()
