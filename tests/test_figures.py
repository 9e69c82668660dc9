"""Figures: the numbers behind the colours, the numbers written, the words, the bytes."""

import io
import re
from decimal import Decimal
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from convlab import ConvLayer, Run, ShapeError, conv2d, figures, images, kernels, run
from convlab.figures.base import style
from convlab.figures.base.dark import _MAPS, DARK, in_theme
from convlab.figures.base.png import in_few_colours
from convlab.figures.base.theme import THEMES
from convlab.scene.context import State, context_of
from convlab.scene.staircase import staircase_of

PHOTO = images.coffee(52)
TEACHING = kernels.bank("teaching")
FOUR = {"weight": TEACHING.weight[:4], "bias": TEACHING.bias[:4]}
SMALL = dict(zip(("x", "weight", "bias"), kernels.cs231n(), strict=True))
COFFEE = kernels.trained("coffee")
STEM = kernels.trained("stem")
MAPS = kernels.stem_maps(images.coffee(84))
EIGHT = kernels.many(8, 8)
ONE = kernels.bank("one_by_one")

# The layer that lesson 02 works out by hand
BY_HAND = (
    np.array([[[1, 2, 0], [0, 1, 3]], [[0, 1, 1], [2, 0, 1]], [[2, 0, 1], [1, 1, 0]]]),
    np.array([[[[1, 0], [0, 1]], [[0, -1], [1, 0]], [[2, 0], [0, -1]]]]),
    np.array([1]),
)
FIGURES = {
    "receptive field": lambda: figures.receptive_field([ConvLayer(1, 1, 3)] * 3),
    "places": lambda: figures.places(8, 3, strides=(1, 2, 3)),
    "loudest": lambda: figures.loudest(PHOTO, *TEACHING),
    "families": lambda: figures.families(STEM.weight, {"some": range(20), "dead": [11, 16]}),
    "grid": lambda: figures.channel_grid(PHOTO, **FOUR, out_channel=2, row=21, col=41),
    "grid, whole numbers": lambda: figures.channel_grid(
        **SMALL, stride=2, padding=1, out_channel=0, row=1, col=2
    ),
    "grid, running sum": lambda: figures.channel_grid(PHOTO, **FOUR, view="running sum"),
    "grid, no bias": lambda: figures.channel_grid(PHOTO, FOUR["weight"]),
    "grid, tall kernels": lambda: figures.channel_grid(
        PHOTO, np.linspace(-1, 1, 45).reshape(3, 3, 5, 1), row=2, col=3
    ),
    "grid, 8 × 8": lambda: figures.channel_grid(MAPS[:8], EIGHT.weight, EIGHT.bias, row=3, col=4),
    "grid, groups": lambda: figures.channel_grid(
        MAPS[:6], kernels.many(6, 2).weight, groups=3, out_channel=1
    ),
    "dot product": lambda: figures.dot_product(PHOTO, **FOUR, out_channel=2, row=21, col=41),
    "dot product, 1×1": lambda: figures.dot_product(PHOTO, ONE.weight, ONE.bias, 1, 21, 41),
    "dot product, 32": lambda: figures.dot_product(MAPS, COFFEE.weight, COFFEE.bias, 0, 15, 15),
    "running sum": lambda: figures.running_sum(MAPS, COFFEE.weight, COFFEE.bias),
    "running sum, pixel": lambda: figures.running_sum(
        MAPS, COFFEE.weight, COFFEE.bias, row=15, col=15
    ),
    "many out": lambda: figures.many_out(
        kernels.stem_input(images.coffee(96)), STEM.weight, STEM.bias, 19, stride=2, limit=10
    ),
    "still, 3 to 4": lambda: figures.explorer_still(PHOTO, **FOUR),
    "still, 8 to 8": lambda: figures.explorer_still(MAPS[:8], EIGHT.weight, EIGHT.bias),
    "still, 3 to 32": lambda: figures.explorer_still(
        kernels.stem_input(images.coffee(64)), STEM.weight, STEM.bias, stride=2
    ),
    "still, 32 to 8": lambda: figures.explorer_still(MAPS, *kernels.many(8, 32)[:2]),
    "still, 6 in 2 groups": lambda: figures.explorer_still(
        MAPS[:6], kernels.many(6, 3).weight, groups=2, out_channel=3
    ),
    "channels": lambda: figures.channels(PHOTO),
    "channels, 32": lambda: figures.channels(MAPS),
    "feature maps": lambda: figures.feature_maps(PHOTO - 0.5, names=["a", "b", "c"]),
    "sliding": lambda: figures.sliding(images.diagonals(), kernels.SLICES["diagonal"], 8, 8),
    "sliding, photo": lambda: figures.sliding(
        images.to_grey(PHOTO), kernels.SLICES["blur"], 20, 10, padding=1, bias=0.5
    ),
    "wrong ideas": lambda: figures.wrong_ideas(PHOTO, **FOUR, out_channel=2, row=16, col=6),
    "wrong ideas, all": lambda: figures.wrong_ideas(
        PHOTO, **FOUR, row=16, col=6, ideas=("grey first", "mean", "largest")
    ),
    "groups": lambda: figures.groups_side_by_side(MAPS[:6], *kernels.many(6, 6)[:2]),
    "weight tensor": lambda: figures.weight_tensor(FOUR["weight"], (2, 1, 0, 1)),
    "named parts": lambda: figures.named_parts(*BY_HAND, row=0, col=0),
    "adapted": lambda: figures.adapted(PHOTO, STEM.weight, STEM.bias, out_channel=3, stride=2),
    "adapted, many": lambda: figures.adapted(
        PHOTO, EIGHT.weight[:, :3], ways=[(10, "mean"), ([2, 1, 0], "split"), (40, "zeros")]
    ),
    "pixel matrix": lambda: figures.pixel_matrix(PHOTO, ONE.weight, ONE.bias, 21, 41),
}


@pytest.fixture(params=FIGURES, scope="module")
def made(request):
    return FIGURES[request.param]()


