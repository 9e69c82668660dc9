// Where will this map be largest? A place is guessed; then the map lies beside the picture.

import { guessOf, resultWords } from "../numbers/guess.js";
import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { isChanged } from "../numbers/state.js";
import { putFigures } from "./account.js";
import { CHIPS, makeBoard, NOTE, widthOf } from "./board.js";
import { inputScale } from "./inputs.js";
import { mapScale, pixelScale, snap } from "./maps.js";
import { windowBox } from "./rings.js";
import { niceStep } from "./stairs.js";
import { putParagraph } from "./words.js";

/**
 * @import { Board, Colour, ExplorerScene, MapData, MapScale, Placement, Point, SceneContext }
 *   from "../types.js"
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
 */

/** @type {Map<number, Look>} */
const LOOKS = new Map([
  [
    1000,
    {
      slices: { x: 12, y: 114 },
      across: false,
      bias: { x: 74, y: 410 },
      side: 350,
      photo: { x: 168, y: 112 },
      map: { x: 550, y: 112 },
      gap: { x: 12, y: 510 },
      chart: { left: 168, base: 572, width: 732 },
      words: { x: 12, y: 622, width: 700 },
    },
  ],
  [
    640,
    {
      slices: { x: 12, y: 114 },
      across: false,
      bias: { x: 74, y: 410 },
      side: 240,
      photo: { x: 136, y: 112 },
      map: { x: 388, y: 112 },
      gap: { x: 12, y: 450 },
      chart: { left: 136, base: 522, width: 492 },
      words: { x: 12, y: 572, width: 616 },
    },
  ],
  [
    390,
    {
      slices: { x: 12, y: 122 },
      across: true,
      bias: { x: 74, y: 230 },
      side: 350,
      photo: { x: 20, y: 278 },
      map: { x: 20, y: 672 },
      gap: { x: 20, y: 1050 },
      chart: { left: 20, base: 1190, width: 350 },
      words: { x: 20, y: 1240, width: 350 },
    },
  ],
]);
const SLICE = 84; // the side of a slice
const TALL = 68; // the height of the chart
const BIN = 8; // about so wide is a bar
const BUTTONS = 44; // the height of the page's buttons

/**
 * @typedef {SceneContext & {board: Board, look: Look, guess: Guess | null, o: number}} Context
 */

/**
 * The question of a layer of up to three channels, and once it is guessed the truth.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildPredict(given) {
  const { layer, state, decimals } = given;
  const board = makeBoard();
  const wide = Math.min(1000, given.width);
  const look = /** @type {Look} */ (LOOKS.get(wide));
  const guess = guessOf(layer, state, decimals.maps);
  const context = { ...given, board, look, guess, o: state.out_channel };
  putQuestion(context, wide - 24);
  putSlices(context);
  putHead(context, "1  your guess", look.photo, false);
  putHead(context, "2  the map", look.map, true);
  for (const picture of picturesOf(context)) putPicture(context, picture);
  if (guess) putTruth(context, guess);
  else putCover(context);
  const { x, y } = look.gap;
  putHead(context, "3  the gap", { x, y: y + 20 }, true);
  putGapNote(context, { x, y: y + 22 });
  if (guess) putChart(context, guess);
  else {
    const { left, base, width } = look.chart;
    board.add("rule", { x: left, y: base, dx: width, dy: 0, dash: [6, 5], colour: "control" });
  }
  const height = putResult(context);
  return {
    width: given.width,
    height,
    boxes: board.boxes,
    places: board.places,
    slots: board.slots,
  };
}

/** What is asked, and how it is answered. @type {(context: Context, width: number) => void} */
function putQuestion({ board, o }, width) {
  const question = `Where will map ${o} be largest?`;
  board.add("text", { text: question, x: 12, y: 26, size: 24, bold: true });
  const how = `Read the slices of kernel ${o}, then click on the picture. Nothing is scored.`;
  putParagraph(board, [{ text: how }], { x: 12, y: 58, width });
}

/**
 * A number and what stands below it; what comes late is grey until then.
 * @type {(context: Context, words: string, corner: Point, isLate: boolean) => void}
 */
function putHead({ board, guess, look }, words, { x, y }, isLate) {
  const colour = isLate && !guess ? /** @type {const} */ ("ink-2") : "ink";
  board.add("text", { text: words, x, y: y - 20, bold: true, colour });
  if (isLate || guess || look.side < 350) return;
  const hint = { text: "click, or arrow keys and Enter", x: x + look.side, y: y - 20 };
  board.add("text", { ...hint, ...NOTE, align: "right" });
}

