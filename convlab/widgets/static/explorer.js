// ChannelExplorer: Python gives x, weight and bias once; everything a hand touches is worked out here,
// in one frame, and goes back to Python's traits when the hand rests.

import { sentence, soFar } from "./numbers/account.js";
import { addChannel, slideOn } from "./numbers/autoplay.js";
import { Layer } from "./numbers/layer.js";
import { clamp, upTo } from "./numbers/range.js";
import {
  changed,
  isSolo,
  legalValues,
  mutedToo,
  numbersOf,
  onward,
  scales,
  settle,
  soloed,
  TRAITS,
  withEdit,
} from "./numbers/state.js";
import { countWords, shapeWords } from "./numbers/words.js";
import { makePictures } from "./paint/ahead.js";
import { paint, paintOver } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { buildScene, captioned } from "./scene/explorer.js";
import {
  HELP,
  keyed,
  lights,
  ownRing,
  picked,
  placeAt,
  pointed,
  pointedWords,
  targetWords,
} from "./scene/pointing.js";
import { makeNumber, makeRadios, makeScrubber, makeSlider } from "./ui/controls.js";
import { assign, make, write } from "./ui/dom.js";
import { keepKeys, watchTheme } from "./ui/host.js";
import { copyLine, savePicture, viewLine } from "./ui/share.js";
import { makeCode } from "./ui/code.js";
import { fadeOut, makePlayer } from "./ui/player.js";
import { makeStrips, updateStrips } from "./ui/strips.js";

const SLIDERS = {
  in_channels: ["Input channels", "channel"],
  out_channels: ["Output channels", "kernel"],
  groups: ["Groups", "plain"],
  kernel_size: ["Kernel size", "plain"],
  stride: ["Stride", "plain"],
  padding: ["Padding", "plain"],
  dilation: ["Dilation", "plain"],
};

const VIEWS = ["slice and partial map", "slice", "partial map", "running sum"];

const LARGE = 1.4;

/** A byte trait arrives as a DataView at any offset. */
const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

