// WrongConvolutions: the layer beside what it is often taken for, and the place where they differ.

import { addsUp } from "./ledger.js";
import { decimalsOf, paint, readTheme, text, units } from "./paint.js";
import { account, difference, farthest, limitOf, linesFor, reason, workOut } from "./ideas.js";
import {
  keepKeys,
  make,
  makeRadios,
  makeSlider,
  savePicture,
  watchTheme,
  write,
} from "./controls.js";
import { makeShare, viewLine } from "./share.js";

const TRAITS = ["idea", "out_channel", "row", "col"];
const MAP = 264,
  GAP = 48,
  LEFT = 8,
  LINE = 26,
  BOARD = 904,
  NARROW = 592; // three maps side by side, or two
const HELP = "Arrow keys move the pixel, J jumps to where they differ most.";
const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const within = (value, end) => Math.max(0, Math.min(end - 1, value));

const counts = (line) => line.value !== undefined && !line.quiet;

/** Everything that is said about one place, as numbers. */
function look(worked, spec, { idea, row, col }) {
  const at = row * worked.ow + col;
  const [layer, wrong] = [null, idea].map((one) =>
    account(worked, one, at, spec.channel_names, spec.has_bias),
  );
  const y = worked.y[at],
    answers = worked.maps[idea].map((map) => map[at]),
    off = difference(worked, idea)[at];
  const apart = [
    { name: answers.length > 1 ? "the one farthest off" : "the idea", value: y + off },
    { name: "less the layer", value: -y, less: true },
  ];
  const sums = [
    [layer, y],
    [apart, off],
    ...(answers.length === 1 ? [[wrong, answers[0]]] : []),
  ].map(([lines, total]) => ({ lines, parts: lines.filter(counts).map((l) => l.value), total }));
  const { decimals } = addsUp(sums, false);
  for (const { lines, parts, total } of sums) {
    // what no number of decimals makes whole is said
    const missing = parts.reduce((left, v) => left - units(v, decimals), units(total, decimals));
    if (missing) lines.push({ name: "rounding", value: missing / 10 ** decimals, colour: "ink-2" });
  }
  return { at, layer, wrong, apart, y, answers, off, decimals };
}

