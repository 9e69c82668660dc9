"""Pictures for a slide: 1920 × 1080, words of at least 28 pixels, each with its whole story.

``make images`` writes them, light and dark. Here a pixel is two of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from convlab import ConvLayer, Run, images, kernels
from convlab.figures.base.style import text_width
from convlab.lessons.opening import Opening
from convlab.scene.boxes import Ground, Text
from convlab.scene.colours import Colour
from convlab.scene.picture import Scene
from convlab.show import RGB, number

WIDE, HIGH = 960, 540
LEAST = 14  # the size of the smallest words
LEFT = 40
IN_A_LINE = 16  # of 32 channels
PITCH = 49.5

Words = tuple[str, Colour, bool]


def thirty_two_to_one() -> tuple[Scene, str]:
    """32 channels in, 1 map out."""
    coffee = kernels.trained("coffee")
    run = Run(kernels.stem_maps(images.coffee(84)), coffee.weight, coffee.bias)
    sheet = Opening("")
    _title(sheet, [("32 channels", "channel", True), (" in, ", "ink", True)], 1, 32)
    for line in range(2):
        _put_line(sheet, run, line)
    _count(sheet, run.layer, 396)
    words: list[list[Words]] = [
        [("Each slice reads its own channel. What they make is ", "ink", False)],
        [("The kernel was fitted to one question: is it coffee? ", "ink", False)],
    ]
    words[0] += [("added", "ink", True), (".", "ink", False)]
    words[1] += [("Red says yes.", "ink", True)]
    for i, runs in enumerate(words):
        _run(sheet, runs, 432 + 27 * i, 18)
    note = "inputs: 32 maps of a trained first layer · scales: partial maps ±2, map ±3"
    sheet.text(LEFT, 500, note, LEAST)
    sheet.sign(664, 450, "+")
    sheet.text(711, 422, "bias", LEAST, "bias", align="center")
    sheet.pill(711, 450, number(run.bias[0], 2))
    sheet.sign(760, 450, "=")
    sheet.map(780, 378, run.output[0], 140, 3)
    return Scene(WIDE, HIGH, sheet.boxes), (
        "32 channels in two lines of 16. Under each its slice of the one kernel and its partial "
        "map, with plus signs between them. With the bias they add up to one map, which is red "
        "where there is coffee."
    )


def rgb_to_one() -> tuple[Scene, str]:
    """Red, green and blue in, 1 map out."""
    bank = kernels.bank("teaching")
    run = Run(images.coffee(52), bank.weight[2:3], bank.bias[2:3])
    sheet = Opening("")
    _title(sheet, [("3 channels", "channel", True), (" in, ", "ink", True)], 1, 3)
    sheet.boxes.append(Ground(x=0, y=318, w=WIDE, h=124, colour="pick-ground"))
    for c, part in enumerate(run.contributions[0]):
        x = 150.0 + 168 * c
        sheet.chip(x - 34, 84, RGB[c])
        sheet.grey(x, 84, run.x[c], 104)
        sheet.slice(x + 10, 208, run.weight[0, c], 28)
        sheet.map(x + 2, 330, part, 100, 3)
        sheet.sign(x + 136, 380, "+")
    for words, y in (("input", 136), ("× slice", 250), ("= partial map", 380)):
        sheet.text(LEFT - 16, y, words, 15, "ink")
    sheet.text(666, 352, "bias", LEAST, "bias", align="center")
    sheet.pill(666, 380, number(run.bias[0], 1))
    sheet.sign(720, 380, "=")
    sheet.text(745, 272, "1 feature map", 18, "ink", bold=True)
    sheet.map(745, 292, run.output[0], 150, 3)
    says = ("Each slice reads", "its own channel.", "What they make is", "added, place by place.")
    for i, line in enumerate(says):
        sheet.text(650, 98 + 27 * i, line, 20, "ink", bold=i == 3)
    _count(sheet, run.layer, 474)
    sheet.text(LEFT, 512, "blue: below 0, red: above 0; every map on one scale, ±3", LEAST)
    return Scene(WIDE, HIGH, sheet.boxes), (
        "Three columns, red, green and blue: a photo's channel, the kernel's slice for it with its "
        "nine weights, and the partial map of the two. Plus signs between the partial maps and "
        "the bias, and at the right the one feature map that they add up to."
    )


def _put_line(sheet: Opening, run: Run, line: int) -> None:
    """16 channels: numbers, inputs, slices, and partial maps that are added."""
    y = 82 + 145 * line
    sheet.boxes.append(Ground(x=20, y=y + 86, w=WIDE - 40, h=48, colour="pick-ground"))
    rows = ("input", 31, "ink-2"), ("slice", 70, "channel"), ("partial map", 110, "ink")
    for words, down, colour in rows:
        sheet.boxes.append(Text(x=LEFT - 10, y=y + down, text=words, size=15, colour=colour))
    parts = run.contributions[0]
    for i in range(IN_A_LINE):
        c, x = IN_A_LINE * line + i, 126 + PITCH * i
        sheet.text(x + 20, y, str(c), LEAST, "channel", align="center")
        sheet.grey(x, y + 10, run.x[c] / run.x.max(), 42)
        sheet.slice(x + 7, y + 57, run.weight[0, c], 9, abs(run.weight).max(), written=False)
        sheet.map(x, y + 90, parts[c], 40, 2)
        sheet.sign(x + 44.5, y + 110, "+", 15)


def _title(sheet: Opening, start: list[Words], maps: int, slices: int) -> None:
    end: list[Words] = [(f"{maps} map", "kernel", True)]
    end += [(f" out: one kernel of {slices} slices", "ink", True)]
    _run(sheet, [*start, *end], 40, 32)


def _count(sheet: Opening, layer: ConvLayer, y: float) -> None:
    """1 kernel × 32 slices × 3×3 weights + 1 bias = 289 parameters."""
    words = layer.parameters_text
    kernel, slices, weights = words.partition(" + ")[0].split(" × ")
    bias, total = words.partition(" + ")[2].split(" = ")
    parts: Sequence[Words] = [
        *((kernel, "kernel", True), (" × ", "ink", False)),
        *((slices, "channel", True), (" × ", "ink", False)),
        *((weights, "ink", True), (" + ", "ink", False)),
        *((bias, "bias", True), (" = ", "ink", False), (total, "ink", True)),
    ]
    _run(sheet, parts, y, 23)


def _run(sheet: Opening, parts: Sequence[Words], y: float, size: float) -> None:
    """Words of several looks, one after the other."""
    x = float(LEFT)
    for words, colour, bold in parts:
        sheet.text(x, y, words, size, colour, bold)
        x += text_width(words, size, bold)


SLIDES = {"slide-32-to-1": thirty_two_to_one, "slide-rgb-to-1": rgb_to_one}
