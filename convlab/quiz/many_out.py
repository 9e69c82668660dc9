"""Questions on kernels, and the maps they make."""

from .. import kernels
from ..shapes import ConvLayer
from .question import Question, Tiles, parameters, right, weights, wrong

LESSON = "03-many-out"


def questions():
    layer = ConvLayer(3, 64, 3)
    triples = {"across": 24, "together": 3}
    slices = kernels.many(64, 3).weight.reshape(-1, 3, 3)
    yield Question(
        "3-to-64-maps",
        LESSON,
        "A photo with 3 channels goes through 64 kernels. How many maps come out?",
        (
            wrong(
                64 // 3,
                "**21 shares the kernels out among the colours.** Every kernel reads all three.",
            ),
            right(
                layer.output_shape((3, 32, 32))[0],
                "**64 kernels**, one map each. The number of "
                "channels that went in does not show in it.",
            ),
            wrong(64 + 3, "**67 keeps the photo too.** The maps take its place."),
            wrong(
                64 * 3,
                "**192 counts partial maps.** Each slice makes one; the three of a kernel "
                "are added into its one map.",
            ),
        ),
    )
    per_slice = layer.n_weights + 3 * 64
    yield Question(
        "3-to-64-parameters",
        LESSON,
        "nn.Conv2d(3, 64, kernel_size=3): how many parameters, weights and biases together?",
        (
            wrong(
                ConvLayer(1, 64, 3).n_parameters,
                "**640 gives each kernel one slice.** It needs one for each of the 3 channels.",
                Tiles("what you counted: 64 slices", slices, counted=range(0, 192, 3), **triples),
                Tiles("what the layer holds: 64 kernels of 3 slices", slices, **triples),
            ),
            wrong(
                layer.n_weights,
                "**1,728 are the weights.** The biases are still missing: one for each kernel.",
            ),
            right(
                layer.n_parameters,
                f"{parameters(layer)}.",
                Tiles("64 kernels of 3 slices, 192 in all", slices, **triples),
            ),
            wrong(
                per_slice,
                "**1,920 gives each slice a bias.** The slices of a kernel are added "
                "first; then comes one bias.",
            ),
        ),
        typed=True,
        hint="Count in this order: kernels, slices in each, weights in each slice. "
        "Then the biases.",
    )
    layer = ConvLayer(3, 64, 5)
    out, into, kh, kw = layer.weight_shape
    yield Question(
        "weight-axes",
        LESSON,
        "What is the shape of weight in nn.Conv2d(3, 64, kernel_size=5)?",
        (
            wrong(
                (out, kh, kw),
                "**This has kernels of one slice.** kernel_size names only height "
                "and width; the depth of a kernel is in_channels.",
            ),
            wrong(
                (into, out, kh, kw),
                "**The arguments come in this order, the axes do not.** "
                "weight[o] is kernel o, so its first axis counts kernels.",
            ),
            right(
                layer.weight_shape,
                "weight[o] is kernel o, weight[o, c] its slice for channel c: "
                "**64 kernels**, **3 slices** each, **5×5**.",
            ),
            wrong(
                (kh, kw, into, out),
                "**This is how Keras keeps it.** PyTorch puts the kernels "
                "first; the numbers are the same.",
            ),
        ),
    )
    layer = ConvLayer(3, 2, 3, stride=2, padding=1)
    yield Question(
        "cs231n-shape",
        LESSON,
        "Input 3 × 5 × 5, padding 1, stride 2, two kernels of 3×3. Which shape is y?",
        (
            wrong(
                ConvLayer(3, 2, 3, stride=2).output_shape((3, 5, 5)),
                "**This forgets the padding.** "
                "With a border of 1 on every side the input is 7 × 7.",
            ),
            right(
                layer.output_shape((3, 5, 5)),
                "One map for each of the **2 kernels**; along a side "
                "⌊(5 + 2 − 3) / 2⌋ + 1 = 3 places.",
            ),
            wrong(
                (3, 3, 3),
                "**“3 in, so 3 out.”** The sides are right; the number of maps is the "
                "number of kernels.",
            ),
            wrong(
                (6, 3, 3),
                "**This keeps the partial maps.** Two kernels of 3 slices make six, and "
                "each kernel adds its own three.",
            ),
        ),
    )
    yield Question(
        "one-weight-changed",
        LESSON,
        "You change one weight in kernel 2 of a layer with 4 kernels. Which maps change?",
        (
            wrong(
                "All 4", "**Kernels share the input, not their weights.** Each works for itself."
            ),
            right(
                "Map 2 only",
                "weight[2] makes y[2] and nothing else. That is why kernels can be "
                "added or cut off without touching the other maps.",
            ),
            wrong(
                "Maps 2 and 3",
                "**Maps are not added up one after the other.** The sum runs over "
                "input channels, inside one kernel.",
            ),
            wrong(
                "Whichever map has that colour",
                "**A map has no colour.** Each comes from all input channels.",
            ),
        ),
    )
    yield Question(
        "64-to-32",
        LESSON,
        "64 channels go in and 32 maps come out. How do they become fewer?",
        (
            wrong(
                "64 kernels work, the 32 best maps stay",
                "**Nothing is thrown away.** No layer makes maps in order to drop them.",
            ),
            wrong(
                "Pairs of channels are merged",
                "**No channel has a partner.** Every map is made from all 64.",
            ),
            wrong(
                "Only the first 32 channels are read",
                "**Every channel is read**, and by every kernel.",
            ),
            right(
                f"{ConvLayer(64, 32, 3).weight_shape[0]} kernels each add up all "
                f"{ConvLayer(64, 32, 3).weight_shape[1]} channels",
                f"{weights(ConvLayer(64, 32, 3))}. How many maps come out is the number of "
                "kernels: you choose it, larger or smaller than what goes in.",
            ),
        ),
    )