/** Boxes to paint and maps to point at. */
function buildScene({ worked, photo, rounds, spec, state, seen, limit, ratio, board }) {
  const boxes = [],
    places = [];
  const add = (kind, box) => boxes.push({ kind, ...box });
  const { oh, ow } = worked,
    { idea, row, col } = state,
    { decimals, y, off } = seen;
  const about = spec.ideas[idea],
    rows = linesFor(spec.x_shape[0]) + rounds,
    few = spec.x_shape[0] <= 3,
    number = (v) => text(v, decimals);
  const fit = (MAP * ratio) / Math.max(oh, ow);
  const scale = (fit >= 1.5 ? Math.floor(fit) : fit) / ratio;
  const wide = ow * scale > 220 ? ow * scale : MAP,
    base = 52 + oh * scale + 30,
    sums = base + 34,
    total = sums + LINE * rows - 6;
  const narrow = board < BOARD,
    top = total + 68; // where the photo lies
  const [kh, kw] = spec.weight_shape.slice(2);

  const panel = (n, label, title, formula, slices, maps, lines, strong = false) => {
    const x = LEFT + n * (MAP + GAP),
      right = x + wide;
    add("text", {
      text: label,
      x,
      y: drop + 8,
      size: 14,
      bold: strong,
      colour: strong ? "ink" : "ink-2",
    });
    add("text", { text: title, x, y: drop + 34, size: 17, bold: true, max: MAP });
    const rgb = maps.length > 1;
    const data = rgb ? worked.rgb : maps[0];
    const ends = rgb
      ? data.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
      : limit;
    add("map", {
      data,
      w: ow,
      h: oh,
      scheme: rgb ? "rgb" : "signed",
      range: ends,
      scale,
      x,
      y: drop + 52,
    });
    places.push({ x, y: drop + 52, scale });
    add("ring", {
      x: x + col * scale,
      y: drop + 52 + row * scale,
      w: Math.max(3, scale),
      h: Math.max(3, scale),
    });
    const cell = 21 / Math.max(kh, kw),
      along = (i) => right - (slices.length - i) * (kw * cell + 4) + 4;
    add("text", { text: formula, x, y: drop + base, max: along(0) - 10 - x });
    const block = (slice, x, y) =>
      add("cells", {
        values: [...slice],
        columns: kw,
        cell,
        blocks: true,
        scheme: "signed",
        range: spec.slice_limit,
        x,
        y,
      });
    slices.forEach((slice, i) => block(slice, along(i), drop + base - 12));
    lines.forEach(({ name, value, colour, quiet, less, slice }, i) => {
      const at = drop + sums + LINE * i,
        remark = value === undefined;
      add("text", {
        text: name,
        x,
        y: at,
        size: remark ? 14 : 15,
        colour: remark || quiet ? "ink-2" : colour,
        max: remark ? wide : slice && !few ? 128 : 180,
      });
      if (slice && !few) block(slice, x + 140, at - 11); // beside the formula there is room for three
      if (!remark)
        add("text", {
          text: less && value > 0 ? `−(${number(-value)})` : number(value),
          x: right,
          y: at,
          align: "right",
          colour: quiet ? "ink-2" : "ink",
        });
    });
    return { x, y: drop + total, w: wide, h: 40 };
  };
  const box = (place, value) =>
    add("swatch", { value, text: number(value), range: limit, ...place });

  let drop = 0; // how far down a panel starts
  const layer = panel(
    0,
    "what the layer does",
    "A slice for each, then add",
    "y = Σ w[c] ∗ x[c] + b",
    few ? worked.slices : [],
    [worked.y],
    seen.layer,
    true,
  );
  box(layer, y);
  add("ring", { ...layer, width: 3, halo: 1.5 });
  const wrong = panel(
    1,
    "a common idea, not the layer",
    about.title,
    about.formula,
    few ? worked.used[idea] : [],
    worked.maps[idea],
    seen.wrong,
  );
  if (seen.answers.length === 1) box(wrong, seen.answers[0]);
  else
    add("text", {
      text: seen.answers.map(number).join(", "),
      x: wrong.x + wide / 2,
      y: total + 21,
      size: 20,
      bold: true,
      align: "center",
    });
  if (narrow) drop = top + 136;
  const apart = panel(
    narrow ? 0 : 2,
    "the same scale",
    "How far they are apart",
    "idea − layer",
    [],
    [difference(worked, idea)],
    seen.apart,
  );
  if (narrow) apart.y = drop + sums + LINE * seen.apart.length;
  box(apart, off);

  // The photo, where there is one, with the window that the kernel stands on, and what is to be seen there
  const [, h, w] = spec.x_shape,
    filled = (96 * ratio) / Math.max(h, w);
  const shrink = (filled >= 1 ? Math.round(filled) : filled) / ratio;
  const { stride, padding, dilation } = spec.steps;
  if (photo)
    add("map", { data: photo, w, h, scheme: "rgb", range: [0, 1], scale: shrink, x: LEFT, y: top });
  const edge = (at, k, end) => [
    within(at * stride - padding, end),
    within(at * stride - padding + dilation * (k - 1), end) + 1,
  ];
  const [up, down] = edge(row, kh, h),
    [from, to] = edge(col, kw, w);
  if (photo)
    add("ring", {
      x: LEFT + from * shrink,
      y: top + up * shrink,
      w: (to - from) * shrink,
      h: (down - up) * shrink,
      width: 1.5,
      halo: 1,
    });
  const x = LEFT + (photo ? w * shrink + 24 : 0);
  const far =
    Math.abs(off) < 0.5 * 10 ** -decimals
      ? "here they agree"
      : `they are ${number(Math.abs(off))} apart`;
  const room = { x, max: board - x - (narrow ? LEFT : 130) }; // a long line is set narrower
  add("text", {
    text: `Row ${row}, column ${col}: ${far}`,
    y: top + 14,
    size: 17,
    bold: true,
    ...room,
  });
  const [why, also] = reason(worked, idea, about);
  add("text", { text: why, y: top + 42, ...room });
  add("text", {
    text: `It answers ${seen.answers.map(number).join(", ")} where the layer says ${number(y)}${also}.`,
    y: top + 68,
    ...room,
  });
  const legend = narrow
    ? { x: LEFT + MAP + GAP, y: drop + 56 }
    : { x: LEFT + 2 * (MAP + GAP) + wide - 112, y: top + 4 };
  add("scale", { range: limit, w: 112, ...legend });
  return {
    boxes,
    places,
    width: board,
    height: narrow ? apart.y + 48 : top + Math.max(88, photo ? h * shrink + 8 : 0),
  };
}

