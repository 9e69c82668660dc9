// One kernel of a trained layer, before and after it reads another number of channels: each channel
// with its slice, the bias, and the map. Sideways on a desk, downward on a phone.

/** @import { Half, Made } from "../numbers/surgery.js" */
/** @import { Board, Picture, Point } from "../types.js" */

import { largestOf, roundUp, text } from "../numbers/show.js";
import { LEFT } from "./addition.js";
import { CHIPS, makeBoard, NOTE } from "./board.js";
import { centreMap } from "./maps.js";

const SIZE = 72; // of a picture, a slice and a map
const PITCH = 92;
const HEAD = 34; // a channel's name above its picture
const LEGEND = 110; // how wide the maps' is
const TENTHS = 10; // the unit in which slices are written

/** @typedef {{made: Made, kernel: number, width: number, ratio: number}} Given */
/** @typedef {{slices: number, maps: number}} Ends  of the two scales */

/**
 * @param {Given} given
 * @returns {Picture}
 */
export function surgeryScene(given) {
  const { made, kernel, width } = given;
  const board = makeBoard();
  const halves = /** @type {const} */ ([
    ["as trained", made.before],
    ["now", made.after],
  ]);
  const ends = endsOf(made, kernel);
  const isAcross = isSideways(columnsOf(made), width);
  let y = 0;
  for (const [n, [label, half]] of halves.entries()) {
    const height = heightOf(half, isAcross);
    if (n === 0) board.add("ground", { colour: "pick-ground", x: 0, y, w: width, h: height });
    board.add("text", { text: label, bold: true, size: 17, x: LEFT, y: y + 20 });
    const put = isAcross ? putAcross : putDown;
    put(board, given, half, ends, y + 8);
    y += height + 8;
  }
  const legend = { x: width - LEFT - LEGEND, y: 14, w: LEGEND };
  board.add("scale", { scheme: "signed", range: ends.maps, ...legend });
  return { boxes: board.boxes, width, height: y };
}

/**
 * Whether so many channels have room beside each other.
 * @param {number} count
 * @param {number} width
 */
const isSideways = (count, width) => startOf(width) + count * PITCH + 180 <= width;

/** @param {number} width */
const startOf = (width) => (width > 700 ? 116 : LEFT);

/** The most channels, before or now: both halves stand in the same columns. @param {Made} made */
const columnsOf = ({ before, after }) => Math.max(before.names.length, after.names.length);

/** @param {Half} half @param {boolean} isAcross */
const heightOf = (half, isAcross) =>
  isAcross ? 32 + HEAD + 2 * SIZE + 20 : 40 + half.names.length * (SIZE + 12) + 44 + SIZE + 12;

/**
 * Where both scales end, the same before and after.
 * @param {Made} made
 * @param {number} kernel
 * @returns {Ends}
 */
function endsOf({ before, after }, kernel) {
  const slices = [before, after].flatMap(({ layer, names }) =>
    names.map((_, c) => largestOf(layer.slice(kernel, c))),
  );
  const maps = [before, after].map((half) => largestOf(mapOf(half, kernel).data));
  return { slices: TENTHS * Math.max(...slices, 0.1), maps: roundUp(Math.max(...maps)) };
}

/** @param {Half} half @param {number} kernel */
function mapOf({ layer, maps }, kernel) {
  const { oh, ow } = layer;
  return { data: maps.subarray(kernel * oh * ow, (kernel + 1) * oh * ow), w: ow, h: oh };
}

/** @typedef {(board: Board, given: Given, half: Half, ends: Ends, y: number) => void} Put */

