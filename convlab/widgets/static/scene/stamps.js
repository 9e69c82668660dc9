// A transposed layer of few channels: each place of an input stamps its slice, and stamps add.

import { placeRead, placesReached } from "../numbers/moves.js";
import { isWithin, upTo } from "../numbers/range.js";
import { counted, fewestDecimals, text } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { isFaded, isWaiting, legendsOf, putGap, putPinned, withAccount } from "./account.js";
import { makeBoard, NOTE } from "./board.js";
import { putFigures, putWeights } from "./factors.js";
import { putInput, putInputNumbers } from "./inputs.js";
import { centreMap, featureMap, partialMap, putMap, putNumbers, sumMap } from "./maps.js";

import { ringPixel, THIN } from "./rings.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import { partScale } from "./scales.js";
import { isStamping, putUntouched, stampedMap, stampedPartial } from "./stamped.js";
import { putBias, putSign, putSum, putTotal } from "./sums.js";

/**
 * @import {
 *   Board, ChannelAccount, ExplorerScene, MapData, Placement, Point, SceneContext,
 * } from "../types.js"
 */
/** @import { AccountContext } from "./account.js" */
/** @import { MapSquare } from "./maps.js" */

const HEAD = 22; // above the pictures of a channel
const GAP = 34; // below them, for the plus
const TABS = 62;
const LINE = 36; // of the account
const FEW = 6; // products that a line of the account spells out
const LEAST = 18; // the side of a cell that holds a number

/** @typedef {{x: number, side: number}} Column  left edge and side of a square */

/**
 * Where things stand.
 * @typedef {Record<"input" | "slice" | "stamp" | "partial" | "map", Column> & {
 *   small?: number,
 * }} Look  small: figures are not written smaller
 */

/** @type {(x: number, side: number) => Column} */
const column = (x, side) => ({ x, side });

/** @type {Record<number, Look>} */
const LOOKS = {
  640: {
    input: column(12, 78),
    slice: column(112, 78),
    stamp: column(212, 78),
    partial: column(318, 116),
    map: column(470, 158),
  },
  1000: {
    input: column(12, 112),
    slice: column(154, 112),
    stamp: column(296, 112),
    partial: column(448, 182),
    map: column(706, 282),
  },
  [PRESENTED]: {
    input: column(96, 84),
    slice: column(202, 84),
    stamp: column(308, 105),
    partial: column(438, 96),
    map: column(652, 180),
    small: READABLE,
  },
};

/**
 * `read`: the rows and columns of an input whose stamps reach the picked pixel; `place`: the one
 * whose stamp is shown, which is pointed at, or reaches the pixel.
 * @typedef {AccountContext & {
 *   look: Look,
 *   wide: number,
 *   o: number,
 *   read: [rows: number[], cols: number[]],
 *   place: number[] | null,
 * }} StampsContext
 */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildStamps(given) {
  if (given.width === PRESENTED) return buildPresentedStamps(given);
  const context = contextOf(given);
  const { layer, limits, look, state, wide, o } = context;
  const board = makeBoard();
  const top = layer.weightShape[0] > 1 ? putTabs(board, context) : 0;
  const [first, end] = layer.range(o);
  let y = top;
  for (const c of upTo(first, end)) y = putChannel(board, context, c, y, c === first);
  putSumOfStamps(board, context, top);
  y = putAccount(board, context, Math.max(y, top + HEAD + look.map.side + 72) + 4);
  if (state.pinned.length) y = putPinned(board, context, y);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, legends: legendsOf(limits), width: wide, height: y };
}

const SUM = { x: 556, w: 66, h: 40 };

