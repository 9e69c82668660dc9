import { upTo } from "../numbers/range.js";
import { counted, fewestDecimals, limitText, text } from "../numbers/show.js";
import { channelsAdded, kindsOf, levelAt, stairsOf } from "../numbers/stairs.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard, widthOf } from "./board.js";
import { putFactors } from "./factors.js";
import { putInputPicture, rangeWords } from "./inputs.js";
import { centreMap, mapArea, partialMap, putBlocks, putMap, sumMap } from "./maps.js";
import { ringPixel } from "./rings.js";
import { READABLE } from "./room.js";
import { legendOf, mapScale, ticked } from "./scales.js";

/**
 * @import {
 *   Board, CellsBox, ExplorerScene, Limits, Numbers, Rectangle, SceneContext, Sum, TextBox,
 * } from "../types.js"
 */
/** @import { Stair, Staircase } from "../numbers/stairs.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} ground  width of the picked ground
 * @property {number} left  where the first stair begins
 * @property {number} span  width of all stairs
 * @property {number} bias  width of the bias' column
 * @property {number} end  where the chart ends
 * @property {number} widest  of one channel's column
 * @property {number} top  of the chart
 * @property {number} tall  its height
 * @property {"right" | "below"} panel  where the map is
 * @property {number} [small]  the size of small numbers; 14 unless given
 */

/** @type {Record<number, Look>} */
const LOOKS = {
  1600: {
    ground: 1272,
    left: 64,
    span: 1152,
    bias: 44,
    end: 1260,
    widest: 112,
    top: 110,
    tall: 244,
    panel: "right",
  },
  1000: {
    ground: 756,
    left: 56,
    span: 656,
    bias: 36,
    end: 748,
    widest: 70,
    top: 110,
    tall: 244,
    panel: "right",
  },
  640: {
    ground: 640,
    left: 60,
    span: 528,
    bias: 36,
    end: 624,
    widest: 56,
    top: 100,
    tall: 256,
    panel: "below",
  },
  // a ladder: downwards
  390: {
    ground: 390,
    left: 0,
    span: 0,
    bias: 0,
    end: 0,
    widest: 21,
    top: 0,
    tall: 0,
    panel: "below",
  },
};

export const LINE = 24; // the height of a channel's line on a phone
const TABS = 60; // the height of a line of kernels to choose from
const PHOTO = 63; // the side of the photo beside the map's name
const FLAG = 94; // what few channels without a bias leave free, right of them, for the level's flag
const FEW = 16;

/**
 * All that is drawn from.
 * @typedef {SceneContext & {
 *   look: Look,
 *   staircase: Staircase,
 *   pitch: number,
 *   size: number,
 *   order: number[],
 *   added: number,
 *   y: number,
 *   reserved?: Rectangle[],
 *   bare?: boolean,
 * }} StairsContext  pitch: from one channel to the next; size: of its pictures; added: so many
 *   stairs, the bias one more; y: the top; reserved: where nothing is written among the stairs;
 *   bare: its columns have numbers alone, their pictures stand elsewhere
 */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildStairs(given) {
  const context = contextOf(given);
  const board = makeBoard();
  const { look, y } = context;
  const bottom = y + look.top + look.tall + 24;
  const below = look.panel === "right" ? bottom + 126 : bottom;
  board.add("ground", { x: 0, y, w: look.ground, h: below - y, colour: "pick-ground" });
  if (y > 6) putTabs(board, context);
  putStrip(board, context);
  putChart(board, context);
  putTrack(board, context, bottom - 12);
  const panel = look.panel === "right" ? putPanel(board, context) : bottom + 268;
  if (look.panel === "right") putAccount(board, context, bottom + 14);
  else putBelow(board, context, bottom + 14);
  const { boxes, places, slots } = board;
  const height = Math.max(below, panel);
  return { boxes, places, slots, width: given.width, height };
}

/**
 * @param {SceneContext} given
 * @param {Record<number, Look>} [looks]
 * @returns {StairsContext}
 */
export function contextOf(given, looks = LOOKS) {
  const { layer, state, spec } = given;
  const usual = looks[given.width];
  const staircase = stairsOf(layer, state);
  const { length } = staircase.stairs;
  const most = layer.xShape[0] > 64 ? 32 : layer.xShape[0]; // nothing moves under a slider
  const span = Math.max(0, usual.span - (most <= FEW && !spec.has_bias ? FLAG : 0));
  const room = Math.floor((2 * span) / Math.max(most, length)) / 2;
  const pitch = Math.min(usual.widest, room) || LINE;
  const order = staircase.stairs.flatMap(({ channels }) => channels);
  const added = state.step < 0 ? length : Math.min(state.step, length);
  const size = room ? Math.min(40, pitch - 1) : 20;
  const top = room ? Math.max(usual.top, 41 + 3 * size) : usual.top; // below the pictures
  const look = { ...usual, top };
  const y = layer.weightShape[0] > 1 ? 6 + TABS : 6;
  return { ...given, look, staircase, pitch, size, order, added, y };
}

/** @type {(context: StairsContext, i: number) => number} where the i-th column begins */
export const columnX = ({ look, pitch }, i) => look.left + i * pitch;

/**
 * Where the pictures of the i-th column begin: in its middle, if it is wide.
 * @type {(context: StairsContext, i: number) => number}
 */
