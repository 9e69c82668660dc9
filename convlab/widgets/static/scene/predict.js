// What a map will be is guessed on its picture; then the map lies beside it. Here: the page of
// every such question, and where a map is largest.

import { guessOf, resultWords } from "../numbers/guess.js";
import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { isChanged } from "../numbers/state.js";
import { CHIPS, makeBoard, NOTE, widthOf } from "./board.js";
import { putFigures } from "./factors.js";
import { inputScale } from "./inputs.js";
import { pixelScale, snap } from "./maps.js";
import { windowBoxes } from "./rings.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import { mapScale } from "./scales.js";
import { hits, niceStep } from "./stairs.js";
import { putParagraph } from "./words.js";

/**
 * @import {
 *   Board, Colour, ExplorerScene, MapData, MapScale, Placement, Point, Rectangle, SceneContext,
 * } from "../types.js"
 */
/** @import { Guess } from "../numbers/guess.js" */
/** @import { Square } from "./maps.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {Point} slices  the corner of the first slice's chip
 * @property {boolean} across  whether slices stand beside each other
 * @property {Point} bias
 * @property {number} side  of the picture and of the map
 * @property {Point} photo
 * @property {Point} map
 * @property {Point} gap  of the words about the gap
 * @property {{left: number, base: number, width: number}} chart
 * @property {{x: number, y: number, width: number}} words
 * @property {Rectangle} [buttons]  where the page's buttons stand, if not below the words
 * @property {number} slice  the side of a slice
 * @property {number} small  the size of small words
 */

export const BUTTONS = 44; // the height of the page's buttons

/** @type {Record<number, Look>} */
const LOOKS = {
  [PRESENTED]: {
    slices: { x: 21, y: 92 },
    across: false,
    bias: { x: 72, y: 352 },
    side: 210,
    photo: { x: 140, y: 92 },
    map: { x: 364, y: 92 },
    gap: { x: 596, y: 72 },
    chart: { left: 600, base: 230, width: 232 },
    words: { x: 140, y: 326, width: 696 },
    buttons: { x: 592, y: 264, w: 244, h: 38 },
    slice: 72,
    small: READABLE,
  },
  1000: lookOf(false, 350, [168, 112], [550, 112], [12, 510], [168, 572, 732], 700),
  640: lookOf(false, 240, [140, 112], [388, 112], [12, 450], [136, 522, 492], 616),
  390: lookOf(true, 350, [20, 278], [20, 672], [20, 1050], [20, 1190, 350], 350),
};
const TALL = 68; // the height of the chart
const BIN = 8; // about so wide is a bar
const SPILL = 1.04; // so many times as large as its room a picture may be
const EDGE = 10; // how far a flag may stand out from its map

/**
 * A look in short: the slices stand below each other at the left, or beside each other above all.
 * @param {boolean} across
 * @param {number} side
 * @param {[x: number, y: number]} photo
 * @param {[x: number, y: number]} map
 * @param {[x: number, y: number]} gap
 * @param {[left: number, base: number, width: number]} chart
 * @param {number} wide  how wide the words are, which stand under the chart
 * @returns {Look}
 */
function lookOf(across, side, photo, map, gap, [left, base, width], wide) {
  /** @type {(corner: [x: number, y: number]) => Point} */
  const point = ([x, y]) => ({ x, y });
  return {
    slices: { x: 12, y: across ? 122 : 114 },
    across,
    bias: { x: 74, y: across ? 230 : 410 },
    side,
    photo: point(photo),
    map: point(map),
    gap: point(gap),
    chart: { left, base, width },
    words: { x: gap[0], y: base + 50, width: wide },
    ...(side === 350 && !across && { buttons: { x: 716, y: base + 28, w: 272, h: BUTTONS } }),
    slice: 84,
    small: NOTE.size,
  };
}

/**
 * @typedef {SceneContext & {board: Board, look: Look, isTold: boolean, o: number}} AskedContext
 */

