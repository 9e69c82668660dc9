"""Stored film strips of made-up networks, and the boxes that both languages make of them.

``python -m tests.strips`` writes ``tests/cases/network/`` anew from Python's.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from convlab.scene.strip import Strip, StripLayer, build_strip
from tests.stored import scene_data

from .training_scenes import noise

FOLDER = Path(__file__).parent / "cases/network"


@dataclass
class Case:
    """A network of so many layers."""

    name: str  # of its file
    count: int
    picked: int = 0
    first: int = 0
    width: int = 1000
    note: str = ""

    def layer(self, n):
        """A layer in words; some are not shown, some have few maps."""
        shown, few = n % 9 != 4, n % 7 == 6
        side = 56 >> (3 * n // self.count)
        return StripLayer(
            number=n,
            path=["", "blocks.1", "encoder.stage.2.a-long-name"][n % 3],
            name=f"conv{n}",
            channels=(f"{8 * n + 3:,}", f"{1 << (n % 12)}") if shown else (),
            kind="3×3, stride 2" if n % 2 else "1×1",
            size=f"{side}×{side}" if shown else "",
            macs=n * n * 1000 + 7 if shown else 0,
            parameters=n * 321 + 5,
            facts=(
                "2 of 8 dead" if n % 4 == 1 else "none dead",
                "5 parameters",
                "1.0 % of the work",
            ),
            dead=n % 4 == 1,
            loudest=(f"map {n}", "±2") if shown else ("", ""),
            limits=(2.0, 2.5, 1.0, 0.5)[: 2 if few else 4] if shown else (),
            shown=shown,
        )

    def strip(self):
        """All that it is made of."""
        layers = [self.layer(n) for n in range(self.count)]
        maps = [
            [noise(12, 3 * n + i).reshape(3, 4) for i, _ in enumerate(one.limits)]
            for n, one in enumerate(layers)
        ]
        words = ("3 conv layers", "1,234 parameters", "5 million multiply-adds")
        return Strip(
            title=words,
            about=("Net", "x (3, 8, 8)"),
            note=self.note,
            layers=layers,
            maps=maps,
            picked=self.picked,
            first=self.first,
            width=self.width,
            ratio=2,
        )

    def stored(self):
        """What node needs to make it, and what it should make."""
        strip = self.strip()
        given = asdict(strip) | {"layers": [asdict(one) for one in strip.layers]}
        del given["maps"]
        text = json.dumps({"given": given, "scene": scene_data(build_strip(strip))})
        return text.replace('{"kind"', '\n{"kind"').replace('{"number"', '\n{"number"') + "\n"


CASES = [
    Case("one", 1),
    Case("seven", 7, picked=6, note="The last 2 layers hold 59 % of the parameters."),
    Case("twenty", 20, picked=4, first=9),
    Case("sixty", 60, picked=58, first=53, note="All."),
    Case("eighty", 80, picked=41, first=36),
    Case("middle", 20, picked=13, first=12, width=640),
    Case("phone", 20, picked=5, first=5, width=390, note="All."),
]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        (FOLDER / f"{case.name}.json").write_text(case.stored())
