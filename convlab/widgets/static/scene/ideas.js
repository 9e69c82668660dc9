// The layer over what it is often taken for, as two additions in the same columns; below, how far
// the two are apart, place by place.

import { lookAt } from "../numbers/compare.js";
import { halftone, reason, shareBeyond } from "../numbers/ideas.js";
import { limitText, text, units } from "../numbers/show.js";
import { LEFT, putHead, putRow, ROOM_ROWS, TOP, WIDTHS } from "./addition.js";
import { CHIPS, makeBoard } from "./board.js";
import { legible } from "./room.js";
import { putParagraph } from "./words.js";

/** @import { Kernel } from "../numbers/compare.js" */
/** @import { Halftone } from "../numbers/ideas.js" */
/** @import { Facts } from "../numbers/state.js" */
/** @import { Shared, ShownRow } from "./addition.js" */
/**
 * @import { Board, Place, Point, Rectangle, Scene, WrongSpec, WrongState } from "../types.js"
 */

/**
 * All that the picture is made of.
 * @typedef {object} Given
 * @property {WrongSpec} spec
 * @property {Kernel} kernel
 * @property {Float32Array | null} photo  (3, h, w), if x is one
 * @property {Facts} facts  of the whole layer
 * @property {WrongState} state
 * @property {number} width  of the board
 * @property {number} ratio
 */
/** @typedef {ReturnType<typeof contextOf>} IdeasContext */

/** @typedef {Scene & {halftone: Halftone, dots: Place}} IdeasScene  dots: where it lies */

const DOTS = 208; // the side of the halftone

/**
 * Boxes to paint and maps to point at.
 * @param {Given} given
 * @returns {IdeasScene}
 */
export function ideasScene(given) {
  const context = contextOf(given);
  const { shared, layer, idea } = context;
  const board = makeBoard();
  const legends =
    layer.limit === idea.limit
      ? [{ name: "signed scale", limit: layer.limit }]
      : [
          { name: "the layer", limit: layer.limit },
          { name: "the idea", limit: idea.limit },
        ];
  const head = putHead(board, shared, legends, TOP);
  const between = putRow(board, shared, layer, head) + 12;
  const bottom = putRow(board, shared, idea, between);
  const isRoom = shared.width === WIDTHS.room;
  const far = isRoom
    ? putFarBeside(board, context, { y: head, bottom })
    : putFar(board, context, bottom + 12);
  const { places } = board;
  const boxes = isRoom ? legible(board.boxes) : board.boxes;
  return { boxes, places, width: shared.width, ...far };
}

/** @param {Given} given */
function contextOf({ spec, kernel, photo, facts, state, width, ratio }) {
  const { worked, columns, limits } = kernel;
  const { idea: name, row, col } = state;
  const seen = lookAt(kernel, state);
  /** @type {Shared} */
  const shared = {
    ...{ layer: worked.layer, columns, pixel: { row, col }, photo, input: facts.limits.input },
    decimals: { ...facts.decimals, maps: seen.decimals },
    sliceLimit: spec.slice_limit,
    root: limits.root,
    hasBias: spec.has_bias,
    biased: false,
    ...{ whole: facts.whole, ratio, width },
  };
  const limit = spec.limit || limits.shared;
  const own = spec.limit || (limits.own[name] ?? limit);
  /** @type {ShownRow} */
  const layer = { ...seen.layer, name: ["the", "layer"], strong: true, limit };
  /** @type {ShownRow} */
  const idea = { ...seen.idea, name: ["the", "idea"], strong: false, limit: own };
  return { worked, shared, layer, idea, name, about: spec.ideas[name], off: seen.off };
}

// ---- How far they are apart

/**
 * @param {Board} board
 * @param {IdeasContext} context
 * @param {number} y
 */
