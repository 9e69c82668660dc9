// A network as a film strip: what each layer costs, and some of its layers with their maps. Pure:
// the very boxes that convlab/scene/strip.py makes.

/** @import { Board, Colour, MapData, Scene, StripLayer, StripScene } from "../types.js" */

import { makeBoard, widthOf } from "./board.js";
import { centreMap } from "./maps.js";
import { THIN } from "./rings.js";

const LEFT = 12; // the margin
const GAP = 17; // between two frames
const LABELS = 104; // the column of labels
const FRAME = 124; // the width of a frame, but for a phone's
const LINE = 70; // layers in a line of the skyline
const BAR = 50; // the height of the longest bar
const NARROW = 480; // below, a phone

/**
 * The whole strip: what it says of the network, the skyline, and the frames.
 * @param {StripScene} strip
 * @returns {Scene}
 */
export function buildStrip(strip) {
  const board = makeBoard();
  let y = putHead(board, strip);
  y = putSkyline(board, strip, y);
  y = putFrames(board, strip, y);
  return { width: strip.width, height: y, boxes: board.boxes, places: board.places };
}

/**
 * How many frames stand in a line, in how many lines, and how wide they are.
 * @param {number} width  of the scene
 */
export function framesOf(width) {
  const room = width - 2 * LEFT;
  if (width < NARROW) return { across: 2, down: 2, side: Math.floor((room - GAP) / 2) };
  return { across: Math.floor((room + GAP) / (FRAME + GAP)), down: 1, side: FRAME };
}

/**
 * The layer in the first frame, so that as many have one as there is room for.
 * @param {number} width
 * @param {number} first
 * @param {number} count
 */
export function firstFrame(width, first, count) {
  const { across, down } = framesOf(width);
  return Math.max(0, Math.min(first, count - across * down));
}

/** @param {StripScene} strip */
const isNarrow = ({ width }) => width < NARROW;

/** @type {(board: Board, strip: StripScene) => number} where it ends */
function putHead(board, strip) {
  const max = strip.width - 2 * LEFT;
  const narrow = isNarrow(strip);
  const [size, pitch] = narrow ? [20, 28] : [24, 32];
  let y = 16;
  for (const text of narrow ? strip.title : [strip.title.join(" · ")]) {
    board.add("text", { text, x: LEFT, y, size, bold: true, max });
    y += pitch;
  }
  for (const text of narrow ? strip.about : [strip.about.join(" · ")]) {
    board.add("text", { text, x: LEFT, y, size: 14, colour: "ink-2", max });
    y += 22;
  }
  return y;
}

// ---- The skyline

/** @typedef {{x: number, y: number, pitch: number, first: number, count: number}} Line */

/** @type {(line: Line, n: number) => number} where layer n stands */
const at = ({ x, first, pitch }, n) => x + (n - first) * pitch;

/** @type {(board: Board, strip: StripScene, y: number) => number} where it ends */
function putSkyline(board, strip, y) {
  const count = strip.layers.length;
  const x = LEFT + (isNarrow(strip) ? 0 : LABELS);
  const lines = Math.ceil(count / LINE);
  const per = Math.ceil(count / lines);
  const room = strip.width - LEFT - x;
  const pitch = Math.min(56, Math.floor(room / per));
  let top = y;
  if (isNarrow(strip)) {
    const text = "up: multiply-adds, down: parameters, dot: dead maps";
    const max = strip.width - 24;
    board.add("text", { text, x: LEFT, y: top + 8, size: 14, colour: "ink-2", max });
    top += 22;
  }
  for (let first = 0; first < count; first += per) {
    const line = { x, y: top, pitch, first, count: Math.min(per, count - first) };
    top = putLine(board, strip, line);
  }
  if (strip.note) {
    const look = /** @type {const} */ ({ size: 14, colour: "ink-2" });
    board.add("text", { text: strip.note, x, y: top + 8, max: room, ...look });
    top += 24;
  }
  return top + 8;
}

/** @type {(board: Board, strip: StripScene, line: Line) => number} where it ends */
function putLine(board, strip, line) {
  const { pitch, first, count, y } = line;
  const { picked } = strip;
  const isWide = pitch >= 30;
  const side = pitch - (isWide ? 6 : 1);
  const thumbs = y + 24;
  const counts = thumbs + (side >= 6 ? side + 6 : 0);
  const zero = counts + (isWide ? 22 : 0) + BAR;
  const dots = zero + BAR + 10;
  const layers = strip.layers.slice(first, first + count);
  if (first <= picked && picked < first + count) {
    const look = { w: pitch, h: dots - y - 14, colour: /** @type {const} */ ("pick-ground") };
    board.add("ground", { x: at(line, picked), y: y + 22, ...look });
  }
  putBrackets(board, layers, line);
  if (!isNarrow(strip)) putLabels(board, { y, side, isWide, thumbs, counts, zero, dots });
  for (const one of layers)
    putColumn(board, strip, line, one, { side, thumbs, counts, zero, dots });
  putWindow(board, strip, line, zero + BAR);
  for (const one of layers) {
    const place = { x: at(line, one.number), y: y + 22, w: pitch, h: dots - y - 14 };
    board.places.push({ role: "layer", n: one.number, ...place });
  }
  return dots + 14;
}

