"""Nothing of the reader's reaches our pictures, and nothing of ours stays behind."""

import io
import warnings
from concurrent.futures import ThreadPoolExecutor

import matplotlib
import numpy as np
import pytest
from PIL import Image

from convlab import ChannelExplorer, Quiz, figures, images, kernels, ledger
from convlab.figures.base import style
from convlab.figures.base.page import new_page
from convlab.show import channel_names

# As astronomers, journals and slides have them; several at a time, or every picture would be drawn
# a hundred times over.
SETTINGS = [
    {"image.origin": "lower", "image.cmap": "jet", "image.interpolation": "bicubic"},
    {"savefig.bbox": "tight", "savefig.pad_inches": 1.0, "savefig.dpi": 300},
    {"text.usetex": True},
    {"savefig.facecolor": "black", "savefig.transparent": True, "savefig.format": "pdf"},
    {"text.antialiased": False, "lines.antialiased": False, "patch.antialiased": False},
    {"path.sketch": (1, 100, 2), "path.simplify": False, "path.snap": False},
    {"font.family": "monospace", "font.size": 30, "font.weight": "bold", "font.style": "italic"},
    {"text.hinting": "force_autohint", "text.color": "red"},
    {"text.parse_math": False, "mathtext.fontset": "stix", "axes.unicode_minus": False},
    {"figure.dpi": 200, "figure.figsize": (3, 2), "figure.facecolor": "0.2"},
    {"figure.autolayout": True},
    {"figure.constrained_layout.use": True, "figure.subplot.left": 0.4},
    {"axes.facecolor": "0.1", "axes.edgecolor": "lime", "axes.grid": True, "axes.linewidth": 9},
    {"axes.xmargin": 0.4, "axes.ymargin": 0.4, "axes.autolimit_mode": "round_numbers"},
    {"lines.linewidth": 8, "lines.dash_capstyle": "round", "patch.linewidth": 9},
    {"hatch.linewidth": 9, "hatch.color": "red", "patch.force_edgecolor": True},
    {"xtick.color": "red", "ytick.labelsize": 30, "legend.fontsize": 30, "grid.color": "red"},
    {"agg.path.chunksize": 100, "image.composite_image": False, "image.resample": False},
]
STYLES = ["dark_background", "ggplot", "seaborn-v0_8-poster", "grayscale", "classic"]
BANK = kernels.bank("teaching")
X = images.coffee(32)
DRAWN = {
    "explorer": lambda: ChannelExplorer(X, BANK.weight[:2], BANK.bias[:2]).still(),
    "quiz": lambda: Quiz("rgb-one-kernel").still(),
    "grid": lambda: figures.png(figures.channel_grid(X, BANK.weight[:2], padding=1, row=3, col=3)),
    "curve": lambda: figures.png(figures.running_sum(X, BANK.weight[:1], BANK.bias[:1])),
}


@pytest.fixture(scope="module")
def plain():
    return {name: draw() for name, draw in DRAWN.items()}


@pytest.mark.parametrize("settings", [*SETTINGS, *STYLES], ids=str)
@pytest.mark.fault(
    "Eyes, hands and settings",
    "A picture is drawn under two dozen settings and styles of matplotlib that readers have",
    "Every picture is the same, to the byte, and the settings are as before.",
)
def test_a_picture_is_the_same_whatever_the_reader_has_set(settings, plain):
    with matplotlib.style.context(settings):
        before = dict(matplotlib.rcParams)
        names = DRAWN if settings in SETTINGS else ["explorer"]
        for name in names:
            assert DRAWN[name]() == plain[name], name
        assert dict(matplotlib.rcParams) == before


@pytest.mark.fault(
    "Time and load",
    "Pictures are drawn in six threads at once",
    "Every picture is the same, to the byte.",
)
def test_threads_draw_the_same_and_leave_nothing_behind(plain):
    before = dict(matplotlib.rcParams)
    names = [*DRAWN] * 6
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda name: DRAWN[name](), names))
    assert [name for name, one in zip(names, drawn, strict=True) if one != plain[name]] == []
    assert dict(matplotlib.rcParams) == before


