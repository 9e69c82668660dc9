// Trainer: a hidden kernel to be found by gradient descent. Every step is taken here; what has been
// learned goes back to Python when the descent pauses.

import { text } from "./numbers/show.js";
import { NEAR, OVERFLOW, short, Task, verdict } from "./numbers/training.js";
import { drawCurve } from "./paint/curve.js";
import { paint } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { trainerLimits, trainerScene } from "./scene/training.js";
import { makeSlider } from "./ui/controls.js";
import { make, write } from "./ui/dom.js";
import { keepKeys, watchTheme } from "./ui/host.js";
import { download, makeShare, viewLine } from "./ui/share.js";

const KEPT = ["rate", "pace", "seed", "channel", "row", "col", "show_hidden"]; // traits both sides may set

const STATE = ["rate", "pace", "seed", "steps", "channel", "row", "col", "show_hidden"];

const PICK_HELP = "Arrow keys pick a weight, comma and full stop its channel.";

function render({ model, el }) {
  const spec = model.get("_spec");
  const bytes = (trait) => {
    const v = model.get(trait);
    return v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength);
  };
  const doubles = (trait) => new Float64Array(bytes(trait));
  const starts = doubles("_starts"),
    size = starts.length / spec.seeds;
  const task = new Task(
    new Float32Array(bytes("_x")),
    spec.x_shape,
    spec.kernel_size,
    doubles("_hidden"),
  );
  const limits = trainerLimits(task);
  let state = Object.fromEntries(KEPT.map((t) => [t, model.get(t)]));
  let point,
    losses,
    now,
    playing = 0,
    frame = 0,
    theme,
    scene,
    stopped = "",
    telling = false;
  const atlas = document.createElement("canvas");

  // ---- the page
  const rate = makeSlider("rate", "Learning rate", "plain", (v) => change({ rate: v }), rest);
  const pace = makeSlider("pace", "Steps a frame", "plain", (v) => change({ pace: v }), rest);
  const seed = makeSlider(
    "seed",
    "Random start (seed)",
    "kernel",
    (v) => {
      change({ seed: v });
      restart();
    },
    rest,
  );
  const button = (what, words, onclick) =>
    make("button", "cl-button", { type: "button", "data-action": what, onclick }, words);
  const play = button("play", "▶ Play", togglePlay);
  const one = button("step", "Step", () => {
    pause();
    take(1);
    rest();
  });
  const again = button("restart", "↺ Start again", () => {
    restart();
    rest();
  });
  const share = makeShare("Trainer", save, () =>
    viewLine(STATE, { ...state, steps: losses.length - 1 }),
  );
  const show = make("input", "", {
    type: "checkbox",
    "data-control": "show_hidden",
    onchange: () => {
      change({ show_hidden: show.checked });
      rest();
    },
  });
  const status = make("p", "cl-shapes cl-verdict");
  const count = make("p", "cl-count"),
    canvas = make("canvas", "cl-maps", {
      tabindex: 0,
      role: "application",
      "aria-roledescription": "training",
    });
  const board = make("div", "cl-board", {}, canvas),
    scroll = make("div", "cl-scroll", {}, board);
  const said = make("p", "cl-said", { "aria-live": "polite" });
  const root = make(
    "div",
    "cl-root cl-explorer cl-trainer",
    {},
    make("div", "cl-sliders", {}, rate.root, pace.root, seed.root),
    count,
    status,
    make(
      "div",
      "cl-bar",
      {},
      make("div", "cl-buttons", {}, play, one, again),
      make("label", "cl-check", {}, show, "show the hidden kernel"),
    ),
    scroll,
    share,
    said,
  );
  keepKeys(root);
  el.replaceChildren(root);

  // ---- descent
  /** From the start, or from what the model holds. */
  function begin(anew = false) {
    point = anew ? starts.slice(state.seed * size, (state.seed + 1) * size) : doubles("_learned");
    now = task.slope(point);
    losses = anew ? [now.loss] : [...doubles("_losses")];
    stopped = "";
  }
  function restart() {
    pause();
    begin(true);
    request();
  }
  const spent = () => !(now.loss < OVERFLOW) || losses.length > spec.most_steps;
  /** Up to n steps, as many as a frame has time for. Returns false where descent ends. */
  function take(n) {
    const end = performance.now() + 14;
    const far = task.gap(point) >= NEAR;
    for (let i = 0; i < n && !spent() && (i === 0 || performance.now() < end); i++) {
      for (let k = 0; k < point.length; k++) point[k] -= state.rate * now.gradient[k];
      now = task.slope(point);
      losses.push(now.loss);
      if (far && task.gap(point) < NEAR) break;
    }
    if (losses.length > spec.most_steps)
      stopped = `Paused: ${text(spec.most_steps)} steps are enough for a lesson.`;
    request();
    return !spent() && !(far && task.gap(point) < NEAR);
  }
  function togglePlay() {
    if (playing) {
      pause();
      rest();
    } else if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
      take(state.pace);
      rest();
    } else if (!spent()) playing = requestAnimationFrame(run);
  }
  function run() {
    if (take(state.pace)) playing = requestAnimationFrame(run);
    else {
      playing = 0;
      rest();
    }
  }
  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
  }

  // ---- state
  function change(changes) {
    const s = { ...state, ...changes };
    const within = (v, most) => Math.max(0, Math.min(most - 1, v));
    state = {
      ...s,
      channel: within(s.channel, task.c),
      row: within(s.row, task.kh),
      col: within(s.col, task.kw),
    };
    request();
  }
  function rest() {
    if (playing) return;
    telling = true; // every set() comes back at once as a change
    for (const t of KEPT) if (model.get(t) !== state[t]) model.set(t, state[t]);
    model.set("_learned", new DataView(Float64Array.from(point).buffer));
    model.set("_losses", new DataView(Float64Array.from(losses).buffer));
    telling = false;
    model.save_changes();
    request();
  }
  function fromPython() {
    if (telling) return;
    const before = state.seed;
    change(Object.fromEntries(KEPT.map((t) => [t, model.get(t)])));
    if (state.seed !== before) restart();
  }
  function arrived() {
    pause();
    begin();
    request();
  }
  function request() {
    frame ||= requestAnimationFrame(draw);
  }

  // ---- drawing
  function draw() {
    frame = 0;
    if (!root.isConnected) return; // drawn when the page has taken it in
    theme ??= readTheme(root);
    const room = scroll.clientWidth || 904,
      narrow = room < 720,
      wide = narrow ? 616 : 904;
    const fit = Math.max(0.7, Math.min(1, room / wide)); // narrower than this, it scrolls
    Object.assign(board.style, { width: `${wide}px`, zoom: fit < 1 ? fit : "" });
    const ratio = Math.max(1, window.devicePixelRatio) * fit;
    scene = trainerScene({
      task,
      point,
      now,
      limits,
      ratio,
      picked: state,
      names: spec.channel_names,
      input: spec.input,
      rate: state.rate,
      shown: state.show_hidden,
      narrow,
    });
    paint(canvas, scene, theme, ratio, atlas);
    drawCurve(canvas, scene.curve, losses, theme, ratio);
    rate.update(state.rate, spec.rates);
    pace.update(state.pace, spec.paces);
    seed.update(
      state.seed,
      Array.from({ length: spec.seeds }, (_, i) => i),
    );
    show.checked = state.show_hidden;
    write(play, playing ? "❚❚ Pause" : "▶ Play");
    play.disabled = one.disabled = spent();
    const steps = losses.length - 1;
    write(count, `Step ${text(steps)}: loss ${short(now.loss)}`);
    const words = verdict({ steps, rate: state.rate, losses, gap: task.gap(point), stopped });
    write(status, words);
    if (playing) return;
    write(said, `${count.textContent}. ${words}`);
    const slope = now.gradient[(state.channel * task.kh + state.row) * task.kw + state.col];
    canvas.setAttribute(
      "aria-label",
      `${count.textContent}. ${words} Picked: the weight of ${spec.channel_names[state.channel] || `channel ${state.channel}`}, ` +
        `row ${state.row}, column ${state.col}, is ${text(weightAt(), 2)}, its gradient ${short(slope)}. ${PICK_HELP}`,
    );
  }
  const weightAt = () => point[(state.channel * task.kh + state.row) * task.kw + state.col];

  /** The picture, twice its size on screen, with the words above it. */
  function save() {
    const dy = 76,
      picture = document.createElement("canvas");
    const head = [
      { kind: "text", text: count.textContent, x: 8, y: 24, size: 24, bold: true },
      { kind: "text", text: status.textContent, x: 8, y: 54, colour: "ink-2" },
    ];
    const boxes = [...head, ...scene.boxes.map((box) => ({ ...box, y: box.y + dy }))];
    paint(
      picture,
      { ...scene, height: scene.height + dy, boxes },
      theme,
      2,
      document.createElement("canvas"),
    );
    drawCurve(picture, { ...scene.curve, y: scene.curve.y + dy }, losses, theme, 2);
    download(picture, `convlab-step-${losses.length - 1}.png`);
  }

  // ---- picking a weight
  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const zoom = box.width / scene.width;
    const x = (event.clientX - box.left) / zoom,
      y = (event.clientY - box.top) / zoom;
    const p = scene.places.find(
      (q) => q.role === "weight" && x >= q.x && x < q.x + q.w && y >= q.y && y < q.y + q.h,
    );
    if (!p) return;
    change({
      channel: p.c,
      row: Math.floor((y - p.y) / p.tall),
      col: Math.floor((x - p.x) / p.scale),
    });
    if (!playing) rest();
  });
  canvas.addEventListener("keydown", (event) => {
    const { channel, row, col } = state;
    const to = {
      ArrowUp: { row: row - 1 },
      ArrowDown: { row: row + 1 },
      ArrowLeft: { col: col - 1 },
      ArrowRight: { col: col + 1 },
      ",": { channel: channel - 1 },
      ".": { channel: channel + 1 },
    }[event.key];
    if (!to) return;
    change(to);
    if (!playing) rest();
    event.preventDefault();
  });

  // ---- the world outside
  for (const t of KEPT) model.on(`change:${t}`, fromPython);
  model.on("change:_sent", arrived);
  const repaint = () => {
    theme = null;
    request();
  };
  const forget = watchTheme(repaint);
  const resized = new ResizeObserver(repaint);
  resized.observe(scroll);
  window.addEventListener("resize", repaint);
  root.convlab = {
    learned: () => Array.from(point),
    losses: () => Array.from(losses),
    gradient: () => Array.from(now.gradient),
    maps: () => ({
      target: Array.from(task.target),
      now: Array.from(now.map),
      error: Array.from(now.error),
    }),
    boxes: () => scene.boxes,
    state: () => ({ ...state }),
  };
  begin();
  draw();
  return () => {
    forget();
    resized.disconnect();
    window.removeEventListener("resize", repaint);
    cancelAnimationFrame(frame);
    cancelAnimationFrame(playing);
    for (const t of KEPT) model.off(`change:${t}`, fromPython);
    model.off("change:_sent", arrived);
  };
}

export default { render };
