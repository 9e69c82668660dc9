"""Store which layers and pictures convlab takes, tried on PyTorch's and Keras' own.

Needs both: pip install torch==2.13.0 keras==3.15.1, then python -m scripts.store_layers; and
python -m scripts.layers > docs/LAYERS.md makes the page of what is stored.
"""

import json
import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "torch")
PATH = Path(__file__).parents[1] / "tests/cases/layers.json"
WARNED = "yes: "  # and with which words

Row = dict[str, Any]

# What a row is called, its code, and the shape of one picture as the library has it. In the code
# `own(…)`, `called(…)` and the like are functions of `names`.
TORCH = {
    "Kinds of layers": [
        ("of one dimension", "nn.Conv1d(4, 6, 3, stride=2)", (4, 20)),
        ("of two", "nn.Conv2d(3, 8, 3, padding=1)", (3, 16, 16)),
        ("of three", "nn.Conv3d(3, 8, 3)", (3, 5, 6, 7)),
        ("transposed, of one", "nn.ConvTranspose1d(4, 6, 4, stride=2, padding=1)", (4, 20)),
        ("transposed, of two", "nn.ConvTranspose2d(4, 6, 3, 2, 1, output_padding=1)", (4, 9, 9)),
        ("transposed, of three", "nn.ConvTranspose3d(4, 6, 2, 2)", (4, 3, 4, 5)),
        ("1×1", "nn.Conv2d(64, 16, 1)", (64, 7, 7)),
        ("dense, as 1×1", "nn.Linear(5, 7)", (5, 4, 3)),
        ("of groups", "nn.Conv2d(4, 8, 3, groups=2)", (4, 16, 16)),
        ("depthwise", "nn.Conv2d(8, 16, 3, groups=8, bias=False)", (8, 16, 16)),
    ],
    "Thousands of channels": [
        ("512 to 512", "nn.Conv2d(512, 512, 3, padding=1)", (512, 14, 14)),
        ("2,048 to 512", "nn.Conv2d(2048, 512, 1)", (2048, 7, 7)),
        ("960, depthwise", "nn.Conv2d(960, 960, 3, padding=1, groups=960)", (960, 7, 7)),
        ("more than 4,096", "nn.Conv2d(5000, 2, 1)", (5000, 7, 7)),
    ],
    "Kernels and padding": [
        (
            "rectangles, each side its own way",
            "nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(1, 2))",
            (3, 16, 20),
        ),
        ("even, “same”", 'nn.Conv2d(3, 8, 4, padding="same")', (3, 16, 16)),
        ("mirrored", 'nn.Conv2d(3, 8, 3, padding=1, padding_mode="reflect")', (3, 16, 16)),
        ("the edge repeated", 'nn.Conv2d(3, 8, 3, padding=1, padding_mode="replicate")', (3, 9, 9)),
        ("round the ends", 'nn.Conv1d(4, 6, 3, padding=1, padding_mode="circular")', (4, 20)),
    ],
    "Numbers and memory": [
        ("half", "nn.Conv2d(3, 8, 3).half()", (3, 9, 9)),
        ("bfloat16", "nn.Conv2d(3, 8, 3).bfloat16()", (3, 9, 9)),
        ("float64", "nn.Conv2d(3, 8, 3).double()", (3, 9, 9)),
        ("frozen", "nn.Conv2d(3, 8, 3).requires_grad_(False)", (3, 9, 9)),
        ("channels last", "nn.Conv2d(3, 8, 3).to(memory_format=torch.channels_last)", (3, 9, 9)),
        ("on meta, without numbers", 'nn.Conv2d(3, 8, 3, device="meta")', (3, 9, 9)),
        ("quantised", "quantised(nn.Conv2d(3, 8, 3))", (3, 9, 9)),
    ],
    "Weights that are worked out": [
        ("weight norm", "parametrizations.weight_norm(nn.Conv2d(3, 8, 3))", (3, 9, 9)),
        ("weight norm, the older one", "nn.utils.weight_norm(nn.Conv2d(3, 8, 3))", (3, 9, 9)),
        ("spectral norm", "parametrizations.spectral_norm(nn.Conv2d(3, 8, 3))", (3, 9, 9)),
        ("pruned", 'prune.l1_unstructured(nn.Conv2d(3, 8, 3), "weight", 0.5)', (3, 9, 9)),
        ("lazy, before its first call", "nn.LazyConv2d(8, 3)", (3, 9, 9)),
        ("lazy, after it", "called(nn.LazyConv2d(8, 3))", (3, 9, 9)),
    ],
    "Layers of one's own, and what is around layers": [
        ("a subclass", "Mine(3, 8, 3)", (3, 9, 9)),
        ("a subclass with its own forward", "Doubled(3, 8, 3)", (3, 9, 9)),
        ("with a forward hook", "with_hook(nn.Conv2d(3, 8, 3))", (3, 9, 9)),
        ("deformable", "DeformConv2d()", (3, 9, 9)),
        ("a model", "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())", (3, 9, 9)),
        ("compiled", "torch.compile(nn.Sequential(nn.Conv2d(3, 8, 3)))", (3, 9, 9)),
        ("scripted", "torch.jit.trace(nn.Conv2d(3, 8, 3), torch.ones(1, 3, 9, 9))", (3, 9, 9)),
        ("another layer", "nn.MaxPool2d(2)", (3, 9, 9)),
    ],
}
KERAS = {
    "Kinds of layers": [
        ("of one dimension", "layers.Conv1D(4, 3)", (20, 4)),
        ("of two", "layers.Conv2D(6, (3, 2), strides=(2, 1), groups=2)", (16, 16, 4)),
        ("of three", "layers.Conv3D(6, 3)", (5, 6, 7, 2)),
        ("transposed, of one", "layers.Conv1DTranspose(3, 5, strides=2)", (20, 4)),
        ("transposed, of two", 'layers.Conv2DTranspose(3, 4, 2, padding="same")', (8, 8, 4)),
        ("transposed, of three", "layers.Conv3DTranspose(3, 2, strides=2)", (3, 4, 5, 4)),
        ("depthwise", "layers.DepthwiseConv2D(3, depth_multiplier=2)", (16, 16, 4)),
        ("depthwise, of one", "layers.DepthwiseConv1D(3)", (20, 4)),
        ("separable, two layers", "layers.SeparableConv2D(5, 3)", (16, 16, 4)),
        ("dense, as 1×1", "layers.Dense(7)", (4, 3, 5)),
    ],
    "Padding": [
        ("“same”", 'layers.Conv2D(6, 4, padding="same")', (16, 16, 4)),
        ("“same” with strides", 'layers.Conv2D(6, 3, strides=2, padding="same")', (16, 16, 4)),
        ("“causal”", 'layers.Conv1D(4, 3, padding="causal")', (20, 4)),
        (
            "“same”, transposed, cut unevenly",
            'layers.Conv2DTranspose(3, 3, strides=2, padding="same")',
            (8, 8, 4),
        ),
    ],
    "Numbers, weights, and layers of one's own": [
        ("with an activation", 'layers.Conv2D(6, 3, activation="relu")', (16, 16, 4)),
        ("half", 'layers.Conv2D(6, 3, dtype="float16")', (16, 16, 4)),
        ("bfloat16", 'layers.Conv2D(6, 3, dtype="bfloat16")', (16, 16, 4)),
        ("float64", 'layers.Conv2D(6, 3, dtype="float64")', (16, 16, 4)),
        ("fine-tuned by LoRA", "with_lora(layers.Conv2D(6, 3))", (16, 16, 4)),
        ("quantised", 'quantised(layers.Dense(7), "int8")', (4, 3, 5)),
        ("not built yet", "layers.Conv2D(6, 3)", (16, 16, 4)),
        ("a subclass", "Mine(6, 3)", (16, 16, 4)),
        ("a subclass with its own call", "Doubled(6, 3)", (16, 16, 4)),
        ("with a spectral norm", "layers.SpectralNormalization(layers.Conv2D(6, 3))", (16, 16, 4)),
        ("a model", 'Sequential([layers.Conv2D(6, 3, name="first")])', (16, 16, 4)),
        ("another layer", "layers.MaxPooling2D()", (16, 16, 4)),
    ],
}
# How a picture is given to nn.Conv2d(3, 8, 3)
PICTURES = [
    ("a tensor", "torch.ones(3, 16, 16)"),
    ("with gradients", "torch.ones(3, 16, 16, requires_grad=True)"),
    ("half", "torch.ones(3, 16, 16).half()"),
    ("bfloat16", "torch.ones(3, 16, 16).bfloat16()"),
    ("an array", "np.ones((3, 16, 16))"),
    ("of bytes", "np.ones((3, 16, 16), np.uint8)"),
    ("lists", "np.ones((3, 16, 16)).tolist()"),
    ("a batch of one", "torch.ones(1, 3, 16, 16)"),
    ("a batch", "torch.ones(8, 3, 16, 16)"),
    ("channels last", "np.ones((16, 20, 3))"),
    ("a picture of Pillow", 'Image.new("RGB", (20, 16))'),
    ("a file's name", '"cat.png"'),
    ("without numbers", 'torch.ones(3, 16, 16, device="meta")'),
    ("not a number", "np.full((3, 16, 16), np.nan)"),
    ("of other channels", "np.ones((4, 16, 16))"),
    ("nothing", "None"),
]


