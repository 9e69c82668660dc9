"""What ``explain`` says of messages, stored for both languages: ``python -m tests.explained``."""

import json
import xml.etree.ElementTree as ET
from dataclasses import asdict
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from convlab import explain
from convlab.errors import Explanation

HERE = Path(__file__).parent / "cases"
MESSAGES = [case["message"] for case in json.loads((HERE / "messages.json").read_text("utf-8"))]
STORED = HERE / "explained.json"
CHANNELS = "Given {}, weight of size [{}], expected input[{}] to have {} channels, but got {} "
CHANNELS += "channels instead"
# What these versions of the libraries do not say, or not alone
MORE = [
    CHANNELS.format("groups=1", "64, 3, 7, 7", "8, 1, 224, 224", 3, 1),
    CHANNELS.format("groups=1", "64, 3, 7, 7", "8, 4, 224, 224", 3, 4),
    CHANNELS.format("groups=1", "16, 32, 3, 3", "3, 16, 9, 9", 32, 16),
    CHANNELS.format("groups=32", "32, 1, 3, 3", "1, 16, 8, 8", 32, 16),
    CHANNELS.format("groups=1", "8, 1, 5", "1, 1000, 3", 1, 1000),
    CHANNELS.format("transposed=1", "16, 8, 2, 2", "1, 8, 5, 5", 16, 8),
    "Expected 4-dimensional input for 4-dimensional weight [64, 3, 7, 7], but got 3-dimensional "
    "input of size [3, 224, 224] instead",
    "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same "
    "or input should be a MKLDNN tensor",
    "Traceback …\n  File …\nRuntimeError: "
    + CHANNELS.format("groups=1", "64, 3, 7, 7", "8, 224, 224, 3", 3, 224).replace(" ", "\n", 9),
    CHANNELS.format("groups=1", "64, 3", "8, 1", 3, 1),
    CHANNELS.format("groups=0", "64, 3, 7, 7", "8, 1, 224, 224", 3, 1),
    "CUDA out of memory",
    "",
]
LAYER = ("ndim", "transposed", "in_channels", "out_channels", "kernel_size", "padding", "groups")


def said(message: str) -> dict:
    """All that is said of a message, as JSON has it; of one that is not known, nothing."""
    found = explain(message)
    if found.kind == "unknown":
        return {"message": message}
    layer = found.layer and {name: getattr(found.layer, name) for name in LAYER}
    plain = {
        "kind": found.kind,
        "cause": found.cause,
        "x": found.x_shape,
        "weight": found.weight_shape,
        "axis": found.axis,
        "cures": [asdict(cure) for cure in found.cures],
        "layer": layer,
        "rows": found.rows,
    }
    if found.rows:
        plain["notes"] = _notes(found)
    said = {key: value for key, value in plain.items() if value is not None}
    return json.loads(json.dumps({"message": message, "said": said}))


def _notes(found: Explanation) -> list[str]:
    """The cells between x and the layer, as a notebook shows them; pictures are not packed."""
    with patch("convlab.errors.grid._address", _unpacked):
        html = found._repr_html_()
    page = ET.fromstring(html.replace("&ensp;", " ").replace("<br>", "<br/>"))
    cells = [*page.iter("tr")][2]
    return ["".join(cell.itertext()) for cell in cells][1:]


def _unpacked(image: Image.Image) -> str:
    assert image.width > 0 and image.height > 0
    return "data:,"


if __name__ == "__main__":
    lines = [json.dumps(said(one), ensure_ascii=False) for one in [*MESSAGES, *MORE]]
    STORED.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
