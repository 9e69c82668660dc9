"""Made-up weights and channels: the browser's tests read what is stored here, too."""

import json
from pathlib import Path

import numpy as np
import pytest

from convlab import ConvLayer, images, made_up
from convlab.widgets.grid import whole_grid

CASES = Path(__file__).parent / "cases"
STORED = json.loads((CASES / "made_up.json").read_text("utf-8"))
TEXTS = json.loads((CASES / "layer_text.json").read_text("utf-8"))


@pytest.mark.parametrize("case", STORED["layers"], ids=lambda case: str(case["kernel_size"]))
def test_weights_are_those_that_are_stored(case):
    channels, kernels = case["in_channels"], case["out_channels"]
    layer = ConvLayer(channels, kernels, case["kernel_size"], groups=case["groups"])
    weight, bias = made_up.weights(layer, case["seed"])
    assert whole_grid(weight, channels).ravel().tolist() == case["weight"]
    assert bias.tolist() == np.float32(case["bias"]).tolist()


@pytest.mark.parametrize("n", STORED["channels"])
def test_channels_are_those_that_are_stored(n):
    photo = np.rint(images.coffee(STORED["side"]) * 100).astype(int)
    assert photo.ravel().tolist() == STORED["photo"]
    channels = made_up.channels(int(n), STORED["side"])
    assert np.rint(channels.ravel() * 100).tolist() == STORED["channels"][n]


def test_the_channels_are_what_a_first_layer_answers():
    from convlab import conv2d

    weight, _ = made_up.weights(ConvLayer(3, 8, 3), made_up.FIRST_LAYER)
    maps = conv2d(images.coffee(44), weight, padding=1).clip(0)
    wanted = maps / maps.max(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(made_up.channels(8), wanted, atol=0.0051)


def test_slices_differ_and_none_is_dead():
    weight, _ = made_up.weights(ConvLayer(64, 32, 3))
    assert (abs(weight).max(axis=(2, 3)) > 0).all()
    assert len({one.tobytes() for one in weight.reshape(-1, 3, 3)}) > 60
    assert not np.array_equal(weight, made_up.weights(ConvLayer(64, 32, 3), seed=1)[0])


@pytest.mark.parametrize("case", [one for one in TEXTS if "says" in one], ids=lambda c: c["text"])
def test_each_text_says_a_layer_that_python_knows(case):
    ConvLayer(**{key: _tuple(value) for key, value in case["says"].items()})


@pytest.mark.parametrize("case", [one for one in TEXTS if "like" in one], ids=lambda c: c["text"])
def test_the_browser_refuses_in_python_s_words(case):
    counts, options = case["like"]
    with pytest.raises((TypeError, ValueError)) as refusal:
        ConvLayer(*map(_tuple, counts), **options)
    assert str(refusal.value) == case["refused"]


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value