def partial_maps(x, weight, stride=1, padding=0):
    """Every slice over its channel, by NumPy alone: (c_out, c_in, h_out, w_out)."""
    x = np.pad(x.astype(np.float64), [(0, 0), (padding,) * 2, (padding,) * 2])
    windows = sliding_window_view(x, weight.shape[2:], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("cijuv,ocuv->ocij", windows, weight.astype(np.float64))


# --- the arrays behind the colours -----------------------------------------------------------


@pytest.mark.parametrize(
    "x, weight, bias, options",
    [(PHOTO, *FOUR.values(), {}), (*SMALL.values(), {"stride": 2, "padding": 1})],
)
def test_the_grid_draws_each_slice_partial_map_and_map(x, weight, bias, options):
    drawn = figures.arrays_of(figures.channel_grid(x, weight, bias, **options))
    parts = partial_maps(x, weight, **options)
    maps = parts.sum(axis=1) + bias[:, None, None]
    for o in range(len(weight)):
        np.testing.assert_allclose(drawn[f"map {o}"], maps[o], atol=1e-4)
        for c in range(3):
            np.testing.assert_allclose(drawn[f"partial map {o}, {c}"], parts[o, c], atol=1e-4)
            np.testing.assert_array_equal(drawn[f"slice {o}, {c}"], weight[o, c])
            np.testing.assert_array_equal(drawn[f"channel {c}"], x[c])


def test_running_sums_add_up_to_the_map():
    drawn = figures.arrays_of(figures.running_sum(MAPS, COFFEE.weight, COFFEE.bias))
    parts = partial_maps(MAPS, COFFEE.weight)[0]
    for c in range(32):
        np.testing.assert_allclose(drawn[f"partial map 0, {c}"], parts[c], atol=1e-4)
        np.testing.assert_allclose(drawn[f"running sum 0, {c}"], parts[: c + 1].sum(0), atol=1e-4)
    np.testing.assert_allclose(drawn["sum 0"] + COFFEE.bias, drawn["map 0"], atol=1e-4)


def test_no_channel_and_no_kernel_is_dropped():
    still = figures.explorer_still(MAPS, *kernels.many(16, 32)[:2], out_channel=3)
    drawn = figures.arrays_of(still)
    assert {f"map {o}" for o in range(16)} <= set(drawn)
    few = figures.arrays_of(figures.explorer_still(MAPS, *kernels.many(3, 32)[:2]))
    assert {"map 0", "map 1", "map 2"} <= set(few)
    assert {f"partial map 3, {c}" for c in range(32)} <= set(drawn)


def test_groups_leave_out_the_slices_that_do_not_exist():
    weight = kernels.many(6, 6).weight
    drawn = figures.arrays_of(figures.groups_side_by_side(MAPS[:6], weight))
    for count, slices in [(1, 36), (2, 18), (3, 12), (6, 6)]:
        labels = [label for label in drawn if label.startswith(f"groups {count}: slice")]
        assert len(labels) == slices
        for label in labels:
            o, c = map(int, re.findall(r"\d+", label)[1:])
            assert o // (6 // count) == c // (6 // count)
            np.testing.assert_array_equal(drawn[label], weight[o, c])
    own = [partial_maps(MAPS[:6], weight)[o, o] for o in range(6)]
    for o in range(6):
        np.testing.assert_allclose(drawn[f"groups 6: map {o}"], own[o], atol=1e-4)


def test_wrong_ideas_are_worked_out_as_if_true():
    figure = figures.wrong_ideas(PHOTO, **FOUR, out_channel=2, row=16, col=6)
    drawn, first = figures.arrays_of(figure), FOUR["weight"][2, 0]
    grey = partial_maps(PHOTO.mean(0, keepdims=True), first[None, None])[0, 0] - 0.5
    np.testing.assert_allclose(drawn["“Grey first, then one slice”"], grey, atol=1e-4)
    alone = partial_maps(PHOTO, first[None, None].repeat(3, 1))[0] - 0.5
    rgb = (alone - alone.min()) / np.ptp(alone)
    shown = drawn["“3 in, so 3 out: it stays RGB”"]
    np.testing.assert_allclose(shown, rgb.transpose(1, 2, 0), atol=1e-4)
    answers = re.findall(r"−?\d\.\d\d", str(figure.alt_text).splitlines()[-1])
    assert answers == [f"{grey[16, 6]:.2f}"]

    drawn = figures.arrays_of(FIGURES["wrong ideas, all"]())
    parts = partial_maps(PHOTO, FOUR["weight"])[0]
    np.testing.assert_allclose(drawn["“Mean, not sum”"], parts.mean(0) + 0.1, atol=1e-4)
    np.testing.assert_allclose(drawn["“The largest wins”"], parts.max(0) + 0.1, atol=1e-4)


def test_pixel_matrix_multiplies_the_channels_of_the_pixel():
    drawn = figures.arrays_of(figures.pixel_matrix(PHOTO, ONE.weight, ONE.bias, 21, 41))
    np.testing.assert_allclose(drawn["pixel"][:, 0], PHOTO[:, 21, 41], atol=1e-6)
    product = drawn["weight"] @ drawn["pixel"][:, 0] + [0.0, 0.2]
    np.testing.assert_allclose(drawn["maps"][:, 0], product, atol=1e-6)
    np.testing.assert_allclose(product, [0.313, 0.810], atol=1e-6)


# --- the numbers that are written -------------------------------------------------------------


def value_of(text):
    return float(text.replace("−", "-"))


def test_every_number_in_a_cell_is_the_number_of_its_colour(made):
    checked = 0
    for axes in made.axes:
        for text in axes.texts:
            if not re.fullmatch(r"−?\d+(\.\d+)?", text.get_text()):
                continue
            x, y = text.get_position()
            for image in axes.images:
                left, right, bottom, top = image.get_extent()
                values = np.asarray(image.get_array())
                if left < x < right and top < y < bottom and values.ndim == 2:
                    row = int((y - top) / (bottom - top) * values.shape[0])
                    col = int((x - left) / (right - left) * values.shape[1])
                    decimals = len(text.get_text().partition(".")[2])
                    allowed = 0.5 * 10.0**-decimals + 1e-6 if decimals else 0.005
                    assert abs(value_of(text.get_text()) - values[row, col]) <= allowed
                    checked += 1
    labels = [image.get_label() for axes in made.axes for image in axes.images]
    if any(label.startswith(("total", "picked", "pixel")) for label in labels):
        assert checked > 5


def test_the_arrays_of_a_ledger_are_those_of_the_layer():
    drawn = figures.arrays_of(figures.dot_product(PHOTO, **FOUR, out_channel=2, row=21, col=41))
    for c in ("red", "green", "blue"):
        products = drawn[f"window of {c}"] * drawn[f"slice of {c}"]
        np.testing.assert_allclose(drawn[f"products of {c}"], products, atol=1e-6)
        assert drawn[f"subtotal of {c}"].item() == pytest.approx(products.sum(), abs=1e-6)
    assert drawn["total"].item() == pytest.approx(1.11)


def decimal(text):
    return Decimal(text.replace("−", "-").replace(",", ""))


def printed_sums(figure):
    """The sums that a figure prints, as (parts, total): products, and the boxes in a line."""
    texts = [
        (text.get_text(), *text.get_position(), text.get_color()) for text in figure.axes[0].texts
    ]
    boxes = {image.get_label(): image.get_extent() for image in figure.axes[0].images}

    def inside(label):
        left, right, bottom, top = boxes[label]
        return [decimal(t) for t, x, y, _ in texts if left < x < right and top < y < bottom]

    sums = []
    for label in boxes:
        if label.startswith("products of "):
            sums.append((inside(label), *inside(label.replace("products", "subtotal"))))
    if "total" in boxes:
        _, _, bottom, top = boxes["total"]
        line = [
            label for label, box in boxes.items() if box[2:] == (bottom, top) and label != "total"
        ]
        pills = [
            decimal(t)
            for t, _, y, colour in texts
            if colour == style.BIAS and t != "bias" and top < y < bottom
        ]
        parts = [part for label in line for part in inside(label)] + pills
        sums.append((parts, *inside("total")))
    return sums


def some_layer(seed):
    """x, weight, bias and options of a layer in numbers of many kinds: whole, tenths, trained."""
    rng = np.random.default_rng(seed)
    c_in, k, dilation = rng.choice([1, 2, 3, 4, 6, 12]), rng.integers(1, 6, 2), rng.integers(1, 3)
    groups = 2 if c_in % 2 == 0 and rng.random() < 0.3 else 1
    x = rng.uniform(-1 if rng.random() < 0.3 else 0, rng.choice([1, 6, 255]), (c_in, 12, 13))
    weight = rng.standard_normal((2, c_in // groups, *k)) * rng.choice([0.1, 1, 5])
    bias = None if rng.random() < 0.2 else rng.standard_normal(2)
    dtype, digits = rng.choice([np.float32, np.float64]), rng.choice([0, 1, 2, 3, 9], 3)
    x, weight = x.round(digits[0]).astype(dtype), weight.round(digits[1]).astype(dtype)
    options = dict(padding=int(rng.integers(0, 3)), stride=int(rng.integers(1, 3)))
    options |= dict(dilation=int(dilation), groups=groups, row=1, col=1, out_channel=1)
    return x, weight, None if bias is None else bias.round(digits[2]).astype(dtype), options


EDGES = np.concatenate([images.red_green_edge(24), images.brightness_edge(24)], axis=1)[:, :, 6:18]
OPPONENTS = kernels.bank("colour_opponents")
# As in the lessons, and many more
ACCOUNTS = {
    **{name: FIGURES[name] for name in FIGURES if not name.startswith(("grid", "groups"))},
    "lesson 02": lambda: figures.explorer_still(MAPS, COFFEE.weight, COFFEE.bias, row=16, col=19),
    "lesson 04": lambda: figures.explorer_still(EDGES, TEACHING.weight[[7]], row=4, col=5),
    "lesson 05": lambda: figures.explorer_still(
        MAPS[[2, 12, 7, 23, 4, 26]].round(2),
        *kernels.many(6, 6)[:1],
    ),
    "lesson 06": lambda: figures.explorer_still(
        PHOTO, OPPONENTS.weight, OPPONENTS.bias, out_channel=1, row=40, col=40
    ),
    "lesson 09": lambda: figures.explorer_still(
        kernels.stem_input(images.coffee(84)),
        STEM.weight,
        STEM.bias,
        stride=2,
        out_channel=7,
        row=17,
        col=20,
    ),
    "whole numbers": lambda: figures.explorer_still(**SMALL, stride=2, padding=1, row=1, col=2),
}


def assert_adds_up(figure):
    sums = printed_sums(figure)
    for parts, total in sums:
        assert sum(parts) == total, f"{' + '.join(map(str, parts))} = {total}"
    numbers = [number for parts, total in sums for number in (*parts, total) if number]
    assert len({number.as_tuple().exponent for number in numbers}) < 2  # one number of decimals
    return len(sums)


def test_what_lifts_and_what_lowers_are_the_same_sums_in_figures_and_staircases():
    """Each is the rounded true sum, and not the sum of rounded parts, which here is 9.14."""
    layer = Run(kernels.stem_maps(images.coffee(84)), COFFEE.weight, COFFEE.bias)
    subtotals = layer.pixel(0, 15, 15).subtotals
    true = [
        round(float(some.sum()), 2) for some in (subtotals[subtotals > 0], subtotals[subtotals < 0])
    ]
    assert true == [9.13, -2.23]
    state = State(row=15, col=15)
    context = context_of(layer, state)
    staircase = staircase_of(context.layer, state)
    kinds = staircase.kinds(context.decimals.maps)
    assert [kind.value for kind in kinds] == [*true, 0]
    assert round(sum(stair.value for stair in staircase.stairs if stair.value > 0), 2) == 9.14
    figure = figures.running_sum(layer.x, *COFFEE[:2], row=15, col=15)
    drawn = figures.arrays_of(figure)
    assert [drawn[words].item() for words in ("12 channels add", "9 take away")] == true


@pytest.mark.parametrize("name", ACCOUNTS)
def test_what_is_printed_adds_up(name):
    sums = assert_adds_up(ACCOUNTS[name]())
    assert sums or not name.startswith(("lesson", "still", "dot", "sliding"))


@pytest.mark.parametrize("seed", range(60))
def test_what_is_printed_adds_up_in_any_layer(seed):
    x, weight, bias, options = some_layer(seed)
    assert assert_adds_up(figures.dot_product(x, weight, bias, **options)) >= 2
    place = {name: options.pop(name) for name in ("row", "col", "out_channel", "groups")}
    if place["groups"] == 1:
        at = place["row"], place["col"]
        one = figures.sliding(
            x[0], weight[1, 0], *at, bias=None if bias is None else bias[1], **options
        )
        assert assert_adds_up(one) == 1 + (bias is not None)


@pytest.mark.parametrize(
    "subtotals, words",
    [
        ([2, -1, 0, 0, 0], ["1 channel adds", "1 takes away", "3 say nothing"]),
        ([0.004, 3, -1, -2, 0.00001], ["2 channels add", "2 take away", "1 says next to nothing"]),
        ([-1] * 5, ["5 channels take away"]),
    ],
)
def test_channels_are_sorted_by_what_they_add(subtotals, words):
    figure = figures.dot_product(np.reshape(subtotals, (5, 1, 1)), np.ones((1, 5, 1, 1)))
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert [t for t in texts if re.search("adds?$|away$|nothing$", t)] == words


@pytest.mark.parametrize("seed", range(10))
def test_the_sums_of_a_pixel_matrix_add_up(seed):
    rng = np.random.default_rng(seed)
    x, weight, bias = rng.random((4, 3, 3)), rng.standard_normal((3, 4, 1, 1)), rng.random(3)
    figure = figures.pixel_matrix(x, weight, bias if seed % 2 else None, 1, 2)
    lines = {}
    for text in sorted(figure.axes[0].texts, key=lambda text: text.get_position()):
        lines.setdefault(text.get_position()[1], []).append(text.get_text())
    sums = [" ".join(words) for words in lines.values() if words[0].startswith("map ")]
    assert len(sums) == 3
    for line in sums:
        *parts, total = map(decimal, re.findall(r"−?\d+\.\d+", line))
        assert sum(parts) == total


def test_minus_signs_are_real_and_names_are_text(made):
    texts = [text.get_text() for axes in made.axes for text in axes.texts]
    assert texts and not [t for t in texts if re.search(r"(^|[ (±])-\d", t)]
    assert all(not text.get_parse_math() for axes in made.axes for text in axes.texts)


def test_names_with_markup_are_drawn_as_they_are():
    figure = figures.channels(np.zeros((2, 4, 4)), names=["$x^2$", "<b>"])
    assert [text.get_text() for text in figure.axes[0].texts] == ["$x^2$", "<b>"]
    assert figures.png(figure)


def test_nothing_is_cut_off_or_written_over(made):
    made.draw_without_rendering()
    page = made.bbox
    boxes = []
    for text in made.axes[0].texts:
        if text.get_text().strip():
            box = text.get_window_extent()
            assert page.x0 <= box.x0 and box.x1 <= page.x1, text.get_text()
            assert page.y0 <= box.y0 and box.y1 <= page.y1, text.get_text()
            boxes.append((box, text.get_text()))
    for n, (a, first) in enumerate(boxes):
        for b, second in boxes[:n]:
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide < 3 or high < 6, f"{first!r} over {second!r}"


@pytest.fixture
def wide_font(monkeypatch):
    """DejaVu Sans, the widest: what matplotlib falls back to."""
    monkeypatch.setattr(style, "_FAMILY", ("DejaVu Sans",))
    style.font.cache_clear(), style.text_width.cache_clear()
    yield
    style.font.cache_clear(), style.text_width.cache_clear()


@pytest.mark.parametrize("name", FIGURES)
def test_no_word_runs_into_a_picture(name, wide_font):
    figure = FIGURES[name]()
    figure.draw_without_rendering()
    images = [(image.get_window_extent(), image.get_label()) for image in figure.axes[0].images]
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        if any(image.contains(x, y) for image, _ in images):
            continue  # it is written in a cell
        for image, label in images:
            wide = min(box.x1, image.x1) - max(box.x0, image.x0)
            high = min(box.y1, image.y1) - max(box.y0, image.y0)
            assert wide < 2 or high < 4, f"{text.get_text()!r} over {label}"


@pytest.mark.parametrize("dilation", [2, (2, 3), (1, 2)])
@pytest.mark.parametrize(
    "draw, x, label",
    [
        (figures.channel_grid, SMALL["x"], "channel"),  # numbers
        (figures.channel_grid, images.coffee(20), "channel"),  # a few pixels a value
        (figures.running_sum, images.coffee(90), "channel"),  # less than one
        (figures.sliding, images.coffee(24), "picture"),
    ],
)
def test_a_dilated_window_marks_the_places_that_it_reads(draw, x, label, dilation):
    slides = draw is figures.sliding
    weight = np.ones((3, 3)) if slides else np.ones((1, 3, 3, 3))
    place = dict(row=1, col=0, stride=2, padding=3)
    figure = draw(x[0] if slides else x, weight, dilation=dilation, **place)
    image = next(i for i in figure.axes[0].images if i.get_label().startswith(label))
    left, _, _, top = image.get_extent()
    pixel = (image.get_extent()[1] - left) / x.shape[2]
    marks = []
    for patch in figure.axes[0].patches:
        box = patch.get_bbox()
        if style.PICK in (to_hex(patch.get_edgecolor()), to_hex(patch.get_facecolor())):
            row, col = ((box.y0 + box.y1) / 2 - top) / pixel, ((box.x0 + box.x1) / 2 - left) / pixel
            marks.append((row - 0.5, col - 0.5))
    down, across = np.broadcast_to(dilation, 2)
    # 2 · 1 − 3 and 2 · 0 − 3, and from there three steps each
    read = [(-1 + i * down, -3 + j * across) for i in range(3) for j in range(3)]
    np.testing.assert_allclose(marks[:10], [(-1 + down, -3 + across), *read], atol=1e-6)


# --- limits and colours -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "values, limit",
    [
        ([0, 0], 1),
        ([-6, 2], 6),
        ([7], 7),
        (np.full(100, 0.04), 0.05),
        (np.full(100, 0.05), 0.05),
        (np.full(100, 0.051), 0.1),
        (np.full(100, 2.1), 3),
        (np.full(100, -31.5), 50),
        ([*np.full(999, 0.9), 80.5], 1),  # one value in a thousand does not wash out the rest
        ([0.5, np.nan, np.inf], 0.5),
    ],
)
def test_the_shared_limit_rule(values, limit):
    assert figures.shared_limit(values) == pytest.approx(limit)


def test_maps_that_are_compared_share_one_limit():
    figure = figures.channel_grid(PHOTO, **FOUR)
    scales = {
        (image.norm.vmin, image.norm.vmax)
        for image in figure.axes[0].images
        if image.get_label().startswith(("map", "partial"))
    }
    assert scales == {(-3, 3)}
    figure = figures.channel_grid(PHOTO, **FOUR, limit=7)
    assert figure.axes[0].images[-1].norm.vmax == 7


@pytest.mark.parametrize("cmap", [style.DIVERGING, style.GREY, style.PALE, *_MAPS.values()])
def test_text_on_every_colour_can_be_read(cmap):
    for colour in cmap(np.linspace(0, 1, cmap.N)):
        light, dark = luminance(colour), float(style.ink_on(colour) == "#ffffff")
        high, low = max(light, dark) + 0.05, min(light, dark) + 0.05
        assert high / low >= 4.5


# --- errors -----------------------------------------------------------------------------------


def test_every_named_part_holds_its_numbers():
    drawn = figures.arrays_of(FIGURES["named parts"]())
    assert [drawn[f"subtotal {c}"].item() for c in range(3)] == [2, 1, 3]
    assert [drawn[f"partial map {c}"].tolist() for c in range(3)] == [[[2, 5]], [[1, -1]], [[3, 0]]]
    assert drawn["products 1"].tolist() == [[0, -1], [2, 0]]
    assert (drawn["y[0]"].tolist(), drawn["total"].item()) == ([[7, 5]], 7)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: figures.channel_grid(PHOTO, **FOUR, row=50, col=0), "row 50 .* 0 to 49"),
        (lambda: figures.channel_grid(PHOTO, **FOUR, out_channel=4), "out_channel 4 .* 0 to 3"),
        (lambda: figures.channel_grid(PHOTO, **FOUR, row=1), "row=1, col=None"),
        (lambda: figures.channel_grid(PHOTO[None], **FOUR), "batch"),
        (lambda: figures.channel_grid(PHOTO, **FOUR, view="slices"), "choose from"),
        (lambda: figures.channel_grid(PHOTO, **FOUR, limit=-1), "limit is -1"),
        (lambda: figures.channel_grid(PHOTO, **FOUR, channel_names=["r"]), "1 name.*3 channels"),
        (lambda: figures.channel_grid(PHOTO[:2], **FOUR), "2 channels"),
        (lambda: figures.weight_tensor(FOUR["weight"], (4, 0, 0, 0)), "o = 4 .* 0 to 3"),
        (lambda: figures.weight_tensor(STEM.weight), "up to \\(8, 8, 5, 5\\)"),
        (lambda: figures.named_parts(PHOTO, *ONE[:2]), "2 or 3 channels of up to 4×4"),
        (lambda: figures.pixel_matrix(PHOTO, **FOUR), "1×1"),
        (lambda: figures.wrong_ideas(PHOTO, **FOUR, ideas=["median"]), "median.*choose"),
        (lambda: figures.groups_side_by_side(PHOTO, FOUR["weight"]), "groups=2"),
        (lambda: figures.sliding(PHOTO, np.eye(3)), "channel_grid"),
        (lambda: figures.feature_maps(np.zeros(3)), "needs \\(channels, h, w\\)"),
        (lambda: figures.loss_curve([]), "shape \\(0,\\), but .* one loss or more"),
        (lambda: figures.loss_curve({}), "0 curves, but .* 1 to 4"),
        (lambda: figures.loss_curve({n: [2, 1] for n in "abcdef"}), "6 curves, but .* 1 to 4"),
        (lambda: figures.loss_curve([1, np.nan]), "NaN at step 1"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(call, words):
    with pytest.raises((ShapeError, ValueError), match=words):
        call()


def test_gradients_of_small_integers_do_not_wrap():
    x, error = np.full((1, 3, 3), 200, np.uint8), np.full((2, 2), 2, np.uint8)
    figure = figures.slice_gradients(x, error)
    drawn = figures.arrays_of(figure)
    assert drawn["products channel 0"].tolist() == [[400, 400], [400, 400]]
    assert drawn["gradient channel 0"].tolist() == [[1600, 1600], [1600, 1600]]
    assert "channel 0: 1,600; bias 8" in repr(figure)


def test_up_to_four_losses_are_drawn_and_named():
    figure = figures.loss_curve({rate: [2.0, 1.0] for rate in (0.1, 0.2, 0.3, 0.4)})
    assert len(figure.axes[0].child_axes[0].lines) == 4
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert {"0.1", "0.2", "0.3", "0.4"} <= set(texts)


def test_losses_are_drawn_on_an_axis_of_powers_of_ten():
    losses = np.geomspace(700, 0.02, 20)
    figure = figures.loss_curve(losses)
    (line,) = figure.axes[0].child_axes[0].lines
    np.testing.assert_array_equal(line.get_xydata(), [*enumerate(losses)])
    assert figure.axes[0].child_axes[0].get_yscale() == "log"
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].child_axes[0].get_yticklabels()]
    assert {"0.01", "0.1", "1", "10", "100", "1000"} <= set(labels)
    assert figures.png(figures.loss_curve([0.0, 0.0]))