/**
 * What a question has of its own.
 * @typedef {object} Question
 * @property {[question: string, how: string]} words  what is asked, and how it is answered
 * @property {string} hint  how, in a few words
 * @property {string} third  the head of the chart
 * @property {string[]} cover  what stands in the map's place before the guess
 * @property {string[]} note  what the chart shows, or will show
 * @property {{text: string, bold?: boolean}[]} result  what the guess comes to; before it, how to
 *   go on
 * @property {boolean} [isDraft]  whether there is a guess in the hand, to be told by a button
 * @property {(picture: Placement, middles: Placement) => void} putGuess  the guess on a picture,
 *   and with it the truth; before it, the hand's place
 * @property {(at: Placement) => void} putTruth  the guess and the truth on the map
 * @property {() => void} putChart  how far the guess is from the truth
 */

/**
 * The page of a question.
 * @param {SceneContext} given
 * @param {(context: AskedContext) => Question} ask
 * @returns {ExplorerScene}
 */
export function buildAsked(given, ask) {
  const { state } = given;
  const board = makeBoard();
  const wide = Math.min(1000, given.width);
  const look = LOOKS[wide];
  const isTold = state.guess.length > 0;
  const context = { ...given, board, look, isTold, o: state.out_channel };
  const asked = ask(context);
  putQuestion(context, asked, wide - 2 * look.slices.x);
  putSlices(context);
  putHead(context, "1  your guess", look.photo, asked.hint);
  putHead(context, "2  the map", look.map);
  for (const picture of picturesOf(context)) putPicture(context, picture, asked);
  if (isTold) putMap(context, asked);
  else putCover(context, asked);
  const { x, y } = look.gap;
  putHead(context, `3  ${asked.third}`, { x, y: y + 20 });
  putGapNote(context, asked, { x, y: y + 22 });
  if (isTold) asked.putChart();
  else {
    const { left, base, width } = look.chart;
    board.add("rule", { x: left, y: base, dx: width, dy: 0, dash: [6, 5], colour: "control" });
  }
  const end = putResult(context, asked);
  const height = given.width === PRESENTED ? STAGE : end;
  return {
    width: given.width,
    height,
    boxes: board.boxes,
    places: board.places,
    slots: board.slots,
  };
}

/** @type {(context: AskedContext, asked: Question, width: number) => void} */
function putQuestion({ board, look }, { words: [question, how] }, width) {
  const { x } = look.slices;
  const up = look.small === READABLE ? 8 : 0;
  board.add("text", { text: question, x, y: 26 - up, size: 24, bold: true });
  putParagraph(board, [{ text: how }], { x, y: 58 - 1.5 * up, width });
}

/**
 * A number and what stands below it; what comes after the guess is grey until then, what comes
 * before says how.
 * @type {(context: AskedContext, words: string, corner: Point, hint?: string) => void}
 */
function putHead({ board, isTold, look }, words, { x, y }, hint) {
  const colour = !hint && !isTold ? /** @type {const} */ ("ink-2") : "ink";
  board.add("text", { text: words, x, y: y - 20, bold: true, colour });
  if (!hint || isTold || look.side < 350) return;
  board.add("text", { text: hint, x: x + look.side, y: y - 20, ...NOTE, align: "right" });
}

// ---- The kernel

/**
 * Every slice of the kernel with its channel's name, and the bias.
 * @param {SceneContext & {
 *   board: Board, o: number, look: Pick<Look, "slices" | "across" | "slice" | "small" | "bias">,
 * }} context
 */
