"""Draw the saved numbers: ``images/bench-*.png``."""

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from .timing import RESULTS, machine_line

IMAGES = Path(__file__).parents[2] / "images"
INK, QUIET, RULE, OURS, THEIRS = "#1a1b1e", "#55575c", "#d5d6d9", "#5b3aa6", "#00646e"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": RULE,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "figure.facecolor": "white",
    "savefig.dpi": 80,
}


def ratios(tables, here):
    """One dot a layer, on a logarithmic axis: left of 1 convlab is faster."""
    heights = [len(table["layers"]) for table in tables]
    figure, panels = plt.subplots(
        len(tables),
        1,
        figsize=(9.2, 0.27 * sum(heights) + 2.6),
        sharex=True,
        height_ratios=heights,
        layout="constrained",
    )
    for panel, table in zip(panels, tables, strict=True):
        layers = table["layers"][::-1]
        values = [layer["ratio"] for layer in layers]
        panel.axvline(1, color=QUIET, linewidth=1)
        panel.axvline(table["mean"], color=OURS, linewidth=1, linestyle=(0, (4, 3)))
        panel.hlines(range(len(values)), 1, values, color=RULE, linewidth=2, zorder=1)
        panel.scatter(values, range(len(values)), color=OURS, s=36, zorder=2)
        for i, value in enumerate(values):
            right = value >= 1
            panel.annotate(
                f"{value:.2f}",
                (value, i),
                (8 if right else -8, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                color=QUIET,
                fontsize=9,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
        panel.set_yticks(range(len(values)), [layer["layer"] for layer in layers])
        panel.set_title(f"{table['title']}; geometric mean {table['mean']:.2f}")
        panel.tick_params(length=0)
    panels[-1].set_xscale("log")
    panels[-1].set_xlim(0.06, 4)
    ticks = [0.1, 0.2, 0.5, 1, 2, 4]
    panels[-1].set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    panels[-1].minorticks_off()
    panels[-1].set_xlabel("time of convlab / time of PyTorch: left of 1 convlab is faster")
    finish(figure, "bench-torch", here)


def growth(sweeps, here):
    """Time above, memory below, both axes logarithmic."""
    figure, panels = plt.subplots(2, 3, figsize=(9.2, 5.6), layout="constrained")
    for (title, sweep), time, memory in zip(sweeps.items(), *panels, strict=True):
        sizes, values, powers = sweep["sizes"], sweep["values"], sweep["exponents"]
        curves = (
            (time, "convlab µs", OURS, "convlab"),
            (time, "PyTorch µs", THEIRS, "PyTorch"),
            (memory, "convlab peak kB", OURS, "peak"),
            (memory, "output kB", QUIET, "output"),
        )
        for panel, name, colour, label in curves:
            if name in values:
                label = f"{label}: exponent {powers[name]:.1f}"
                panel.plot(sizes, values[name], "o-", color=colour, markersize=4, label=label)
        for panel in (time, memory):
            panel.set_xscale("log")
            panel.set_yscale("log")
            panel.set_xticks(sizes[::2], [str(size) for size in sizes[::2]])
            panel.minorticks_off()
            panel.grid(color=RULE, linewidth=0.6)
            panel.legend(frameon=False, fontsize=8)
        head, _, rest = title.partition(", ")
        time.set_title(f"{head}\n{rest}", fontsize=10)
    panels[0, 0].set_ylabel("time, µs")
    panels[1, 0].set_ylabel("memory, kB")
    finish(figure, "bench-growth", here)


def ways(found, here):
    """One light dot a layer and one strong one for their mean: right of 1 conv2d is faster."""
    names = list(found["means"])[::-1]
    figure, panel = plt.subplots(figsize=(9.2, 0.42 * len(names) + 1.5), layout="constrained")
    panel.axvline(1, color=QUIET, linewidth=1)
    for i, name in enumerate(names):
        times, mean = [e["times"].get(name) for e in found["layers"]], found["means"][name]
        times = [time for time in times if time]
        panel.hlines(i, 1, mean, color=RULE, linewidth=2, zorder=1)
        panel.scatter(times, [i] * len(times), color=THEIRS, alpha=0.35, s=22, linewidth=0)
        panel.scatter(mean, i, color=OURS, s=52, zorder=3)
        panel.annotate(
            f"{mean:.2g}" if mean < 10 else f"{mean:.0f}",
            (mean, i),
            (0, 8),
            textcoords="offset points",
            ha="center",
            color=OURS,
            weight="bold",
            fontsize=9,
        )
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(-0.6, len(names) - 0.3)
    panel.tick_params(length=0)
    panel.set_xscale("log")
    ticks = [0.1, 1, 10, 100, 1000]
    panel.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    panel.minorticks_off()
    panel.set_title("other ways beside conv2d: a pale dot a layer, a strong one for their mean")
    panel.set_xlabel("time of this way / time of conv2d: right of 1 conv2d is faster")
    finish(figure, "bench-peers", here)


def finish(figure, name, here):
    figure.supxlabel(machine_line(here), fontsize=8, color=QUIET)
    figure.savefig(IMAGES / f"{name}.png", metadata={"Software": None})
    plt.close(figure)
    print(f"images/{name}.png")


def read(name):
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    with plt.rc_context(STYLE):
        try:
            found, parts = read("torch"), read("parts")
            ratios(found["tables"] + parts["tables"], found["machine"])
            found = read("peers")
            ways(found, found["machine"])
            found = read("growth")
            growth(found["sweeps"], found["machine"])
        except FileNotFoundError as missing:
            print(f"not all drawn: {missing.filename} is made by `python -m benchmarks`")