# --- one call, one run --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draw", [figures.channel_grid, figures.explorer_still, figures.dot_product, figures.running_sum]
)
def test_a_call_is_checked_padded_and_convolved_once(draw, monkeypatch):
    calls = []

    def count(name, function):
        def counting(*args, **options):
            calls.append(name)
            return function(*args, **options)

        monkeypatch.setattr(run, name, counting)

    for name in ("checked", "padded", "feature_maps", "partial_maps"):
        count(name, getattr(run, name))
    draw(PHOTO, **FOUR, padding=1)
    draw(PHOTO, **FOUR, out_channel=1, row=2, col=3)
    assert calls.count("checked") == calls.count("padded") == 2
    assert max(calls.count(name) for name in ("feature_maps", "partial_maps")) <= 2


@pytest.mark.parametrize(
    "draw, options, own",
    [
        (figures.channel_grid, {"strid": 2}, "bias, out_channel, row, col, view, heading"),
        (figures.explorer_still, {"kernel_size": 3}, "bias, out_channel, row, col, view"),
        (figures.dot_product, {"heading": False}, "bias, out_channel, row, col"),
        (figures.wrong_ideas, {"groups": 3}, "bias, .*, ideas, channel_names, limit"),
        (figures.groups_side_by_side, {"bank": 3}, "bias, groups, limit"),
    ],
)
def test_an_unknown_option_is_named_with_those_that_there_are(draw, options, own):
    (name,) = options
    with pytest.raises(TypeError, match=f"no option '{name}': choose from {own}, stride, padding"):
        draw(PHOTO, FOUR["weight"], **options)
    with pytest.raises(TypeError, match="no option 'groups': choose from row, col, bias, stride"):
        figures.sliding(PHOTO[0], np.eye(3), groups=1)


