"""PyTorch's messages about dtypes and types, groups, bias and padding."""

import re

from ..show import counted
from ..sizes import SIDES_OF
from .found import SHAPE, Cure, Explanation, N, Reader, dtype_of, numbers, rows_of


def _torch_dtype(match: re.Match[str]) -> Explanation | None:
    """Input type (double) and bias type (float) should be the same, and its like."""
    x, layer = (dtype_of(match[n]) for n in (1, 2))
    if x == layer:
        return None
    what = "a dtype or a device" if "torch." in match[0] else "dtypes"
    cause = f"x is {x}, but the layer's weights are {layer}. PyTorch does not convert {what} here."
    if x == "float64":
        cause += " NumPy makes float64 where nothing else is asked for."
    cures = [Cure("Make x like the weights, dtype and device", "x = x.to(layer.weight)")]
    if x == "uint8":
        title = "Make pictures of whole numbers, 0 to 255, numbers from 0 to 1"
        cures.insert(0, Cure(title, "x = (x / 255).to(layer.weight)"))
    elif x.startswith(("float", "bfloat")):
        cures.append(Cure("Make the layer like x", "layer = layer.to(x.dtype)"))
    elif x.startswith("torch."):
        cures.append(Cure("Make the layer like x", "layer = layer.to(x)"))
    rows = rows_of(["dtype"], [x], [0], "layer", [layer])
    return Explanation("", cause, "dtype", None, None, None, tuple(cures), None, rows)


def _torch_type(match: re.Match[str]) -> Explanation:
    name = (match[1] or match[2]).rpartition(".")[2]
    cause = f"x is of type {name}, but PyTorch's layers take tensors."
    array = "torch.as_tensor(x, dtype=torch.float32)"
    cures: tuple[Cure, ...] = (Cure("Make a tensor of it", f"x = {array}.to(layer.weight)"),)
    if name == "NoneType":
        cause = "x is None: the function that should have made it returns nothing."
        cures = ()
    elif "Image" in name:
        channels_first = "x.reshape(*x.shape[:2], -1).movedim(-1, 0)"
        code = f"import numpy as np\nx = torch.as_tensor(np.array(x)) / 255\nx = {channels_first}"
        cures = (Cure("Make a tensor of it, channels first", code),)
    return Explanation(
        "", cause, "type", cures=cures, rows=rows_of(["type"], [name], [0], "layer", ["Tensor"])
    )


def _torch_groups_new(match: re.Match[str]) -> Explanation:
    cause = f"{match[1]} is no multiple of groups: each group needs as many channels as the next."
    divisor = "import math\ngroups = math.gcd(groups, in_channels, out_channels)"
    cures = (
        Cure("Take a number of groups that divides both", divisor),
        Cure("Or none: each kernel then reads all channels", "groups = 1"),
    )
    return Explanation("", cause, "groups", cures=cures)


def _torch_groups(match: re.Match[str]) -> Explanation | None:
    groups, weight = int(match[1]), numbers(match[2])
    if len(weight) - 2 not in SIDES_OF or not all((*weight, groups)):
        return None
    c_out, slices = weight[:2]
    cause = (
        f"weight has {counted(c_out, 'kernel')}, which {groups} groups cannot share evenly: "
        "each group needs as many kernels as the next."
    )
    cures = []
    if c_out > groups:
        fewer = c_out - c_out % groups
        needs = f"x.shape[{1 - len(weight)}] == {groups * slices}"
        cures.append(Cure(f"Keep {fewer} kernels", f"weight = weight[:{fewer}]", needs))
    needs = f"x.shape[{1 - len(weight)}] == {slices}"
    cures.append(Cure("Use no groups: each kernel reads all channels", "groups = 1", needs))
    none = ("",) * (len(weight) - 1)
    rows = (
        ("", ("kernels", "slices", *SIDES_OF[len(weight) - 2])),
        ("weight", tuple(map(str, weight))),
        ("", ("≠", *none)),
        ("groups", (str(groups), *none)),
    )
    return Explanation("", cause, "groups", None, weight, None, tuple(cures), None, rows)


def _torch_bias(match: re.Match[str]) -> Explanation | None:
    weight, needed, bias = numbers(match[1]), int(match[2]), numbers(match[3])
    cause = f"bias has shape {bias}, but needs one number for each of {counted(needed, 'kernel')}."
    cures = (
        Cure("Begin with biases of 0", f"bias = torch.zeros({needed})"),
        Cure("Or leave it out", "bias = None"),
    )
    return Explanation("", cause, "bias", None, weight, None, cures)


def _torch_reflect(match: re.Match[str]) -> Explanation | None:
    x, axis = numbers(match[3]), int(match[2])
    if axis >= len(x) or len(x) - 2 not in SIDES_OF:
        return None
    pad = max(numbers(match[1]))
    names = ("batch", "channels", *SIDES_OF[len(x) - 2])
    cause = (
        f"x is {x[axis]} along {names[axis]}, and padding {pad} would mirror more of it than there "
        f"is: reflected padding has to be less than {x[axis]}."
    )
    cures = (
        Cure("Pad with zeros", 'layer.padding_mode = "zeros"'),
        Cure("Or with the numbers at the edge", 'layer.padding_mode = "replicate"'),
    )
    below = [str(pad) if n == axis else "" for n in range(len(x))]
    rows = rows_of(names, x, [axis], "padding", below)
    return Explanation("", cause, "padding", x, None, axis, cures, None, rows)


def _torch_same(match: re.Match[str]) -> Explanation:
    cause = '"same" keeps the size of x, which a stride does not: PyTorch has no rule for both.'
    cures = (
        Cure(
            "Pad by half the kernel: the size is then divided by the stride, rounded up",
            "padding = kernel_size // 2",
        ),
        Cure("Or leave out the stride", "stride = 1"),
    )
    return Explanation("", cause, "padding", cures=cures)


READERS: list[tuple[str, Reader]] = [
    (
        r"Input type \(([\w:.<> ]{1,40})\) and (?:bias|weight) type \(([\w:.<> ]{1,40})\) should "
        "be the same",
        _torch_dtype,
    ),
    (r"expected scalar type (\w{1,30}) but found (\w{1,30})", _torch_dtype),
    (
        r"conv(?:_transpose)?[123]d\(\)(?: received an invalid combination of arguments - got "
        r"\(([\w.]{1,80}),|: argument 'input' \(position 1\) must be Tensor, not ([\w.]{1,80}))",
        _torch_type,
    ),
    (r"((?:in|out)_channels) must be divisible by groups", _torch_groups_new),
    (
        rf"Given groups={N}, expected weight to be (?:at least|divisible by) \d{{1,9}} at "
        rf"dimension 0, but got weight of size \[?{SHAPE}",
        _torch_groups,
    ),
    (
        rf"Given (?:transposed=1, )?weight of size {SHAPE}, expected bias to be 1-dimensional with "
        rf"{N} elements, but got bias of size {SHAPE}",
        _torch_bias,
    ),
    (
        r"Padding size should be less than the corresponding input dimension, but got: padding "
        rf"\((\d{{1,9}}, \d{{1,9}})\) at dimension (\d) of input {SHAPE}",
        _torch_reflect,
    ),
    (r"padding='same' is not supported for strided convolutions", _torch_same),
]
