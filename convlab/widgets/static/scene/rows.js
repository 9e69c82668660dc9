// Up to three channels: a row for each kernel, the picked one open with its account inside; in a
// wide window rows that are all alike, with the account beside them.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { partsOf } from "../numbers/state.js";
import { placeWords } from "../numbers/words.js";
import {
  isAlone,
  isFaded,
  isWaiting,
  legendsOf,
  notesOf,
  putGap,
  putPinned,
  withAccount,
} from "./account.js";
import { CHIPS, makeBoard, NUMBER } from "./board.js";
import { putFigures, putProducts, putWeights, putWindow } from "./factors.js";
import { borderedSize, putInput, putInputNumbers, putInputRange } from "./inputs.js";
import { centreMap, FLAT, featureMap, partialMap, putMap, putNumbers, sumMap } from "./maps.js";

import { ringPixel, windowBoxes } from "./rings.js";
import { putArrived, putBias, putSign, putSum, putTotal } from "./sums.js";
import { putThumbs } from "./thumbs.js";

/**
 * @import {
 *   Board, ChannelAccount, ExplorerScene, MapData, MapScale, SceneContext,
 * } from "../types.js"
 */
/** @import { AccountContext, Cell } from "./account.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} label  where cells begin
 * @property {number} cell  of slice and map
 * @property {number} op  the room for a plus
 * @property {number} bias
 * @property {number} map
 * @property {number} input
 * @property {number} top  where inputs begin
 * @property {number} inset  from where they end to the end of their columns
 * @property {{y: number, side: number}} photo
 * @property {number} open  the most that a slice takes in the open row
 * @property {[wide: number, tall: number]} thin  and in another
 * @property {number} closed  the height of such a row
 * @property {number} part  the side of its maps
 * @property {boolean} beside  whether a map stands right of its slice in the open row, or below
 */

/** @type {Pick<Look, "top" | "inset" | "open" | "thin" | "closed" | "part" | "beside">} */
const USUAL = { top: 0, inset: 0, open: 90, thin: [66, 51], closed: 56, part: 50, beside: true };

/** @type {Record<number, Look>} */
const LOOKS = {
  1600: {
    ...{ label: 78, cell: 206, op: 30, bias: 60, map: 100, input: 104, ...USUAL },
    photo: { y: 36, side: 52 },
  },
  1000: {
    ...{ label: 78, cell: 212, op: 30, bias: 60, map: 100, input: 78, ...USUAL, inset: 11 },
    photo: { y: 10, side: 52 },
  },
  640: {
    ...{ label: 46, cell: 112, op: 20, bias: 70, map: 100, input: 78, ...USUAL, beside: false },
    photo: { y: 36, side: 26 },
  },
};

/** The photo stands large before the inputs: it may be one that is painted. @type {Look} */
const STUDIO = {
  ...{ label: 196, cell: 188, op: 22, bias: 52, map: 84, input: 144, ...USUAL, top: 62 },
  ...{ photo: { y: 30, side: 176 }, open: 78, thin: [78, 78], closed: 96, part: 84 },
};
/** Signals are lines: wide, below their slices. @type {Look} */
const SIGNALS = {
  ...{ label: 46, cell: 190, op: 26, bias: 56, map: 150, input: 144, ...USUAL, beside: false },
  ...{ photo: { y: 10, side: 52 }, top: 34, closed: 66, part: 90 },
};
const PANEL = 984; // where the account begins beside rows that are all alike
const EVEN = 112; // the height of such a row
const LEAST = 16; // of a cell with a number in it
const NOTES = 48; // of which pixel it is, and of how many numbers, in three lines

/**
 * All that is drawn from; (x) of the bias is its middle.
 * @typedef {AccountContext & {
 *   look: Look,
 *   count: number,
 *   even: boolean,
 *   alone: boolean,
 *   tiny: boolean,
 *   isSome: boolean,
 *   end: number,
 *   biasX: number,
 *   mapX: number,
 *   mapSide: number,
 *   mapHigh: number,
 *   partX: number,
 *   window: Cell,
 *   size: number,
 *   scheme: "grey" | "whole",
 * }} RowsContext  even: whether all rows are alike; alone: whether a slice makes the feature map;
 *   tiny: whether maps are written out; isSome: whether only some kernels have a row;
 *   window: a cell of the account; size, scheme: of its figures, and of a window's
 */

