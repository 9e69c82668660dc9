"""200 readers in a minute, from a plain web server: does each get every file, whole and in time?

    python -m scripts.crowd_site _site
    python -m scripts.crowd_site _site --readers 50

Each reader opens the first page and two lessons, with all that these ask for, over connections of
its own, as a browser that has seen nothing yet. What comes is compared with the file, byte by byte.
"""

import argparse
import asyncio
import random
import re
import sys
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.browser.plain import served

READERS, SECONDS = 200, 60.0
AT_ONCE = 6  # connections of a browser to one host
ASKED = re.compile(r'(?:src|href|srcset)="([^"#?]+\.(?:js|css|svg|webp|png))')
LIVE = re.compile(r'data-live="([^"]+)"')


def pages_of(site: Path) -> dict[str, list[str]]:
    """Each page with all that a reader's browser asks for when every widget of it is woken."""
    chunks = sorted(path.name for path in (site / "assets").glob("??????????.js"))
    found = {}
    for path in [site / "index.html", *sorted(site.glob("notebooks/*.html"))]:
        text, name = path.read_text("utf-8"), path.relative_to(site).as_posix()
        asked = [urlsplit(urljoin(name, one)).path for one in ASKED.findall(text)]
        asked += [f"live/{one}.js" for one in LIVE.findall(text)]
        asked += [f"assets/{one}" for one in chunks]
        found[name] = [one for one in dict.fromkeys(asked) if (site / one).is_file()]
    return found


async def fetch(host: str, port: int, path: str) -> bytes:
    """One file, over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    answer = await reader.read(-1)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise ConnectionError(head.split(b"\r\n")[0].decode())
    return body


class Crowd:
    """Readers of one site, and what they have waited for and lost."""

    def __init__(self, site: Path, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.files = {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in site.rglob("*")
            if path.is_file() and path.relative_to(site).parts[0] != "lite"
        }
        self.lost: list[str] = []
        self.waits: list[float] = []
        self.sent = 0

    async def get(self, path: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                body = await fetch(self.host, self.port, path)
            except OSError as error:
                self.lost.append(f"{path}: {error}")
                return
        self.sent += len(body)
        if body != self.files[path]:
            self.lost.append(f"{path}: {len(body):,} of {len(self.files[path]):,} bytes")

    async def read(self, start: float, pages: dict[str, list[str]]) -> None:
        """One reader, who comes after so many seconds."""
        await asyncio.sleep(start)
        gate, seen = asyncio.Semaphore(AT_ONCE), set[str]()
        for page, files in pages.items():
            began = time.perf_counter()
            await self.get(page, gate)
            fresh = [one for one in files if one not in seen]
            seen.update(fresh)
            await asyncio.gather(*(self.get(one, gate) for one in fresh))
            self.waits.append(time.perf_counter() - began)


async def crowd(site: Path, address: str, readers: int) -> Crowd:
    pages, one = pages_of(site), Crowd(site, address)
    lessons, choose = [name for name in pages if name != "index.html"], random.Random(0)
    visits = []
    for n in range(readers):
        chosen = ["index.html", *choose.sample(lessons, min(2, len(lessons)))]
        visits.append(one.read(n * SECONDS / readers, {name: pages[name] for name in chosen}))
    await asyncio.gather(*visits)
    return one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path, help="a folder that make_site has made")
    parser.add_argument("--readers", type=int, default=READERS, help="in a minute")
    given = parser.parse_args()
    site = given.site.resolve()
    began = time.perf_counter()
    with served(site) as address:
        one = asyncio.run(crowd(site, address, given.readers))
    took, waits = time.perf_counter() - began, sorted(one.waits)
    print(f"{given.readers} readers in {took:.0f} s, {len(waits)} pages, {one.sent / 1e6:,.0f} MB")
    middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    print(f"a page with all its files: {middle:.2f} s in the middle, {late:.2f} s for 19 of 20")
    print(f"lost: {len(one.lost)}", *one.lost[:10], sep="\n  ")
    sys.exit(bool(one.lost))


if __name__ == "__main__":
    main()
