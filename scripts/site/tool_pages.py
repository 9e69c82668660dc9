"""Pages that do something: open a network, explain an error, adapt a trained layer."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING, Any

import numpy as np
from nbformat import NotebookNode

from convlab import kernels
from convlab.figures.base.png import size_on_page
from convlab.images import coffee
from convlab.widgets.page import STATIC
from scripts.site.example import example
from scripts.site.questions import ERRORS, named
from scripts.site.schema import resource

if TYPE_CHECKING:
    from scripts.site.pages import Site

SIDE = 112  # of the photo that a network of the reader's own is given
MESSAGES = (
    (
        "grey in RGB",
        "RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 224, 224]"
        " to have 3 channels, but got 1 channels instead",
    ),
    (
        "channels last",
        "RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[8, 224, 224, 3]"
        " to have 3 channels, but got 224 channels instead",
    ),
    (
        "no channel axis",
        "RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of "
        "size: [224, 224]",
    ),
    (
        "Keras",
        'ValueError: Input 0 of layer "conv2d" is incompatible with the layer: expected axis -1 of '
        "input shape to have value 3, but received input with shape (8, 224, 224, 1)",
    ),
    (
        "JAX",
        "conv_general_dilated lhs feature dimension size divided by feature_group_count must equal "
        "the rhs input feature dimension size, but 1 // 1 != 3.",
    ),
)


def write_tools(site: Site) -> None:
    """All of them."""
    write_own(site)
    write_decoder(site)
    write_surgery(site)


def write_tool(site: Site, name: str, title: str, words: str, lesson: str, **given: Any) -> None:
    """A page with a template of its own, to be found, too.

    Social networks, and who has no scripts, get the first picture of its ``lesson``.
    """
    (taught,) = [one for one in site.lessons if one.number == lesson]
    given["picture"] = f"live/{taught.stem}.png"
    given["still"] = _still(taught.first_picture, given["picture"])
    given["data"] = resource(title, words, "interactive tool")
    path = f"{name}.html"
    site.write(path, title, path, description=words, **given)
    site.sections.append(dict(title="", heading=title, url=path, text=words))


def _still(data: NotebookNode, address: str) -> str:
    size = size_on_page(base64.b64decode(data["image/png"]))
    sides = " ".join(f'{side}="{n}"' for side, n in size.items())
    return f'<img src="{address}" {sides} alt="{html.escape(data["text/plain"])}">'


def write_own(site: Site) -> None:
    """The page that opens a network's file, with a photo to begin with."""
    steps = (STATIC / "numbers/own/operations.js").read_text("utf-8")
    known = re.findall(r"^  ([A-Z]\w+):", steps.partition("OPERATIONS = {")[2], re.MULTILINE)
    photo = np.rint(coffee(SIDE) * 100).astype(np.uint8)
    write_tool(
        site,
        "own",
        "Your own network",
        "Open an ONNX or safetensors file of your own network here and see every convolution layer "
        "at work on a picture. Nothing leaves your machine.",
        lesson="13",
        photo=coded(photo),
        example=base64.b64encode(example()).decode(),
        known=", ".join(["Conv", "ConvTranspose", "Constant", *known]),
        modules=["own.js"],
    )


def write_decoder(site: Site) -> None:
    """The page that explains errors."""
    write_tool(
        site,
        "decode",
        "Decode an error: expected input to have 3 channels, but got 1",
        "Paste the error of a convolution layer: its axes, which one is wrong, and what helps.",
        lesson="17",
        first=html.escape(MESSAGES[0][1]),
        examples=MESSAGES,
        asked=named(*ERRORS),
        modules=["decoder.js"],
    )


def write_surgery(site: Site) -> None:
    """The page on trained layers for other channel counts."""
    stem = kernels.trained("stem")
    write_tool(
        site,
        "channels",
        "Other channel counts: 3 to 1, 4 or 6",
        "Grey, RGBA, six channels: what happens to the slices of a trained layer, and its maps.",
        lesson="18",
        weight=coded(stem.weight.astype(np.float32)),
        bias=coded(stem.bias.astype(np.float32)),
        ways=kernels.WAYS.items(),
        modules=["surgery.js"],
    )


def coded(numbers: np.ndarray) -> str:
    """The bytes of an array, as a page keeps them."""
    return base64.b64encode(numbers.tobytes()).decode()
