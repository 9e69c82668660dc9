"""What every widget shares: its traits as one state, the checks of them, and how it is saved."""

import json
import reprlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from .. import figures
from ..figures.base.png import size_on_page
from ..figures.base.theme import ThemeName
from ..figures.explorer import scene_figure
from ..pixel import PixelLedger
from ..run import Run
from ..scene.context import Overview, SceneContext, State, context_of
from ..scene.digits import Decimals, digits_of
from ..scene.limits import Limits, limits_of
from ..show import printable
from ..sizes import ShapeError
from .page import page, sent
from .state import Traits, read, values_of, write

Trait = TypeVar("Trait", bound="traitlets.TraitType[Any, Any]")
PLACES = ("out_channel", "in_channel", "channel", "row", "col", "step")  # each by one number


class StateError(ShapeError, traitlets.TraitError):
    """A trait was set to what does not fit the others.

    It is a ``TraitError`` so that traitlets puts back whatever was set together with it.
    """


def inside(name: str, value: int, there: range) -> int:
    """``value``, if it is one of those that there are."""
    if value not in there:
        raise ShapeError(f"{name} must be {there[0]:,} to {there[-1]:,}, got {value:,}")
    return value


def plain(value: Any) -> Any:
    """NumPy's numbers as Python's, also in a list: not every traitlets takes them.

    >>> plain([np.int64(2), 3]), plain(np.float32(0.5))
    ([2, 3], 0.5)
    """
    if isinstance(value, np.generic):
        return value.item()
    return [plain(one) for one in value] if type(value) is list else value


def setting(trait: Trait) -> Trait:
    """A trait that the browser shares, and that the state line holds."""
    return trait.tag(sync=True, setting=True)


def checks(*names: str) -> Callable[[Callable[[Any, str, Any], Any]], Any]:
    """Mark a method as the check of these traits.

    It is given a trait's name and its new value, once everything that is set together is set, and
    returns the value to keep or raises an error that says which values there are.
    """

    def decorate(method: Callable[[Any, str, Any], Any]) -> Any:
        @traitlets.validate(*names)
        def check(self: Any, proposal: Any) -> Any:
            try:
                return method(self, proposal["trait"].name, proposal["value"])
            except (ValueError, TypeError) as error:
                raise StateError(error) from None

        return check

    return decorate


class Widget(anywidget.AnyWidget):
    """A view that leaves a picture where nothing can run, and can be saved as a page."""

    module: str  # its file in static/
    _spec = traitlets.Dict().tag(sync=True)  # what never changes: shapes, names, controls
    #: Whether it fills the screen, in type for a room; no part of the state line
    present = traitlets.Bool(False).tag(sync=True)

    def still(self) -> bytes:
        """What is on screen as a PNG."""
        raise NotImplementedError

    def saved(self) -> dict[str, bytes | str]:
        """What a saved page shows in the widget's place, by MIME type."""
        return {"image/png": self.still()}

    def __str__(self) -> str:
        return printable(repr(self))

    def save_page(self, path: str | Path, *, title: str = "", theme: str = "auto") -> None:
        """Write what is on screen as a web page that lives with no Python and asks for no network.

        It can be opened from disk, put on a course's site, or shown in a slide by an ``<iframe>``.
        What a reader changes in it stays in that reader's page.

        Parameters
        ----------
        path : str or Path
            Such as "rgb-to-four-maps.html"; what stands there is replaced.
        title : str
            What the browser's tab says; by default what the widget says of itself.
        theme : {"auto", "light", "dark"}
            "auto" follows the reader's own.

        Raises
        ------
        ValueError
            For another theme, or a path that does not end in .html or .htm.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> from convlab import Quiz
        >>> file = pathlib.Path(tempfile.mkdtemp(), "quiz.html")
        >>> Quiz("32-to-1-weights").save_page(file)
        >>> "288" in file.read_text("utf-8")
        True
        """
        if theme not in ("auto", "light", "dark"):
            raise ValueError(f"theme must be 'auto', 'light' or 'dark', got {theme!r}")
        path = Path(path)
        if path.suffix not in (".html", ".htm"):
            raise ValueError(f"path must end in .html, as browsers expect, got {str(path)!r}")
        title = title or repr(self).partition("\n")[0]
        path.write_text(page(self, title, theme), "utf-8")

    def save_model(self, path: str | Path) -> None:
        """Write what is on screen as JSON, for `convlab.mjs` in a page that has no Jupyter.

        MyST, Quarto, Observable and any page of your own can show it: see ``examples/pages``.

        Parameters
        ----------
        path : str or Path
            Such as "rgb-to-four-maps.json"; what stands there is replaced.

        Raises
        ------
        ValueError
            For a path that does not end in .json.

        Examples
        --------
        >>> import json, pathlib, tempfile
        >>> from convlab import Quiz
        >>> file = pathlib.Path(tempfile.mkdtemp(), "quiz.json")
        >>> Quiz("32-to-1-weights").save_model(file)
        >>> json.loads(file.read_text("utf-8"))["module"]
        'quiz_explorer.js'
        """
        path = Path(path)
        if path.suffix != ".json":
            raise ValueError(f"path must end in .json, got {str(path)!r}")
        path.write_text(json.dumps(sent(self)), "utf-8")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        saved = self.saved()
        if isinstance(picture := saved.get("image/png"), bytes):
            metadata = {**metadata, "image/png": size_on_page(picture)}
        return {**(data or {}), "text/plain": repr(self), **saved}, metadata


