"""Wrong ideas of a layer, worked out another way, and the widget that shows them."""

import re

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ShapeError, WrongConvolutions, ideas, images, kernels
from convlab.show import shared_limit
from convlab.widgets.modules import STATIC
from tests.node import run_module

X, BANK = images.coffee(20), kernels.bank("teaching")
MAPS, COFFEE = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")  # 32 channels


def partial_maps(x, w, stride=1, padding=0):
    """(c, h, w) by (c, k, l): each channel with its slice."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(x, w.shape[1:], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("cijkl,ckl->cij", windows.astype(float), w.astype(float))


def expected(idea, o, **steps):
    """Each idea as its formula says."""
    w, b = BANK.weight[o], BANK.bias[o]
    parts = partial_maps(X, w, **steps)
    alone = partial_maps(X, np.stack([w[0]] * 3), **steps)
    grey = partial_maps((X[0] + X[1] + X[2])[None] / 3, w[:1], **steps)
    loud = max(range(3), key=lambda c: abs(w[c]).sum())
    maps = {
        "stays RGB": alone,
        "grey first": grey,
        "mean": parts.mean(0)[None],
        "largest": parts.max(0)[None],
        "one channel": parts[loud][None],
        "shared slice": alone.sum(0)[None],
    }
    return maps[idea] + b


@pytest.mark.parametrize("idea", ideas.IDEAS)
@pytest.mark.parametrize("o", [0, 2, 5])
@pytest.mark.parametrize("steps", [{}, {"stride": 2, "padding": 1}])
def test_ideas_are_what_their_formula_says(idea, o, steps):
    y = ideas.wrong(idea, X, *BANK[:2], out_channel=o, **steps)
    np.testing.assert_allclose(y, expected(idea, o, **steps), atol=1e-5)
    view = WrongConvolutions(X, *BANK[:2], idea=idea, out_channel=o, **steps)
    layer = partial_maps(X, BANK.weight[o], **steps).sum(0) + BANK.bias[o]
    np.testing.assert_allclose(view.output[0], layer, atol=1e-5)
    np.testing.assert_allclose(view.wrong(), y)
    off = expected(idea, o, **steps) - layer
    np.testing.assert_allclose(abs(view.difference[0]), abs(off).max(0), atol=1e-5)
    # It starts where they differ most, and the layer's own account agrees
    assert abs(off[:, view.row, view.col]).max() == pytest.approx(abs(off).max(), abs=1e-5)
    assert view.ledger.total == pytest.approx(layer[view.row, view.col], abs=1e-5)


def test_what_the_ideas_get_wrong():
    grey = np.repeat(images.to_grey(X), 3, axis=0)
    swapped = X[::-1]
    for idea, blind in (("shared slice", True), ("grey first", True), ("mean", False)):
        same = np.allclose(
            ideas.wrong(idea, X, *BANK[:2], out_channel=2),
            ideas.wrong(idea, swapped, *BANK[:2], out_channel=2),
            atol=1e-5,
        )
        assert same is blind
    # A mean is the layer with weights a third as large
    third = partial_maps(grey, BANK.weight[0] / 3).sum(0) + BANK.bias[0]
    np.testing.assert_allclose(ideas.wrong("mean", grey, *BANK[:2])[0], third, atol=1e-5)


def test_no_bias_and_clear_refusals():
    view = WrongConvolutions(X, BANK.weight, idea="mean")
    np.testing.assert_allclose(view.wrong() * 3, view.output, atol=1e-5)
    with pytest.raises(ShapeError, match=r"1 channel: nothing is added up.*repeat\(3"):
        WrongConvolutions(X[:1], BANK.weight[:, :1])
    with pytest.raises(ShapeError, match="row must be 0 to 17, got 18"):
        WrongConvolutions(X, BANK.weight, row=18)
    with pytest.raises(ShapeError, match="out_channel must be 0 to 7, got 8"):
        view.out_channel = 8
    with pytest.raises(ValueError, match=r"no idea 'median'.*stays RGB"):
        ideas.wrong("median", X, BANK.weight)
    with pytest.raises(ShapeError, match="a slice for each channel"):
        ideas.wrong("mean", X, BANK.weight[:, :2])


def test_output_says_what_it_is_and_carries_its_picture():
    view = WrongConvolutions(X, *BANK[:2], idea="shared slice")
    bundle, _ = view._repr_mimebundle_()
    assert bundle["text/plain"] == "WrongConvolutions: the layer beside “One slice for all”"
    assert bundle["image/png"] == view.still()
    before = view.still()
    view.idea = "largest"
    assert view.still() != before


def test_a_state_line_brings_the_view_back():
    view = WrongConvolutions(X, *BANK[:2], idea="grey first", out_channel=5, row=3)
    assert view.state == f"idea=grey+first&out_channel=5&row=3&col={view.col}"
    again = WrongConvolutions(X, *BANK[:2], state=view.state)
    assert again.state == view.state
    # Without a place it starts where they differ most
    start = WrongConvolutions(X, *BANK[:2], state="idea=mean")
    assert start.state == WrongConvolutions(X, *BANK[:2], idea="mean").state
    with pytest.raises(ValueError, match="holds 'colour'; it may set idea"):
        view.state = "colour=red"


def test_many_channels_and_the_ideas_they_can_give():
    view = WrongConvolutions(MAPS, *COFFEE[:2])
    assert view.idea == "mean" and view.state.startswith("idea=mean")
    parts = partial_maps(MAPS, COFFEE.weight[0])
    np.testing.assert_allclose(view.output[0], parts.sum(0) + COFFEE.bias[0], atol=1e-4)
    np.testing.assert_allclose(view.wrong()[0], parts.mean(0) + COFFEE.bias[0], atol=1e-4)
    for idea in ("largest", "one channel", "shared slice"):
        view.idea = idea
        assert view.wrong().shape == view.output.shape
    assert view.still() != WrongConvolutions(MAPS, *COFFEE[:2]).still()
    for idea in ("stays RGB", "grey first"):
        with pytest.raises(ShapeError, match="3 channels, and x has 32: choose from mean, la"):
            view.idea = idea
    assert view.idea == "shared slice"
    with pytest.raises(ShapeError, match="channel_names holds 2 names for 32 channels"):
        WrongConvolutions(MAPS, *COFFEE[:2], channel_names=["a", "b"])
    two = WrongConvolutions(X[:2], BANK.weight[:, :2], channel_names=["left", "right"])
    assert two.ledger.channel_names == ("left", "right") and two.still()


def node(script, task):
    """What a script of the browser's own modules prints, run by node on ``task``."""
    return run_module(
        f"""
        import * as ideas from "{STATIC / "numbers/ideas.js"}";
        const {{ account, farthest, limitOf, reason, workOut }} = ideas;
        const task = given;
        for (const name of ["x", "weight", "bias"]) task[name] = Float32Array.from(task[name]);
        console.log(JSON.stringify({script}));
        """,
        task,
    )