/**
 * @param {SceneContext} given
 * @param {number[]} [shown]  the kernels that have a row, where the maps of all stand below
 * @returns {ExplorerScene}
 */
export function buildRows(given, shown) {
  const context = contextOf(given, Boolean(shown));
  const board = makeBoard();
  putHeads(board, context);
  let bottom = headsHeight(context);
  for (const o of shown ?? upTo(0, context.state.out_channels)) {
    const high = rowHeight(context, o);
    putRow(board, context, { o, y: bottom, high });
    bottom += high;
  }
  if (context.alone) putMapsName(board, context);
  if (shown) bottom = putThumbs(board, context, bottom, roomOf(context));
  if (context.even) bottom = Math.max(bottom, putPanel(board, context));
  if (context.state.pinned.length) bottom = putPinned(board, context, bottom);
  const { boxes, places, slots } = board;
  const legends = legendsOf(context.limits);
  return { boxes, places, slots, legends, width: context.width, height: bottom + 8 };
}

/**
 * What heads and the picked row take, the height of another row, and the width of all.
 * @param {SceneContext} given
 */
export function rowsHeights(given) {
  const context = contextOf(given, true);
  const used = headsHeight(context) + rowHeight(context, given.state.out_channel);
  return { used, other: otherHeight(context), room: roomOf(context) };
}

// ---- Where things stand

/** @param {SceneContext} given @param {boolean} isSome @returns {RowsContext} */
function contextOf(given, isSome) {
  const { layer, width, state, spec } = given;
  const usual = LOOKS[width];
  const tiny = isTiny(given, usual);
  const own = spec.studio ? STUDIO : layer.ndim === 1 ? SIGNALS : usual;
  const look = width === 1000 && !tiny ? own : usual;
  const count = state.in_channels;
  const even = width === 1600;
  const most = layer.xShape[0]; // nothing moves under a slider
  const end = look.label + most * (look.cell + look.op) - look.op;
  const biasX = end + look.op + look.bias / 2;
  const mapSide = tiny ? layer.ow * NUMBER : look.map;
  const mapHigh = tiny ? layer.oh * NUMBER : look.map * (layer.ndim === 1 ? FLAT : 1);
  const partX = look.beside ? look.cell - mapSide - (even ? 10 : 0) : (look.cell - mapSide) / 2;
  const alone = isAlone(given);
  const mapX = alone ? look.label + partX : end + look.op + look.bias + 24;
  const window = windowSize(given, look, { tiny, even });
  const numbers = { window, size: tiny ? 16 : 15, scheme: tiny ? WHOLE : GREY };
  const places = { count, even, alone, tiny, isSome, end, biasX, mapX, mapSide, mapHigh, partX };
  return { ...withAccount(given), look, ...numbers, ...places };
}

const WHOLE = /** @type {const} */ ("whole");
const GREY = /** @type {const} */ ("grey");

/** Are maps and inputs written out? @type {(context: SceneContext, look: Look) => boolean} */
function isTiny({ layer, whole }, look) {
  const [tall, across] = borderedSize(layer);
  const both = (layer.kw + 1 + layer.ow) * NUMBER;
  const below = Math.max(layer.kw, layer.ow) * NUMBER;
  if (!look.beside && numberIn(layer, look, false) < LEAST) return false;
  const wide = Math.max(across * NUMBER, look.beside ? both : below);
  return whole && tall <= 9 && wide <= look.cell;
}

/**
 * The side of a cell with a number in it: smaller where slice and map share a narrow column.
 * @type {(layer: SceneContext["layer"], look: Look, isOpen: boolean) => number}
 */
function numberIn({ kw, ow }, look, isOpen) {
  if (look.beside || isOpen) return NUMBER;
  return Math.min(NUMBER, Math.floor(look.cell / (kw + ow)));
}

/**
 * Of a window's cell, and a product's.
 * @param {SceneContext} context
 * @param {Look} look
 * @param {{tiny: boolean, even: boolean}} kind
 * @returns {Cell}
 */