def test_what_is_offered_are_figures():
    assert dir(figures) == sorted(figures.__all__) and "np" not in dir(figures)


@pytest.mark.parametrize("channels", [1, 3, 4, 5, 8])
@pytest.mark.parametrize(
    "view, kinds",
    [
        (None, {"slice", "partial map"}),
        ("slice and partial map", {"slice", "partial map"}),
        ("slice", {"slice"}),
        ("partial map", {"partial map"}),
        ("running sum", {"running sum"}),  # and beside it, up to four channels, the slice
    ],
)
@pytest.mark.parametrize("draw", [figures.channel_grid, figures.explorer_still])
def test_a_view_shows_the_same_in_any_number_of_columns(draw, view, kinds, channels):
    drawn = figures.arrays_of(draw(MAPS[:channels], EIGHT.weight[:2, :channels], view=view))
    if view == "running sum" and channels <= 4:
        kinds = kinds | {"slice"}
    for o, c in np.ndindex(2, channels):
        for kind in ("slice", "partial map", "running sum"):
            assert (f"{kind} {o}, {c}" in drawn) == (kind in kinds), (kind, o, c)


def test_dead_kernels_and_kernels_of_other_sizes_are_pointed_out():
    texts = [text.get_text() for text in FIGURES["many out"]().axes[0].texts]
    note = "Slices: each kernel on its own scale, because their sizes differ 94-fold."
    assert note in texts  # 94 is what lesson 09 says of it
    assert "Kernels 11, 16, 28, 31: next to no weights, so the map is one constant." in texts
    weight = np.ones((9, 1, 3, 3))
    weight[4] = 0
    texts = [text.get_text() for text in figures.many_out(PHOTO[:1], weight).axes[0].texts]
    assert "Kernel 4: next to no weights, so the map is one constant." in texts


