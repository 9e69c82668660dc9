"""Store what others answer for layers of one dimension and for transposed ones: tests/cases.

Needs PyTorch and ONNX: pip install torch==2.13.0 expecttest onnx, then python
scripts/store_cases.py. It replaces the cases of these layers, and leaves those of ``conv2d``.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases
from torch.testing._internal.common_methods_invocations import op_db

FOLDER = Path(__file__).parents[1] / "tests/cases"
OPS = ("conv1d", "conv_transpose1d", "conv_transpose2d")

Case = dict[str, Any]
rng = np.random.default_rng(14)


class Store:
    """The numbers of all cases, one flat vector for each dtype."""

    def __init__(self) -> None:
        self.flat: dict[str, list[np.ndarray]] = {}

    def put(self, array: np.ndarray) -> dict[str, Any]:
        name = f"{array.dtype.kind}{array.dtype.itemsize * 8} of more kinds"
        parts = self.flat.setdefault(name, [])
        at = sum(part.size for part in parts)
        parts.append(array.ravel())
        return {"a": [name, at, list(array.shape)]}


STORE = Store()


def case(
    name: str,
    source: str,
    op: str,
    arrays: list[np.ndarray],
    kwargs: Case,
    y: np.ndarray,
    dtype: Any,
) -> Case:
    """One call, and what it has to answer: y, and in which dtype."""
    stored = {"x": arrays[0], "weight": arrays[1], "bias": arrays[2] if arrays[2:] else None}
    single = arrays[0].dtype.itemsize < 8
    close = {"rtol": 2e-5, "atol": 1e-4} if single else {"rtol": 1e-10, "atol": 1e-10}
    expected = {"full": STORE.put(y), "shape": [*y.shape], "torch_dtype": str(dtype), **close}
    return {
        "id": name,
        "source": source,
        "category": op,
        "op": op,
        "kind": "value",
        **{key: STORE.put(value) for key, value in stored.items() if value is not None},
        "kwargs": kwargs,
        "expected": expected,
    }


# ONNX


def onnx_cases() -> Iterator[Case]:
    """ONNX' own node tests, and those that it had from PyTorch."""
    for test in {t.name: t for t in collect_testcases("ConvTranspose")}.values():
        for inputs, outputs in test.data_sets:
            node = test.model.graph.node[0]
            yield from onnx_case(f"onnx/{test.name}", "onnx-node", node, inputs, outputs[0])
    folder = Path(onnx.__file__).parent / "backend/test/data"
    for path in sorted(folder.glob("pytorch-*/*/model.onnx")):
        graph = onnx.load(path).graph
        known = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        node, data = graph.node[0], path.parent / "test_data_set_0"
        if len(graph.node) == 1 and len(node.input) - len(known) == 1:
            inputs = [known.get(name, read_pb(data / "input_0.pb")) for name in node.input]
            name = f"onnx/{path.parent.parent.name}/{path.parent.name}"
            yield from onnx_case(name, "onnx-pytorch", node, inputs, read_pb(data / "output_0.pb"))


def read_pb(path: Path) -> np.ndarray:
    return numpy_helper.to_array(onnx.load_tensor(path))


def onnx_case(name: str, source: str, node: Any, inputs: list, y: np.ndarray) -> Iterator[Case]:
    """The case, if it is of a kind that is stored here, and padded alike at both ends."""
    ndim = inputs[0].ndim - 2
    transposed = node.op_type == "ConvTranspose"
    op = f"conv_transpose{ndim}d" if transposed else f"conv{ndim}d"
    given = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    pads = given.get("pads", [0] * 2 * ndim)
    known = node.op_type in ("Conv", "ConvTranspose") and op in OPS
    if not known or "auto_pad" in given or "output_shape" in given or pads[:ndim] != pads[ndim:]:
        return
    words = {"strides": "stride", "dilations": "dilation", "group": "groups"}
    kwargs = {ours: given[theirs] for theirs, ours in words.items() if theirs in given}
    if "output_padding" in given:
        kwargs["output_padding"] = given["output_padding"]
    yield case(name, source, op, inputs, {**kwargs, "padding": pads[:ndim]}, y, y.dtype)


