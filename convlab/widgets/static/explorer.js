// ChannelExplorer: Python gives x, weight and bias once; everything a hand touches is worked out here,
// in one frame, and goes back to Python's traits when the hand rests.

import { Layer, outputSize } from "./convolve.js";
import { decimalsOf, paint, readTheme, ring, roundUp, sharedLimit } from "./paint.js";
import { isWhole, upTo } from "./scene.js";
import { sentence } from "./ledger.js";
import { buildScene, countWords, placeAt, shapeWords } from "./many.js";
import { keepKeys, make, makeNumber, makeRadios, makeSlider } from "./controls.js";

const TRAITS = ["in_channels", "out_channels", "groups", "kernel_size", "stride", "padding", "dilation",
  "out_channel", "in_channel", "row", "col", "view", "muted", "step"];
const SLIDERS = { in_channels: ["Input channels", "channel"], out_channels: ["Output channels", "kernel"], groups: ["Groups", "plain"],
  kernel_size: ["Kernel size", "plain"], stride: ["Stride", "plain"], padding: ["Padding", "plain"], dilation: ["Dilation", "plain"] };
const VIEWS = ["slice and partial map", "slice", "partial map", "running sum"];
const HELP = "Arrow keys move the pixel, Page Up and Page Down change the kernel, comma and full stop the channel, M mutes it.";

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** A byte trait arrives as a DataView at any offset. */
const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

/** The group counts that divide both channel counts. */
export const legalGroups = (state) =>
  upTo(1, Math.min(state.in_channels, state.out_channels) + 1).filter((g) => state.in_channels % g === 0 && state.out_channels % g === 0);

/** What each slider may be set to, given the rest. */
function legalValues(trait, state, spec) {
  const [, h, w] = spec.x_shape, [most, channels, kh, kw] = spec.weight_shape;
  if (trait === "in_channels") return upTo(1, channels + 1);
  if (trait === "out_channels") return upTo(1, most + 1);
  if (trait === "groups") return legalGroups(state);
  const size = state.kernel_size;
  const all = { kernel_size: upTo(1, kw + 1).filter((k) => (kw - k) % 2 === 0), stride: upTo(1, 5), padding: upTo(0, 5), dilation: upTo(1, 5) }[trait];
  const fits = (value) => {
    const s = { ...state, [trait]: value };
    const k = (own) => (size === 0 ? own : Math.min(own, s.kernel_size || own));
    return Math.min(outputSize(h, k(kh), s.stride, s.padding, s.dilation), outputSize(w, k(kw), s.stride, s.padding, s.dilation)) >= 1;
  };
  return all.filter(fits);
}

/** The nearest state that makes sense; what a slider cannot do yet is brought into its range. */
export function settle(state, spec) {
  const s = { ...state };
  s.in_channels = clamp(s.in_channels, 1, spec.x_shape[0]);
  s.out_channels = clamp(s.out_channels, 1, spec.weight_shape[0]);
  s.groups = legalGroups(s).filter((g) => g <= s.groups).at(-1) ?? 1;
  const k = (own) => Math.min(own, s.kernel_size || own);
  const oh = outputSize(spec.x_shape[1], k(spec.weight_shape[2]), s.stride, s.padding, s.dilation);
  const ow = outputSize(spec.x_shape[2], k(spec.weight_shape[3]), s.stride, s.padding, s.dilation);
  s.out_channel = clamp(s.out_channel, 0, s.out_channels - 1);
  s.row = clamp(s.row, 0, oh - 1);
  s.col = clamp(s.col, 0, ow - 1);
  const per = s.in_channels / s.groups, first = Math.floor(s.out_channel / (s.out_channels / s.groups)) * per;
  s.in_channel = clamp(s.in_channel, first, first + per - 1);
  s.muted = s.muted.filter((c) => c < s.in_channels);
  s.step = clamp(s.step, -1, per);
  return s;
}