export function render({ model, el }) {
  const spec = model.get("_spec");
  const layer = new Layer({
    x: floats(model.get("_x")),
    xShape: spec.x_shape,
    weight: floats(model.get("_weight")),
    weightShape: spec.weight_shape,
    bias: floats(model.get("_bias")),
  });
  const read = () => settle(Object.fromEntries(TRAITS.map((t) => [t, model.get(t)])), spec);
  let state = read();
  let facts = numbersOf(layer),
    theme,
    shown,
    scene,
    drawn,
    width = 0,
    tallest = 0,
    ratio = 1,
    fit = 1,
    hover = null;
  let frame = 0,
    again = false,
    timer = 0,
    held = false,
    draws = 0,
    telling = false;
  const costs = []; // of the last draws, in milliseconds
  const nameOf = (c) => spec.channel_names[c] || `channel ${c}`;

  // ---- the page
  const shows = (control) => spec.controls.includes(control);
  const button = (words, onclick, control = "", kind = "") =>
    make(
      "button",
      `cl-button ${kind}`,
      {
        type: "button",
        ...(onclick ? { onclick } : {}),
        ...(control ? { "data-control": control } : {}),
      },
      words,
    );
  const set = (trait) => (value) => {
    change({ [trait]: value });
    rest();
  };
  const sliders = Object.keys(SLIDERS)
    .filter(shows)
    .map((t) => [t, makeSlider(t, ...SLIDERS[t], (value) => change({ [t]: value }))]);
  const views = makeRadios("view", "What the cells show", VIEWS, set("view"));
  const play = button("", null, "play"),
    slide = button("", null, "slide");
  const player = makePlayer(
    {
      play: {
        button: play,
        words: "▶ Add channel by channel",
        fades: true,
        next: () => addChannel(state),
      },
      slide: { button: slide, words: "▶ Slide the window", next: () => slideOn(state, layer) },
    },
    (changes, fades) => {
      if (fades) fadeOut(canvas);
      apply(changes);
    },
    () => {
      change({});
      rest();
    },
  );
  const added = makeScrubber("step", "Channels added", (value) => change({ step: value }));
  const adding = make("div", "cl-player", {}, play, added.input, added.output);
  const code = shows("code") ? makeCode(set("order")) : null;
  const scaling = makeRadios("scale", "Colour scale", ["shared", "each map"], set("scale"));
  const large = button("Large type", () => set("large")(!state.large), "large");
  const told = make("span", "cl-note", { role: "status" });
  const tools = make(
    "div",
    "cl-bar cl-tools",
    {},
    make("span", "cl-note", {}, "Colour scale"),
    scaling.root,
    large,
    button("Save this picture", () =>
      savePicture(
        captioned(scene, state, count.textContent, shapes.textContent),
        theme,
        `convlab-${state.in_channels}-to-${state.out_channels}.png`,
      ),
    ),
    button(
      "Copy this view",
      () => copyLine(viewLine(TRAITS, state), "ChannelExplorer", told),
      "copy",
    ),
    told,
  );
  layer.configure(state);
  const counted = countWords(layer, spec.has_bias).map(([, kind]) =>
    kind ? make("b", `cl-${kind}`) : make("span"),
  );
  const count = make("p", "cl-count", {}, ...counted),
    shapes = make("p", "cl-shapes");
  const readout = make("span"),
    edited = make("input", "cl-number cl-edit", {
      type: "number",
      step: "any",
      "data-control": "weight",
      "aria-label": "this weight",
      onchange: editWeight,
    });
  const canvas = make("canvas", "cl-maps", {
    tabindex: 0,
    role: "application",
    "aria-roledescription": "channel grid",
  });
  const overlay = make("canvas", "cl-overlay", { "aria-hidden": "true" });
  const pictures = makePictures(canvas, paintOn, (one) => [
    JSON.stringify(TRAITS.map((t) => one[t])),
    one.sliding,
    held && shown,
    facts,
    theme,
    ratio,
  ]);
  const numbers = Object.fromEntries(
    [
      ["out_channel", "map"],
      ["row", "row"],
      ["col", "column"],
    ].map(([t, label]) => [
      t,
      makeNumber(t, label, (value) => {
        if (value !== null) change({ [t]: value });
        rest();
      }),
    ]),
  );
  const title = make(
    "div",
    "cl-title",
    {},
    "One pixel of map ",
    numbers.out_channel.input,
    ": row ",
    numbers.row.input,
    ", column ",
    numbers.col.input,
    button("pin", pin, "pinned", "cl-pin"),
  );
  const slots = new Map([["title", title]]);
  const board = make("div", "cl-board", {}, canvas, overlay, title),
    strips = makeStrips();
  const scroll = make("div", "cl-scroll", { onscroll: placeStrips }, board);
  const said = make("p", "cl-said", { "aria-live": "polite" });
  const bar = make(
    "div",
    "cl-bar",
    {},
    ...(shows("view") ? [views.root] : []),
    ...(shows("play") ? [adding] : []),
    ...(shows("slide") ? [slide] : []),
  );
  const root = make(
    "div",
    "cl-root cl-explorer",
    {},
    ...(sliders.length ? [make("div", "cl-sliders", {}, ...sliders.map(([, s]) => s.root))] : []),
    count,
    shapes,
    ...(code ? [code.root] : []),
    ...(bar.children.length ? [bar] : []),
    make("p", "cl-readout", {}, readout, edited),
    make("div", "cl-frame", {}, scroll, ...strips.map((s) => s.canvas)),
    ...(shows("tools") ? [tools] : []),
    said,
  );
  keepKeys(root);
  el.replaceChildren(root);

  // ---- state: drawn at once, at most once a frame, and told to Python when the hand rests
  function change(changes) {
    player.stop();
    apply({ step: -1, sliding: false, ...changes });
  }
  function apply(changes) {
    state = changed(state, changes, spec);
    clearTimeout(timer);
    timer = setTimeout(rest, 150);
    request();
  }
  function rest() {
    clearTimeout(timer);
    timer = 0;
    telling = true; // every set() comes back at once as a change
    for (const t of TRAITS) if (String(model.get(t)) !== String(state[t])) model.set(t, state[t]);
    telling = false;
    model.save_changes();
    say();
  }
  /** While a pointer is down, `held`, the colour scales stay: a map that grows is seen to grow. */
  function release() {
    if (!held) return;
    held = false;
    request();
    rest();
  }
  /** The first change of a frame is drawn at once, so that its picture is ready when the frame is made. */
  function request() {
    if (frame) again = true;
    else draw();
  }
  function nextFrame() {
    frame = 0;
    if (again) draw();
  }
  function fromPython() {
    if (timer || telling) return; // the hand is on it: what it does comes last
    state = read();
    request();
  }
  function newArrays() {
    Object.assign(layer, {
      x: floats(model.get("_x")),
      weight: floats(model.get("_weight")),
      bias: floats(model.get("_bias")),
    });
    layer.forget();
    facts = numbersOf(layer);
    if (timer || telling) request();
    else fromPython();
  }

  // ---- drawing
  function draw() {
    if (!root.isConnected) return; // drawn when the page has taken it in and its size is known
    frame = requestAnimationFrame(nextFrame);
    again = false;
    const began = performance.now();
    layer.configure(state);
    fit = clamp((width ||= scroll.clientWidth) / 904 || 1, 0.75, 1); // narrower than this, it scrolls
    assign(root.style, { zoom: state.large ? LARGE : "" });
    assign(board.style, { zoom: fit < 1 ? fit : "" });
    ratio = Math.max(1, window.devicePixelRatio) * (state.large ? LARGE : 1) * fit;
    ({ shown, scene } = pictures.show(state));
    assign(board.style, { height: `${scene.height}px` });
    placeStrips();
    drawHover();
    updateControls();
    placeSlots();
    if (!timer) say();
    pictures.expect(drawn ? onward(drawn, state, spec) : null);
    drawn = state;
    costs[draws++ % 256] = performance.now() - began;
  }
  /** Paint what this state, or the one that may come next, looks like. */
  function paintOn(canvas, one) {
    theme ??= readTheme(root);
    layer.configure(one);
    const limits = held && shown ? shown : scales(layer, one, spec, facts);
    const scene = buildScene({ layer, state: one, spec, ratio, ...limits });
    tallest = Math.max(tallest, 128 * Math.ceil(scene.height / 128)); // a canvas that keeps its size keeps its picture
    paint(canvas, { ...scene, height: tallest }, theme, ratio);
    layer.configure(state);
    return { shown: limits, scene };
  }
  function updateControls() {
    for (const [trait, slider] of sliders) {
      const legal = legalValues(trait, state, spec);
      const why =
        legal.length > 1
          ? ""
          : trait === "groups"
            ? "only 1 divides both"
            : trait.endsWith("channels")
              ? "this layer has 1"
              : `only ${legal[0]} fits`;
      const given = trait === "kernel_size" && state[trait] === 0; // 0: as large as it was given
      slider.update(given ? legal.at(-1) : state[trait], legal, why);
    }
    assign(views.root, { hidden: state.in_channels > 8 }); // lines of channels show everything at once
    views.update(state.view);
    const per = state.in_channels / state.groups,
      at = state.step;
    player.update();
    added.update(
      at,
      [...upTo(0, per + 1), -1],
      at >= 0 ? `${at} of ${per}` : spec.has_bias ? "all + bias" : "all",
    );
    scaling.update(state.scale);
    assign(large, { ariaPressed: state.large });
    code?.update(layer, spec.has_bias, state.order);
    write(shapes, shapeWords(layer, spec.has_bias, state.order));
    countWords(layer, spec.has_bias).forEach(([words], i) => write(counted[i], words));
    numbers.out_channel.update(state.out_channel, state.out_channels - 1);
    numbers.row.update(state.row, layer.oh - 1);
    numbers.col.update(state.col, layer.ow - 1);
    assign(edited, { hidden: state.target !== "weight" });
    if (!edited.hidden && document.activeElement !== edited)
      edited.value = Number(
        layer.weight[layer.indexOf(state.out_channel, state.in_channel, ...state.spot)].toPrecision(
          6,
        ),
      );
  }
  function say() {
    layer.configure(state);
    const words = sentence(
      { spec },
      soFar(layer.pixel(state.out_channel, state.row, state.col), state.step),
    );
    write(said, state.target === "output" ? words : targetWords(state, layer, nameOf));
    canvas.setAttribute("aria-label", `${count.textContent}. ${words}. ${HELP}`);
  }
  function placeStrips() {
    if (theme) updateStrips(strips, scroll, canvas, scene, theme, { ratio, zoom: fit, width });
  }
  /** Mute and solo buttons and the ledger's title stand where the scene has room for them. */
  function placeSlots() {
    const wanted = new Map(
      scene.slots.map((slot) => [slot.what === "title" ? "title" : `${slot.what} ${slot.c}`, slot]),
    );
    for (const [key, element] of slots) assign(element, { hidden: !wanted.has(key) });
    for (const [key, { what, c, x, y, w }] of wanted) {
      if (!slots.has(key)) {
        slots.set(key, board.appendChild(button(what, () => toggle(what, c), "muted", "cl-small")));
        slots.get(key).setAttribute("aria-label", `${what} ${nameOf(c)}`);
      }
      const element = slots.get(key);
      assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${w}px` });
      if (what !== "title")
        assign(element, { ariaPressed: what === "mute" ? layer.muted.has(c) : isSolo(c, state) });
    }
  }
  function drawHover() {
    assign(overlay, { hidden: !hover?.scale });
    if (!overlay.hidden) {
      assign(overlay, { width: canvas.width, height: canvas.height });
      assign(overlay.style, { width: canvas.style.width, height: canvas.style.height });
      const ctx = overlay.getContext("2d");
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, scene.width, scene.height);
      paintOver(
        ctx,
        [...lights(scene.places, layer, pointed(hover, state), true), ownRing(hover)],
        theme,
      );
    }
    write(
      readout,
      hover
        ? pointedWords(hover, state, layer, nameOf)
        : state.target !== "output"
          ? targetWords(state, layer, nameOf)
          : document.activeElement === canvas
            ? HELP
            : "",
    );
  }
  // ---- picking
  const pointer = (event) => {
    const region = strips.find((s) => s.canvas === event.currentTarget)?.region ?? {
      x: 0,
      y: 0,
      w: scene.width,
    };
    const box = event.currentTarget.getBoundingClientRect(),
      zoom = box.width / region.w;
    return placeAt(
      scene,
      region.x + (event.clientX - box.left) / zoom,
      region.y + (event.clientY - box.top) / zoom,
    );
  };
  const scrolls = (event) => event.pointerType === "touch";
  const pick = (place) => {
    if (place) change(picked(place, state, layer));
  };
  for (const part of [canvas, ...strips.map((s) => s.canvas)]) {
    part.addEventListener("pointermove", (event) => {
      hover = pointer(event);
      if (event.buttons && !scrolls(event)) pick(hover);
      else drawHover();
    });
    part.addEventListener("pointerleave", () => {
      hover = null;
      drawHover();
    });
    // A finger may be about to scroll the page, and then it is cancelled: it picks when it lifts.
    part.addEventListener("pointerdown", (event) => {
      if (!scrolls(event)) pick(pointer(event));
    });
    part.addEventListener("pointerup", (event) => {
      if (scrolls(event)) pick(pointer(event));
    });
  }
  canvas.addEventListener("focus", drawHover);
  canvas.addEventListener("blur", drawHover);
  canvas.addEventListener("keydown", (event) => {
    const changes =
      event.ctrlKey || event.metaKey || event.altKey ? null : keyed(event.key, state, layer);
    if (changes) change(changes);
    else if (event.key === "m") toggle("mute", state.in_channel);
    else if (event.key === "p") pin();
    else return;
    event.preventDefault();
  });
  function pin() {
    const here = [state.out_channel, state.row, state.col];
    set("pinned")(String(state.pinned) === String(here) ? [] : here);
  }
  function editWeight() {
    const value = edited.valueAsNumber;
    if (!(Math.abs(value) <= 1e6)) {
      edited.blur(); // so that it shows the weight that is there
      updateControls();
      for (const line of [readout, said])
        write(line, "A weight is a number between −1,000,000 and 1,000,000: it stays as it was.");
      return;
    }
    const weight = layer.weight.slice(),
      place = layer.indexOf(state.out_channel, state.in_channel, ...state.spot);
    weight[place] = value;
    model.set("edits", withEdit(state.edits, place, value));
    model.set("_weight", new DataView(weight.buffer));
    newArrays();
    rest();
  }

  // ---- mute, solo
  function toggle(what, c) {
    change({ muted: (what === "solo" ? soloed : mutedToo)(c, state), in_channel: c });
    rest();
  }

  // ---- the world outside
  for (const t of TRAITS) model.on(`change:${t}`, fromPython);
  for (const t of ["_x", "_weight", "_bias"]) model.on(`change:${t}`, newArrays);
  // While JupyterLab changes its theme nothing has a width.
  const repaint = () => {
    theme = null;
    width = scroll.clientWidth || width;
    request();
  };
  const unwatch = watchTheme(repaint);
  root.addEventListener("pointerdown", () => {
    held = true;
  });
  for (const ended of ["pointerup", "pointercancel"]) window.addEventListener(ended, release);
  const resized = new ResizeObserver(() => {
    if (scroll.clientWidth !== width) repaint();
  });
  resized.observe(scroll);
  window.addEventListener("resize", repaint);
  root.convlab = {
    outputs: () => layer.outputs(),
    partial: (o, c) => layer.partial(o, c),
    ledger: () => {
      const { channels, bias, total } = layer.pixel(state.out_channel, state.row, state.col);
      return {
        products: channels.map((ch) => ch.products),
        subtotals: channels.map((ch) => ch.subtotal),
        bias,
        total,
      };
    },
    boxes: () => scene.boxes,
    places: () => scene.places,
    strips: () => strips.map((s) => s.region),
    state: () => viewLine(TRAITS, state),
    costs: () => [...costs],
    foreseen: () => pictures.foreseen,
  };
  draw();
  return () => {
    unwatch();
    resized.disconnect();
    window.removeEventListener("resize", repaint);
    for (const ended of ["pointerup", "pointercancel"]) window.removeEventListener(ended, release);
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    player.stop();
    for (const t of TRAITS) model.off(`change:${t}`, fromPython);
    for (const t of ["_x", "_weight", "_bias"]) model.off(`change:${t}`, newArrays);
  };
}

export default { render };