def torch_names() -> dict[str, Any]:
    import torch
    from PIL import Image
    from torch import nn
    from torch.nn.utils import parametrizations, prune

    class Mine(nn.Conv2d):
        pass

    class Doubled(nn.Conv2d):
        def forward(self, x: Any) -> Any:
            return 2 * super().forward(x)

    class DeformConv2d(nn.Module):  # as torchvision's is called
        def forward(self, x: Any) -> Any:
            return x

    def with_hook(layer: Any) -> Any:
        layer.register_forward_hook(lambda layer, x, y: y.relu())
        return layer

    def called(layer: Any) -> Any:
        layer(torch.ones(1, 3, 9, 9))
        return layer

    def quantised(layer: Any) -> Any:
        quantisation = torch.ao.quantization
        parts = quantisation.QuantStub(), layer, quantisation.DeQuantStub()
        network = nn.Sequential(*parts).eval()
        network.qconfig = quantisation.get_default_qconfig("fbgemm")
        quantisation.prepare(network, inplace=True)
        network(torch.rand(1, 3, 9, 9))
        return quantisation.convert(network)

    torch.manual_seed(0)
    own = (Mine, Doubled, DeformConv2d, with_hook, called, quantised)
    modules = dict(
        np=np, torch=torch, nn=nn, Image=Image, prune=prune, parametrizations=parametrizations
    )
    return modules | {one.__name__: one for one in own}


