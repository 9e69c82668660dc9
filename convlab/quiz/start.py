"""Questions on what a layer makes of a photo."""

from .. import images, kernels
from ..conv import contributions, conv2d
from ..shapes import ConvLayer
from .question import Question, Tiles, right, wrong

LESSON = "00-start-here"


def questions():
    coffee, bank = images.coffee(26), kernels.bank("teaching")
    y = conv2d(coffee, bank.weight[2:3], bank.bias[2:3])
    layer, wider = ConvLayer(3, 4, 3), ConvLayer(4, 4, 3)
    kernel, slice_weights = layer.n_weights // 4, 9
    yield Question(
        "rgb-one-kernel",
        LESSON,
        "An RGB photo goes in: 3 channels. The layer has 1 kernel. What comes out?",
        (
            wrong(
                "An RGB picture",
                "**“3 in, so 3 out.”** The kernel does work on each channel, with a slice for "
                "each. But then the results are added, so red, green and blue are gone.",
                Tiles("what you expected: the photo, in colour", coffee, "rgb", 1),
                Tiles("what comes out: one number at each place", y, limit=3),
            ),
            wrong(
                "A grey photo",
                "**Grey is one special kernel.** It weighs red, green and blue by how bright they "
                "look. Any other kernel gives numbers above and below 0, and they are no photo.",
                Tiles("grey", images.to_grey(coffee), "grey", 1),
                Tiles("what this kernel makes", y, limit=3),
            ),
            wrong(
                "3 maps, one for each colour",
                "**3 maps come before the sum.** Each slice makes a partial map of its channel; "
                "the kernel adds them up.",
                Tiles(
                    "the partial maps: not yet added",
                    contributions(coffee, bank.weight[2:3])[0],
                    limit=3,
                    names=("red", "green", "blue"),
                ),
                Tiles("added, with the bias", y, limit=3),
            ),
            right(
                f"{len(y)} map of signed numbers",
                "**1 kernel** makes **1 map**, however many channels go in. Blue is below 0, red "
                "above: neither grey nor RGB.",
                Tiles("one number at each place", y, limit=3),
            ),
        ),
    )
    yield Question(
        "one-more-map",
        LESSON,
        "3 channels go in, 4 maps come out. A fifth map is wanted. "
        "What does the layer need for it?",
        (
            wrong(
                "1 slice",
                "**1 slice is not enough for a map.** Every map needs a kernel with "
                "a slice for each input channel, and there are 3.",
            ),
            wrong(
                "1 slice in every kernel",
                "**That is one more input channel.** It makes every kernel deeper and adds no map.",
            ),
            right(
                f"{ConvLayer(3, 5, 3).out_channels - 4} kernel of {layer.weight_shape[1]} slices",
                f"One more map is one more kernel: **3 slices** × **3×3** = "
                f"**{ConvLayer(3, 5, 3).n_weights - layer.n_weights} weights**, and **1 bias**.",
            ),
            wrong(
                "3 kernels",
                "**3 kernels would make 3 maps.** A kernel reads all 3 channels by "
                "itself: one slice for each.",
            ),
        ),
    )
    yield Question(
        "one-more-channel",
        LESSON,
        "4 kernels of 3×3 read 3 channels. Now 4 channels go in. How many weights are new?",
        (
            wrong(
                0,
                "**0 shares old slices.** Every slice belongs to one channel; a new channel "
                "needs new slices.",
            ),
            wrong(
                slice_weights, "**9 is one slice.** Every kernel gets one, and there are 4 kernels."
            ),
            wrong(
                kernel,
                f"**{kernel} is one more kernel.** That would make one more map. A new "
                "channel makes each of the 4 kernels one slice deeper.",
            ),
            right(
                wider.n_weights - layer.n_weights,
                f"**4 kernels** × **1 slice** × **3×3** = "
                f"**{wider.n_weights - layer.n_weights} weights**. There are still 4 maps.",
            ),
        ),
    )
    yield Question(
        "mute-green",
        LESSON,
        "In the explorer you mute the green channel. What happens to the 3 feature maps?",
        (
            wrong(
                "Map 1, the green one, goes blank",
                "**Maps have no colours.** Map 1 is what "
                "kernel 1 found in all channels; that it is number 1 like green is an accident.",
            ),
            right(
                "Each loses what its green slice gave",
                "Every kernel has a slice for green. "
                "Muting takes one partial map out of each sum; the bias stays.",
            ),
            wrong(
                "They turn pink",
                "**The maps are not RGB.** Take green out of a photo and it "
                "turns pink; a map is one number at each place, coloured by its sign.",
            ),
            wrong(
                "Nothing: maps are made already",
                "**The sum is made from the channels on "
                "show.** Leave one out and there is less to add.",
            ),
        ),
    )
