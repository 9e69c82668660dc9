"""ChannelExplorer from Python: what it takes, refuses, gives back and remembers."""

import json
from dataclasses import replace

import numpy as np
import pytest
import traitlets

import convlab
from convlab import ChannelExplorer, ConvLayer, Run, ShapeError, conv2d, images, kernels, look
from convlab.scene.below import Painted, painted_of, runs_of, share_words
from convlab.scene.context import State, context_of
from convlab.scene.ending import ending_of, ending_words
from convlab.scene.explorer import build_scene
from convlab.scene.goal import compared
from convlab.scene.predict import guess_of
from convlab.scene.staircase import staircase_of
from tests.fakes import torch_conv2d, torch_module


@pytest.fixture
def explorer():
    bank = kernels.bank("teaching")
    return ChannelExplorer(images.coffee(20), bank.weight, bank.bias, out_channels=4)


def test_what_is_on_screen_is_the_layer(explorer):
    bank = kernels.bank("teaching")
    want = convlab.conv2d(images.coffee(20), bank.weight[:4], bank.bias[:4])
    np.testing.assert_array_equal(explorer.output, want)
    explorer.in_channels = 2
    want = convlab.conv2d(images.coffee(20)[:2], bank.weight[:4, :2], bank.bias[:4])
    np.testing.assert_array_equal(explorer.output, want)
    assert explorer.contributions.shape == (4, 2, 18, 18)
    explorer.muted = [0]
    alone = convlab.conv2d(images.coffee(20)[1:2], bank.weight[:4, 1:2], bank.bias[:4])
    np.testing.assert_allclose(explorer.output, alone, atol=1e-6)
    assert explorer.layer == ConvLayer(2, 4, 3)
    pixel = explorer.ledger
    assert explorer.output[0, pixel.row, pixel.col] == pytest.approx(pixel.total, abs=1e-6)


def test_groups_keep_the_diagonal_blocks_of_the_grid():
    x = np.random.default_rng(0).normal(size=(6, 9, 9))
    grid = kernels.many(6, 6).weight
    explorer = ChannelExplorer(x, grid, groups=3)
    blocks = np.concatenate([grid[g : g + 2, g : g + 2] for g in (0, 2, 4)])
    want = convlab.conv2d(x, blocks, groups=3)
    np.testing.assert_allclose(explorer.output, want, atol=1e-5)
    grouped = ChannelExplorer(x, explorer.weight, groups=3)  # a grouped layer's own weight
    np.testing.assert_allclose(grouped.output, want, atol=1e-5)
    grouped.groups = 6
    assert grouped.layer.n_weights == 54


def test_smaller_kernels_are_the_middle_of_the_stored_ones():
    x = images.coffee(20)
    weight = kernels.many(2, 3, 5).weight
    explorer = ChannelExplorer(x, weight, kernel_size=3)
    want = convlab.conv2d(x, weight[:, :, 1:4, 1:4])
    np.testing.assert_allclose(explorer.output, want, atol=1e-5)


def test_arrays_can_be_set(explorer):
    explorer.in_channels = 2
    explorer.weight = 2 * explorer.weight
    explorer.x = 1 - explorer.x
    bank = kernels.bank("teaching")
    want = convlab.conv2d(1 - images.coffee(20)[:2], 2 * bank.weight[:4, :2], bank.bias[:4])
    np.testing.assert_allclose(explorer.output, want, atol=1e-5)
    explorer.in_channels = 3
    np.testing.assert_array_equal(explorer.weight[:, 2], bank.weight[:4, 2])
    with pytest.raises(ShapeError, match=r"weight on screen has shape \(4, 3, 3, 3\), got \(2,"):
        explorer.weight = explorer.weight[:2]


def test_a_state_line_brings_the_view_back(explorer):
    explorer.set_trait("view", "running sum")
    explorer.muted, explorer.pinned, explorer.large = [2, 0], [1, 2, 3], True
    explorer.row, explorer.stride = 3, 2
    bank = kernels.bank("teaching")
    again = ChannelExplorer(images.coffee(20), bank.weight, bank.bias, state=explorer.state)
    assert again.state == explorer.state
    assert again.muted == [0, 2] and again.view == "running sum" and again.large
    again.state = "in_channels=1 stride=1 muted="
    assert (again.in_channels, again.muted, again.layer.stride) == (1, [], (1, 1))
    with pytest.raises(ValueError, match="state holds 'colour'"):
        again.state = "colour=red"


