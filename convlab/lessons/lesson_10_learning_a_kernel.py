"""Lesson 10: where kernels come from."""

import numpy as np

from .. import kernels, training
from ..conv import conv2d
from ..layer import ConvLayer
from .examples import photo_example
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Row, parameters, right, wrong


def opening() -> Opening:
    """One slice of a kernel on its way to the hidden one, and the loss."""
    x, bank = np.random.default_rng(0).normal(size=(3, 24, 24)), kernels.bank("teaching")
    target = conv2d(x, bank.weight[[2]], bank.bias[[2]])
    start = np.zeros((1, 3, 3, 3)), np.zeros(1)
    sheet = Opening("The error says how to change each weight: step by step **the gap closes**.")
    for at, steps in enumerate((0, 3, 10, 30)):
        left = 176.0 * at
        found = training.descend(x, target, *start, rate=0.1, steps=steps)
        sheet.text(left, 10, f"step {steps}", 17, "ink", bold=True)
        sheet.text(left, 288, f"loss {found.losses[-1]:.2f}", 17)
        for c, weight in enumerate(found.weight[0]):
            sheet.slice(left, 30.0 + 82 * c, weight, 24, written=False)
    sheet.text(704, 10, "hidden kernel", 17, "kernel", bold=True)
    for c, weight in enumerate(bank.weight[2]):
        sheet.slice(704, 30.0 + 82 * c, weight, 24, written=False)
    return sheet


def ask_numbers_to_learn() -> Question:
    """Weights and bias are learned alike."""
    hidden = ConvLayer(3, 1, 3)
    return Question(
        "One kernel of 3×3 on RGB is to be learned, bias included. How many numbers are that?",
        wrong(
            9 + 1,
            "**10 learns one slice.** Red, green and blue each have their own.",
            Row("one channel"),
        ),
        wrong(
            hidden.n_weights,
            "**27 leaves the bias out.** It is learned like a weight.",
            Row("no bias"),
        ),
        right(hidden.n_parameters, f"{parameters(hidden)}. Each has its own gradient.", Row()),
        wrong(
            hidden.n_weights + 3,
            "**30 learns a bias for each channel.** They would be added into one number.",
            Row("a bias each"),
        ),
        example=photo_example("the kernel"),
        hint="Slices first, then the weights in each, then what is added at the end.",
    )


def ask_sum_of_gradients() -> Question:
    """A weight's gradient is a sum over all places where it works."""
    return Question(
        "A weight is used at all 2,500 places of its map. How does it get one gradient?",
        wrong(
            "The mean of the 2,500",
            "**Nothing divides.** Only if the loss itself is a mean does a division come in, "
            "there.",
        ),
        right(
            "The sum of the 2,500",
            "Chain rule: the weight acts at each place, and all effects on the loss add up. Going "
            "forward is a sum, going back is one too.",
        ),
        wrong(
            "The largest of the 2,500",
            "**The others act on the loss as well.** Each counts as much as it does.",
        ),
        wrong(
            "It gets 2,500 gradients",
            "**It is one number, and moves one way.** It is shared, and so is its gradient.",
        ),
    )


def ask_bias_gradients() -> Question:
    """A bias has one gradient, summed over all places of its map."""
    layer = ConvLayer(3, 4, 3)
    return Question(
        "4 kernels on 3 channels make 4 maps of 50×50. How many gradients do the biases have?",
        wrong(1, "**1 is too few.** Each kernel has its own bias."),
        right(
            layer.n_biases,
            "One for each kernel: the sum of the loss's gradient over all places of its map.",
        ),
        wrong(3 * 4, "**12 counts slices.** The bias comes after they are added."),
        wrong(
            4 * 50 * 50,
            "**10,000 counts places.** All places of a map share one bias, and their gradients are "
            "added.",
        ),
    )


