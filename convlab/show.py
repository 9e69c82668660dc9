"""Numbers, names and limits as they are shown: what every figure, widget and sentence agrees on."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from .sizes import ShapeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

RGB = ("red", "green", "blue")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")  # of the exponent of a power of ten
# What stands for our signs on a console that does not have them
_PLAIN = str.maketrans(
    {
        **dict(
            zip("−×·→…✓“”’⁻", ["-", "x", "*", "->", "...", "OK", '"', '"', "'", "-"], strict=True)
        ),
        **dict(zip("⌊⌋⁰¹²³⁴⁵⁶⁷⁸⁹", "[]0123456789", strict=True)),
        **dict.fromkeys("\u2068\u2069", ""),
    }
)


def printable(text: str) -> str:
    """The text as this process can print it: plainer, where the console lacks a sign of it.

    Windows' consoles and pipes have fewer letters than notebooks.

    >>> printable("3 × 9 = 27 ✓")
    '3 × 9 = 27 ✓'
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN).encode("ascii", "replace").decode()
    return text


class Words(str):
    """A text that prints on any console."""

    def __str__(self) -> str:
        return printable(self[:])


def counted(number: int, thing: str) -> str:
    """``3 kernels``, ``1 kernel``, ``1,792 parameters``."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s" if thing[-1] != "s" else "es")


def channel_names(count: int, names: Sequence[str] | None = None) -> tuple[str, ...]:
    """A name for each of ``count`` input channels; unless given, three are red, green and blue.

    >>> channel_names(3), channel_names(2), channel_names(2, ["left", "right"])
    (('red', 'green', 'blue'), ('channel 0', 'channel 1'), ('left', 'right'))
    """
    if names is None:
        return RGB if count == 3 else tuple(f"channel {c}" for c in range(count))
    try:
        names = tuple(_clean(name, c) for c, name in enumerate(names))
    except TypeError:
        kind = type(names).__name__
        wanted = f"a list of {counted(count, 'name')}"
        raise TypeError(f"channel_names must be {wanted}, got a {kind}") from None
    if len(names) != count:
        raise ShapeError(
            f"channel_names holds {counted(len(names), 'name')} for {counted(count, 'channel')}: "
            "name every input channel of x"
        )
    return names


# What would turn round the text after it, too
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LONGEST = 200  # letters of a name


def _clean(name: object, c: int) -> str:
    """On one line, and set apart if it is written from right to left.

    Otherwise the numbers that stand beside it would change places with it.
    """
    import unicodedata  # slow to load, and seldom needed

    letters = (" " if unicodedata.category(s) in ("Cc", "Cs") else s for s in str(name))
    words = " ".join("".join(letters).translate(dict.fromkeys(map(ord, _TURNS))).split())
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1] + "…"
    if any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in words):
        return f"\u2068{words}\u2069"
    return words or f"channel {c}"


def units(value: float, decimals: int) -> int:
    """A value in whole units of its last decimal.

    Half goes away from zero, and so does what is a hair less because a float32 holds it.

    >>> units(0.355, 2), units(-2, 1)
    (36, -20)
    """
    size = math.floor(abs(value) * 10.0**decimals + 0.5 + 1e-6)
    return size if value > 0 else -size


def plain_number(value: float, decimals: int) -> str:
    """A number as text that a program can read: never "-0"; from 7 decimals on with an exponent.

    >>> plain_number(-0.421, 2), plain_number(-0.001, 2), plain_number(2.5e-8, 9)
    ('-0.42', '0.00', '25e-9')
    """
    power = 3 * (decimals // 3) if decimals > 6 else 0
    if math.isfinite(value):
        value = units(value, decimals) / 10.0 ** (decimals - power)
    return f"{value:.{decimals - power}f}" + (f"e-{power}" if power else "")


def term(name: str, value: str) -> str:
    """A number with its name before it, kept apart from a number that the name ends in.

    >>> term("red", "9"), term("channel 0", "3")
    ('red 9', 'channel 0: 3')
    """
    return f"{name}: {value}" if name[-1:].isdigit() else f"{name} {value}"


def number(value: float, decimals: int = 0, *, plus: bool = False) -> str:
    """A number as it stands in a picture, on a page or on screen.

    It has a real minus sign, commas between thousands, and a power of ten from 7 decimals on. Only
    a true zero is "0".

    >>> number(-0.421, 2), number(1792, plus=True), number(-0.001, 2), number(0, 2)
    ('−0.42', '+1,792', '0.00', '0')
    >>> number(7.7e-7, 8)
    '0.77×10⁻⁶'
    """
    if value == 0:
        return "0"
    plain, _, power = plain_number(value, decimals).partition("e")
    size = float(plain)
    text = f"{size:,.{len(plain.partition('.')[2])}f}"
    return "+" * (plus and size > 0) + _typeset(text, power)


def _typeset(plain: str, power: str) -> str:
    """With a real minus sign, and a power of ten that is raised."""
    return plain.replace("-", "−") + (f"×10{power.translate(RAISED)}" if power else "")


def power_of_ten(value: float) -> str:
    """A number above 0 with one figure, for what is next to nothing.

    >>> power_of_ten(0.0000021), power_of_ten(12)
    ('2 × 10⁻⁶', '1 × 10¹')
    """
    figure, power = f"{value:.0e}".split("e")
    return f"{figure} × 10{str(int(power)).translate(RAISED)}"


def range_text(values: ArrayLike, decimals: int) -> str:
    """From where to where values go, both ends with the same decimals.

    >>> range_text([-0.5, 0, 2], 2)
    'values from −0.50 to 2.00'
    """
    values = np.asarray(values)
    ends = (plain_number(end, decimals).partition("e") for end in (values.min(), values.max()))
    return f"values from {' to '.join(_typeset(plain, power) for plain, _, power in ends)}"


def decimals_of(values: ArrayLike, most: int = 2) -> int:
    """How many decimals it takes to show all values.

    At most ``most``, or as many as show two figures of the largest.

    >>> decimals_of([1, -2]), decimals_of([0.5]), decimals_of([1 / 3])
    (0, 1, 2)
    >>> decimals_of([0.0039, -0.00078])
    4
    """
    values = np.asarray(values, np.float64)
    sizes = abs(values)
    largest = sizes.max(initial=0)
    if largest < 0.1:
        most = max(most, fewest_decimals(largest))
    near = 2e-6 * np.maximum(min(1, largest), sizes)  # a float32 is off by as much
    exact = (d for d in range(most) if (abs(values - values.round(d)) <= near).all())
    return next(exact, most)


def fewest_decimals(values: ArrayLike) -> int:
    """The fewest decimals, 2 to 15, that show two figures of the largest of these.

    >>> fewest_decimals([3, 0.5]), fewest_decimals([0.0231, 0.001]), fewest_decimals(0)
    (2, 3, 2)
    """
    largest = abs(np.asarray(values, np.float64)).max(initial=0)
    if not 0 < largest < 0.1:
        return 2
    return min(15, max(2, 1 - math.floor(math.log10(largest * (1 + 1e-6)))))


def limit_text(limit: float, *, plus: bool = False) -> str:
    """An end of a colour scale: three figures of it decide the decimals, at most 6.

    From a million on it is written with a power of ten.

    >>> limit_text(-0.5), limit_text(2 / 3), limit_text(0.00003, plus=True), limit_text(2.5e6)
    ('−0.5', '0.667', '+0.00003', '2.5×10⁶')
    """
    figures = float(f"{limit:.3g}")
    if abs(figures) < 1e6:
        return number(limit, decimals_of([figures], 6), plus=plus)
    mantissa, exponent = f"{abs(figures):.2e}".split("e+")
    power = "10" + exponent.lstrip("0").translate(RAISED)
    times = mantissa.rstrip("0").rstrip(".")
    sign = "−" if figures < 0 else "+" if plus else ""
    return sign + (power if times == "1" else f"{times}×{power}")


def input_words(low: float, high: float) -> str:
    """Which numbers black and white are in a picture; nothing where they are 0 and 1.

    >>> input_words(-2.117, 2.64), input_words(0, 1)
    ('black is −2.12, white 2.64', '')
    """
    if (low, high) == (0, 1):
        return ""
    return f"black is {limit_text(low)}, white {limit_text(high)}"


def percent(share: float) -> str:
    """A share as a whole percentage; 0 and 100 are said of nothing and of all alone.

    >>> percent(0.28), percent(0.998), percent(0.004), percent(1), percent(0)
    ('28 %', 'over 99 %', 'under 1 %', '100 %', '0 %')
    """
    hair = 1e-9  # sums of the same numbers in another order
    hundredths = math.floor(100 * share + 0.5)
    if hundredths == 0 and share > hair:
        return "under 1 %"
    if hundredths == 100 and share < 1 - hair:
        return "over 99 %"
    return f"{hundredths} %"


class Tick(NamedTuple):
    """A number that a legend has: how far from its left end, its words, how they stand there."""

    at: float
    words: str
    align: Literal["left", "center", "right"]


def legend_ticks(
    limit: float, width: float, *, root: bool = False, beyond: bool = False
) -> list[Tick]:
    """The numbers of a legend from −limit to +limit, so many pixels wide.

    One that goes by the square root has L/4 too, and L/16, where there is room: each stands half
    as far from 0 as the one before. Ends that leave no room for each other are one number; those
    of a scale whose ends are the colours of larger numbers, too, say so.

    >>> [tick.words for tick in legend_ticks(8, 220, root=True)]
    ['−8', '−2', '−½', '0', '+½', '+2', '+8']
    >>> legend_ticks(3, 100)[-1]
    Tick(at=100.0, words='+3', align='right')
    >>> [tick.words for tick in legend_ticks(3, 150, beyond=True)]
    ['≤ −3', '0', '≥ +3']
    >>> legend_ticks(500_000, 112)
    [Tick(at=112.0, words='±500,000', align='right')]
    """
    half, numbers = width / 2, [(1.0, limit_text(limit))]
    free: float = _label_width(numbers[0][1]) + 12 * beyond  # from the end: what labels take
    if 2 * free + 4 > width:
        return [Tick(2 * half, f"±{numbers[0][1]}", "right")]
    for out in (0.5, 0.25) if root else ():
        value = limit * out**2
        label = "½" if value == 0.5 else limit_text(value)
        middle, side = half * (1 - out), _label_width(label) / 2
        if middle - side < free + 4 or middle + side > half - 8:
            continue
        numbers.append((out, label))
        free = middle + side
    low = [Tick(half * (1 - out), f"−{label}", "center") for out, label in numbers]
    high = [Tick(half * (1 + out), f"+{label}", "center") for out, label in numbers]
    low[0], high[0] = low[0]._replace(align="left"), high[0]._replace(align="right")
    if beyond:
        low[0] = low[0]._replace(words=f"≤ {low[0].words}")
        high[0] = high[0]._replace(words=f"≥ {high[0].words}")
    zero = [Tick(half, "0", "center")] if free + 8 <= half else []
    return [*low, *zero, *reversed(high)]


def _label_width(label: str) -> int:
    """About how wide a number of a legend is with its sign, 14 px high."""
    return 8 + sum({".": 4, ",": 4, "½": 12}.get(letter, 8) for letter in label)


def adding_decimals(*sums: tuple[ArrayLike, float]) -> int:
    """The fewest decimals, 2 to 4, in which every sum adds up as printed; 4 if none will do.

    Where the largest number is below 0.1, they are so many more that it has two figures. Whole
    numbers take none, and parts that 2 or 3 decimals show exactly are shown exactly.

    Parameters
    ----------
    *sums : (parts, total)
        Parts of any shape, and what they add up to.

    Returns
    -------
    int
        0, 2, 3 or 4, or more.

    Examples
    --------
    >>> adding_decimals(([9, 9], 18)), adding_decimals(([0.5, 0.25], 0.75))
    (0, 2)
    >>> adding_decimals(([0.5, 0.25], 0.75), ([0.0014, 0.0014, 0.0024], 0.0052))
    4
    >>> adding_decimals(([-7.7e-7, 1.2e-7], -6.5e-7))
    8
    """
    lists = [(np.ravel(parts).tolist(), total) for parts, total in sums]
    shown = [value for parts, total in lists for value in (*parts, total) if np.isfinite(value)]
    if all(value == int(value) for value in shown):
        return 0
    finite = [part for parts, _ in lists for part in parts if np.isfinite(part)]
    fewest = fewest_decimals(shown)
    exact = max(2, decimals_of(finite, most=fewest + 2))
    choices = range(exact if exact < fewest + 2 else fewest, fewest + 3)
    return next((d for d in choices if not any(rounding(*s, d) for s in lists)), fewest + 2)


def rounding(parts: ArrayLike, total: float, decimals: int) -> float:
    """What the printed parts lack to make the printed total: 0 where they add up.

    Examples
    --------
    >>> rounding([1 / 3, 1 / 3, 1 / 3], 1, 4)
    0.0001
    """
    values: list[float] = [*np.ravel(parts).tolist(), total]
    if not np.isfinite(values).all():
        return 0.0
    *printed, whole_sum = (units(value, decimals) for value in values)
    return (whole_sum - sum(printed)) / 10.0**decimals


def shared_limit(*arrays: ArrayLike) -> float:
    """One limit L for all maps that are compared: colours run from −L over 0 to +L.

    Parameters
    ----------
    *arrays : any shapes
        Signed values.

    Returns
    -------
    float
        Of whole numbers, the largest size itself. Otherwise 1, 2, 3 or 5 × 10ⁿ, the smallest
        beyond which lie at most 2 % of the values: these have the end colours. 1 if all are 0.

    Examples
    --------
    >>> shared_limit([[-6, 2]], [4])
    6.0
    >>> shared_limit(np.linspace(-2.2, 2.2, 1000))  # 98 % lie within 2.16
    3.0
    """
    sizes = np.abs(np.concatenate([np.ravel(np.asarray(a, np.float64)) for a in arrays]))
    sizes = sizes[np.isfinite(sizes)]
    if sizes.any() and np.array_equal(sizes, sizes.round()):
        return float(sizes.max())
    return limit_of_sizes(sizes, round_up, 0.02)


def limit_of_sizes(sizes: NDArray[np.float64], up: Callable[[float], float], share: float) -> float:
    """The smallest end of a scale beyond which lies no more than a share of these sizes.

    If all but so few are next to nothing, the one that holds them all. ``up`` leads from a number
    to the next end: `round_up` or `root_up`.

    >>> limit_of_sizes(np.array([0.2, 1.2, 7]), root_up, 0), limit_of_sizes(np.ones(5), round_up, 0)
    (8.0, 1.0)
    """
    largest = float(sizes.max(initial=0))
    if not share or not largest:
        return up(largest)
    place = len(sizes) - 1 - int(share * len(sizes))
    wanted = float(np.partition(sizes, place)[place])
    return up(wanted if wanted > largest / 1000 else largest)


def round_up(value: float) -> float:
    """Up to 1, 2, 3 or 5 times a power of ten; what is not positive gives 1.

    >>> round_up(0.13), round_up(4), round_up(0)
    (0.2, 5.0, 1.0)
    """
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = [step * power for step in (1, 2, 3, 5, 10)]
    limit = next((s for s in steps if value <= s * (1 + 1e-6)), steps[-1])
    return float(f"{limit:.6g}")


def root_up(value: float) -> float:
    """Up to 0.5 × 4ⁿ, the numbers of a root scale: each step is four times the one before.

    >>> root_up(0.3), root_up(2), root_up(2.1), root_up(0)
    (0.5, 2.0, 8.0, 0.5)
    """
    if not value > 0:
        return 0.5
    return float(0.5 * 4.0 ** math.ceil(math.log2(2 * value * (1 - 1e-6)) / 2))


def slice_limit(weight: ArrayLike) -> float:
    """The limit for slices: whole numbers get at least 3, so that a 1 looks the same everywhere.

    Zeros are left out: as one grid of slices a grouped layer is all but zeros.
    """
    weight = np.asarray(weight)
    limit = shared_limit(weight[weight != 0])
    return max(3.0, limit) if np.array_equal(weight, np.round(weight)) else limit


def dead_kernels(weight: ArrayLike) -> list[int]:
    """Which kernels of ``(c_out, …)`` have next to no weights, so that each map is one constant.

    Their largest weight is at most 1/500 of the layer's largest.

    >>> dead_kernels([[[[1.0]]], [[[0.001]]], [[[0.01]]]])
    [1]
    """
    return np.flatnonzero(_peaks(weight) <= _peaks(weight).max(initial=0) / 500).tolist()


def own_scales(weight: ArrayLike) -> bool:
    """Whether kernels differ so much in size, more than 10-fold, that each needs its own scale.

    >>> own_scales([[[[1.0]]], [[[0.2]]]]), own_scales([[[[1.0]]], [[[0.05]]]])
    (False, True)
    """
    peaks = np.delete(_peaks(weight), dead_kernels(weight))
    return bool(peaks.size and peaks.max() > 10 * peaks.min())


def kernel_notes(weight: ArrayLike) -> list[str]:
    """What is to be said of the kernels ``(c_out, …)`` beside a picture of them all.

    >>> kernel_notes([[[[1.0]]], [[[0.05]]], [[[0.0]]]])[0]
    'Slices: each kernel on its own scale, because their sizes differ 20-fold.'
    >>> kernel_notes([[[[1.0]]], [[[0.0]]]])
    ['Kernel 1: next to no weights, so the map is one constant.']
    """
    notes = []
    if own_scales(weight):
        peaks = np.delete(_peaks(weight), dead_kernels(weight))
        times = number(peaks.max() / peaks.min())
        notes.append(
            f"Slices: each kernel on its own scale, because their sizes differ {times}-fold."
        )
    note = dead_note(weight)
    return [*notes, note] if note else notes


def dead_note(weight: ArrayLike) -> str:
    """Which kernels have next to no weights, in words; nothing if none has.

    >>> dead_note([[[[1.0]]], [[[0.0]]]])
    'Kernel 1: next to no weights, so the map is one constant.'
    """
    dead = dead_kernels(weight)
    if not dead:
        return ""
    kernels = f"Kernel{'s' * (len(dead) > 1)} {', '.join(map(str, dead))}"
    return f"{kernels}: next to no weights, so the map is one constant."


def _peaks(weight: ArrayLike) -> NDArray[np.float64]:
    """The largest size of a weight in each kernel."""
    sizes = np.abs(np.asarray(weight, np.float64))
    peaks: NDArray[np.float64] = sizes.reshape(len(sizes), -1).max(axis=1, initial=0)
    return peaks