def test_weights_set_by_hand_are_part_of_the_view(explorer):
    bank = kernels.bank("teaching")
    explorer.edits = [4, 9.5, 17, -2]  # the middle of slice (0, 0), the last weight of slice (0, 1)
    assert (explorer.weight[0, 0, 1, 1], explorer.weight[0, 1, 2, 2]) == (9.5, -2)
    assert (explorer.weight != bank.weight[:4]).sum() == 2
    again = ChannelExplorer(images.coffee(20), bank.weight, bank.bias, state=explorer.state)
    np.testing.assert_array_equal(again.output, explorer.output)
    again.state = "edits="
    np.testing.assert_array_equal(again.weight, bank.weight[:4])
    explorer.weight = 2 * bank.weight[:4]  # all of it from Python: nothing is by hand any more
    assert explorer.edits == []
    np.testing.assert_array_equal(explorer.weight, 2 * bank.weight[:4])


def test_scales_are_those_of_the_whole_layer_as_given(explorer):
    given = explorer._scales[0]
    sent = explorer._weight
    explorer.edits = [4, 9.5]
    explorer.in_channels, explorer.out_channels = 2, 1
    explorer.kernel_size, explorer.stride, explorer.padding, explorer.muted = 1, 2, 2, [0]
    assert explorer._scales[0] == given and explorer._weight == sent
    assert explorer._edited == {0}
    explorer.x = 3 * explorer.x
    assert explorer._scales[0].maps.high > given.maps.high


def test_an_author_ends_the_scale_of_maps():
    bank = kernels.bank("teaching")
    explorer = ChannelExplorer(images.coffee(20), bank.weight, bank.bias, limit=0.7)
    assert explorer._scales[0].maps.high == explorer._scales[0].parts.high == 0.7


def test_a_layer_whose_kernel_fits_only_with_another_dilation_has_scales():
    explorer = ChannelExplorer(np.ones((1, 5, 5)), np.ones((1, 1, 5, 5)), kernel_size=3, dilation=2)
    assert explorer._scales[0].maps.high == 9  # of 3 × 3 weights: 5 - 2·(3 - 1) = 1


@pytest.mark.parametrize(
    "edits, words",
    [
        ("4", "edits come in pairs, a place and its weight; got 1 numbers"),
        ("216,1", "edits set weight 216 to 1; there are weights 0 to 215"),
        ("0,nan", "edits set weight 0 to nan"),
        ("0,two", "state sets edits to '0,two'; it takes a list of numbers"),
    ],
)
def test_edits_that_are_refused(explorer, edits, words):
    before = explorer.state
    with pytest.raises(ValueError, match=words):
        explorer.state = f"edits={edits}"
    assert explorer.state == before and explorer.edits == []


def test_when_the_only_audible_channel_goes_the_others_are_audible_again(explorer):
    explorer.muted = [0, 1]
    explorer.in_channels = 2
    assert explorer.muted == []


def test_what_shrinks_keeps_the_pick_inside(explorer):
    explorer.out_channel, explorer.row, explorer.col, explorer.muted = 3, 17, 17, [2]
    explorer.out_channels, explorer.in_channels, explorer.stride = 2, 2, 3
    assert (explorer.out_channel, explorer.row, explorer.col, explorer.muted) == (1, 5, 5, [])
    explorer.groups = 2
    explorer.in_channels = 1
    assert explorer.groups == 1


REFUSED = [
    (
        dict(padding=3000),
        "8 × 3 partial maps of 6018×6018 numbers take 3,316 MB in the browser, above",
    ),
    (dict(in_channels=4), "in_channels must be 1 to 3, got 4"),
    (dict(out_channels=0), "out_channels must be .*1.*, got 0"),
    (dict(groups=2), "groups=2 does not divide both 3 input and 8 output"),
    (dict(row=18), "row must be 0 to 17, got 18"),
    (dict(out_channel=8), "out_channel must be 0 to 7, got 8"),
    (dict(muted=[3]), "muted holds 3; x has channels 0 to 2"),
    (dict(stride=0), "stride must be at least 1, got 0"),
    (dict(padding=-1), "padding must be at least 0, got -1"),
    (dict(kernel_size=9), "kernel_size must be 0 to 3, got 9"),
    (dict(kernel_size=-1), "kernel_size must be at least 0, got -1"),
    (dict(shuffle=-1), "shuffle must be at least 0, got -1"),
    (dict(state="limit=-2"), "limit must be a number above 0, or None, got -2.0"),
    (dict(state="limit=wide"), "limit.*wide.*a number"),
    (dict(dilation=10), r"3 with dilation 10 spreads over 21, but the input has height 20"),
    (dict(controls=("colour",)), "controls holds 'colour'"),
    (dict(controls="code"), r"controls must be a list of names, such as .*, got \'code\'"),
    (dict(controls=None), "controls must be a list of names, such as .*, got None"),
    (dict(channel_names=("a", "b")), "channel_names holds 2 names for 3 channels"),
    (dict(colour=3), "ChannelExplorer has no 'colour'"),
]