def ask_equal_kernels() -> Question:
    """Kernels that start equal stay equal."""
    return Question(
        "Two kernels start with the same weights, and the next layer reads their maps with the "
        "same weights. What does training make of them?",
        wrong(
            "They specialise on their own",
            "**Something must tell them apart first.** Same maps, same gradients, same steps.",
        ),
        right(
            "They stay equal",
            "Equal weights get equal gradients, step after step. That is why weights start at "
            "random.",
        ),
        wrong(
            "One of them dies",
            "**Nothing favours either.** What happens to one happens to the other.",
        ),
    )


def ask_empty_channel() -> Question:
    """A slice learns nothing from a channel of zeros."""
    return Question(
        "A fourth channel is 0 in every training picture. What happens to its slice?",
        wrong(
            "It becomes 0",
            "**Nothing pulls it to 0.** Without weight decay, a slice without a gradient stays "
            "where it is.",
        ),
        right(
            "It stays as it was",
            "A weight's gradient is error times input, summed; the input is 0. So it can start at "
            "0 and do no harm, or at random and hide a surprise.",
        ),
        wrong(
            "It becomes the others' mean",
            "**Slices do not look at each other.** Each learns from its own channel.",
        ),
        wrong("It grows without end", "**Growing takes a gradient.** Here the gradient is 0."),
    )


def _kernel_gradient(x: np.ndarray, error: np.ndarray) -> np.ndarray:
    return conv2d(x[:, None], error[None, None])[:, 0]


KERNEL_GRADIENT = [
    Idea(
        "That adds the channels: each slice learns from its own channel alone.",
        lambda x, error: _kernel_gradient(x, error).sum(axis=0),
    ),
    Idea(
        "That is the mean over the places: the chain rule adds them up.",
        lambda x, error: _kernel_gradient(x, error) / error.size,
    ),
    Idea(
        "That is 2 × the sum: error is the loss's slope already, so nothing is left to double.",
        lambda x, error: 2 * _kernel_gradient(x, error),
    ),
    Idea(
        "That is the step, not the slope: minus comes in when the weights are moved.",
        lambda x, error: -_kernel_gradient(x, error),
    ),
    Idea(
        "That flips the error map: it lies on the channel as it is.",
        lambda x, error: _kernel_gradient(x, error[::-1, ::-1]),
    ),
    Idea(
        "Each slice comes out flipped: weight (u, v) meets x from (u, v) on.",
        lambda x, error: _kernel_gradient(x, error)[:, ::-1, ::-1],
    ),
    Idea(
        "That gives every slice the gradient of the first: each has its own channel.",
        lambda x, error: _kernel_gradient(x[[0] * len(x)], error),
    ),
    Idea(
        "Every weight gets the sum of all errors there: that is the bias's gradient.",
        lambda x, error: np.full(_kernel_gradient(x, error).shape, error.sum()),
    ),
]


def check_kernel_gradient(function: Function) -> Verdict:
    """Check ``kernel_gradient(x, error)``: what every weight of one kernel gets back.

    Parameters
    ----------
    function : callable
        The reader's ``kernel_gradient``; it gets x (c, h, w) and error (h_out, w_out), how the
        loss changes with each number of the kernel's map, and returns
        (c, h − h_out + 1, w − w_out + 1).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> _ = check_kernel_gradient(lambda x, error: conv2d(x[:, None], error[None, None])[:, 0] / 12)
    not yet: kernel_gradient(an array of shape (3, 5, 6), an array of shape (3, 4))[0, 0, 0] should
    be 22, yours is 1.833 (different in 26 of 27 places). All your numbers are 0.08333 × the right
    ones.
    """
    rng = np.random.default_rng(6)
    return judge(
        "kernel_gradient",
        function,
        cases=[
            (rng.integers(0, 9, (3, 5, 6)), rng.integers(-5, 6, (3, 4))),
            (rng.integers(0, 9, (2, 4, 4)), rng.integers(-5, 6, (3, 3))),
        ],
        right=_kernel_gradient,
        ideas=KERNEL_GRADIENT,
        praise="every slice: its own channel under the same error map, all places added",
    )