# PyTorch


def answer(op: str, arrays: list[np.ndarray], kwargs: Case) -> np.ndarray:
    """PyTorch's answer; floats in double precision, as nn.Conv1d pads where there is a mode."""
    exact = [a.astype(float) if a.dtype.kind == "f" else a for a in arrays]
    x, *others = map(torch.tensor, exact)
    kwargs = dict(kwargs)
    mode = kwargs.pop("padding_mode", "zeros")
    if mode != "zeros":
        ends = [n for n in (kwargs.pop("padding"),) for _ in range(2)]
        x = F.pad(x, ends, mode=mode)
    return getattr(F, op)(x, *others, **kwargs).numpy()


def torch_case(name: str, source: str, op: str, arrays: list[np.ndarray], kwargs: Case) -> Case:
    y = answer(op, arrays, kwargs)
    dtype = np.result_type(*arrays) if y.dtype.kind == "f" else y.dtype
    return case(name, source, op, arrays, kwargs, y, dtype)


def opinfo_cases() -> Iterator[Case]:
    """The samples that PyTorch tests its own functions with."""
    for op in (op for op in op_db if op.name.removeprefix("nn.functional.") in OPS):
        name = op.name.removeprefix("nn.functional.")
        for n, sample in enumerate(op.sample_inputs("cpu", torch.float64)):
            tensors = [sample.input, *(a for a in sample.args if a is not None)]
            arrays = [tensor.detach().numpy() for tensor in tensors]
            kwargs = {k: [*v] if isinstance(v, tuple) else v for k, v in sample.kwargs.items()}
            yield torch_case(f"torch-opinfo/{name}/{n:02}", "torch-opinfo", name, arrays, kwargs)


def fuzz_cases(op: str, count: int) -> Iterator[Case]:
    """Seeded random layers of small whole numbers and quarters."""
    ndim = int(op[-2])
    while count:
        arrays, kwargs = random_call(ndim, "transpose" in op)
        try:
            yield torch_case(f"fuzz/{op}/{count:02}", "torch-fuzz", op, arrays, kwargs)
        except RuntimeError:  # the kernel does not fit
            continue
        count -= 1


def random_call(ndim: int, transposed: bool) -> tuple[list[np.ndarray], Case]:
    def some(low: int, high: int) -> list[int]:
        return rng.integers(low, high, ndim, endpoint=True).tolist()

    groups, each, slices = rng.integers(1, 3, 3, endpoint=True).tolist()
    weight_shape = [groups * each, slices, *some(1, 4)]
    kwargs = {"stride": some(1, 3), "padding": some(0, 3), "dilation": some(1, 2), "groups": groups}
    if transposed:
        weight_shape[:2] = [groups * slices, each]
        most = map(max, kwargs["stride"], kwargs["dilation"])
        kwargs["output_padding"] = [int(rng.integers(0, n)) for n in most]
    elif ndim == 1 and rng.random() < 0.5:
        mode = rng.choice(["reflect", "replicate", "circular"])
        kwargs |= {"padding_mode": str(mode), "padding": kwargs["padding"][0]}
    batch = [[], [1], [2]][rng.integers(3)]
    shapes = [*batch, groups * slices, *some(1, 8)], weight_shape, [groups * each]
    dtype = rng.choice(["float32", "float64", "int64"])
    arrays = [rng.integers(-9, 9, shape) / 4 for shape in shapes[: rng.integers(2, 4)]]
    whole = [a * 4 for a in arrays] if dtype == "int64" else arrays
    return [a.astype(dtype) for a in whole], kwargs


# Printed by others, and calls that cannot be