const pictureX = (context, i) =>
  columnX(context, i) + Math.max(0, (context.pitch - 3 - context.size) / 2);

/** @param {StairsContext} context */
export const isEnd = ({ state, staircase, spec }) =>
  state.step < 0 || (!spec.has_bias && state.step >= staircase.stairs.length);

/** @param {StairsContext} context */
function handleX(context) {
  const { staircase, look, spec } = context;
  const end = columnX(context, staircase.stairs.length);
  if (isEnd(context)) return end + (spec.has_bias ? look.bias : 0);
  return columnX(context, context.added) - 1;
}

// ---- Kernels to choose from

/**
 * @param {Board} board
 * @param {StairsContext} context
 */
export function putTabs(board, context) {
  const { layer, state } = context;
  const pitch = Math.min(104, (context.width - 8) / layer.weightShape[0]);
  for (let o = 0; o < state.out_channels; o++) {
    const isHere = o === state.out_channel;
    const x = 4 + o * pitch;
    const tab = { x, y: 6, w: pitch - 4, h: TABS };
    if (isHere) board.add("ground", { colour: "pick-ground", ...tab });
    board.places.push({ role: "tab", o, ...tab });
    const number = { text: String(o), x: x + 8, y: 32, size: isHere ? 24 : 20, bold: isHere };
    board.add("text", { colour: "kernel", ...number });
    const map = sumMap(context, o, layer.sum(o), layer.bias[o]);
    centreMap(board, map, { x: x + Math.min(40, pitch - 52), y: 9, size: 46 }, context.ratio);
  }
}

// ---- Inputs, slices and partial maps, one above the other

/**
 * @param {Board} board
 * @param {StairsContext} context
 */
export function putStrip(board, context) {
  const { staircase, y, size, spec } = context;
  /** @type {[words: string, y: number][]} */
  const rows = [
    ["input", y + 27 + size / 2],
    ["slice", y + 30 + size * 1.5],
    ["partial", y + 33 + size * 2.5],
  ];
  for (const [words, middle] of size < 11 ? [] : rows) {
    board.add("text", { text: words, x: 8, y: middle, colour: "ink-2" });
  }
  for (const i of staircase.stairs.keys()) putColumn(board, context, i);
  if (spec.has_bias) {
    const isHere = context.state.step < 0;
    // Left of the handle's line.
    const x = columnX(context, staircase.stairs.length) + context.look.bias / 2 - 1;
    const look = { size: 15, bold: isHere, colour: /** @type {const} */ ("bias") };
    board.add("text", {
      text: "bias",
      x,
      y: y + 15,
      align: "center",
      faded: fades(context, !isHere),
      max: context.look.bias - 6,
      ...look,
    });
  }
}

/**
 * The i-th channel that is added: its number, input, slice and partial map.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} i
 */
function putColumn(board, context, i) {
  const { layer, state, staircase, y, size, pitch } = context;
  const { channels } = staircase.stairs[i];
  const waiting = i >= context.added;
  const x = pictureX(context, i);
  putNumber(board, context, i, fades(context, waiting));
  if (channels.length > 1 || context.bare) return;
  const [c] = channels;
  const faded = fades(context, waiting) || layer.muted.has(c);
  putInputPicture(board, context, c, { x, y: y + 27, size, faded });
  const block = (size - 2) / Math.max(layer.kh, layer.kw);
  const o = state.out_channel;
  const { slices } = context.limits;
  putBlocks(board, layer, { o, c, x: x + 1, y: y + 31 + size, size: block, range: slices, faded });
  const place = { x, y: y + 33 + 2 * size, size };
  if (waiting || layer.muted.has(c)) {
    const area = mapArea(context, { x, y: place.y, w: size, h: size });
    board.add("outline", { x: area.x + 0.5, y: area.y + 0.5, w: area.w - 1, h: area.h - 1 });
  } else {
    const map = partialMap(context, o, c);
    putMap(board, context, map, { role: "partial", o, c, ...place });
  }
  const column = { x: columnX(context, i), y, w: pitch, h: context.look.top + context.look.tall };
  board.places.unshift({ role: "stair", step: i + 1, ...column }); // under what stands in it
}

/**
 * Whether what is not added yet is pale: not what a question is about.
 * @type {(context: StairsContext, waiting: boolean) => boolean}
 */
const fades = ({ state }, waiting) => waiting && !state.ask;

/**
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} i
 * @param {boolean} waiting
 */
function putNumber(board, context, i, waiting) {
  const { staircase, y, size, pitch, added, state, layer } = context;
  const { channels } = staircase.stairs[i];
  const isHere = i === added - 1 && state.step > 0;
  const isWide = layer.xShape[0] > 100 && pitch < 30; // three digits
  const { small = 14 } = context.look;
  const [one, two] = small === READABLE ? [24, 20] : [19, 12];
  const each = isWide ? 2 : pitch >= one ? 1 : pitch >= two ? 2 : 4;
  const isNextToRest = isWide && (staircase.stairs[i + 1]?.channels.length ?? 1) > 1;
  const isNear = isNextToRest || (Math.abs(i - added + 1) < each && state.step > 0);
  if (channels.length === 1 && !isHere && (i % each || (each > 1 && isNear))) return;
  const words = channels.length > 1 ? `+${text(channels.length)}` : String(channels[0]);
  const colour = isHere ? "pick-ink" : "channel";
  const isRest = isWide && channels.length > 1; // its number ends where it does, left of the bias
  const isBeside = isHere && small === READABLE && pitch < one; // left of the handle's line
  const align = isRest || isBeside ? "right" : "center";
  const end = isBeside ? columnX(context, i) + pitch - 5 : pictureX(context, i) + size;
  const place = { x: align === "right" ? end : pictureX(context, i) + size / 2, y: y + 15 };
  const look = { size: small, bold: isHere, faded: waiting };
  board.add("text", { text: words, align, colour, ...place, ...look });
}

