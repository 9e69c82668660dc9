"""What a question is made of: answers, the idea behind each, and small pictures."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..conv import conv2d
from ..shapes import ConvLayer, counted


@dataclass(frozen=True, eq=False)
class Tiles:
    """A small picture: squares of numbers side by side.

    values : (n, h, w)      n squares; for scale "rgb" (3, h, w), one picture
    scale : "signed", −limit to limit; "grey" or "rgb", 0 to limit
    counted : which squares are filled, the others are outlines; None: all are filled
    across : squares in a line
    together : so many belong together, such as the slices of a kernel
    numbers : write the numbers into the squares
    names : what stands under each square

    >>> Tiles("two slices", np.ones((2, 3, 3))).spec()["shape"]
    [2, 3, 3]
    """

    label: str
    values: np.ndarray
    scale: str = "signed"
    limit: float = 3
    counted: Iterable[int] | None = None
    across: int = 16
    together: int = 1
    numbers: bool = False
    names: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The picture in letters, its squares side by side.

        >>> print(*Tiles("two slices", [[[1, 0]], [[-2, 0]]], names=("A", "B")).lines(), sep="\\n")
        two slices
            A         B
          1   0    −2   0
        """
        texts = np.vectorize(lambda v: f"{v:g}".replace("-", "−"))(self.values)
        wide = max(map(len, texts.ravel()))
        rows = [["  ".join(t.rjust(wide) for t in row) for row in square] for square in texts]
        if self.names:
            rows = [[name, *square] for name, square in zip(self.names, rows, strict=True)]
        across = max(len(text) for square in rows for text in square) + 4
        lines = zip(*([text.center(across) for text in square] for square in rows), strict=True)
        return [self.label, *("".join(line).rstrip() for line in lines)]

    def spec(self) -> dict[str, Any]:
        """The picture as plain numbers, for the browser."""
        values = np.asarray(self.values, np.float64)
        if self.numbers:
            coded = values.round(3).ravel().tolist()
        else:  # colours only: 127 steps to the limit, a byte each
            steps = (127 * values / self.limit).round().clip(-127, 127).astype(np.int8)
            coded = base64.b64encode(steps.tobytes()).decode()
        return dict(
            label=self.label,
            shape=list(values.shape),
            values=coded,
            scale=self.scale,
            limit=self.limit,
            counted=None if self.counted is None else list(self.counted),
            across=self.across,
            together=self.together,
            names=list(self.names),
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer: a number, a shape or words, and the idea behind it, which begins in **bold**.

    >>> Answer((64, 3, 3, 3), "**The kernels come first.**").text
    '(64, 3, 3, 3)'
    """

    value: int | float | tuple[int, ...] | str
    why: str
    right: bool = False
    pictures: tuple[Tiles, ...] = ()

    @property
    def text(self) -> str:
        """The answer as shown.

        >>> Answer(9216, "").text, Answer(-2, "").text
        ('9,216', '−2')
        """
        if isinstance(self.value, (str, tuple)):
            return str(self.value)
        return f"{self.value:,}".replace("-", "−")


def right(value: Any, why: str, *pictures: Tiles) -> Answer:
    return Answer(_plain(value), why, True, pictures)


def wrong(value: Any, idea: str, *pictures: Tiles) -> Answer:
    return Answer(_plain(value), idea, False, pictures)


@dataclass(frozen=True, eq=False)
class Question:
    """A prediction to make before the answer appears.

    ``typed`` questions are answered by typing a number; ``hint`` then answers a number that no
    known idea leads to. The others show all answers, in this order.

    >>> four = right(4, "**Two and two.**")
    >>> Question("sum", "00-start-here", "2 + 2?", (wrong(22, "**Glued.**"), four)).answer.text
    '4'
    """

    id: str
    lesson: str
    text: str
    answers: tuple[Answer, ...]
    pictures: tuple[Tiles, ...] = ()
    typed: bool = False
    hint: str = ""

    def __post_init__(self):
        texts = [answer.text for answer in self.answers]
        if sum(answer.right for answer in self.answers) != 1 or len({*texts}) < len(texts):
            raise ValueError(f"question {self.id!r} needs one right answer, all different: {texts}")

    @property
    def answer(self) -> Answer:
        """The right one."""
        return next(answer for answer in self.answers if answer.right)

    @property
    def pictured(self) -> bool:
        """Whether it takes a photo to ask; all others can be asked in words and numbers."""
        return any(picture.scale == "rgb" for picture in self.pictures)

    def markdown(self) -> str:
        """The question in words, for a page where nothing runs: no answer is marked.

        >>> four = right(4, "**Two and two.**")
        >>> print(Question("sum", "00-start-here", "2 + 2?", (four,)).markdown())
        **2 + 2?**
        <BLANKLINE>
        - 4
        <BLANKLINE>
        *Run this cell to choose and to check.*
        """
        blocks = ["\n".join(picture.lines()) for picture in self.pictures]
        numbers = ["```\n" + "\n\n".join(blocks) + "\n```"] if blocks else []
        choices = ["type a number"] if self.typed else [answer.text for answer in self.answers]
        listed = "\n".join(f"- {choice}" for choice in choices)
        last = "*Run this cell to choose and to check.*"
        return "\n\n".join([f"**{self.text}**", *numbers, listed, last])

    def spec(self) -> dict[str, Any]:
        """All that the browser needs to ask and to check."""
        answers = [
            dict(text=a.text, why=a.why, right=a.right, pictures=[p.spec() for p in a.pictures])
            for a in self.answers
        ]
        return dict(
            id=self.id,
            text=self.text,
            answers=answers,
            typed=self.typed,
            hint=self.hint,
            pictures=[p.spec() for p in self.pictures],
        )


def weights(layer: ConvLayer) -> str:
    """How a layer's weights are counted, its factors in bold.

    >>> weights(ConvLayer(32, 1, 3))
    '**1 kernel** × **32 slices** × **3×3** = **288 weights**'
    """
    kernels, slices, kh, kw = layer.weight_shape
    return (
        f"**{counted(kernels, 'kernel')}** × **{counted(slices, 'slice')}** × **{kh}×{kw}** = "
        f"**{counted(layer.n_weights, 'weight')}**"
    )


def parameters(layer: ConvLayer) -> str:
    """How weights and biases are counted, the factors in bold.

    >>> parameters(ConvLayer(3, 64, 3))
    '**64 kernels** × **3 slices** × **3×3 weights** + **64 biases** = **1,792 parameters**'
    """
    return re.sub(r"\d[\d,×]* [a-z]+", r"**\g<0>**", layer.parameters_text)


def one(windows: Any, slices: Any) -> float:
    """The number that windows (c, kh, kw) give under slices of the same shape.

    >>> one([[[3, 1, 2]]], [[[1, 0, 2]]])  # 3 · 1 + 1 · 0 + 2 · 2
    7.0
    """
    return conv2d(np.asarray(windows, float), np.asarray(slices, float)[None]).item()


def _plain(value):
    """NumPy's numbers as Python's, whole ones as int."""
    if isinstance(value, (str, tuple)):
        return value
    value = round(float(value), 6)
    return int(value) if value.is_integer() else value