/** @typedef {{side: number, thumbs: number, counts: number, zero: number, dots: number}} Heights */

/** @param {Board} board @param {Heights & {y: number, isWide: boolean}} heights */
function putLabels(board, { y, side, isWide, thumbs, counts, zero, dots }) {
  /** @type {[text: string, y: number, colour: Colour][]} */
  const rows = [["map size", y + 8, "ink-2"]];
  if (side >= 6) rows.push(["loudest map", thumbs + side / 2, "ink-2"]);
  if (isWide) rows.push(["maps", counts + 8, "ink-2"]);
  rows.push(["multiply-adds", zero - 16, "ink"], ["parameters", zero + 14, "ink-2"]);
  rows.push(["dead maps", dots, "ink-2"]);
  for (const [text, at, colour] of rows) {
    board.add("text", { text, x: LEFT, y: at, size: 14, colour, max: LABELS - 12 });
  }
}

/**
 * One layer of the skyline.
 * @param {Board} board
 * @param {StripScene} strip
 * @param {Line} line
 * @param {StripLayer} one
 * @param {Heights} heights
 */
function putColumn(board, strip, line, one, { side, thumbs, counts, zero, dots }) {
  const { pitch } = line;
  const x = at(line, one.number);
  if (side >= 6) putThumb(board, strip, one.number, { x, y: thumbs, size: side }, true);
  if (pitch >= 30 && one.channels.length) {
    const look = /** @type {const} */ ({ size: 14, align: "center", colour: "kernel" });
    const text = one.channels[1];
    board.add("text", { text, x: x + side / 2, y: counts + 8, max: pitch - 4, ...look });
  }
  const w = Math.max(1, Math.floor((pitch * 6) / 10));
  const bar = x + (side - w) / 2;
  const up = (BAR * one.macs) / most(strip, "macs");
  const down = (BAR * one.parameters) / most(strip, "parameters");
  board.add("ground", { x: bar, y: zero - up, w, h: up, colour: "ink" });
  board.add("ground", { x: bar, y: zero + 1, w, h: down, colour: "control" });
  if (one.dead) {
    const dot = { w: 3, h: 3, colour: /** @type {const} */ ("ink") };
    board.add("ground", { x: x + side / 2 - 1.5, y: dots - 1.5, ...dot });
  }
}

/** @type {(strip: StripScene, name: "macs" | "parameters") => number} the most of all layers */
const most = ({ layers }, name) => Math.max(1, ...layers.map((one) => one[name]));

/**
 * Over neighbours whose maps are of one size: that size.
 * @param {Board} board
 * @param {StripLayer[]} layers
 * @param {Line} line
 */
function putBrackets(board, layers, line) {
  let first = 0;
  while (first < layers.length) {
    const { size, number } = layers[first];
    let end = first;
    while (end < layers.length && layers[end].size === size) end++;
    const x = at(line, number);
    const w = (end - first) * line.pitch - 4;
    first = end;
    if (!size) continue;
    const text = widthOf(size) <= w ? size : size.split("×")[0];
    if (widthOf(text) <= w) {
      const look = /** @type {const} */ ({ size: 14, colour: "ink-2", align: "center" });
      board.add("text", { text, x: x + w / 2, y: line.y + 8, ...look });
    }
    board.add("rule", { x, y: line.y + 19, dx: w, dy: 0, width: 2, colour: "control" });
  }
}

/**
 * The loudest map of a layer, ringed if it is the picked one.
 * @param {Board} board
 * @param {StripScene} strip
 * @param {number} n
 * @param {{x: number, y: number, size: number}} square
 * @param {boolean} isThin
 */
function putThumb(board, strip, n, square, isThin) {
  const { x, y, size } = square;
  if (!strip.layers[n].shown) {
    board.add("hatch", { x, y, w: size, h: size });
    return;
  }
  centreMap(board, mapOf(strip, n, 0), square, strip.ratio);
  if (n === strip.picked) board.add("ring", { x, y, w: size, h: size, ...(isThin ? THIN : {}) });
}