// ---- The stairs

/**
 * A chart of levels: where 0 is, and how many pixels 1 takes.
 * @typedef {{zero: number, unit: number, low: number, high: number}} Chart
 */

/**
 * @param {StairsContext} context
 * @returns {Chart}
 */
export function chartOf({ staircase, look, y }) {
  const { low, high } = staircase;
  const unit = (look.tall - 56) / (high - low || 1);
  return { zero: y + look.top + 24 + high * unit, unit, low, high };
}

/** @type {(chart: Chart, level: number) => number} */
export const levelY = ({ zero, unit }, level) => zero - level * unit;

/**
 * @param {Board} board
 * @param {StairsContext} context
 */
export function putChart(board, context) {
  const chart = chartOf(context);
  const { staircase, added, spec, state } = context;
  putRules(board, context, chart);
  if (state.adding !== "as given") putOldPath(board, context, chart);
  const stairs = [...staircase.stairs.keys()].slice(0, added);
  for (const i of stairs) putStair(board, context, chart, i);
  if (spec.has_bias) putBiasLine(board, context, chart);
  const taken = [...(context.reserved ?? [])];
  taken.push(...stairs.map((i) => covered(context, chart, i)));
  const x = handleX(context);
  taken.push({ x: x - 3, y: 0, w: 6, h: 4000 });
  taken.push({ x: 0, y: 0, w: context.look.left - 10, h: 4000 });
  taken.push({ x: 0, y: chart.zero - 1, w: context.look.end, h: 2 });
  if (state.step < 0 && spec.has_bias) putBiasBar(board, context, chart, taken);
  else putFlag(board, context, chart, taken);
  if (spec.has_bias) putBiasWords(board, context, chart, taken);
  for (const i of staircase.stairs.keys()) {
    if (i < added) putLabel(board, context, chart, { i, taken });
  }
}

/**
 * The numbers along the side.
 * @type {(board: Board, context: StairsContext, chart: Chart) => void}
 */
export function putRules(board, { look }, chart) {
  const { low, high, unit } = chart;
  const { small = 14 } = look;
  const lines = Math.min(5, (look.tall - 56) / 24);
  const step = niceStep((high - low || 1) / lines);
  for (let n = Math.ceil((low - 20 / unit) / step); n * step <= high + 20 / unit; n++) {
    const level = n * step;
    const y = levelY(chart, level);
    const line = { x: look.left - 4, y, dx: look.end - look.left + 4, dy: 0 };
    board.add("rule", { colour: n ? "rule" : "ink", width: n ? 1 : 1.5, ...line });
    const words = text(level, step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0);
    const place = { x: look.left - 10, y, align: /** @type {const} */ ("right") };
    const ink = n ? /** @type {const} */ ("ink-2") : "ink";
    board.add("text", { text: words, size: small, bold: !n, colour: ink, ...place });
  }
}

/**
 * The nearest of 1, 2, 5 times a power of ten that is not less.
 * @param {number} least
 */
export function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const step = [1, 2, 5].find((s) => s * power >= least * (1 - 1e-6)) ?? 10;
  return step * power;
}

/**
 * What the i-th stair covers.
 * @type {(context: StairsContext, chart: Chart, i: number) => Rectangle}
 */
export function covered(context, chart, i) {
  const { value, from, to } = context.staircase.stairs[i];
  const y = levelY(chart, Math.max(from, to)) - 2;
  const h = Math.abs(value) * chart.unit + 4;
  return { x: columnX(context, i), y, w: Math.max(2, context.pitch - 3), h };
}

/**
 * The i-th stair and the line that carries its level on.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {number} i
 */
function putStair(board, context, chart, i) {
  const { staircase, pitch } = context;
  const { value, from, to } = staircase.stairs[i];
  const x = columnX(context, i);
  const w = Math.max(2, pitch - 3);
  const y = levelY(chart, Math.max(from, to));
  const h = Math.abs(value) * chart.unit;
  const end = levelY(chart, to);
  if (h < 0.75) board.add("rule", { x, y: end, dx: w, dy: 0, width: 2, colour: "control" });
  else board.add("bar", { x, y, w, h, sign: Math.sign(value) });
  board.add("rule", { x: x + w, y: end, dx: pitch - w, dy: 0, width: 1.5 });
}

/**
 * The way by which the same end is reached in the order as given.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 */
function putOldPath(board, context, chart) {
  const { layer, state, staircase, pitch } = context;
  const given = stairsOf(layer, { ...state, adding: "as given" }).stairs;
  const look = { width: 1.5, colour: /** @type {const} */ ("control"), dash: [2, 3] };
  for (const [i, { from, to }] of given.entries()) {
    const x = columnX(context, i);
    board.add("rule", { x, y: levelY(chart, from), dx: 0, dy: -(to - from) * chart.unit, ...look });
    board.add("rule", { x, y: levelY(chart, to), dx: pitch, dy: 0, ...look });
  }
  const i = Math.round(0.62 * staircase.stairs.length);
  const at = { x: columnX(context, i), y: levelY(chart, given[i - 1].to) + 14 };
  board.add("text", { text: "as given", size: context.look.small ?? 14, colour: "ink-2", ...at });
}

