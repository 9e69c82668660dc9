"""A small network as an ONNX file: the trained layers that come with convlab, in their order."""

import struct

import numpy as np
from numpy.typing import NDArray

from convlab import kernels

FLOAT = 1  # ONNX' number of float32


def _varint(value: int) -> bytes:
    if value < 128:
        return bytes([value])
    return bytes([value & 127 | 128]) + _varint(value >> 7)


def _field(number: int, value: int | float | str | bytes) -> bytes:
    """One field of a message of protocol buffers, as onnx.proto numbers them."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _tensor(name: str, array: NDArray[np.float32]) -> bytes:
    dims = b"".join(_field(1, side) for side in array.shape)
    data = array.astype("<f4").tobytes()
    return dims + _field(2, FLOAT) + _field(8, name) + _field(9, data)


def _node(op: str, inputs: list[str], output: str, **attributes: int | list[int]) -> bytes:
    parts = [_field(1, name) for name in inputs] + [_field(2, output), _field(4, op)]
    for name, value in attributes.items():
        whole = [value] if isinstance(value, int) else value
        listed = b"".join(_field(3 if isinstance(value, int) else 8, one) for one in whole)
        kind = _field(20, 2 if isinstance(value, int) else 7)
        parts.append(_field(5, _field(1, name) + listed + kind))
    return b"".join(parts)


def example() -> bytes:
    """The first three layers of EfficientNet-Lite0 on pictures ``(1, 3, 84, 84)`` from 0 to 1.

    >>> len(example()) < 10_000
    True
    """
    stem, deep, mix = (kernels.trained(name) for name in ("stem", "depthwise", "pointwise"))
    tensors = {
        "middle": np.float32([127 / 255]),
        "spread": np.float32([128 / 255]),
        "low": np.float32([0]),
        "high": np.float32([6]),
        "stem.weight": stem.weight,
        "stem.bias": stem.bias,
        "blocks.0.depthwise.weight": deep.weight,
        "blocks.0.depthwise.bias": deep.bias,
        "blocks.0.pointwise.weight": mix.weight,
        "blocks.0.pointwise.bias": mix.bias,
    }
    first, second, third = (name for name in tensors if name.endswith("weight"))
    biases = [name for name in tensors if name.endswith("bias")]
    nodes = [
        _node("Sub", ["x", "middle"], "centred"),
        _node("Div", ["centred", "spread"], "scaled"),
        _node("Conv", ["scaled", first, biases[0]], "a", strides=[2, 2], pads=[0, 0, 1, 1]),
        _node("Clip", ["a", "low", "high"], "b"),
        _node("Conv", ["b", second, biases[1]], "c", group=32, pads=[1, 1, 1, 1]),
        _node("Clip", ["c", "low", "high"], "d"),
        _node("Conv", ["d", third, biases[2]], "y"),
    ]
    sides = b"".join(_field(1, _field(1, side)) for side in (1, 3, 84, 84))
    x = _field(1, "x") + _field(2, _field(1, _field(1, FLOAT) + _field(2, sides)))
    graph = [_field(1, node) for node in nodes]
    graph += [_field(5, _tensor(name, np.asarray(one))) for name, one in tensors.items()]
    graph += [_field(2, "example"), _field(11, x), _field(12, _field(1, "y"))]
    versions = _field(1, 8) + _field(8, _field(1, "") + _field(2, 17))
    return versions + _field(7, b"".join(graph))