function windowSize({ layer: { kh, kw } }, look, { tiny, even }) {
  if (tiny) return { wide: NUMBER, tall: NUMBER };
  const wide = even ? 114 : look.beside ? Math.min(100, look.open + 10) : look.cell;
  return { wide: Math.min(wide / kw, 66), tall: Math.min(24, 120 / kh) };
}

/** @type {(context: RowsContext, c: number) => number} where channel c's column begins */
const cellX = ({ look }, c) => look.label + c * (look.cell + look.op);

/** @type {(context: RowsContext, isOpen: boolean) => number} the side of a map in a row */
const sideOf = ({ mapSide, even, tiny, look, layer }, isOpen) => {
  if (tiny) return numberIn(layer, look, isOpen) * layer.ow;
  return isOpen || even ? mapSide : look.part;
};

/**
 * Width and height of a slice's cell.
 * @param {RowsContext} context
 * @param {boolean} isOpen
 */
function sliceSize({ layer, look, tiny, even }, isOpen) {
  const { kh, kw } = layer;
  const number = numberIn(layer, look, isOpen);
  if (tiny) return { wide: number, tall: number };
  const [wide, tall] = look.beside
    ? isOpen
      ? [look.open, look.open]
      : even
        ? [78, 78]
        : look.thin
    : isOpen
      ? [look.cell, 60]
      : [57, 51];
  if (kh * kw === 1) return { wide: Math.min(wide, 66), tall: Math.min(tall, 66) };
  const side = Math.max(kh, kw);
  const each = Math.min(wide / side, look.beside ? 30 : wide);
  return { wide: each, tall: Math.min(tall / kh, each) };
}

/** @param {RowsContext} context of slices and maps in the open row */
function gridHeight(context) {
  const sliceHigh = sliceSize(context, true).tall * context.layer.kh;
  const { mapHigh, look } = context;
  const pads = context.isSome ? 8 : 16;
  return look.beside ? Math.max(sliceHigh, mapHigh) + pads : sliceHigh + mapHigh + 28;
}

/** @param {RowsContext} context of windows, products and sums in the open row */
function accountHeight(context) {
  const rows = rowsHigh(context);
  if (!context.look.beside) return 2 * rows + 24 + 38 + 22;
  return rows + 12 + 38 + (context.isSome ? 8 : 18);
}

/** @param {RowsContext} context of windows in the open row, and of the notes right of them */
function rowsHigh({ window, layer, look }) {
  const rows = window.tall * layer.kh;
  return look.beside ? Math.max(rows, NOTES) : rows;
}

/** @type {(context: RowsContext, o: number) => number} */
function rowHeight(context, o) {
  if (context.even || o !== context.state.out_channel) return otherHeight(context);
  return gridHeight(context) + accountHeight(context) + (context.isSome ? 6 : 12);
}

/** @param {RowsContext} context of a row that is not open */
function otherHeight({ layer, tiny, even, look }) {
  const written = tiny ? NUMBER * Math.max(layer.kh, layer.oh) : 0;
  if (even) return Math.max(EVEN, written + 16);
  return Math.max(look.closed, tiny ? written + 12 : 0);
}

/** @param {RowsContext} context of names and inputs */
const headsHeight = ({ layer, tiny, look }) =>
  tiny ? 46 + NUMBER * borderedSize(layer)[0] : look.top + look.input + 8;

/** @param {RowsContext} context the width of the rows */
const roomOf = ({ even, width }) => (even ? PANEL : width);

// ---- Heads

/**
 * Names and pictures of the channels.
 * @param {Board} board
 * @param {RowsContext} context
 */
