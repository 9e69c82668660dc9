"""Lesson 09, worked out by other ways: its numbers, its quiz, its exercise."""

from pathlib import Path

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import binary_windows
from tests.verdict import verdict

ROOT = Path(__file__).resolve().parents[2]


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "dead-kernel": "The bias, at every place",
        "depthwise-32": [9, 32 * 1 * 9, 32 * 3 * 9, 32 * 32 * 9],
        "deep-kernel-picture": "As 32 tiles, on one signed scale",
    }


STEM, DEEP, POINT = (kernels.trained(name) for name in ("stem", "depthwise", "pointwise"))
NORMS = np.sqrt((STEM.weight**2).sum((1, 2, 3)))
DEAD = [11, 16, 28, 31]
LIVE = np.delete(np.arange(32), DEAD)
LIGHT = [1, 2, 6, 9, 12, 13, 14, 17, 26, 29]  # light and dark, in any colour


def test_sizes_and_the_dead():
    layer = ConvLayer(3, 32, 3, stride=2)
    assert (layer.n_weights, 32 * 3, layer.n_parameters) == (864, 96, 896)
    assert sum(a.size for bank in (STEM, DEEP, POINT) for a in bank[:2]) == 1744
    largest = abs(STEM.weight).max((1, 2, 3))
    assert (LIVE[NORMS[LIVE].argmin()], NORMS.argmax()) == (12, 27)
    assert NORMS[[12, 27]].round(2).tolist() == pytest.approx([0.45, 32.63])
    assert round(float(largest.max() / largest[LIVE].min())) == 94
    assert round(float(NORMS[27] / NORMS[12])) == 72
    assert round(float(largest[DEAD].max()), 6) == 0.000004 and (STEM.bias[DEAD] < 0).all()


def test_kinds():
    # 4 dead, 6 edges, 7 colours, 10 light and dark, and five left
    flat, most = STEM.weight.sum((2, 3)), abs(STEM.weight).sum((1, 2, 3))
    edges, colours = [0, 5, 15, 21, 27, 30], [3, 4, 7, 18, 19, 20, 23]
    rest = [8, 10, 22, 24, 25]
    assert sorted(DEAD + edges + colours + LIGHT + rest) == list(range(32))
    share, white = abs(flat).sum(1) / most, abs(flat.sum(1)) / most
    assert all(share[edges] < 0.02) and all((share[colours] > 0.8) & (white[colours] < 0.1))
    assert all(white[LIGHT] > 0.3)
    assert not any((share[rest] < 0.02) | (share[rest] > 0.8) | (white[rest] > 0.3))
    assert NORMS[colours].argmax() == colours.index(20)  # the strongest of them
    against = {20: "GR", 4: "RG", 3: "BR", 23: "RB", 7: "BG", 18: "GB"}  # the first for it
    for o, (plus, minus) in against.items():
        assert (flat[o].argmax(), flat[o].argmin()) == ("RGB".index(plus), "RGB".index(minus))
    assert flat[19].round(1).tolist() == pytest.approx([-5.1, 6.6, -0.9])


def test_light_and_dark():
    # light and dark: beside grey and blurred; a cross among all windows of 0s and 1s
    photo, blur = images.coffee(84), kernels.SLICES["blur"][None, None]
    soft = conv2d(images.to_grey(photo), blur, stride=2).ravel()
    y = conv2d(kernels.normalise(photo), STEM.weight, stride=2)[LIGHT]
    alike = dict(zip(LIGHT, (np.corrcoef(one.ravel(), soft)[0, 1] for one in y), strict=True))
    assert [o for o in LIGHT if alike[o] > 0] == [2, 12, 26, 29]
    assert [round(f(map(abs, alike.values())), 2) for f in (min, max)] == [0.82, 0.99]
    windows = binary_windows()
    cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    answers = (windows * cross).sum((1, 2))
    assert (answers.max(), (answers == 5).sum()) == (5, 16)
    assert (windows[answers == 5] >= cross).all()


def test_depthwise_and_pointwise():
    # 15 × 10 tiles; what a mean hides; depthwise; pointwise
    mean = abs(STEM.weight[20].mean(0)).mean()
    assert (abs(STEM.weight[20]).mean().round(2), mean.round(2)) == pytest.approx((3.86, 0.26))
    assert 15 * 10 == 150
    assert (DEEP.weight.size, ConvLayer(32, 32, 3).n_weights) == (288, 9216)
    middle = abs(DEEP.weight[:, 0, 1, 1]) / abs(DEEP.weight).sum((1, 2, 3)).clip(1e-9)
    copies = np.flatnonzero((middle > 0.6) & (middle < 1.01))
    assert copies.tolist() == [5, 8, 14, 15, 20, 22, 27, 30, 31]
    assert abs(DEEP.weight[DEAD]).max() < 1e-4 and (DEEP.bias[DEAD] < 0).all()
    on = [
        (kernels.stem_maps(photo)[[3, 20]] > 0).mean(axis=(1, 2))
        for photo in (images.coffee(48), images.colour_bars(48))
    ]
    assert on[0].max() < 0.05 and on[1].min() > 0.1  # flat for lack of blue and green only
    edges_again = DEEP.weight[[1, 2, 17]]
    assert (abs(edges_again.sum((1, 2, 3))) < 0.002 * abs(edges_again).sum((1, 2, 3))).all()
    assert abs(POINT.weight[:, DEAD]).max() < 1e-5 and abs(POINT.weight[:, LIVE]).min() > 0.001
    assert (POINT.weight.size, 288 + 512, ConvLayer(32, 16, 3).n_weights) == (512, 800, 4608)


