"""The Studio's Python side: pictures, kernels and settings in, arrays out, refusals in words."""

import numpy as np
import pytest

import convlab
from convlab import Studio, conv2d, images, kernels
from convlab.scene.context import VIEWS
from convlab.scene.layout import layout_of


def test_what_is_on_screen_as_arrays():
    steps = dict(stride=2, padding=2, padding_mode="reflect")
    studio = Studio(source="chelsea", bank="sharpen", out_channels=4, **steps)
    np.testing.assert_array_equal(studio.x, images.chelsea(64))
    want = conv2d(studio.x, studio.weight, studio.bias, **steps)
    np.testing.assert_array_equal(studio.output, want)
    assert studio.layer.output_shape(studio.x.shape) == want.shape
    pixel = studio.ledger
    assert pixel.total == pytest.approx(want[0, studio.row, studio.col], abs=1e-6)
    studio.muted = [1]
    silent = studio.x.copy()
    silent[1] = 0
    want = conv2d(silent, studio.weight, studio.bias, stride=2, padding=2, padding_mode="reflect")
    np.testing.assert_array_equal(studio.output, want)


def test_the_trained_kernels_see_a_plain_picture_as_the_network_sees_its_own():
    studio = Studio(bank="trained", out_channels=4)
    stem = kernels.trained("stem")
    chosen = [0, 5, 27, 7]
    want = conv2d(kernels.normalise(studio.x), stem.weight[chosen], stem.bias[chosen])
    np.testing.assert_allclose(studio.output, want, atol=1e-4)


def test_pictures_and_weights_of_ones_own():
    x = np.random.default_rng(0).random((3, 20, 30)).round(2)
    weight = np.arange(2 * 3 * 25).reshape(2, 3, 5, 5)
    studio = Studio(x, weight, [1, -1])
    assert (studio.source, studio.bank) == ("my picture", "my own weights")
    np.testing.assert_allclose(studio.x, x, atol=1e-7)
    np.testing.assert_array_equal(studio.weight, weight)
    np.testing.assert_array_equal(studio.bias, [1, -1])
    studio.kernel_size = 1  # the middle of each slice
    np.testing.assert_array_equal(studio.weight, weight[:, :, 2:3, 2:3])
    studio.bank = "edges"
    np.testing.assert_array_equal(studio.weight, kernels.bank("teaching").weight[:2])


def test_ones_own_weights_outlive_a_look_at_others():
    studio = Studio(weight=np.ones((2, 3, 5, 5)))
    assert (studio.bias == 0).all()  # none were given; the bank's are not for these
    studio.kernel_size = 3
    studio.weight = studio.weight + 1  # what is on screen changes, the rim of each slice stays
    studio.bias = [1, -1]
    studio.bank = "blur"
    assert studio.out_channels == 2 and not np.array_equal(studio.bias, [1, -1])
    studio.bank = "my own weights"
    assert (studio.out_channels, studio.kernel_size) == (2, 3)
    assert (studio.weight == 2).all() and studio.bias.tolist() == [1, -1]
    with_bias = Studio(bank="edges")
    bias = with_bias.bias
    with_bias.weight = 2 * with_bias.weight
    assert np.array_equal(with_bias.bias, bias) and (bias != 0).all()
    with_bias.weight = np.ones((1, 3, 5, 5)) / 75  # another shape: new kernels
    assert with_bias.bias.tolist() == [0]
    studio.kernel_size = 5
    assert (studio.weight[:, :, 1:4, 1:4] == 2).all()
    assert studio.weight.sum() == 2 * 3 * (9 * 2 + 16 * 1)


def test_a_state_line_brings_the_view_back():
    studio = Studio(
        source="red/green edge",
        bank="opponent colours",
        stride=2,
        padding=1,
        padding_mode="circular",
        row=3,
        col=4,
        muted=[0, 2],
    )
    assert "source=red%2Fgreen+edge&bank=opponent+colours" in studio.state
    again = Studio(state=studio.state)
    assert again.state == studio.state
    np.testing.assert_array_equal(again.output, studio.output)
    mine = Studio(np.full((3, 9, 9), 0.5), np.ones((2, 3, 5, 5)), [1, 2], kernel_size=3)
    again = Studio(mine.x, mine.weight, mine.bias, state=mine.state)
    assert again.state == mine.state
    np.testing.assert_array_equal(again.output, mine.output)
    own = Studio(weight=np.ones((1, 3, 1, 1)), state="bank=my+own+weights padding=2 muted=")
    assert (own.bank, own.padding, own.output.shape) == ("my own weights", 2, (1, 68, 68))


def test_a_bank_comes_with_its_own_kernels_unless_more_is_said():
    studio = Studio(out_channels=4, out_channel=3)
    studio.bank = "opponent colours"
    assert (studio.out_channels, studio.kernel_size, studio.out_channel) == (2, 1, 1)
    studio.state = "bank=blur"
    assert (studio.out_channels, studio.kernel_size) == (2, 3)
    studio.state = "bank=trained&out_channels=4&out_channel=3"
    assert (studio.out_channels, studio.out_channel) == (4, 3)
    studio.state = "out_channel=1&bank=edges"  # in any order
    assert (studio.out_channels, studio.out_channel) == (2, 1)
    # In the browser it has followed already: what it sends is what is on screen
    studio.set_state({"bank": "blur", "out_channels": 4, "out_channel": 2})
    assert (studio.out_channels, studio.out_channel) == (4, 2)
    studio.set_state({"bank": "trained"})
    assert studio.out_channels == 4