function putHeads(board, context) {
  const { look, tiny, layer, width, even, spec, ratio } = context;
  const { input: side, top } = look;
  for (let c = 0; c < context.count; c++) {
    const x = cellX(context, c);
    putName(board, context, c, x);
    if (tiny) putInputNumbers(board, context, c, { x, y: 34 });
    else {
      const left = x + look.cell - side - look.inset;
      putInput(board, context, c, { x: left, y: top, size: side });
    }
  }
  if (spec.photo && !tiny) {
    const [, h, w] = layer.xShape;
    const photo = { data: layer.x, w, h, scheme: /** @type {const} */ ("rgb"), range: PHOTO };
    const { y, side: size } = look.photo;
    const at = centreMap(board, photo, { x: 12, y, size }, ratio);
    if (top) board.boxes.push(...windowBoxes(layer, at, context.state));
    if (top) board.slots.push({ what: "drawing", x: 12, y: 0, w: size, h: y + size });
  }
  if (!tiny) putInputRange(board, context, { x: look.beside ? 12 : 4, y: side - 62 });
  if (context.alone) return; // its maps stand under the input
  const middle = context.mapX + context.mapSide / 2;
  const x = even ? middle : Math.min(middle, width - 58);
  const y = headsHeight(context) - 18;
  board.add("text", { text: "feature maps", x, y, bold: true, align: "center" });
}

/** Right of the first map, which stands under the input. @type {typeof putHeads} */
function putMapsName(board, context) {
  const x = context.end + 20;
  const y = headsHeight(context) + rowHeight(context, 0) / 2;
  const isOpen = context.state.out_channel === 0 && !context.even;
  const middle = isOpen ? headsHeight(context) + gridHeight(context) / 2 : y;
  board.add("text", { text: "feature maps", x, y: middle, bold: true });
}

/** @type {[number, number]} */
const PHOTO = [0, 1];

/**
 * Letter and number of a channel, and its buttons.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {number} c
 * @param {number} x
 */
function putName(board, context, c, x) {
  const { layer, spec, look, state, tiny } = context;
  const name = spec.channel_names[c] || `channel ${c}`;
  const chip = CHIPS.get(name);
  if (look.top) {
    putNameAbove(board, context, c, x);
    return;
  }
  if (chip) board.add("chip", { x, y: 4, hollow: layer.muted.has(c), ...chip });
  if (look.beside) {
    const words = chip ? `channel ${c}` : name;
    const place = chip ? { x: x + 32, max: 82 } : { x, max: 110 };
    board.add("text", { text: words, y: 17, colour: "channel", ...place });
  } else if (!chip) {
    board.add("text", { text: String(c), x, y: 17, colour: "channel", max: 30 });
  }
  if (state.in_channels === 1) return;
  if (tiny) {
    putBesideName(board, context, c, x);
    return;
  }
  const [w, right, down] = look.beside ? [50, 54, 0] : [30, 0, 26];
  board.slots.push({ what: "mute", c, x, y: 38, w, h: 24 });
  board.slots.push({ what: "solo", c, x: x + right, y: 38 + down, w, h: 24 });
}

/** The buttons of a channel whose numbers stand under its name. @type {typeof putName} */
function putBesideName(board, { look }, c, x) {
  const [w, pitch] = look.beside ? [48, 50] : [36, 38];
  const right = x + look.cell;
  board.slots.push({ what: "mute", c, x: right - pitch - w, y: 5, w, h: 24 });
  board.slots.push({ what: "solo", c, x: right - w, y: 5, w, h: 24 });
}

/** The same above a large input, its buttons before it. @type {typeof putName} */
function putNameAbove(board, { layer, spec, look }, c, x) {
  const left = x + look.cell - look.input;
  const [top, bottom] = [look.top - 30, look.top + look.input];
  const name = spec.channel_names[c] || `channel ${c}`;
  const chip = CHIPS.get(name);
  if (chip) board.add("chip", { x: left, y: top, hollow: layer.muted.has(c), ...chip });
  const place = chip ? { x: left + 32, max: 82 } : { x: left, max: 110 };
  const words = chip ? `channel ${c}` : name;
  board.add("text", { text: words, y: top + 13, colour: "channel", ...place });
  board.slots.push({ what: "mute", c, x, y: bottom - 52, w: 40, h: 24 });
  board.slots.push({ what: "solo", c, x, y: bottom - 24, w: 40, h: 24 });
}

// ---- Rows

/**
 * Kernel o: slices, partial maps, plus signs, bias, feature map.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {{o: number, y: number, high: number}} row
 */
