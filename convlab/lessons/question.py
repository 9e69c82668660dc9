"""What a question is made of: answers, the idea behind each, and small pictures."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..conv import conv2d
from ..layer import ConvLayer
from ..show import counted

#: Digits and letters that are not taken for one another, 32 of them.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: What an answer can be: a number, a shape, or words.
Value = int | float | tuple[int, ...] | str


@dataclass(frozen=True, eq=False)
class Tiles:
    """A small picture: squares of numbers side by side.

    Parameters
    ----------
    label : str
        What stands above the squares.
    values : array_like, (n, h, w)
        n squares; for scale "rgb" (3, h, w), one picture.
    scale : {"signed", "grey", "rgb"}
        "signed" runs from −limit to limit; "grey" and "rgb" from 0 to limit.
    limit : float
        The number that has the strongest colour.
    filled : iterable of int, optional
        The squares to fill; the others are outlines. All are filled by default.
    across : int
        How many squares stand in a line.
    together : int
        How many squares belong together, such as the slices of a kernel.
    numbers : bool
        Whether the numbers are written into the squares.
    names : tuple of str
        What stands under each square.

    Examples
    --------
    >>> Tiles("two slices", np.ones((2, 3, 3))).spec()["shape"]
    [2, 3, 3]
    """

    label: str
    values: ArrayLike
    scale: str = "signed"
    limit: float = 3
    filled: Iterable[int] | None = None
    across: int = 16
    together: int = 1
    numbers: bool = False
    names: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        r"""The picture in letters, its squares side by side.

        Examples
        --------
        >>> print(*Tiles("two slices", [[[1, 0]], [[-2, 0]]], names=("A", "B")).lines(), sep="\n")
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
        coded: list[float] | str
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
            filled=None if self.filled is None else list(self.filled),
            across=self.across,
            together=self.together,
            names=list(self.names),
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer, and the idea behind it.

    Parameters
    ----------
    value
        A number, a shape or words.
    why
        The idea, which begins in **bold**.
    right
        Whether it is the right answer.
    pictures
        Squares of numbers that show it.

    Examples
    --------
    >>> Answer((64, 3, 3, 3), "**The kernels come first.**").text
    '(64, 3, 3, 3)'
    """

    value: Value
    why: str
    right: bool = False
    pictures: tuple[Tiles, ...] = ()

    @property
    def text(self) -> str:
        """The answer as it stands on the page.

        Examples
        --------
        >>> Answer(9216, "").text, Answer(-2, "").text
        ('9,216', '−2')
        """
        if isinstance(self.value, str | tuple):
            return str(self.value)
        return f"{self.value:,}".replace("-", "−")


def right(value: Value | np.number, why: str, *pictures: Tiles) -> Answer:
    """The right answer, and why it is right.

    Parameters
    ----------
    value : number, tuple or str
        The answer: a number, a shape or words.
    why : str
        What makes it right; words between two ``**`` are bold.
    *pictures : Tiles
        Squares of numbers that show it.

    Returns
    -------
    Answer
        For `Question`.

    Examples
    --------
    >>> right(np.float64(64), "**64 kernels**, one map each.").value
    64
    """
    return Answer(_plain(value), why, True, pictures)


def wrong(value: Value | np.number, idea: str, *pictures: Tiles) -> Answer:
    """A wrong answer, and what is wrong with the idea that leads to it.

    Parameters
    ----------
    value : number, tuple or str
        As for `right`.
    idea : str
        It begins in bold with the idea itself, which `tally` shows: ``**9 counts one slice.** …``.
    *pictures : Tiles
        As for `right`.

    Returns
    -------
    Answer
        For `Question`.

    Examples
    --------
    >>> wrong(67, "**67 keeps the photo too.** The maps take its place.").right
    False
    """
    return Answer(_plain(value), idea, False, pictures)


class Question:
    """A prediction to make before the answer appears.

    Parameters
    ----------
    text : str
        What is asked.
    *answers : Answer
        The right one and the wrong ones, in the order in which they stand on the page.
    pictures : tuple of Tiles
        What the question is about.
    hint : str
        With a hint a number is typed instead of choosing an answer; it is what is said of one that
        no known idea leads to.
    id : str
        What it is called where answers are counted; its own text unless given.

    Raises
    ------
    TypeError
        For an answer that neither ``right`` nor ``wrong`` made.
    ValueError
        If there is not exactly one right answer, or if two answers read the same.

    Examples
    --------
    >>> four = right(4, "**Two and two.**")
    >>> Question("2 + 2?", wrong(22, "**Glued.**"), four).answer.text
    '4'
    """

    def __init__(
        self,
        text: str,
        *answers: Answer,
        pictures: Sequence[Tiles] = (),
        hint: str = "",
        id: str = "",
    ) -> None:
        for answer in answers:
            if not isinstance(answer, Answer):
                raise TypeError(
                    f"an answer is right({answer!r}, why) or wrong({answer!r}, idea), "
                    f"got a {type(answer).__name__}"
                )
        self.text, self.answers, self.id = text, answers, id or text
        self.pictures, self.hint, self.typed = tuple(pictures), hint, bool(hint)
        texts = [answer.text for answer in answers]
        if sum(answer.right for answer in answers) != 1 or len({*texts}) < len(texts):
            raise ValueError(f"{text!r} needs one right answer, all different: {texts}")

    @property
    def key(self) -> str:
        """Three letters for it, with which the codes of its answers begin."""
        number = int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:2], "big") >> 1
        return "".join(LETTERS[number >> shift & 31] for shift in (10, 5, 0))

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

        Examples
        --------
        >>> four = right(4, "**Two and two.**")
        >>> print(Question("2 + 2?", four).markdown())
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
            key=self.key,
            text=self.text,
            answers=answers,
            typed=self.typed,
            hint=self.hint,
            pictures=[p.spec() for p in self.pictures],
        )


def weights(layer: ConvLayer) -> str:
    """How a layer's weights are counted, its factors in bold.

    Examples
    --------
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

    Examples
    --------
    >>> parameters(ConvLayer(3, 64, 3))
    '**64 kernels** × **3 slices** × **3×3 weights** + **64 biases** = **1,792 parameters**'
    """
    return re.sub(r"\d[\d,×]* [a-z]+", r"**\g<0>**", layer.parameters_text)


def sum_of_products(windows: ArrayLike, slices: ArrayLike) -> float:
    """The number that windows (c, kh, kw) give under the slices (c, kh, kw) of one kernel.

    Examples
    --------
    >>> sum_of_products([[[3, 1, 2]]], [[[1, 0, 2]]])  # 3 · 1 + 1 · 0 + 2 · 2
    7.0
    """
    return float(conv2d(np.asarray(windows, float), np.asarray(slices, float)[None]).item())


def _plain(value: Value | np.number) -> Value:
    """NumPy's numbers as Python's, whole ones as int."""
    if isinstance(value, str | tuple):
        return value
    number = round(float(value), 6)
    return int(number) if number.is_integer() else number
