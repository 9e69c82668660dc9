// A channel grid on a canvas: painted, pointed at, and picked from by pointer, finger and keys.
//
// show() gives it a layer or a state of one, drawn at once, or in the next frame if this frame has
// its picture. What a hand picks goes to `hand`; the grid does not know where its states come from,
// or who learns of what was picked.

import { sentence, soFar } from "./numbers/account.js";
import { filmOf } from "./numbers/autoplay.js";
import { guessLine } from "./numbers/guess.js";
import { isSolo, mutedToo, soloed } from "./numbers/state.js";
import { borderWords } from "./numbers/words.js";
import { makeFrames } from "./paint/frames.js";
import { paintOver } from "./paint/paint.js";
import { makePainter } from "./paint/painter.js";
import { buildScene, largestIn, layoutFor, widthIn } from "./scene/explorer.js";
import { withHead } from "./scene/head.js";
import {
  HELP,
  IDLE,
  idleWords,
  keyed,
  lights,
  ownRing,
  picked,
  placeAt,
  pointed,
  pointedWords,
  said,
  targetWords,
  valueAt,
  weightCell,
} from "./scene/pointing.js";
import { leaving, takenBack, told } from "./scene/predicting.js";
import { assign, make, penOf, write } from "./ui/dom.js";
import { saveFilm } from "./ui/film.js";
import { makeAsking, makeCounts, makePixelTitle } from "./ui/grid_controls.js";
import { watchLook } from "./ui/host.js";
import { listenToPointer, pointOn } from "./ui/pointer.js";
import { ROOM } from "./ui/present.js";
import { printAsPicture } from "./ui/print.js";
import { savePicture } from "./ui/share.js";
import { makeSlots } from "./ui/slots.js";
import { makeStuck } from "./ui/stuck.js";
import { makeWeightField } from "./ui/weight_field.js";

/** @import { Layer } from "./numbers/layer.js" */
/** @import { Subject, Written } from "./paint/painter.js" */
/**
 * @import {
 *   Drawn, ExplorerScene, ExplorerState, Layout, Point, PointedPlace, Theme,
 * } from "./types.js"
 */
/** @import { LitBox } from "./scene/pointing.js" */
/** @import { Hand } from "./ui/hand.js" */
/** @import { Pointing } from "./ui/pointer.js" */
/** @import { Shot } from "./ui/print.js" */
/** @import { Toggles } from "./ui/slots.js" */
/** @import { Weights } from "./ui/weight_field.js" */

/** @typedef {ReturnType<typeof makeElements>} Elements */
/** @typedef {ReturnType<typeof makeScreen>} Screen */
/** @typedef {{role: string}} Held  what kind of place a hand was on last */

/**
 * @typedef {object} Options
 * @property {HTMLElement} root  has the theme's colours; it is zoomed in large type
 * @property {Hand} hand
 * @property {boolean} [hasWork]  whether it is said what the layer multiplies and holds
 * @property {(drawn: Drawn) => void} onDraw  brings what stands around the grid up to date, in the
 *   same frame
 * @property {Weights} weights  what becomes of one that is typed
 */

const LARGE_TYPE = 1.4;

/** @type {ExplorerScene} */
const NOTHING = { width: 1000, height: 0, boxes: [], places: [], slots: [] };

/**
 * @param {Subject} first  what it shows first
 * @param {Options} options
 */
export function makeGridView(first, { root, hand, hasWork, onDraw, weights }) {
  const subject = { ...first };
  const elements = makeElements(hasWork);
  const screen = makeScreen(subject, elements, root);
  const own = makeOwn(subject, screen, hand, weights, () => frames.request());
  const slots = makeSlots(elements.board, own.guests, makeToggles(subject, hand));
  const frames = makeFrames(draw, () => root.isConnected);
  const costs = /** @type {number[]} */ ([]); // of the last pictures, in milliseconds
  let count = 0;

  function draw() {
    const began = performance.now();
    const { state, layer, spec } = subject;
    screen.draw();
    const scene = screen.scene();
    own.update(state, layer);
    elements.counts.update(layer, spec.has_bias, state.order);
    const { layer: written, limits, decimals } = screen.painter.written();
    const { frame } = screen.size;
    const layout = layoutFor(spec, state, scene.width);
    onDraw({ ...subject, written, scene, limits, decimals, layout, frame });
    slots.update([...scene.slots, ...own.weight.update(scene)]);
    screen.painter.lookAhead();
    costs[count++ % 256] = performance.now() - began;
  }
  function refresh() {
    screen.refresh();
    frames.request();
  }
  /** Show this from now on. @param {Partial<Subject>} changes */
  function show(changes) {
    Object.assign(subject, changes);
    frames.request();
  }
  listen(elements, { subject, screen, hand, onOpen: own.weight.open });
  const unwatch = watchPage(elements.frame, screen.size, refresh);
  const unhold = watchHold(root, () => hand.release());
  const unprint = printAsPicture(root, () => shot(subject, screen));
  function close() {
    unwatch();
    unhold();
    unprint();
    frames.cancel();
  }
  return {
    ...elements,
    title: own.title.root,
    weight: own.weight.input,
    copy: own.asking.copy,
    guests: own.guests,
    show,
    refresh,
    announce: () => announce(elements, subject, screen.painter.written()),
    save: () => savePicture(shot(subject, screen)),
    film: (/** @type {(words: string) => void} */ say) => film(subject, screen, say),
    door: doorOf(subject, screen, costs),
    close,
  };
}