/**
 * In a room: a line for each channel, which ends in what it adds to the pixel.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
function buildPresentedStamps(given) {
  const context = contextOf(given);
  const { accounts, look, layer, spec, state } = context;
  const board = makeBoard();
  board.add("ground", { x: 0, y: 0, w: PRESENTED, h: STAGE, colour: "pick-ground" });
  putPresentedHead(board, context);
  const pitch = 340 / accounts.length;
  for (const [i, one] of accounts.entries()) {
    const middle = 32 + (i + 0.5) * pitch;
    putTerms(board, context, one.c, middle);
    if (i) {
      const y = middle - pitch / 2;
      for (const { x, w } of [{ x: look.partial.x, w: look.partial.side }, SUM])
        putSign(board, "+", { x: x + w / 2, y, strong: true, size: 20 });
    }
    putSum(board, context, one, { ...SUM, y: middle - SUM.h / 2 }, 20);
  }
  const { x, side } = look.map;
  putSign(board, "=", { x: (SUM.x + SUM.w + x) / 2, y: 32 + side / 2, strong: true });
  putOutput(board, context, 32);
  const place = { text: placeWords(layer, state), x, y: 32 + side + 19, max: side };
  board.add("text", { ...place, colour: "pick-ink" });
  if (spec.has_bias) {
    board.add("text", { text: "+ bias", x, y: 32 + side + 44, colour: "bias" });
    putBias(board, context, { x: x + side - 44, y: 32 + side + 44, max: 88 });
  }
  putTotal(board, context, { x, y: 274, w: side, h: 42 }, 24);
  if (accounts.length > 1) board.slots.push({ what: "play", x, y: 330, w: side, h: 38 });
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: PRESENTED, height: STAGE };
}

/** What the columns are. @type {(board: Board, context: StampsContext) => void} */
function putPresentedHead(board, { layer, look, o }) {
  /** @type {[words: string, column: Column][]} */
  const heads = [
    ["input", look.input],
    ["slice", look.slice],
    ["stamp", look.stamp],
    ["partial map", look.partial],
    ["sum", { x: SUM.x, side: SUM.w }],
  ];
  for (const [text, { x, side }] of heads) {
    board.add("text", { text, x, y: 16, max: side, colour: "ink-2" });
  }
  const map = { text: `map ${o}, ${layer.oh}×${layer.ow}`, x: look.map.x, y: 16 };
  board.add("text", { ...map, bold: true, max: look.map.side });
}

/** @param {SceneContext} given @returns {StampsContext} */
function contextOf(given) {
  const { layer, state } = given;
  const wide = given.width in LOOKS ? given.width : 1000;
  /** @type {(side: 0 | 1, at: number) => number[]} */
  const reads = (side, at) =>
    upTo(0, side ? layer.kw : layer.kh)
      .map((tap) => placeRead(layer, side, at, tap))
      .filter((i) => isWithin(i, layer.xShape[side + 1]))
      .sort((a, b) => a - b);
  /** @type {[number[], number[]]} */
  const read = [reads(0, state.row), reads(1, state.col)];
  const middle = read.map((side) => side[side.length >> 1]);
  const reached = middle.includes(/** @type {any} */ (undefined)) ? null : middle;
  const place = state.target === "input" ? state.spot : reached;
  const own = { look: LOOKS[wide], wide, o: state.out_channel, read, place };
  return { ...withAccount(given), ...own };
}

/**
 * The side of a cell of so many in a square, if they are few whole numbers; or 0.
 * @param {SceneContext} context
 * @param {number} side
 * @param {number} rows
 * @param {number} cols
 */
function cellOf({ whole, width }, side, rows, cols) {
  const cell = Math.min(36, Math.floor(side / Math.max(rows, cols)));
  const least = width === PRESENTED ? READABLE + 4 : LEAST;
  return whole && cell >= least ? cell : 0;
}

// ---- Boxes

/**
 * The kernels to choose from, each with its map. Returns where they end.
 * @param {Board} board
 * @param {StampsContext} context
 */
function putTabs(board, context) {
  const { layer, state, ratio, wide } = context;
  const w = Math.min(110, (wide - 24) / layer.weightShape[0]);
  for (const o of upTo(0, layer.outChannels)) {
    const bold = o === state.out_channel;
    const x = 12 + o * w;
    const tab = { x, y: 0, w, h: TABS - 8 };
    if (bold) board.add("ground", { colour: "pick-ground", ...tab });
    board.places.push({ role: "tab", o, ...tab });
    board.add("text", { text: String(o), x: x + 10, y: 27, size: 20, bold, colour: "kernel" });
    const map = isStamping(context)
      ? stampedMap(context, o)
      : sumMap(context, o, layer.sum(o), layer.bias[o]);
    const plain = Object.assign(map, { marks: false });
    const at = centreMap(board, plain, { x: x + 32, y: 5, size: 44 }, ratio);
    if (isStamping(context)) putUntouched(board, context, at);
  }
  return TABS;
}

/**
 * Input × slice = stamp → partial map. Returns where the next channel begins.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {number} c
 * @param {number} y
 * @param {boolean} isFirst
 */