def test_without_the_dead():
    # without the dead, all three layers are the same
    assert 4 * 28 + 4 * 10 + 16 * 4 == 216
    first = kernels.stem_maps(images.coffee(24))
    second = conv2d(first, *DEEP[:2], padding=1, groups=32).clip(0, 6)
    fewer = conv2d(first[LIVE], DEEP.weight[LIVE], DEEP.bias[LIVE], padding=1, groups=28).clip(0, 6)
    third = conv2d(second, *POINT[:2])
    np.testing.assert_allclose(conv2d(fewer, POINT.weight[:, LIVE], POINT.bias), third, atol=1e-4)
    with np.load(ROOT / "tests/data/trained_outputs.npz") as true:
        for ours, name in ((first, "stem"), (second, "depthwise"), (third, "pointwise")):
            np.testing.assert_allclose(ours, true[name], atol=1e-4)


def test_pruned_or_set_to_zero():
    """A row here and a column there; zeros do the same, but for a bias that stays."""
    rng = np.random.default_rng(9)
    x, first, second = (rng.normal(size=s) for s in ((2, 8, 8), (4, 2, 3, 3), (3, 4, 3, 3)))
    bias = np.array([1.0, 2, 3, 4])
    kept = [0, 1, 3]
    pruned = conv2d(conv2d(x, first[kept], bias[kept]).clip(0), second[:, kept])
    zeros, no_bias = first.copy(), bias.copy()
    zeros[2] = 0
    with_bias = conv2d(conv2d(x, zeros, bias).clip(0), second)
    one_number = second[:, 2].sum(axis=(1, 2)) * 3  # the bias, at each of the 9 places
    np.testing.assert_allclose(with_bias - pruned, np.full((3, 4, 4), one_number[:, None, None]))
    no_bias[2] = 0
    np.testing.assert_allclose(conv2d(conv2d(x, zeros, no_bias).clip(0), second), pruned)


def test_rgb_pictures_of_kernels():
    weights = np.array([-1.1, 0, 1.1])
    assert (0.5 + weights / (2 * abs(weights).max())).tolist() == [0, 0.5, 1]
    flat = STEM.weight[20].sum(axis=(1, 2))
    assert flat.argmax() == 1 and flat.argmin() == 0  # green, against red


def test_eight_bits():
    steps = abs(STEM.weight).max() / 127
    assert set(np.unique((STEM.weight[12] / steps).round())) == {-1, 0, 1}
    scales = np.array([0.5, 3.0])  # one for each row: pulled out of the sum; for each column: not
    whole, x = np.array([[1, -2], [3, 4]]), np.array([5.0, 7.0])
    np.testing.assert_allclose((scales[:, None] * whole) @ x, scales * (whole @ x))
    assert not np.allclose((whole * scales) @ x, scales * (whole @ x))


def test_in_practice():
    assert 64 * 3 == 192 and ConvLayer(3, 64, 7).n_weights == 192 * 49 == 9408
    green, blue = STEM.weight[LIVE, 1], STEM.weight[LIVE, 2]
    for pair in (green[:, 1, 1:], blue[:, 0, 1:], blue[:, 1, 1:]):
        np.testing.assert_allclose(pair[:, 0], pair[:, 1], rtol=1e-5)


def test_batch_norm_has_two_numbers_a_channel():
    torch = pytest.importorskip("torch")
    norm = torch.nn.BatchNorm2d(32)
    assert sum(p.numel() for p in norm.parameters()) == 64


def test_dead_kernels():
    stem = kernels.trained("stem")
    dead = [o for o in range(32) if abs(stem.weight[o]).max() < 1e-5]
    assert len(dead) == 4 and (stem.bias[dead] < 0).all()
    assert f"{len(dead)} of the 32" in question("dead-kernel").text


def mosaic(weight):
    c_out, c_in, high, wide = weight.shape
    tiles = np.empty((c_out * high, c_in * wide))
    for o, c, u, v in np.ndindex(weight.shape):
        tiles[o * high + u, c * wide + v] = weight[o, c, u, v]
    return tiles


