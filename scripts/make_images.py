"""Make the pictures of images/ and their alt texts: ``make images``.

Each is a figure of the package with real numbers, saved at twice its size; those made of numbers
alone also as SVG.
"""

import io
import sys
from pathlib import Path

import matplotlib

sys.path.insert(0, str(Path(__file__).parent))

from slide_pictures import SLIDES

from convlab import ChannelExplorer, figures, images, kernels
from convlab.figures.base.boxes import draw_scene

TARGET = Path(__file__).parents[1] / "images"
ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def channel_grid():
    """Three kernels over a photo, and one pixel in full: the picture that answers the question."""
    bank = kernels.bank("teaching")
    layer = images.coffee(52), bank.weight[:3], bank.bias[:3]
    explorer = ChannelExplorer(*layer, out_channel=2, row=21, col=41)
    return explorer, (
        "A photo's red, green and blue channels stand along the top. Below, each of three kernels "
        "is a row: a slice and its partial map for each channel, plus signs between them, the "
        "bias, and the feature map that they add up to. In the last row, which is open, one pixel "
        "is worked out."
    )


def thirty_two_to_one():
    """32 maps of a trained layer, one kernel, one map: is it coffee?"""
    coffee = kernels.trained("coffee")
    maps = kernels.stem_maps(images.coffee(84))
    figure = figures.running_sum(maps, coffee.weight, coffee.bias, row=15, col=15)
    return figure, (
        "32 channels in two lines of 16. Under each: its slice of the one kernel, its partial "
        "map, and the running sum. The sum of all 32 and the bias is a map that is positive where "
        "there is coffee. Bars rank what each channel adds at one pixel."
    )


def small_integers():
    """A layer to be checked by hand, with the sizes of the CS231n demo."""
    x, weight, bias = kernels.cs231n()
    figure = figures.explorer_still(x, weight, bias, stride=2, padding=1, row=1, col=2)
    return figure, (
        "Three 5×5 channels of small whole numbers, padded to 7×7; two kernels of three 3×3 "
        "slices, stride 2; each slice's 3×3 partial map, the bias, and two 3×3 feature maps, "
        "every number written out. One pixel is worked out underneath."
    )


def trained_kernels():
    """3 channels become 32: the first layer of a real network."""
    stem, x = kernels.trained("stem"), kernels.stem_input(images.coffee(84))
    figure = figures.many_out(x, stem.weight, stem.bias, stride=2, limit=10)
    return figure, (
        "32 numbered kernels in four lines of 8. Each has three small 3×3 slices, for red, green "
        "and blue, and below them the map that it makes of a photo of a cup: edges, blurs, colours "
        "against each other. Kernels 11, 16, 28 and 31 are empty, and their maps are one flat "
        "colour."
    )


def groups():
    """One layer with 1, 2, 3 and 6 groups."""
    bank = kernels.many(6, 6)
    maps = kernels.stem_maps(images.coffee(84))[[2, 0, 7, 23, 4, 26]]
    figure = figures.groups_side_by_side(maps, bank.weight, bank.bias)
    return figure, (
        "The grid of 6 × 6 kernel slices four times. With 1 group it is full; with 2 and 3 groups "
        "only blocks along the diagonal are left; with 6 groups only the diagonal: depthwise. The "
        "number of parameters falls with it."
    )


def weight_tensor():
    """The four axes of a weight."""
    figure = figures.weight_tensor(kernels.bank("teaching").weight[:4], (2, 1, 0, 1))
    return figure, (
        "A grid of 3×3 kernel slices, a row for each of 4 kernels and a column for each of 3 "
        "input channels. One slice is picked and enlarged, and one of its weights is pointed at."
    )


def wrong_ideas():
    """Neither grey nor RGB."""
    bank = kernels.bank("teaching")
    figure = figures.wrong_ideas(images.coffee(52), bank.weight, bank.bias, 2, 16, 6)
    return figure, (
        "Three rows in the same columns, red, green and blue. What the layer does: three slices, "
        "three partial maps, added with the bias to one map of signed numbers. Two common ideas "
        "that are not the layer: three maps that stay a photo in colour, and one slice over the "
        "grey photo. At one pixel of the white rim the three answers differ."
    )