/** @type {Put} */
function putAcross(board, given, half, ends, y) {
  const start = startOf(given.width);
  const top = y + (start > LEFT ? 0 : 24);
  for (const c of half.names.keys()) {
    const x = start + c * PITCH;
    putName(board, half.names[c], { x, y: top });
    putPicture(board, given, half, c, { x, y: top + HEAD });
    putSlice(board, given, half, ends, c, { x, y: top + HEAD + SIZE + 8 });
    const isLast = c === half.names.length - 1;
    if (!isLast) putSign(board, "+", { x: x + (SIZE + PITCH) / 2, y: top + HEAD + 1.5 * SIZE + 8 });
  }
  const middle = top + HEAD + 1.5 * SIZE + 8;
  const columns = columnsOf(given.made);
  for (let c = half.names.length; c < columns; c++) {
    board.add("absent", { x: start + c * PITCH + SIZE / 2, y: middle });
  }
  const x = start + columns * PITCH;
  putSign(board, "+", { x: x - 10, y: middle });
  board.add("pill", { text: biasOf(half, given.kernel), x: x + 36, y: middle });
  putSign(board, "=", { x: x + 84, y: middle });
  putMap(board, given, half, ends, { x: x + 104, y: middle - SIZE / 2 });
}

/** @type {Put} */
function putDown(board, given, half, ends, y) {
  let top = y + 32;
  for (const c of half.names.keys()) {
    if (c) putSign(board, "+", { x: LEFT + 6, y: top + SIZE / 2 });
    putName(board, half.names[c], { x: LEFT + 22, y: top + (SIZE - 26) / 2 });
    putPicture(board, given, half, c, { x: LEFT + 96, y: top });
    putSlice(board, given, half, ends, c, { x: LEFT + 96 + PITCH, y: top });
    top += SIZE + 12;
  }
  putSign(board, "+", { x: LEFT + 6, y: top + 14 });
  board.add("pill", {
    text: biasOf(half, given.kernel),
    x: LEFT + 96 + PITCH + SIZE / 2,
    y: top + 14,
  });
  top += 36;
  board.add("rule", { x: LEFT, y: top, dx: given.width - 2 * LEFT, dy: 0, width: 2 });
  putSign(board, "=", { x: LEFT + 6, y: top + 8 + SIZE / 2 });
  putMap(board, given, half, ends, { x: LEFT + 96 + PITCH, y: top + 8 });
}

/** @param {Half} half @param {number} kernel */
const biasOf = ({ layer }, kernel) => text(layer.bias[kernel], 1);

/** @type {(board: Board, sign: string, at: Point) => void} */
const putSign = (board, sign, at) =>
  board.add("text", { text: sign, ...at, size: 20, bold: true, align: "center" });

/** @type {(board: Board, name: string, at: Point) => void} */
function putName(board, name, { x, y }) {
  const chip = CHIPS.get(name);
  if (chip) board.add("chip", { ...chip, x, y });
  else board.add("text", { text: name, x, y: y + 13, ...NOTE, colour: "channel", bold: true });
}

/** @type {(board: Board, given: Given, half: Half, c: number, at: Point) => void} */
function putPicture(board, { ratio, made }, { layer }, c, at) {
  const [wide, { side }] = [made.side + 1, made];
  const data = new Float32Array(side * side);
  const plane = layer.channel(c);
  for (let row = 0; row < side; row++) {
    data.set(plane.subarray(row * wide, row * wide + side), row * side);
  }
  /** @type {{scheme: "grey", range: [number, number]}} */
  const scale = { scheme: "grey", range: [-1, 1] };
  centreMap(board, { data, w: side, h: side, ...scale }, { ...at, size: SIZE }, ratio);
}

/** @type {(board: Board, given: Given, half: Half, ends: Ends, c: number, at: Point) => void} */
function putSlice(board, { kernel }, { layer }, { slices }, c, at) {
  const values = layer.slice(kernel, c).map((value) => TENTHS * value);
  const look = { columns: 3, cell: SIZE / 3, size: 13, decimals: 0 };
  board.add("cells", { values, ...look, scheme: "signed", range: slices, ...at });
}

/** @type {(board: Board, given: Given, half: Half, ends: Ends, at: Point) => void} */
function putMap(board, { kernel, ratio }, half, { maps }, at) {
  const scale = /** @type {const} */ ({ scheme: "signed", range: maps });
  centreMap(board, { ...mapOf(half, kernel), ...scale }, { ...at, size: SIZE }, ratio);
}
