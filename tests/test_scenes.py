"""Scenes: the boxes that Python makes are those that are stored, and every kind can be painted."""

import json
import math
import re
from operator import attrgetter
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from convlab import ConvLayer, Run
from convlab.figures.base.boxes import PAINTERS, draw_scene
from convlab.figures.base.png import png
from convlab.figures.base.theme import THEMES
from convlab.scene import boxes
from convlab.scene.board import width_of
from convlab.scene.colours import Colour, signed
from convlab.scene.context import State, context_of
from convlab.scene.explorer import ASKED, LAYOUTS, build_scene
from convlab.scene.head import with_head, words_width
from convlab.scene.many import rows_of_many
from convlab.scene.picture import LegendOf, Scene
from convlab.scene.stairs import Rect
from convlab.show import units
from convlab.widgets.modules import STATIC
from tests.stored import scene_data

from .node import run_module
from .scenes import CASES, FOLDER, RGB, Case

TOKENS = Path(__file__).parent.parent / "convlab/widgets/static/tokens.css"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_boxes_are_those_that_are_stored(case):
    stored = json.loads((FOLDER / f"{case.name}.json").read_text(encoding="utf-8"))
    built = json.loads(json.dumps(scene_data(case.build())))
    assert built["boxes"] == stored["boxes"]
    assert built == {key: stored[key] for key in built}


def area_of(box):
    """Where a box stands, if it can cover another: (x, y, w, h)."""
    match box:
        case boxes.Swatch() | boxes.Ground() | boxes.Bar() | boxes.Hatch():
            return box.x, box.y, box.w, box.h
        case boxes.Pill():
            wide = min(words_width(box.text, 15, bold=True) + 14, box.max or math.inf)
            return box.x - wide / 2, box.y - 11, wide, 22
        case boxes.Flag():
            wide = words_width(box.text, box.size, bold=True) + box.size
            return box.x - wide * (box.side == "left"), box.y - 0.7 * box.size, wide, 1.4 * box.size
        case boxes.Map():
            h, w = box.data.shape[-2:]
            return box.x, box.y, w * box.scale, h * (box.tall or box.scale)
        case boxes.Cells():
            h, w = box.values.shape
            return box.x, box.y, w * box.cell, h * (box.tall or box.cell)


def shared(one, other):
    """The part of an area that another covers."""
    (x, y, w, h), (left, top, wide, high) = one, other
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    return max(0, across) * max(0, down) / (w * h or 1)


TERMS = boxes.Swatch, boxes.Pill, boxes.Flag, boxes.Bar, boxes.Cells


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_term_is_cut_or_covered(case):
    """At the four widths that scenes are built for: numbers, sums, biases, stairs, flags."""
    scene = case.build()
    areas = [(box, area_of(box)) for box in scene.boxes]
    for i, (box, area) in enumerate(areas):
        if not isinstance(box, TERMS) or 0 in area:  # a bar of 0
            continue
        assert shared(area, (0, 0, scene.width, scene.height)) > 0.98, box
        later = [(other, over) for other, over in areas[i + 1 :] if over]
        assert not [other for other, over in later if shared(area, over) > 0.1], box


@pytest.mark.parametrize("case", [case for case in CASES if case.by < 1], ids=attrgetter("name"))
def test_small_numbers_are_not_written_as_0(case):
    for box in case.build().boxes:
        if isinstance(box, boxes.Cells) and np.any(box.values):
            assert units(float(abs(box.values).max()), box.decimals), box
        elif isinstance(box, boxes.Pill):
            assert box.text == "0" or box.text.strip("−0."), box


def test_every_stored_scene_has_a_case():
    assert {path.stem for path in FOLDER.glob("*.json")} == {case.name for case in CASES}


def test_kernels_without_weights_are_named_under_the_maps():
    case = Case("many", 2, 12)
    run = case.run()
    weight = run.weight.copy()
    weight[[3, 7]] = 0
    scene = rows_of_many(context_of(Run(run.x, weight, run.bias), State())).build()
    words = [box.text for box in scene.boxes if isinstance(box, boxes.Text)]
    assert "Kernels 3, 7: next to no weights, so the map is one constant." in words


def texts_of(scene):
    return [box.text for box in scene.boxes if isinstance(box, boxes.Text)]