function putRow(board, context, { o, y, high }) {
  const { state, layer, look, even } = context;
  const isPicked = o === state.out_channel;
  const isOpen = isPicked && !even;
  const ground = { x: 0, y, w: roomOf(context), h: high };
  if (isPicked) board.add("ground", { colour: "pick-ground", ...ground });
  board.places.push({ role: "row", o, x: 0, y, w: look.label, h: high });
  const tall = isOpen ? gridHeight(context) : high;
  const row = { o, y, tall, isOpen, middle: middleOf(context, y, tall, isOpen) };
  putLabel(board, context, row);
  const [first, last] = layer.range(o);
  for (let c = 0; c < context.count; c++) {
    const x = cellX(context, c);
    if (c < first || c >= last) {
      board.add("absent", { x: x + look.cell / 2, y: row.middle });
      continue;
    }
    putCell(board, context, row, c);
    if (c < last - 1) {
      const faded = isWaiting(context, o, c + 1);
      const between = { x: x + look.cell + look.op / 2, y: row.middle };
      putSign(board, "+", { ...between, strong: isPicked, faded });
    }
  }
  putEnd(board, context, row, isPicked);
  if (isOpen) putAccount(board, context, y + gridHeight(context) + 6);
}

/**
 * A row as it is drawn: where it stands, how high its slices and maps are, and their middle.
 * @typedef {{o: number, y: number, tall: number, isOpen: boolean, middle: number}} Row
 */

/** @type {(context: RowsContext, y: number, tall: number, isOpen: boolean) => number} */
const middleOf = ({ look, mapHigh }, y, tall, isOpen) =>
  !isOpen || look.beside ? y + tall / 2 : y + tall - 8 - mapHigh / 2;

/**
 * @param {Board} board
 * @param {RowsContext} context
 * @param {Row} row
 */
function putLabel(board, { look, even, isSome }, { o, middle, isOpen }) {
  const kernel = { colour: /** @type {const} */ ("kernel") };
  const label = { text: String(o), x: 12, bold: true, max: look.label - 14, ...kernel };
  const word = { text: "kernel", x: 12, size: 14, ...kernel };
  if (!look.beside) {
    board.add("text", { y: middle, size: isOpen ? 26 : 20, ...label });
  } else if (isOpen || even || isSome) {
    board.add("text", { y: middle - 16, ...word });
    board.add("text", { y: middle + 9, size: isOpen || even ? 26 : 20, ...label });
  } else {
    board.add("text", { y: middle, ...word });
    board.add("text", { text: label.text, x: 57, y: middle, size: 20, bold: true, ...kernel });
  }
}

/**
 * Slice (o, c), and what it makes of channel c.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {Row} row
 * @param {number} c
 */
function putCell(board, context, row, c) {
  const { hasSlice, hasMap } = partsOf(context.state.view, true);
  if (hasSlice || context.alone) putSlice(board, context, row, c);
  if (hasMap && !context.alone) putPart(board, context, row, c);
}

/** The numbers of a slice, or their colours where numbers have no room. @type {typeof putCell} */
function putSlice(board, context, { o, y, tall: high, isOpen }, c) {
  const { layer, decimals, look } = context;
  const { kw, kh } = layer;
  const { wide, tall } = sliceSize(context, isOpen);
  const isBelow = isOpen && !look.beside;
  const x = cellX(context, c) + (isBelow ? (look.cell - wide * kw) / 2 : 0);
  const top = isBelow ? y + 10 : y + (high - tall * kh) / 2;
  const size = Math.min(kw === 1 ? 24 : isOpen ? 16 : 15, tall - 2);
  const blocks = wide < (decimals.weights ? 28 : 17) || tall < 13;
  const slice = { o, c, x, y: top, cell: { wide, tall } };
  putWeights(board, context, { size, blocks, bold: kw === 1, ...slice });
}