function putChannel(board, context, c, y, isFirst) {
  const { look, layer } = context;
  const { input, slice, stamp, partial } = look;
  const middle = y + HEAD + partial.side / 2;
  putName(board, context, c, { y: y + 9, max: slice.x - 24 - input.x });
  if (isFirst) {
    const words = `partial map, ${layer.oh}×${layer.ow}`;
    board.add("text", { text: "slice", x: slice.x, y: y + 9, ...NOTE, max: slice.side });
    board.add("text", { text: "stamp", x: stamp.x, y: y + 9, ...NOTE, max: stamp.side });
    board.add("text", { text: words, x: partial.x, y: y + 9, ...NOTE, max: partial.side });
  } else {
    const at = { x: partial.x + partial.side / 2, y: y - GAP / 2 + 4 };
    putSign(board, "+", { ...at, strong: true });
  }
  putProduct(board, context, c, middle);
  return y + HEAD + partial.side + GAP;
}

/** @type {(b: Board, context: StampsContext, c: number, at: {y: number, max: number}) => void} */
function putName(board, { spec }, c, at) {
  const name = spec.channel_names[c] || `channel ${c}`;
  board.add("text", { text: name, x: 12, bold: true, colour: "channel", ...at });
}

/** A channel's line in a room. @type {typeof putPicture} */
function putTerms(board, context, c, middle) {
  putName(board, context, c, { y: middle, max: context.look.input.x - 20 });
  putProduct(board, context, c, middle);
}

/** Input × slice = stamp → partial map. @type {typeof putPicture} */
function putProduct(board, context, c, middle) {
  const { input, slice, stamp, partial } = context.look;
  putPicture(board, context, c, middle);
  putBetween(board, "×", input, slice, middle);
  putSlice(board, context, c, middle);
  putBetween(board, "=", slice, stamp, middle);
  putStamp(board, context, c, middle);
  putBetween(board, "→", stamp, partial, middle);
  putPartial(board, context, c, middle - partial.side / 2);
}

/** @type {(board: Board, sign: string, left: Column, right: Column, y: number) => void} */
const putBetween = (board, sign, left, right, y) =>
  putSign(board, sign, { x: (left.x + left.side + right.x) / 2, y, strong: false });

/**
 * The input, with a ring round the places whose stamps reach the pixel.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {number} c
 * @param {number} middle
 */
function putPicture(board, context, c, middle) {
  const { x, side } = context.look.input;
  const [, h, w] = context.layer.xShape;
  const cell = cellOf(context, side, h, w);
  if (cell) {
    const corner = { x: x + (side - cell * w) / 2, y: middle - (cell * h) / 2, cell };
    putInputNumbers(board, context, c, corner);
  } else putInput(board, context, c, { x, y: middle - side / 2, size: side });
  const at = board.places.findLast(({ role }) => role === "input");
  if (at?.role === "input" && !context.layer.muted.has(c)) putShown(board, context, at);
}

/** Ink round the place whose stamp is shown, where it is one of several that reach the pixel.
 * @type {(board: Board, context: StampsContext, at: Placement) => void} */
function putShown(board, { state, place, read }, { x, y, scale, tall = scale }) {
  if (state.target === "input" || !place || read[0].length * read[1].length < 2) return;
  const box = { x: x + place[1] * scale, y: y + place[0] * tall, w: scale, h: tall };
  board.add("ring", { width: 1.5, halo: 0.5, colour: "ink", ...box });
}

/** The slice. @type {typeof putPicture} */
function putSlice(board, context, c, middle) {
  const { look, layer, decimals, o } = context;
  const { kh, kw } = layer;
  const { x, side } = look.slice;
  const cell = Math.min(36, side / Math.max(kh, kw));
  const corner = { x: x + (side - cell * kw) / 2, y: middle - (cell * kh) / 2 };
  const size = Math.min(15, cell - 4);
  const blocks = size < (look.small ?? 0) || cell < (decimals.weights ? 24 : 15);
  putWeights(board, context, { o, c, ...corner, cell: { wide: cell, tall: cell }, size, blocks });
}

/**
 * The slice times the value of a place, in the ring of that place, or with a ring round the number
 * that falls on the picked pixel.
 * @type {typeof putPicture}
 */