# --- one figure, shown once, the same bytes ---------------------------------------------------


def test_every_figure_is_a_figure_with_a_text_twin(made):
    assert isinstance(made, Figure)
    assert repr(made) and "0x" not in repr(made)
    assert made._repr_png_().startswith(b"\x89PNG")


def test_every_colour_has_its_twin_on_a_dark_page(made):
    """By name: what is drawn in a colour of no theme would stay as it is, and glare."""
    if made.drawn_dark:  # a scene, which names its colours
        return
    written = {text for axes in made.findobj(Axes) for text in axes.texts} - made.grounds.keys()
    used = [text.get_color() for text in written] + [made.get_facecolor()]
    for patch in set(made.findobj(Patch)) - set(made.findobj(Spine)):
        shown = patch.get_edgecolor() if patch.get_linewidth() or patch.get_hatch() else ()
        used += [colour for colour in (patch.get_facecolor(), shown) if len(colour) and colour[3]]
    on_pictures = {"#ffffff", style.FAINT}
    assert {to_hex(colour) for colour in used} <= DARK.keys() | on_pictures


@pytest.mark.parametrize("name", ["dot product, 32", "weight tensor", "wrong ideas"])
def test_a_dark_twin_is_dark_and_leaves_the_figure_as_it_was(name):
    made = FIGURES[name]()
    before = figures.png(made)
    dark = Image.open(io.BytesIO(figures.png(made, theme="dark"))).convert("RGB")
    assert dark.size == Image.open(io.BytesIO(before)).size
    assert dark.getpixel((0, 0)) == to_bytes(THEMES["dark"]["bg"])
    assert figures.png(made) == before