/**
 * What of its own stands on the grid: the title of the picked pixel, the field for a weight, what
 * is asked.
 * @param {Subject} subject
 * @param {Screen} screen
 * @param {Hand} hand
 * @param {Weights} weights
 * @param {() => void} redraw
 */
function makeOwn(subject, screen, hand, weights, redraw) {
  const title = makePixelTitle(hand, () => hand.choose(pinned(subject.state)));
  const asking = makeAsking({
    again: () => hand.choose(takenBack(subject.state)),
    tell: () => hand.choose(told(subject.state, subject.layer)),
    line: () => guessLine(subject.state),
    leave() {
      const { decimals } = screen.painter.written();
      hand.choose(leaving(subject.layer, subject.state, decimals.maps));
    },
  });
  const { canvas } = screen;
  const given = { subject: () => subject, cellOf: weightCell, redraw, canvas, hand, weights };
  const weight = makeWeightField(given);
  const guests = new Map([["title", title.root], ["weight", weight.input], ...asking.buttons]);
  /** @param {ExplorerState} state @param {Layer} layer */
  function update(state, layer) {
    title.update(state, layer);
    asking.update(state);
  }
  return { title, asking, weight, guests, update };
}

/** @param {boolean} [hasWork] */
function makeElements(hasWork) {
  const look = { tabindex: 0, role: "application", "aria-roledescription": "channel grid" };
  const canvas = make("canvas", "cl-maps", look);
  const overlay = make("canvas", "cl-overlay", { "aria-hidden": "true" });
  const board = make("div", "cl-board", {}, canvas, overlay);
  const stuck = makeStuck();
  const frame = make("div", "cl-frame", {}, stuck.canvas, board);
  const readout = make("span", "cl-readout");
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const counts = makeCounts(hasWork);
  return { counts, canvas, overlay, board, stuck, frame, readout, announcement };
}

/**
 * What is painted: the scene on the canvas, its top once more, what a pointer lights up.
 * @param {Subject} subject
 * @param {Elements} elements
 * @param {HTMLElement} root
 */
function makeScreen(subject, elements, root) {
  const { canvas, board, stuck } = elements;
  const painter = makePainter(canvas, root, buildScene, subject);
  const size = makeSize(root, elements);
  let scene = NOTHING;
  const hover = makeHover(subject, elements, painter, { scene: () => scene, size });

  function draw() {
    size.measure(subject, heightOf);
    scene = painter.show(size.ratio, size.board, size.scale);
    assign(board.style, { width: `${scene.width}px`, height: `${scene.height}px` });
    const wide = `${Math.round(Math.min(scene.width * size.zoom, size.width || Infinity))}px`;
    if (root.style.getPropertyValue("--cl-wide") !== wide) {
      root.style.setProperty("--cl-wide", wide);
    }
    stuck.update(canvas, scene, size);
    hover.draw();
  }
  /** The height of the scene that is built for a width. @param {number} width */
  function heightOf(width) {
    const { state } = subject;
    const steps = state.step < 0 ? [-1, 1] : [state.step, -1]; // it stays while channels are added
    const scenes = steps.map((step) => {
      return painter.sceneOf({ ...subject, state: { ...state, step } }, 1, width);
    });
    return Math.max(...scenes.map((one) => one.height));
  }
  function refresh() {
    painter.forgetTheme();
    size.refresh();
  }
  /** Where on the scene it was clicked. @param {MouseEvent} event */
  const pointAt = (event) => pointOn({ canvas, width: () => scene.width }, event);
  /** The layer in the digits in which it is drawn: what is as large there is as large here. */
  const written = () => painter.written().layer;
  return {
    canvas,
    painter,
    size,
    draw,
    written,
    hover: hover.set,
    point: hover.point,
    pointAt,
    refresh,
    scene: () => scene,
  };
}