/**
 * Is the bias so large that the level which it brings to 0 is drawn?
 * @type {(staircase: Pick<Staircase, "bias">, unit: number) => boolean}
 */
export const hasBiasLine = ({ bias }, unit) => Math.abs(bias) * unit >= 8;

/**
 * What that level is, in words and as a number alone.
 * @param {Pick<StairsContext, "staircase" | "state">} context
 */
export function biasWords({ staircase: { bias }, state }) {
  const verb = state.step < 0 ? "" : "will ";
  const what = bias < 0 ? `take${verb ? "" : "s"} away` : `add${verb ? "" : "s"}`;
  const short = text(Math.abs(bias), 2);
  return [`${short}: as much as the bias ${verb}${what}`, short];
}

/**
 * The level that the bias brings to 0.
 * @type {(board: Board, context: StairsContext, chart: Chart) => void}
 */
export function putBiasLine(board, { look, staircase }, chart) {
  if (!hasBiasLine(staircase, chart.unit)) return;
  const y = levelY(chart, -staircase.bias);
  const line = { x: look.left - 4, y, dx: look.end - look.left + 4, dy: 0 };
  board.add("rule", { ...line, width: 1.5, colour: "bias", dash: [6, 4] });
}

/**
 * What that level is, where nothing stands; if there is no room, only its number.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {Rectangle[]} taken
 */
export function putBiasWords(board, context, chart, taken) {
  const { look, staircase } = context;
  if (!hasBiasLine(staircase, chart.unit)) return;
  const y = levelY(chart, -staircase.bias);
  taken.push({ x: look.left - 4, y: y - 1, w: look.end - look.left + 4, h: 2 });
  const handle = handleX(context);
  for (const words of biasWords(context)) {
    const w = 0.86 * widthOf(words);
    const right = look.end - look.bias - w - 40;
    const place = [look.left + 8, look.left + 180, right, handle + 6, handle - 6 - w]
      .filter((x) => look.left <= x && x <= look.end - w)
      .flatMap((x) => [y - 20, y + 3].map((top) => ({ x, y: top, w, h: 18 })))
      .find((one) => !hits(one, taken));
    if (place) {
      taken.push(place);
      board.add("text", { text: words, x: place.x, y: place.y + 9, colour: "bias" });
      return;
    }
  }
}

/** @type {(a: Rectangle, b: Rectangle) => boolean} */
const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** @type {(place: Rectangle, taken: Rectangle[]) => boolean} whether it overlaps any of these */
export const hits = (place, taken) => taken.some((other) => overlap(place, other));

/**
 * What a stair adds, under it or over it, if no other stair is as near.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {{i: number, taken: Rectangle[]}} stair
 */
function putLabel(board, context, chart, { i, taken }) {
  const { staircase, pitch } = context;
  const { value, from, to } = staircase.stairs[i];
  if (Math.abs(value) * chart.unit < 22) return;
  const decimals = Math.min(context.decimals.maps, fewestDecimals(Math.abs(value)));
  const words = text(value, decimals, true);
  const w = widthOf(words);
  const x = columnX(context, i);
  const center = x + (pitch - 3 - w) / 2;
  const below = levelY(chart, Math.min(from, to)) + 5;
  const above = levelY(chart, Math.max(from, to)) - 23;
  const isFree = (/** @type {number} */ y) => !hits({ x: center, y: y - 2.5, w, h: 23 }, taken);
  const top = [below, above].find(isFree);
  if (top === undefined) return;
  taken.push({ x: center, y: top, w, h: 18 });
  board.add("text", { text: words, x: center, y: top + 9, bold: true });
}

/** @param {string} words @param {number} size */
const flagWidth = (words, size) => (widthOf(words) * size) / 15 + 18 + size * 0.37;

/**
 * The level that is reached, on a flag beside the handle.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {Rectangle[]} taken
 */
function putFlag(board, context, chart, taken) {
  const { staircase, state, look } = context;
  const x = handleX(context);
  const level = levelAt(staircase, state.step);
  const y = levelY(chart, level);
  const words = text(level, context.decimals.maps);
  const w = flagWidth(words, 26);
  const isRight = x + 2 + w <= look.end;
  if (isRight) {
    const dotted = { x: x + 2 + w, y, dx: look.end - x - 2 - w, dy: 0, dash: [1.5, 3] };
    board.add("rule", { width: 1.5, ...dotted });
  }
  putHandleLine(board, context);
  const place = { x: isRight ? x + 2 : x - 4 - w, y: y - 19, w, h: 38 };
  if (!isRight) return putFlagLeft(board, words, clear(context, chart, place), taken);
  board.add("flag", { text: words, x: place.x, y, size: 26, side: "right" });
  taken.push(place);
}

/**
 * The level that is reached, left of the line on which it stands.
 * @type {(board: Board, words: string, place: Rectangle, taken: Rectangle[]) => void}
 */