def test_figures_on_coloured_cells_are_read_on_a_dark_page():
    """Contrast by WCAG's formula."""
    figure = FIGURES["dot product"]()
    with in_theme(figure, "dark"):
        for text, (at, colours) in figure.grounds.items():
            cell = _MAPS.get(colours.name, colours)(at)
            lights = sorted(map(luminance, (to_rgba_array(text.get_color())[0], cell)))
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


def to_bytes(colour):
    return tuple(np.round(255 * to_rgba_array(colour)[0, :3]).astype(int))


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("name", ["grid", "dot product", "running sum, pixel", "wrong ideas"])
def test_two_runs_give_the_same_bytes(name):
    first, second = figures.png(FIGURES[name]()), figures.png(FIGURES[name]())
    assert first == second
    assert b"Software" not in first and b"tIME" not in first


@pytest.mark.parametrize("name, most", [("dot product", 20), ("grid", 60), ("weight tensor", 20)])
def test_pictures_are_small_enough_for_a_notebook(name, most):
    assert len(figures.png(FIGURES[name]())) < most * 1000


def test_inks_and_legends_keep_their_colours_beside_any_photo():
    """Also where 600 colours of a photo are each far more often."""
    scale = style.DIVERGING(range(style.DIVERGING.N), bytes=True)[:, :3]
    inks = np.round(255 * to_rgba_array(style.INKS)[:, :3]).astype(np.uint8)
    ours = np.concatenate([scale, inks])
    photo = np.random.default_rng(0).integers(0, 256, (600, 3), dtype=np.uint8)
    rgb = np.concatenate([photo.repeat(50, axis=0), ours])[None]
    kept = np.asarray(in_few_colours(rgb).convert("RGB"))
    np.testing.assert_array_equal(kept[0, -len(ours) :], ours)