/**
 * What a pointer lights up, and the words for it.
 * @param {Subject} subject
 * @param {Elements} elements
 * @param {ReturnType<typeof makePainter>} painter
 * @param {{scene: () => ExplorerScene, size: {ratio: number}}} shown
 */
function makeHover(subject, elements, painter, { scene, size }) {
  const { canvas, readout } = elements;
  let place = /** @type {PointedPlace | null} */ (null);

  function draw() {
    const theme = painter.theme();
    const boxes = hoverBoxes(place, scene(), subject);
    if (theme) drawOver(elements, boxes, scene(), theme, size.ratio);
    const written = place ? { ...subject, layer: painter.written().layer } : subject;
    write(readout, readoutWords(place, written, scene(), canvas));
  }
  /** The next picture shows a pointer there. @param {PointedPlace | null} next */
  function set(next) {
    place = next;
  }
  /** This picture shows it. @param {PointedPlace | null} next */
  function point(next) {
    place = next;
    draw();
  }
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, draw);
  return { draw, set, point };
}

/**
 * How wide the board is built, and how large it is drawn: what the page has room for, and larger in
 * large type.
 * @param {HTMLElement} root
 * @param {Elements} elements
 */
function makeSize(root, { board, frame: element }) {
  return {
    width: 0, // of the frame, asked for only when it may have changed: it costs a layout
    frame: 1000,
    board: 0,
    zoom: 1,
    scale: 1, // the board's zoom and that of large type
    ratio: 1, // device pixels a CSS pixel of the board
    /** @param {Subject} subject @param {(width: number) => number} heightOf  of its scene */
    measure({ spec, state }, heightOf) {
      const isPresented = root.classList.contains(ROOM);
      const large = state.large && !isPresented ? LARGE_TYPE : 1;
      assign(root.style, { zoom: large === 1 ? "" : large });
      this.width ||= element.clientWidth;
      const room = { w: element.clientWidth, h: element.clientHeight };
      const { frame, width, zoom } = isPresented
        ? largestIn(room, heightOf)
        : widthIn(this.width, layoutFor(spec, state));
      this.frame = frame;
      this.board = width;
      this.zoom = zoom || 1;
      assign(root.dataset, { width: frame });
      assign(board.style, { zoom: this.zoom === 1 ? "" : this.zoom });
      board.style.setProperty("--cl-zoom", String(this.zoom));
      this.scale = large * this.zoom;
      this.ratio = Math.max(1, window.devicePixelRatio) * this.scale;
    },
    refresh() {
      this.width = element.clientWidth || this.width; // 0 while JupyterLab changes its theme
    },
  };
}

/**
 * Call back when the page has another theme, width or zoom.
 * @param {HTMLElement} frame
 * @param {{width: number}} size
 * @param {() => void} refresh
 * @returns {() => void} ends the watch
 */
function watchPage(frame, size, refresh) {
  const unwatch = watchLook(refresh);
  const resized = new ResizeObserver(() => {
    if (frame.clientWidth !== size.width) refresh();
  });
  resized.observe(frame);
  window.addEventListener("resize", refresh);
  return () => {
    unwatch();
    resized.disconnect();
    window.removeEventListener("resize", refresh);
  };
}

const ENDS = ["pointerup", "pointercancel"];

/**
 * Call back when a pointer that was pressed on the widget is released, wherever that is.
 * @param {HTMLElement} root
 * @param {() => void} onRelease
 * @returns {() => void} ends the watch
 */
function watchHold(root, onRelease) {
  let isHeld = false;
  const release = () => {
    if (isHeld) onRelease();
    isHeld = false;
  };
  root.addEventListener("pointerdown", () => {
    isHeld = true;
  });
  for (const end of ENDS) window.addEventListener(end, release);
  return () => {
    for (const end of ENDS) window.removeEventListener(end, release);
  };
}

// ---- Picking

/**
 * @param {Elements} elements
 * @param {object} given
 * @param {Subject} given.subject
 * @param {Screen} given.screen
 * @param {Hand} given.hand
 * @param {(at?: Point) => void} given.onOpen  a weight is to be typed, there or where it is drawn
 */
