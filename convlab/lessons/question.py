"""What a question is made of: answers, the idea behind each, and small pictures."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..conv import conv2d
from ..layer import ConvLayer
from ..show import RGB, counted, round_up, slice_limit
from ..show import channel_names as names_of

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
class Example:
    """A kernel at work, and the place of its map that shows what is added up.

    Parameters
    ----------
    x : (c, h, w)
        One picture.
    weight : (1, c, kh, kw)
        One kernel.
    bias : float, optional
    at : (row, col)
        The place.
    steps : dict
        Its stride, padding and dilation, if they are not 1, 0 and 1.
    channel_names : tuple of str, optional
        Three are red, green and blue unless named otherwise.
    muted : tuple of int
        Channels that are left out of the layer's sum.
    name : str
        Whose row it is, in two words.
    says : str
        What is to be said under its sum.

    Examples
    --------
    >>> Example(np.ones((2, 3, 3)), np.ones((1, 2, 3, 3)), at=(0, 0)).spec()["channel_names"]
    ['channel 0', 'channel 1']
    """

    x: np.ndarray
    weight: np.ndarray
    bias: float | None = None
    at: tuple[int, int] = (0, 0)
    steps: dict[str, int] = field(default_factory=dict)
    channel_names: tuple[str, ...] | None = None
    muted: tuple[int, ...] = ()
    name: str = "the layer"
    says: str = ""

    def spec(self) -> dict[str, Any]:
        """All but the arrays, for the browser."""
        names = names_of(len(self.x), self.channel_names)
        is_photo = names == RGB and self.x.min() >= 0 and self.x.max() <= 1
        return dict(
            x_shape=list(self.x.shape),
            weight_shape=list(self.weight.shape),
            has_bias=self.bias is not None,
            steps={"stride": 1, "padding": 0, "dilation": 1} | self.steps,
            channel_names=list(names),
            photo=bool(is_photo),
            slice_limit=slice_limit(self.weight),
            row=self.at[0],
            col=self.at[1],
            muted=list(self.muted),
            name=self.name.split(),
            says=self.says,
        )


@dataclass(frozen=True, eq=False)
class Row:
    """What an idea makes of the question's example: a row in the columns of the layer.

    Parameters
    ----------
    idea : str
        One of ``IDEAS``.
    weight : (c, kh, kw), optional
        Other slices than the kernel's.
    photo : bool
        Whether what comes out is taken for a photo, in grey.

    Examples
    --------
    >>> Row("not added").spec()
    {'idea': 'not added', 'weight': None, 'photo': False}
    """

    idea: str = "layer"
    weight: np.ndarray | None = None
    photo: bool = False

    def spec(self) -> dict[str, Any]:
        """The row for the browser."""
        weight = None if self.weight is None else np.ravel(self.weight).tolist()
        return dict(idea=self.idea, weight=weight, photo=self.photo)


@dataclass(frozen=True, eq=False)
class Count:
    """Slices that are counted one after the other, of those that a question has.

    Parameters
    ----------
    words : str
        What is counted.
    units : list of lists
        The slices of each unit, one slice or the kernel that they make up; None is a dot, where
        none is read.
    counts : list
        The running count that stands under each unit; None where nothing is counted.
    biases : list of int
        How many biases each unit has.
    total : str
        The count in words, for the layer's own.
    note : str
        What is to be said under it.

    Examples
    --------
    >>> Count("one slice of two", [[0], [None]], [9, None]).spec()["biases"]
    [0, 0]
    """

    words: str
    units: Sequence[Sequence[int | None]]
    counts: Sequence[int | None]
    biases: Sequence[int] = ()
    total: str = ""
    note: str = "The running count stands under each."

    def spec(self) -> dict[str, Any]:
        """The count for the browser."""
        return dict(
            words=self.words,
            units=[list(unit) for unit in self.units],
            counts=list(self.counts),
            biases=list(self.biases or [0] * len(self.units)),
            total=self.total,
            note=self.note,
        )


def counted_slices(
    words: str,
    units: Sequence[Sequence[int | None]],
    each: int = 9,
    *,
    biases: int = 0,
    total: str = "",
) -> Count:
    """Units with a running count: so much for each slice, and for each bias of a unit one.

    Examples
    --------
    >>> counted_slices("two kernels of two slices", [[0, 1], [2, 3]], 9, biases=1).counts
    [19, 38]
    """
    counts: list[int | None] = []
    sum_so_far, marks = 0, []
    for unit in units:
        slices = sum(one is not None for one in unit)
        marks.append(biases if slices else 0)
        sum_so_far += each * slices + marks[-1]
        counts.append(sum_so_far if slices else None)
    return Count(words, units, counts, marks, total)


#: What shows an answer.
Shown = Tiles | Row | Count


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
    shown
        Squares of numbers that show it, what it makes of the question's example, or what it counts.

    Examples
    --------
    >>> Answer((64, 3, 3, 3), "**The kernels come first.**").text
    '(64, 3, 3, 3)'
    """

    value: Value
    why: str
    right: bool = False
    shown: tuple[Shown, ...] = ()

    @property
    def pictures(self) -> list[Tiles]:
        """Squares of numbers that show it."""
        return [one for one in self.shown if isinstance(one, Tiles)]

    def spec(self) -> dict[str, Any]:
        """All that the browser needs of it."""
        row = next((one.spec() for one in self.shown if isinstance(one, Row)), None)
        count = next((one.spec() for one in self.shown if isinstance(one, Count)), None)
        pictures = [one.spec() for one in self.pictures]
        return dict(
            text=self.text,
            why=self.why,
            right=self.right,
            pictures=pictures,
            row=row,
            count=count,
        )

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