// ---- The kernel

/** Every slice of the kernel with its channel's name, and the bias. @param {Context} context */
function putSlices(context) {
  const { board, layer, limits, decimals, look, spec, o } = context;
  const { x, y } = look.slices;
  board.add("text", { text: "its slices", x, y: y - 18, ...NOTE });
  const cell = Math.min(28, SLICE / Math.max(layer.kh, layer.kw));
  const [first, end] = layer.range(o);
  upTo(first, end).forEach((c, i) => {
    const left = x + (look.across ? (SLICE + 38) * i : 0);
    const top = y + (look.across ? 0 : (SLICE + 10) * i);
    putName(context, c, { x: left, y: top });
    putFigures(board, {
      x: left + 34,
      y: top,
      values: [...layer.slice(o, c)],
      columns: layer.kw,
      cell: { wide: cell, tall: cell },
      decimals: decimals.weights,
      scheme: "signed",
      range: limits.slices,
    });
    const size = { w: cell * layer.kw, h: cell * layer.kh, scale: cell };
    board.places.push({ role: "slice", o, c, x: left + 34, y: top, ...size });
  });
  if (!spec.has_bias) return;
  const at = look.bias;
  board.add("text", { text: "+ bias", x: 12, y: at.y, colour: "bias" });
  const words = text(layer.bias[o], decimals.biases);
  board.add("pill", { text: words, x: at.x + 20, y: at.y, max: 80 });
}

/**
 * The letter of a channel, or its number.
 * @type {(context: Context, c: number, at: Point) => void}
 */
function putName({ board, spec }, c, { x, y }) {
  const chip = CHIPS.get(spec.channel_names[c] ?? "");
  if (chip) board.add("chip", { x, y, ...chip });
  else board.add("text", { text: String(c), x: x + 8, y: y + 14, bold: true, colour: "channel" });
}

// ---- The picture

/** @typedef {{c: number, map: MapData, square: Square}} Shown  a picture to point at */

/**
 * A photo, or each channel that the kernel reads, one under the other.
 * @param {Context} context
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
 * @param {Pick<Context, "layer" | "ratio">} context
 * @param {Square} square
 * @returns {{at: Placement, middles: Placement}}
 */
function placeIn({ layer, ratio }, { x, y, size }) {
  const { stride, padding, dilation, kh, kw, oh, ow } = layer;
  const [, h, w] = layer.xShape;
  const scale = pixelScale(size, Math.max(w, ow * stride), Math.max(h, oh * stride), ratio);
  const left = snap(x + (size - w * scale) / 2, ratio);
  const top = snap(y + (size - h * scale) / 2, ratio);
  const right = (dilation * (kw - 1) + 1 - stride) / 2 - padding;
  const down = (dilation * (kh - 1) + 1 - stride) / 2 - padding;
  const middles = { x: left + right * scale, y: top + down * scale, scale: scale * stride };
  return { at: { x: left, y: top, scale }, middles };
}

/**
 * A picture with the window of the place that would be picked, or the place guessed.
 * @param {Context} context
 * @param {Shown} shown
 */
function putPicture(context, { c, map, square }) {
  const { board, layer, state, guess, o } = context;
  const { at, middles } = placeIn(context, square);
  board.add("map", { ...at, ...map });
  if (guess) return putRings(context, guess, middles);
  board.places.push({ role: "input", c, w: map.w * at.scale, h: map.h * at.scale, ...at });
  board.boxes.push(windowBox(layer, at, state));
  const size = { w: layer.ow * middles.scale, h: layer.oh * middles.scale };
  board.places.push({ role: "guess", o, ...size, ...middles });
}

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

// ---- The map

/** The place of the map before the guess. @param {Context} context */
function putCover({ board, look }) {
  const { map, side } = look;
  board.add("outline", { x: map.x + 0.5, y: map.y + 0.5, w: side - 1, h: side - 1 });
  const lines = ["Where do weights above 0 meet light,", "and those below 0 dark?"];
  ["covered until you have guessed", ...lines].forEach((words, i) => {
    const y = map.y + side / 2 - 36 + 22 * i + (i && 6);
    const at = { x: map.x + side / 2, y, max: side - 16 };
    board.add("text", { text: words, ...at, ...NOTE, align: "center" });
  });
}