@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 1), (1, 3)])
def test_a_wall_of_a_transposed_layer_shows_the_inputs_that_reach_the_pixel(kernel, stride):
    x, (row, col) = np.random.default_rng(3).random((10, 5, 5)), (4, 5)
    run = Run(x, np.ones((10, 9, kernel, kernel)), stride=stride, transposed=True)
    scene = build_scene(context_of(run, State(row=row, col=col)))
    strip = next(box for box in scene.boxes if isinstance(box, boxes.Cells))
    # Place (i, j) of an input puts its stamp on rows i · stride to i · stride + kernel − 1
    starts = stride * np.arange(5)
    stamped = [(starts <= at) & (at < starts + kernel) for at in (row, col)]
    reaching = x[:, np.outer(*stamped)]
    wanted = reaching.mean(axis=1) if reaching.size else np.zeros(10)
    np.testing.assert_allclose(strip.values[0], wanted)
    assert "10 inputs: mean light at the pixel" in texts_of(scene)


def test_the_loudest_of_a_wall_are_all_of_a_row_only_if_nothing_is_left():
    weight = np.ones((9, 10, 3, 3))
    for rest, words in ((0.002, "over 99 % of lifting"), (0, "100 % of lifting")):
        weight[:, 6:] = rest
        texts = texts_of(
            build_scene(context_of(Run(np.ones((10, 4, 4)), weight), State(view="wall")))
        )
        assert words in texts, texts


def test_signals_have_no_scale_from_black_to_white():
    for size, ndim, count in ((40, 1, 0), (12, 2, 1)):
        case = Case("slices", 4, 6, size=size, ndim=ndim, whole=False)
        labels = [box.label for box in case.build().boxes]
        assert labels.count("scale of inputs") == count


def test_the_layout_stays_while_a_slider_makes_slices_1_by_1():
    run = Case("slices", 5, 4, kernel=1).run()
    shown = [build_scene(context_of(run, State(), largest=size)) for size in ((4, 5, 3, 3), ())]
    texts = [[box.text for box in scene.boxes if isinstance(box, boxes.Text)] for scene in shown]
    assert ["they add up to" in words for words in texts] == [True, False]  # slices; a matrix


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes_have_the_colours_of_the_page(theme):
    light, dark = re.findall(r"\{([^{}]*--cl-bg:[^{}]*)\}", TOKENS.read_text(encoding="utf-8"))
    css = light if theme == "light" else dark
    declared = dict(re.findall(r"--cl-([\w-]+):\s*([^;]+);", css))
    for name in get_args(Colour):
        assert THEMES[theme][name] == declared[name], name
    for name in ("diverging", "whole"):
        assert getattr(THEMES[theme], name) == tuple(re.findall(r"#\w+", declared[name]))


