"""Lesson 07: sizes, counts and error messages."""

from ..layer import ConvLayer
from ..scene.colours import Colour
from ..sizes import output_size
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, parameters, right, wrong


def opening() -> Opening:
    """The three shapes of a layer, and which of their numbers are the same."""
    layer, x = ConvLayer(3, 64, 5), (3, 32, 32)
    sheet = Opening("Kernels make the maps, slices meet the channels: **two pairs must agree**.")
    lines = {
        "input": (x, "channels height width"),
        "weight": (layer.weight_shape, "kernels slices height width"),
        "output": (layer.output_shape(x), "maps height width"),
    }
    colours: dict[str, Colour] = dict.fromkeys(("channels", "slices"), "channel")
    colours |= dict.fromkeys(("kernels", "maps"), "kernel")
    for row, (name, (shape, words)) in enumerate(lines.items()):
        top = 24.0 + 96 * row
        sheet.text(0, top, name, 20, "ink", bold=True)
        for at, (size, word) in enumerate(zip(shape, words.split(), strict=True)):
            column, colour = 200.0 + 170 * (at + (row == 0)), colours.get(word, "ink-2")
            sheet.text(column, top, str(size), 40, colour, colour != "ink-2", "center")
            sheet.text(column, top + 32, word, 15, colour, align="center")
    sheet.line((370, 68), (370, 98), "channel")
    sheet.line((200, 164), (200, 194), "kernel")
    return sheet


def ask_stride_2_size() -> Question:
    """The size of a map, with stride and padding."""
    layer = ConvLayer(3, 64, 3, stride=2, padding=1)
    x = (3, 224, 224)
    side = layer.output_shape(x)[1]
    return Question(
        "A 224×224 picture, kernels of 3×3, stride 2, padding 1. How wide is a map?",
        wrong(
            ConvLayer(3, 64, 3, stride=2).output_shape(x)[1],
            "**111 leaves the padding out.** A border of 1 on both sides makes the picture 226 "
            "wide.",
        ),
        right(
            side,
            f"⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = **{side}**: 111 steps of 2, and the place where the "
            "kernel starts.",
        ),
        wrong(
            side + 1,
            "**113 rounds up.** The last step would hang over the edge, so it is not taken.",
        ),
        wrong(
            ConvLayer(3, 64, 3, padding=1).output_shape(x)[1],
            "**224 is stride 1.** Stride 2 leaves out every other place.",
        ),
        hint="⌊(size + 2 × padding − kernel) / stride⌋ + 1.",
    )


def ask_larger_picture() -> Question:
    """A layer does not grow with the picture."""
    layer = ConvLayer(3, 64, 3)
    count, per_side = layer.n_parameters, 224 // 32
    return Question(
        f"nn.Conv2d(3, 64, 3) has {ConvLayer(3, 64, 3).n_weights:,} weights and 64 biases, for "
        "32×32 pictures. How many parameters does it have for 224×224?",
        right(
            count,
            f"{parameters(layer)}. No height and no width in it: the same kernels stand at more "
            "places. The work grows, not the layer.",
        ),
        wrong(
            count * per_side,
            "**12,544 grows with the side.** The kernel takes more steps; it does not get larger.",
        ),
        wrong(
            count * per_side**2,
            "**87,808 grows with the picture.** That is how a fully connected layer behaves: there "
            "each place has weights of its own.",
        ),
    )


def ask_multiplications_of_a_layer() -> Question:
    """Every weight works once at every place."""
    layer, side = ConvLayer(3, 1, 3), 32 - 3 + 1
    return Question(
        "One kernel of 3×3 on a (3, 32, 32) picture, no padding. How many multiplications?",
        wrong(layer.n_weights, "**27 makes one number.** The map has 30×30 of them."),
        wrong(
            9 * side**2,
            "**8,100 takes one slice.** The kernel has one for each of the 3 channels.",
        ),
        right(
            layer.n_macs((3, 32, 32)),
            f"**{layer.n_weights} weights** × **{side}×{side} places**: each weight is used once "
            "at each place.",
        ),
        wrong(
            27 * 32**2,
            "**27,648 has 32×32 places.** A 3×3 window fits in 30 places along 32 pixels.",
        ),
        hint="The products that one number of the map takes, times the numbers in the map.",
    )


def ask_twice_the_channels() -> Question:
    """Twice the channels on both sides is four times the work."""
    work = ConvLayer(32, 32, 3).n_macs((32, 56, 56))
    more = ConvLayer(64, 64, 3).n_macs((64, 56, 56)) / work
    return Question(
        "You double the input channels and the output channels. How many times as many "
        "multiply-adds?",
        wrong(
            ConvLayer(64, 32, 3).n_macs((64, 56, 56)) / work,
            "**2 doubles one of them.** Deeper kernels, or more kernels; here it is both.",
        ),
        right(
            more,
            f"Twice as many kernels, each twice as deep: 2 × 2 = **{more:.0f}**. Weights grow in "
            "the same way.",
        ),
        wrong(
            8,
            "**8 would double something else as well.** Slices keep their size, and so do the "
            "maps.",
        ),
    )


