"""Say which layers and pictures convlab takes, and with which words it refuses the others.

python -m scripts.layers > docs/LAYERS.md, of what `scripts/store_layers.py` has stored.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[1] / "tests/cases/layers.json"
HEAD = """\
# Which of your layers convlab takes

Each line was tried on a layer of PyTorch {PyTorch} or Keras {Keras} itself. **yes** means that it
works: in the column `look`, that every map equals the model's own, up to rounding. A number stands
for the words with which convlab refuses, or warns, or says what it cannot show; they are
[at the end of this page](#the-words).

[PyTorch](#pytorch) · [Keras](#keras) · [Pictures](#pictures) · [The words](#the-words)

`python -m scripts.store_layers` tries all of it again, with both libraries beside convlab;
`python -m scripts.layers > docs/LAYERS.md` writes this page of what it found. Tests compare the
page with what is stored, plain layers with convlab alone, and every line with both libraries where
they are installed.
"""
ABOUT = {
    "PyTorch": """
Counts are `ConvLayer.from_torch(layer)`, weights are `weights_of(layer)`, the explorer is
`ChannelExplorer.from_torch(layer, x)`, and adapt is `kernels.adapt(layer, …)`, which makes a layer
for another number of channels. Channels come first: a picture for an `nn.Conv2d` has the axes
`(channels, height, width)`. `Mine` and `Doubled` are subclasses of `nn.Conv2d`; `Doubled` returns
twice its sums.
""",
    "Keras": """
Counts are `ConvLayer.from_keras(layer)`, the explorer is `ChannelExplorer.from_keras(layer, x)`.
Here and in `weights_of` channels come first, as in PyTorch; `look` takes pictures as Keras does,
`(height, width, channels)`.
""",
    "Pictures": """
What may be given as x, here to `layer = nn.Conv2d(3, 8, 3)`: to `conv2d(x, *weights_of(layer))`, to
`ChannelExplorer.from_torch(layer, x)`, and to `look(layer, x)`.
""",
}


def stored() -> dict[str, Any]:
    """What was tried: the libraries' versions, and a row for each layer and picture."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def page() -> str:
    """All tables, and the words that they refer to."""
    found = stored()
    words: list[str] = []
    text = HEAD.format(**found["versions"])
    for library, rows in groupby(found["rows"], lambda row: row["library"]):
        text += f"\n## {library}\n{ABOUT[library]}"
        for part, some in groupby(rows, lambda row: row["part"]):
            text += f"\n### {part}\n" * bool(part) + _table([*some], words)
    lines = [f"{n}. {said}" for n, said in enumerate(words, 1)]
    return text + "\n## The words\n\n" + "\n".join(lines) + "\n"


def _table(rows: list[dict[str, Any]], words: list[str]) -> str:
    columns = [*rows[0]["answers"]]
    first = "picture" if rows[0]["library"] == "Pictures" else "layer"
    lines = [[first, "for example", *columns], ["---"] * (2 + len(columns))]
    for row in rows:
        cells = [_cell(row["answers"][column], words) for column in columns]
        lines.append([row["name"], f"`{row['code']}`", *cells])
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(said: str, words: list[str]) -> str:
    if not said:
        return "yes"
    warned, said = said.startswith("yes: "), said.removeprefix("yes: ")
    if said not in words:
        words.append(said)
    number = f"[{words.index(said) + 1}](#the-words)"
    return f"yes, {number}" if warned else number


if __name__ == "__main__":
    print(page(), end="")