SCALE = signed(2)
AT = {"x": 10, "y": 20}
RAMP = np.linspace(-3, 3, 144).reshape(12, 12)
ONE_OF_EACH = [
    boxes.Ground(**AT, w=10, h=10, colour="pick-ground"),
    boxes.Text(**AT, text="$kernel$", turned=True, max=20),
    boxes.Map(**AT, data=RAMP, scale=2, colours=SCALE, marks=True),
    boxes.Map(**AT, data=np.full((3, 2, 2), 0.5), scale=2, colours=boxes.Scale("rgb", 0, 1)),
    boxes.Trace(**AT, data=RAMP[:1], wide=60, high=30, colours=SCALE),
    boxes.Trace(**AT, data=2 * RAMP[:1], wide=60, high=30, colours=SCALE, marks=True),
    boxes.Trace(**AT, data=RAMP[:1], wide=60, high=30, colours=boxes.Scale("grey", -3, 3)),
    boxes.Cells(**AT, values=RAMP[:2, :2], colours=SCALE, cell=28, outside=RAMP[:2, :2] < -2.9),
    boxes.Swatch(**AT, w=60, h=40, value=1, text="1", colours=SCALE),
    boxes.Pill(**AT, text="−0.5"),
    boxes.Chip(**AT, text="R", colour="red", hollow=True),
    boxes.Hatch(**AT, w=20, h=20, faded=True),
    boxes.Legend(**AT, w=100, colours=signed(8, root=True)),
    boxes.Bar(**AT, w=4, h=40, sign=-1),
    boxes.Line(**AT, w=40, h=20, points=((0, 0), (20, 15), (40, 20))),
    boxes.Rule(**AT, dx=40, dy=0, dash=(4, 3), colour="bias"),
    boxes.Contour(**AT, data=RAMP, scale=4, level=0.5, colour="ink", casing="bg"),
    boxes.Flag(**AT, text="3.31", side="left", outlined=True),
    boxes.Handle(**AT),
    boxes.Absent(**AT),
    boxes.Outline(**AT, w=20, h=20),
    boxes.Ring(**AT, w=10, h=10),
    boxes.Taps(**AT, w=50, h=50, scale=10, spacing=20, across=3, down=3),
    boxes.Taps(**AT, w=50, h=50, scale=2, spacing=4, across=3, down=3),
    boxes.Dots(**AT, data=RAMP, pitch=5, range=3),
    boxes.Paint(**AT, data=RAMP > 0, scale=8),
    boxes.Paint(**AT, data=RAMP > 0, scale=8, edge=True),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("box", ONE_OF_EACH, ids=lambda box: type(box).__name__)
def test_every_kind_is_painted(box, theme):
    blank = np.frombuffer(png_pixels(Scene(120, 90, []), theme), np.uint8)
    painted = np.frombuffer(png_pixels(Scene(120, 90, [box]), theme), np.uint8)
    assert (blank != painted).any()


def png_pixels(scene, theme):
    figure = draw_scene(scene, "a scene", theme)
    figure.canvas.draw()
    return bytes(figure.canvas.buffer_rgba())


def test_there_is_a_painter_for_each_kind():
    assert {type(box) for box in ONE_OF_EACH} == {*PAINTERS}


def test_a_scene_is_saved_as_a_picture_of_its_size():
    figure = draw_scene(Scene(120, 90, ONE_OF_EACH), "one of each")
    assert repr(figure) == "one of each"
    assert png(figure)[16:24] == (120).to_bytes(4, "big") + (90).to_bytes(4, "big")


HEADS = """
const {{ withHead }} = await import("file://{static}/scene/head.js");
console.log(JSON.stringify(given.map(([scene, layer, hasBias]) =>
    withHead({{ ...scene, boxes: [] }}, layer, hasBias, "PyTorch"))));
"""
LAYERS = [
    ConvLayer(3, 4, 3),
    ConvLayer(32, 1, 3, bias=False),
    ConvLayer(512, 512, (5, 3), groups=4, stride=2),
]


@pytest.mark.parametrize("width", [390, 640, 1000, 1600])
def test_a_saved_picture_has_the_same_head_in_both_languages(width):
    legends = [
        (),
        (LegendOf("all maps", SCALE),),
        (LegendOf("one", SCALE), LegendOf("sums", SCALE)),
    ]
    notes = "", "", "Each kernel has one slice and sees one channel. Nothing else is ever added up."
    made, given = [], []
    for layer, named, note in zip(LAYERS, legends, notes, strict=True):
        x_shape = (layer.in_channels, 30, 40)
        (kh, kw), (_, oh, ow) = layer.kernel_size, layer.output_shape(x_shape)
        scene = Scene(width=width, height=100, boxes=[], legends=named, note=note)
        made.append(scene_data(with_head(scene, layer, x_shape)))
        counts = dict(outChannels=layer.out_channels, inChannels=layer.in_channels)
        sizes = dict(groups=layer.groups, kh=kh, kw=kw, oh=oh, ow=ow, xShape=x_shape)
        shown = [dict(words=one.words, range=2, scheme="signed") for one in named]
        data = dict(width=width, height=100, legends=shown, note=note)
        given.append([data, counts | sizes, layer.bias])
    for head, found in zip(made, run_module(HEADS.format(static=STATIC), given), strict=True):
        assert (found["width"], found["height"]) == (head["width"], head["height"])
        for box, wanted in zip(found["boxes"], head["boxes"], strict=True):
            usual = {"size": 15, "colour": "ink", "align": "left", "bold": False}
            assert usual | box == pytest.approx(usual | wanted, abs=1e-3)


def stairs_of(channels, kernels, width, *, bias, **state):
    """A staircase of made-up numbers, built."""
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(channels, 20, 20)), rng.normal(size=(kernels, channels, 3, 3))
    run = Run(x, weight, np.full(kernels, -5.0) if bias else None)
    scene = LAYOUTS["stairs"](context_of(run, State(**state), width=width))
    return scene, scene.build()


def boxes_of(scene, kind):
    """Its boxes of one kind."""
    return [box for box in scene.boxes if type(box) is kind]


