"""The figures that README.md quotes are those that were measured."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = {
    "ChannelExplorer": "`ChannelExplorer`",
    "widgets.Image": "`widgets.Image` and `set_data`",
    "one rectangle": "a canvas that fills one rectangle: the browser itself",
    "ipympl": "ipympl",
    "interact + matplotlib": "`interact` and matplotlib",
}


def test_the_slider_is_as_fast_as_the_readme_says():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = json.loads((ROOT / "benchmarks/results/slider.json").read_text(encoding="utf-8"))
    ours = found["tools"][0]["median_ms"]
    for tool in found["tools"]:
        ratio = tool["median_ms"] / ours
        beside = "1×" if tool["tool"] == "ChannelExplorer" else f"{ratio:.1f}×"
        times = f"{tool['median_ms']:.0f} ms | {tool['p95_ms']:.0f} ms"
        assert f"| {NAMES[tool['tool']]} | {times} | {beside} |" in text
    machine, (ours, browser, *_), text = found["machine"], found["tools"], " ".join(text.split())
    assert f"{machine['processor']}, two shared cores, {machine['date']}" in text
    costs = f"{ours['draw_ms']:.1f} ms after a pause and {ours['drag_draw_ms']:.1f} ms in a drag"
    assert f"handler and drawing take {costs}" in text
    turns = f"{ours['turn_ms']:.0f} ms (95 % within {ours['turn_p95_ms']:.0f} ms)"
    assert f"A step back and forth, where it is not, takes {turns}" in text
    assert f"the rectangle, {browser['pictures']:.0f}." in text
    assert f"paints {ours['pictures']:.0f} pictures a second" in text
    assert f"95 % of the frames within {ours['slow_frame_ms']:.0f} ms" in text
    assert f"lights its windows in {ours['hover_ms']:.0f} ms" in text
    assert f"a page from disk ({ours['disk_kB']:.0f} kB, no Python)" in text
    assert f"first picture after {ours['disk_ms']:.0f} ms" in text


def test_conv2d_is_as_fast_as_the_readme_says():
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    found, parts = (
        json.loads((ROOT / f"benchmarks/results/{name}.json").read_text(encoding="utf-8"))
        for name in ("torch", "parts")
    )
    (teaching, networks), (partial,), here = found["tables"], parts["tables"], found["machine"]
    assert len(teaching["layers"]) == 13 and len(networks["layers"]) == len(partial["layers"]) == 10
    assert here == parts["machine"] and here["threads"] == 1
    assert f"(one thread, {here['processor']}, {here['date']}; geometric means)" in text
    assert f"`conv2d` takes {teaching['mean']:.2f} on 13 teaching layers" in text
    assert f"and {networks['mean']:.2f} on 10 layers of real networks" in text
    assert f"(at worst {networks['largest']:.2f}: a depthwise one)" in text
    assert "depthwise" in max(networks["layers"], key=lambda layer: layer["ratio"])["layer"]
    assert f"`contributions` {partial['mean']:.2f} on 10." in text


def test_other_kinds_of_layers_are_as_fast_as_the_readme_says():
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    found = json.loads((ROOT / "benchmarks/results/kinds.json").read_text(encoding="utf-8"))
    (one, stamps), here = found["tables"], found["machine"]
    assert (len(one["layers"]), len(stamps["layers"])) == (9, 11) and here["threads"] == 1
    assert f"`conv1d` takes {one['mean']:.2f} on 9 layers" in text
    assert f"`conv_transpose2d` {stamps['mean']:.2f} on 11 ({here['date']})" in text