def _places(k: int, size: int, stride: int, padding: int) -> int:
    """The side of a map."""
    return output_size(size, k, stride=stride, padding=padding)


def _work(c_in: int, c_out: int, k: int, places: float) -> float:
    """The multiply-adds of a layer whose maps are ``places`` high and wide."""
    return c_out * c_in * (k * places) ** 2


def _multiply_adds(c_in: int, c_out: int, k: int, size: int, stride: int, padding: int) -> int:
    layer = ConvLayer(c_in, c_out, k, stride=stride, padding=padding)
    return layer.n_macs((c_in, size, size))


MULTIPLY_ADDS = [  # s is the stride, p the padding
    Idea(
        "Those are the weights: each of them works once at every place.",
        lambda c_in, c_out, k, size, s, p: c_out * c_in * k * k,
    ),
    Idea(
        "That takes as many places as the picture has pixels: count where the kernel fits.",
        lambda c_in, c_out, k, size, s, p: _work(c_in, c_out, k, size),
    ),
    Idea(
        "That is one slice at every place: a kernel has one for each input channel.",
        lambda c_in, c_out, k, size, s, p: _multiply_adds(1, c_out, k, size, s, p),
    ),
    Idea(
        "That is one kernel: there is one for each output channel.",
        lambda c_in, c_out, k, size, s, p: _multiply_adds(c_in, 1, k, size, s, p),
    ),
    Idea(
        "Those are the numbers that come out: each of them costs one whole kernel.",
        lambda c_in, c_out, k, size, s, p: c_out * _places(k, size, s, p) ** 2,
    ),
    Idea(
        "That counts one side of the maps: places have rows and columns.",
        lambda c_in, c_out, k, size, s, p: c_out * c_in * k * k * _places(k, size, s, p),
    ),
    Idea(
        "Padding is laid on both sides: 2 × padding.",
        lambda c_in, c_out, k, size, s, p: _work(c_in, c_out, k, (size + p - k) // s + 1),
    ),
    Idea(
        "The padding is missing: it makes the picture larger on both sides.",
        lambda c_in, c_out, k, size, s, p: _multiply_adds(c_in, c_out, k, size, s, 0),
    ),
    Idea(
        "The stride is missing: with stride 2 the kernel skips every other place.",
        lambda c_in, c_out, k, size, s, p: _multiply_adds(c_in, c_out, k, size, 1, p),
    ),
    Idea(
        "Those are the steps: the place where the kernel starts counts, too (+ 1).",
        lambda c_in, c_out, k, size, s, p: _work(c_in, c_out, k, _places(k, size, s, p) - 1),
    ),
    Idea(
        "Places are whole: what is left over after the last step is rounded down, //.",
        lambda c_in, c_out, k, size, s, p: _work(c_in, c_out, k, (size + 2 * p - k) / s + 1),
    ),
    Idea(
        "Padding and stride are missing: both change how many places there are.",
        lambda c_in, c_out, k, size, s, p: _multiply_adds(c_in, c_out, k, size, 1, 0),
    ),
    Idea(
        "That counts the biases: they are added, not multiplied.",
        lambda c_in, c_out, k, *rest: c_out * (c_in * k * k + 1) * _places(k, *rest) ** 2,
    ),
    Idea(
        "Those are FLOPs: a multiplication and an addition are one multiply-add.",
        lambda c_in, c_out, k, size, s, p: 2 * _multiply_adds(c_in, c_out, k, size, s, p),
    ),
]


def check_multiply_adds(function: Function) -> Verdict:
    """Check ``multiply_adds(c_in, c_out, k, size, stride, padding)``: the work of a layer.

    Parameters
    ----------
    function : callable
        The reader's ``multiply_adds``; kernels and pictures are square, k and size are their sides.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> _ = check_multiply_adds(lambda c_in, c_out, k, size, stride, padding: c_out * c_in * k * k)
    not yet: multiply_adds(3, 1, 3, 32, 1, 0) should be 24,300, yours is 27. Those are the weights:
    each of them works once at every place.
    """
    return judge(
        "multiply_adds",
        function,
        cases=[(3, 1, 3, 32, 1, 0), (3, 64, 7, 224, 2, 3), (16, 8, 5, 28, 2, 1)],
        right=_multiply_adds,
        ideas=MULTIPLY_ADDS,
        praise="as many numbers as the maps have, and one whole kernel for each",
    )
