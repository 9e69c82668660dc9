"""Questions on where kernels come from."""

from ..shapes import ConvLayer
from .question import Question, parameters, right, wrong

LESSON = "10-learning-a-kernel"


def questions():
    hidden = ConvLayer(3, 1, 3)
    yield Question(
        "numbers-to-learn",
        LESSON,
        "One kernel of 3×3 on RGB is to be learned, bias included. How many numbers are that?",
        (
            wrong(9 + 1, "**10 learns one slice.** Red, green and blue each have their own."),
            wrong(hidden.n_weights, "**27 leaves the bias out.** It is learned like a weight."),
            right(hidden.n_parameters, f"{parameters(hidden)}. Each has its own gradient."),
            wrong(
                hidden.n_weights + 3,
                "**30 learns a bias for each channel.** They would be added into one number.",
            ),
        ),
        typed=True,
        hint="Slices first, then the weights in each, then what is added at the end.",
    )
    yield Question(
        "sum-of-gradients",
        LESSON,
        "A weight is used at all 2,500 places of its map. How does it get one gradient?",
        (
            wrong(
                "The mean of the 2,500",
                "**Nothing divides.** Only if the loss itself is a mean "
                "does a division come in, there.",
            ),
            right(
                "The sum of the 2,500",
                "Chain rule: the weight acts at each place, and all effects "
                "on the loss add up. Going forward is a sum, going back is one too.",
            ),
            wrong(
                "The largest of the 2,500",
                "**The others act on the loss as well.** Each counts as much as it does.",
            ),
            wrong(
                "It gets 2,500 gradients",
                "**It is one number, and moves one way.** It is shared, and so is its gradient.",
            ),
        ),
    )
    layer = ConvLayer(3, 4, 3)
    yield Question(
        "bias-gradients",
        LESSON,
        "4 kernels on 3 channels make 4 maps of 50×50. How many gradients do the biases have?",
        (
            wrong(1, "**1 is too few.** Each kernel has its own bias."),
            right(
                layer.n_biases,
                "One for each kernel: the sum of the loss's gradient over all places of its map.",
            ),
            wrong(3 * 4, "**12 counts slices.** The bias comes after they are added."),
            wrong(
                4 * 50 * 50,
                "**10,000 counts places.** All of a map share one bias, and their "
                "gradients are added.",
            ),
        ),
    )
    yield Question(
        "equal-kernels",
        LESSON,
        "Two kernels start with the same weights, and the next layer reads their maps with the "
        "same weights. What does training make of them?",
        (
            wrong(
                "They specialise on their own",
                "**Something must tell them apart first.** Same maps, same gradients, same steps.",
            ),
            right(
                "They stay equal",
                "Equal weights get equal gradients, step after step. That is why "
                "weights start at random.",
            ),
            wrong(
                "One of them dies",
                "**Nothing favours either.** What happens to one happens to the other.",
            ),
        ),
    )
    yield Question(
        "empty-channel",
        LESSON,
        "A fourth channel is 0 in every training picture. What happens to its slice?",
        (
            wrong(
                "It becomes 0",
                "**0 has no pull.** Without a force that shrinks weights, nothing "
                "moves this slice there.",
            ),
            right(
                "It stays as it was",
                "A weight's gradient is error times input, summed; the input is 0. So it can start "
                "at 0 and do no harm, or at random and hide a surprise.",
            ),
            wrong(
                "It becomes the others' mean",
                "**Slices do not look at each other.** Each learns from its own channel.",
            ),
            wrong("It grows without end", "**Growing takes a gradient.** Here it is nothing."),
        ),
    )