def published_cases() -> Iterator[Case]:
    """The results that Dive into Deep Learning prints in its chapter on transposed convolution."""
    x = np.arange(4.0).reshape(1, 1, 2, 2)
    printed = {
        "0 0 1 | 0 4 6 | 4 12 9": {},
        "4": {"padding": 1},
        "0 0 0 1 | 0 0 2 3 | 0 2 0 3 | 4 6 6 9": {"stride": 2},
    }
    for n, (text, kwargs) in enumerate(printed.items()):
        y = np.array([line.split() for line in text.split("|")], float)[None, None]
        name = f"published/d2l/trans_conv-{n}"
        yield case(name, "published", "conv_transpose2d", [x, x], kwargs, y, y.dtype)


BAD: list[tuple[str, str, list[int], list[int], Case, list[list[str]]]] = [
    ("channels", "conv1d", [1, 80, 300], [12, 128, 3], {}, [["#80"], ["#128"], ["Conv1d"]]),
    ("channels-last", "conv1d", [300, 80], [12, 80, 3], {}, [["#300"], ["transpose(1, 0)"]]),
    ("2-d", "conv1d", [3, 9, 9], [4, 3, 3, 3], {}, [["conv2d"], ["Conv2d"]]),
    ("signal", "conv1d", [300], [12, 80, 3], {}, [["1-D"], ["x[None]"]]),
    ("too-short", "conv1d", [3, 4], [2, 3, 7], {}, [["#7"], ["#4"], ["length"]]),
    ("same-stride", "conv1d", [3, 9], [2, 3, 3], {"padding": "same", "stride": 2}, [["same"]]),
    ("pair", "conv1d", [3, 9], [2, 3, 3], {"stride": [1, 2]}, [["stride"], ["#2"]]),
    ("order", "conv_transpose2d", [3, 9, 9], [8, 3, 3, 3], {}, [["first"], ["#8"], ["#3"]]),
    ("groups", "conv_transpose2d", [4, 9, 9], [4, 3, 3, 3], {"groups": 3}, [["#3"], ["#4"]]),
    ("same", "conv_transpose2d", [4, 9, 9], [4, 3, 3, 3], {"padding": "same"}, [["same"]]),
    ("cut", "conv_transpose2d", [4, 2, 2], [4, 3, 3, 3], {"padding": 2}, [["#2"], ["padding"]]),
    ("1-d", "conv_transpose2d", [1, 80, 300], [80, 12, 3], {}, [["conv_transpose1d"]]),
    (
        "output-padding",
        "conv_transpose2d",
        [4, 9, 9],
        [4, 3, 3, 3],
        {"stride": 2, "output_padding": 2},
        [["output_padding"], ["#2"], ["stride"]],
    ),
    ("order", "conv_transpose1d", [3, 9], [8, 3, 3], {}, [["first"], ["#8"], ["#3"]]),
]


def bad_cases() -> Iterator[Case]:
    for name, op, x, weight, kwargs, words in BAD:
        yield {
            "id": f"bad/{op}/{name}",
            "source": "bad-input",
            "category": op,
            "op": op,
            "kind": "raises",
            "x": {"ramp": x},
            "weight": {"ramp": weight},
            "kwargs": kwargs,
            "must_mention": words,
        }


if __name__ == "__main__":
    path = FOLDER / "cases.json"
    cases = [c for c in json.loads(path.read_text(encoding="utf-8")) if c["op"] not in OPS]
    cases += [*onnx_cases(), *opinfo_cases(), *published_cases(), *bad_cases()]
    for op in OPS:
        cases += fuzz_cases(op, 24)
    lines = ",\n".join(json.dumps(c) for c in cases)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    arrays = {k: v for k, v in np.load(FOLDER / "arrays.npz").items() if "kinds" not in k}
    arrays |= {name: np.concatenate(parts) for name, parts in STORE.flat.items()}
    np.savez_compressed(FOLDER / "arrays.npz", **arrays)
    print(f"{len(cases)} cases, {math.ceil(path.stat().st_size / 1000)} kB")