export function putSlices(context) {
  const { board, layer, limits, decimals, look, spec, o } = context;
  const { x, y } = look.slices;
  board.add("text", { text: "its slices", x, y: y - 18, ...NOTE, size: look.small });
  const cell = Math.min(28, look.slice / Math.max(layer.kh, layer.kw));
  const [first, end] = layer.range(o);
  upTo(first, end).forEach((c, i) => {
    const left = x + (look.across ? (look.slice + 38) * i : 0);
    const top = y + (look.across ? 0 : (look.slice + 10) * i);
    putName(board, context, c, { x: left, y: top });
    putFigures(board, {
      x: left + 34,
      y: top,
      values: [...layer.slice(o, c)],
      columns: layer.kw,
      cell: { wide: cell, tall: cell },
      decimals: decimals.weights,
      scheme: "signed",
      range: limits.slices,
      least: look.small > NOTE.size ? look.small : 0,
    });
    const size = { w: cell * layer.kw, h: cell * layer.kh, scale: cell };
    board.places.push({ role: "slice", o, c, x: left + 34, y: top, ...size });
  });
  if (!spec.has_bias) return;
  const at = look.bias;
  board.add("text", { text: "+ bias", x: look.slices.x, y: at.y, colour: "bias" });
  const words = text(layer.bias[o], decimals.biases);
  board.add("pill", { text: words, x: at.x + 20, y: at.y, max: 80 });
}

/**
 * The letter of a channel, or its number.
 * @param {Board} board
 * @param {Pick<SceneContext, "spec">} context
 * @param {number} c
 * @param {Point} at
 */
export function putName(board, { spec }, c, { x, y }) {
  const chip = CHIPS.get(spec.channel_names[c] ?? "");
  if (chip) board.add("chip", { x, y, ...chip });
  else board.add("text", { text: String(c), x: x + 8, y: y + 14, bold: true, colour: "channel" });
}

// ---- The picture

/** @typedef {{c: number, map: MapData, square: Square}} Shown  a picture to point at */

/**
 * A photo, or each channel that the kernel reads, one under the other.
 * @param {AskedContext} context
 * @returns {Shown[]}
 */
function picturesOf({ layer, limits, spec, look, o }) {
  const [first, end] = layer.range(o);
  const [, h, w] = layer.xShape;
  const { x, y } = look.photo;
  /** @type {(c: number, data: Float32Array, scale: MapScale, square: Square) => Shown} */
  const shown = (c, data, scale, square) => ({ c, map: { data, w, h, ...scale }, square });
  if (spec.photo && first === 0 && end === 3) {
    return [shown(0, layer.x, { scheme: "rgb", range: PHOTO }, { x, y, size: look.side })];
  }
  const size = (look.side - 10 * (end - first - 1)) / (end - first);
  return upTo(first, end).map((c) => {
    const square = { x, y: y + (c - first) * (size + 10), size };
    return shown(c, layer.channel(c), inputScale(limits, "grey"), square);
  });
}

/** The same list each time: else a photo would be painted anew. @type {[number, number]} */
const PHOTO = [0, 1];

/**
 * Where a picture lies in a square, and where on it the windows of a map have their middles.
 * @param {Pick<AskedContext, "layer" | "ratio">} context
 * @param {Square} square
 * @returns {{at: Placement, middles: Placement}}
 */
function placeIn({ layer, ratio }, { x, y, size }) {
  const { dilation, pads, kh, kw, oh, ow } = layer;
  const [stride] = layer.stride; // the same both ways, or nothing is asked
  const [, h, w] = layer.xShape;
  const most = Math.max(w, ow * stride, h, oh * stride);
  const whole = pixelScale(size, most, most, ratio);
  const fits = (size * ratio) / most;
  const scale = whole * most > size * SPILL ? (Math.floor(fits) || fits) / ratio : whole;
  const left = snap(x + (size - w * scale) / 2, ratio);
  const top = snap(y + (size - h * scale) / 2, ratio);
  const right = (dilation[1] * (kw - 1) + 1 - stride) / 2 - pads[1][0];
  const down = (dilation[0] * (kh - 1) + 1 - stride) / 2 - pads[0][0];
  const middles = { x: left + right * scale, y: top + down * scale, scale: scale * stride };
  return { at: { x: left, y: top, scale }, middles };
}

/**
 * @param {AskedContext} context
 * @param {Shown} shown
 * @param {Question} asked
 */