function putStamp(board, context, c, middle) {
  const { look, layer, limits, place, printed, o } = context;
  const { kh, kw } = layer;
  const { x, side } = look.stamp;
  if (!place) {
    const none = { text: "none", x: x + side / 2, y: middle };
    board.add("text", { align: "center", colour: "ink-2", ...none });
    return;
  }
  const value = layer.channel(c)[place[0] * layer.xShape[2] + place[1]];
  const cell = Math.min(36, side / Math.max(kh, kw));
  const corner = { x: x + (side - cell * kw) / 2, y: middle - (cell * kh) / 2 };
  putFigures(board, {
    values: Array.from(layer.slice(o, c), (weight) => weight * value),
    columns: kw,
    cell: { wide: cell, tall: cell },
    decimals: Math.min(printed, fewestDecimals(limits.parts / 2)),
    faded: layer.muted.has(c) || isWaiting(context, o, c),
    least: look.small,
    ...partScale(limits),
    ...corner,
  });
  const whole = { w: cell * kw, h: cell * kh, ...corner };
  const tap = tapOf(context);
  if (!tap) return board.add("ring", whole);
  board.add("ring", { width: 1.5, halo: 0.5, colour: "ink", ...whole });
  const at = { x: corner.x + tap[1] * cell, y: corner.y + tap[0] * cell };
  board.add("ring", { w: cell, h: cell, ...(cell < 16 ? THIN : {}), ...at });
}

/**
 * Which number of the stamp falls on the picked pixel; null where the place itself is picked.
 * @param {StampsContext} context
 */
function tapOf({ layer, state, place }) {
  if (state.target === "input" || !place) return null;
  /** @type {(side: 0 | 1, at: number) => number} */
  const along = (side, at) =>
    upTo(0, side ? layer.kw : layer.kh).findIndex(
      (tap) => placeRead(layer, side, at, tap) === place[side],
    );
  return [along(0, state.row), along(1, state.col)];
}

/**
 * What the channel's stamps add up to, with the stamp that is shown.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {number} c
 * @param {number} y
 */
function putPartial(board, context, c, y) {
  const { o } = context;
  const { x, side } = context.look.partial;
  if (putGap(board, context, { o, c }, { x, y, w: side, h: side })) return;
  const square = { role: /** @type {const} */ ("partial"), o, c, x, y, size: side };
  const map = isStamping(context) ? stampedPartial(context, o, c) : partialMap(context, o, c);
  putRings(board, context, putNumbered(board, context, map, square));
}

/**
 * A map in numbers, if it is small and whole; else as a picture.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {MapData & {marks?: boolean}} map
 * @param {MapSquare} square
 * @returns {Placement}
 */
function putNumbered(board, context, map, { x, y, size, ...square }) {
  const cell = cellOf(context, size, map.h, map.w);
  if (!cell) return putMap(board, context, map, { ...square, x, y, size });
  const left = x + (size - cell * map.w) / 2;
  const top = y + (size - cell * map.h) / 2;
  return putNumbers(board, context, map, { ...square, x: left, y: top, size }, cell);
}

/**
 * The stamp of the place that is pointed at, or the picked pixel.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {Placement} at
 */
function putRings(board, context, at) {
  const { layer, state, place } = context;
  if (isStamping(context)) putUntouched(board, context, at);
  if (state.target !== "input" || !place) return ringPixel(board, at, state);
  const { x, y, scale } = at;
  const rows = placesReached(layer, 0, place[0], layer.kh, layer.oh);
  const cols = placesReached(layer, 1, place[1], layer.kw, layer.ow);
  if (!rows.length || !cols.length) return;
  board.add("ring", {
    x: x + cols[0] * scale,
    y: y + rows[0] * scale,
    w: (cols[cols.length - 1] + 1 - cols[0]) * scale,
    h: (rows[rows.length - 1] + 1 - rows[0]) * scale,
    ...(scale < 6 ? THIN : {}),
  });
}

/**
 * = the map of the picked kernel, and how stamps lie.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {number} top
 */
function putSumOfStamps(board, context, top) {
  const { look, layer, o } = context;
  const { x, side } = look.map;
  const y = top + HEAD;
  const between = (look.partial.x + look.partial.side + x) / 2;
  putSign(board, "=", { x: between, y: y + side / 2, strong: true });
  const words = `map ${o}, ${layer.oh}×${layer.ow}`;
  board.add("text", { text: words, x, y: top + 9, bold: true, max: side });
  putOutput(board, context, y);
  for (const [i, line] of overlapWords(layer).entries()) {
    board.add("text", { text: line, x, y: y + side + 16 + 19 * i, ...NOTE, max: side });
  }
}

/** The map of the picked kernel. @type {(b: Board, context: StampsContext, y: number) => void} */
function putOutput(board, context, y) {
  const { look, o } = context;
  const square = { role: /** @type {const} */ ("map"), o, x: look.map.x, y, size: look.map.side };
  const map = isStamping(context) ? stampedMap(context, o) : featureMap(context, o);
  putRings(board, context, putNumbered(board, context, map, square));
}