def test_a_palette_keeps_every_colour_of_ours_as_it_is():
    """White, neutral, every step of both scales and the inks survive beside a noisy photo."""
    scales = [cmap(range(cmap.N), bytes=True)[:, :3] for cmap in (style.DIVERGING, style.GREY)]
    inks = [style.PICK, style.PICK_GROUND, style.KERNEL, style.CHANNEL, style.BIAS, "white"]
    inks += [*style.CHIPS.values(), *style.CURVES]
    ours = np.concatenate([*scales, np.round(255 * to_rgba_array(inks)[:, :3])]).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (60, len(ours), 3), dtype=np.uint8)
    noise[:4] = ours  # a few pixels of each
    kept = np.asarray(in_few_colours(noise).convert("RGB"))
    np.testing.assert_array_equal(kept[:4], noise[:4])
    assert np.mean(abs(kept.astype(int) - noise)) < 20


def test_letters_have_few_colours_and_maps_of_photos_more():
    """A file is as small as what is on it lets it be; only 256 colours would be a palette's end."""
    words, photo = (
        len(Image.open(io.BytesIO(figures.png(figure, scale=2))).getcolors())
        for figure in (FIGURES["dot product"](), FIGURES["grid"]())
    )
    assert words <= 152 < photo <= 184


def test_grey_stays_grey_among_colours_that_are_near_it():
    """Inputs and windows are grey, however many pale blues and reds stand beside them."""
    rng = np.random.default_rng(0)
    pale = rng.integers(200, 256, (40, 400, 3), dtype=np.uint8)
    grey = rng.integers(0, 256, (40, 400, 1), dtype=np.uint8).repeat(3, axis=2)
    kept = np.asarray(in_few_colours(np.concatenate([pale, grey])).convert("RGB"))[40:].astype(int)
    assert (kept == kept[..., :1]).all() and abs(kept - grey).max() <= 6


def test_a_picture_of_few_colours_is_kept_as_it_is():
    rgb = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    np.testing.assert_array_equal(np.asarray(in_few_colours(rgb).convert("RGB")), rgb)


def test_a_photo_keeps_its_colours_nearly():
    photo = images.coffee(52)
    file = Image.open(io.BytesIO(figures.png(figures.channels(photo))))
    shown = np.asarray(file.convert("RGB"), float)[46 : 46 + 3 * 52 : 3, 16 : 16 + 3 * 52 : 3]
    assert np.mean(abs(shown - 255 * photo.transpose(1, 2, 0))) < 5


def test_settings_of_a_reader_do_not_reach_the_figures():
    wanted = figures.png(FIGURES["grid"]())
    theirs = {"savefig.bbox": "tight", "image.origin": "lower", "savefig.facecolor": "red"}
    theirs |= {"path.sketch": (1, 100, 2), "text.antialiased": False, "text.usetex": True}
    with rc_context(theirs):
        assert figures.png(FIGURES["grid"]()) == wanted


def test_figures_answer_to_sliders():
    calls = [
        (
            {"row": (0, 49), "col": (0, 49)},
            lambda row, col: figures.dot_product(PHOTO, **FOUR, row=row, col=col),
        ),
        (
            {"n": (1, 4)},
            lambda n: figures.channel_grid(PHOTO, FOUR["weight"][:n], FOUR["bias"][:n]),
        ),
        (
            {"groups": [1, 2, 4]},
            lambda groups: figures.channel_grid(
                MAPS[:4], figures.own_slices(EIGHT.weight[:4, :4], groups), groups=groups
            ),
        ),
    ]
    for sliders, function in calls:
        widget = ipywidgets.interactive(function, **sliders)
        widget.update()
        assert isinstance(widget.result, Figure)
        widget.children[0].value = widget.children[0].options[-1] if "groups" in sliders else 3
        widget.update()
        assert isinstance(widget.result, Figure)


def test_the_pictures_of_the_project_all_have_an_alt_text():
    folder = Path(__file__).parents[1] / "images"
    text = (folder / "README.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## (.+)\n\n.+\n\nAlt text: (.{60,})$", text, re.MULTILINE)
    named = {name for title, _ in entries for name in re.findall(r"`(.+?)`", title)}
    assert named == {path.name for path in folder.iterdir()} - {"README.md"}
    assert "CC BY 4.0" in text


def test_layers_too_large_for_figures_in_cells_keep_every_channel():
    weight = kernels.many(3, 20).weight
    drawn = figures.arrays_of(figures.channel_grid(np.ones((20, 6, 6)), weight))
    assert {f"slice {o}, {c}" for o in range(3) for c in range(20)} <= set(drawn)
    drawn = figures.arrays_of(figures.channel_grid(np.ones((3, 6, 6)), kernels.many(64, 3).weight))
    assert {f"map {o}" for o in range(64)} <= set(drawn)


@pytest.mark.parametrize("steps", [[(3, 1)] * 3, [(3, 2), (5, 1)], [(2, 1), (3, 2), (3, 1)]])
def test_receptive_fields_count_the_ways_of_each_pixel(steps):
    layers = [ConvLayer(2, 2, kernel, stride=stride) for kernel, stride in steps]
    lit = np.eye(25 * 25).reshape(-1, 1, 25, 25)  # one pixel lit in each picture
    for kernel, stride in steps:
        lit = conv2d(lit, np.ones((1, 1, kernel, kernel)), stride=stride)
    ways = lit[:, 0, 1, 1].astype(int)
    figure = figures.receptive_field(layers)
    side = int((ways > 0).sum() ** 0.5)
    assert repr(figure).endswith(f"{side}×{side} pixels of the picture")
    shown = [int(text.get_text()) for text in figure.axes[0].texts if text.get_text().isdigit()]
    assert shown[: side**2] == ways[ways > 0].tolist()