function putPicture(context, { c, map, square }, asked) {
  const { board, layer, isTold, state, o } = context;
  const { at, middles } = placeIn(context, square);
  board.add("map", { ...at, ...map });
  asked.putGuess(at, middles);
  if (isTold) return;
  board.places.push({ role: "input", c, w: map.w * at.scale, h: map.h * at.scale, ...at });
  const size = { w: layer.ow * middles.scale, h: layer.oh * middles.scale };
  const { draft } = state;
  board.places.push({ role: "guess", o, draft, ...size, ...middles });
}

/**
 * The window of the place where the hand is.
 * @param {AskedContext} context
 * @param {Placement} at
 */
export function putWindow({ board, layer, state }, at) {
  board.boxes.push(...windowBoxes(layer, at, state));
}

// ---- The map

/** The place of the map before the guess. @type {(c: AskedContext, asked: Question) => void} */
function putCover({ board, look }, { cover }) {
  const { map, side } = look;
  const dash = { dash: [6, 5], colour: /** @type {const} */ ("control") };
  for (const far of [0.5, side - 0.5]) {
    board.add("rule", { x: map.x, y: map.y + far, dx: side, dy: 0, ...dash });
    board.add("rule", { x: map.x + far, y: map.y, dx: 0, dy: side, ...dash });
  }
  if (look.small > NOTE.size) {
    const runs = [{ text: ["Covered until you have guessed.", ...cover].join(" "), ...NOTE }];
    return void putParagraph(board, runs, { x: map.x + 16, y: map.y + 58, width: side - 32 });
  }
  ["covered until you have guessed", ...cover].forEach((words, i) => {
    const y = map.y + side / 2 - 36 + 22 * i + (i && 6);
    const at = { x: map.x + side / 2, y, max: side - 16 };
    board.add("text", { text: words, ...at, ...NOTE, align: "center" });
  });
}

/** The map, the guess and the truth on it. @type {(c: AskedContext, asked: Question) => void} */
function putMap(context, asked) {
  const { board, layer, state, limits, look, o } = context;
  const { middles: at } = placeIn(context, { ...look.map, size: look.side });
  const [w, h] = [layer.ow, layer.oh];
  const values = { data: layer.sum(o), offset: layer.bias[o], w, h };
  const marks = isChanged(state, layer, o, true);
  board.add("map", { ...at, ...values, ...mapScale(limits), marks });
  board.places.push({ role: "map", o, w: w * at.scale, h: h * at.scale, ...at });
  asked.putTruth(at);
}

// ---- The gap

/** What the chart shows. @type {(context: AskedContext, asked: Question, at: Point) => void} */
function putGapNote({ board, look }, { note }, { x, y }) {
  (look.across ? [note.join(" ")] : note).forEach((words, i) => {
    const at = { x, y: y + (look.small + 4) * i, max: 350 };
    board.add("text", { text: words, ...NOTE, size: look.small, ...at });
  });
}

/**
 * The sentence, and the page's buttons; returns where all ends.
 * @param {AskedContext} context
 * @param {Question} asked
 */
function putResult({ board, isTold, look }, { result, isDraft }) {
  const { x } = look.words;
  const end = putParagraph(board, result, look.words);
  const at = look.buttons ?? { x, y: end + 12, w: 272, h: BUTTONS };
  putButtons(board, at, isTold ? "again" : isDraft ? "tell" : null);
  return look.buttons ? Math.max(end, at.y + at.h + 4) + 8 : end + BUTTONS + 24;
}

/**
 * What goes on, and what leaves the question.
 * @type {(board: Board, at: Rectangle, on: "again" | "tell" | null) => void}
 */
export function putButtons(board, { x, y, w, h }, on) {
  const first = Math.round((w - 8) * 0.47);
  if (on) board.slots.push({ what: on, x, y, w: first, h });
  board.slots.push({ what: "leave", x: x + first + 8, y, w: w - 8 - first, h });
}

// ---- Where a map is largest

/** @typedef {AskedContext & {guess: Guess | null}} Context */

/**
 * Where a map of up to three channels is largest, and once it is guessed the truth.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export const buildPredict = (given) => buildAsked(given, askLargest);

/**
 * @param {AskedContext} asked
 * @returns {Question}
 */
