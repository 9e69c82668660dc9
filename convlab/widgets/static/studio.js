// Studio: the channel grid over your own picture, drawing and weights. The grid itself is the
// explorer's, shown a model of its own whose arrays are chosen here.

import { render } from "./explorer.js";
import { outputSize, pad } from "./numbers/convolve.js";
import { upTo } from "./numbers/range.js";
import { decimalsOf, text } from "./numbers/show.js";
import { makeRadios, makeSlider } from "./ui/controls.js";
import { make } from "./ui/dom.js";
import { keepKeys, watchTheme } from "./ui/host.js";
import { copyLine, viewLine } from "./ui/share.js";
import { makeDrawing } from "./ui/drawing.js";
import { readPicture } from "./ui/upload.js";

const MINE = "my picture",
  PAINTED = "my drawing",
  OWN = "my own weights";

const PICKS = ["out_channel", "in_channel", "row", "col", "view", "muted"];

const SETTINGS = [
  "source",
  "bank",
  "out_channels",
  "kernel_size",
  "stride",
  "padding",
  "dilation",
  "padding_mode",
];

const LAYER_SLIDERS = {
  out_channels: ["Kernels", "kernel"],
  kernel_size: ["Kernel size", "plain"],
  stride: ["Stride", "plain"],
  padding: ["Padding", "plain"],
  dilation: ["Dilation", "plain"],
};

const LEGAL = {
  out_channels: [1, 2, 3, 4],
  kernel_size: [1, 3, 5],
  stride: [1, 2, 3, 4],
  padding: [0, 1, 2, 3, 4],
  dilation: [1, 2, 3, 4],
};

const HOW_TO_TYPE =
  "To change a weight, click its number in a slice below, or press W, arrows and Enter there; then type, or arrow up and down.";

const RULE = "PNG, JPEG or WebP, at most 8 MB. The picture is read by this notebook alone.";