def right(value: Value | np.number, why: str, *shown: Shown) -> Answer:
    """The right answer, and why it is right.

    Parameters
    ----------
    value : number, tuple or str
        The answer: a number, a shape or words.
    why : str
        What makes it right; words between two ``**`` are bold.
    *shown : Tiles, Row or Count
        Squares of numbers that show it, what it makes of the question's example, or what it counts.

    Returns
    -------
    Answer
        For `Question`.

    Examples
    --------
    >>> right(np.float64(64), "**64 kernels**, one map each.").value
    64
    """
    return Answer(_plain(value), why, True, shown)


def wrong(value: Value | np.number, idea: str, *shown: Shown) -> Answer:
    """A wrong answer, and what is wrong with the idea that leads to it.

    Parameters
    ----------
    value : number, tuple or str
        As for `right`.
    idea : str
        It begins in bold with the idea itself, which `tally` shows: ``**9 counts one slice.** …``.
    *shown : Tiles, Row or Count
        As for `right`.

    Returns
    -------
    Answer
        Like that of `right`.

    Examples
    --------
    >>> wrong(67, "**67 keeps the photo too.** The maps take its place.").right
    False
    """
    return Answer(_plain(value), idea, False, shown)


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
    example : Example, optional
        A kernel at work: the rows of answers are about it, and it can be opened in the explorer.
    slices : (n, kh, kw), optional
        Which slices answers count.
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
        example: Example | None = None,
        slices: np.ndarray | None = None,
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
        self.example, self.slices = example, slices
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
        asked, choices = (words.replace("<", "\\<") for words in (f"**{self.text}**", self.choices))
        last = "*Run this cell to choose and to check.*"
        return "\n\n".join([asked, *numbers, choices, last])

    @property
    def choices(self) -> str:
        """What can be answered, a line for each."""
        choices = ["type a number"] if self.typed else [answer.text for answer in self.answers]
        return "\n".join(f"- {choice}" for choice in choices)

    def spec(self) -> dict[str, Any]:
        """All that the browser needs to ask and to check."""
        slices = self.slices
        return dict(
            id=self.id,
            key=self.key,
            text=self.text,
            answers=[answer.spec() for answer in self.answers],
            typed=self.typed,
            hint=self.hint,
            pictures=[p.spec() for p in self.pictures],
            example=self.example and self.example.spec(),
            slices=None if slices is None else Tiles("", slices, limit=_middling(slices)).spec(),
        )


def _middling(slices: np.ndarray) -> float:
    """The end of a scale on which one slice in ten is cut off, so that the others are seen."""
    whole = np.array_equal(slices, np.round(slices))
    return slice_limit(slices) if whole else round_up(float(np.percentile(np.abs(slices), 90)))


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