function askLargest(asked) {
  const { layer, state, decimals, o } = asked;
  const guess = guessOf(layer, state, decimals.maps);
  const context = { ...asked, guess };
  const how = `Read the slices of kernel ${o}, then click on the picture. Nothing is scored.`;
  const places = text(layer.oh * layer.ow);
  return {
    words: [`Where will map ${o} be largest?`, how],
    hint: "click, or arrow keys and Enter",
    third: "the gap",
    cover: ["Where do weights above 0 meet light,", "and those below 0 dark?"],
    note: guess
      ? [`all ${places} places,`, "by their value"]
      : ["between your place", "and the largest"],
    result: guess ? [{ text: resultWords(guess), bold: true }, ...ideas(guess)] : NO_PLACE,
    putGuess: (picture, middles) =>
      guess ? putRings(context, guess, middles) : putWindow(context, picture),
    putTruth(at) {
      if (guess) putRings(context, guess, at);
      if (guess) putFlags(context, guess, at);
    },
    putChart: () => guess && putChart(context, guess),
  };
}

const NO_PLACE = [
  { text: "No place chosen yet.", bold: true },
  { text: "The frame is the window that the kernel would read." },
];

/** @param {Guess} guess */
const ideas = ({ idea }) => (idea ? [{ text: idea }] : []);

/**
 * The guess in ink, the truth in amber.
 * @type {(c: Context, guess: Guess, at: Placement) => void}
 */
function putRings({ board, state }, { place }, at) {
  putRing(board, at, state.guess, 22, "ink");
  putRing(board, at, place, Math.max(12, at.scale));
}

/**
 * A ring of a size that can be seen round one place.
 * @type {(board: Board, at: Placement, place: number[], side: number, colour?: Colour) => void}
 */
function putRing(board, at, [row, col], side, colour) {
  const x = at.x + (col + 0.5) * at.scale - side / 2;
  const y = at.y + (row + 0.5) * at.scale - side / 2;
  board.add("ring", { x, y, w: side, h: side, colour });
}

/**
 * What the map is at both places, on flags that hide neither place nor each other; where that
 * cannot be, the guess has none.
 * @type {(c: Context, guess: Guess, at: Placement) => void}
 */
function putFlags(context, { mine, largest, place }, at) {
  const { guess } = context.state;
  const isFound = mine === largest;
  const truth = `${isFound ? "you, " : ""}largest ${written(context, largest)}`;
  const rings = [place, guess].map((one) => ringAround(at, one));
  const sides = flagsBeside(context, truth, at, place);
  const first = sides.find(({ box }) => !hits(box, isFound ? [] : [rings[1]])) ?? sides[0];
  context.board.add("flag", first.flag);
  if (isFound) return;
  const taken = [rings[0], first.box];
  const other = flagsBeside(context, `you ${written(context, mine)}`, at, guess);
  const second = other.find(({ box }) => !hits(box, taken));
  if (second) context.board.add("flag", second.flag);
}

/** @type {(at: Placement, place: number[]) => Rectangle} */
function ringAround(at, [row, col]) {
  const [x, y] = [at.x + (col + 0.5) * at.scale, at.y + (row + 0.5) * at.scale];
  return { x: x - 11, y: y - 11, w: 22, h: 22 };
}

/**
 * A flag beside a place, on each side that has room for it; if none has, to the left.
 * @param {Context} context
 * @param {string} words
 * @param {Placement} at
 * @param {number[]} place
 */
function flagsBeside({ look }, words, at, [row, col]) {
  const x = at.x + (col + 0.5) * at.scale;
  const y = at.y + (row + 0.5) * at.scale;
  const w = widthOf(words) + 24;
  const one = { text: words, y, size: 15, outlined: true };
  const right = {
    box: { x: x + 14, y: y - 14, w, h: 28 },
    flag: { ...one, x: x + 14, side: /** @type {const} */ ("right") },
  };
  const left = {
    box: { x: x - 14 - w, y: y - 14, w, h: 28 },
    flag: { ...one, x: x - 14, side: /** @type {const} */ ("left") },
  };
  const isIn = (/** @type {Rectangle} */ box) =>
    box.x >= look.map.x - EDGE && box.x + box.w <= look.map.x + look.side + EDGE;
  const inside = [right, left].filter(({ box }) => isIn(box));
  return inside.length ? inside : [left];
}