@pytest.mark.parametrize("settings, message", REFUSED)
def test_bad_settings(settings, message):
    bank = kernels.bank("teaching")
    with pytest.raises((ValueError, TypeError), match=message):
        ChannelExplorer(images.coffee(20), bank.weight, bank.bias, **settings)


def test_a_state_line_is_taken_whole_or_not_at_all():
    x, weight = np.ones((3, 8, 8)), np.ones((4, 3, 5, 5))
    wide = ChannelExplorer(x, weight, kernel_size=1, dilation=3)  # 5×5 would not fit so
    fresh = ChannelExplorer(x, weight)
    wide.state = fresh.state
    assert wide.state == fresh.state
    wide.state = "dilation=3 kernel_size=1"  # in any order
    assert wide.layer.dilation == (3, 3)
    fresh.muted = [2]
    before = fresh.state
    for line in ("in_channels=2 row=99", "row=1,2", "row=", "large=maybe", "stride=2 groups=5"):
        with pytest.raises(ValueError):
            fresh.state = line
        assert fresh.state == before


def test_channels_cannot_be_more_than_fit_in_memory():
    explorer = ChannelExplorer(np.ones((64, 4, 4)), np.ones((64, 64, 3, 3)))
    explorer.in_channels = explorer.out_channels = 1
    explorer.padding = 1000
    explorer.in_channels = 4
    with pytest.raises(ShapeError, match=r"1 × 64 partial maps of 2002×2002 .* above 256 MB"):
        explorer.in_channels = 64


@pytest.mark.parametrize(
    "bias, limit, message",
    [
        ([np.nan], None, "bias must hold real, finite numbers"),
        ([1j], None, "bias must hold real, finite numbers"),
        ([1e300], None, "bias must hold real, finite numbers"),
        ([1], np.nan, "limit must be a number above 0, or None, got nan"),
        ([1], -3, "limit must be a number above 0"),
    ],
)
def test_bad_numbers(bias, limit, message):
    with pytest.raises(ValueError, match=message):
        ChannelExplorer(np.ones((1, 5, 5)), np.ones((1, 1, 3, 3)), bias, limit=limit)


@pytest.mark.parametrize(
    "x, weight, message",
    [
        (np.ones((2, 3, 9, 9)), np.ones((1, 3, 3, 3)), "is a batch: pass one picture, "),
        (np.ones((4, 9, 9)), np.ones((1, 3, 3, 3)), "keeps red, green and blue"),
        (np.ones((4097, 1, 1)), np.ones((1, 4097, 1, 1)), "x has 4,097 channels; .* up to 4,096"),
        (np.ones((1, 1, 1)), np.ones((5000, 1, 1, 1)), r"5,000 kernels; .* weight\[:4096\] and"),
        (np.full((1, 5, 5), 1e300), np.ones((1, 1, 3, 3)), "x must hold real, finite numbers"),
        (np.ones((0, 5, 5)), np.ones((1, 0, 3, 3)), "in_channels must be at least 1, got 0"),
        (np.full((1, 5, 5), np.nan), np.ones((1, 1, 3, 3)), "finite"),
        (np.broadcast_to(1.0, (64, 256, 256)), np.ones((64, 64, 1, 1)), "1,024 MB .* above 256 MB"),
        (
            np.broadcast_to(1.0, (64, 512, 512)),
            np.ones((9, 64, 1, 1)),
            "64 MB and 0 MB .* above .* picture",
        ),
        (
            np.ones((2048, 3, 3)),
            np.broadcast_to(1.0, (999, 2048, 3, 3)),
            r"70 MB .* pass weight\[:909\] and",
        ),
    ],
)
def test_bad_arrays(x, weight, message):
    with pytest.raises(ValueError, match=message):
        ChannelExplorer(x, weight)