/** A partial map or running sum; an outline while it waits. @type {typeof putCell} */
function putPart(board, context, row, c) {
  const { layer, state, tiny } = context;
  const { o, middle, isOpen } = row;
  const running = state.view === "running sum";
  const side = sideOf(context, isOpen);
  const high = tiny ? (layer.oh * side) / layer.ow : side;
  const top = middle - high / 2;
  const left = partLeft(context, isOpen, c);
  putArrowTo(board, context, row, { c, left });
  if (putGap(board, context, { o, c }, { x: left, y: top, w: side, h: high })) return;
  const map = running ? sumMap(context, o, layer.running(o, c)) : partialMap(context, o, c);
  putPicture(board, context, map, { role: "partial", o, c, x: left, y: top, size: side });
}

/**
 * Where a map begins in channel c's column.
 * @param {RowsContext} context
 * @param {boolean} isOpen
 * @param {number} c
 */
function partLeft(context, isOpen, c) {
  const { look, mapSide, partX } = context;
  const x = cellX(context, c);
  const side = sideOf(context, isOpen);
  return !look.beside && !isOpen ? x + look.cell - side : x + partX + (mapSide - side) / 2;
}

/**
 * From a slice to the map right of it, where there is room.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {Row} row
 * @param {{c: number, left: number}} map
 */
function putArrowTo(board, context, { isOpen, middle }, { c, left }) {
  if (!context.look.beside || !(isOpen || context.even)) return;
  const end = cellX(context, c) + sliceSize(context, isOpen).wide * context.layer.kw;
  putArrow(board, (end + left) / 2, middle);
}

/** @type {(board: Board, x: number, y: number) => void} */
const putArrow = (board, x, y) =>
  board.add("text", { text: "→", x, y, size: 14, align: "center", colour: "ink-2" });

/**
 * A map as a picture or as numbers, ringed at the picked pixel.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {MapData} map
 * @param {import("./maps.js").MapSquare} square
 */
function putPicture(board, context, map, square) {
  const { tiny, layer } = context;
  const at = tiny
    ? putNumbers(board, context, map, square, square.size / layer.ow)
    : putMap(board, context, map, square);
  if (square.o === context.state.out_channel) ringPixel(board, at, context.state);
}

/**
 * The bias, the equals sign and the feature map.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {Row} row
 * @param {boolean} strong
 */
function putEnd(board, context, row, strong) {
  const { layer, mapX, mapSide, tiny, alone } = context;
  const { o, middle, isOpen } = row;
  const side = sideOf(context, isOpen);
  const high = tiny ? (layer.oh * side) / layer.ow : side;
  const left = alone ? partLeft(context, isOpen, 0) : mapX + (mapSide - side) / 2;
  if (alone) putArrowTo(board, context, row, { c: 0, left });
  else putBiasOf(board, context, row, strong);
  const corner = { x: left, y: middle - high / 2 };
  putPicture(board, context, featureMap(context, o), { role: "map", o, size: side, ...corner });
}

/** The bias and the equals sign. @type {typeof putEnd} */
function putBiasOf(board, context, { o, middle }, strong) {
  const { layer, state, spec, look, end, biasX, mapX, decimals } = context;
  const faded = state.step >= 0;
  if (spec.has_bias) {
    const words = text(layer.bias[o], decimals.biases);
    putSign(board, "+", { x: end + look.op / 2, y: middle, strong, faded });
    board.add("pill", { text: words, x: biasX, y: middle, max: look.bias, faded });
  }
  putSign(board, "=", { x: mapX - 13, y: middle, strong });
}

// ---- The account

/**
 * Windows, products and sums in the columns of the open row.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {number} y
 */
function putAccount(board, context, y) {
  const { look, window, layer, accounts } = context;
  const rows = rowsHigh(context);
  const down = (rows - window.tall * layer.kh) / 2;
  const below = look.beside ? y : y + rows + 12;
  const sums = below + rows + 12;
  if (look.beside) {
    const note = { x: 12, size: 14, colour: /** @type {const} */ ("ink-2") };
    board.add("text", { text: "window", y: y + rows / 2 - 12, ...note });
    board.add("text", { text: "× slice", y: y + rows / 2 + 10, ...note });
    board.add("text", { text: context.alone ? "sum" : "sums", y: sums + 19, ...note });
  } else {
    putSign(board, "×", { x: 24, y: y + rows / 2, strong: false });
    putSign(board, "=", { x: 24, y: below + rows / 2, strong: false });
  }
  for (const one of accounts) {
    putPair(board, context, one, { y: y + down, below: below + down });
    if (!context.alone) putSubtotal(board, context, one, sums);
  }
  putEndOfSums(board, context, sums);
  putNotes(board, context, y, rows);
}

