"""How long a network of one's own takes: the film strip, and each of its layers.

A ResNet-18 (11 million parameters) on a photo of 224×224. What is measured is what a reader waits
for, on one thread: from ``look(model, x)`` to what the notebook is sent, with its still picture,
and from a click to the layer that is sent.
"""

import time
from statistics import median

from convlab import images, look

from .timing import machine, machine_line, rounded, save, table

GOALS = {"strip_s": 3, "layer_s": 1}


def photo():
    """224×224, as networks take it."""
    return images.coffee(224)


def clocked(call):
    """What it answers, and seconds of this thread: what a busy neighbour takes does not count."""
    start = time.thread_time()
    return call(), time.thread_time() - start


def opened(view, n):
    """Seconds until layer n is sent."""
    return clocked(lambda: setattr(view, "layer", n))[1]


if __name__ == "__main__":
    print(machine_line(machine()))
    try:
        import torch

        from tests.networks import ResNetLike, trained
    except ImportError as missing:
        print(f"without PyTorch: {missing}")
    else:
        torch.manual_seed(0)
        model, x = trained(ResNetLike((64, 128, 256, 512))), photo()
        looks = [clocked(lambda: look(model, x)) for _ in range(5)]
        view = looks[0][0]
        stills = [clocked(view._repr_mimebundle_)[1] for _ in range(3)]
        layers = {one.name: opened(view, n) for n, one in [*enumerate(view)][1:]}
        slowest = max(layers, key=layers.get)
        found = {
            "look_s": median(taken for _, taken in looks),
            "strip_s": median(taken for _, taken in looks) + median(stills),
            "layer_s": max(layers.values()),
        }
        rows = [
            ["look(model, x)", found["look_s"], ""],
            ["the strip with its still picture", found["strip_s"], f"{GOALS['strip_s']} s"],
            ["a layer opened, median", median(layers.values()), ""],
            [f"the slowest, {slowest}", found["layer_s"], f"{GOALS['layer_s']} s"],
        ]
        table("ResNet-18, 224×224: seconds", ["", "s", "goal"], rows)
        save("network", rounded(found))