/** The same for a screen reader. */
function twin({ layer, wrong, y, answers, decimals, off }, about, { row, col }) {
  const sum = (some) =>
    some
      .filter(counts)
      .map((l) => `${l.name} ${text(l.value, decimals)}`)
      .join(" + ");
  const said =
    answers.length > 1
      ? `${sum(wrong)}, not added up`.replaceAll(" + ", "; ")
      : `${sum(wrong)} = ${text(answers[0], decimals)}`;
  return `pixel (${row}, ${col}): the layer: ${sum(layer)} = ${text(y, decimals)}. The idea ${about.title}: ${said}. Difference ${text(off, decimals)}`;
}

function render({ model, el }) {
  const spec = model.get("_spec");
  const task = {
    x: floats(model.get("_x")),
    xShape: spec.x_shape,
    weight: floats(model.get("_weight")),
    weightShape: spec.weight_shape,
    bias: floats(model.get("_bias")),
    steps: spec.steps,
  };
  const photo = spec.x_shape[0] === 3 ? task.x : null;
  const [dx, dw, db] = [task.x, task.weight, task.bias].map((values) => decimalsOf(values, 0, 5));
  const rounds = dx + dw > 4 || db > 4; // four decimals may not add up: there is room for a line that says so
  const kernels = Array.from({ length: spec.weight_shape[0] }, (_, o) => o);
  const known = new Map(); // kernel -> everything worked out
  const names = Object.keys(spec.ideas);
  const atlas = document.createElement("canvas");
  let state = read(),
    theme,
    scene,
    frame = 0,
    timer = 0,
    telling = false;

  // ---- the page
  const head = make("p", "cl-count");
  const radios = makeRadios("idea", "A common idea", names, (idea) => {
    change({ idea });
    rest();
  });
  const slider = makeSlider(
    "out_channel",
    "Kernel",
    "kernel",
    (o) => change({ out_channel: o }),
    rest,
  );
  const jump = make(
    "button",
    "cl-button",
    { type: "button", "data-control": "jump", onclick: leap },
    "Jump to where they differ most",
  );
  const canvas = make("canvas", "cl-maps", {
    tabindex: 0,
    role: "application",
    "aria-roledescription": "maps to compare",
  });
  const said = make("p", "cl-said", { "aria-live": "polite" });
  const scroll = make("div", "cl-scroll", {}, make("div", "cl-board", {}, canvas));
  const share = makeShare(
    "WrongConvolutions",
    () => savePicture(captioned(), theme, `convlab-${state.idea.replaceAll(" ", "-")}.png`),
    () => viewLine(TRAITS, state),
  );
  const root = make(
    "div",
    "cl-root cl-explorer cl-wrongs",
    {},
    head,
    make(
      "p",
      "cl-shapes",
      {},
      `${spec.x_shape[0]} channels in, 1 kernel, 1 map: one signed number at each place, blue below 0, red above. It is no picture.`,
    ),
    make("div", "cl-bar", {}, radios.root),
    make("div", "cl-bar", {}, ...(kernels.length > 1 ? [slider.root] : []), jump),
    scroll,
    share,
    said,
  );
  keepKeys(root);
  el.replaceChildren(root);

  // ---- state: noted at once, drawn once a frame, told to Python when the hand rests
  function read() {
    return Object.fromEntries(TRAITS.map((t) => [t, model.get(t)]));
  }
  function work(o = state.out_channel) {
    if (!known.has(o)) known.set(o, workOut(task, o));
    return known.get(o);
  }
  function change(changes) {
    state = { ...state, ...changes };
    const { oh, ow } = work();
    Object.assign(state, { row: within(state.row, oh), col: within(state.col, ow) });
    request();
    clearTimeout(timer);
    timer = setTimeout(rest, 150);
  }
  function rest() {
    clearTimeout(timer);
    timer = 0;
    telling = true; // each trait that is set calls back while the next ones are still old
    for (const t of TRAITS) if (model.get(t) !== state[t]) model.set(t, state[t]);
    telling = false;
    model.save_changes();
    request();
  }
  function fromPython() {
    if (timer || telling) return; // the hand is on it: what it does comes last
    state = read();
    request();
  }
  function leap() {
    change(farthest(work(), state.idea));
    rest();
  }
  function request() {
    frame ||= requestAnimationFrame(draw);
  }

  // ---- drawing
  function draw() {
    frame = 0;
    if (!root.isConnected) return; // drawn when the page has taken it in
    theme ??= readTheme(root);
    const worked = work(),
      limit = spec.limit || limitOf(worked, state.idea),
      about = spec.ideas[state.idea];
    const room = scroll.clientWidth || BOARD,
      wide = room > 0.8 * BOARD ? BOARD : NARROW;
    const fit = Math.max(0.75, Math.min(1, room / wide)); // narrower than this, it scrolls
    Object.assign(canvas.parentElement.style, { width: `${wide}px`, zoom: fit < 1 ? fit : "" });
    const ratio = Math.max(1, window.devicePixelRatio) * fit;
    const seen = look(worked, spec, state);
    scene = buildScene({ worked, photo, rounds, spec, state, seen, limit, ratio, board: wide });
    paint(canvas, scene, theme, ratio, atlas);
    head.replaceChildren(`${about.question} `, make("b", "", {}, about.answer));
    radios.update(state.idea);
    slider.update(state.out_channel, kernels);
    if (timer) return;
    const words = twin(seen, about, state);
    write(said, words);
    canvas.setAttribute("aria-label", `${words}. ${HELP}`);
  }

  /** The picture to save: the maps with the question and its answer above them. */
  function captioned() {
    const dy = 48;
    return {
      width: scene.width,
      height: scene.height + dy,
      boxes: [
        { kind: "text", text: head.textContent, x: LEFT, y: 24, size: 24, bold: true },
        ...scene.boxes.map((box) => ({ ...box, y: box.y + dy })),
      ],
    };
  }

  // ---- picking
  function pick(event) {
    const edge = canvas.getBoundingClientRect(),
      zoom = scene.width / edge.width;
    const x = (event.clientX - edge.left) * zoom,
      y = (event.clientY - edge.top) * zoom;
    const { oh, ow } = work();
    const place = scene.places.find(
      (p) => x >= p.x && x < p.x + ow * p.scale && y >= p.y && y < p.y + oh * p.scale,
    );
    if (place)
      change({
        row: Math.floor((y - place.y) / place.scale),
        col: Math.floor((x - place.x) / place.scale),
      });
  }
  canvas.addEventListener("pointerdown", pick);
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) pick(event);
  });
  canvas.addEventListener("pointerup", rest);
  canvas.addEventListener("keydown", (event) => {
    const { row, col } = state;
    const to = {
      ArrowUp: { row: row - 1 },
      ArrowDown: { row: row + 1 },
      ArrowLeft: { col: col - 1 },
      ArrowRight: { col: col + 1 },
    }[event.key];
    if (to) change(to);
    else if (event.key === "j") leap();
    else return;
    event.preventDefault();
  });

  // ---- the world outside
  for (const t of TRAITS) model.on(`change:${t}`, fromPython);
  const forget = watchTheme(() => {
    theme = null;
    request();
  });
  const laidOut = new ResizeObserver(request);
  laidOut.observe(root);
  const shaped = (maps) => ({
    shape: [maps.length, work().oh, work().ow],
    data: Float32Array.from(maps.flatMap((map) => [...map])),
  });
  root.convlab = {
    outputs: () => shaped([work().y]),
    wrong: (idea) => shaped(work().maps[idea]),
    difference: () => shaped([difference(work(), state.idea)]),
    ledger: () => look(work(), spec, state),
    boxes: () => scene.boxes,
    state: () => ({ ...state }),
  };
  return () => {
    forget();
    laidOut.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    for (const t of TRAITS) model.off(`change:${t}`, fromPython);
  };
}

export default { render };