function putFar(board, context, y) {
  const { width } = context.shared;
  const found = halftone(context.worked, context.name);
  const top = y + 38;
  board.add("text", { text: gapWords(context), x: LEFT, y: y + 13, size: 17, bold: true });
  const dots = putHalftone(board, context, found, { x: LEFT, y: top });
  const beside = LEFT + DOTS + 24;
  const end = top + DOTS + 2;
  /** @type {(x: number, y: number, width: number) => number} */
  const words = (x, y, width) => putReasons(board, context, found, { x, y, width });
  /** @type {(at: Windows) => number} */
  const windows = (at) => putWindows(board, context.shared, at);
  if (width === WIDTHS.wide) {
    const right = { x: 648, y: top, cell: 41, tall: 23, down: true };
    const bottom = Math.max(end, words(beside, top + 6, 372), windows(right));
    return { height: bottom + 8, halftone: found, dots };
  }
  if (width === WIDTHS.middle) {
    const below = Math.max(end, words(beside, top + 6, width - LEFT - beside)) + 20;
    const bottom = windows({ x: LEFT, y: below + 24, cell: 36, tall: 24, down: false });
    return { height: bottom + 8, halftone: found, dots };
  }
  const right = { x: LEFT + DOTS + 14, y: top, cell: 34, tall: 22, down: true };
  const below = Math.max(end, windows(right)) + 24;
  return { height: words(LEFT, below, width - 2 * LEFT) + 8, halftone: found, dots };
}

const ROOM_DOTS = 150;

/**
 * On a screen for a room: how far off beside the rows, and why under them.
 * @param {Board} board
 * @param {IdeasContext} context
 * @param {{y: number, bottom: number}} rows
 */
function putFarBeside(board, context, { y, bottom }) {
  const { worked, name, off, shared, about } = context;
  const { decimals, pixel } = shared;
  const found = halftone(worked, name);
  const x = ROOM_ROWS + 10;
  const width = shared.width - x;
  const words = `Off by ${text(Math.abs(off), decimals.maps)}`;
  board.add("text", { text: words, x, y: y + 14, size: 19, bold: true, max: width });
  const place = `row ${pixel.row}, column ${pixel.col}`;
  board.add("text", { text: place, x, y: y + 38, colour: "ink-2", max: width });
  const dots = putHalftone(board, context, found, { x, y: y + 54 }, ROOM_DOTS);
  const under = { x, y: y + 54 + ROOM_DOTS + 22, width, line: 22 };
  putParagraph(board, shareWords(context), under);
  const why = [{ text: "Why:", bold: true }, { text: lowered(reason(worked, name, about)) }];
  const lines = { x: LEFT, y: bottom + 14, width: ROOM_ROWS - 2 * LEFT, line: 21 };
  const end = putParagraph(board, why, lines);
  return { height: Math.max(364, end), halftone: found, dots };
}

/** @param {IdeasContext} context */
function gapWords({ off, shared: { pixel, decimals } }) {
  const place = `row ${pixel.row}, column ${pixel.col}`;
  const agrees = Math.abs(off) < 0.5 * 10 ** -decimals.maps;
  return agrees
    ? `No difference at ${place}`
    : `Off by ${text(Math.abs(off), decimals.maps)} at ${place}`;
}

/**
 * How far off the idea is, as dots of ink; returns where they lie.
 * @param {Board} board
 * @param {IdeasContext} context
 * @param {Halftone} found
 * @param {Point} corner
 * @param {number} side
 * @returns {Place}
 */
function putHalftone(board, { shared }, { block, across, sizes }, { x, y }, side = DOTS) {
  const down = sizes.length / across;
  const pitch = Math.floor(side / Math.max(across, down));
  const [w, h] = [across * pitch, down * pitch];
  board.add("ground", { colour: "rule", x, y, w: w + 2, h: h + 2 });
  board.add("ground", { colour: "bg", x: x + 1, y: y + 1, w, h });
  const corner = { x: x + 1, y: y + 1 };
  const look = { pitch, range: worstOf(sizes), ...corner };
  board.add("dots", { data: sizes, w: across, h: down, ...look });
  const { row, col } = shared.pixel;
  const at = { x: corner.x + Math.floor(col / block) * pitch, w: pitch, h: pitch };
  board.add("ring", { ...at, y: corner.y + Math.floor(row / block) * pitch, width: 2, halo: 1 });
  /** @type {Place} */
  const place = { role: "map", o: 0, ...corner, w, h, scale: pitch };
  board.places.push(place);
  return place;
}

/** @type {(sizes: Float32Array) => number} the end of their scale */
const worstOf = (sizes) => Math.max(...sizes) || 1;

/**
 * What the dots say, at how many places, and why; returns where it ends.
 * @param {Board} board
 * @param {IdeasContext} context
 * @param {Halftone} found
 * @param {Point & {width: number}} column
 */