def test_receptive_fields_too_large_to_draw_say_so():
    with pytest.raises(ShapeError, match="65 pixels wide"):
        figures.receptive_field([ConvLayer(1, 1, 65)])
    with pytest.raises(ShapeError, match="at least 1"):
        figures.receptive_field([])


def test_a_pick_of_the_weight_tensor_is_four_numbers():
    with pytest.raises(ShapeError, match="pick holds 2 numbers; a weight has 4: o, c, i, j"):
        figures.weight_tensor(np.ones((2, 3, 3, 3)), (0, 0))


def test_adapted_shows_what_stays_the_same():
    ways = [(1, "sum"), (4, "zeros"), (5, "mean"), (6, "repeat"), ([0, 1, 2, 0], "split")]
    figure = figures.adapted(PHOTO, **FOUR, ways=ways, out_channel=2, padding=1)
    drawn, weight = figures.arrays_of(figure), FOUR["weight"][2:3]
    for channels, how in ways:
        made = kernels.adapt(weight, channels, how)
        n = made.shape[1]
        head = f"3 → {n} {how}"
        x = np.stack([drawn[f"{head}: channel {c}"] for c in range(n)])
        for c in range(n):
            np.testing.assert_allclose(drawn[f"{head}: slice {c}"], made[0, c])
        wanted = partial_maps(x, made, padding=1).sum(1)[0] + FOUR["bias"][2]
        np.testing.assert_allclose(drawn[f"{head}: map"], wanted, atol=1e-5)
        np.testing.assert_allclose(drawn[f"{head}: before"], wanted, atol=1e-5)
        line = f'{head.removesuffix(how)[:-1]}, how="{how}": Same map as before {kernels.WAYS[how]}'
        assert line in repr(figure)
    as_trained = partial_maps(PHOTO, weight, padding=1).sum(1)[0] + FOUR["bias"][2]
    np.testing.assert_allclose(drawn["as trained: map"], as_trained, atol=1e-5)
    np.testing.assert_allclose(drawn["3 → 4 zeros: before"], as_trained, atol=1e-5)
    np.testing.assert_array_equal(drawn["3 → 4 zeros: slice 3"], np.zeros((3, 3)))
    assert "largest difference" in repr(figure).splitlines()[1]


def test_adapted_shows_what_new_channels_hold():
    depth = np.linspace(0, 1, PHOTO[0].size).reshape(1, *PHOTO.shape[1:])
    made = figures.adapted(
        PHOTO, **FOUR, ways=[(5, "zeros")], extra=np.stack([depth[0]] * 2), extra_names=["a", "b"]
    )
    np.testing.assert_allclose(figures.arrays_of(made)["3 → 5 zeros: channel 4"], depth[0])


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"ways": [(2, "zeros")]}, 'how="sum" makes fewer'),
        ({"ways": [(80, "sum")]}, "80 channels are too many to draw: at most 64"),
        ({"extra": np.ones((1, 3, 3))}, r"extra has shape \(1, 3, 3\).*needs \(n, 52, 52\)"),
        ({"extra_names": ["a", "b"]}, "2 names"),
        ({"out_channel": 9}, "no kernel 9"),
        ({"groups": 3}, "no option 'groups'"),
    ],
)
def test_adapted_refuses(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        figures.adapted(PHOTO, **FOUR, **arguments)


# --- places, loudest, families ---------------------------------------------------------------


@pytest.mark.parametrize("size, kernel, stride", [(8, 3, 1), (8, 3, 2), (8, 3, 3), (12, 1, 5)])
def test_places_are_those_at_which_a_kernel_fits(size, kernel, stride):
    starts = [at for at in range(0, size, stride) if at + kernel <= size]
    missed = set(range(size)) - {at + tap for at in starts for tap in range(kernel)}
    words = repr(figures.places(size, kernel, [stride]))
    said, _, never = words.partition(";")
    assert [int(n) for n in re.findall(r"\d+", said.partition("at ")[2])] == starts
    assert {int(n) for n in re.findall(r"\d+", never)} == missed


def test_places_that_cannot_be_drawn_say_so():
    with pytest.raises(ShapeError, match=r"size is 13 and kernel 3.*room for 12"):
        figures.places(13, 3)
    with pytest.raises(ShapeError, match="needs a kernel that fits"):
        figures.places(3, 4)


def test_the_loudest_place_of_each_kernel():
    figure = figures.loudest(PHOTO, *TEACHING)
    y = conv2d(PHOTO, TEACHING.weight, TEACHING.bias).round(2)
    for o, line in enumerate(repr(figure).splitlines()):
        row, col = (int(n) for n in re.findall(r"\d+", line)[-2:])
        assert y[o, row, col] == y[o].max() and TEACHING.names[o] in line
    assert np.array_equal(figures.arrays_of(figure)["7, 2"], TEACHING.weight[7, 2])
    with pytest.raises(ShapeError, match="a name for each"):
        figures.loudest(PHOTO, TEACHING.weight, None, ["one"])


def test_families_hold_their_kernels():
    figure = figures.families(STEM.weight, {"edges": [0, 5], "dead": [11]})
    assert repr(figure) == "edges: 2 kernels, 0, 5\ndead: 1 kernel, 11"
    assert np.allclose(figures.arrays_of(figure)["5, 1"], STEM.weight[5, 1])
    with pytest.raises(ShapeError, match=r"weight has shape \(8, 1, 3, 3\)"):
        figures.families(np.ones((8, 1, 3, 3)), {"all": [0]})
    with pytest.raises(ValueError, match="there are 32 kernels"):
        figures.families(STEM.weight, {"none": [32]})
