"""Make the loop at the top of the README: 32 channels are added and become the coffee.

``make images`` runs it. Each frame is a scene, painted as the widgets' still pictures are; the
first is the last, so that a viewer that shows one frame shows the answer.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from convlab import Run, images, kernels
from convlab.figures.base.boxes import draw_scene
from convlab.figures.base.png import in_few_colours, png
from convlab.figures.base.style import text_width
from convlab.figures.base.theme import ThemeName
from convlab.scene.board import Board
from convlab.scene.boxes import Contour, Outline, Pill, Ring, Rule, Text
from convlab.scene.colours import signed
from convlab.scene.context import SceneLayer
from convlab.scene.maps import centre_map
from convlab.scene.picture import Scene
from convlab.show import number

TARGET = Path(__file__).parents[1] / "images"
WIDE, HIGH = 928, 368
SCALE = signed(8, root=True)
LOUD = (4, 10, 18, 23)  # what is added there is worth a longer look
SOON, LATER, ALL, END = 90, 300, 700, 1600  # milliseconds
SPACE = 5.3  # between two words


class Film:
    """The layer, and a frame for each number of channels added."""

    def __init__(self) -> None:
        coffee = kernels.trained("coffee")
        run = Run(kernels.stem_maps(images.coffee(84)), coffee.weight, coffee.bias)
        self.layer = SceneLayer(run)
        self.bias = self.layer.bias(0)
        self.count = self.layer.in_channels

    def frame(self, step: int) -> Scene:
        """So many channels added; −1: all, and the bias."""
        board = Board()
        end, added = step < 0, self.count if step < 0 else step
        self.put_words(board)
        for c in range(self.count):
            self.put_channel(board, c, added, just=c == step - 1 and step < self.count)
        self.put_bias(board, end)
        self.put_map(board, added, end)
        return Scene(WIDE, HIGH, board.boxes)

    def put_words(self, board: Board) -> None:
        """The question, and the answer in a sentence."""
        question = f"If {self.count} channels go in and 1 comes out, what does the kernel do?"
        board.add(Text(text=question, x=24, y=37, size=27, bold=True))
        x = 24.0
        parts = [("It has", "ink", False), (f"{self.count} slices", "channel", True)]
        parts += [(", one a channel. What they make is", "ink", False), ("added", "ink", True)]
        parts += [("; the", "ink", False), ("bias", "bias", True), ("comes last.", "ink", False)]
        for words, colour, bold in parts:
            x -= SPACE * words.startswith((",", ";"))
            look = Text(text=words, x=x, y=72, size=19, bold=bold)
            board.add(replace(look, colour=colour))
            x += text_width(words, 19, bold) + SPACE

    def put_channel(self, board: Board, c: int, added: int, *, just: bool) -> None:
        """A partial map and its plus, or the place where it will be."""
        x, y, waits = 24 + c % 8 * 62, 108 + c // 8 * 60, c >= added
        if waits:
            board.add(Outline(x=x + 0.5, y=y + 0.5, w=47, h=47))
        else:
            centre_map(board, self.layer.partial(0, c), SCALE, (x, y, 48), 5)
        if just:
            board.add(Ring(x=x, y=y, w=48, h=48, colour="ink"))
        plus = Text(text="+", x=x + 55, y=y + 24, size=18, bold=True, align="center")
        board.add(replace(plus, faded=waits))

    def put_bias(self, board: Board, end: bool) -> None:
        """What comes last."""
        head = Text(text="bias", x=566, y=278, size=17, align="center", colour="bias")
        board.add(replace(head, faded=not end))
        board.add(Pill(text=number(self.bias, 2), x=566, y=312, faded=not end))
        equals = Text(text="=", x=632, y=312, size=30, bold=True, align="center")
        board.add(replace(equals, faded=not end))

    def put_map(self, board: Board, added: int, end: bool) -> None:
        """The map as it stands, and where it is 0, or will be once the bias comes."""
        words = f"{added} of {self.count} added" if added else "nothing added yet"
        title = Text(text=words, x=904, y=93, size=17, align="right", colour="ink-2")
        board.add(
            replace(title, text="1 map: the coffee", bold=True, colour="ink") if end else title
        )
        if not added:
            board.add(Outline(x=664.5, y=108.5, w=239, h=239))
            return
        data = self.layer.map(0) if end else self.layer.summed(0, range(added))
        at = centre_map(board, data, SCALE, (664, 108, 240), 2)
        level = 0.0 if end else -self.bias
        line = Contour(
            x=at.x, y=at.y, scale=at.scale, data=data, level=level, colour="ink", width=3
        )
        if not end:
            line = replace(line, colour="bias", dash=(5, 3))
        board.add(replace(line, casing="bg"))
        self.put_note(board, float(data.max()), end)

    def put_note(self, board: Board, highest: float, end: bool) -> None:
        """What the line says, or how high the map has come without one."""
        level = number(-self.bias, 2)
        lines = [f"here it is {level},", "as much as the", "bias takes away"]
        if end:
            lines = ["here it is 0;", "inside: coffee"]
        elif highest < -self.bias:
            lines = ["highest pixel", f"so far {number(highest, 2)}"]
        else:
            board.add(Rule(x=540, y=130, dx=26, dy=0, width=3, colour="bias", dash=(5, 3)))
        if end:
            board.add(Rule(x=540, y=130, dx=26, dy=0, width=3))
        for i, words in enumerate(lines):
            look = Text(text=words, x=540, y=148 + 20 * i, size=15, max=118)
            board.add(replace(look, colour="ink" if end else "ink-2"))


def picture(scene: Scene, theme: ThemeName, scale: int) -> Image.Image:
    """A scene in pixels."""
    return Image.open(io.BytesIO(png(draw_scene(scene, "", theme), scale=scale))).convert("RGB")


def main() -> None:
    """Write the loop and its still, light and dark."""
    film = Film()
    steps = [-1, *range(film.count + 1), -1]
    waits = [SOON, LATER, *(LATER if s - 1 in LOUD else SOON for s in steps[2:-2]), ALL, END]
    for theme, ending in (("light", ""), ("dark", "-dark")):
        frames = [picture(film.frame(step), theme, 1) for step in steps]
        few = in_few_colours(np.concatenate([np.asarray(frame) for frame in frames]), 168, [64])
        few = [few.crop((0, i * HIGH, WIDE, (i + 1) * HIGH)) for i in range(len(frames))]
        file = TARGET / f"thirty-two-become-one{ending}.gif"
        few[0].save(file, save_all=True, append_images=few[1:], duration=waits, loop=0, disposal=1)
        still = png(draw_scene(film.frame(-1), "", theme), scale=2)
        (TARGET / f"thirty-two-become-one{ending}.png").write_bytes(still)


if __name__ == "__main__":
    main()
