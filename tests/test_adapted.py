"""The stored answers of ``kernels.adapt``, to which the browser is held, are up to date."""

import json

import numpy as np
import pytest

from convlab import conv2d, images, kernels
from convlab.widgets.modules import STATIC
from tests.adapted import STORED, cases
from tests.node import run_module

SIDE = 44
SCRIPT = """
const { operate } = await import(given.static + "/numbers/surgery.js");
const floats = (name) => Float32Array.from(given[name]);
const [photo, weight, bias] = [Uint8Array.from(given.photo), floats("weight"), floats("bias")];
const { before, after, difference } =
  operate({ photo, weight, bias, channels: given.channels, how: given.how });
console.log(JSON.stringify({ before: [...before.maps], after: [...after.maps], difference,
  names: after.names }));
"""


def test_what_is_stored_is_what_is_made():
    stored = json.loads(STORED.read_text("utf-8"))
    for case, now in zip(stored, cases(), strict=True):
        made = case.pop("made", None), now.pop("made", None)
        assert case == json.loads(json.dumps(now)), "write it afresh: python -m tests.adapted"
        assert (made[0] is None) == (made[1] is None)
        if made[0]:
            np.testing.assert_allclose(*made, atol=1e-6)


@pytest.mark.parametrize(
    ("how", "channels", "names"),
    [
        ("sum", 1, ["grey"]),
        ("mean", 5, ["grey"] * 5),
        ("zeros", 4, ["red", "green", "blue", "mask"]),
        ("repeat", 6, ["red", "green", "blue"] * 2),
        ("split", [2, 1, 0, 0], ["blue", "green", "red", "red"]),
    ],
)
def test_the_page_s_maps_are_those_of_the_trained_layer_before_and_after(how, channels, names):
    stem, photo = kernels.trained("stem"), images.coffee(SIDE)
    given = {
        "static": STATIC.as_uri(),
        "photo": np.rint(photo * 100).astype(int).ravel().tolist(),
        "weight": stem.weight.ravel().tolist(),
        "bias": stem.bias.tolist(),
        "channels": channels,
        "how": how,
    }
    made = run_module(SCRIPT, given)
    x = kernels.stem_input(photo)
    if names[0] == "grey":
        x = np.repeat(np.tensordot([[0.299, 0.587, 0.114]], x, 1), 3, axis=0)
    y = conv2d(x, stem.weight, stem.bias, stride=2).ravel()
    np.testing.assert_allclose(made["before"], y, atol=1e-4)
    np.testing.assert_allclose(made["after"], y, atol=1e-4)
    assert made["names"] == names and 0 <= made["difference"] < 1e-4
