"""Pictures: shapes, ranges, what each is made to show, and hostile files."""

import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from convlab import ChannelExplorer, images
from convlab.images import files, pixels

CASES = json.loads((Path(__file__).parent / "cases/files.json").read_text("utf-8"))


def encoded(picture, form="PNG", **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def windows(channel, k):
    return np.lib.stride_tricks.sliding_window_view(channel, (k, k))


@pytest.mark.parametrize("photo", [images.coffee, images.chelsea])
@pytest.mark.parametrize("size", [8, 52, 256])
def test_photos_are_square_and_rounded_to_cents(photo, size):
    x = photo(size)
    assert x.shape == (3, size, size) and x.dtype == np.float32
    assert x.min() >= 0 and x.max() <= 1 and np.ptp(x) > 0.5
    hundredths = x.astype(np.float64) * 100
    np.testing.assert_allclose(hundredths, hundredths.round(), atol=1e-4)


def test_photos_keep_red_green_blue_in_this_order():
    red, green, blue = images.coffee(64).mean((1, 2))
    assert red > green > blue  # a red saucer on brown wood
    saucer = images.coffee(52)[:, 30, 44]
    assert saucer[0] > 3 * saucer[1]


def test_a_photo_can_be_changed_without_changing_the_next():
    images.coffee(16)[:] = 0
    assert images.coffee(16).max() > 0.5


@pytest.mark.parametrize(
    "size", [0, 7, 257, 10**9, 2.5, float("nan"), float("inf"), True, "a", None, (52, 52)]
)
def test_photo_size_is_bounded(size):
    with pytest.raises(ValueError, match=r"size is .+ whole number from 8 to 256"):
        images.coffee(size)


def test_load_takes_a_size_or_says_which():
    for size in (7, 1025, None, "a", float("inf")):
        with pytest.raises(ValueError, match=r"size is .+ whole number from 8 to 1024"):
            images.load(GOOD, size=size)


def test_the_perfect_diagonal_is_unique_and_lower_right():
    picture = images.diagonals()
    scores = np.einsum("ijkk->ij", windows(picture[0], 3))  # correlation with np.eye(3)
    assert scores.max() == 3 and (scores == 3).sum() == 1
    row, col = np.argwhere(scores == 3)[0]
    assert row > scores.shape[0] / 2 and col > scores.shape[1] / 2
    partial = np.argwhere(scores == 2)
    assert len(partial) >= 4
    lower_left = (partial[:, 0] > 5) & (partial[:, 1] < 4)
    assert lower_left.any(), "the place people take for the match must be a partial one"


def test_red_green_edge_is_invisible_in_grey():
    x = images.red_green_edge().astype(np.float64)
    left, right = x[:, 0, 0], x[:, 0, -1]
    assert left @ images.LUMINANCE == pytest.approx(right @ images.LUMINANCE, abs=1e-7)
    assert left.mean() == pytest.approx(right.mean(), abs=1e-7)
    assert left.argmax() == 0 and right.argmax() == 1  # red, green
    assert np.ptp(images.to_grey(x)) == 0
    assert all(np.ptp(channel) > 0.15 for channel in x)


def test_brightness_edge_shares_the_red_channel_only():
    colour, grey = images.red_green_edge(), images.brightness_edge()
    assert np.array_equal(colour[0], grey[0])
    assert np.ptp(grey, axis=0).max() == 0
    assert np.ptp(images.to_grey(grey)) > 0.4


def test_colour_bars_hold_every_combination_once():
    bars = images.colour_bars(48)[:, 0, ::6].T
    assert len({tuple(bar) for bar in bars}) == 8
    brightness = images.to_grey(images.colour_bars(48))[0, 0]
    assert (np.diff(brightness) <= 0).all()  # from white down to black
    with pytest.raises(ValueError, match="multiple of 8"):
        images.colour_bars(50)
    with pytest.raises(ValueError, match=r"size is 80000000, but .* 8 to 1024"):
        images.colour_bars(80_000_000)


def test_to_grey_refuses_rgba_and_names_the_remedy():
    with pytest.raises(ValueError, match=r"\(4, 8, 8\).*x\[:3\]"):
        images.to_grey(np.zeros((4, 8, 8)))


# --- load: formats ---------------------------------------------------------------------------


def test_load_reads_paths_bytes_and_files_alike(tmp_path):
    data = encoded(Image.effect_noise((40, 30), 60).convert("RGB"))
    path = tmp_path / "<img src=x>.png"
    path.write_bytes(data)
    first = images.load(data, size=20)
    assert first.shape == (3, 15, 20) and first.dtype == np.float32
    for source in (path, str(path), io.BytesIO(data), bytearray(data), memoryview(data)):
        assert np.array_equal(images.load(source, size=20), first)


def test_load_never_enlarges():
    assert images.load(encoded(Image.new("RGB", (9, 5))), size=256).shape == (3, 5, 9)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_load_reads_the_three_formats(form):
    x = images.load(encoded(Image.new("RGB", (16, 16), (200, 100, 50)), form))
    np.testing.assert_allclose(x[:, 8, 8], np.array([200, 100, 50]) / 255, atol=0.03)


@pytest.mark.parametrize(
    "mode, colour, expected",
    [
        ("L", 51, 0.2),
        ("1", 1, 1.0),
        ("I;16", 51 * 257, 0.2),
        ("LA", (0, 0), 1.0),  # fully transparent black is shown on white
        ("RGBA", (0, 0, 0, 127), 0.5),
    ],
)
def test_load_handles_every_pixel_mode(mode, colour, expected):
    x = images.load(encoded(Image.new(mode, (12, 12), colour)))
    assert x.shape == (3, 12, 12)
    np.testing.assert_allclose(x, expected, atol=0.011)


def test_load_handles_palettes_with_transparency():
    picture = Image.new("P", (12, 12), 1)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    opaque = images.load(encoded(picture))
    clear = images.load(encoded(picture, transparency=1))
    assert opaque[:, 5, 5].tolist() == [1, 0, 0] and clear[:, 5, 5].tolist() == [1, 1, 1]


def test_load_handles_cmyk_jpeg():
    x = images.load(encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG"))
    assert x[0, 8, 8] > 0.9 and x[1, 8, 8] < 0.1


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_load_turns_a_photo_the_way_the_camera_was_held(form):
    picture = Image.new("RGB", (40, 20), "black")
    picture.paste("white", (0, 0, 20, 20))  # white on the left, as stored
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn 90 degrees clockwise to view": left becomes top
    x = images.load(encoded(picture, form, exif=exif))
    assert x.shape == (3, 40, 20)
    assert x[:, :15].min() > 0.9 and x[:, 25:].max() < 0.1


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_load_reads_a_photo_whose_exif_is_cut_off(form):
    picture = Image.effect_noise((40, 20), 60).convert("RGB")
    plain, exif = images.load(encoded(picture, form)), Image.Exif()
    exif[0x010E] = "what is to be seen"
    whole = exif.tobytes()
    for end in range(len(whole)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # nothing of it reaches the reader either
            x = images.load(encoded(picture, form, exif=whole[:end]))
        np.testing.assert_array_equal(x, plain)


def apng(default, *frames):
    """An animation whose file holds another picture for those who cannot show it."""
    options = dict(save_all=True, append_images=frames, default_image=True)
    return encoded(default, **options)


def test_load_takes_the_first_picture_of_an_animation():
    red, green, blue = (Image.new("RGB", (12, 12), name) for name in ("red", "lime", "blue"))
    moving = encoded(red, "WEBP", save_all=True, append_images=[green], lossless=True)
    assert images.load(moving)[:, 5, 5].tolist() == [1, 0, 0]
    assert images.load(apng(blue, red, green))[:, 5, 5].tolist() == [1, 0, 0]


@pytest.mark.parametrize("orientation", CASES["upright"]["as"])
def test_a_picture_is_turned_as_the_camera_was_held(orientation):
    stored, turned = CASES["upright"]["of"], CASES["upright"]["as"][orientation]
    assert pixels.upright(np.array(stored), int(orientation)).tolist() == turned
    exif = Image.Exif()
    exif[0x0112] = int(orientation)
    noise = Image.effect_noise((40, 24), 60)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(encoded(noise, exif=exif))))
    want = images.load(encoded(upright))
    np.testing.assert_array_equal(images.load(encoded(noise, exif=exif)), want)


def test_each_new_pixel_is_the_mean_of_what_it_covers():
    for case in CASES["shrunk"]:
        x = np.array(case["of"])[..., None]
        found = pixels.shrunk(x, max(case["to"]))[..., 0]
        np.testing.assert_allclose(found, case["gives"], atol=1e-12)
    x = np.random.default_rng(0).random((60, 90, 3))
    blocks = x.reshape(20, 3, 30, 3, 3).mean((1, 3))
    np.testing.assert_allclose(pixels.shrunk(x, 30), blocks)
    odd = pixels.shrunk(x, 47)  # of no whole number of pixels: the mean of all stays
    assert odd.shape == (31, 47, 3)
    np.testing.assert_allclose(odd.mean((0, 1)), x.mean((0, 1)))


def test_values_are_rounded_half_upwards():
    for value, rounded in CASES["rounded"]:
        assert pixels.rounded(value / 255) == np.float32(rounded)


# --- load: hostile files ---------------------------------------------------------------------


def png_claiming(width, height):
    """A PNG of a few bytes whose header claims a huge picture."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


GOOD = encoded(Image.effect_noise((64, 64), 60).convert("RGB"))
HOSTILE = {
    "empty": (b"", "cannot be read"),
    "garbage": (b"not a picture at all" * 50, "cannot be read"),
    "truncated": (GOOD[: len(GOOD) // 2], "cannot be read"),
    "one byte flipped": (GOOD[:60] + bytes([GOOD[60] ^ 255]) + GOOD[61:], "cannot be read"),
    "gif": (encoded(Image.new("P", (8, 8)), "GIF"), "PNG, JPEG or WebP"),
    "too many bytes": (b"\0" * (images.MAX_BYTES + 1), "larger than 8 MB"),
    "too many pixels": (png_claiming(12_000, 12_000), "24 million"),
    "absurd header": (png_claiming(2**31 - 1, 2**31 - 1), "cannot be read|24 million"),
    "lying header": (png_claiming(300, 300), "cannot be read"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.fault(
    "Files",
    "Damaged, empty, huge or foreign files are given to `images.load`",
    "One plain sentence says why; nothing large is read into memory.",
)
def test_a_bad_file_ends_in_one_plain_sentence(name):
    data, words = HOSTILE[name]
    for source in (data, io.BytesIO(data)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ValueError, match=words) as caught:
                images.load(source)
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 120


@pytest.mark.fault(
    "Files",
    "HEIC, GIF, TIFF, `.npy` or DICOM is given where a photo is wanted",
    "It is named, with the way to convert it.",
)
def test_a_file_of_another_kind_is_named_with_what_to_do():
    for _, head, words in CASES["refused"]:
        with pytest.raises(ValueError, match=r"This is an? .+") as caught:
            images.load(bytes.fromhex(head))
        assert words in str(caught.value) and len(str(caught.value)) < 120
    for _, head in CASES["taken"]:
        files.refuse(bytes.fromhex(head))


@pytest.mark.parametrize(
    "source, words",
    [
        ("/", "'/' cannot be opened"),
        ("\0", "path, bytes"),
        (io.StringIO("text"), "text, not bytes"),
        (None, "path, bytes"),
        (12, "path, bytes"),
    ],
)
def test_a_bad_source_ends_in_one_plain_sentence(source, words):
    with pytest.raises(ValueError, match=words):
        images.load(source)


def test_a_file_that_is_not_there_is_named():
    for read in (images.load, images.load_channels):
        with pytest.raises(FileNotFoundError, match=r"no file 'nope\.jpg', looked for from /"):
            read("nope.jpg")


def test_the_pixel_limit_itself_is_let_through():
    x = images.load(encoded(Image.new("L", (6000, 4000), 255)), size=60)
    assert x.shape == (3, 40, 60) and x.min() == 1


# --- load_channels ---------------------------------------------------------------------------


def saved(save, *arrays, **named):
    file = io.BytesIO()
    save(file, *arrays, **named)
    return file.getvalue()


NOISE = np.random.default_rng(0).integers(0, 65536, (2, 20, 30), dtype=np.uint16)
GREY16 = Image.fromarray(NOISE[0])


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_all_16_bits_of_grey_are_kept(form):
    x, names = images.load_channels(encoded(GREY16, form))
    assert x.dtype == np.float32 and names == ("grey",)
    np.testing.assert_array_equal(x, NOISE[:1] / np.float32(65535))


@pytest.mark.parametrize(
    "mode, names",
    [
        ("1", ["grey"]),
        ("L", ["grey"]),
        ("LA", ["grey", "alpha"]),
        ("RGB", ["red", "green", "blue"]),
        ("RGBA", ["red", "green", "blue", "alpha"]),
    ],
)
def test_a_picture_keeps_its_channels(mode, names):
    noise = np.random.default_rng(1).integers(0, 256, (12, 16, 4), dtype=np.uint8)
    picture = Image.fromarray(noise).convert(mode)
    x, found = images.load_channels(encoded(picture))
    assert list(found) == names
    bands = [np.asarray(band) for band in picture.convert(mode.replace("1", "L")).split()]
    np.testing.assert_allclose(x, np.array(bands) / 255, atol=1e-7)


def test_other_kinds_of_pixels_keep_theirs():
    palette = Image.new("P", (12, 12), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    x, names = images.load_channels(encoded(palette, transparency=1))
    assert names[3] == "alpha" and x[:, 5, 5].tolist() == [1, 0, 0, 0]
    x, names = images.load_channels(encoded(Image.new("CMYK", (16, 16), (0, 51, 102, 255)), "TIFF"))
    assert names == ("cyan", "magenta", "yellow", "black")
    np.testing.assert_allclose(x[:, 3, 3], [0, 0.2, 0.4, 1], atol=1e-7)
    x, names = images.load_channels(encoded(Image.fromarray(np.float32([[-3.5, 1e6]] * 8)), "TIFF"))
    assert names == ("grey",) and x[0, 0].tolist() == [-3.5, 1e6]  # of a measurement: as it is


def test_a_tiff_of_pages_has_a_channel_for_each():
    pages = [Image.fromarray(NOISE[i]) for i in (0, 1)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    x, names = images.load_channels(data)
    assert names == ("page 0", "page 1")
    np.testing.assert_array_equal(x, NOISE / np.float32(65535))
    mixed = encoded(pages[0], "TIFF", save_all=True, append_images=[Image.new("L", (5, 5))])
    with pytest.raises(ValueError, match="not all grey and of one size"):
        images.load_channels(mixed)


def test_a_photo_is_upright_with_all_its_channels():
    exif = Image.Exif()
    exif[0x0112] = 6
    x, _ = images.load_channels(encoded(GREY16, exif=exif))
    np.testing.assert_array_equal(x[0], np.rot90(NOISE[0], -1) / np.float32(65535))


@pytest.mark.parametrize(
    "shape, wanted",
    [
        ((20, 30), (1, 20, 30)),
        ((7, 20, 30), (7, 20, 30)),
        ((200, 20, 30), (200, 20, 30)),
        ((20, 30, 3), (3, 20, 30)),
        ((20, 30, 1), (1, 20, 30)),
        ((3, 20, 4), (3, 20, 4)),
    ],
)
def test_the_axes_of_an_array(shape, wanted):
    array = np.random.default_rng(2).normal(0, 100, shape)
    x, names = images.load_channels(saved(np.save, array))
    assert x.shape == wanted and len(names) == wanted[0]
    np.testing.assert_allclose(np.sort(x, axis=None), np.sort(array, axis=None), rtol=1e-6)
    assert names == images.load_channels(saved(np.savez, array)).names
    assert ("red" in names) == (len(names) == 3)


@pytest.mark.parametrize("shape", [(40, 40, 12), (45, 45, 60), (30, 50, 7)])
def test_channels_that_may_come_last_are_not_guessed(shape):
    x = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    with pytest.raises(ValueError, match=r"use x\.transpose\(2, 0, 1\), or .* np\.savez") as caught:
        images.load_channels(saved(np.save, x))
    assert f"{shape} looks like height, width, channels" in str(caught.value)
    for data in (saved(np.savez, *x.transpose(2, 0, 1)), saved(np.savez, *x)):  # both as advised
        y, _ = images.load_channels(data)
        np.testing.assert_array_equal(y, x if len(y) == len(x) else x.transpose(2, 0, 1))
    first = x.transpose(2, 0, 1)
    np.testing.assert_array_equal(images.load_channels(saved(np.save, first)).x, first)


def test_numbers_of_arrays_are_kept_but_for_bytes_and_16_bits():
    for kind, most in ((np.uint8, 255), (np.uint16, 65535), (bool, 1), (np.int16, 1)):
        array = np.array([[0, 1], [1, 0]], kind)
        x, _ = images.load_channels(saved(np.save, array))
        np.testing.assert_allclose(x[0], array / most)
    x, names = images.load_channels(
        saved(np.savez, near=NOISE[0], far=np.full((20, 30), -7.5)), size=10
    )
    assert names == ("near", "far") and x.shape == (2, 7, 10)
    _, names = images.load_channels(saved(np.savez, a=np.zeros((2, 8, 8)), b=np.zeros((8, 8))))
    assert names == ("a 0", "a 1", "b")
    assert x[0].mean() == pytest.approx(NOISE[0].mean() / 65535) and (x[1] == -7.5).all()


def test_channels_go_into_a_layer_with_their_names():
    from convlab import ChannelExplorer

    x, names = images.load_channels(saved(np.save, NOISE))
    explorer = ChannelExplorer(x, np.ones((1, 2, 3, 3)), channel_names=names)
    assert explorer.output.shape == (1, 18, 28)


def deep_png():
    """A PNG of 16 bits a colour, which Pillow cannot write."""
    rows = b"".join(b"\0" + bytes(6 * 8) for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    "data, words",
    [
        (deep_png(), "reads 8 of the 16 bits .*np.save"),
        (saved(np.save, np.zeros((2, 3, 8, 8))), r"\(2, 3, 8, 8\).*array\[0\]"),
        (saved(np.save, np.zeros((0, 8, 8))), r"shape \(0, 8, 8\)"),
        (saved(np.save, np.array([["a"]])), "real numbers"),
        (saved(np.save, np.zeros((8, 8), complex)), "real numbers"),
        (saved(np.save, np.array([object()]), allow_pickle=True), "objects instead of numbers"),
        (saved(np.save, np.zeros((8, 8)))[:-1], "damaged"),
        (saved(np.save, np.broadcast_to(np.uint8(1), (5000, 5000))), "25,000,000 numbers"),
        (saved(np.savez, a=np.zeros((8, 8)), b=np.zeros((9, 8))), "one height and width"),
        (saved(np.savez, a=np.zeros((8, 8)))[:-30], "damaged"),
        (b"PK\x05\x06" + bytes(18), "holds no array"),
        (
            lambda: saved(np.savez_compressed, a=np.zeros((600, 600, 100))),
            "274 MB; the most is 256",
        ),
        (b"\0" * 128 + b"DICM", "pydicom"),
        (encoded(Image.new("P", (8, 8)), "GIF"), "GIF"),
        (GOOD[:200], "damaged"),
        (encoded(GREY16, "TIFF")[:200], "damaged"),
        (b"", "cannot be read"),
    ],
)
def test_what_has_no_channels_ends_in_one_plain_sentence(data, words):
    data = data() if callable(data) else data  # the large one not while tests are collected
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=words) as caught:
            images.load_channels(data)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 220


def five_channels(h=2, w=3):
    """A TIFF of five bytes a pixel, as instruments write it: strip, then its tags."""
    data = bytes(range(h * w * 5))
    bits = 8 + len(data)
    tags = [(256, 3, 1, w), (257, 3, 1, h), (258, 3, 5, bits), (259, 3, 1, 1), (262, 3, 1, 1)]
    tags += [(273, 4, 1, 8), (277, 3, 1, 5), (278, 3, 1, h), (279, 4, 1, len(data))]
    head = b"II*\0" + struct.pack("<I", bits + 10)
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return head + data + struct.pack("<5H", *[8] * 5) + body + b"\0\0\0\0"


def test_a_tiff_that_pillow_does_not_read_is_led_to_an_array():
    for file in (five_channels(), b"II*\0" + bytes(40)):
        with pytest.raises(ValueError, match=r"tifffile\.imread\(\"x\.tif\"\)"):
            images.load_channels(file)


def test_any_number_of_channels_goes_into_the_explorer():
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).random((7, 12, 10)))
    x, names = images.load_channels(file.getvalue())
    explorer = ChannelExplorer(x, np.ones((2, 7, 3, 3)), channel_names=names)
    assert explorer.x.shape == (7, 12, 10) and names[6] == "channel 6"