PICTURES = (
    channel_grid,
    thirty_two_to_one,
    small_integers,
    trained_kernels,
    groups,
    weight_tensor,
    wrong_ideas,
)
ALSO_SVG = (small_integers, weight_tensor)
THEMES = {"light": "", "dark": "-dark"}  # and how the names of their files end


def svg(figure) -> bytes:
    """The figure as SVG, the same bytes every time."""
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "convlab"}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


# Made by make_film.py
FILM = """\
## `thirty-two-become-one.gif`, `thirty-two-become-one.png`, `thirty-two-become-one-dark.gif`, \
`thirty-two-become-one-dark.png`

The loop at the top of the README, and its last picture; each also dark.

Alt text: 32 partial maps are added one by one, and a map grows red with them; then the bias takes \
as much away everywhere. What stays above 0, inside a black line, is the coffee in the cup.

![32 partial maps and a bias become one map.](thirty-two-become-one.gif)
"""

# Drawn by `make bench` from benchmarks/results/; here they only get their words.
MEASURED = """\
## `bench-torch.png`

conv2d and contributions beside PyTorch.

Alt text: For each layer a dot at the time of convlab divided by the time of PyTorch, on a \
logarithmic scale: 13 teaching layers, 10 of real networks, and the partial maps of 10.

## `bench-peers.png`

Other ways to convolve beside conv2d.

Alt text: For each way (one matrix product of the same work, einsum, tensordot, CS231n's im2col, \
scipy.signal, plain loops) a dot a layer at its time divided by conv2d's, and their mean.

## `bench-growth.png`

How time and memory grow.

Alt text: Curves on logarithmic scales: time and memory of conv2d, and PyTorch's time, against \
the number of channels, the kernel's side and the picture's side, each with its fitted exponent.
"""


def entry(names: list[str], title: str, alt: str, numbers: str = "") -> str:
    """What the gallery has of a picture; the first of its files is shown."""
    files = ", ".join(f"`{name}`" for name in names)
    words = "".join(f"\n    {line}" for line in numbers.splitlines())
    told = f"\nIn numbers:\n{words}\n" if words else ""
    return f"## {files}\n\n{title}\n\nAlt text: {alt}\n\n![{alt}]({names[0]})\n{told}"


def make_slides() -> list[str]:
    """Write the pictures for slides, light and dark; what the gallery says of them."""
    entries = []
    for name, slide in SLIDES.items():
        scene, alt = slide()
        for theme, ending in THEMES.items():
            file = figures.png(draw_scene(scene, alt, theme), scale=2)
            (TARGET / f"{name}{ending}.png").write_bytes(file)
        title = f"For a slide, 1920 × 1080, light and dark: {lowered(slide.__doc__)}"
        entries.append(entry([f"{name}{ending}.png" for ending in THEMES.values()], title, alt))
    return entries


def make_picture(picture) -> str:
    """Write a picture, and its twins; what the gallery says of it."""
    shown, alt = picture()
    name, numbers = picture.__name__.replace("_", "-"), repr(shown)
    names = [f"{name}.png"]
    if isinstance(shown, ChannelExplorer):
        for theme, ending in THEMES.items():
            (TARGET / f"{name}{ending}.png").write_bytes(shown.still(theme))
        names.append(f"{name}-dark.png")
        numbers += f"\n{shown.ledger}"
    else:
        (TARGET / f"{name}.png").write_bytes(figures.png(shown, scale=2))
    if picture in ALSO_SVG:
        (TARGET / f"{name}.svg").write_bytes(svg(shown))
        names.append(f"{name}.svg")
    return entry(names, picture.__doc__.splitlines()[0], alt, numbers)


def lowered(words: str) -> str:
    return words if words[1].isupper() else words[0].lower() + words[1:]


def main() -> None:
    entries = [*make_slides(), *map(make_picture, PICTURES)]
    licence = (
        f"All pictures here are licensed under [CC BY 4.0]({ADDRESS}): use them in slides, pages "
        "and books, and name convlab. The photo in them is CC0.\n"
    )
    text = "\n".join(
        ["# Pictures\n", "`make images` makes them.\n", licence, FILM, *entries, MEASURED]
    )
    (TARGET / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
