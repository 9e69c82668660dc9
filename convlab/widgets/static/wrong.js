// WrongConvolutions: the layer beside what it is often taken for, and the place where they differ.

import { difference, farthest, limitOf, look, twin, workOut } from "./numbers/ideas.js";
import { within } from "./numbers/range.js";
import { decimalsOf } from "./numbers/show.js";
import { paint } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { BOARD, ideasScene, LEFT, NARROW } from "./scene/ideas.js";
import { makeRadios, makeSlider } from "./ui/controls.js";
import { make, write } from "./ui/dom.js";
import { keepKeys, watchTheme } from "./ui/host.js";
import { makeShare, savePicture, viewLine } from "./ui/share.js";

const TRAITS = ["idea", "out_channel", "row", "col"];

const HELP = "Arrow keys move the pixel, J jumps to where they differ most.";

const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

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
    scene = ideasScene({ worked, photo, rounds, spec, state, seen, limit, ratio, board: wide });
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
