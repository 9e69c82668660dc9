"""The figures that README.md quotes are those that were measured."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = {"ChannelExplorer": "`ChannelExplorer`", "widgets.Image": "`widgets.Image` and `set_data`",
         "ipympl": "ipympl", "interact + matplotlib": "`interact` and matplotlib"}  # fmt: skip


def test_the_slider_is_as_fast_as_the_readme_says():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = json.loads((ROOT / "benchmarks/results/slider.json").read_text(encoding="utf-8"))
    ours = found["tools"][0]["median_ms"]
    for tool in found["tools"]:
        ratio = tool["median_ms"] / ours
        beside = "1" if tool["tool"] == "ChannelExplorer" else f"{ratio:.1f}×"
        assert f"| {NAMES[tool['tool']]} | {tool['median_ms']:.0f} ms | {beside} |" in text
    assert found["machine"]["date"] in text