function listen({ canvas, stuck }, { subject, screen, hand, onOpen }) {
  const held = { role: "" };
  const pointing = makePointing(subject, screen, hand, held);
  const width = () => screen.scene().width;
  for (const one of [canvas, stuck.canvas]) listenToPointer({ canvas: one, width }, pointing);
  listenToKeys(canvas, { subject, screen, hand, held, onOpen });
  canvas.addEventListener("click", (event) => onOpen(screen.pointAt(event)));
}

/**
 * What a pointer does there; the layout of the layer comes first.
 * @param {Subject} subject
 * @param {Screen} screen
 * @param {Hand} hand
 * @param {Held} held
 * @returns {Pointing}
 */
function makePointing(subject, screen, hand, held) {
  /** @type {(place: PointedPlace, at: Point) => Partial<ExplorerState> | null} */
  function dragged(place, at) {
    const { spec, state } = subject;
    const { drag } = layoutFor(spec, state, screen.scene().width);
    return drag?.(place, at, state, screen.written()) ?? null;
  }
  return {
    placeAt: ({ x, y }) => placeAt(screen.scene(), x, y),
    hover: screen.point,
    canDrag: (place, at) => dragged(place, at) !== null,
    drag(place, at) {
      held.role = place.role;
      hand.set(dragged(place, at) ?? {});
    },
    pick(place) {
      const { spec, state, layer } = subject;
      screen.hover(place);
      held.role = place.role;
      const { pick } = layoutFor(spec, state, screen.scene().width);
      hand.set(pick?.(place, state, screen.written()) ?? picked(place, state, layer));
    },
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} given
 * @param {Subject} given.subject
 * @param {Screen} given.screen
 * @param {Hand} given.hand
 * @param {Held} given.held
 * @param {() => void} given.onOpen  Enter was pressed
 */
function listenToKeys(canvas, { subject, screen, hand, held, onOpen }) {
  canvas.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const { state, layer, spec } = subject;
    const { press } = layoutFor(spec, state, screen.scene().width);
    const { step } = state; // another pixel or kernel is picked with as many channels added
    const own = keyed(key, state, layer);
    const changes = press?.(key, state, screen.written(), held.role) ?? (own && { step, ...own });
    if (changes) hand.set(changes);
    else if (key === "m") hand.choose(toggled("mute", state.in_channel, state));
    else if (key === "p") hand.choose(pinned(state));
    else if (key === "Enter") return onOpen();
    else return;
    event.preventDefault();
  });
}

/** The picked pixel pinned, or none if it was.
 * @param {ExplorerState} state */
function pinned({ out_channel, row, col, pinned }) {
  const here = [out_channel, row, col];
  return { pinned: String(pinned) === String(here) ? [] : here };
}

/** What a channel's button does.
 * @param {"mute" | "solo"} what @param {number} c @param {ExplorerState} state */
const toggled = (what, c, state) => ({
  muted: what === "solo" ? soloed(c, state) : mutedToo(c, state),
  in_channel: c,
});

/**
 * What a channel's buttons do.
 * @param {Subject} subject
 * @param {Hand} hand
 * @returns {Toggles}
 */
const makeToggles = (subject, hand) => ({
  toggle: (what, c) => hand.choose(toggled(what, c, subject.state)),
  isOn: (what, c) => (what === "mute" ? subject.layer.muted.has(c) : isSolo(c, subject.state)),
  nameOf: (c) => nameOf(c, subject),
});

// ---- What is pointed at

/** @param {number} c @param {Subject} subject */
const nameOf = (c, { spec }) => spec.channel_names[c] || `channel ${c}`;

/**
 * What lights up under a pointer.
 * @param {PointedPlace | null} hover
 * @param {ExplorerScene} scene
 * @param {Subject} subject
 */
function hoverBoxes(hover, { places }, { layer, state }) {
  if (!hover || !("scale" in hover)) return [];
  const { row = 0, col = 0 } = hover;
  const lit = lights(places, layer, pointed(hover, state), true);
  return [...lit, ownRing({ ...hover, row, col })];
}

/**
 * @param {Elements} elements
 * @param {LitBox[]} boxes
 * @param {ExplorerScene} scene
 * @param {Theme} theme
 * @param {number} ratio
 */
function drawOver({ canvas, overlay }, boxes, { width, height }, theme, ratio) {
  assign(overlay, { hidden: !boxes.length });
  if (!boxes.length) return;
  assign(overlay, { width: canvas.width, height: canvas.height });
  assign(overlay.style, { width: canvas.style.width, height: canvas.style.height });
  const pen = penOf(overlay);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  paintOver(pen, boxes, theme);
}