/** How many decimals the figures take, and the ends of each colour scale. */
function scales(layer, state, spec) {
  const small = layer.x.length <= 4096;
  const whole = small && isWhole([...layer.x]) && isWhole([...layer.weight]) && isWhole([...layer.bias]);
  const decimals = { weights: decimalsOf(layer.weight.subarray(0, 4096), 0, 2), input: decimalsOf(layer.x.subarray(0, 4096), 0, 2),
                     biases: decimalsOf(layer.bias, 0, 2), maps: 0 };
  const rows = upTo(0, state.out_channels);
  const grid = state.in_channels <= 8 && state.out_channels <= 8 && state.view !== "slice";
  const channels = (o) => upTo(...layer.range(o));
  const maps = rows.map((o) => ({ data: layer.sum(o), offset: layer.bias[o] }));
  for (const o of grid ? rows : [state.out_channel]) maps.push(...channels(o).map((c) => ({ data: layer.partial(o, c) })));
  const weights = rows.flatMap((o) => channels(o).map((c) => ({ data: layer.slice(o, c) })));
  const largest = weights.reduce((a, { data }) => Math.max(a, ...data.map(Math.abs)), 0);
  const norms = rows.map((o) => Math.max(...channels(o).map((c) => Math.max(...layer.slice(o, c).map(Math.abs))))).filter((n) => n > largest / 500);
  const [low, high] = layer.x.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [0, 0]);
  const limits = {
    maps: spec.limit || sharedLimit(maps, whole),
    sums: sharedLimit(channels(state.out_channel).map((c) => ({ data: layer.running(state.out_channel, c) })), whole),
    slices: decimals.weights === 0 ? Math.max(3, largest) : state.in_channels > 8 ? sharedLimit(weights) : largest || 1,
    own_slices: norms.length > 1 && Math.max(...norms) > 10 * Math.min(...norms),
    input: low < 0 ? [-1, sharedLimit([{ data: layer.x }])] : [0, high <= 1 ? 1 : whole ? high : roundUp(high)],
  };
  return { whole, decimals, limits };
}

