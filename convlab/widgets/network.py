"""NetworkView: a network's convolution layers as a film strip, the picked one open below it."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from .. import figures
from ..figures.base.boxes import draw_scene
from ..figures.explorer import whole_scene
from ..images.pixels import shrunk
from ..layer import ConvLayer
from ..network import Network, SeenLayer, observe
from ..network.seen import kind_text, options_of
from ..scene.board import Board
from ..scene.boxes import Legend, Rule, Text
from ..scene.colours import signed
from ..scene.head import moved
from ..scene.maps import centre_map
from ..scene.picture import Scene
from ..scene.strip import Strip, StripLayer, build_strip, frames_of
from ..show import counted, limit_text, percent, shared_limit
from .base import StateWidget, checks, inside, setting
from .explorer import ChannelExplorer, short
from .modules import css, esm

SMALL = 4  # maps of a layer on the strip: one large, three small
SIDES = (112, 56, 56, 56)  # pixels of theirs that are sent
STEPS = 127  # of a small map's colours, each way
MAPS = 32  # of a layer that no explorer takes: so many of the loudest
PAGE = 24 << 20  # bytes of opened layers in a saved page
WIDTH = 1000  # of the still picture
CONTROLS = ("view", "play", "slide", "code", "tools")


def look(
    model: Any, x: Any = None, name: str | None = None, *, fold: bool = False, state: str = ""
) -> "NetworkView | SeenLayer":
    """See what each convolution layer of your own network does to your own picture.

    The model runs once, as in ``model.eval()`` and without gradients, and is left as it was, even
    when it raises an error. Neither PyTorch nor Keras is imported here.

    Parameters
    ----------
    model : torch.nn.Module or keras.Model
        Whatever holds convolution layers (Conv1d, Conv2d, ConvTranspose2d and their like), however
        nested; a layer that is called twice is there twice, as "conv" and "conv (call 2)". Calls
        of functions such as ``torch.nn.functional.conv2d`` are not seen. Or a dict of a `Run` for
        each name: layers of your own, each with its x.
    x : array or tensor, or a tuple or a dict of them
        One picture as the model takes it, ``(c, h, w)`` for PyTorch and ``(h, w, c)`` for Keras,
        prepared as in training; or a batch, of which the first is shown. A tuple or a dict is
        handed on as several arguments, as it is.
    name : str, optional
        Of one layer, such as "layer4.1.conv2": only this one is kept.
    fold : bool
        Whether a batch norm behind a layer is folded into its weight and bias, which then make the
        batch norm's maps. Else it is named beside the layer.
    state : str
        A line from ``view.state``, which brings that view back.

    Returns
    -------
    NetworkView
        The film strip, whose ``layers`` are in the order of their calls; or with a ``name`` that
        layer alone, with ``input``, ``output``, ``weight``, ``bias``, ``layer`` and ``difference``.

    Raises
    ------
    TypeError, ValueError
        As `network.observe`.

    Examples
    --------
    ``view = look(model, x)`` shows the strip, and ``view["layer4.1.conv2"].output`` is an array.

    >>> look(print, [[1]])
    Traceback (most recent call last):
    TypeError: look takes a model of PyTorch or Keras, got builtin_function_or_method
    """
    network = observe(model, x, name, fold=fold)
    return NetworkView(network, state=state) if name is None else network[0]


class NetworkView(StateWidget):
    """A network's convolution layers as a film strip; the picked one stands open below it.

    ``look(model, x)`` makes one.

    Parameters
    ----------
    network : Network
        What ``convlab.network.observe`` saw.
    state : str
        A line from ``view.state``, which brings that view back.
    **settings
        What is picked first: the attributes below.

    Attributes
    ----------
    layer : int
        The picked layer, by its place in the order of calls.
    first : int
        The first of the layers whose maps stand side by side.

    Examples
    --------
    >>> from convlab.network import Network, SeenLayer
    >>> seen = SeenLayer(name="conv1", kind="Conv2d", layer=ConvLayer(3, 2, 3))
    >>> seen.input, seen.output = np.ones((3, 6, 6)), np.full((2, 4, 4), 27.0)
    >>> seen.weight, seen.bias = np.ones((2, 3, 3, 3)), np.zeros(2)
    >>> view = NetworkView(Network("Tiny", (3, 6, 6), [seen]))
    >>> view
    Tiny: 1 conv layer · 56 parameters · 864 multiply-adds
    >>> view["conv1"].difference
    0.0
    """

    module = "network.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "layer.css", "network.css")

    _maps = traitlets.Bytes().tag(sync=True)  # the small maps, a byte for each value
    _opened = traitlets.Dict().tag(sync=True)  # by layer: what is said of it, and its explorer
    _numbers = traitlets.Bytes().tag(sync=True)  # all bytes that the opened layers are made of

    layer = setting(traitlets.Int(0))
    first = setting(traitlets.Int(0))

    def __init__(self, network: Network, *, state: str = "", **settings: Any) -> None:
        settings = self._settings(state, settings)
        self._network = network
        self._small = [_small_maps(one) for one in network]
        codes = [coded for maps in self._small for coded, _ in maps]
        words = _words(network, [[limit for _, limit in maps] for maps in self._small])
        self._strip = words
        super().__init__(
            _maps=b"".join(code.tobytes() for code in codes),
            _spec=dict(
                title=words.title,
                about=words.about,
                note=words.note,
                layers=[asdict(one) for one in words.layers],
                shapes=[[code.shape for code, _ in maps] for maps in self._small],
            ),
        )
        picked = next((n for n, one in enumerate(network) if not one.reason), 0)
        self._set({"layer": picked, **settings})
        self._follow()

    # The layers

    @property
    def layers(self) -> tuple[SeenLayer, ...]:
        """All layers, in the order of their calls."""
        return self._network.layers

    def __getitem__(self, name: str | int) -> SeenLayer:
        return self._network[name]

    def __len__(self) -> int:
        return len(self._network)

    def __iter__(self) -> Iterator[SeenLayer]:
        return iter(self._network)

    def explorer(self, name: str | int | None = None, **settings: Any) -> ChannelExplorer:
        """A layer at work on its true input, as an explorer; the picked one unless named."""
        return explorer_of(self._network[self.layer if name is None else name], **settings)

    # What is picked

    def _places(self) -> dict[str, range]:
        every = range(len(self._network))
        return {"layer": every, "first": every}

    @checks("layer", "first")
    def _check_layer(self, name: str, value: int) -> int:
        return inside(name, value, self._places()[name])

    @traitlets.observe("layer")
    def _follow(self, change: Any = None) -> None:
        """Open the picked layer, and let it be among those whose maps are seen."""
        across = frames_of(WIDTH)[0]
        if self._follows and not self.first <= self.layer < self.first + across:
            self.first = max(0, self.layer - across // 2)
        self._open([self.layer], PAGE * 16)

    def _open(self, layers: Iterable[int], most: int) -> None:
        """Send these layers, as many as there is room for; the first in any case."""
        opened: dict[str, Any] = {}
        numbers = b""
        for n in layers:
            words, plain, parts = _opened_layer(self._network[n])
            size = sum(map(len, parts.values()))
            if opened and size and len(numbers) + size > most:
                continue
            at = {}
            for name, part in parts.items():
                at[name] = [len(numbers), len(part)]
                numbers += part
            opened[str(n)] = dict(words=words, plain=plain, parts=at)
        with self.hold_sync():
            self._numbers, self._opened = numbers, opened

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """While this lasts, it holds as many layers as find room in a page."""
        try:
            every = range(len(self._network))
            self._open([self.layer, *(n for n in every if n != self.layer)], PAGE)
            yield
        finally:
            self._open([self.layer], PAGE * 16)

    def save_page(self, path: str | Path, *, title: str = "", theme: str = "auto") -> None:
        """Write the strip, and the layers that find room, as a web page: as for every widget.

        The picked layer is in it, and others in the order of their calls, up to 24 MB. Of the rest
        the page has the small maps and all that is counted, and says so.
        """
        with self._whole():
            super().save_page(path, title=title, theme=theme)

    def still(self) -> bytes:
        """What is on screen as a PNG: the strip, and the picked layer."""
        maps = [[_decoded(*one) for one in some] for some in self._small]
        strip = replace(self._strip, maps=maps, picked=self.layer, first=self.first)
        scene = build_strip(strip)
        one = self._network[self.layer]
        board = Board(scene.boxes)
        y = scene.height + 12
        board.add(Rule(x=0, y=scene.height, dx=WIDTH, dy=0, width=2))
        for n, words in enumerate(_said(one)):
            look = Text(text=words, x=12, y=y + 8, size=15, bold=n == 0, max=WIDTH - 24)
            board.add(replace(look, colour="ink" if n == 0 else "ink-2"))
            y += 24
        height = y + _put_opened(board, one, y + 8)
        figure = draw_scene(Scene(WIDTH, height, board.boxes), repr(self))
        return figures.png(figure, scale=2)

    def __repr__(self) -> str:
        return f"{self._network.model}: {' · '.join(self._strip.title)}"


def explorer_of(one: SeenLayer, **settings: Any) -> ChannelExplorer:
    """A layer that was seen, as an explorer of it on its true input.

    Raises
    ------
    ValueError
        For a layer that no explorer takes, with the reason.
    """
    run = one.run
    usual = ConvLayer(1, 1, 1, ndim=run.layer.ndim)
    own = {
        name: short(value, run.layer.ndim) if isinstance(value, tuple) else value
        for name, value in options_of(run.layer).items()
        if value != getattr(usual, name)
    }
    try:
        given: dict[str, Any] = {"controls": CONTROLS} | own | settings
        return ChannelExplorer(run.x, run.weight, run.bias, **given)
    except (TypeError, ValueError, traitlets.TraitError) as error:
        raise ValueError(f"{one.name} opens in no explorer: {error}") from error


def _said(one: SeenLayer) -> list[str]:
    """What is said of an opened layer."""
    if one.reason:
        return [f"{one.name} ({one.kind}) is not shown: {one.reason}."]
    words = [f"{one.name}: {one.difference_text}."]
    return words + [f"{more[0].upper()}{more[1:]}." for more in (one.norm_text, one.note) if more]


def _instead(one: SeenLayer, error: ValueError) -> str:
    """Why a layer has no explorer, and what is shown in its place."""
    maps = f"The {MAPS} loudest of its maps" if len(one.spread) > MAPS else "All its maps"
    return f"{str(error).rstrip('.')}. {maps}:"


def _put_opened(board: Board, one: SeenLayer, y: float) -> float:
    """The opened layer as it is drawn; returns how high it is."""
    if one.reason:
        return 0
    try:
        explorer = explorer_of(one)
    except ValueError as error:
        board.add(Text(text=_instead(one, error), x=12, y=y, size=14, max=WIDTH - 24))
        return 24 + _put_maps(board, one, y + 16)
    scene = whole_scene(explorer._context)
    explorer.close()
    board.boxes += [moved(box, y) for box in scene.boxes]
    return scene.height + 8


def _put_maps(board: Board, one: SeenLayer, y: float) -> float:
    """The loudest maps of a layer on one scale; returns how high they are."""
    assert one.output is not None
    chosen = sorted(one.loudest[:MAPS])
    maps = one.output[chosen].astype(np.float32)
    scale = signed(shared_limit(maps))
    side, across = 106, 8
    for n, (o, data) in enumerate(zip(chosen, maps, strict=True)):
        x, top = 12 + n % across * (side + 16), y + n // across * (side + 30)
        board.add(Text(text=f"map {o}", x=x, y=top + 10, size=14, colour="kernel"))
        picture = _high(data) if data.ndim == 1 else data
        centre_map(board, picture, scale, (x, top + 20, side), 2, label=f"map {o}")
    bottom = -(-len(chosen) // across) * (side + 30)
    board.add(Legend(x=12, y=y + bottom + 6, w=150, colours=scale))
    return bottom + 60


def _opened_layer(one: SeenLayer) -> tuple[list[str], dict[str, Any], dict[str, bytes]]:
    """What is said of a layer, the state of its explorer, and what of this are bytes."""
    if one.reason:
        return _said(one), {}, {}
    try:
        explorer = explorer_of(one)
    except ValueError as error:
        return [*_said(one), _instead(one, error)], {}, {"picture": _maps_of(one)}
    state = explorer.get_state()
    explorer.close()
    sent = {name: value for name, value in state.items() if name not in ("_esm", "_css", "layout")}
    parts = {k: bytes(v) for k, v in sent.items() if isinstance(v, (bytes, memoryview))}
    plain = {k: v for k, v in sent.items() if k not in parts and _is_plain(v)}
    return _said(one), plain, parts


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool, list, tuple, dict, type(None)))


def _maps_of(one: SeenLayer) -> bytes:
    """The loudest maps of a layer, as a picture."""
    board = Board()
    height = _put_maps(board, one, 0)
    return figures.png(draw_scene(Scene(WIDTH, height, board.boxes), one.name), scale=2)


# The small maps


def _small_maps(one: SeenLayer) -> list[tuple[NDArray[np.int8], float]]:
    """The loudest maps of a layer, each on its own scale, and where that ends."""
    if one.reason or one.output is None:
        return []
    found = []
    for o, side in zip(one.loudest, SIDES, strict=False):
        data = one.output[o].astype(np.float64)
        limit = shared_limit(data)
        data = _high(data) if data.ndim == 1 else data
        small = shrunk(data[..., None], side)[..., 0]
        found.append((np.round(small / limit * STEPS).clip(-STEPS, STEPS).astype(np.int8), limit))
    return found


def _high(signal: NDArray[Any]) -> NDArray[Any]:
    """A signal as a picture that is high enough to be seen."""
    return np.repeat(signal[None], max(1, len(signal) // 3), axis=0)


def _decoded(code: NDArray[np.int8], limit: float) -> NDArray[np.float32]:
    return (code * np.float32(limit / STEPS)).astype(np.float32)


# In words


def _words(network: Network, limits: list[list[float]]) -> Strip:
    """The strip without its maps."""
    work = sum(one.n_macs for one in network)
    layers = tuple(
        _strip_layer(n, one, ends, work)
        for n, (one, ends) in enumerate(zip(network, limits, strict=True))
    )
    parameters = sum(one.parameters for one in layers)
    maps = sum(len(one.spread) for one in network.shown)
    dead = sum(len(one.dead) for one in network.shown)
    title = [
        counted(len(layers), "conv layer"),
        counted(parameters, "parameter"),
        f"{_large(work)} multiply-adds",
    ]
    are = (
        f"{dead:,} of {maps:,} maps are dead here"
        if dead
        else f"none of {maps:,} maps is dead here"
    )
    about = [network.model, f"x {network.shape}", are]
    chosen = dict(maps=(), picked=0, first=0, width=WIDTH, ratio=2)
    note = _note(layers, parameters, work)
    return Strip(tuple(title), tuple(about), note, layers, **chosen)  # type: ignore[arg-type]


def _strip_layer(n: int, one: SeenLayer, limits: list[float], work: int) -> StripLayer:
    path, name = _names(one.name)
    layer, again = one.layer, one.name.endswith(")")
    words: Mapping[str, Any] = dict(
        number=n,
        path=path,
        name=name,
        channels=(f"{layer.in_channels:,}", f"{layer.out_channels:,}") if layer else (),
        kind=kind_text(layer) if layer else one.kind,
        macs=one.n_macs,
        parameters=layer.n_parameters if layer and not again else 0,
        dead=bool(one.dead),
        limits=tuple(limits),
        shown=not one.reason,
    )
    if one.reason or one.output is None or layer is None:
        facts = textwrap.wrap(one.reason, 20, max_lines=5, placeholder=" …")
        return StripLayer(**words, size="", facts=tuple(facts), loudest=("", ""))
    share = one.n_macs / work if work else 0
    dead = f"{len(one.dead):,} of {layer.out_channels:,} dead" if one.dead else "none dead"
    norm = "batch norm folded" if one.folded else "then batch norm"
    return StripLayer(
        **words,
        size="×".join(map(str, one.output.shape[1:])),
        facts=(
            dead,
            "parameters as before" if again else counted(layer.n_parameters, "parameter"),
            f"{share:.1%} of the work".replace("%", " %"),
            *[norm] * bool(one.batch_norm),
        ),
        loudest=(f"map {one.loudest[0]}", f"±{limit_text(limits[0])}"),
    )


def _names(name: str) -> tuple[str, str]:
    """What a layer is in, and its own name; a number says nothing without the name before.

    >>> _names("layer4.1.conv2"), _names("layer4.0.downsample.0"), _names("stem")
    (('layer4.1', 'conv2'), ('layer4.0', 'downsample.0'), ('', 'stem'))
    """
    *path, own = name.replace("/", ".").split(".")
    while path and own.split(".")[0].isdigit():
        own = f"{path.pop()}.{own}"
    return ".".join(path), own


def _note(layers: tuple[StripLayer, ...], parameters: int, work: int) -> str:
    """Where the parameters are, and where the work is, of layers that were called."""
    layers = tuple(one for one in layers if one.macs)
    count = max(2, round(len(layers) / 5))
    if len(layers) < 2 * count or not parameters or not work:
        return ""
    last = layers[-count:]
    held = sum(one.parameters for one in last) / parameters
    done = sum(one.macs for one in last) / work
    parts = f"{percent(held)} of the parameters", f"{percent(done)} of the work"
    return f"The last {count} layers hold {parts[0]} and do {parts[1]}."


def _large(n: int) -> str:
    """A large number in words.

    >>> _large(864), _large(383_900_000), _large(4_089_284_608)
    ('864', '383.9 million', '4.1 billion')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if n >= size:
            return f"{n / size:,.1f} {word}"
    return f"{n:,}"