/**
 * The value at the pointer and what it is; without a pointer what is picked, or can be.
 * @param {PointedPlace | null} hover
 * @param {Subject} subject
 * @param {ExplorerScene} scene
 * @param {HTMLCanvasElement} canvas
 */
function readoutWords(hover, subject, scene, canvas) {
  const { state, layer, spec } = subject;
  const layout = layoutFor(spec, state, scene.width);
  /** @param {number} c */
  const name = (c) => nameOf(c, subject);
  if (hover) {
    const words =
      layout.say?.(hover, state, layer, name) ?? pointedWords(hover, state, layer, name);
    const value = valueAt(scene, hover);
    return value === null ? words : `${said(value)} · ${words}`;
  }
  if (state.target !== "output") return targetWords(state, layer, name);
  if (canvas.matches(":focus-visible") && !layout.asks) return HELP;
  const hasMouse = !matchMedia("(hover: none)").matches;
  const kind = { ndim: layer.ndim, isNarrow: scene.width === 390, hasMouse };
  return (!layout.asks && borderWords(layer, state)) || idleWords(idleOf(layout, state), kind);
}

/** What can be done now. @param {Layout} layout @param {ExplorerState} state */
const idleOf = ({ idle, told }, { guess }) => (guess.length && told) || (idle ?? IDLE);

// ---- Words, the picture to keep, and what tests read

/**
 * Say what is picked: the grid in words, for who does not see it.
 * @param {Elements} elements
 * @param {Subject} subject
 * @param {Written} written
 */
function announce({ canvas, announcement, counts: { count } }, subject, { layer, decimals }) {
  const { state, spec } = subject;
  const { out_channel, row, col, step } = state;
  const layout = layoutFor(spec, state);
  const { tell, asks } = layout;
  const account =
    tell?.(state, layer, decimals.maps, spec) ??
    sentence({ spec, decimals }, soFar(layer.pixel(out_channel, row, col), step));
  const isOutput = state.target === "output" || state.ask === "match";
  write(announcement, isOutput ? account : targetWords(state, layer, (c) => nameOf(c, subject)));
  canvas.setAttribute(
    "aria-label",
    `${count.textContent}. ${account.replace(/\.$/, "")}. ${asks ? idleOf(layout, state) : HELP}`,
  );
}

/**
 * The picture to keep or print, with the counts above it.
 * @param {Subject} subject
 * @param {Screen} screen
 * @returns {Shot | null}
 */
function shot({ layer, state, spec }, { scene, painter }) {
  const theme = painter.theme();
  if (!theme) return null; // nothing has been painted yet
  const name = `convlab-${state.in_channels}-to-${state.out_channels}.png`;
  return { scene: withHead(scene(), layer, spec.has_bias, state.order), theme, name };
}

const FINE = 780; // pixels: a film of a narrower scene has two to a CSS pixel

/**
 * Give the reader a film of the channels that are added one by one. Returns what is said of it.
 * @param {Subject} subject  as it is now; it may change meanwhile
 * @param {Screen} screen
 * @param {(words: string) => void} say
 */
async function film(subject, { scene, painter }, say) {
  const { state, spec, layer } = subject;
  const theme = painter.theme();
  if (!theme) return ""; // nothing has been painted yet
  const ratio = scene().width < FINE ? 2 : 1;
  const frames = filmOf(state).map(({ changes, wait }) => ({
    picture() {
      const shown = { layer, spec, state: { ...state, ...changes, sliding: false } };
      const built = painter.sceneOf(shown, ratio);
      layer.configure(state);
      const picture = withHead(built, layer, spec.has_bias, state.order);
      layer.configure(subject.state);
      return picture;
    },
    wait,
  }));
  const name = `convlab-${state.in_channels}-to-${state.out_channels}.gif`;
  return saveFilm({ name, theme, ratio, frames }, say);
}

/**
 * @param {Subject} subject
 * @param {Screen} screen
 * @param {number[]} costs
 */
function doorOf(subject, { scene, painter }, costs) {
  return {
    outputs: () => subject.layer.outputs(),
    /** @param {number} o @param {number} c */
    partial: (o, c) => subject.layer.partial(o, c),
    ledger() {
      const { out_channel, row, col } = subject.state;
      const { channels, bias, total } = subject.layer.pixel(out_channel, row, col);
      const products = channels.map((channel) => channel.products);
      return { products, subtotals: channels.map((channel) => channel.subtotal), bias, total };
    },
    width: () => scene().width,
    boxes: () => scene().boxes,
    places: () => scene().places,
    costs: () => [...costs],
    kept: () => subject.layer.kept,
    foreseen: () => painter.foreseen(),
  };
}