def task(x, weight, bias, **steps):
    steps = {"stride": 1, "padding": 0, "dilation": 1} | steps
    return dict(
        x=x.ravel().tolist(),
        xShape=x.shape,
        weight=weight.ravel().tolist(),
        weightShape=weight.shape,
        bias=bias.tolist(),
        steps=steps,
    )


EACH_KERNEL = "task.weightShape.slice(0, 1).flatMap((n) => [...Array(n).keys()])"


def test_one_scale_covers_all_that_is_compared():
    """Nowhere are more than 2 % of what is on show beyond its ends, and a still has the same."""
    limits = node(
        """Object.fromEntries([0, 2, 4].map((o) => {
        const worked = workOut(task, o);
        const ideas = Object.keys(worked.maps);
        return [o, Object.fromEntries(ideas.map((idea) => [idea, limitOf(worked, idea)]))];
    }))""",
        task(X, *BANK[:2]),
    )
    for o, found in limits.items():
        layer = partial_maps(X, BANK.weight[int(o)]).sum(0) + BANK.bias[int(o)]
        for idea, limit in found.items():
            y = expected(idea, int(o))
            off = (y - layer)[(abs(y - layer).argmax(0), *np.indices(layer.shape))]
            signed = [] if idea == "stays RGB" else [y[0]]
            maps = np.stack([layer, off, *signed])
            assert (abs(maps) > limit * 1.000001).mean() <= 0.02, (o, idea)
            view = WrongConvolutions(X, *BANK[:2], idea=idea, out_channel=int(o))
            assert limit == view._limit
    # A shared slice is three times as loud; the others leave the layer its colours
    assert list(limits["2"].values()) == [3, 3, 3, 3, 3, 10]
    assert WrongConvolutions(X, *BANK[:2], limit=7)._limit == 7
    assert shared_limit(expected("shared slice", 2)) == 10