@pytest.mark.parametrize("width", [1600, 1000, 640])
@pytest.mark.parametrize("channels", [10, 16, 32])
@pytest.mark.parametrize("bias", [True, False])
def test_what_a_stair_adds_stands_at_its_own_stair_and_on_nothing(width, channels, bias):
    stairs, scene = stairs_of(channels, 1, width, bias=bias)
    bars = boxes_of(scene, boxes.Bar)
    grounds = [box for box in boxes_of(scene, boxes.Ground) if box.colour == "bias"]
    labels = [one for one in boxes_of(scene, boxes.Text) if one.bold and one.text[0] in "+−"]
    labels = [one for one in labels if one.size == 15 and len(one.text) > 1]
    assert labels
    for label in labels:
        place = Rect(label.x, label.y - 9, width_of(label.text), 18)
        middle = place.x + place.w / 2
        own = min(bars, key=lambda bar: abs(bar.x + bar.w / 2 - middle))
        assert abs(own.x + own.w / 2 - middle) < 1e-6
        assert abs(own.h / stairs.unit - abs(float(label.text.replace("−", "-")))) < 0.01
        assert not place.hits([Rect(box.x, box.y, box.w, box.h) for box in [*bars, *grounds]])


@pytest.mark.parametrize("width", [1600, 1000, 640])
@pytest.mark.parametrize("channels", [10, 32])
def test_the_chart_of_stairs_starts_below_the_pictures(width, channels):
    _, scene = stairs_of(channels, 2, width, bias=False, step=4)
    rules = [box for box in boxes_of(scene, boxes.Rule) if box.colour == "rule" and box.dx > 400]
    outlines = boxes_of(scene, boxes.Outline)
    assert min(rule.y for rule in rules) > max(box.y + box.h for box in outlines)


@pytest.mark.parametrize("width", [1600, 1000, 640])
def test_the_handle_of_stairs_is_clear_of_words(width):
    for step in range(-1, 33):
        stairs, scene = stairs_of(32, 1, width, bias=True, step=step)
        (handle,) = boxes_of(scene, boxes.Handle)
        assert handle.x + 13 <= min(width, stairs.look.ground + 12)
        for words in boxes_of(scene, boxes.Text):
            wide = min(width_of(words.text) * 0.86, words.max or math.inf)
            left = words.x - wide / 2 * (words.align == "center")
            if words.colour == "bias" and words.y < handle.y and words.align != "right":
                assert not left < handle.x < left + wide


@pytest.mark.parametrize("width", [1000, 640])
def test_few_stairs_use_the_width_and_leave_room_for_the_flag(width):
    stairs, scene = stairs_of(10, 2, width, bias=False)
    (flag,) = boxes_of(scene, boxes.Flag)
    assert flag.side == "right" and flag.x > 0.75 * stairs.look.ground


@pytest.mark.parametrize("width", [1000, 640])
def test_a_guessed_end_hides_no_stair(width):
    rng = np.random.default_rng(0)
    run = Run(rng.normal(size=(32, 20, 20)), rng.normal(size=(1, 32, 3, 3)), [-5.0])
    scene = ASKED["end"](context_of(run, State(ask="end", guess=(20.0,)), width=width))
    bars = boxes_of(scene.build(), boxes.Bar)
    assert not scene.flag.hits([Rect(bar.x, bar.y, bar.w, bar.h) for bar in bars])


def flag_area(flag):
    """What a flag covers of what is beside it: its board, from its point on."""
    w = width_of(flag.text) + 24
    return Rect(flag.x if flag.side == "right" else flag.x - w, flag.y - 14, w, 28)


def test_flags_of_a_guess_hide_no_place_and_not_each_other():
    beside = 0  # guesses as high as the truth that have a flag of their own
    for guess in np.ndindex(10, 10):
        scene = Case("predict", **RGB, whole=False, state={"guess": guess}).build()
        flags = [(flag, flag_area(flag)) for flag in boxes_of(scene, boxes.Flag)]
        mine, truth = boxes_of(scene, boxes.Ring)[-2:]  # on the map
        assert mine.colour == "ink" and truth.colour is None
        assert all(0 <= area.x <= scene.width - area.w for _, area in flags)
        if len(flags) == 2:
            (_, first), (_, second) = flags
            assert not second.hits([first, Rect(truth.x, truth.y, truth.w, truth.h)])
            beside += abs(flags[0][0].y - flags[1][0].y) < 28
    assert beside
