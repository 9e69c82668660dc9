"""Store what libraries say of calls that cannot be: tests/cases/messages.json.

Run it once in an environment of each library; it replaces the messages of those that it finds, and
leaves the others: pip install torch==2.13.0 keras==3.15.1, or tensorflow-cpu, or jax, then python
scripts/store_messages.py.
"""

import json
import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")
PATH = Path(__file__).parents[1] / "tests/cases/messages.json"

# What a case begins with, and the call that fails
START = {
    "torch": "import numpy as np, torch, torch.nn.functional as F\nfrom torch import nn",
    "keras": "import numpy as np\nfrom keras import Input, Sequential, layers",
    "tensorflow": "import tensorflow as tf",
    "jax": "import jax.numpy as jnp\nfrom jax import lax",
}
NEW_TORCH = "nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, groups=groups)"
CALLS = {
    ("torch", "layer"): "layer(x)",
    ("torch", "new"): NEW_TORCH,
    ("torch", "conv2d"): "F.conv2d(x, weight, bias, groups=groups)",
    ("keras", "layer"): "layer(x)",
    ("keras", "new"): "layers.Conv2D(filters, 3, groups=groups)(x)",
    ("tensorflow", "conv"): "tf.nn.convolution(x, weight)",
    ("jax", "conv"): "lax.conv_general_dilated(x, weight, (1, 1), 'VALID', "
    "feature_group_count=feature_group_count)",
}


