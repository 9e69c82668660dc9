"""Store what Keras' layers answer, for tests that need no Keras: tests/data/keras.npz and .json.

Needs Keras and a backend: pip install keras==3.15.1 torch==2.13.0, then python
scripts/store_keras.py.
"""

import json
import os
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras

DATA = Path(__file__).parents[1] / "tests/data"
# What convlab reads of a layer, beside its weights
READ = ("strides", "padding", "dilation_rate", "groups", "use_bias", "output_padding")
READ += ("depth_multiplier", "kernel_size")
LAYERS = [
    ("Conv1D", dict(filters=4, kernel_size=3, padding="same", dilation_rate=2)),
    ("Conv1D", dict(filters=4, kernel_size=4, padding="same", use_bias=False)),
    ("Conv2D", dict(filters=6, kernel_size=(3, 2), strides=(2, 1), groups=2)),
    ("Conv2D", dict(filters=6, kernel_size=(2, 3), padding="same")),
    ("DepthwiseConv1D", dict(kernel_size=3, depth_multiplier=2, padding="same")),
    ("DepthwiseConv2D", dict(kernel_size=3, depth_multiplier=2, strides=2)),
    ("SeparableConv1D", dict(filters=5, kernel_size=3, depth_multiplier=2)),
    ("SeparableConv2D", dict(filters=5, kernel_size=3, padding="same", depth_multiplier=2)),
    ("Conv1DTranspose", dict(filters=3, kernel_size=5, strides=2)),
    ("Conv1DTranspose", dict(filters=3, kernel_size=2, strides=3)),
    ("Conv2DTranspose", dict(filters=3, kernel_size=4, strides=2, padding="same")),
    ("Conv2DTranspose", dict(filters=3, kernel_size=(3, 5), dilation_rate=2, padding="same")),
    ("Conv2DTranspose", dict(filters=3, kernel_size=2, strides=2)),
    ("Conv2DTranspose", dict(filters=3, kernel_size=2, strides=3, padding="same")),
    ("Conv2DTranspose", dict(filters=3, kernel_size=3, strides=3, output_padding=(1, 2))),
    (
        "Conv2DTranspose",
        dict(filters=3, kernel_size=4, strides=3, output_padding=2, padding="same"),
    ),
    ("Dense", dict(units=7)),
]


def main() -> None:
    rng = np.random.default_rng(3)
    cases, arrays = [], {}
    for n, (kind, options) in enumerate(LAYERS):
        layer = getattr(keras.layers, kind)(**options)
        x = rng.standard_normal((2, *[6] * (1 if "1D" in kind else 2), 4)).astype(np.float32)
        layer.build(x.shape)
        layer.set_weights([rng.standard_normal(w.shape) for w in layer.get_weights()])
        arrays |= {f"x{n}": x, f"y{n}": keras.ops.convert_to_numpy(layer(x))}
        arrays |= {f"w{n}_{i}": weight for i, weight in enumerate(layer.get_weights())}
        read = {name: getattr(layer, name) for name in READ if hasattr(layer, name)}
        cases.append({"kind": kind, "n_weights": len(layer.get_weights()), "read": read})
    np.savez_compressed(DATA / "keras.npz", **arrays)
    lines = ",\n".join(json.dumps(case) for case in cases)
    head = f'{{"keras": "{keras.version()}", "backend": "{keras.backend.backend()}", "layers": [\n'
    (DATA / "keras.json").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
