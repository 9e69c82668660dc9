"""What every widget does: its state as one line, whole or not at all, and places that are there."""

import json
from inspect import signature
from pathlib import Path

import numpy as np
import pytest
import traitlets

from convlab import (
    ChannelExplorer,
    Quiz,
    ShapeError,
    Studio,
    Trainer,
    WrongConvolutions,
    images,
    kernels,
)
from convlab.widgets.state import read, write

CASES = json.loads((Path(__file__).parent / "cases/state.json").read_text("utf-8"))
BANK = kernels.bank("teaching")


def explorer(**settings):
    return ChannelExplorer(images.coffee(20), BANK.weight, BANK.bias, **settings)


def trainer(**settings):
    return Trainer(images.coffee(20), BANK.weight[:1], BANK.bias[:1], **settings)


def wrong(**settings):
    return WrongConvolutions(images.coffee(20), BANK.weight, BANK.bias, **settings)


WIDGETS = {
    explorer: "out_channels=4&stride=2&out_channel=3&row=8&view=running+sum&muted=0%2C2&large=true",
    Studio: "source=chelsea&bank=blur&out_channels=4&padding=1&row=3&in_channel=2&view=slice",
    trainer: "rate=0.05&seed=3&channel=1&row=2&show_hidden=false&steps=40",
    wrong: "idea=mean&out_channel=5&row=3&col=17",
}
PLACES = {  # and the last that there is
    explorer: {"out_channel": 7, "row": 17, "col": 17, "in_channel": 2, "step": 3},
    Studio: {"out_channel": 1, "row": 61, "col": 61, "in_channel": 2},
    trainer: {"channel": 2, "row": 2, "col": 2},
    wrong: {"out_channel": 7, "row": 17, "col": 17},
}
EVERY_PLACE = [(make, name, last) for make, of in PLACES.items() for name, last in of.items()]
# of one name the explorer's, which take most
TRAITS = {k: v for make in reversed(WIDGETS) for k, v in make().state_traits().items()}


@pytest.mark.parametrize("case", CASES["written"], ids=lambda case: case["line"])
def test_a_state_is_written_as_the_browser_writes_it(case):
    assert write(case["state"]) == case["line"]
    assert read(case["line"], TRAITS) == case["state"]


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["line"])
def test_lines_of_before_are_read(case):
    assert read(case["line"], TRAITS) == case["state"]


@pytest.mark.parametrize(
    "line, words",
    [
        ("colour=red", "state holds 'colour'; it may set in_channels, "),
        ("row=1,2", "state sets row to '1,2'; it takes a whole number"),
        ("row=", "state sets row to ''; it takes a whole number"),
        ("row", "state sets row to ''; it takes a whole number"),
        ("row=1.5", "state sets row to '1.5'; it takes a whole number"),
        ("muted=a", "state sets muted to 'a'; it takes a list of whole numbers"),
        ("edits=0,two", "state sets edits to '0,two'; it takes a list of numbers"),
        ("large=maybe", "state sets large to 'maybe'; it takes True or False"),
        ("scale=none", "state sets scale to 'none'; it takes one of shared, each map"),
    ],
)
@pytest.mark.fault(
    "Hostile words",
    "A state line holds what is no state",
    "It is refused with the names that may be set, and nothing changes.",
)
def test_what_is_no_state_is_refused(line, words):
    with pytest.raises(ValueError, match=words):
        read(line, ChannelExplorer.state_traits())


@pytest.mark.parametrize("line", [None, 3, {"row": 3}])
def test_a_state_is_a_line(line):
    with pytest.raises(TypeError, match='state must be a line such as "row=3&view=slice", got '):
        explorer(state=line)


@pytest.mark.parametrize(
    "make, name, value, words",
    [
        (explorer, "row", "a", "a whole number, got 'a'"),
        (explorer, "view", "all", "one of slice and partial map, slice, .*, got 'all'"),
        (explorer, "large", "yes", "True or False, got 'yes'"),
        (explorer, "muted", 3, "a list of whole numbers, got 3"),
        (explorer, "spot", [1], r"a list of 2 whole numbers, got \[1\]"),
        (explorer, "pinned", [1] * 4, "a list of at most 3 whole numbers, got "),
        (explorer, "edits", ["a"], r"a list of numbers, got \['a'\]"),
        (Studio, "muted", 3, "a list of whole numbers, got 3"),
        (Studio, "stride", 9, "a whole number from 1 to 4, got 9"),
        (Studio, "kernel_size", 4, "one of 1, 3, 5, got 4"),
        (Studio, "padding_mode", "mirror", "one of zeros, .*, circular, got 'mirror'"),
        (Studio, "source", None, "a text, got None"),
        (trainer, "seed", 10, "a whole number from 0 to 9, got 10"),
        (trainer, "rate", 0.3, "one of 0.001, .*, 1, 2, got 0.3"),
        (wrong, "idea", "none", "one of stays RGB, .*, got 'none'"),
    ],
)
def test_a_trait_says_what_it_takes(make, name, value, words):
    with pytest.raises(ShapeError, match=f"^{name} must be {words}"):
        make(**{name: value})
    widget = make()
    before = widget.state
    with pytest.raises(traitlets.TraitError, match=f"^{name} must be {words}"):
        setattr(widget, name, value)
    assert widget.state == before