function putReasons(board, context, found, { x, y, width }) {
  const { worked, name, about, shared } = context;
  const { block } = found;
  const dot = block > 1 ? `the worst of ${block}×${block} places` : "one place";
  const head = { text: "How far the idea is off, place by place.", bold: true };
  const runs = [head, { text: `More ink, further off. Each dot is ${dot}.` }];
  const key = putParagraph(board, runs, { x, y, width }) + 18;
  putKey(board, found, shared.decimals.maps, { x, y: key });
  const next = putParagraph(board, shareWords(context), { x, y: key + 36, width }) + 20;
  const last = [{ text: "Why:", bold: true }, { text: lowered(reason(worked, name, about)) }];
  return putParagraph(board, last, { x, y: next, width });
}

/** @type {(words: string) => string} */
const lowered = (words) => words[0].toLowerCase() + words.slice(1);

/** At how many places the idea is off. @param {IdeasContext} context */
function shareWords({ worked, name, layer }) {
  const most = layer.limit / 10;
  const percent = Math.round(shareBeyond(worked, name, most));
  const count = text(worked.y.length);
  const places = `of the ${count} places it is off by more than ${limitText(most)}.`;
  return [{ text: "At" }, { text: `${percent}\u00a0%`, bold: true }, { text: places }];
}

/**
 * Three sizes of dots, with what they stand for.
 * @param {Board} board
 * @param {Halftone} found
 * @param {number} decimals
 * @param {Point} at
 */
function putKey(board, { across, sizes }, decimals, { x, y }) {
  const range = worstOf(sizes);
  const printed = units(range, decimals) / 10 ** decimals;
  const pitch = Math.floor(DOTS / Math.max(across, sizes.length / across));
  for (const [i, share] of [0.25, 0.5, 1].entries()) {
    const left = x + 8 + 100 * i;
    const corner = { x: left, y: y - pitch / 2 };
    board.add("dots", { data: [share * range], w: 1, h: 1, pitch, range, ...corner });
    const label = { text: text(share * printed, decimals), x: left + pitch + 6, y };
    board.add("text", { ...label, size: 14, colour: "ink-2" });
  }
}

/** @typedef {Point & {cell: number, tall: number, down: boolean}} Windows  down: in a column */

/**
 * What the slices read at the picked place; returns where it ends.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Windows} at
 */
function putWindows(board, shared, at) {
  const { columns, width } = shared;
  const own = columns.filter(({ channels }) => channels.length === 1);
  const [w, h] = [3 * at.cell, 3 * at.tall];
  const bottom = at.y + (at.down ? own.length : 1) * (h + APART);
  const isPhone = width === WIDTHS.phone;
  const words = isPhone ? "read by all slices" : "what all slices read there";
  const y = isPhone ? bottom + 10 : at.y - 25;
  board.add("text", { text: words, x: at.x, y, size: isPhone ? 14 : 15, colour: "ink-2" });
  for (const [i, { name, channels }] of own.entries()) {
    const x = at.x + (at.down ? 0 : i * (w + 42));
    const top = at.y + (at.down ? i * (h + APART) : 0);
    const chip = CHIPS.get(name);
    const middle = top + h / 2;
    if (chip) board.add("chip", { ...chip, x, y: middle - 13 });
    else board.add("text", { text: `${channels[0]}`, x: x + 13, y: middle, ...NUMBER_LOOK });
    putWindow(board, shared, channels[0], { x: x + 34, y: top, w, h });
  }
  return isPhone ? bottom + 20 : bottom;
}

const APART = 8; // windows below each other, each in its frame

const NUMBER_LOOK = /** @type {const} */ ({
  size: 14,
  bold: true,
  align: "center",
  colour: "channel",
});

/**
 * @param {Board} board
 * @param {Shared} shared
 * @param {number} c
 * @param {Rectangle} box
 */
function putWindow(board, { layer, pixel, input, decimals }, c, { x, y, w, h }) {
  const { window, outside } = layer.account(0, c, pixel.row, pixel.col);
  const cell = w / layer.kw;
  const tall = h / layer.kh;
  board.add("cells", {
    ...{ values: window, outside, columns: layer.kw, cell, tall, size: 14 },
    ...{ decimals: decimals.input, blocks: cell < 30 },
    ...{ scheme: /** @type {const} */ ("grey"), range: input, x, y },
  });
  board.add("ring", { x, y, w, h, width: 2, halo: 1 });
}