@pytest.mark.parametrize(
    "function, words",
    [
        (mosaic, "✓ "),
        (lambda w: w.reshape(mosaic(w).shape), "reshape alone"),
        (lambda w: mosaic(w.swapaxes(0, 1)), "a row is a kernel"),
        (lambda w: mosaic(w.swapaxes(2, 3)), "mirrored"),
        (lambda w: mosaic(w.mean(axis=1, keepdims=True)), "the mean"),
        (lambda w: mosaic(w.sum(axis=1, keepdims=True)), "the sum"),
        (lambda w: w.reshape(-1, w.shape[-1]), "one column"),
        (
            lambda w: mosaic(w.reshape(1, -1, *w.shape[2:])),
            "All slices stand in one row: each kernel begins a new one.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_mosaic, function)


def test_on_your_own_where_the_opposites_speak(on_your_own):
    maps = kernels.stem_maps(images.coffee(84))
    blue_minus_red, its_opposite = ((maps[o] > 0).sum() for o in (3, 23))
    assert its_opposite == maps[0].size == 1764
    assert f"above 0 at only {blue_minus_red} of its {maps[0].size:,} places" in on_your_own
    flat = kernels.trained("stem").weight.sum(axis=(2, 3))  # red, green, blue
    assert flat[3, 2] > 0 > flat[3, 0] and flat[23, 0] > 0 > flat[23, 2]
    assert flat[7, 2] > 0 > flat[7, 1] and flat[18, 1] > 0 > flat[18, 2]


def test_which_kernels_weak_noise_does_not_excite():
    stem = kernels.trained("stem")
    noise = np.random.default_rng(0).normal(0, 0.1, (3, 65, 65))
    for o, dead in ((11, True), (14, False), (29, False), (31, True)):
        weak, strong = (
            conv2d(size * noise, stem.weight[[o]], stem.bias[[o]], stride=2).max()
            for size in (1, 5)
        )
        assert weak <= 0 and (strong <= 0) == dead and stem.bias[o] < 0


def test_small_kernels_and_zeros():
    stem = kernels.trained("stem")
    maps = kernels.stem_maps(images.coffee(84))
    assert f"{(maps == 0).mean():.0%}" == "32%" and f"{maps[12].std():.2f}" == "0.56"
    size = np.linalg.norm(stem.weight.reshape(32, 27), axis=1)
    dead = [11, 16, 28, 31]
    assert sorted(size.argsort()[:4]) == dead and size.argsort()[4] == 12
    assert f"{size[12]:.2f}" == "0.45" and f"{abs(stem.weight[dead]).max():.6f}" == "0.000004"
    assert (conv2d(images.coffee(20), stem.weight[[7]], np.array([-100.0])) < 0).all()


def test_a_zero_filter_behind_batch_norm():
    """The offset alone does not make its map 0: a mean is subtracted that is remembered."""
    torch = pytest.importorskip("torch")
    norm = torch.nn.BatchNorm2d(1).eval()
    norm.running_mean[:], norm.running_var[:] = 3, 4
    zeros = torch.zeros(1, 1, 4, 4)
    assert norm.bias == 0 and (norm(zeros) == norm(zeros)[0, 0, 0, 0]).all()
    assert norm(zeros).max() < -1
    torch.nn.init.zeros_(norm.weight)
    assert not norm(zeros).any()


def test_a_filter_without_its_slice(prose):
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError) as caught:
        torch.nn.Conv2d(32, 31, 3)(torch.zeros(16, 31, 38, 38))
    assert str(caught.value).partition(", ")[2] in prose


def test_weight_decay_wakes_no_dead_kernel():
    """It makes weights and bias smaller by one factor, so a sum below 0 stays below 0."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    x = torch.rand(4, 3, 8, 8)
    for decays, wakes in ((("weight", "bias"), False), (("bias",), True)):
        layer = torch.nn.Conv2d(3, 1, 3)
        torch.nn.init.constant_(layer.bias, -5)
        named = layer.named_parameters()
        groups = [{"params": [p], "weight_decay": 0.5 * (n in decays)} for n, p in named]
        optimizer = torch.optim.SGD(groups, lr=0.1)
        for _ in range(300):
            y = layer(x)
            if y.max() > 0:
                break
            optimizer.zero_grad()
            (y.relu() - 1).square().mean().backward()
            optimizer.step()
        assert (y.max() > 0) == wakes


def test_the_axis_of_the_scales():
    nn = pytest.importorskip("torch").nn
    assert nn.Conv2d(5, 7, 3).weight.shape[0] == nn.ConvTranspose2d(5, 7, 3).weight.shape[1] == 7


def test_a_channel_made_smaller_and_its_slices_larger():
    x, weight = images.coffee(32), kernels.bank("teaching").weight
    s = np.array([1, 3, 0.5])[:, None, None]
    np.testing.assert_allclose(conv2d(x / s, weight * s), conv2d(x, weight), atol=1e-4)


def test_a_pruned_branch_meets_its_shortcut(prose):
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError) as caught:
        torch.zeros(1, 1945, 7, 7) + torch.zeros(1, 2048, 7, 7)
    assert str(caught.value).partition(" at ")[0] in prose