@pytest.mark.parametrize(
    "x, weight, cut, options",
    [
        ((4200, 1, 1), (4100, 4200, 1, 1), "[:4096, :4096]", {}),
        ((5000, 1, 1), (100, 5000, 1, 1), "[:, :4096]", {}),
        ((5000, 1, 1), (5000, 5, 3, 3), "[:4096, :]", {"transposed": True}),
    ],
)
def test_too_many_channels_can_be_cut(x, weight, cut, options):
    x, weight = np.ones(x), np.ones(weight)
    with pytest.raises(ShapeError, match=r"look\(model, x\) shows") as caught:
        ChannelExplorer(x, weight, **options)
    assert f"To show a part, pass x[:4096] with weight{cut}: sums of these" in str(caught.value)
    few = eval(f"weight{cut}")[:, :5] if not options else eval(f"weight{cut}")
    explorer = ChannelExplorer(x[: few.shape[not options]], few, **options)
    assert explorer.output.max() > 0
    kernels = weight.shape[1 if options else 0]
    assert look({"a": Run(x, weight, **options)})["a"].output.shape[0] == kernels


def test_too_many_channels_in_groups_are_led_to_a_group():
    with pytest.raises(ShapeError, match=r"look\(.* of its 5000 groups any can be shown alone"):
        ChannelExplorer(np.ones((5000, 1, 1)), np.ones((5000, 1, 1, 1)), groups=5000)


def test_the_order_of_adding_and_the_end_of_the_scale_are_in_the_line(explorer):
    explorer.adding, explorer.shuffle, explorer.limit = "shuffled", 3, 2.5
    explorer.step = 2
    line = explorer.state
    assert "adding=shuffled&shuffle=3&step=2&" in line and "&limit=2.5&" in line
    explorer.adding, explorer.shuffle, explorer.limit = "as given", 0, 0
    explorer.state = line
    assert (explorer.adding, explorer.shuffle, explorer.limit) == ("shuffled", 3, 2.5)


def test_a_refused_setting_changes_nothing(explorer):
    before = explorer.state
    bad = dict(in_channels=9, groups=3, stride=0, row=99, muted=[7])
    for name, value in bad.items():
        with pytest.raises((ValueError, TypeError)):
            setattr(explorer, name, value)
    assert explorer.state == before


def test_your_own_torch_layer():
    weight, bias = np.random.default_rng(0).normal(size=(4, 1, 3, 3)), np.arange(4.0)
    module = torch_conv2d(weight, bias, stride=(2, 2), padding="valid", groups=2)
    x = np.random.default_rng(1).normal(size=(2, 9, 9))
    explorer = ChannelExplorer.from_torch(module, x)
    want = convlab.conv2d(x, weight, bias, stride=2, groups=2)
    np.testing.assert_allclose(explorer.output, want, atol=1e-5)


@pytest.mark.parametrize(
    "kernel, options",
    [
        ((3, 5), dict(stride=(2, 1), padding=(1, 2), padding_mode="circular")),
        ((3, 3), dict(padding="same", dilation=(1, 2))),
        ((5,), dict(stride=(2,), padding=(2,), padding_mode="reflect")),
        ((2, 2), dict(stride=(2, 2), transposed=True)),
        ((4,), dict(stride=(3,), transposed=True, output_padding=(1,))),
    ],
    ids=str,
)
def test_your_own_torch_layer_of_any_kind(kernel, options):
    rng = np.random.default_rng(4)
    weight, bias = rng.normal(size=(4, 4, *kernel)), rng.normal(size=4)
    x = rng.normal(size=(4, *(9, 10)[-len(kernel) :]))
    explorer = ChannelExplorer.from_torch(torch_module(weight, bias, **options), x)
    peer = convlab.Run(x, weight, bias, **options)
    np.testing.assert_allclose(explorer.output, peer.output, atol=1e-5)
    assert explorer.layer == peer.layer


ANY_LAYER = {
    "two steps": dict(stride=(2, 1), padding=(1, 2), dilation=(1, 2)),
    "same": dict(padding="same", dilation=(2, 1)),
    "reflect": dict(padding=(0, 3), padding_mode="reflect"),
    "circular": dict(padding=2, padding_mode="circular", stride=3),
    "groups": dict(groups=2, padding=1, padding_mode="replicate"),
    "transposed": dict(transposed=True, stride=2, padding=1, output_padding=1),
    "transposed, two steps": dict(transposed=True, stride=(2, 3), dilation=(2, 1), groups=2),
}