/** @type {(pair: number[]) => string} `2`, or `(2, 1)` */
const short = ([a, b]) => (a === b ? `${a}` : `(${a}, ${b})`);

/** @type {(pair: number[]) => string} `1`, or `1 and 2` */
const by = ([a, b]) => (a === b ? `${a}` : `${a} and ${b}`);

/**
 * How far stamps lie apart, and what they do there.
 * @param {SceneContext["layer"]} layer
 */
function overlapWords({ stride, dilation, kh, kw }) {
  const spare = [kh, kw].map((k, side) => dilation[side] * (k - 1) + 1 - stride[side]);
  const first = `Stride ${short(stride)}, kernel ${short([kh, kw])}:`;
  const [least, most] = [Math.min(...spare), Math.max(...spare)];
  if (least > 0) return [first, `stamps overlap by ${by(spare)}.`, "There they add."];
  if (most === 0 && least === 0) return [first, "stamps lie edge to edge,", "and none overlap."];
  if (most < 0) return [first, "between stamps there is", `a gap of ${by(spare.map((n) => -n))}.`];
  return [first, "stamps overlap along one", "side alone. There they add."];
}

// ---- The account

/**
 * Which stamps reach the picked pixel, and what they add up to. Returns where it ends.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {number} y
 */
function putAccount(board, context, y) {
  const { accounts, layer, spec, state, wide, read, o } = context;
  const high = 44 + LINE * (accounts.length + (spec.has_bias ? 1 : 0)) + 52;
  board.add("ground", { x: 0, y, w: wide, h: high, colour: "pick-ground" });
  const count = read[0].length * read[1].length;
  const reach = count === 1 ? "reaches" : "reach";
  const stamps = `${counted(count, "stamp")} of each channel ${reach} it`;
  const words = `Map ${o}, ${placeWords(layer, state)}: ${stamps}`;
  board.add("text", { text: words, x: 12, y: y + 22, bold: true, max: wide - 24 });
  let down = y + 44;
  for (const [i, one] of accounts.entries()) {
    putLine(board, context, one, { x: 0, y: down + LINE * i }, i === 0);
  }
  down += LINE * accounts.length;
  const plus = { x: wide - 148, strong: true, size: 20 };
  if (spec.has_bias) {
    board.add("text", { text: "bias", x: 12, y: down + 16, colour: "bias" });
    putSign(board, "+", { y: down + 16, ...plus });
    putBias(board, context, { x: wide - 66, y: down + 16, max: 108 });
    down += LINE;
  }
  board.add("rule", { x: wide - 132, y: down + 2, dx: 120, dy: 0 });
  putSign(board, "=", { y: down + 26, ...plus });
  putTotal(board, context, { x: wide - 120, y: down + 9, w: 108, h: 34 }, 18);
  return y + high;
}

/**
 * The products of a channel's stamps at the pixel, and their sum.
 * @param {Board} board
 * @param {StampsContext} context
 * @param {ChannelAccount} one
 * @param {Point} corner
 * @param {boolean} isFirst
 */
function putLine(board, context, one, { y }, isFirst) {
  const { spec, wide } = context;
  const name = spec.channel_names[one.c] || `channel ${one.c}`;
  board.add("text", { text: name, x: 12, y: y + 16, colour: "channel", max: 92 });
  const words = productsWords(context, one);
  const faded = isFaded(context, one);
  board.add("text", { text: words, x: 112, y: y + 16, max: wide - 112 - 196, faded });
  if (!isFirst) putSign(board, "+", { x: wide - 148, y: y + 16, strong: true, size: 20 });
  putSum(board, context, one, { x: wide - 120, y: y + 2, w: 108, h: 28 }, 17);
}

/**
 * `2 × 1 + 3 × −1`: values of the input times the weights that they stamp there.
 * @param {StampsContext} context
 * @param {ChannelAccount} one
 */
function productsWords({ decimals, printed }, { window, slice, outside, muted }) {
  if (muted) return "muted: nothing is added";
  const few = Math.min(printed, Math.max(2, decimals.input));
  const weights = Math.min(printed, decimals.weights);
  const pairs = window
    .map((value, i) => `${text(value, few)} × ${text(slice[i], weights)}`)
    .filter((_, i) => !outside[i]);
  if (!pairs.length) return "no stamp reaches it: 0";
  return pairs.length <= FEW ? pairs.join(" + ") : counted(pairs.length, "product");
}