/** The map, both places on it, and what it is there. @type {(c: Context, guess: Guess) => void} */
function putTruth(context, guess) {
  const { board, layer, state, limits, look, o } = context;
  const { middles: at } = placeIn(context, { ...look.map, size: look.side });
  const [w, h] = [layer.ow, layer.oh];
  const values = { data: layer.sum(o), offset: layer.bias[o], w, h };
  const marks = isChanged(state, layer, o, true);
  board.add("map", { ...at, ...values, ...mapScale(limits), marks });
  board.places.push({ role: "map", o, w: w * at.scale, h: h * at.scale, ...at });
  putRings(context, guess, at);
  putFlags(context, guess, at);
}

/**
 * Two flags that would meet become one.
 * @type {(c: Context, guess: Guess, at: Placement) => void}
 */
function putFlags(context, { mine, largest, place }, at) {
  const { guess } = context.state;
  const words = mine === largest ? "you, largest" : "largest";
  putFlag(context, `${words} ${written(context, largest)}`, at, place);
  const isFar = Math.abs(place[0] - guess[0]) * at.scale >= 34;
  if (isFar) putFlag(context, `you ${written(context, mine)}`, at, guess);
}

/**
 * A flag beside a place, on the side that has room for it.
 * @type {(context: Context, words: string, at: Placement, place: number[]) => void}
 */
function putFlag({ board, look }, words, at, [row, col]) {
  const x = at.x + (col + 0.5) * at.scale;
  const y = at.y + (row + 0.5) * at.scale;
  const isLeft = x + 14 + widthOf(words) + 10 > look.map.x + look.side;
  const side = isLeft ? "left" : "right";
  board.add("flag", {
    text: words,
    x: isLeft ? x - 14 : x + 14,
    y,
    size: 15,
    side,
    outlined: true,
  });
}

// ---- The gap

/** A value in units of its last decimal. @type {(context: Context, value: number) => string} */
const written = ({ decimals: { maps } }, value) => text(value / 10 ** maps, maps);

/** What the chart shows. @type {(context: Context, at: Point) => void} */
function putGapNote({ board, guess, layer, look }, { x, y }) {
  const after = [`all ${text(layer.oh * layer.ow)} places,`, "by their value"];
  const lines = guess ? after : ["between your place", "and the largest"];
  (look.across ? [lines.join(" ")] : lines).forEach((words, i) => {
    board.add("text", { text: words, x, y: y + 18 * i, ...NOTE, max: 350 });
  });
}

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
 * @param {Context} context
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
  const step = niceStep(span / one / 8);
  const places = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
  for (let n = Math.ceil(low / one / step - 1e-9); n * step <= (low + span) / one + 1e-9; n++) {
    const x = left + ((n * step * one - low) / span) * width;
    board.add("text", { text: text(n * step, places), x, y: base + 14, ...NOTE, align: "center" });
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
  const isNear = end - at < 110;
  board.add("rule", { x: at, width: 2, ...line });
  const you = { text: "you", x: at, y: top - 10 - (isNear ? 18 : 0), bold: true };
  board.add("text", { align: at - left < 16 ? "left" : "center", ...you });
  if (isNear) return;
  board.add("rule", { x: at + 4, y: top + 12, dx: end - at - 8, dy: 0 });
  const gap = { text: `gap ${written(context, largest - mine)}`, x: (at + end) / 2, y: top + 1 };
  board.add("text", { bold: true, align: "center", ...gap });
}

/**
 * The sentence, and the page's buttons; returns where all ends.
 * @param {Context} context
 */
function putResult({ board, guess, look }) {
  const { x, y } = look.words;
  const runs = guess
    ? [{ text: resultWords(guess), bold: true }, { text: guess.idea }].filter((run) => run.text)
    : [
        { text: "No place chosen yet.", bold: true },
        { text: "The frame is the window that the kernel would read." },
      ];
  const end = putParagraph(board, runs, look.words);
  const isBeside = look.side === 350 && !look.across;
  const at = isBeside ? { x: 724, y: y - 22 } : { x, y: end + 12 };
  const [again, leave] = [124, 140];
  if (guess) board.slots.push({ what: "again", ...at, w: again, h: BUTTONS });
  board.slots.push({ what: "leave", x: at.x + again + 8, y: at.y, w: leave, h: BUTTONS });
  return isBeside ? Math.max(end, y + 26) + 8 : end + BUTTONS + 24;
}
