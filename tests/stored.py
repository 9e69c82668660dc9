"""Boxes as JSON, for the stored scenes that the browser's are compared with."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from convlab.scene.boxes import Box
from convlab.scene.colours import Scale
from convlab.scene.picture import LegendOf, Scene

KINDS = {"Legend": "scale"}  # what the browser calls otherwise


def scene_data(scene: Scene) -> dict[str, Any]:
    """A scene as JSON: arrays by their size, least, greatest and mean."""
    size = {"width": _number(scene.width), "height": _number(scene.height)}
    legends = [_legend_data(one) for one in scene.legends]
    return {**size, "legends": legends, "boxes": [box_data(box) for box in scene.boxes]}


def box_data(box: Box) -> dict[str, Any]:
    """A box as the browser writes it, without what is not set.

    >>> from convlab.scene.boxes import Text
    >>> box_data(Text(text="+", x=1, y=2.5, bold=True))
    {'kind': 'text', 'x': 1, 'y': 2.5, 'text': '+', 'bold': True}
    """
    name = type(box).__name__
    data: dict[str, Any] = {"kind": KINDS.get(name, name.lower())}
    for one in fields(box):
        value = getattr(box, one.name)
        is_square = one.name == "tall" and value == getattr(box, "cell", getattr(box, "scale", 0))
        if one.name == "label" or is_square:  # labels are in figures alone
            continue
        if (
            one.default is not MISSING
            and not isinstance(value, np.ndarray)
            and value == one.default
        ):
            continue
        if isinstance(value, Scale):
            data |= _scale_data(value)
        elif isinstance(value, np.ndarray):
            data[one.name] = array_data(value)
        else:
            data[one.name] = _number(value)
    return data


def array_data(values: np.ndarray) -> list[float]:
    """How many numbers, the least, the greatest, and their mean."""
    values = np.asarray(values, np.float64)
    return [values.size, *(_number(v) for v in (values.min(), values.max(), values.mean()))]


def _legend_data(legend: LegendOf) -> dict[str, Any]:
    more = {"beyond": True} if legend.beyond else {}
    return {"words": legend.words, **_scale_data(legend.colours), **more}


def _scale_data(scale: Scale) -> dict[str, Any]:
    ends = scale.high if scale.scheme == "signed" else [scale.low, scale.high]
    return {"scheme": scale.scheme, "range": ends, **({"root": True} if scale.root else {})}


def _number(value: Any) -> Any:
    """A number with at most 4 decimals, whole where it is."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, tuple):
        return [_number(one) for one in value]
    value = round(float(value), 4)
    return int(value) if value == int(value) else value
