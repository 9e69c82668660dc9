"""Messages of JAX and TensorFlow."""

import re
from collections.abc import Iterable

from ..show import counted
from .found import Cure, Explanation, N, Reader, axes, dtype_of, rows_of

ORDER = "lax.conv takes (batch, channels, …) and (kernels, slices, …) unless dimension_numbers say"


TF_ORDER = "TensorFlow takes x as (batch, …, channels) and weight as (…, slices, kernels)"


def _jax_channels(match: re.Match[str]) -> Explanation | None:
    channels, groups, slices = (int(n) for n in match.groups())
    if not groups or not slices or channels // groups == slices:
        return None
    cause = (
        f"x (lhs) has {counted(channels, 'channel')} and feature_group_count={groups}, which makes "
        f"{channels // groups} for each kernel, but weight (rhs) has {counted(slices, 'slice')}.\n"
        f"{ORDER} otherwise."
    )
    cures: list[Cure] = [_jax_share()]
    if groups == 1:
        cures = [*_jax_orders(channels, slices)]
    if channels > slices * groups:
        code = f"x = x[:, :{slices * groups}]"
        cures.append(Cure("Leave out channels", code, f"x.shape[1] == {channels}"))
    return Explanation("", cause, "channels", cures=tuple(cures))


def _jax_orders(channels: int, slices: int) -> Iterable[Cure]:
    first = "import jax.numpy as jnp\n"
    title = "Put channels that stand last where lax.conv looks for them"
    needs = f"x.shape[1] == {channels} and x.shape[-1] == {slices}"
    yield Cure(title, f"{first}x = jnp.moveaxis(x, -1, 1)", needs)
    title = "Put a weight of Flax or Keras, (height, width, in, out), into that order"
    needs = f"weight.ndim == 4 and weight.shape[1:3] == ({slices}, {channels})"
    yield Cure(title, f"{first}weight = jnp.transpose(weight, (3, 2, 0, 1))", needs)


def _jax_share() -> Cure:
    share = "x.shape[1] // weight.shape[1]"
    needs = f"x.shape[1] % weight.shape[1] == 0 and weight.shape[0] % ({share}) == 0"
    title = "As many groups as the slices of a kernel fit into the channels"
    return Cure(title, f"feature_group_count = {share}", needs)


def _jax_axes(match: re.Match[str]) -> Explanation:
    x, weight = int(match[1]), int(match[2])
    cause = f"x (lhs) has {axes(x)}, weight (rhs) {weight}: JAX wants a batch and channels in x."
    cures = (Cure("Make it a batch of one", "x = x[None]"),) * (x == weight - 1)
    return Explanation("", cause, "axes", cures=cures)


def _jax_dtype(match: re.Match[str]) -> Explanation:
    cause = f"x is {match[1]}, weight is {match[2]}; JAX does not convert one to the other here."
    cures = (
        Cure("Make x like weight", "x = x.astype(weight.dtype)"),
        Cure("Make weight like x", "weight = weight.astype(x.dtype)"),
    )
    rows = rows_of(["dtype"], [match[1]], [0], "weight", [match[2]])
    return Explanation("", cause, "dtype", cures=cures, rows=rows)


def _jax_groups(match: re.Match[str]) -> Explanation:
    cause = (
        f"feature_group_count has to divide channels and kernels: {match[1]}.\n{ORDER} otherwise."
    )
    return Explanation("", cause, "groups", cures=(_jax_share(),))


def _tf_channels(match: re.Match[str]) -> Explanation | None:
    channels, slices = int(match[1]), int(match[2])
    if not channels or not slices or channels == slices:
        return None
    cause = (
        f"x has {counted(channels, 'channel')}, but weight (filters) has "
        f"{counted(slices, 'slice')}.\n{TF_ORDER}."
    )
    order = "(2, 3, 1, 0)"
    weight = "Put a weight of PyTorch, (out, in, height, width), into that order"
    needs = f"len(weight.shape) == 4 and weight.shape[1] == {channels}"
    first = "import tensorflow as tf\n"
    cures = [
        _tf_last(f"x.shape[1] == {slices}"),
        Cure(weight, f"{first}weight = tf.transpose(weight, {order})", needs),
    ]
    if (channels, slices) == (1, 3):
        code = f"{first}x = tf.repeat(x, 3, axis=-1)"
        cures.append(Cure("Give the grey picture three equal channels", code))
    elif channels > slices:
        cures.append(Cure("Leave out channels", f"x = x[..., :{slices}]"))
    return Explanation("", cause, "channels", cures=tuple(cures))


def _tf_last(needs: str) -> Cure:
    code = "import tensorflow as tf\nx = tf.experimental.numpy.moveaxis(x, 1, -1)"
    return Cure("Put channels that stand after the batch last", code, needs)


def _tf_groups(match: re.Match[str]) -> Explanation | None:
    kernels, groups = int(match[1]), int(match[2])
    if not groups or kernels % groups == 0:
        return None
    cause = (
        f"TensorFlow takes as many groups as the slices of weight go into the channels of x: here "
        f"{groups}, and {counted(kernels, 'kernel')} cannot be shared evenly by them.\n{TF_ORDER}."
    )
    cures = (
        _tf_last("x.shape[1] == weight.shape[-2]"),
        Cure("Leave out channels", "x = x[..., : weight.shape[-2]]"),
    )
    return Explanation("", cause, "groups", cures=cures)


def _tf_dtype(match: re.Match[str]) -> Explanation | None:
    x, weight = dtype_of(match[1]), dtype_of(match[2])
    cause = f"x is {x}, weight is {weight}; TensorFlow does not convert one to the other here."
    first = "import tensorflow as tf\n"
    cures = (
        Cure("Make weight like x", f"{first}weight = tf.cast(weight, x.dtype)"),
        Cure("Make x like weight", f"{first}x = tf.cast(x, weight.dtype)"),
    )
    rows = rows_of(["dtype"], [x], [0], "weight", [weight])
    return Explanation("", cause, "dtype", cures=cures, rows=rows)


READERS: list[tuple[str, Reader]] = [
    (
        "lhs feature dimension size divided by feature_group_count must equal the rhs input "
        rf"feature dimension size, but {N} // {N} != {N}",
        _jax_channels,
    ),
    (r"convolution requires lhs and rhs ndim to be equal, got (\d) and (\d)", _jax_axes),
    (
        r"conv_general_dilated requires arguments to have the same dtypes, got (\w{1,20}), "
        r"(\w{1,20})",
        _jax_dtype,
    ),
    (
        r"conv_general_dilated (?:feature_group_count must divide lhs feature dimension size|rhs "
        r"output feature dimension size must be a multiple of feature_group_count), but "
        r"(\d{1,9} (?:does not divide|is not a multiple of) \d{1,9})",
        _jax_groups,
    ),
    (
        "(?:input depth must be evenly divisible by filter depth|input and filter must have the "
        rf"same depth): {N} vs {N}",
        _tf_channels,
    ),
    (rf"output depth must be evenly divisible by number of groups: {N} vs {N}", _tf_groups),
    (
        r"Conv[123]D as input #1\(zero-based\) was expected to be a (\w{1,20}) tensor but is a "
        r"(\w{1,20}) tensor",
        _tf_dtype,
    ),
]
