"""Cut the two photos of ``convlab/data`` out of scikit-image's (run once; needs that wheel).

    pip download scikit-image --no-deps
    unzip scikit_image-*.whl 'skimage/data/*'
    python scripts/make_photos.py skimage/data

Stored as PNG: every decoder gives the same numbers, which JPEG does not promise.
"""

import sys
from pathlib import Path

from PIL import Image

SIDE = 256
CROPS = {  # left, top, right, bottom in the original, always a square
    "coffee": (130, 0, 530, 400),  # the cup in the upper middle, the saucer all round
    "chelsea": (65, 0, 365, 300),  # both eyes and the nose
}


def main(source: Path) -> None:
    target = Path(__file__).parents[1] / "convlab" / "data"
    for name, box in CROPS.items():
        photo = Image.open(source / f"{name}.png").convert("RGB")
        square = photo.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box)
        square.save(target / f"{name}.png", optimize=True)
        print(name, photo.size, "->", square.size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