function renderStudio({ model, el }) {
  const spec = model.get("_spec");
  const read = (trait) => {
    const v = model.get(trait);
    return new Float32Array(v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength));
  };
  const samples = read("_samples"),
    banks = read("_banks");
  const n = spec.drawing,
    weights = 4 * 3 * 25,
    perBank = weights + 4;
  let state,
    own,
    drawing,
    picture,
    pictureShape,
    x,
    shape,
    frame = 0,
    reading = 0,
    inner = null; // own: weights, biases
  let touched = false,
    telling = false,
    before = 0; // before: what a field held when it got the keyboard
  const changed = new Set(); // arrays that Python does not have yet

  // ---- the page
  const sources = makeRadios(
    "source",
    "Picture",
    [...Object.keys(spec.samples), PAINTED, MINE],
    (source) => choose({ source }),
  );
  const file = make("input", "", {
    type: "file",
    accept: "image/png,image/jpeg,image/webp",
    hidden: "",
    "data-control": "file",
    onchange: () => take(file.files[0]),
  });
  const upload = make(
    "button",
    "cl-button",
    { type: "button", "data-action": "upload", onclick: () => file.click() },
    "Choose a picture…",
  );
  const told = make("span", "cl-note", { role: "status", "data-said": "picture" }, RULE);
  const paintBox = make("div");
  const bankRadios = makeRadios("bank", "Kernels", [...Object.keys(spec.banks), OWN], (bank) =>
    choose({ bank }),
  );
  const biases = upTo(0, 4).map((o) =>
    make("input", "cl-number", {
      type: "number",
      step: 0.1,
      "data-control": "bias",
      "aria-label": `bias of kernel ${o}`,
      onchange: (event) => setBias(o, event.target),
    }),
  );
  const biasRow = make("div", "cl-biases", {}, make("span", "cl-bias", {}, "Biases"), ...biases);
  const weightWords = make("p", "cl-note", { role: "status", "data-said": "weights" });
  const sliders = Object.entries(LAYER_SLIDERS).map(([t, words]) => [
    t,
    makeSlider(t, ...words, (value) => change({ [t]: value }), rest),
  ]);
  const modes = makeRadios(
    "padding_mode",
    "What the padding holds",
    spec.padding_modes,
    (padding_mode) => choose({ padding_mode }),
  );
  const border = make("span", "cl-note");
  const host = make("div", "cl-result");
  const part = (words, ...children) =>
    make("div", "cl-part", {}, make("p", "cl-step", {}, words), make("div", "", {}, ...children));
  const root = make(
    "div",
    "cl-root cl-studio",
    {},
    part("Picture", sources.root, make("div", "cl-line", {}, upload, file, told), paintBox),
    part(
      "Kernels",
      bankRadios.root,
      make("div", "cl-line", {}, biasRow, make("span", "cl-note", {}, HOW_TO_TYPE)),
      weightWords,
    ),
    part(
      "Layer",
      make("div", "cl-sliders", {}, ...sliders.map(([, s]) => s.root)),
      make("div", "cl-line", {}, make("span", "cl-note", {}, "padding holds"), modes.root, border),
    ),
    host,
  );
  keepKeys(root);
  el.replaceChildren(root);

  // ---- what is shown
  /** The kernels of a bank, (4, 3, 5, 5), and their biases, (4,). */
  function kernelsOf(bank) {
    if (bank === OWN) return own;
    const all = banks.subarray(Object.keys(spec.banks).indexOf(bank) * perBank).slice(0, perBank);
    return [all.subarray(0, weights), all.subarray(weights)];
  }
  /** The picture of a source: its numbers and shape. */
  function pictureOf(source) {
    if (source === PAINTED) return [drawing, [3, n, n]];
    if (source === MINE) return [picture, pictureShape];
    const { start, shape: own } = spec.samples[source];
    return [samples.subarray(start, start + own[0] * own[1] * own[2]), own];
  }
  function load() {
    state = Object.fromEntries(SETTINGS.map((t) => [t, model.get(t)]));
    own = [read("_weight"), read("_bias")];
    [drawing, picture, pictureShape] = [
      read("_drawing"),
      read("_picture"),
      model.get("_picture_shape"),
    ];
    paint.replace(drawing);
    arrange();
  }
  const fits = (s) =>
    Math.min(...shape.slice(1).map((side) => outputSize(side, s.kernel_size, s))) >= 1;
  /** Take the picture; one that the windows do not fit into gets closer ones. */
  function arrange() {
    [x, shape] = pictureOf(state.source);
    while (!fits(state) && state.dilation > 1) state.dilation--;
    request();
  }
  function change(changes) {
    touched = true;
    state = { ...state, ...changes };
    arrange();
  }
  function choose(changes) {
    if (changes.bank) {
      [changes.out_channels, changes.kernel_size] =
        changes.bank === OWN ? model.get("_own_shape") : spec.banks[changes.bank];
      say("");
    }
    change(changes);
    rest();
  }
  /** Change a number: the kernels on screen become one's own with it. Those of before are not lost without a word. */
  function edit(part, i, value) {
    if (state.bank !== OWN) {
      say(
        `These are your own weights now: “${state.bank}”, changed.${own[0].length ? " They take the place of those you had." : ""}`,
      );
      own = kernelsOf(state.bank).map((numbers) => numbers.slice());
    }
    own[part][i] = value;
    changed.add("_weight").add("_bias");
    change({ bank: OWN });
  }
  function rest() {
    telling = true; // every set() comes back at once as a change
    for (const t of SETTINGS) if (model.get(t) !== state[t]) model.set(t, state[t]);
    const now = { _weight: own[0], _bias: own[1], _drawing: drawing, _picture: picture };
    if (state.bank === OWN) model.set("_own_shape", [state.out_channels, state.kernel_size]);
    for (const t of changed) model.set(t, new DataView(now[t].slice().buffer));
    if (changed.has("_picture")) model.set("_picture_shape", pictureShape);
    changed.clear();
    telling = touched = false;
    model.save_changes();
  }
  function request() {
    frame ||= requestAnimationFrame(draw);
  }

  // ---- the grid: an explorer whose model is this one, but for the arrays and what follows from them
  function innerModel(xShape) {
    const heard = new Map();
    const view = {
      in_channels: 3,
      groups: 1,
      step: -1,
      target: "output",
      spot: [0, 0],
      pinned: [],
      order: "PyTorch",
      scale: "shared",
      large: false,
      edits: [],
    };
    const fixed = {
      x_shape: xShape,
      weight_shape: [4, 3, 5, 5],
      has_bias: true,
      channel_names: ["red", "green", "blue"],
      photo: true,
      controls: ["view", "play", "tools"],
      limit: 0,
    };
    const shown = (part, here) =>
      new DataView(kernelsOf(state.bank)[part].map((v, i) => (here(i) ? v : 0)).buffer);
    const given = {
      _spec: () => fixed,
      _x: () => new DataView(bordered().buffer),
      _weight: () => shown(0, inUse),
      _bias: () => shown(1, (o) => o < state.out_channels),
      padding: () => (state.padding_mode === "zeros" ? state.padding : 0),
    };
    return {
      view,
      xShape,
      behind: false,
      get(t) {
        return given[t]
          ? given[t]()
          : t in view
            ? view[t]
            : SETTINGS.includes(t)
              ? state[t]
              : model.get(t);
      },
      set(t, value) {
        if (t === "_weight") {
          const edited = new Float32Array(value.buffer),
            now = kernelsOf(state.bank)[0];
          for (const i of edited.keys())
            if (inUse(i) && edited[i] !== now[i]) edit(0, i, edited[i]);
        } else if (t in view) view[t] = value;
        else if (!SETTINGS.includes(t)) model.set(t, value);
      },
      save_changes() {
        rest();
        if (this.behind) this.tell("_x");
      },
      on(event, callback) {
        heard.set(event, [...(heard.get(event) ?? []), callback]);
      },
      off(event, callback) {
        heard.set(
          event,
          (heard.get(event) ?? []).filter((one) => one !== callback),
        );
      },
      tell(t) {
        this.behind = false;
        for (const callback of heard.get(`change:${t}`) ?? []) callback();
      },
    };
  }
  /** Is this number of (4, 3, 5, 5) in a kernel on screen, and in the middle that its size leaves? */
  function inUse(i) {
    const edge = (5 - state.kernel_size) / 2,
      inside = (at) => at >= edge && at < 5 - edge;
    return i < 75 * state.out_channels && inside(i % 5) && inside(Math.floor(i / 5) % 5);
  }
  /** x as the layer meets it: where padding is no row of zeros, the border is part of the picture. */
  function bordered() {
    const [, h, w] = shape;
    if (state.padding_mode === "zeros" || !state.padding) return x.slice();
    const planes = upTo(0, 3).map((c) =>
      pad(x.subarray(c * h * w, (c + 1) * h * w), h, w, state.padding, state.padding_mode),
    );
    return Float32Array.from(
      { length: 3 * planes[0].length },
      (_, i) => planes[Math.floor(i / planes[0].length)][i % planes[0].length],
    );
  }
  function show() {
    const p = state.padding_mode === "zeros" ? 0 : state.padding;
    const xShape = [3, shape[1] + 2 * p, shape[2] + 2 * p];
    if (String(inner?.model.xShape) !== String(xShape)) {
      inner?.end();
      const grid = innerModel(xShape),
        place = make("div");
      host.replaceChildren(place);
      inner = { model: grid, end: render({ model: grid, el: place }), root: place.firstChild };
    } else {
      inner.model.tell("_x");
      inner.model.behind = true; // the explorer does not listen while a hand is on it: tell it again then
    }
  }

  // ---- drawing the controls
  function draw() {
    frame = 0;
    sources.update(state.source);
    root.querySelector(`[value="${MINE}"]`).disabled = !picture.length;
    root.querySelector(`[value="${OWN}"]`).disabled = !own[0].length;
    paintBox.hidden = state.source !== PAINTED;
    if (!paintBox.hidden) paint.update();
    bankRadios.update(state.bank);
    for (const [o, input] of biases.entries()) {
      input.hidden = o >= state.out_channels;
      if (document.activeElement !== input) input.value = shortly(kernelsOf(state.bank)[1][o]);
    }
    for (const [t, slider] of sliders) {
      const legal = LEGAL[t].filter((value) => fits({ ...state, [t]: value }));
      slider.update(state[t], legal, legal.length < 2 ? `only ${legal[0]} fits` : "");
    }
    modes.update(state.padding_mode);
    const p = state.padding;
    border.textContent =
      state.padding_mode === "zeros" || !p
        ? ""
        : `The border is filled from the picture, and shown with it: (3, ${shape[1]}, ${shape[2]}) → (3, ${shape[1] + 2 * p}, ${shape[2] + 2 * p}).`;
    show();
  }

  // ---- a picture, a drawing, weights
  async function take(chosen) {
    if (!chosen) return;
    const mine = ++reading;
    told.textContent = "Reading…";
    const found = await readPicture(chosen).catch((error) => ({ words: error.message }));
    if (mine !== reading) return; // another was chosen meanwhile
    file.value = "";
    told.textContent = found.words;
    told.classList.toggle("cl-wrong", !found.x);
    if (!found.x) return;
    [picture, pictureShape] = [found.x, found.shape];
    changed.add("_picture");
    choose({ source: MINE });
  }
  const paint = makeDrawing(
    n,
    () => {
      changed.add("_drawing");
      request();
    },
    rest,
  );
  paintBox.append(paint.root);
  function setBias(o, input) {
    if (refused(input, "bias", kernelsOf(state.bank)[1][o])) return;
    say("");
    edit(1, o, input.valueAsNumber);
    rest();
  }
  /** A number that is none, or too large, is put back, and it is said why. */
  function refused(input, what, before) {
    if (Math.abs(input.valueAsNumber) <= 1e6) return false;
    input.value = shortly(before);
    say(
      `A ${what} is a number between −1,000,000 and 1,000,000. It stays ${text(before, decimalsOf([before], 0, 6))}.`,
      true,
    );
    return true;
  }
  function say(words, wrong = false) {
    weightWords.textContent = words;
    weightWords.classList.toggle("cl-wrong", wrong);
  }
  const shortly = (value) => Number(value.toPrecision(6));
  /** From a number of a slice straight into the field where it is changed. */
  function toField() {
    const field = inner.root.querySelector('[data-control="weight"]');
    if (inner.root.convlab.state().includes("target=weight"))
      requestAnimationFrame(() => {
        field.focus();
        field.select();
      });
  }
  host.addEventListener("click", (event) => {
    if (event.target.matches(".cl-maps")) toField();
  });
  host.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && event.target.matches(".cl-maps")) toField();
    },
    true,
  ); // keys stay in the grid

  // Before the grid hears of it: a weight that is no number, and the line of a view, which is the Studio's own
  host.addEventListener(
    "change",
    (event) => {
      if (event.target.dataset.control !== "weight") return;
      if (refused(event.target, "weight", before)) event.stopPropagation();
      else before = event.target.valueAsNumber;
    },
    true,
  );
  host.addEventListener("focusin", (event) => {
    before = event.target.valueAsNumber;
  });
  host.addEventListener(
    "click",
    (event) => {
      if (event.target.dataset.control !== "copy") return;
      event.stopPropagation();
      const traits = [...SETTINGS, ...PICKS];
      copyLine(
        viewLine(traits, Object.fromEntries(traits.map((t) => [t, model.get(t)]))),
        "Studio",
        host.querySelector(".cl-tools [role=status]"),
      );
    },
    true,
  );

  // ---- the world outside
  const listened = [...SETTINGS, "_weight", "_bias", "_own_shape", "_drawing", "_picture"];
  const fromPython = () => {
    if (!touched && !telling) load();
  };
  const pickedOutside = () => inner?.model.tell("row");
  for (const t of listened) model.on(`change:${t}`, fromPython);
  for (const t of PICKS) model.on(`change:${t}`, pickedOutside);
  root.convlab = {
    outputs: () => inner.root.convlab.outputs(),
    ledger: () => inner.root.convlab.ledger(),
    boxes: () => inner.root.convlab.boxes(),
    picture: () => ({ shape, data: Array.from(x) }),
    state: () => ({ ...state }),
  };
  const unwatch = watchTheme(request);
  load();
  return () => {
    unwatch();
    cancelAnimationFrame(frame);
    inner?.end();
    for (const t of listened) model.off(`change:${t}`, fromPython);
    for (const t of PICKS) model.off(`change:${t}`, pickedOutside);
  };
}

export default { render: renderStudio };