/**
 * A channel's window, and its products.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {ChannelAccount} one
 * @param {{y: number, below: number}} rows
 */
function putPair(board, context, one, { y, below }) {
  const { look, layer, window: cell, partX, mapSide, size, scheme } = context;
  const wide = cell.wide * layer.kw;
  const left = cellX(context, one.c);
  const x = look.beside ? left : left + (look.cell - wide) / 2;
  putWindow(board, context, one, { x, y, cell, size, scheme });
  const right = look.beside ? left + partX + (mapSide - wide) / 2 : x;
  if (look.beside) putArrow(board, (x + wide + right) / 2, y + (cell.tall * layer.kh) / 2);
  putProducts(board, context, one, { x: right, y: below, cell, size });
}

/**
 * A channel's name and its sum, and the plus before the next.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {ChannelAccount} one
 * @param {number} y
 */
function putSubtotal(board, context, one, y) {
  const { look, layer, state, partX, mapSide, spec } = context;
  const { c, muted } = one;
  const o = state.out_channel;
  const x = cellX(context, c);
  const w = look.beside ? Math.max(84, mapSide) : look.cell;
  const left = look.beside ? x + Math.min(partX + (mapSide - w) / 2, look.cell - w) : x;
  if (look.beside) {
    const name = spec.channel_names[c] || `channel ${c}`;
    const chip = CHIPS.get(name);
    const colour = chip ? chip.colour : "channel";
    const place = { x, y: y + 19, max: left - x - 8 };
    board.add("text", { text: muted ? "muted" : name, bold: Boolean(chip), colour, ...place });
  }
  const box = { x: left, y, w, h: 38 };
  putSum(board, context, one, box);
  putArrived(board, context, one, box);
  if (c < layer.range(o)[1] - 1) {
    const between = x + look.cell + look.op / 2;
    const faded = isWaiting(context, o, c + 1);
    putSign(board, "+", { x: between, y: y + 19, strong: true, faded });
  }
}

/**
 * The bias, and the total in its box under the map.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {number} y
 */
function putEndOfSums(board, context, y) {
  const { state, spec, look, end, biasX, mapX, mapSide, alone } = context;
  const middle = y + 19;
  if (spec.has_bias && !alone) {
    const faded = state.step >= 0;
    putSign(board, "+", { x: end + look.op / 2, y: middle, strong: true, faded });
    putBias(board, context, { x: biasX, y: middle, max: look.bias + 4 });
  }
  putSign(board, "=", { x: mapX - 13, y: middle, strong: true });
  const w = Math.max(84, mapSide);
  putTotal(board, context, { x: mapX, y, w, h: 38 });
}

/**
 * Which pixel, at the right of its windows, and how many numbers make it.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {number} y
 * @param {number} rows  how high the windows are
 */
function putNotes(board, context, y, rows) {
  const { layer, state, mapX, mapSide, end, alone, width } = context;
  const right = mapX + Math.max(84, mapSide);
  /** @type {Pick<import("../types.js").TextBox, "x" | "align" | "max">} */
  const look = alone
    ? { x: end + 20, max: width - end - 32 }
    : { x: right, align: "right", max: right - end - 8 };
  const place = placeWords(layer, state);
  board.add("text", { text: place, y: y + 6, colour: "pick-ink", ...look });
  const notes = notesOf(context);
  const lines = rows > 68 || alone ? notes : [`${notes[0]} ${notes[1]}`, notes[2]];
  for (const [i, words] of lines.entries()) {
    board.add("text", { text: words, y: y + 26 + 18 * i, size: 14, colour: "ink-2", ...look });
  }
}

// ---- The account beside rows that are all alike

/**
 * A line for each channel, the sums in one column, added as on paper. Returns where it ends.
 * @param {Board} board
 * @param {RowsContext} context
 */
