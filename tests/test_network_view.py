"""The film strip: its words, what is picked and opened, its stored scenes, and the saved page."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image

import convlab
from convlab import ChannelExplorer, NetworkView, look
from convlab.scene.strip import build_strip
from convlab.widgets.network import explorer_of
from tests.fakes import Conv1d, Conv2d, ConvTranspose2d, Module, ReLU, Sequential
from tests.stored import scene_data
from tests.strips import CASES, FOLDER
from tests.test_network import noise, norm


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_stored_strips_are_those_that_are_made(case):
    assert (FOLDER / f"{case.name}.json").read_text() == case.stored()
    scene = scene_data(build_strip(case.strip()))
    assert scene["width"] == case.width and scene["height"] > 400
    right = max(box["x"] + box.get("w", 0) for box in scene["boxes"])
    assert right <= case.width - 4  # nothing hangs over


def test_a_small_share_of_the_parameters_is_not_called_none():
    layers = [Conv2d(noise(64, 64, 3, 3)), Conv2d(noise(64, 64, 3, 3))]
    layers += [Conv2d(noise(1, 64, 1, 1)), Conv2d(noise(1, 1, 1, 1))]
    view = look(Sequential(*layers), np.ones((64, 6, 6)))
    assert "hold under 1 % of the parameters and do under 1 %" in view._spec["note"]


def test_layers_that_were_not_called_hold_nothing():
    layers = [Conv2d(noise(8, 8, 1, 1)) for _ in range(4)]

    class Four(Module):
        def forward(self, x):
            for n in range(4):
                x = self.inner[f"layer{n}"](x)
            return x

    inner = {f"layer{n}": layer for n, layer in enumerate(layers)}
    spare = {f"spare{n}": Conv2d(noise(9, 9, 1, 1)) for n in range(3)}
    view = look(Four(**inner, **spare), np.ones((8, 6, 6)))
    assert (
        view._spec["note"]
        == "The last 2 layers hold 50 % of the parameters and do 50 % of the work."
    )


def network():
    return Sequential(
        Conv2d(noise(4, 3, 3, 3), noise(4, seed=1), stride=(2, 2), padding=(1, 1)),
        norm(4),
        ReLU(),
        Conv2d(noise(6, 4, 1, 1)),
        ConvTranspose2d(noise(6, 2, 2, 2), stride=(2, 2)),
        Conv3d(),
    )


class Conv3d(Module):
    def forward(self, x):
        return x


X = noise(3, 16, 16, seed=9)


def test_in_words():
    view = look(network(), X)
    assert isinstance(view, NetworkView)
    # 4·27 + 4, 6·4 and 6·2·4 parameters; each weight of the first two at 8×8 places
    macs = 4 * 27 * 64 + 6 * 4 * 64 + 6 * 8 * 64
    assert repr(view) == f"Sequential: 4 conv layers · 184 parameters · {macs:,} multiply-adds"
    first, _, third, last = view._spec["layers"]
    assert first["channels"] == ("3", "4") and first["kind"] == "3×3, stride 2"
    assert first["size"] == "8×8" and "then batch norm" in first["facts"]
    assert f"{4 * 27 * 64 / macs:.1%}".replace("%", " %") + " of the work" in first["facts"]
    assert third["kind"] == "2×2 transposed, stride 2"
    assert not last["shown"] and "Conv3d" in last["kind"] and last["facts"]
    assert [layer.name for layer in view] == ["0", "3", "4", "5"] and len(view) == 4
    loudest = view["0"].loudest[0]
    assert first["loudest"][0] == f"map {loudest}"


def test_the_small_maps_are_those_of_the_model():
    view = look(network(), X)
    one, code = view["0"], np.frombuffer(view._maps, np.int8)
    limit = view._spec["layers"][0]["limits"][0]
    found = code[:64].reshape(8, 8) * limit / 127
    assert view._spec["shapes"][0][0] == (8, 8)
    np.testing.assert_allclose(found, one.output[one.loudest[0]], atol=limit / 127)


def test_the_picked_layer_opens_on_its_true_input():
    view = look(network(), X)
    assert view.layer == 0 and [*view._opened] == ["0"]
    view.layer = 1
    (opened,) = view._opened.values()
    assert [*view._opened] == ["1"]
    equal = r"3: Equals the model's output: largest difference (0|\d × 10⁻\S), where"
    assert re.match(equal, opened["words"][0])
    at, length = opened["parts"]["_x"]
    sent = np.frombuffer(view._numbers[at : at + length], np.float32).reshape(4, 8, 8)
    np.testing.assert_array_equal(sent, view["3"].input)
    assert opened["plain"]["_spec"]["weight_shape"] == (6, 4, 1, 1)
    explorer = view.explorer()
    np.testing.assert_allclose(explorer.output, view["3"].output, atol=1e-5)
    assert isinstance(view.explorer("0", view="slice"), ChannelExplorer)
    assert "0" not in view._opened  # an explorer of one's own opens nothing here
    with pytest.raises(convlab.ShapeError, match="layer must be 0 to 3, got 4"):
        view.layer = 4


def test_layers_of_all_kinds_open():
    signal = look(Sequential(Conv1d(noise(5, 2, 4), noise(5), stride=(3,))), noise(2, 30))
    np.testing.assert_allclose(signal.explorer().output.reshape(5, 9), signal[0].output, atol=1e-5)
    stamps = look(network(), X)["4"]
    np.testing.assert_allclose(explorer_of(stamps).output, stamps.output, atol=1e-5)


def test_a_layer_that_no_explorer_takes_shows_its_maps(monkeypatch):
    monkeypatch.setattr("convlab.widgets.transfer.SENT", 1000)
    view = look(network(), X, state="layer=1")
    (opened,) = view._opened.values()
    assert "opens in no explorer: x and weight are" in opened["words"][-1]
    assert opened["words"][-1].endswith("All its maps:")
    at, length = opened["parts"]["picture"]
    image = Image.open(io.BytesIO(view._numbers[at : at + length]))
    assert image.width == 2000
    assert Image.open(io.BytesIO(view.still())).width == 2000
    monkeypatch.undo()
    view.layer = 0
    view.layer = 1  # it opens as soon as an explorer takes it
    assert "_x" in view._opened["1"]["parts"]


def test_a_layer_that_cannot_be_shown_says_why():
    view = look(network(), X, state="layer=3")
    (opened,) = view._opened.values()
    assert opened["words"][0].startswith("5 (Conv3d) is not shown: ") and not opened["parts"]
    assert Image.open(io.BytesIO(view.still())).height > 800


def test_the_state_brings_a_view_back():
    model = Sequential(*(Conv2d(noise(3, 3, 1, 1, seed=n)) for n in range(12)))
    view = look(model, X)
    view.layer = 10
    assert view.state == "layer=10&first=7" and view.first <= 10 < view.first + 7
    again = look(model, X, state=view.state)
    assert again.layer == 10 and again.state == view.state


def test_one_layer_without_the_strip():
    one = look(network(), X, "3")
    assert one.output.shape == (6, 8, 8) and one.weight.shape == (6, 4, 1, 1)
    folded = look(network(), X, "0", fold=True)
    assert folded.folded and folded.difference < 1e-4


def test_a_page_holds_the_layers_that_find_room(tmp_path, monkeypatch):
    view, path = look(network(), X), tmp_path / "network.html"
    view.save_page(path)
    held = json.loads(path.read_text("utf-8").split('application/json">')[1].split("</script>")[0])
    assert [*held["plain"]["_opened"]] == ["0", "1", "2", "3"] and [*view._opened] == ["0"]
    monkeypatch.setattr("convlab.widgets.network.PAGE", 1000)
    view.layer = 2
    view.save_page(path)
    held = json.loads(path.read_text("utf-8").split('application/json">')[1].split("</script>")[0])
    assert [*held["plain"]["_opened"]] == ["2", "3"]  # the picked one, and what takes no room


def test_the_still_has_the_numbers_of_the_strip_and_of_the_layer():
    view = look(network(), X)
    image = Image.open(io.BytesIO(view.still())).convert("RGB")
    assert image.width == 2000 and image.height > 1600
    assert len(image.getcolors(image.width * image.height)) > 30