@pytest.mark.parametrize("name", ANY_LAYER)
@pytest.mark.parametrize("kernel", [(3, 3), (2, 5), (4,)], ids=str)
def test_any_layer_of_one_and_two_dimensions(name, kernel):
    options = dict(ANY_LAYER[name])
    if len(kernel) == 1:
        options = {name: v[-1] if type(v) is tuple else v for name, v in options.items()}
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4, *(12, 13)[-len(kernel) :]))
    channels = (4, 6) if "transposed" in options else (6, 4)
    weight = rng.normal(size=(channels[0], channels[1] // options.get("groups", 1), *kernel))
    bias = rng.normal(size=6)
    explorer = ChannelExplorer(x, weight, bias, **options)
    peer = convlab.Run(x, weight, bias, **options)
    np.testing.assert_allclose(explorer.output, peer.output, atol=1e-5)
    np.testing.assert_allclose(explorer.contributions, peer.contributions, atol=1e-5)
    np.testing.assert_allclose(explorer.weight, weight, atol=1e-6)
    assert explorer.x.shape == x.shape and explorer.layer == peer.layer
    place = (explorer.row, explorer.col)[-len(kernel) :]
    total = peer.pixel(explorer.out_channel, *place).total
    assert explorer.ledger.total == pytest.approx(total, abs=1e-5)
    again = ChannelExplorer(x, weight, bias, **{**options, "stride": 1}, state=explorer.state)
    assert again.state == explorer.state
    np.testing.assert_array_equal(again.output, explorer.output)
    explorer.weight = explorer.weight * 2
    bias = bias.reshape(-1, *[1] * len(kernel))
    np.testing.assert_allclose(explorer.output - bias, 2 * (peer.output - bias), atol=2e-5)
    assert explorer.still().startswith(b"\x89PNG")


def test_steps_are_one_number_or_one_for_each_side(explorer):
    explorer.stride, explorer.padding = (2, 2), [1, 2]
    assert (explorer.stride, explorer.padding) == (2, [1, 2])
    assert "&stride=2&padding=1%2C2&" in explorer.state
    explorer.padding = "valid"
    assert explorer.padding == 0
    with pytest.raises(
        ValueError, match="stride must be one number, or one for each of height and"
    ):
        explorer.stride = (1, 2, 3)
    with pytest.raises(ValueError, match='padding="same" needs stride 1, got stride 2'):
        explorer.padding = "same"
    with pytest.raises(ValueError, match="padding 20 is too far for padding_mode='reflect'"):
        explorer.state = "padding=20&padding_mode=reflect"
    with pytest.raises(
        ValueError, match="takes a whole number or a list of whole numbers or one of"
    ):
        explorer.state = "padding=wide"
    assert (explorer.padding, explorer.padding_mode) == (0, "zeros")


def test_output_padding_is_as_much_as_the_steps_leave_open():
    layer = dict(stride=2, transposed=True, output_padding=1)
    explorer = ChannelExplorer(np.ones((1, 4, 4)), np.ones((1, 1, 3, 3)), **layer)
    assert explorer.output.shape == (1, 10, 10)
    explorer.stride = 1
    assert explorer.output.shape == (1, 6, 6)
    explorer.stride = 3
    assert explorer.output.shape == (1, 13, 13)


@pytest.mark.parametrize(
    "x, weight, options, message",
    [
        ((3, 5, 5, 5), (2, 3, 3, 3, 3), {}, "that of a 3-D layer: .* of one and of two dimensions"),
        (
            (3, 8, 8),
            (3, 3, 3),
            {},
            r"8 channels, .* that of a Conv1d, .* weight\[None\] makes it 4-D",
        ),
        ((3, 8), (2, 3, 3, 3), {}, "x of shape .* that is a Conv1d|x must be 3-D"),
        ((3, 8, 8), (4, 3, 3, 3), {"transposed": True}, r"weight.swapaxes\(0, 1\) puts it in that"),
        (
            (3, 8, 8),
            (3, 4, 3, 3),
            {"transposed": True, "padding_mode": "reflect"},
            "its padding is",
        ),
        ((3, 8, 8), (4, 3, 3, 3), {"output_padding": 1}, "say transposed=True, or leave it out"),
        ((1, 8, 8), (1, 1, 3, 3), {"ask": "largest", "stride": (1, 2)}, "a Conv2d with one stride"),
    ],
)
def test_what_is_no_layer_that_can_be_shown(x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        ChannelExplorer(np.ones(x), np.ones(weight), **options)


def test_what_is_saved_is_a_picture_and_words(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == repr(explorer) and "0x" not in repr(explorer)
    assert data["image/png"] == explorer._repr_mimebundle_()[0]["image/png"]


def test_arrays_travel_once():
    explorer = ChannelExplorer(np.ones((32, 64, 64)), kernels.many(8, 32).weight)
    state = explorer.get_state()
    sent = sum(len(value) for value in state.values() if isinstance(value, (bytes, memoryview)))
    assert sent == 4 * (32 * 64 * 64 + 8 * 32 * 9 + 8)  # x, weight and bias; no maps
    rest = {k: v for k, v in state.items() if k.startswith("_") is False or k == "_spec"}
    assert len(json.dumps(rest, default=str)) < 3000


def test_numbers_of_numpy_are_as_good_as_python_s(monkeypatch):
    """Also where traitlets, like those before 5.15, takes Python's alone."""
    strict = traitlets.Int.validate
    monkeypatch.setattr(
        traitlets.Int,
        "validate",
        lambda self, obj, value: (
            self.error(obj, value) if isinstance(value, np.integer) else strict(self, obj, value)
        ),
    )
    x, bank = images.coffee(16), kernels.bank("teaching")
    explorer = ChannelExplorer(x, bank.weight[:2], bank.bias[:2], stride=np.int64(2))
    explorer.row, explorer.col = np.unravel_index(40, (7, 7))
    explorer.muted = list(np.flatnonzero([0, 1, 0]))
    assert (explorer.row, explorer.col, explorer.muted, explorer.stride) == (5, 5, [1], 2)
    assert type(explorer.row) is int


def test_a_question_is_part_of_the_view(explorer):
    explorer.ask, explorer.guess = "largest", [3, 5]
    assert explorer.state.endswith("ask=largest&guess=3%2C5")
    explorer.stride = 3  # 6 rows are left
    assert explorer.guess == [3, 5]
    explorer.stride = 4  # 5 rows and columns, 0 to 4
    assert (explorer.ask, explorer.guess) == ("largest", [])


@pytest.mark.parametrize(
    ("ask", "guess", "words"),
    [
        ("", [3, 5], "guess answers a question: set ask, too, to one of largest, below, end"),
        ("largest", [3], "guess takes 2 numbers, got 1"),
        ("largest", [3, 18], "guess must be 0 to 17, got 18"),
        ("largest", [1, 2, 3], "guess takes 2 numbers, got 3"),
        ("largest", [1, 2.5], "guess takes whole numbers, got 2.5"),
        ("end", [1, 2], r"guess takes one number, where the sum ends, got \[1.0, 2.0\]"),
        ("below", [300, 4], "they add up to 304, and the map has 324"),
        ("below", [-1, 325], "they add up to 324, and the map has 324"),
    ],
)
def test_a_guess_that_answers_nothing(explorer, ask, guess, words):
    explorer.ask = ask
    with pytest.raises(ShapeError, match=words):
        explorer.guess = guess
    assert explorer.guess == []


def test_a_question_that_there_is_not(explorer):
    words = "ask must be one of \"\", largest, below, end, match, got 'smallest'"
    with pytest.raises(ShapeError, match=words):
        explorer.ask = "smallest"


def test_another_question_takes_another_answer(explorer):
    explorer.ask, explorer.guess = "largest", [3, 5]
    explorer.ask = "below"
    assert explorer.guess == []
    explorer.state = "ask=below&guess=320,4"
    assert explorer.guess == [320, 4]
    assert ChannelExplorer(explorer.x, explorer.weight, state=explorer.state).guess == [320, 4]


def test_a_question_takes_slices_that_are_read_at_a_glance():
    x, weight = np.ones((4, 8, 8)), np.ones((2, 4, 3, 3))
    with pytest.raises(ShapeError, match=r"at most 3 input channels.*has 4: give it x\[:3\]"):
        ChannelExplorer(x, weight, ask="largest")
    asked = ChannelExplorer(x[:3], weight[:, :3], ask="largest")
    assert (asked.ask, asked.row, asked.col) == ("largest", 0, 0)  # no place is hinted at


@pytest.mark.parametrize("runs", [(100, 24, 200), (0, 324), (324,)])
def test_paint_is_told_beside_the_truth(explorer, runs):
    run = explorer._run_on(explorer.x)
    found = painted_of(context_of(run, State(out_channel=1)), runs)
    below = np.round(run.output[1].astype(float), 2) < 0
    mask = np.zeros(324, bool)
    for i in range(1, len(runs), 2):
        mask[sum(runs[:i]) : sum(runs[: i + 1])] = True
    mask = mask.reshape(18, 18)
    assert (found.count, found.below) == (mask.sum(), below.sum())
    assert found.both == (mask & below).sum()
    assert runs_of(found.mask) == list(runs)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((5, 10, 4), "You found 4 of the 10 places below 0, 40 %. 1 of your 5 is not."),
        ((4, 10, 4), "You found 4 of the 10 places below 0, 40 %. All of your 4 are."),
        ((0, 10, 0), "You found 0 of the 10 places below 0, 0 %. You painted none."),
        ((3, 0, 0), "Nowhere is this map below 0. 3 of your 3 are not."),
    ],
)
def test_paint_in_words(found, words):
    assert share_words(Painted(np.zeros((2, 2), bool), *found)) == words


@pytest.mark.parametrize("guess", [(3, 5), (0, 0), (17, 17)])
def test_a_guess_is_told_beside_the_truth(explorer, guess):
    run = explorer._run_on(explorer.x)
    found = guess_of(context_of(run, State(out_channel=1, guess=guess)))
    values = np.round(run.output[1].astype(float), 2)
    assert found.larger == (values > values[guess]).sum()
    assert values[found.place] == values.max() == pytest.approx(found.largest / 100)
    assert found.mine / 100 == pytest.approx(values[guess])


def test_a_miss_is_explained_where_the_numbers_explain_it(explorer):
    """Kernel 1 looks for light above dark: each of its slices adds to 0."""
    run = explorer._run_on(explorer.x)

    def told(place):
        return guess_of(context_of(run, State(out_channel=1, guess=place))).idea

    values = run.output[1]
    least, largest = (
        np.unravel_index(at, values.shape) for at in (values.argmin(), values.argmax())
    )
    even = np.unravel_index(np.abs(values + 0.1).argmin(), values.shape)
    assert "signs reversed" in told(least)
    assert "Each slice adds to 0" in told(even)
    assert told(largest) == ""


def test_the_still_of_a_question_keeps_its_answer(explorer):
    explorer.out_channel, explorer.ask = 1, "largest"
    before = explorer.still()
    explorer.guess = [3, 5]
    assert before[:4] == explorer.still()[:4] == b"\x89PNG"
    assert before != explorer.still()


@pytest.mark.parametrize("level", [3.5, -1, 1.19])
def test_a_guess_of_the_end_is_told_beside_it(level):
    x, bank = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    asked = ChannelExplorer(x, bank.weight, bank.bias, ask="end", guess=[level], row=15, col=15)
    total = round(float(asked.output[0, 15, 15]), 2)
    state = State(row=15, col=15)
    found = ending_of(staircase_of(context_of(asked._run, state).layer, state), level, 2)
    assert (found.mine / 100, found.total / 100) == (level, total)
    gap = abs(round(level - total, 2))
    assert (f"{gap} too" in ending_words(found, 2)) == (gap > 0)
    assert asked.still()[:4] == b"\x89PNG"


def test_a_question_of_the_end_shows_a_place_to_think_about(explorer):
    asked = ChannelExplorer(explorer.x, explorer.weight, ask="end")
    assert (asked.row, asked.col) == (9, 9)  # the middle, as without a question


def test_a_staircase_that_is_guessed_is_one_of_conv2d():
    x, weight = np.ones((2, 1, 8)), np.ones((2, 3, 1, 3))
    with pytest.raises(ShapeError, match="ask='end' takes a Conv2d"):
        ChannelExplorer(x, weight, ask="end", transposed=True)


def test_a_goal_is_a_map_or_what_makes_it(explorer):
    x, weight, bias = explorer.x, explorer.weight, explorer.bias
    red_and_blue, kernel = x * np.array([1, 0, 1])[:, None, None], weight[2] / 2
    by_kernel = weight.copy()
    by_kernel[1] = kernel
    for goal, wanted in (
        ([0, 2], conv2d(red_and_blue, weight, bias)[1]),
        (kernel, conv2d(x, by_kernel, bias)[1]),
        (explorer.output[0], explorer.output[0]),
    ):
        asked = ChannelExplorer(x, weight, bias, goal=goal, out_channel=1)
        assert asked.ask == "match"
        assert np.allclose(asked._goal_map, wanted, atol=1e-5)
        assert asked.still()[:4] == b"\x89PNG"


def test_a_goal_is_reached(explorer):
    asked = ChannelExplorer(explorer.x, explorer.weight, explorer.bias, goal=[0, 2], out_channel=1)

    def found():
        context = context_of(asked._run, State(out_channel=1))
        return compared(replace(context, goal=asked._goal_map))

    before, output = found(), asked.output[1]
    gaps = np.abs(output - asked._goal_map)
    assert (before.row, before.col) == np.unravel_index(gaps.argmax(), gaps.shape)
    assert not before.is_matched
    asked.muted = [1]
    assert found().is_matched


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (
            np.ones((5, 5)),
            r"goal must be a map \(18, 18\), a list of channels .* got shape \(5, 5\)",
        ),
        ([3], "goal must be 0 to 2, got 3"),
        ([0.5], "takes whole numbers, got 0.5"),
    ],
)
def test_a_goal_that_cannot_be(explorer, goal, words):
    with pytest.raises(ShapeError, match=words):
        ChannelExplorer(explorer.x, explorer.weight, goal=goal)


