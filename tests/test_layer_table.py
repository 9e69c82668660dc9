"""The page of layer kinds says what was stored, what was stored still holds, and both are whole."""

import os
from pathlib import Path

import numpy as np
import pytest

from convlab import ChannelExplorer, ConvLayer, weights_of
from scripts.layers import page, stored
from tests.fakes import keras_layer, torch_module

ROWS = stored()["rows"]
PLAIN = [row for row in ROWS if row["read"]]


def test_the_page_is_what_was_stored():
    saved = (Path(__file__).parents[1] / "docs/LAYERS.md").read_text(encoding="utf-8")
    assert saved == page(), "write it afresh: python -m scripts.layers > docs/LAYERS.md"


def stand_in(row):
    """A layer as the library has it, but for its numbers, and what reads it."""
    rng = np.random.default_rng(0)
    weights = [rng.random(shape) for shape in row["read"]["weights"]]
    options = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row["read"]["options"].items()
    }
    if row["library"] == "PyTorch":
        weight, *bias = weights
        layer = torch_module(weight, *(bias or [None]), **options)
        return layer, rng.random(row["x"]), ConvLayer.from_torch, ChannelExplorer.from_torch
    kind = row["code"].partition("(")[0].removeprefix("layers.")
    layer = keras_layer(kind, weights, **options)
    x = np.moveaxis(rng.random(row["x"]), -1, 0)
    return layer, x, ConvLayer.from_keras, ChannelExplorer.from_keras


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row["code"])
def test_plain_layers_without_their_library(row):
    layer, x, count, explore = stand_in(row)
    asked = {
        "counts": lambda: count(layer),
        "weights": lambda: weights_of(layer),
        "explorer": lambda: explore(layer, x),
    }
    for column, ask in asked.items():
        try:
            said = ask() and ""
        except (TypeError, ValueError) as error:
            said = str(error)
        assert said == row["answers"][column], column
    if not row["answers"]["counts"]:
        assert weights_of(layer)[0].shape == count(layer).weight_shape


def test_the_libraries_themselves():
    """Every row again, on their own layers."""
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("keras")
    from scripts import store_layers

    if store_layers.versions() != stored()["versions"]:
        pytest.skip("other versions may have other words")
    today = {(row["library"], row["code"]): row for row in store_layers.rows()}
    assert [*today] == [(row["library"], row["code"]) for row in ROWS]
    for row in ROWS:
        assert today[row["library"], row["code"]] == row
