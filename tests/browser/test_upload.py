"""The same file, read by the browser and by Python: the same numbers, to the digit."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms
from playwright.sync_api import expect

from convlab import Studio, images
from tests.browser.plain import opened, shown

pytestmark = pytest.mark.browser
SIDE = 128  # that the browser shrinks to
RNG = np.random.default_rng(0)
PHOTO = Image.fromarray(RNG.integers(0, 256, (231, 317, 3), dtype=np.uint8))
GLASS = Image.fromarray(RNG.integers(0, 256, (231, 317, 4), dtype=np.uint8))
DEEP = Image.fromarray(RNG.integers(0, 65536, (40, 60), dtype=np.uint16))


def encoded(picture, form="PNG", **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def wide_profile():
    """A colour profile in which red and green have changed places: who obeys it is seen."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = (profile.index(name, 128) for name in (b"rXYZ", b"gXYZ"))
    profile[red + 4 : red + 8], profile[green + 4 : green + 8] = (
        profile[green + 4 : green + 8],
        profile[red + 4 : red + 8],
    )
    return bytes(profile)


def with_gamma(data):
    """A PNG that says it is linear: gAMA 1.0 after its head."""
    body = b"gAMA" + struct.pack(">I", 100_000)
    chunk = struct.pack(">I", 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:33] + chunk + data[33:]


def held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def files():
    """Files by what is special about them."""
    for form in ("PNG", "JPEG", "WEBP"):
        yield f"plain {form}", encoded(PHOTO, form)
        yield f"profile {form}", encoded(PHOTO, form, icc_profile=wide_profile())
        for orientation in (2, 5, 6, 7):
            yield f"held {orientation} {form}", encoded(PHOTO, form, exif=held(orientation))
    xmp = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    yield "XMP alone", encoded(PHOTO, "JPEG", xmp=xmp)
    yield "gamma", with_gamma(encoded(PHOTO))
    yield "alpha PNG", encoded(GLASS)
    yield "alpha WebP", encoded(GLASS, "WEBP", lossless=True)
    yield "grey and alpha", encoded(GLASS.convert("LA"))
    yield "palette", encoded(PHOTO.quantize(16), transparency=2)
    yield "16 bits", encoded(DEEP)
    yield "CMYK", encoded(PHOTO.convert("CMYK"), "JPEG")
    yield "progressive", encoded(PHOTO, "JPEG", progressive=True, quality=40)
    moving = dict(save_all=True, append_images=[PHOTO.rotate(180)])
    yield "moving WebP", encoded(PHOTO, "WEBP", lossless=True, **moving)
    yield "moving PNG", encoded(Image.new("RGB", PHOTO.size), default_image=True, **moving)


@pytest.mark.fault(
    "Files",
    "Files with colour profiles, gamma, orientation, transparency, palettes, 16 bits or "
    "several pictures are read in Python and in the browser",
    "Both have the same numbers, to the digit.",
)
def test_browser_and_python_read_the_same_numbers(browser, tmp_path):
    with opened(browser, tmp_path, Studio()) as page:
        said = page.locator('[data-status="picture"]')
        for name, data in files():
            file = {"name": f"{name}.png", "mimeType": "image/png", "buffer": data}
            page.locator('[data-control="file"]').set_input_files(file)
            expect(said).to_contain_text(f"{name}.png: ")
            x = np.float32(shown(page, "picture()"))
            np.testing.assert_array_equal(x, images.load(data, SIDE), name)


def test_a_picture_of_24_megapixels_is_read_in_a_second_or_two(browser, tmp_path):
    with opened(browser, tmp_path, Studio()) as page:
        data = encoded(Image.effect_noise((6000, 4000), 20), "JPEG", quality=20)
        file = {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": data}
        page.locator('[data-control="file"]').set_input_files(file)
        said = page.locator('[data-status="picture"]')
        expect(said).to_have_text("large.jpg: 6,000 × 4,000 pixels, shrunk to 128 × 85.")