def test_a_photo_stands_beside_the_map_of_a_staircase():
    x, bank = kernels.stem_maps(images.coffee(20)), kernels.trained("coffee")
    photo = images.coffee(10)
    view = ChannelExplorer(x, bank.weight, bank.bias, photo=photo)
    [shown] = [box for box in build_scene(view._context).boxes if box.label == "photo"]
    assert np.array_equal(shown.data, photo)
    assert "photo" not in view.state
    for wrong in (255 * photo, photo[:1], photo.transpose(1, 2, 0)):
        with pytest.raises(ValueError, match=r"photo must be \(3, h, w\) with values from 0 to 1"):
            ChannelExplorer(x, bank.weight, bank.bias, photo=wrong)


def test_there_is_no_match_without_a_goal(explorer):
    with pytest.raises(ShapeError, match="ask='match' takes a goal"):
        explorer.ask = "match"


def test_very_many_groups_send_their_own_slices_alone():
    rng = np.random.default_rng(4)
    x, weight = rng.normal(size=(400, 6, 6)), rng.normal(size=(800, 1, 3, 3))
    bias = rng.normal(size=800)
    explorer = ChannelExplorer(x, weight, bias, groups=400, padding=1)
    assert len(explorer._weight) == 4 * weight.size  # the whole grid has 400 times as many
    expected = conv2d(x, weight, bias, groups=400, padding=1)
    np.testing.assert_allclose(explorer.output, expected, atol=1e-4)
    np.testing.assert_allclose(explorer.weight, weight, atol=1e-6)
    explorer.out_channel = 799
    assert explorer.in_channel == 399 and explorer.ledger.channels == (399,)
    with pytest.raises(ShapeError, match="the slices of 400 groups alone"):
        explorer.groups = 200
    with pytest.raises(ShapeError, match="in_channels must be 400 to 400, got 7"):
        explorer.in_channels = 7
    place = 799 * 9 + 4
    explorer.edits = [place, 2.5]
    assert explorer.weight[799, 0, 1, 1] == 2.5 and explorer._edited == {799}
    again = ChannelExplorer(x, weight, bias, state=explorer.state)
    np.testing.assert_array_equal(again.output, explorer.output)
    explorer.weight = weight[::-1]
    np.testing.assert_allclose(explorer.weight, weight[::-1], atol=1e-6)


def test_a_large_wall_begins_by_size_and_its_still_is_drawn():
    rng = np.random.default_rng(4)
    x, weight = rng.normal(size=(200, 4, 4)), rng.normal(size=(150, 200, 1, 1))
    explorer = ChannelExplorer(x, weight)
    assert explorer.adding == "by size" and "adding=by+size" in explorer.state.replace("%20", "+")
    assert ChannelExplorer(x, weight, adding="as given").adding == "as given"
    assert ChannelExplorer(x[:9], weight[:9, :9]).adding == "as given"
    assert explorer.still().startswith(b"\x89PNG")


def test_channels_of_hundreds_are_added_in_few_steps():
    explorer = ChannelExplorer(np.ones((300, 4, 4)), np.ones((1, 300, 3, 3)), step=32)
    assert explorer.step == 32  # 31 of them, and all others together
    with pytest.raises(ShapeError, match="step must be -1 to 32, got 33"):
        explorer.step = 33
