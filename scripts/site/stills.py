"""Pictures as files: smaller than notebooks keep them, as large on the page, with words."""

import html
import io
from pathlib import Path

from PIL import Image

from convlab.figures.base.png import size_on_page

EFFORT = 20  # of 100: files are a seventh larger than at best, and made in half the time


def stills(wide: bytes, narrow: bytes, path: Path, address: str, words: str, first: bool) -> str:
    """The ``<picture>`` of a widget as it stands on a desk and, beside it, on a phone."""
    phone = path.with_name(f"{path.stem}-narrow.webp")
    beside = address.replace(path.name, phone.name)
    still(narrow, phone, beside, words, first)
    size = " ".join(f'{side}="{n}"' for side, n in size_on_page(narrow).items())
    source = f'<source media="(width < 560px)" srcset="{beside}" {size}>'
    return f"<picture>{source}{still(wide, path, address, words, first)}</picture>"


def still(png: bytes, path: Path, address: str, words: str, first: bool = False) -> str:
    """Write a picture as ``path`` (.webp), and give its ``<img>``.

    One that is ``first`` on a page is fetched at once, with one pixel a pixel of the page.
    """
    size = size_on_page(png)
    if first:
        _as_on_page(png).save(path, "WEBP", quality=75)
    else:
        with Image.open(io.BytesIO(png)) as picture:
            picture.convert("RGB").save(path, "WEBP", lossless=True, quality=EFFORT)
    sides = " ".join(f'{side}="{n}"' for side, n in size.items())
    alt = html.escape(" ".join(words.split()))
    when = 'fetchpriority="high"' if first else 'loading="lazy"'
    return f'<img src="{address}" {sides} alt="{alt}" {when} decoding="async">'


def social(png: bytes, path: Path) -> None:
    """Write a picture as social networks take it (.png): as on the page, in 256 colours."""
    _as_on_page(png).quantize(256, dither=Image.Dither.NONE).save(path)


def _as_on_page(png: bytes) -> Image.Image:
    size = size_on_page(png)
    with Image.open(io.BytesIO(png)) as picture:
        sides = size["width"], size["height"]
        return picture.convert("RGB").resize(sides, Image.Resampling.LANCZOS)