/** @type {(strip: StripScene, n: number, i: number) => MapData} the i-th loudest map of layer n */
function mapOf({ layers, maps }, n, i) {
  return { ...maps[n][i], scheme: "signed", range: layers[n].limits[i] };
}

/** @type {(board: Board, strip: StripScene, line: Line, bottom: number) => void} */
function putWindow(board, strip, line, bottom) {
  const count = strip.layers.length;
  const { across, down } = framesOf(strip.width);
  const first = firstFrame(strip.width, strip.first, count);
  const start = Math.max(first, line.first);
  const end = Math.min(first + across * down, line.first + line.count);
  if (across * down >= count || start >= end) return;
  board.add("ring", {
    x: at(line, start) - 3,
    y: line.y + 22,
    w: (end - start) * line.pitch + 5,
    h: bottom - line.y - 20,
    colour: "ink",
    width: 1.5,
    halo: 0,
  });
}

// ---- The frames

/** @type {(board: Board, strip: StripScene, y: number) => number} where they end */
function putFrames(board, strip, y) {
  const { across, down, side } = framesOf(strip.width);
  const count = strip.layers.length;
  const first = firstFrame(strip.width, strip.first, count);
  const end = Math.min(first + across * down, count);
  const height = frameHeight(side) + 12;
  for (let n = first; n < end; n++) {
    const line = Math.floor((n - first) / across);
    const x = LEFT + ((n - first) % across) * (side + GAP);
    putFrame(board, strip, n, { x, y: y + line * height, side });
  }
  return y + Math.ceil((end - first) / across) * height;
}

/** @param {number} side */
const frameHeight = (side) => 94 + side + smallOf(side) + 6 + 108;

/** @type {(side: number) => number} the side of the three small maps */
const smallOf = (side) => Math.floor((side - 10) / 3);

/** One layer: its names, channels, maps and counts.
 * @param {Board} board @param {StripScene} strip @param {number} n
 * @param {{x: number, y: number, side: number}} place */
function putFrame(board, strip, n, { x, y, side }) {
  const one = strip.layers[n];
  const whole = { x: x - 8, y, w: side + 16, h: frameHeight(side) };
  const quiet = /** @type {const} */ ({ size: 14, colour: "ink-2" });
  if (n === strip.picked) board.add("ground", { ...whole, colour: "pick-ground" });
  board.places.push({ role: "layer", n, frame: true, ...whole });
  board.add("text", { text: String(n), x, y: y + 14, size: 14, bold: true });
  if (one.path) {
    const after = widthOf(String(n)) + 6;
    board.add("text", { text: one.path, x: x + after, y: y + 14, max: side - after, ...quiet });
  }
  board.add("text", { text: one.name, x, y: y + 34, bold: true, max: side });
  putChannels(board, one, x, y + 58);
  board.add("text", { text: one.kind, x, y: y + 80, max: side, ...quiet });
  const top = y + 94;
  putThumb(board, strip, n, { x, y: top, size: side }, false);
  let below = top + side + 6 + smallOf(side);
  if (one.shown) {
    putSmall(board, strip, n, { x, y: top + side + 6, side });
    const [text, end] = one.loudest;
    board.add("text", { text, x, y: below + 14, size: 14, colour: "kernel" });
    board.add("text", { text: end, x: x + side, y: below + 14, align: "right", ...quiet });
    below += 22;
  }
  for (const [i, text] of one.facts.entries()) {
    const bold = one.dead && i === 0;
    const colour = bold ? "ink" : "ink-2";
    board.add("text", { text, x, y: below + 14 + 20 * i, size: 14, max: side, bold, colour });
  }
}

/** The next loudest maps, small.
 * @param {Board} board @param {StripScene} strip @param {number} n
 * @param {{x: number, y: number, side: number}} place */
function putSmall(board, strip, n, { x, y, side }) {
  const size = smallOf(side);
  for (let i = 1; i < Math.min(4, strip.layers[n].limits.length); i++) {
    const square = { x: x + (i - 1) * (size + 5), y, size };
    centreMap(board, mapOf(strip, n, i), square, strip.ratio);
  }
}

/** `3 → 64`: in and out, in their colours.
 * @type {(board: Board, one: StripLayer, x: number, y: number) => void} */
function putChannels(board, { channels }, x, y) {
  if (!channels.length) return;
  /** @type {[text: string, colour: Colour, bold: boolean][]} */
  const parts = [
    [channels[0], "channel", true],
    ["→", "ink-2", false],
    [channels[1], "kernel", true],
  ];
  let left = x;
  for (const [text, colour, bold] of parts) {
    board.add("text", { text, x: left, y, size: 20, bold, colour });
    left += text === "→" ? 26 : (widthOf(text) * 4) / 3 + 8;
  }
}