def test_weights_of_ones_own_may_wait_while_a_bank_is_on_screen():
    mine = np.ones((3, 3, 5, 5))
    studio = Studio(weight=mine, state="bank=edges&out_channels=4")
    assert (studio.bank, studio.out_channels) == ("edges", 4)
    studio.bank = "my own weights"
    np.testing.assert_array_equal(studio.weight, mine)
    again = Studio(bank="blur", bias=[1, -1])  # the bank's kernels with other biases
    assert again.bank == "my own weights" and again.bias.tolist() == [1, -1]
    np.testing.assert_array_equal(again.weight, Studio(bank="blur").weight)


def test_places_stay_in_a_picture_that_is_smaller():
    studio = Studio(row=61, col=60)
    studio.x = np.zeros((3, 10, 12))
    assert (studio.row, studio.col) == (7, 9)
    studio.state = "source=my+drawing&row=13"
    assert (studio.row, studio.col) == (13, 9)
    with pytest.raises(convlab.ShapeError, match="row must be 0 to 7, got 13"):
        studio.state = "source=my+picture&row=13"
    assert studio.source == "my drawing"


def test_a_still_shows_what_the_view_shows():
    stills = set()
    for view in VIEWS:
        stills.add(Studio(view=view).still())
    assert len(stills) == len(VIEWS)
    with pytest.raises(ValueError, match="state sets view to 'all'; it takes one of slice and"):
        Studio(state="view=all")


def test_what_the_browser_sends_is_taken():
    studio = Studio()
    drawing = np.zeros((3, 16, 16), np.float32)
    drawing[0, 3, 4] = 1
    studio.set_state({"_drawing": memoryview(drawing.tobytes()), "source": "my drawing"})
    np.testing.assert_array_equal(studio.x, drawing)
    mine = np.full((3, 9, 12), 0.25, np.float32)
    studio.set_state(
        {
            "_picture": memoryview(mine.tobytes()),
            "_picture_shape": [3, 9, 12],
            "source": "my picture",
        }
    )
    np.testing.assert_array_equal(studio.x, mine)
    assert studio.still() == studio.still()


def test_windows_that_no_longer_fit_draw_closer():
    studio = Studio(kernel_size=5, dilation=4)
    studio.source = "my drawing"
    assert studio.dilation == 3  # 3 · 4 + 1 = 13 of 16 pixels; 4 would take 17
    assert studio.output.shape == (2, 4, 4)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"x": np.zeros((20, 20))}, convlab.ShapeError, r"images\.load"),
        ({"x": np.zeros((20, 20, 3))}, convlab.ShapeError, r"shows \(channels, h, w\)"),
        (
            {"x": np.zeros((65, 20, 20))},
            convlab.ShapeError,
            r"65 channels; a Studio shows up to 64, .* ChannelExplorer\(x, weight\) up to 4,096",
        ),
        ({"x": np.zeros((3, 200, 20))}, convlab.ShapeError, "sides of 8 to 128"),
        ({"x": np.full((3, 20, 20), 255)}, ValueError, "divide bytes by 255"),
        ({"weight": np.zeros((5, 3, 3, 3))}, convlab.ShapeError, "1 to 4"),
        ({"weight": np.zeros((1, 3, 4, 4))}, convlab.ShapeError, "k 1, 3 or 5"),
        (
            {"weight": np.zeros((1, 4, 3, 3))},
            convlab.ShapeError,
            r"takes \(1 to 4, 3, k, k\).*Studio\(x, weight\) takes an x of as many channels",
        ),
        ({"channel_names": ["a", "b", "c"]}, ValueError, "pass x, too"),
        ({"muted": [3]}, convlab.ShapeError, "muted holds 3; x has channels 0 to 2"),
        ({"weight": np.full((1, 3, 3, 3), np.inf)}, ValueError, "finite"),
        ({"bias": [1, 2, 3]}, convlab.ShapeError, "each of the 2 kernels"),
        ({"source": "moon"}, ValueError, "source must be one of coffee"),
        ({"source": "my picture"}, ValueError, r"set studio\.x"),
        ({"bank": "magic"}, ValueError, "bank must be one of edges"),
        ({"bank": "my own weights"}, ValueError, r"needs some: set studio\.weight"),
        ({"state": "bank=my+own+weights"}, ValueError, "or pass weight and bias; a state line"),
        ({"state": "source=my+picture"}, ValueError, "or pass x; a state line holds none"),
        ({"state": "colour=red"}, ValueError, "state holds 'colour'; it may set source"),
        ({"stride": 0}, Exception, "stride"),
        ({"colour": "red"}, TypeError, "Studio has no 'colour'"),
    ],
)
def test_refusals(settings, error, words):
    with pytest.raises(error, match=words):
        Studio(**settings)