function putFlagLeft(board, words, place, taken) {
  const { x, y, w, h } = place;
  board.add("flag", { text: words, x: x + w, y: y + h / 2, size: 26, side: "left" });
  taken.push(place);
}

/**
 * The nearest place over or under a flag's own where it hides no stair, if there is one.
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {Rectangle} flag
 * @param {Rectangle[]} [others]
 */
export function clear(context, chart, flag, others = []) {
  const { look, added } = context;
  const top = context.y + look.top;
  const bottom = top + look.tall - flag.h;
  const taken = [...others, ...upTo(0, added).map((i) => covered(context, chart, i))];
  for (let away = 0; away < look.tall; away += 4) {
    for (const y of [flag.y + away, flag.y - away]) {
      const place = { ...flag, y };
      if ((!away || (top <= y && y <= bottom)) && !hits(place, taken)) return place;
    }
  }
  return flag;
}

/**
 * A hair line from the handle up through the stairs and the strip.
 * @param {Board} board
 * @param {StairsContext} context
 */
function putHandleLine(board, context) {
  const { y, look } = context;
  board.add("rule", {
    x: handleX(context),
    y: y + 6,
    dx: 0,
    dy: look.top + look.tall + 6,
    width: 2,
  });
}

/**
 * At the end: the bias as the last step, from the sum of all channels to the total.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Chart} chart
 * @param {Rectangle[]} taken
 */
function putBiasBar(board, context, chart, taken) {
  const { staircase, look } = context;
  const { sum, bias, total, stairs } = staircase;
  const decimals = context.decimals.maps;
  const x = columnX(context, stairs.length);
  const w = look.bias - 8;
  const bar = {
    x: x + 4,
    y: levelY(chart, Math.max(sum, total)),
    w,
    h: Math.abs(bias) * chart.unit,
  };
  board.add("ground", { colour: "bias", ...bar });
  taken.push({ x: x + 1, y: bar.y - 2, w: w + 6, h: bar.h + 4 });
  board.add("rule", { x: x + 1, y: levelY(chart, total), dx: w + 6, dy: 0, width: 3 });
  putHandleLine(board, context);
  const words = text(total, decimals);
  putFlagLeft(board, words, endFlag(context, chart), taken);
  const away = sum > total ? -1 : 1;
  const top = levelY(chart, sum) + away * 14;
  putFree(board, { text: text(sum, decimals), bold: true, size: 17 }, { x: x - 2, y: top }, taken);
  const middle = levelY(chart, (sum + total) / 2);
  const value = { text: text(bias, decimals), bold: true, size: 17, colour: "bias" };
  putFree(board, /** @type {any} */ (value), { x: x - 4, y: middle }, taken);
}

/**
 * What the flag of the total covers, left of the bias.
 * @type {(context: StairsContext, chart: Chart) => Rectangle}
 */
export function endFlag(context, chart) {
  const { stairs, total } = context.staircase;
  const w = flagWidth(text(total, context.decimals.maps), 26);
  const x = columnX(context, stairs.length) - 4 - w;
  return clear(context, chart, { x, y: levelY(chart, total) - 19, w, h: 38 });
}

/**
 * Words that end at a place, unless something is there.
 * @param {Board} board
 * @param {Omit<TextBox, "kind" | "x" | "y">} words
 * @param {{x: number, y: number}} end
 * @param {Rectangle[]} taken
 */
function putFree(board, words, { x, y }, taken) {
  const w = (widthOf(words.text) * 17) / 15;
  const place = { x: x - w, y: y - 9, w, h: 18 };
  if (hits(place, taken)) return;
  taken.push(place);
  board.add("text", { ...words, x, y, align: "right" });
}

/**
 * The line on which the handle is dragged.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} y
 */
export function putTrack(board, context, y) {
  const { look, staircase, spec } = context;
  const x = handleX(context);
  const end = columnX(context, staircase.stairs.length) + (spec.has_bias ? look.bias : 0);
  const isRoom = look.small === READABLE; // there it is dragged by who knows that it can be
  const words = { text: "drag", x: look.left - 8, y, align: /** @type {const} */ ("right") };
  if (!isRoom) board.add("text", { ...words, colour: "ink-2" });
  board.add("rule", { x: look.left, y, dx: end - look.left, dy: 0, width: 4, colour: "rule" });
  board.add("rule", { x: look.left, y, dx: x - look.left, dy: 0, width: 4 });
  board.add("handle", { x, y });
  const track = { x: look.left - 12, y: y - 22, w: end - look.left + 24, h: 44 };
  board.places.push({ role: "handle", from: look.left, pitch: context.pitch, ...track });
  if (!spec.has_bias) return;
  const column = { x: end - look.bias, y: context.y, w: look.bias, h: look.top + look.tall };
  board.places.unshift({ role: "stair", step: -1, ...column });
}

// ---- The account under the stairs

/** What the channel at the handle adds. @param {StairsContext} context */
export function accountOf({ layer, staircase, added, state }) {
  const [c] = staircase.stairs[added - 1].channels;
  return layer.account(state.out_channel, c, state.row, state.col);
}

/**
 * At the end all kinds of stairs and the bias; before, what the channel at the handle adds.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} y
 */
function putAccount(board, context, y) {
  board.add("rule", { x: 12, y: y - 4, dx: context.look.ground - 24, dy: 0, colour: "rule" });
  if (isEnd(context)) putKinds(board, context, { x: 12, y: y + 8 });
  else if (context.added) putProducts(board, context, y);
  else {
    const words = "Nothing is added yet: every pixel of the map is 0.";
    board.add("text", { text: words, x: 12, y: y + 48, size: 17 });
  }
}

