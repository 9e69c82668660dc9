"""The harder problems, "On your own": their folded answers run, hold, and say true numbers."""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlab import ConvLayer, Studio, conv2d, images, kernels
from scripts.notebooks import code_cells

LESSONS = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = [next(LESSONS.glob(f"{number:02}-*.ipynb")) for number in range(1, 11)]
FENCE = re.compile(r"^```python\n# on your own: (\S+)\n(.+?)^```", re.MULTILINE | re.DOTALL)

each_lesson = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def problem(path):
    """The one cell of a lesson that holds its problem, and where it stands among the cells."""
    cells = nbformat.read(path, as_version=4).cells
    (at,) = (i for i, cell in enumerate(cells) if cell.source.startswith("## On your own\n"))
    return cells, at


@each_lesson
def test_the_answer_holds(path):
    notebook = nbformat.read(path, as_version=4)
    cells, at = problem(path)
    ((lesson, code),) = FENCE.findall(cells[at].source)
    assert lesson == path.stem
    asserted = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Assert)]
    assert asserted, "an answer that nothing holds to"
    space = {}
    exec(code_cells(notebook)[0].source, space)
    exec(code, space)


@each_lesson
def test_the_problem_follows_the_exercises_and_keeps_its_answer_folded(path):
    cells, at = problem(path)
    assert "# solution: check_" in cells[at - 1].source
    open_part, folded = cells[at].source.split("<details>\n<summary>Answer</summary>\n")
    assert "\nHint: " in open_part and "```" not in open_part
    assert folded.endswith("```\n\n</details>")
    assert any("## In practice\n" in cell.source for cell in cells[at + 1 :])


def says(number, words):
    """Whether the answer of a lesson has these words, in which a computed number stands."""
    cells, at = problem(NOTEBOOKS[number - 1])
    assert words in cells[at].source, words


def test_01_what_to_try_in_the_studio():
    studio = Studio(bank="all zeros")
    assert not studio.output.any()
    weight = np.zeros((1, 3, 3, 3))
    weight[0, 0, 1, 1] = 1
    studio.weight = weight
    np.testing.assert_allclose(studio.output[0], studio.x[0, 1:-1, 1:-1], atol=1e-6)

    x = np.zeros((3, 16, 16))
    x[:, range(3), range(3)] = 1  # a falling stroke, white
    x[:, range(10, 13), range(12, 9, -1)] = 1  # and a rising one
    red_only = np.array([1, 0, 0])[None, :, None, None]
    studio = Studio(x, kernels.SLICES["diagonal"] * red_only, [0])
    assert np.argwhere(studio.output[0] == 3).tolist() == [[0, 0]] and studio.output.max() == 3
    studio.bias = [-2.5]
    assert (studio.output > 0).sum() == 1
    x[:2, range(3), range(3)] = 0  # painted over in blue
    studio.x = x
    assert studio.output[0, 0, 0] == -2.5

    studio = Studio(bank="blur")
    before = studio.output
    studio.kernel_size = 5
    np.testing.assert_allclose(studio.output, before[:, 1:-1, 1:-1], atol=1e-6)

    studio = Studio(images.coffee(128))
    studio.weight = np.ones((1, 3, 5, 5)) / 75
    assert studio.output.shape == (1, 124, 124) and studio.output.min() >= 0


def test_02_kernels_that_a_grey_photo_does_not_see():
    grey = images.to_grey(images.coffee(52))
    windows = np.lib.stride_tricks.sliding_window_view(grey[0], (3, 3)).reshape(-1, 9)
    rank = np.linalg.matrix_rank(windows)
    says(2, f"rank is {rank}")
    says(2, f"27 − {rank} = **{27 - rank}** kernels")
    for c in (1, 2):  # 9 slices on red, their negative on green or on blue
        weight = np.zeros((9, 3, 9))
        weight[:, 0], weight[:, c] = np.eye(9), -np.eye(9)
        assert np.allclose(conv2d(grey[[0, 0, 0]], weight.reshape(9, 3, 3, 3)), 0, atol=1e-6)


def test_04_what_changes_at_the_two_edges():
    colour, grey = (
        (edge[:, 0, -1] - edge[:, 0, 0]).round(3)
        for edge in (images.red_green_edge(24), images.brightness_edge(24))
    )
    says(4, "{:.3f}, {:.3f} and {:.3f}".format(*colour).replace("-", "−"))
    assert grey[0] == grey[1] == grey[2] < 0


def test_05_seven_slices_and_no_fewer():
    """A pair with M slices a channel makes columns of rank M at most."""
    rng = np.random.default_rng(0)
    for m in (1, 6):
        deep, mix = rng.normal(size=(3, m, 9)), rng.normal(size=(8, 3, m))
        columns = np.einsum("ocm,cmk->cok", mix, deep)
        assert (np.linalg.matrix_rank(columns) == m).all()
    deep, mix = ConvLayer(3, 21, 3, groups=3, bias=False), ConvLayer(21, 8, 1, bias=False)
    assert (deep.n_weights, mix.n_weights) == (189, 168)
    says(5, f"{deep.n_weights + mix.n_weights} is *more* than the {8 * 27} of the full layer")


def test_06_how_few_maps_are_enough():
    maps = kernels.stem_maps(images.coffee(84)).astype(float)
    assert maps.shape == (32, 42, 42) and (maps.max(axis=(1, 2)) == 0).sum() == 4
    spread = np.linalg.eigvalsh(np.einsum("aij,bij->ab", maps, maps))[::-1]
    kept = spread.cumsum() / spread.sum()
    assert int((kept < 0.99).sum()) + 1 == 9
    says(6, f"They keep {kept[8]:.2%}".replace("%", " %"))
    says(6, f"8 keep {kept[7]:.2%}".replace("%", " %"))
    says(6, f"already keeps {kept[0]:.2%}".replace("%", " %"))


def test_08_the_weights_and_the_frame():
    layers = [ConvLayer(i, o, 3, bias=False).n_weights for i, o in ((3, 4), (4, 5), (5, 2))]
    assert layers == [108, 180, 90] and 52**2 - 48**2 == 400
    merged = ConvLayer(3, 2, 7, bias=False).n_weights
    says(8, f"2 · 3 · 49 = {merged} weights instead of 108 + 180 + 90 = {sum(layers)}")


def test_09_where_the_opposites_speak():
    maps = kernels.stem_maps(images.coffee(84))
    blue_minus_red, its_opposite = ((maps[o] > 0).sum() for o in (3, 23))
    assert its_opposite == maps[0].size == 1764
    says(9, f"above 0 at only {blue_minus_red} of its {maps[0].size:,} places")
    flat = kernels.trained("stem").weight.sum(axis=(2, 3))  # red, green, blue
    assert flat[3, 2] > 0 > flat[3, 0] and flat[23, 0] > 0 > flat[23, 2]
    assert flat[7, 2] > 0 > flat[7, 1] and flat[18, 1] > 0 > flat[18, 2]


def test_10_no_wall_gives_more_away():
    """Nor one with a colour of its own in each channel."""
    wall = np.full((3, 20, 20), 1.0) * np.array([0.7, 0.2, 0.1])[:, None, None]
    windows = np.lib.stride_tricks.sliding_window_view(wall, (3, 3, 3)).reshape(-1, 27)
    assert np.linalg.matrix_rank(np.pad(windows, ((0, 0), (0, 1)), constant_values=1)) == 1
