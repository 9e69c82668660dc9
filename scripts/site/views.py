"""A layer of which only its line is known, as it stands in a link: ``3-64-3-p1?v=1&view=slice``."""

import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from convlab import ChannelExplorer, ConvLayer, figures, made_up
from convlab.figures.explorer import scene_figure
from scripts.site.stills import social, stills

SIDE = 44  # of the photo
CODE = re.compile(r"(t-)?(1d-)?(\d+)-(\d+)-(\d+)((?:-[a-z]+\d*)*)")
OPTIONS = {"s": "stride", "p": "padding", "d": "dilation", "g": "groups"}
WORKERS = 2  # at a time


def layer_of(code: str) -> ConvLayer:
    """The layer that a link's code says, as numbers/layer_code.js reads it.

    >>> layer_of("64-32-3-s2-p1-nobias").torch_line
    'nn.Conv2d(64, 32, kernel_size=3, stride=2, padding=1, bias=False)'
    >>> layer_of("t-1d-8-4-3-s2").weight_shape
    (8, 4, 3)
    """
    found = CODE.fullmatch(code)
    if not found:
        raise ValueError(f"{code} is no layer, such as 3-64-3-p1 or 1d-12-4-5")
    parts = found[6].split("-")[1:]
    given: dict[str, Any] = {OPTIONS[p[0]]: int(p[1:]) for p in parts if p != "nobias"}
    given |= dict(transposed=bool(found[1]), ndim=1 if found[2] else 2)
    return ConvLayer(*map(int, found.group(3, 4, 5)), **given, bias="nobias" not in parts)


def explorer_of(view: str) -> ChannelExplorer:
    """The explorer that the page makes of such a link, with the same made-up numbers."""
    code, _, line = view.partition("?")
    layer = layer_of(code)
    weight, bias = made_up.weights(layer)
    steps = {name: getattr(layer, name)[0] for name in ("stride", "padding", "dilation")}
    given: dict[str, Any] = {"controls": ("view", "play"), "groups": layer.groups, **steps}
    given |= {key: _value(key, text) for key, text in parse_qsl(line) if key != "v"}
    given["transposed"] = layer.transposed
    x = (made_up.channels if layer.ndim == 2 else made_up.signals)(layer.in_channels, SIDE)
    return ChannelExplorer(x, weight, bias if layer.bias else None, **given)


def _value(key: str, text: str) -> int | str | list[int]:
    """What a link says of one trait."""
    if key == "muted":
        return [int(one) for one in text.split(",")]
    return int(text) if text.lstrip("-").isdigit() else text


def name_of(view: str) -> str:
    """A name for its file.

    >>> name_of("3-64-3-p1?v=1&view=running+sum")
    '3-64-3-p1-view-running-sum'
    """
    return re.sub(r"\W+", "-", view.replace("?v=1", ""))


def pictures(views: list[str], folder: Path) -> dict[str, str]:
    """Write the stills of these views into ``folder``, and give the ``<img>`` of each."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return dict(zip(views, pool.map(partial(_picture, folder=folder), views), strict=True))


def _picture(view: str, folder: Path) -> str:
    explorer, name = explorer_of(view), f"{name_of(view)}.webp"
    words, context = repr(explorer), explorer._context
    desk, phone = (
        figures.png(scene_figure(one, words), scale=2, level=1)  # to be packed anew
        for one in (context, replace(context, width=390))
    )
    social(desk, (folder / name).with_suffix(".png"))
    address = f"../live/{name}"
    return stills(desk, phone, folder / name, address, words, first=False)