def test_what_is_said_of_the_mean_is_what_is_seen():
    script = f"{EACH_KERNEL}.map((o) => reason(workOut(task, o), 'mean', {{}}))"
    for o, (why, also) in enumerate(node(script, task(X, *BANK[:2]))):
        layer = partial_maps(X, BANK.weight[o]).sum(0) + BANK.bias[o]
        mean = expected("mean", o)[0]
        bias = f"{BANK.bias[o]:g}".replace("-", "−")
        assert why == f"The sum is divided by 3, the bias is not: the map fades towards {bias}."
        np.testing.assert_allclose(3 * (mean - BANK.bias[o]), layer - BANK.bias[o], atol=1e-5)
        turned = 100 * (np.sign(mean.round(5)) * np.sign(layer.round(5)) < 0).mean()
        said = re.fullmatch("; (\\d+)\u00a0% of the map changes sign", also)
        assert abs(int(said[1]) - turned) <= 0.51
    for why, also in node(script, task(X, BANK.weight, 0 * BANK.bias)):
        assert why.startswith("The sum is divided by 3: the same map, paler.") and not also


def test_of_many_channels_the_account_names_a_few_and_still_adds_up():
    found = node(
        """["mean", "largest", "one channel", "shared slice"].map((idea) => {
        const worked = workOut(task, 0);
        const names = worked.parts.map((_, c) => `channel ${c}`);
        const spec = { channel_names: names, has_bias: true };
        return [null, idea].map((one) => account(worked, one, 17 * worked.ow + 16, spec));
    })""",
        task(MAPS, *COFFEE[:2]),
    )
    parts = partial_maps(MAPS, COFFEE.weight[0])[:, 17, 16]
    first = partial_maps(MAPS, np.repeat(COFFEE.weight[0, :1], 32, axis=0))[:, 17, 16]
    order = np.argsort(-abs(parts))
    for idea, (layer, wrong) in zip(("mean", "largest", "one", "shared"), found, strict=True):
        named = [f"channel {c}" for c in order[:4]]
        assert [line["name"] for line in layer] == [*named, "28 more", "bias"]
        values = [line["value"] for line in layer]
        np.testing.assert_allclose(values[:4], parts[order[:4]], atol=1e-4)
        assert values[4] == pytest.approx(parts[order[4:]].sum(), abs=1e-4)
        added = [line for line in wrong if "value" in line and not line.get("quiet")]
        want = {
            "mean": parts.mean(),
            "largest": parts.max(),
            "shared": first.sum(),
            "one": parts[abs(COFFEE.weight[0]).sum((1, 2)).argmax()],
        }[idea]
        total = sum(line["value"] for line in added)
        assert total == pytest.approx(want + COFFEE.bias[0], abs=1e-4)
        if idea == "largest":
            assert added[0]["name"] == f"largest, channel {parts.argmax()}"


def test_browser_works_out_the_same():
    """ideas.js itself, run by node, for every idea of every kernel; and where they differ most."""
    steps = {"stride": 2, "padding": 1, "dilation": 1}
    found = node(
        EACH_KERNEL
        + """.map((o) => {
        const worked = workOut(task, o);
        return Object.entries(worked.maps).map(([idea, maps]) => {
            const { row, col } = farthest(worked, idea);
            const spec = { channel_names: ["red", "green", "blue"], has_bias: true };
            const lines = account(worked, idea, row * worked.ow + col, spec);
            const added = lines.filter((l) => l.value !== undefined && !l.quiet);
            const sum = added.reduce((s, l) => s + l.value, 0);
            return { idea, maps: maps.map((map) => [...map]), row, col, sum };
        });
    })""",
        task(X, *BANK[:2], **steps),
    )
    for o, kernel in enumerate(found):
        assert [one["idea"] for one in kernel] == [*ideas.IDEAS]
        for one in kernel:
            y = expected(one["idea"], o, stride=2, padding=1)
            np.testing.assert_allclose(np.reshape(one["maps"], y.shape), y, atol=1e-5)
            view = WrongConvolutions(X, *BANK[:2], idea=one["idea"], out_channel=o, **steps)
            assert (one["row"], one["col"]) == (view.row, view.col)
            if len(y) == 1:  # the lines add up to the number in the map
                assert one["sum"] == pytest.approx(y[0, view.row, view.col], abs=1e-5)