def keras_names() -> dict[str, Any]:
    from keras import Sequential, layers

    class Mine(layers.Conv2D):
        pass

    class Doubled(layers.Conv2D):
        def call(self, x: Any) -> Any:
            return 2 * super().call(x)

    def with_lora(layer: Any) -> Any:
        layer.build((None, 16, 16, 4))
        layer.enable_lora(2)
        return layer

    def quantised(layer: Any, mode: str) -> Any:
        layer.build((None, 4))
        layer.quantize(mode)
        return layer

    own = (Sequential, Mine, Doubled, with_lora, quantised)
    return {"layers": layers} | {one.__name__: one for one in own}


def answered(ask: Callable[..., Any], *given: Any) -> str:
    """What is said of an answer, mostly nothing, its warning, or the words of its refusal."""
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always", UserWarning)
            said = ask(*given)
    except (TypeError, ValueError, RuntimeError) as error:
        return str(error)
    ours = [str(one.message) for one in warned if one.filename == __file__]
    return said if isinstance(said, str) else "".join(f"{WARNED}{words}" for words in ours)


def shown(model: Any, x: Any) -> str:
    """What `look` says of a model's only layers, if it does not show them as the model has them."""
    from convlab.network import observe

    found = observe(model, x)
    for one in found:
        if one.reason:
            return one.reason
        if not one.difference_text.startswith("Equals"):
            return re.sub(r": largest.*?(?=\. The)", "", one.difference_text)
    return ""