/**
 * What lifts, what lowers, what says nothing, the bias; and the total in its box.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number}} at
 */
export function putKinds(board, context, { x: left, y }) {
  const { layer, staircase, limits, spec, state, look } = context;
  const decimals = context.decimals.maps;
  const scale = mapScale(limits);
  const middle = y + 48;
  const kinds = kindsOf(staircase, decimals);
  const room = look.ground / (kinds.length > 3 ? 1.25 : 1);
  const [w, gap] = room > 700 ? [116, 36] : room > 560 ? [92, 28] : [64, 24];
  let x = left;
  for (const [i, { words, value, muted }] of kinds.entries()) {
    if (i) putSign(board, "+", x - gap / 2, middle);
    board.add("text", { text: words, x, y: y + 10, colour: "ink-2", max: w + gap - 6 });
    const box = { x, y: y + 26, w, h: 44 };
    if (muted) board.add("hatch", box);
    else board.add("swatch", { ...box, value, text: text(value, decimals), ...scale });
    x += w + gap;
  }
  if (spec.has_bias) {
    putSign(board, "+", x - gap / 2, middle);
    board.add("text", { text: "bias", x, y: y + 10, colour: "bias" });
    board.add("pill", { text: text(staircase.bias, decimals), x: x + 40, y: middle, max: 84 });
    x += 80 + gap;
  }
  putSign(board, "=", x - gap / 2, middle);
  const place = placeWords(layer, state);
  board.add("text", { text: place, x, y: y + 8, colour: "pick-ink", max: w + 40 });
  const total = { value: staircase.total, text: text(staircase.total, decimals), ...scale };
  board.add("swatch", { x, y: y + 26, w: w + 24, h: 44, ...total });
  board.add("ring", { x, y: y + 26, w: w + 24, h: 44, width: 3 });
}

/** @type {(board: Board, sign: string, x: number, y: number) => void} */
const putSign = (board, sign, x, y) =>
  board.add("text", { text: sign, x, y, size: 26, bold: true, align: "center" });

/**
 * The channel at the handle: slice × window = products, their sum, and the sum as on paper.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} y
 */
function putProducts(board, context, y) {
  const { staircase, added } = context;
  const { channels } = staircase.stairs[added - 1];
  if (channels.length > 1) {
    const words = `The sum of the ${counted(channels.length, "other channel")}.`;
    board.add("text", { text: words, x: 12, y: y + 48, size: 17 });
  } else {
    putName(board, context, { x: 12, y: y + 14 });
    const span = { x: 134, y: y + 2, wide: 126, gap: 28, printed: context.decimals.maps };
    putFactors(board, context, accountOf(context), span);
    putSmallSign(board, "→", 582, y + 62);
    putStairSum(board, context, { x: 598, y: y + 42, w: 72, h: 40 });
  }
  putAddition(board, context, { x: context.look.ground - 12, y: y + 32 });
}

/**
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number}} at
 */
function putName(board, { spec, staircase, added }, { x, y }) {
  const [c] = staircase.stairs[added - 1].channels;
  const name = spec.channel_names[c] || `channel ${c}`;
  board.add("text", { text: name, x, y, size: 17, bold: true, colour: "pick-ink", max: 112 });
  board.add("text", { text: "at the handle", x, y: y + 22, colour: "ink-2" });
  board.slots.push({ what: "mute", c, x, y: y + 40, w: 52, h: 28 });
  board.slots.push({ what: "solo", c, x: x + 56, y: y + 40, w: 52, h: 28 });
}

/**
 * @param {Board} board
 * @param {StairsContext} context
 * @param {Rectangle} box
 */
export function putStairSum(board, context, box) {
  const scale = mapScale(context.limits);
  const { value } = context.staircase.stairs[context.added - 1];
  const sum = { value, text: text(value, context.decimals.maps), ...scale, size: 20 };
  board.add("swatch", { ...box, ...sum });
}

/** @type {(board: Board, sign: string, x: number, y: number) => void} */
const putSmallSign = (board, sign, x, y) =>
  board.add("text", { text: sign, x, y, size: 18, align: "center", colour: "ink-2" });

/**
 * What was there, and the channel, and what is there now, written one above the other.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number}} end
 */
export function putAddition(board, context, { x, y }) {
  const { from, value, to } = context.staircase.stairs[context.added - 1];
  const decimals = context.decimals.maps;
  const align = /** @type {const} */ ("right");
  const sign = value < 0 ? "−" : "+";
  board.add("text", { text: text(from, decimals), x, y, align, colour: "ink-2" });
  const added = { text: `${sign} ${text(Math.abs(value), decimals)}`, x, y: y + 22, align };
  board.add("text", added);
  board.add("rule", { x: x - 62, y: y + 35, dx: 62, dy: 0, width: 1.5 });
  board.add("text", { text: text(to, decimals), x, y: y + 52, align, size: 20, bold: true });
}

// ---- The map that grows

