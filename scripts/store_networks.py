"""Networks as files, and what their layers make of one picture: ``tests/cases/own/``.

Needs ONNX, its runtime, which works the answers out, and safetensors: pip install onnx==1.23.2
onnxruntime==1.32.0 safetensors==0.8.0, then python scripts/store_networks.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import safetensors.numpy
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).resolve().parents[1] / "tests/cases/own"
rng = np.random.default_rng(7)


class Net:
    """A graph that grows by one step at a time."""

    def __init__(self, shape):
        self.nodes, self.tensors, self.layers, self.shape = [], [], [], shape
        self.last = "x"

    def tensor(self, name, value):
        self.tensors.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def add(self, op, *inputs, **attributes):
        out = f"{op}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, [*inputs], [out], f"/{out}", **attributes))
        self.last = out
        return out

    def conv(self, name, x, shape, op="Conv", bias=True, **attributes):
        weight = rng.normal(size=shape).round(2)
        kernels = shape[0] if op == "Conv" else shape[1] * attributes.get("group", 1)
        inputs = [x, self.tensor(f"{name}.weight", weight)]
        if bias:
            inputs.append(self.tensor(f"{name}.bias", rng.normal(size=kernels).round(2)))
        out = self.add(op, *inputs, kernel_shape=shape[2:], **attributes)
        self.layers.append((name, out))
        return out

    def case(self, name):
        kinds = TensorProto.FLOAT
        outputs = [helper.make_tensor_value_info(out, kinds, None) for _, out in self.layers]
        x = helper.make_tensor_value_info("x", kinds, self.shape)
        graph = helper.make_graph(self.nodes, name, [x], outputs, self.tensors)
        model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 17)])
        model = onnx.shape_inference.infer_shapes(model)
        picture = rng.normal(size=[side or 9 for side in self.shape[1:]]).round(2)
        session = onnxruntime.InferenceSession(model.SerializeToString())
        found = session.run(None, {"x": picture[None].astype(np.float32)})
        return dict(
            name=name,
            file=base64.b64encode(model.SerializeToString()).decode(),
            x=numbers(picture),
            layers=[
                dict(name=own, **numbers(y[0]))
                for (own, _), y in zip(self.layers, found, strict=True)
            ],
        )


def numbers(array):
    """An array as JSON."""
    return dict(shape=array.shape, data=[float(f"{value:.7g}") for value in array.ravel()])


def residual():
    """As in a ResNet: batch norm, a shortcut of 1×1, pooling with padding, strides."""
    net = Net([1, 3, 12, 13])
    x = net.conv("conv1", "x", (4, 3, 3, 3), bias=False, pads=[1, 1, 1, 1], strides=[2, 1])
    norm = [net.tensor(f"bn.{n}", rng.random(4) + 0.5) for n in "sbmv"]
    x = net.add("Relu", net.add("BatchNormalization", x, *norm))
    x = net.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    y = net.conv("layer1.0.conv1", x, (6, 4, 3, 3), pads=[1, 1, 1, 1])
    y = net.conv("layer1.0.conv2", net.add("Relu", y), (6, 6, 3, 3), pads=[1, 1, 1, 1])
    short = net.conv("layer1.0.downsample", x, (6, 4, 1, 1), bias=False)
    net.conv("layer2.conv", net.add("Relu", net.add("Add", y, short)), (2, 6, 2, 2))
    return net.case("residual")


def mobile():
    """As in a MobileNet: depthwise, clipped, squeezed and excited, dilated, padded unevenly."""
    net = Net(["batch", 3, None, None])
    x = net.conv("stem", "x", (6, 3, 3, 3), auto_pad="SAME_UPPER", strides=[2, 2])
    low, high = net.tensor("low", 0.0), net.tensor("high", 6.0)
    x = net.add("Clip", x, low, high)
    x = net.add("HardSwish", net.conv("depthwise", x, (6, 1, 3, 3), group=6, pads=[0, 1, 1, 0]))
    squeezed = net.conv("squeeze", net.add("GlobalAveragePool", x), (2, 6, 1, 1))
    factors = net.add("Sigmoid", net.conv("excite", net.add("Relu", squeezed), (6, 2, 1, 1)))
    x = net.add("Mul", x, factors)
    x = net.conv("grouped", x, (4, 3, 3, 3), group=2, dilations=[2, 1], pads=[2, 1, 2, 1])
    net.conv("head", net.add("LeakyRelu", x, alpha=0.1), (3, 4, 1, 1))
    return net.case("mobile")


def unet():
    """As in a U-Net: down, up by stamps and by repeating, concatenated."""
    net = Net([1, 2, 8, 8])
    top = net.add("Relu", net.conv("down1", "x", (3, 2, 3, 3), pads=[1, 1, 1, 1]))
    x = net.add("AveragePool", top, kernel_shape=[2, 2], strides=[2, 2])
    x = net.add("Relu", net.conv("down2", x, (4, 3, 3, 3), pads=[1, 1, 1, 1]))
    up = net.conv("up1", x, (4, 3, 2, 2), op="ConvTranspose", strides=[2, 2])
    up = net.conv("mix", net.add("Concat", top, up, axis=1), (2, 6, 3, 3), pads=[1, 1, 1, 1])
    scales = net.tensor("scales", [1, 1, 2, 2])
    more = net.add("Resize", x, "", scales, mode="nearest")
    net.conv("out", net.add("Concat", up, more, axis=1), (1, 6, 1, 1))
    net.conv(
        "stamps",
        x,
        (4, 1, 3, 3),
        op="ConvTranspose",
        group=2,
        output_padding=[1, 1],
        strides=[2, 2],
        pads=[1, 1, 1, 1],
    )
    return net.case("unet")


def series():
    """Along one side."""
    net = Net([1, 2, 20])
    x = net.conv("conv1", "x", (4, 2, 5), pads=[2, 2], strides=[2])
    x = net.add("MaxPool", net.add("Tanh", x), kernel_shape=[2], strides=[2])
    net.conv("conv2", x, (3, 4, 3), pads=[2, 0])
    return net.case("series")


def tensors():
    """A .safetensors file with numbers of several kinds."""
    found = {
        "conv1.weight": rng.normal(size=(2, 3, 3, 3)).astype(np.float32),
        "conv1.bias": rng.normal(size=2).astype(np.float64),
        "half": np.array([0.0, -1.5, 65504, 6e-8, np.inf], np.float16),
        "whole": np.array([[1, -2], [3, 4]], np.int64),
    }
    return dict(
        file=base64.b64encode(safetensors.numpy.save(found)).decode(),
        tensors={name: numbers(value.astype(np.float32)) for name, value in found.items()},
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    cases = [make() for make in (residual, mobile, unet, series)]
    text = json.dumps(
        dict(made=f"onnxruntime {onnxruntime.__version__}", cases=cases), separators=(",", ":")
    )
    (FOLDER / "onnx.json").write_text(text + "\n")
    text = json.dumps(tensors(), separators=(",", ":")).replace("Infinity", '"inf"')
    (FOLDER / "safetensors.json").write_text(text + "\n")
