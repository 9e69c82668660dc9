"""Fit one kernel of 32 slices that answers, at every place of one photo: is it coffee?

    python scripts/fit_coffee.py

The 32 channels are the trained stem's maps of `images.coffee(84)`. The answer wanted is +1
inside an ellipse drawn by hand round the coffee and −1 outside; a band at its edge, where half
of a pixel is coffee, is left out. Ridge regression: least squares, large weights discouraged,
both answers counted equally. Writes ``convlab/data/coffee_kernel.npz``.
"""

from pathlib import Path

import numpy as np

from convlab import conv2d, images, kernels

TARGET = Path(__file__).parents[1] / "convlab" / "data" / "coffee_kernel.npz"
CENTRE, RADII = (30.6, 33.3), (10.3, 17.2)  # rows, columns of the 84-pixel photo
RIDGE = 80  # smaller: sharper, but more channels shout at each other


def distance_to_coffee() -> np.ndarray:
    """For each pixel of the 40 × 40 map: 0 in the middle of the coffee, 1 at its edge."""
    # map pixel i has its window's middle at stem pixel i + 1, and that at photo pixel
    # 2(i + 1) + 1, whose own middle is half a pixel on
    rows, cols = 2 * (np.mgrid[:40, :40] + 1) + 1.5
    return np.hypot((rows - CENTRE[0]) / RADII[0], (cols - CENTRE[1]) / RADII[1])


def fit(x: np.ndarray, distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), (3, 3), axis=(1, 2))
    rows = windows.transpose(1, 2, 0, 3, 4).reshape(1600, 288)  # one window of 32·3·3 a row
    rows = np.column_stack([rows, np.ones(1600)])  # the last weight is the bias
    inside = (distance < 1).ravel()
    answer = np.where(inside, 1.0, -1.0)
    counts = np.where(inside, 800 / inside.sum(), 800 / (~inside).sum())
    counts *= abs(distance.ravel() - 1) > 0.08
    penalty = np.diag([RIDGE] * 288 + [1e-6])
    solution = np.linalg.solve(
        rows.T @ (counts[:, None] * rows) + penalty, rows.T @ (counts * answer)
    )
    solution = solution.round(2).astype(np.float32)
    return solution[:288].reshape(1, 32, 3, 3), solution[288:]


def main() -> None:
    x = kernels.stem_maps(images.coffee(84))
    distance = distance_to_coffee()
    weight, bias = fit(x, distance)
    np.savez(TARGET, coffee_weight=weight, coffee_bias=bias)
    right = (conv2d(x, weight, bias)[0] > 0) == (distance < 1)
    print(f"{right.sum()} of {right.size} places right, bias {bias[0]:.2f}")
    print(f"away from the edge: {(~right & (abs(distance - 1) > 0.08)).sum()} wrong")


if __name__ == "__main__":
    main()