class Arrays(traitlets.HasTraits):
    """x, weight and bias, which travel to the browser as bytes."""

    _x = traitlets.Bytes().tag(sync=True)
    _weight = traitlets.Bytes().tag(sync=True)
    _bias = traitlets.Bytes().tag(sync=True)


class StateWidget(Widget):
    """A widget in which something can be picked and set: all of it is one line, its state."""

    #: What the state line holds, in its order
    _names: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _follows = True  # False while a whole state is set, and nothing follows that it does not say

    @classmethod
    def state_traits(cls) -> Traits:
        """The traits that ``state`` holds, by name, in its order."""
        return {
            name: trait
            for kind in reversed(cls.__mro__)
            for name, trait in vars(kind).items()
            if isinstance(trait, traitlets.TraitType) and trait.metadata.get("setting")
        }

    @traitlets.default("_names")
    def _default_names(self) -> list[str]:
        return list(self.state_traits())

    @classmethod
    def _settings(cls, state: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings that a widget is made with, those of a state line last."""
        names = cls.state_traits()
        for name in settings:
            if name not in (*names, "present"):
                options = signature(cls).parameters.values()
                own = [option.name for option in options if option.kind is option.KEYWORD_ONLY]
                there = ", ".join([*own, *names, "present"])
                raise TypeError(f"{cls.__name__} has no {name!r}; it has {there}")
        return {**settings, **read(state, names)}

    def __setattr__(self, name: str, value: Any) -> None:
        """Set one trait, or say which values it takes, in plainer words than traitlets has."""
        try:
            super().__setattr__(name, plain(value))
        except StateError:
            raise
        except traitlets.TraitError:
            if name not in self.state_traits():
                raise
            takes = values_of(self.state_traits()[name])
            raise StateError(f"{name} must be {takes}, got {reprlib.repr(value)}") from None

    @property
    def state(self) -> str:
        """All that is picked and set, as one line; the widget's ``state=…`` brings it back."""
        return write({name: getattr(self, name) for name in self.state_traits()})

    @state.setter
    def state(self, line: str) -> None:
        self._set(read(line, self.state_traits()))

    def _set(self, settings: Mapping[str, Any]) -> None:
        """Set all of these traits and what follows from them, or nothing if one is refused."""
        settings = self._completed(settings)
        with self._whole_state(), self.hold_sync(), self.hold_trait_notifications():
            for name, value in settings.items():
                setattr(self, name, value)
            for name in settings:  # traitlets checks them after this, but only those that changed
                self.traits()[name]._cross_validate(self, getattr(self, name))

    def _completed(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """These settings and what follows from them."""
        return settings

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, where all that follows is settled, whole or not at all."""
        with self._whole_state():
            super().set_state(sync_data)

    @contextmanager
    def _whole_state(self) -> Iterator[None]:
        before, self._follows = self._follows, False
        try:
            yield
        finally:
            self._follows = before

    def _places(self) -> dict[str, range]:
        """Which places there are to pick, by the name of the trait."""
        return {}

    @checks(*PLACES)
    def _check_place(self, name: str, value: int) -> int:
        return inside(name, value, self._places()[name])

    def _keep_inside(self) -> None:
        """Bring what is picked back into a layer that has shrunk, as the screen does."""
        for name in self._places():
            there = self._places()[name]  # once more: what was moved may decide what comes next
            setattr(self, name, min(max(getattr(self, name), there[0]), there[-1]))


class LayerWidget(StateWidget):
    """A widget with one layer at work on screen, and a pixel of it picked."""

    out_channel: int
    row: int
    col: int
    view: Overview

    in_channel: int
    muted: list[int]
    x: Any

    @property
    def in_channels(self) -> int:
        """How many channels x has."""
        raise NotImplementedError

    @property
    def _is_studio(self) -> bool:
        """Whether its picture stands large, where it can be painted."""
        return False

    @property
    def _run(self) -> Run:
        """The layer on screen with its numbers; muted channels add nothing."""
        x = self.x
        x[self.muted] = 0
        return self._run_on(x)

    def _run_on(self, x: NDArray[Any]) -> Run:
        """The layer on screen at work on x."""
        raise NotImplementedError

    @property
    def _largest(self) -> Sequence[int]:
        """The shape of the largest grid of slices that can be on screen; (): of the one there."""
        return ()

    @property
    def _edited(self) -> frozenset[int]:
        """The kernels in which a hand has set weights of the layer as given."""
        return frozenset()

    @property
    def _goal_map(self) -> NDArray[np.float32] | None:
        """The map that the picked one is to match."""
        return None

    @property
    def _made_of(self) -> NDArray[np.float32] | None:
        """The photo that the channels were made of, (3, h, w)."""
        return None

    @property
    def _given(self) -> Run:
        """The whole layer as given, whose scales stay whatever a hand does."""
        return self._run_on(self.x)

    @property
    def _scales(self) -> tuple[Limits, Decimals]:
        """Where its scales end, and in how many decimals its figures stand."""
        given = limits_of(self._given)
        decimals = digits_of(*self._numbers, given.parts.high)
        return given.ending_at(self._spec.get("limit")), decimals

    @property
    def _ends(self) -> dict[str, float]:
        """Where the scales of its maps end: what a page need not work out whose layer stays."""
        limits = limits_of(self._given)
        farthest = dict(zip(("farthest", "farthestPart"), limits.farthest, strict=True))
        return {"maps": limits.maps.high, "parts": limits.parts.high, **farthest}

    @property
    def _numbers(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any] | None]:
        """All of x, weight and bias, from which the decimals follow."""
        run = self._run_on(self.x)
        return run.x, run.weight, run.bias

    @checks("muted")
    def _check_muted(self, name: str, value: list[int]) -> list[int]:
        for c in value:
            if not 0 <= c < self.in_channels:
                raise ShapeError(f"muted holds {c}; x has channels 0 to {self.in_channels - 1}")
        return sorted(set(value))

    @property
    def output(self) -> NDArray[np.float32]:
        """The feature maps, ``(out_channels, h_out, w_out)``; muted channels add nothing."""
        return self._run.output

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel, worked out in full; along a signal only its place, ``col``, counts."""
        run = self._run
        return run.pixel(self.out_channel, *(self.row, self.col)[-run.layer.ndim :])

    @property
    def _context(self) -> SceneContext:
        """All that the scene on screen is built from."""
        names = {one.name for one in fields(State)} & {*self.state_traits()}
        state = State(**{name: getattr(self, name) for name in names})
        (limits, decimals), run = self._scales, self._run_on(self.x)
        most, edited = self._largest, self._edited
        context = context_of(
            run,
            state,
            limits=limits,
            decimals=decimals,
            largest=most,
            edited=edited,
            studio=self._is_studio,
        )
        return replace(context, goal=self._goal_map, made_of=self._made_of)

    def still(self, theme: ThemeName = "light") -> bytes:
        """What is on screen as a PNG, two pixels a CSS pixel: sharp on any screen.

        Parameters
        ----------
        theme : {"light", "dark"}
            For a page that has both, in a ``<picture>``.

        Returns
        -------
        bytes
            As of `figures.png`.

        Examples
        --------
        >>> import convlab
        >>> from convlab import images, kernels
        >>> layer = images.coffee(20), *kernels.bank("teaching")[:2]
        >>> convlab.ChannelExplorer(*layer).still("dark")[1:4]
        b'PNG'
        """
        return figures.png(scene_figure(self._context, repr(self), theme), scale=2)