def torch_rows() -> Iterator[Row]:
    import torch

    from convlab import ChannelExplorer, ConvLayer, kernels, weights_of

    names = torch_names()
    for part, rows in TORCH.items():
        for name, code, shape in rows:
            model = eval(code, names)
            layer = model[1] if code.startswith("quantised") else model
            x = torch.rand(shape)
            # another number of channels, with the way that fits
            way = (layer, 2 * getattr(layer, "in_channels", 3), "repeat")
            answers = {
                "counts": answered(ConvLayer.from_torch, layer),
                "weights": answered(weights_of, layer),
                "explorer": answered(ChannelExplorer.from_torch, layer, x),
                "look": answered(shown, model, x),
                "adapt": answered(kernels.adapt, *way),
            }
            yield row("PyTorch", part, name, code, shape, answers, torch_read(layer))


def keras_rows() -> Iterator[Row]:
    from convlab import ChannelExplorer, ConvLayer, weights_of

    names = keras_names()
    for part, rows in KERAS.items():
        for name, code, shape in rows:
            layer = eval(code, names)
            if not layer.built and name != "not built yet":
                layer.build((None, *shape))
            x = np.random.default_rng(0).random(shape, np.float32)
            first = np.moveaxis(x, -1, 0)
            answers = {
                "counts": answered(ConvLayer.from_keras, layer),
                "weights": answered(weights_of, layer),
                "explorer": answered(ChannelExplorer.from_keras, layer, first),
                "look": answered(shown, layer, x),
            }
            yield row("Keras", part, name, code, shape, answers, keras_read(layer))


def picture_rows() -> Iterator[Row]:
    from convlab import ChannelExplorer, conv2d, weights_of

    names = torch_names()
    layer = eval("nn.Conv2d(3, 8, 3)", names)
    for name, code in PICTURES:
        x = eval(code, names)
        answers = {
            "conv2d": answered(conv2d, x, *weights_of(layer)),
            "explorer": answered(ChannelExplorer.from_torch, layer, x),
            "look": answered(shown, layer, x),
        }
        yield row("Pictures", "", name, code, None, answers, None)


def row(
    library: str, part: str, name: str, code: str, x: Any, answers: Row, read: Row | None
) -> Row:
    return {
        "library": library,
        "part": part,
        "name": name,
        "code": code,
        "x": x and list(x),
        "answers": answers,
        "read": read,
    }


def torch_read(layer: Any) -> Row | None:
    """What is read of a plain layer, so that a test can make one without PyTorch."""
    if type(layer).__module__ != "torch.nn.modules.conv":
        return None
    if layer._forward_pre_hooks or layer._forward_hooks:
        return None
    if not layer.in_channels or layer.weight.device.type == "meta":
        return None
    names = ["stride", "padding", "dilation", "groups", "padding_mode"]
    names += ["transposed", "output_padding"] * layer.transposed
    options = {name: getattr(layer, name) for name in names}
    return {"weights": [list(p.shape) for p in layer.parameters()], "options": options}


def keras_read(layer: Any) -> Row | None:
    from convlab.frameworks import beside_weights

    plain = type(layer).__module__.startswith("keras.src.layers.convolutional")
    changed = getattr(layer, "lora_enabled", False) or beside_weights(layer)
    if not plain or not layer.get_weights() or changed:
        return None
    names = ("strides", "padding", "dilation_rate", "groups", "output_padding", "use_bias")
    options = {name: getattr(layer, name) for name in names if hasattr(layer, name)}
    shapes = [list(weight.shape) for weight in layer.get_weights()]
    return {"weights": shapes, "options": options}


def rows() -> list[Row]:
    """All of them, tried afresh."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return json.loads(json.dumps([*torch_rows(), *keras_rows(), *picture_rows()]))


def versions() -> dict[str, str]:
    import keras
    import torch

    return {"PyTorch": torch.__version__.partition("+")[0], "Keras": keras.__version__}


def main() -> None:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in rows())
    head = json.dumps(versions())
    PATH.write_text(f'{{"versions": {head}, "rows": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