@pytest.mark.parametrize("make", WIDGETS)
def test_a_state_line_brings_the_view_back(make):
    widget = make(state=WIDGETS[make])
    assert set(WIDGETS[make].split("&")) <= set(widget.state.split("&"))
    other = make()
    assert other.state != widget.state
    other.state = widget.state
    assert other.state == widget.state == make(state=widget.state).state
    assert other.still() == widget.still()


@pytest.mark.parametrize("make", WIDGETS)
def test_names_that_are_not_there_are_refused(make):
    widget = make()
    for line in ("colour=red", "row=1&colour=red", "_x=1", "comm=1"):
        with pytest.raises(ValueError, match=r"state holds '\w+'; it may set"):
            widget.state = line
        with pytest.raises(ValueError, match=r"state holds '\w+'; it may set"):
            make(state=line)
    own = set(signature(type(widget)).parameters) - {"x", "weight", "bias", "settings"}
    with pytest.raises(TypeError, match=f"^{type(widget).__name__} has no 'colour'") as caught:
        make(colour="red")
    offered = str(caught.value).partition("it has ")[2].split(", ")
    assert set(offered) == {*own, *widget.state_traits(), "present"}


@pytest.mark.parametrize("make, name, last", EVERY_PLACE)
def test_places_that_are_not_there_are_refused(make, name, last):
    widget = make()
    setattr(widget, name, last)
    before = widget.state
    first = -1 if name == "step" else 0
    for value in (last + 1, first - 1, 10**6):
        words = rf"{name} must be {first} to {last}, got {value:,}$"
        with pytest.raises(ShapeError, match=words):
            setattr(widget, name, value)
        with pytest.raises(ShapeError, match=words):
            widget.state = f"{name}={value}"
        with pytest.raises(ShapeError, match=words):
            make(state=f"{name}={value}")
        assert widget.state == before


@pytest.mark.parametrize("make", WIDGETS)
@pytest.mark.fault(
    "Hostile words",
    "One of many values in a state is wrong",
    "None is taken: the view stays as it was.",
)
def test_a_state_is_taken_whole_or_not_at_all(make):
    widget, seen = make(), []
    before, picture = widget.state, widget.still()
    widget.observe(seen.append, [name for name in widget.state_traits() if name != "steps"])
    for name in PLACES[make]:
        good = [pair for pair in WIDGETS[make].split("&") if not pair.startswith(f"{name}=")]
        for line in ("&".join([*good, f"{name}=99"]), "&".join([f"{name}=99", *good])):
            with pytest.raises(ShapeError, match=f"{name} must be .*, got 99"):
                widget.state = line
            assert (widget.state, seen) == (before, [])
        # Nor does what the browser sends
        settings = read(WIDGETS[make], make().traits() | {"steps": traitlets.Int()})
        with pytest.raises(traitlets.TraitError, match=f"{name} must be"):
            widget.set_state(settings | {name: 99})
        assert (widget.state, seen) == (before, [])
    assert widget.still() == picture


def test_a_place_of_before_is_refused_too_where_it_no_longer_fits():
    widget = explorer(row=17)
    before = widget.state
    with pytest.raises(ShapeError, match="row must be 0 to 5, got 17"):
        widget.state = "row=17&stride=3"
    assert widget.state == before
    widget.state = "stride=3"
    assert widget.row == 5


def test_what_is_pointed_at_is_there():
    widget = explorer(target="input", spot=[19, 19], pinned=[7, 17, 17])
    for line, words in {
        "spot=20,0": "spot must be 0 to 19, got 20",
        "pinned=0,0,18": "pinned must be 0 to 17, got 18",
        "pinned=0,0": "pinned takes 3 numbers, got 2",
        "target=weight&spot=3,0": "spot must be 0 to 2, got 3",
    }.items():
        with pytest.raises(ShapeError, match=words):
            widget.state = line
        assert widget.spot == [19, 19] and widget.pinned == [7, 17, 17]
    widget.target = "weight"
    assert widget.spot == [2, 2]
    widget.out_channels = 4
    assert widget.pinned == []


def test_a_kernel_of_a_group_reads_its_own_channels():
    x, weight = np.random.default_rng(0).normal(size=(6, 9, 9)), kernels.many(6, 6).weight
    widget = ChannelExplorer(x, weight, groups=3, out_channel=4, in_channel=5)
    with pytest.raises(ShapeError, match="in_channel must be 4 to 5, got 0"):
        widget.in_channel = 0
    widget.out_channel = 0
    assert widget.in_channel == 1
    widget.step = 2
    widget.groups = 6
    assert (widget.in_channel, widget.step) == (0, 1)


def test_to_fill_the_screen_is_no_part_of_a_view():
    layer = images.coffee(40), *kernels.bank("teaching")[:2]
    one = [layer[0], layer[1][:1], layer[2][:1]]
    views = [
        ChannelExplorer(*layer, present=True),
        Studio(present=True),
        Trainer(*one, present=True),
        WrongConvolutions(*layer, present=True),
    ]
    for view in views:
        assert view.present and "present" not in view.state
    assert Quiz("32-to-1-weights", present=True).present