# --- names ------------------------------------------------------------------------------------

ARABIC, LONG = "درجة الحرارة", "surface pressure reduced to mean sea level"


@pytest.mark.fault(
    "Hostile words",
    "A name of 500 letters, one of two lines, one that turns the text after it round",
    "It is one line of at most 200 letters, which turns nothing round.",
)
def test_names_are_on_one_line_and_set_apart_from_numbers():
    found = channel_names(6, ["two\nlines\t ", "", ARABIC, "x" * 500, "a\u202eb", 7])
    assert found[:3] == ("two lines", "channel 1", f"\u2068{ARABIC}\u2069")
    assert len(found[3]) == 200 and found[3].endswith("x…")
    assert found[4:] == ("ab", "7")
    assert channel_names(2, np.array(["rain", "snow"])) == ("rain", "snow")
    assert channel_names(1, ["نام‌ها"])[0][1:-1] == "نام‌ها"  # its joiner stays
    account = ledger(np.ones((1, 1, 1)), np.ones((1, 1, 1, 1)), None, 0, 0, 0, channel_names=[LONG])
    assert f"{LONG} 1 = 1" in str(account)  # in full, where there is room


def drawn_width(most):
    """How many pixels of a page have ink on them, for a name in so much room."""
    with new_page("") as page:
        page.text(0, 20, LONG, 15, most=most)
        page.box(0, 0, 400, 40, fc="none")
    ink = np.asarray(Image.open(io.BytesIO(page.figure._repr_png_())).convert("L")) < 200
    return np.ptp(np.flatnonzero(ink.any(axis=0)))


def test_a_long_name_is_made_smaller_and_then_cut_short():
    full = style.text_width(LONG, 15)
    assert style.fitted(LONG, 15, most=full) == (LONG, 15)
    text, size = style.fitted(LONG, 15, most=0.8 * full)
    assert text == LONG and size == pytest.approx(12)
    text, size = style.fitted(LONG, 15, most=0.4 * full)
    assert text.endswith("…") and LONG.startswith(text[:-1]) and size == pytest.approx(11, rel=0.01)
    for most in (300, 150, 80, 40):
        assert drawn_width(most) <= most + 1
    for number in ("−0.000123", "0.77×10⁻⁶"):
        assert style.fitted(number, 15, most=10)[0] == number  # never cut


@pytest.mark.fault(
    "Hostile words",
    "Names in Arabic, Hebrew, Chinese, Devanagari or Thai, or with emoji, stand in a figure",
    "They are drawn, without a warning.",
)
def test_names_in_any_script_are_drawn_without_a_warning(caplog):
    names = [ARABIC, "טמפרטורה", "温度", "तापमान", "ไทย", "🌡 °C", "a\u0301\u200db"]
    x = np.random.default_rng(0).random((len(names), 8, 8))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = figures.png(figures.channels(x, names))
    assert Image.open(io.BytesIO(picture)).width > 100
    assert caplog.records == []  # matplotlib logs a font that it does not find


def test_a_letter_that_no_font_of_ours_has_is_looked_for_in_all(monkeypatch):
    found = {"DejaVu Sans": "a", "Last Resort": "z", "Noto Sans X": "n", "Another": "o"}
    fonts = {"a": "ab", "z": "abλ字", "n": "字", "o": "字λ"}
    monkeypatch.setattr(style, "_FAMILY", ("DejaVu Sans",))
    monkeypatch.setattr(style, "_regular", lambda: found)
    monkeypatch.setattr(
        style, "_has", lambda names, letter: any(letter in fonts[found[name]] for name in names)
    )
    look = style._other_font.__wrapped__
    assert [look(letter) for letter in "b字λ"] == [None, "Noto Sans X", "Another"]
    fonts["n"] = fonts["o"] = fonts["z"] = ""
    assert look("字") is None