function putPanel(board, context) {
  const { state, width, accounts, window, layer } = context;
  const right = width - 16;
  const left = PANEL + 20;
  /** @type {Parameters<typeof board.add<"ground">>[1]} */
  const ground = { x: PANEL, y: 0, w: width - PANEL, h: 0, colour: "pick-ground" };
  board.add("ground", ground);
  const head = `One pixel of map ${state.out_channel}: ${placeWords(layer, state)}`;
  board.add("text", { text: head, x: left, y: 34, size: 17, bold: true });
  const note = { size: 14, colour: /** @type {const} */ ("ink-2") };
  board.add("text", { text: notesOf(context).join(" "), x: left, y: 58, ...note });
  const lefts = [left + 40, left + 168, left + 310];
  for (const [i, words] of ["slice", "window", "products"].entries()) {
    board.add("text", { text: words, x: lefts[i], y: 86, ...note });
  }
  board.add("text", { text: "sums", x: right, y: 86, align: "right", ...note });
  let y = 100;
  for (const [i, one] of accounts.entries()) {
    putPanelLine(board, context, one, { y, left, lefts, right, isFirst: i === 0 });
    y += Math.max(window.tall * layer.kh, 44) + 24;
  }
  ground.h = putPanelEnd(board, context, y, right);
  return ground.h;
}

/**
 * The bias and the total.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {number} top
 * @param {number} right
 */
function putPanelEnd(board, context, top, right) {
  const { state, spec, alone } = context;
  const faded = state.step >= 0;
  let y = top;
  if (spec.has_bias && !alone) {
    const word = { text: "bias", x: right - 150, y: y + 8, colour: /** @type {const} */ ("bias") };
    board.add("text", { align: "right", ...word });
    putSign(board, "+", { x: right - 130, y: y + 8, strong: true, faded });
    putBias(board, context, { x: right - 55, y: y + 8 });
    y += 34;
  }
  board.add("rule", { x: right - 145, y, dx: 145, dy: 0, width: 2 });
  const words = `the pixel of map ${state.out_channel}`;
  const result = { text: words, x: right - 150, y: y + 34, bold: true };
  board.add("text", { align: "right", ...result });
  putSign(board, "=", { x: right - 130, y: y + 34, strong: true });
  putTotal(board, context, { x: right - 110, y: y + 15, w: 107, h: 38 });
  return y + 80;
}

/**
 * Slice × window = products → sum of one channel.
 * @param {Board} board
 * @param {RowsContext} context
 * @param {ChannelAccount} one
 * @param {{y: number, left: number, lefts: number[], right: number, isFirst: boolean}} line
 */
function putPanelLine(board, context, one, { y, left, lefts, right, isFirst }) {
  const { window: cell, layer, spec, limits, decimals, size, scheme } = context;
  const [slices, windows, products] = lefts;
  const middle = y + (cell.tall * layer.kh) / 2;
  const { c, muted } = one;
  const faded = isFaded(context, one);
  const chip = CHIPS.get(spec.channel_names[c]);
  if (chip) board.add("chip", { x: left, y: middle - 13, hollow: muted, ...chip });
  else board.add("text", { text: String(c), x: left, y: middle, bold: true, colour: "channel" });
  /** @type {MapScale} */
  const scale = { scheme: "signed", range: limits.slices };
  const look = { columns: layer.kw, decimals: decimals.weights, cell, size, faded };
  putFigures(board, { values: one.slice, ...scale, ...look, x: slices, y });
  putSign(board, "×", { x: windows - 13, y: middle, strong: false });
  putWindow(board, context, one, { x: windows, y, cell, size, scheme });
  const equals = (windows + cell.wide * layer.kw + products) / 2;
  putSign(board, "=", { x: equals, y: middle, strong: false });
  putProducts(board, context, one, { x: products, y, cell, size });
  if (context.alone) return;
  const box = { x: right - 110, y: middle - 19, w: 110, h: 38 };
  putSum(board, context, one, box);
  putArrived(board, context, one, box);
  const [sign, strong] = isFirst ? ["→", false] : ["+", true];
  putSign(board, sign, { x: right - 130, y: middle, strong, faded });
}