/** A value in units of its last decimal. @type {(context: Context, value: number) => string} */
const written = ({ decimals: { maps } }, value) => text(value / 10 ** maps, maps);

/** All values of the map as bars, and where two are. @type {(c: Context, guess: Guess) => void} */
function putChart(context, guess) {
  const { board, look } = context;
  const { left, base, width } = look.chart;
  const span = Math.max(1, guess.largest - guess.least);
  putBars(context, guess, span);
  board.add("rule", { x: left, y: base, dx: width, dy: 0 });
  putTicks(context, guess.least, span);
  putMarks(context, guess, span);
}

/**
 * Bars whose heights go by the root of how many values they are.
 * @param {AskedContext} context
 * @param {Guess} guess
 * @param {number} span
 */
function putBars({ board, limits, look, decimals }, { values, least }, span) {
  const { left, base, width } = look.chart;
  const counts = /** @type {number[]} */ (new Array(Math.floor(width / BIN)).fill(0));
  const bins = counts.length;
  for (const value of values) {
    counts[Math.min(Math.floor(((value - least) / span) * bins), bins - 1)]++;
  }
  const most = Math.max(...counts);
  const pitch = width / bins;
  counts.forEach((count, i) => {
    if (!count) return;
    const tall = Math.max(2, (TALL - 16) * Math.sqrt(count / most));
    const at = { x: left + i * pitch, y: base - tall, cell: pitch - 1, tall, columns: 1 };
    const value = (least + ((i + 0.5) * span) / bins) / 10 ** decimals.maps;
    board.add("cells", { values: [value], blocks: true, ...at, ...mapScale(limits) });
  });
}

/** The numbers below the bars. @type {(context: Context, low: number, span: number) => void} */
function putTicks({ board, look, decimals }, low, span) {
  const { left, base, width } = look.chart;
  const one = 10 ** decimals.maps;
  const step = niceStep(span / one / Math.min(8, width / 40));
  const places = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
  for (let n = Math.ceil(low / one / step - 1e-9); n * step <= (low + span) / one + 1e-9; n++) {
    const x = left + ((n * step * one - low) / span) * width;
    const number = { text: text(n * step, places), x, y: base + 14, ...NOTE, size: look.small };
    board.add("text", { ...number, align: "center" });
  }
}

/**
 * Where the guess is among all values, and where the largest.
 * @param {Context} context
 * @param {Guess} guess
 * @param {number} span
 */
function putMarks(context, { mine, largest, least }, span) {
  const { board, look } = context;
  const { left, base, width } = look.chart;
  const at = left + ((mine - least) / span) * width;
  const end = left + width;
  const top = base - TALL - 8;
  const line = { y: top, dx: 0, dy: base + 4 - top };
  board.add("rule", { x: end, width: 3, colour: "pick", ...line });
  const last = { text: "largest", x: end, y: top - 10, bold: true };
  board.add("text", { colour: "pick-ink", align: "right", ...last });
  if (mine === largest) return;
  const isNear = end - at < Math.min(110, width / 3);
  board.add("rule", { x: at, width: 2, ...line });
  const you = { text: "you", x: at, y: top - 10 - (isNear ? 18 : 0), bold: true };
  board.add("text", { align: at - left < 16 ? "left" : "center", ...you });
  if (isNear) return;
  board.add("rule", { x: at + 4, y: top + 12, dx: end - at - 8, dy: 0 });
  const gap = { text: `gap ${written(context, largest - mine)}`, x: (at + end) / 2, y: top + 1 };
  board.add("text", { bold: true, align: "center", ...gap });
}