/** @param {StairsContext} context @returns {[title: string, count: string]} */
export function titleOf({ layer, staircase, added, spec, state, order }) {
  const all = counted(order.length, "channel");
  if (state.step < 0) {
    const audible = order.filter((c) => !layer.muted.has(c)).length;
    const words = audible < order.length ? `${audible} of ${all}` : all;
    return ["Feature map", spec.has_bias ? `${words} + bias` : words];
  }
  const some = channelsAdded(staircase, added).length;
  return ["The map so far", `${some} of ${all}`];
}

/**
 * The map as it stands, and the pixel that the stairs are about.
 * @param {StairsContext} context
 */
function mapSoFar(context) {
  const { layer, state, order, added, staircase } = context;
  const o = state.out_channel;
  const channels = channelsAdded(staircase, added).length;
  const sum =
    state.adding === "as given" && order.length === channels
      ? layer.sum(o)
      : layer.summed(o, order, channels);
  return sumMap(context, o, sum, state.step < 0 ? layer.bias[o] : 0);
}

/**
 * A map with the contour of where it ends: where it is 0, or where the bias will bring it to 0.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number, size: number}} square
 */
export function putGrowingMap(board, context, square) {
  const { state, staircase, spec, limits } = context;
  const map = mapSoFar(context);
  const o = state.out_channel;
  const at = putMap(board, context, map, { role: "map", o, ...square });
  const { data, w, h, offset = 0 } = map;
  const waits = spec.has_bias && state.step >= 0;
  const level = waits ? -staircase.bias : 0;
  /** @type {Pick<import("../types.js").ContourBox, "colour" | "width" | "dash" | "casing">} */
  const look = waits
    ? { colour: "bias", width: 2, dash: [5, 3], casing: "bg" }
    : { colour: "ink", width: 2 };
  const { x, y, scale, tall } = at;
  if (tall) {
    const { range } = mapScale(limits); // the level of a line is a line, too
    const down = (tall * (1 - Math.max(-1, Math.min(1, level / range)))) / 2;
    const { casing, ...line } = look;
    board.add("rule", { x, y: y + down, dx: w * scale, dy: 0, ...line });
  } else if (!state.sliding) {
    board.add("contour", { data, w, h, offset, level, x, y, scale, ...look });
  }
  ringPixel(board, at, state);
  return { data, level, waits };
}

/** @param {Numbers} data */
function highestOf(data) {
  let highest = -Infinity;
  for (let i = 0; i < data.length; i++) highest = Math.max(highest, data[i]);
  return highest;
}

/**
 * What the contour says, in two lines or three.
 * @param {Board} board
 * @param {{data: Numbers, level: number, waits: boolean}} map
 * @param {StairsContext} context
 * @param {{x: number, y: number, w: number, isShort?: boolean}} place
 */
export function putContourWords(board, { data, level, waits }, { staircase, added }, place) {
  const { x, y, w, isShort = false } = place;
  const highest = highestOf(data);
  const lines = [];
  if (!waits) lines.push("here the map is 0", ...keptWords(staircase.bias, w, isShort));
  else if (!added) lines.push(`at ${text(level, 2)} the bias will bring it to 0`);
  else if (staircase.bias < 0 && highest < level) {
    lines.push(`No pixel has reached ${text(level, 2)} yet:`);
    lines.push(`the highest stands at ${text(highest, 2)}.`);
  } else {
    lines.push(`here the sum is ${text(level, 2)}`);
    lines.push(`highest pixel ${text(highest, 2)}`);
  }
  const hasLine = !lines[0].startsWith("No");
  if (hasLine) {
    const look = waits ? { colour: "bias", dash: [5, 3] } : { colour: "ink" };
    board.add("rule", /** @type {any} */ ({ x, y, dx: 24, dy: 0, width: 2, ...look }));
  }
  for (const [i, words] of lines.entries()) {
    const indent = hasLine && !i ? 32 : 0;
    const at = { x: x + indent, y: y + 21 * i, max: w - indent };
    board.add("text", { text: words, colour: "ink-2", ...at });
  }
}

/**
 * What a bias below 0 leaves, in one line or in two.
 * @type {(bias: number, w: number, isShort: boolean) => string[]}
 */
function keptWords(bias, w, isShort) {
  if (bias >= 0 || isShort || w < 160) return [];
  const lines = [`Only what stood above ${text(-bias, 2)}`, "stays above 0."];
  return w < 300 ? lines : [lines.join(" ")];
}

/**
 * Right of the stairs. Returns where it ends.
 * @param {Board} board
 * @param {StairsContext} context
 */
function putPanel(board, context) {
  const { layer, look, width, state, limits, y } = context;
  const x = look.ground + 12;
  const w = width - 12 - x;
  const [title, count] = titleOf(context);
  const max = w - putMadeOf(board, context, { right: x + w, y, side: PHOTO });
  board.add("text", { text: title, x, y: y + 12, size: 17, bold: true, max });
  board.add("text", { text: count, x, y: y + 35, colour: "ink-2", max });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x, y: y + 56, colour: "pick-ink", max });
  const map = putGrowingMap(board, context, { x, y: y + 76, size: w });
  const below = y + 76 + w + 10;
  board.add("scale", { x, y: below, w, ...ticked(legendOf("", limits)) });
  const { parts, maps } = limits;
  const own = `of sums; partial maps end at ±${limitText(parts)}`;
  const words = [parts === maps ? "one scale for every map" : own];
  if (rangeWords(limits)) words.push(`inputs: ${rangeWords(limits)}`);
  for (const [i, line] of words.entries()) {
    board.add("text", { text: line, x, y: below + 44 + 18 * i, size: 14, colour: "ink-2", max: w });
  }
  putContourWords(board, map, context, { x, y: below + 82, w });
  return below + 139;
}