def torch_layer(layer: str, *x_shapes: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    for shape in x_shapes:
        yield "layer", f"layer = nn.{layer}\nx = torch.ones({', '.join(map(str, shape))})"


def torch_cases() -> Iterator[tuple[str, str]]:
    """Channels, axes, sizes; then dtypes, types, groups, bias and padding."""
    stem = "Conv2d(3, 64, 7)"
    pictures = ((8, 1, 24, 24), (8, 4, 24, 24), (4, 24, 24), (1, 24, 24), (24, 24, 3))
    yield from torch_layer(stem, *pictures, (8, 24, 24, 3), (8, 24, 3, 24), (3, 8, 24, 24))
    yield from torch_layer(stem, (24, 24), (64, 3072), (1, 1, 3, 24, 24), (2, 5, 3, 24, 24))
    yield from torch_layer("Conv2d(1, 8, 3)", (4, 3, 9, 9), (3, 9, 9), (1000, 28, 28), (28, 28))
    yield from torch_layer("Conv2d(1, 8, 3)", (64, 784), (784,))
    yield from torch_layer("Conv2d(3, 8, 3, padding=1)", (1, 5, 2, 2), (2, 2, 3))
    yield from torch_layer("Conv2d(128, 64, 3)", (2, 64, 9, 9))
    yield from torch_layer("Conv1d(128, 12, 3)", (1, 80, 300), (80, 300), (300, 128))
    yield from torch_layer("Conv1d(80, 12, 3)", (300,), (2, 80, 9, 9), (1, 1, 80, 9))
    yield from torch_layer("Conv1d(3, 12, 3)", (1, 3, 9, 9))
    yield from torch_layer("Conv1d(25, 8, 3)", (10, 100, 25), (10, 1, 25))
    yield from torch_layer("Conv3d(3, 4, 3)", (1, 1, 8, 8, 8), (8, 8, 8), (2, 8, 3, 9, 9))
    yield from torch_layer("Conv3d(1, 4, 3)", (8, 8, 8))
    yield from torch_layer("ConvTranspose1d(16, 8, 3)", (1, 8, 5))
    yield from torch_layer("ConvTranspose2d(16, 8, 3)", (1, 8, 5, 5), (5, 5), (1, 5, 5, 16))
    yield from torch_layer("ConvTranspose2d(16, 8, 3, groups=2)", (1, 8, 5, 5))
    yield from torch_layer("ConvTranspose3d(16, 8, 3)", (1, 8, 5, 5, 5))
    yield from torch_layer("Conv2d(32, 32, 3, groups=32)", (1, 16, 8, 8))
    yield from torch_layer("Conv2d(12, 4, 3, groups=2)", (1, 6, 8, 8), (1, 7, 8, 8))
    yield from torch_layer("Conv2d(3, 8, 5)", (1, 3, 4, 4), (3, 9, 4))
    yield from torch_layer("Conv2d(3, 8, 5, padding=1, dilation=3)", (1, 3, 9, 4))
    yield from torch_layer("Conv1d(3, 8, 5)", (1, 3, 4))
    yield from torch_layer("Conv3d(3, 8, 5)", (1, 3, 2, 4, 4))
    yield from torch_layer("ConvTranspose2d(3, 8, 3, padding=2)", (1, 3, 2, 2), (3, 1, 9))
    yield from torch_layer("Conv2d(3, 8, 5, padding=4, padding_mode='reflect')", (1, 3, 4, 4))
    for layer, end in (
        ("Conv2d(3, 8, 3)", ".double()"),
        ("Conv2d(3, 8, 3, bias=False)", ".double()"),
        ("Conv2d(3, 8, 3)", ".byte()"),
        ("Conv2d(3, 8, 3)", ".half()"),
        ("Conv2d(3, 8, 3).double()", ""),
        ("Conv2d(3, 8, 3)", ".bfloat16()"),
        ("Conv2d(3, 8, 3)", ".long()"),
        ("Conv2d(3, 8, 3)", ".bool()"),
        ("ConvTranspose2d(3, 8, 3)", ".double()"),
    ):
        yield "layer", f"layer = nn.{layer}\nx = torch.ones(1, 3, 9, 9){end}"
    for x in ("np.ones((1, 3, 9, 9))", "np.ones((3, 9, 9)).tolist()", "None"):
        yield "layer", f"layer = nn.Conv2d(3, 8, 3)\nx = {x}"
    yield "layer", "layer = nn.ConvTranspose2d(3, 8, 3)\nx = np.ones((1, 3, 9, 9))"
    names = "in_channels, out_channels, kernel_size, stride, padding, groups"
    for numbers in ("6, 8, 3, 1, 0, 4", "8, 6, 3, 1, 0, 4", "8, 6, 3, 2, 'same', 1"):
        yield "new", f"{names} = {numbers}"
    weights = "x, weight, bias = torch.ones(1, 6, 8, 8), torch.ones(4, {}, 3, 3), {}\ngroups = {}"
    for numbers in ((2, None, 3), (6, None, 3), (6, "torch.ones(5)", 1)):
        yield "conv2d", weights.format(*numbers)


def keras_cases() -> Iterator[tuple[str, str]]:
    for layer, built, shape in (
        ("Conv2D(64, 7)", (24, 24, 3), (8, 24, 24, 1)),
        ("Conv2D(64, 7)", (24, 24, 3), (8, 24, 24, 4)),
        ("Conv2D(64, 7)", (24, 24, 3), (8, 3, 24, 24)),
        ("Conv2D(64, 7)", (24, 24, 3), (24, 24, 3)),
        ("Conv2D(64, 7)", (24, 24, 3), (1, 4, 5, 3)),
        ("Conv2D(8, 3)", (28, 28, 1), (4, 28, 28, 3)),
        ("Conv2D(8, 3)", (28, 28, 1), (4, 28, 28)),
        ("Conv1D(64, 7)", (24, 3), (8, 24, 1)),
        ("Conv1D(64, 7)", (24, 1), (8, 24)),
        ("Conv1D(64, 7)", (24, 1), (8, 5, 1)),
        ("Conv3D(4, 3)", (9, 9, 9, 3), (2, 9, 9, 9, 1)),
        ("Conv2DTranspose(4, 3)", (9, 9, 3), (2, 9, 9, 5)),
        ("DepthwiseConv2D(3)", (9, 9, 8), (2, 9, 9, 4)),
        ("SeparableConv2D(4, 3)", (9, 9, 8), (2, 9, 9, 4)),
        ("Conv2D(4, 3, data_format='channels_first')", (3, 9, 9), (2, 9, 9, 3)),
        ("Conv2D(4, 3, data_format='channels_first')", (3, 9, 9), (2, 1, 9, 9)),
    ):
        build = f"layer = layers.{layer}\nlayer.build({(None, *built)})"
        yield "layer", f"{build}\nx = np.ones({shape}, 'float32')"
    model = "layer = Sequential([Input((28, 28, 1)), layers.Conv2D(8, 3)])"
    yield "layer", f"{model}\nx = np.ones((4, 28, 28, 3), 'float32')"
    yield "layer", "layer = layers.Conv2D(64, 7)\nx = Input((4, 5, 3))"
    yield "layer", "layer = layers.Conv2D(64, 3, dilation_rate=4)\nx = Input((9, 4, 3))"
    picture = "x = np.ones((1, 9, 9, 4), 'float32')"
    yield "new", "filters, groups = 64, 3\nx = np.ones((1, 9, 9, 3), 'float32')"
    yield "new", f"filters, groups = 6, 3\n{picture}"


def jax_cases() -> Iterator[tuple[str, str]]:
    for x, weight, groups in (
        ("(1, 4, 9, 9)", "(8, 3, 3, 3)", 1),
        ("(1, 9, 9, 3)", "(8, 3, 3, 3)", 1),
        ("(1, 4, 9, 9)", "(3, 3, 4, 8)", 1),
        ("(4, 9, 9)", "(8, 4, 3, 3)", 1),
        ("(1, 4, 9, 9)", "(8, 4, 3, 3), 'float16'", 1),
        ("(1, 4, 9, 9)", "(8, 2, 3, 3)", 3),
        ("(1, 6, 9, 9)", "(8, 3, 3, 3)", 3),
    ):
        arrays = f"x, weight = jnp.ones({x}), jnp.ones({weight})"
        yield "conv", f"{arrays}\nfeature_group_count = {groups}"


def tensorflow_cases() -> Iterator[tuple[str, str]]:
    for x, weight in (
        ("(1, 9, 9, 4)", "(3, 3, 3, 8)"),
        ("(1, 9, 9, 1)", "(3, 3, 3, 8)"),
        ("(1, 3, 8, 8)", "(3, 3, 3, 8)"),
        ("(1, 3, 9, 9)", "(3, 3, 3, 8)"),
        ("(1, 9, 9, 4)", "(8, 4, 3, 3)"),
        ("(1, 9, 9, 4)", "(3, 3, 2, 7)"),
        ("(1, 9, 4)", "(3, 3, 8)"),
        ("(1, 9, 9, 9, 4)", "(3, 3, 3, 3, 8)"),
        ("(1, 9, 9, 3)", "(3, 3, 3, 8), 'float64'"),
    ):
        yield "conv", f"x, weight = tf.ones({x}), tf.ones({weight})"


CASES = {
    "torch": torch_cases,
    "keras": keras_cases,
    "tensorflow": tensorflow_cases,
    "jax": jax_cases,
}


def stored(library: str) -> Iterator[dict[str, Any]]:
    version = import_module(library).__version__.partition("+")[0]
    for how, setup in CASES[library]():
        names: dict[str, Any] = {}
        call = CALLS[library, how]
        exec(f"{START[library]}\n{setup}", names)
        try:
            eval(call, names)
        except Exception as error:
            case = {"library": library, "version": version, "start": START[library]}
            yield {**case, "setup": setup, "call": call, "message": str(error)}
        else:
            raise SystemExit(f"nothing wrong with\n{setup}\n{call}")


if __name__ == "__main__":
    cases = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else []
    for library in CASES:
        if find_spec(library):
            try:
                new = [*stored(library)]
            except ImportError as error:  # Keras without a backend
                print(f"{library} left as it is: {error}")
                continue
            cases = [case for case in cases if case["library"] != library] + new
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(cases)} messages, {PATH.stat().st_size // 1000} kB")