def test_the_colours_of_a_picture_under_a_bank_stay_whatever_the_sliders_take_of_it():
    studio = Studio()
    given = studio._scales[0]
    studio.out_channels, studio.kernel_size, studio.stride, studio.padding = 1, 1, 3, 2
    assert studio._scales[0] == given
    studio.padding_mode = "reflect"
    assert studio._scales[0] == given
    studio.weight = np.full_like(studio.weight, 50)
    assert studio._scales[0] != given


def a_scan(channels, size=12):
    """A picture of so many channels whose values are none of a photo."""
    return np.random.default_rng(channels).normal(200, 90, (channels, size, size)).round(1)


@pytest.mark.parametrize("channels", [1, 2, 4, 10, 64])
def test_any_number_of_channels(channels):
    x = a_scan(channels)
    weight = np.random.default_rng(1).normal(size=(3, channels, 5, 5))
    studio = Studio(x, weight, [1, 2, 3], padding=2, muted=[channels - 1])
    assert studio.in_channels == channels == studio.layer.in_channels
    silent = x.copy()
    silent[-1] = 0
    want = conv2d(silent, weight, [1, 2, 3], padding=2)
    np.testing.assert_allclose(studio.output, want, rtol=1e-5, atol=1e-2)
    again = Studio(x, weight, [1, 2, 3], state=studio.state)
    assert again.state == studio.state
    np.testing.assert_array_equal(again.output, studio.output)
    studio.in_channel = channels - 1
    with pytest.raises(convlab.ShapeError, match="in_channel"):
        studio.in_channel = channels
    with pytest.raises(convlab.ShapeError, match=f"x has channels 0 to {channels - 1}"):
        studio.muted = [channels]


@pytest.mark.parametrize("channels", [1, 2, 4, 10])
def test_every_bank_works_on_any_number_of_channels(channels):
    studio, colours = Studio(a_scan(channels)), Studio()
    for bank in studio._spec["banks"]:
        studio.bank = colours.bank = bank
        three, many = colours.weight, studio.weight
        np.testing.assert_array_equal(studio.bias, colours.bias)
        np.testing.assert_allclose(many.sum(1), three.sum(1), atol=1e-5)  # of equal channels, alike
        for c in range(channels):
            times = len(range(c % 3, channels, 3))
            want = three[:, c % 3] / times if channels > 3 else three.sum(1) / channels
            np.testing.assert_allclose(many[:, c], want, atol=1e-6)
        assert studio.output.shape[0] == len(many)


def test_channels_have_names_and_only_those_of_a_photo_have_others_to_choose():
    four = Studio(a_scan(4), channel_names=["red", "green", "blue", "infrared"])
    assert four._run.channel_names == ("red", "green", "blue", "infrared")
    assert Studio(a_scan(2))._run.channel_names == ("channel 0", "channel 1")
    three = Studio(a_scan(3), channel_names=["hue", "saturation", "value"])
    np.testing.assert_allclose(three.x, a_scan(3), rtol=1e-6)  # in units of its own
    for studio in (four, three):
        for source in ("coffee", "my drawing"):
            with pytest.raises(ValueError, match=f"one of my picture, got {source!r}"):
                studio.source = source
    with pytest.raises(ValueError, match=r"or name channels of another kind, Studio\(x, channel"):
        Studio(a_scan(3))
    with pytest.raises(convlab.ShapeError, match="3 names for 4 channels"):
        Studio(a_scan(4), channel_names=["a", "b", "c"])


def test_a_studio_keeps_its_number_of_channels():
    studio = Studio(a_scan(4))
    before = studio.state
    studio.x = new = a_scan(4, 9)
    np.testing.assert_allclose(studio.x, new, rtol=1e-6)
    for other, words in (
        (np.zeros((3, 9, 9)), "x has 3 channels, and this Studio was made for 4: make another"),
        (np.zeros((1, 9, 9)), "x has 1 channel, and this Studio was made for 4: make another"),
    ):
        with pytest.raises(convlab.ShapeError, match=words):
            studio.x = other
    with pytest.raises(convlab.ShapeError, match=r"takes \(1 to 4, 4, k, k\)"):
        studio.weight = np.zeros((1, 3, 3, 3))
    studio.weight = np.ones((1, 4, 5, 5))
    np.testing.assert_allclose(studio.output, conv2d(new, np.ones((1, 4, 5, 5))), rtol=1e-5)
    assert before.startswith("source=my+picture&bank=edges")


@pytest.mark.parametrize(
    ("channels", "layout"), [(1, "rows"), (2, "rows"), (4, "slices"), (8, "slices"), (9, "stairs")]
)
def test_the_number_of_channels_alone_decides_the_layout(channels, layout):
    for kernel_size in (1, 5):
        context = Studio(a_scan(channels), kernel_size=kernel_size)._context
        assert layout_of(context.grid, context.layer.given.layer, 1) == layout
        assert not context.studio