/** The same list each time: else a photo would be painted anew. @type {[number, number]} */
const UNIT = [0, 1];

/**
 * The photo that the channels come from, if it is known. Returns how much it takes.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{right: number, y: number, side: number}} square
 */
function putMadeOf(board, { state: { _photo: data }, spec, ratio }, { right, y, side }) {
  if (!data || !spec.photo_shape) return 0;
  const [, h, w] = spec.photo_shape;
  const photo = { data, w, h, scheme: /** @type {const} */ ("rgb"), range: UNIT };
  centreMap(board, photo, { x: right - side, y, size: side }, ratio);
  return side + 8;
}

/**
 * Under the stairs, in a narrow window: the map at the left, what is added at the right.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {number} y
 */
function putBelow(board, context, y) {
  const { layer, limits, state, added, width } = context;
  putMadeOf(board, context, { right: width - 12, y: y - 4, side: 36 });
  const map = putGrowingMap(board, context, { x: 12, y, size: 200 });
  board.add("scale", { x: 12, y: y + 210, w: 200, ...ticked(legendOf("", limits)) });
  const [title, count] = titleOf(context);
  board.add("text", { text: title, x: 236, y: y + 10, size: 17, bold: true });
  board.add("text", { text: count, x: 366, y: y + 10, colour: "ink-2" });
  putContourWords(board, map, context, { x: 236, y: y + 34, w: 392 });
  if (isEnd(context)) return putKindsDown(board, context, { x: 236, y: y + 78 });
  if (!added || context.staircase.stairs[added - 1].channels.length > 1) return undefined;
  const [c] = context.staircase.stairs[added - 1].channels;
  const name = context.spec.channel_names[c] || `channel ${c}`;
  const place = `at ${placeWords(layer, state)}`;
  board.add("text", { text: name, x: 236, y: y + 86, bold: true, colour: "pick-ink", max: 100 });
  board.add("text", { text: place, x: 340, y: y + 86, colour: "pick-ink", max: 160 });
  board.slots.push({ what: "mute", c, x: 516, y: y + 74, w: 52, h: 28 });
  board.slots.push({ what: "solo", c, x: 572, y: y + 74, w: 52, h: 28 });
  return putFactorsBelow(board, context, { x: 236, y: y + 104 });
}

/**
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number, wide?: number}} at
 */
export function putFactorsBelow(board, context, { x, y, wide = 392 }) {
  const span = { x, y, wide: (wide - 56) / 3, gap: 28, printed: context.decimals.maps };
  putFactors(board, context, accountOf(context), span);
  putSmallSign(board, "→", x + 12, y + 128);
  putStairSum(board, context, { x: x + 30, y: y + 110, w: 84, h: 36 });
  const { from, value, to } = context.staircase.stairs[context.added - 1];
  const decimals = context.decimals.maps;
  const sign = value < 0 ? "−" : "+";
  const words = `${text(from, decimals)}  ${sign}  ${text(Math.abs(value), decimals)}  =`;
  const result = text(to, decimals);
  const end = x + wide;
  const look = { y: y + 128, size: 20, align: /** @type {const} */ ("right") };
  board.add("text", { text: result, x: end, bold: true, ...look });
  const left = end - (widthOf(result) * 20) / 15 - 10;
  board.add("text", { text: words, x: left, colour: "ink-2", ...look });
}

/**
 * All kinds of stairs and the bias, one below the other, and the total under a rule.
 * @param {Board} board
 * @param {StairsContext} context
 * @param {{x: number, y: number, wide?: number}} at
 */
export function putKindsDown(board, context, { x, y, wide = 392 }) {
  const { layer, staircase, limits, spec, state } = context;
  const decimals = context.decimals.maps;
  const scale = mapScale(limits);
  const right = x + wide;
  let top = y;
  const kinds = kindsOf(staircase, decimals);
  for (const [i, { words, value, muted }] of kinds.entries()) {
    board.add("text", { text: words, x, y: top + 14, colour: "ink-2" });
    if (i) putSign(board, "+", right - 118, top + 14);
    const box = { x: right - 100, y: top, w: 100, h: 28 };
    const sum = { value, text: text(value, decimals), ...scale, size: 17 };
    if (muted) board.add("hatch", box);
    else board.add("swatch", { ...box, ...sum });
    top += 32;
  }
  if (spec.has_bias) {
    board.add("text", { text: "bias", x, y: top + 14, colour: "bias" });
    putSign(board, "+", right - 118, top + 14);
    board.add("pill", {
      text: text(staircase.bias, decimals),
      x: right - 50,
      y: top + 14,
      max: 92,
    });
    top += 32;
  }
  board.add("rule", { x: right - 130, y: top, dx: 130, dy: 0, width: 2 });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x, y: top + 24, colour: "pick-ink" });
  putSign(board, "=", right - 118, top + 24);
  const total = { value: staircase.total, text: text(staircase.total, decimals), ...scale };
  const box = { x: right - 100, y: top + 8, w: 97, h: 32 };
  board.add("swatch", { ...box, ...total, size: 20 });
  board.add("ring", { ...box, width: 3 });
}