function render({ model, el }) {
  const spec = model.get("_spec");
  const layer = new Layer({ x: floats(model.get("_x")), xShape: spec.x_shape, weight: floats(model.get("_weight")),
                            weightShape: spec.weight_shape, bias: floats(model.get("_bias")) });
  let state = settle(Object.fromEntries(TRAITS.map((t) => [t, model.get(t)])), spec);
  let theme, shown, scene, hover = null, frame = 0, timer = 0, playing = 0, draws = 0;
  const atlas = document.createElement("canvas");

  // ---- the page
  const sliders = Object.keys(SLIDERS).filter((t) => spec.controls.includes(t)).map((t) =>
    [t, makeSlider(t, ...SLIDERS[t], (value) => change({ [t]: value }), rest)]);
  const views = makeRadios("view", "What the cells show", VIEWS, (view) => { change({ view }); rest(); });
  const play = make("button", "cl-button", { type: "button", "data-control": "step", onclick: togglePlay });
  const count = make("p", "cl-count"), shapes = make("p", "cl-shapes");
  const readout = make("p", "cl-readout", {}, "");
  const canvas = make("canvas", "cl-maps", { tabindex: 0, role: "application", "aria-roledescription": "channel grid" });
  const overlay = make("canvas", "cl-overlay", { "aria-hidden": "true" });
  const numbers = { out_channel: makeNumber("out_channel", "map", (v) => pickNumber("out_channel", v)),
                    row: makeNumber("row", "row", (v) => pickNumber("row", v)), col: makeNumber("col", "column", (v) => pickNumber("col", v)) };
  const title = make("div", "cl-title", {}, "One pixel of map ", numbers.out_channel.input, ": row ", numbers.row.input, ", column ", numbers.col.input);
  const slots = new Map([["title", title]]);
  const board = make("div", "cl-board", {}, canvas, overlay, title);
  const said = make("p", "cl-said", { "aria-live": "polite" });
  const bar = make("div", "cl-bar", {}, ...(spec.controls.includes("view") ? [views.root] : []), ...(spec.controls.includes("play") ? [play] : []));
  const root = make("div", "cl-root cl-explorer", {}, ...(sliders.length ? [make("div", "cl-sliders", {}, ...sliders.map(([, s]) => s.root))] : []),
    count, shapes, ...(bar.children.length ? [bar] : []), readout, make("div", "cl-scroll", {}, board), said);
  keepKeys(root);
  el.replaceChildren(root);

  // ---- state: noted at once, drawn once a frame, told to Python when the hand rests
  function change(changes) {
    stop();
    apply(changes);
  }
  function apply(changes) {
    state = settle({ ...state, ...changes }, spec);
    request();
    clearTimeout(timer);
    timer = setTimeout(rest, 150);
  }
  function rest() {
    clearTimeout(timer);
    timer = 0;
    shown = null;  // the colour scales are set anew when the hand rests
    request();
    for (const t of TRAITS) if (String(model.get(t)) !== String(state[t])) model.set(t, state[t]);
    model.save_changes();
  }
  function request() {
    frame ||= requestAnimationFrame(draw);
  }
  function fromPython() {
    if (timer) return;  // the hand is on it: what it does comes last
    state = settle(Object.fromEntries(TRAITS.map((t) => [t, model.get(t)])), spec);
    shown = null;
    request();
  }
  function newArrays() {
    Object.assign(layer, { x: floats(model.get("_x")), weight: floats(model.get("_weight")), bias: floats(model.get("_bias")) });
    layer.forget();
    fromPython();
  }

  // ---- drawing
  function draw() {
    frame = 0;
    layer.configure(state);
    theme ??= readTheme(root);
    shown ??= scales(layer, state, spec);
    const ratio = Math.max(1, window.devicePixelRatio);
    scene = buildScene({ layer, state, spec, ratio, ...shown });
    paint(canvas, scene, theme, ratio, atlas);
    drawHover();
    for (const [trait, slider] of sliders) {
      const legal = legalValues(trait, state, spec);
      const why = legal.length > 1 ? "" : trait === "groups" ? "only 1 divides both"
        : trait.endsWith("channels") ? "this layer has 1" : `only ${legal[0]} fits`;
      slider.update(state[trait] || legal.at(-1), legal, why);
    }
    views.update(state.view);
    play.textContent = playing ? "❚❚ Stop" : state.step >= 0 ? `▶ Add channel by channel (${state.step})` : "▶ Add channel by channel";
    writeWords(count, countWords(layer, spec.has_bias));
    const words = shapeWords(layer, spec.has_bias);
    if (shapes.textContent !== words) shapes.textContent = words;
    placeSlots();
    numbers.out_channel.update(state.out_channel, state.out_channels - 1);
    numbers.row.update(state.row, layer.oh - 1);
    numbers.col.update(state.col, layer.ow - 1);
    if (!timer) say();
    root.dataset.draws = ++draws;
  }
  function say() {
    const words = sentence({ spec }, layer.pixel(state.out_channel, state.row, state.col));
    if (said.textContent !== words) said.textContent = words;
    canvas.setAttribute("aria-label", `${count.textContent}. ${words}. ${HELP}`);
  }
  function writeWords(where, words) {
    const now = words.map(([w]) => w).join("");
    if (where.textContent === now) return;
    where.replaceChildren(...words.map(([w, kind]) => (kind ? make("b", `cl-${kind}`, {}, w) : w)));
  }
  /** Mute and solo buttons and the ledger's title stand where the scene has room for them. */
  function placeSlots() {
    const used = new Set();
    for (const slot of scene.slots) {
      const key = slot.what === "title" ? "title" : `${slot.what} ${slot.c}`;
      used.add(key);
      if (!slots.has(key)) slots.set(key, board.appendChild(make("button", "cl-button cl-small",
        { type: "button", "aria-label": `${slot.what} channel ${slot.c}`, "data-control": "muted", "data-channel": slot.c,
          onclick: () => { toggle(slot.what, slot.c); } }, slot.what)));
      const element = slots.get(key);
      element.hidden = false;
      Object.assign(element.style, { left: `${slot.x}px`, top: `${slot.y}px`, width: `${slot.w}px` });
      if (slot.what !== "title") element.setAttribute("aria-pressed", slot.what === "mute" ? layer.muted.has(slot.c) : isSolo(slot.c));
    }
    for (const [key, element] of slots) if (!used.has(key)) element.hidden = true;
  }
  function drawHover() {
      const ratio = Math.max(1, window.devicePixelRatio);
    const ctx = overlay.getContext("2d");
    if (overlay.width !== canvas.width || overlay.height !== canvas.height) [overlay.width, overlay.height] = [canvas.width, canvas.height];
    Object.assign(overlay.style, { width: canvas.style.width, height: canvas.style.height });
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, overlay.width, overlay.height);
    if (hover?.scale && hover.role !== "slice") ring(ctx, { hover: true, ...pixelBox(hover) }, theme);
    readout.textContent = hover ? wordsFor(hover) : "";
  }

  // ---- picking
  const pixelBox = (p) => ({ x: p.x + p.col * p.scale, y: p.y + p.row * p.scale, w: Math.max(3, p.scale), h: Math.max(3, p.scale) });
  const channelName = (c) => spec.channel_names[c] || `channel ${c}`;
  function wordsFor(p) {
    const where = `row ${p.row}, column ${p.col}`;
    if (p.role === "map") return `Feature map ${p.o}, ${where}. A click picks this pixel.`;
    if (p.role === "partial") return `What ${channelName(p.c)} gives to map ${p.o}, ${where}. A click picks this pixel.`;
    if (p.role === "input") return `Input ${channelName(p.c)}, ${where}. A click picks the window around it.`;
    if (p.role === "slice") return `Kernel ${p.o}, slice for ${channelName(p.c)}: weight[${p.o}, ${p.c}, ${p.row}, ${p.col}]. A click picks the kernel.`;
    if (p.role === "row") return `Kernel ${p.o}. A click picks it.`;
    return `What ${channelName(p.c)} adds at this pixel. A click shows its products.`;
  }
  function pick(p) {
    const { padding, dilation, stride, kh, kw } = layer;
    const centre = (at, k) => Math.round((at + padding - (dilation * (k - 1)) / 2) / stride);
    const pixel = p.role === "input" ? { row: centre(p.row, kh), col: centre(p.col, kw) }
      : p.role === "map" || p.role === "partial" ? { row: p.row, col: p.col } : {};
    change({ ...pixel, ...(p.o === undefined ? {} : { out_channel: p.o }), ...(p.c === undefined ? {} : { in_channel: p.c }) });
  }
  function pickNumber(trait, value) {
    if (value !== null) change({ [trait]: value });
    rest();
  }
  const pointer = (event) => {
    const box = canvas.getBoundingClientRect();
    return placeAt(scene, ((event.clientX - box.left) * scene.width) / box.width, ((event.clientY - box.top) * scene.height) / box.height);
  };
  canvas.addEventListener("pointermove", (event) => {
    hover = pointer(event);
    if (event.buttons && hover) pick(hover);
    else drawHover();
  });
  canvas.addEventListener("pointerleave", () => { hover = null; drawHover(); });
  canvas.addEventListener("pointerdown", (event) => {
    const place = pointer(event);
    if (place) pick(place);
  });
  canvas.addEventListener("pointerup", rest);
  canvas.addEventListener("focus", () => { readout.textContent = HELP; });
  canvas.addEventListener("keydown", (event) => {
    const { row, col, out_channel, in_channel } = state;
    const to = { ArrowUp: { row: row - 1 }, ArrowDown: { row: row + 1 }, ArrowLeft: { col: col - 1 }, ArrowRight: { col: col + 1 },
      PageUp: { out_channel: out_channel - 1 }, PageDown: { out_channel: out_channel + 1 }, Home: { row: 0, col: 0 },
      End: { row: layer.oh - 1, col: layer.ow - 1 }, ",": { in_channel: in_channel - 1 }, ".": { in_channel: in_channel + 1 } }[event.key];
    if (to) change(to);
    else if (event.key === "m") toggle("mute", in_channel);
    else return;
    event.preventDefault();
  });

  // ---- mute, solo, play
  const isSolo = (c) => state.in_channels > 1 && !state.muted.includes(c) && state.muted.length === state.in_channels - 1;
  function toggle(what, c) {
    const others = upTo(0, state.in_channels).filter((other) => other !== c);
    const muted = what === "solo" ? (isSolo(c) ? [] : others)
      : state.muted.includes(c) ? state.muted.filter((other) => other !== c) : [...state.muted, c].sort((a, b) => a - b);
    change({ muted, in_channel: c });
    rest();
  }
  function stop() {
    clearTimeout(playing);
    playing = 0;
    if (state.step >= 0) state = { ...state, step: -1 };
  }
  function togglePlay() {
    if (playing) { stop(); rest(); }
    else advance(window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  }
  /** One more channel; after the last, the bias, and all is as before. */
  function advance(once) {
    const per = state.in_channels / state.groups;
    const step = state.step >= per ? -1 : state.step + 1;
    playing = once || step < 0 ? 0 : setTimeout(advance, step === per ? 900 : 600);
    apply({ step });
  }

  // ---- the world outside
  for (const t of TRAITS) model.on(`change:${t}`, fromPython);
  for (const t of ["_x", "_weight", "_bias"]) model.on(`change:${t}`, newArrays);
  const repaint = () => { theme = null; request(); };
  const watch = new MutationObserver(repaint);
  for (const page of [document.body, document.documentElement]) watch.observe(page, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-theme", "class"] });
  window.addEventListener("resize", repaint);
  root.convlab = {
    outputs: () => layer.outputs(),
    partial: (o, c) => layer.partial(o, c),
    ledger: () => {
      const { channels, bias, total } = layer.pixel(state.out_channel, state.row, state.col);
      return { products: channels.map((ch) => ch.products), subtotals: channels.map((ch) => ch.subtotal), bias, total };
    },
    boxes: () => scene.boxes,
    state: () => ({ ...state }),
  };
  draw();
  return () => {
    watch.disconnect();
    window.removeEventListener("resize", repaint);
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    clearTimeout(playing);
    for (const t of TRAITS) model.off(`change:${t}`, fromPython);
    for (const t of ["_x", "_weight", "_bias"]) model.off(`change:${t}`, newArrays);
  };
}

export default { render };
