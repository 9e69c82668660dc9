// One output pixel, written out: windows, slices, products, one subtotal per channel, bias, total.
// It stands under the grid, in the grid's own columns, and it adds up in the digits shown.

import { decimalsOf, text, units } from "./paint.js";
import { featureMap, isWhole, PINNED, putMap, ringPixel, WIDTH } from "./scene.js";

/** The fewest decimals in which every sum adds up as printed, and what is missing if none does.
 * Parts that 2 or 3 decimals show exactly are shown exactly.
 * sums: [{parts, total}]; the first is the one that is boxed. */
export function addsUp(sums, whole) {
  const off = ({ parts, total }, d) => units(total, d) - parts.reduce((a, v) => a + units(v, d), 0);
  const exact = decimalsOf(sums.flatMap(({ parts }) => parts), 2);
  for (const d of whole ? [0] : [2, 3, 4].filter((d) => exact > 3 || d >= exact)) {
    if (sums.every((sum) => off(sum, d) === 0)) return { decimals: d, missing: 0 };
  }
  const d = whole ? 0 : 4;
  return { decimals: d, missing: off(sums[0], d) / 10 ** d };
}

/** A pixel while channels are added one by one: those that wait, and the bias, are not in its total yet. */
export function soFar(pixel, step) {
  if (step < 0) return pixel;
  const channels = pixel.channels.map((ch, i) => ({ ...ch, waiting: i >= step }));
  return { ...pixel, channels, waiting: true, total: total(channels.filter((ch) => !ch.waiting)) };
}

/** The numbers that are in a pixel's total. */
const partsOf = ({ channels, bias, waiting }) =>
  [...channels.filter((ch) => !ch.waiting).map((ch) => ch.subtotal), ...(waiting ? [] : [bias])];

const nameOf = (show, c) => show.spec.channel_names[c] || `channel ${c}`;

/** A pixel's numbers as one sentence: the ledger for a screen reader. */
export function sentence(show, pixel) {
  const parts = partsOf(pixel);
  const { decimals, missing } = addsUp([{ parts, total: pixel.total }], isWhole(parts));
  const terms = pixel.channels.filter((ch) => !ch.waiting).map((ch) => `${nameOf(show, ch.c)} ${ch.muted ? "muted" : text(ch.subtotal, decimals)}`);
  if (!terms.length) terms.push("nothing yet");
  if (show.spec.has_bias && !pixel.waiting) terms.push(`bias ${text(pixel.bias, decimals)}`);
  if (missing) terms.push(`rounding ${text(missing, decimals)}`);
  return `pixel (${pixel.row}, ${pixel.col}) of map ${pixel.o}: ${terms.join(" + ")} = ${text(pixel.total, decimals)}`;
}

const count = (n, one, many = `${one}s`) => `${text(n)} ${n === 1 ? one : many}`;

/** Does anything come after this channel's subtotal? */
const follows = (show, pixel, ch) => show.spec.has_bias || ch !== pixel.channels.at(-1);

function putTotal(board, show, value, label, x, y, w) {
  board.add("swatch", { value, text: label, range: show.limits.maps, x, y, w, h: 40 });
  board.add("ring", { x, y, w, h: 40, width: 3, halo: 1.5 });
}

/** Width of a cell that holds the longest of these labels. */
const cellFor = (labels, least) => Math.max(least, Math.ceil(Math.max(...labels.map((l) => l.length)) * 8.2) + 2);

/** Slice, ×, window in the grid's columns; products below; subtotals under the partial maps. */
function putColumns(board, show, pixel, fit, y) {
  const { cols, limits, decimals, layer } = show;
  const { tiny } = cols;
  const tall = tiny ? 28 : 24;
  const rows = layer.kh * tall;
  const label = (words, at) => words.split("|").forEach((word, i, all) => board.add("text", {
    text: word, x: 0, y: at + (i - (all.length - 1) / 2) * 22, size: 14, colour: "ink-2", max: 56 }));
  const top = y + 48, low = top + rows + 14, sums = low + rows + 14;
  label(rows < 40 ? "slice × x" : "slice ×|window", top + rows / 2);
  label("products", low + rows / 2);
  label("sums", sums + 20);
  const windowCell = tiny ? 28 : 34;
  const productCell = tiny ? 28 : cellFor(pixel.channels.flatMap((ch) => ch.products.map((v) => text(v, fit.decimals))), 42);
  for (const ch of pixel.channels) {
    const x = cols.x(ch.c), right = x + cols.slice + (tiny ? 28 + layer.kw * 28 : 18 + 102);
    const windowX = right - layer.kw * windowCell;
    const faded = ch.muted || ch.waiting;
    board.add("cells", { values: ch.slice, columns: layer.kw, cell: tiny ? 28 : cols.cell, tall, size: decimals.weights ? 14 : 15,
                         decimals: decimals.weights, scheme: "signed", range: limits.slices, x, y: top, faded });
    board.add("text", { text: "×", x: (x + cols.slice + windowX - 3) / 2, y: top + rows / 2, align: "center", colour: "ink-2" });
    board.add("cells", { values: ch.window, outside: ch.outside, columns: layer.kw, cell: windowCell, tall, size: tiny ? 16 : 15,
                         decimals: decimals.input, scheme: limits.input[0] < 0 ? "signed" : tiny ? "whole" : "grey",
                         range: limits.input[0] < 0 ? limits.input[1] : limits.input, x: windowX, y: top, faded });
    board.add("ring", { x: windowX, y: top, w: layer.kw * windowCell, h: rows });
    board.add("cells", { values: ch.products, columns: layer.kw, cell: productCell, tall, decimals: fit.decimals,
                         scheme: "signed", range: limits.maps, x: right - layer.kw * productCell, y: low, faded });
    const wide = tiny ? layer.kw * 28 : 100;
    const name = show.spec.channel_names[ch.c];
    const own = ["red", "green", "blue"].includes(name);
    board.add("text", { text: ch.muted ? "muted" : own ? name : name ? name.slice(0, 9) : `channel ${ch.c}`, x, y: sums + 20,
                        bold: own, size: own ? 15 : 14, colour: own ? name : "channel", max: right - wide - x - 6 });
    board.add("swatch", { value: ch.subtotal, text: text(ch.subtotal, fit.decimals), range: limits.maps, x: right - wide, y: sums, w: wide, h: 40, faded: ch.waiting });
    if (follows(show, pixel, ch)) board.add("text", { text: "+", x: x + cols.w + cols.op / 2, y: sums + 20, size: 26, bold: true, align: "center", faded: ch.waiting });
  }
  const gap = cols.mapX - cols.end;
  const first = pixel.channels[0].c;
  if (show.spec.has_bias) board.add("pill", { text: text(pixel.bias, fit.decimals), x: cols.end + gap / 2, y: sums + 20, faded: pixel.waiting });
  board.add("text", { text: "=", x: cols.mapX - 15, y: sums + 20, size: 26, bold: true, align: "center" });
  putTotal(board, show, pixel.total, text(pixel.total, fit.decimals), cols.mapX, sums, cols.right - cols.mapX);
  return { bottom: sums + 40, first };
}

/** The inspected channel: slice × window = products → subtotal, on one line or, if wide, two. */
function putInspected(board, show, pixel, fit, y) {
  const { layer, limits, decimals } = show;
  const ch = pixel.channels.find((one) => one.c === show.state.in_channel) ?? pixel.channels[0];
  const rows = layer.kh * 24;
  const cells = [
    { values: ch.slice, decimals: decimals.weights, scheme: "signed", range: limits.slices },
    { values: ch.window, outside: ch.outside, decimals: decimals.input, scheme: limits.input[0] < 0 ? "signed" : "grey",
      range: limits.input[0] < 0 ? limits.input[1] : limits.input, ring: true },
    { values: ch.products, decimals: fit.decimals, scheme: "signed", range: limits.maps },
  ];
  for (const part of cells) part.cell = cellFor(part.values.map((v) => text(v, part.decimals)), 28);
  board.add("text", { text: `channel ${ch.c}`, x: 0, y: y + 10, bold: true, colour: "pick-ink" });
  const ranked = [...pixel.channels].sort((a, b) => b.subtotal - a.subtotal);
  const role = ch.muted ? "muted" : ranked.length === 1 ? "" : ch === ranked[0] && ch.subtotal > 0 ? "adds most"
    : ch === ranked.at(-1) && ch.subtotal < 0 ? "takes away most" : "";
  board.add("text", { text: show.spec.channel_names[ch.c] || role, x: 0, y: y + 33, size: 14, colour: "ink-2", max: 120 });
  if (!board.slots.some(({ c }) => c === ch.c)) {
    for (const [i, what] of ["mute", "solo"].entries()) board.slots.push({ what, c: ch.c, x: 58 * i, y: y + 46, w: 52, h: 24 });
  }
  const wide = cells.reduce((sum, part) => sum + part.cell * layer.kw + 30, 136 + 96);
  let x = 136, top = y;
  for (const [i, part] of cells.entries()) {
    if (i === 2 && wide > WIDTH) [x, top] = [136, y + rows + 14];
    if (i) board.add("text", { text: i === 1 ? "×" : "=", x: x - 15, y: top + rows / 2, size: 18, align: "center", colour: "ink-2" });
    board.add("cells", { ...part, columns: layer.kw, tall: 24, size: 15, x, y: top, faded: ch.muted || ch.waiting });
    if (part.ring) board.add("ring", { x, y: top, w: part.cell * layer.kw, h: rows });
    x += part.cell * layer.kw + 30;
  }
  board.add("text", { text: "→", x: x - 15, y: top + rows / 2, size: 18, align: "center", colour: "ink-2" });
  board.add("swatch", { value: ch.subtotal, text: text(ch.subtotal, fit.decimals), range: limits.maps, x, y: top + (rows - 40) / 2, w: 96, h: 40, faded: ch.waiting });
  return top + Math.max(rows, 70);
}

/** Up to eight channels: every subtotal under its column. */
function putSubtotals(board, show, pixel, fit, y) {
  const { cols, limits } = show;
  for (const ch of pixel.channels) {
    const x = cols.x(ch.c);
    board.add("swatch", { value: ch.subtotal, text: text(ch.subtotal, fit.decimals), size: 15, range: limits.maps, x, y, w: cols.w, h: 40, faded: ch.muted || ch.waiting });
    board.places.push({ x, y, w: cols.w, h: 40, role: "subtotal", c: ch.c });
    if (follows(show, pixel, ch)) board.add("text", { text: "+", x: x + cols.w + cols.op / 2, y: y + 20, size: cols.op < 20 ? 16 : 22, bold: true, align: "center", faded: ch.waiting });
  }
  if (show.spec.has_bias) board.add("pill", { text: text(pixel.bias, fit.decimals), x: (cols.end + cols.mapX) / 2, y: y + 20, faded: pixel.waiting });
  board.add("text", { text: "=", x: cols.mapX - 15, y: y + 20, size: 26, bold: true, align: "center" });
  putTotal(board, show, pixel.total, text(pixel.total, fit.decimals), cols.mapX, y, cols.right - cols.mapX);
  return y + 40;
}

/** Which channels add, which take away, and which say nothing: less than half a hundredth. */
function sortedOut(channels) {
  const added = channels.filter((ch) => !ch.waiting);
  const says = ({ subtotal }) => (Math.abs(subtotal) < 0.005 ? 0 : Math.sign(subtotal));
  const [adds, takes, rest] = [1, -1, 0].map((sign) => added.filter((ch) => says(ch) === sign));
  return { adds, takes, rest };
}
const total = (channels) => channels.reduce((a, ch) => a + ch.subtotal, 0);

/** More channels: their subtotals as ranked bars, and what adds and what takes away. */
function putRanked(board, show, pixel, sorted, fit, y) {
  const { layer, limits, state } = show;
  const parts = [...pixel.channels].sort((a, b) => b.subtotal - a.subtotal);
  const most = Math.max(0, parts[0].subtotal), least = Math.min(0, parts.at(-1).subtotal);
  const unit = 130 / (most - least || 1);  // as high in all, whatever adds and takes away
  const pitch = 640 / parts.length, labelled = pitch >= 19;
  const close = !labelled || parts.length > 1 && unit * (parts[0].subtotal - parts[1].subtotal) < 18;  // no room for two values
  const high = unit * most, deep = -unit * least;
  const zero = y + 62 + high;
  parts.forEach((ch, i) => {
    const tall = unit * Math.abs(ch.subtotal);
    const x = i * pitch, w = Math.min(40, pitch - Math.max(1, Math.min(6, pitch / 3)));
    if (tall >= 0.5) board.add("bar", { x, y: ch.subtotal > 0 ? zero - tall : zero, w, h: tall, sign: Math.sign(ch.subtotal), faded: ch.muted || ch.waiting });
    board.places.push({ x, y: y + 50, w: pitch, h: high + deep + 62, role: "subtotal", c: ch.c });
    const here = ch.c === state.in_channel;
    if (labelled) board.add("text", { text: String(ch.c), x: x + w / 2, y: zero + deep + 34, size: 14, align: "center", max: pitch - 4, bold: here, colour: here ? "pick-ink" : "ink-2" });
    // The two that add most, above their bars, and the one that takes most, below its bar.
    if (tall >= 0.5 && (ch.subtotal > 0 ? i < (close ? 1 : 2) : i === parts.length - 1)) {
      const value = text(ch.subtotal, Math.min(2, fit.decimals), true);
      board.add("text", { text: labelled ? value : `${ch.c}: ${value}`, bold: true, size: 14, ...(ch.subtotal > 0
        ? { x, y: zero - tall - 10 } : { x: x + w, y: zero + tall + 11, align: "right" }) });
    }
  });
  board.add("ground", { x: 0, y: zero - 0.5, w: 640, h: 1, colour: "control" });
  const caption = zero + deep + (labelled ? 58 : 34);
  board.add("text", { text: "input channel, ranked by what it adds at this pixel", x: 0, y: caption, size: 14, colour: "ink-2" });

  // The map itself, large, at the right.
  const x = WIDTH - 200;
  board.add("text", { text: `sum of ${pixel.waiting ? `${state.step} of ` : ""}${parts.length} partial maps`, x, y: y + 22, size: 14, max: 200 });
  board.add("text", { text: "= feature map", x: WIDTH, y: y + 45, size: 14, bold: true, align: "right", max: 100 });
  if (show.spec.has_bias) {
    board.add("text", { text: "+", x, y: y + 45, size: 14 });
    board.add("pill", { text: text(pixel.bias, Math.min(2, fit.decimals)), x: x + 54, y: y + 44, faded: pixel.waiting });
  }
  const at = putMap(board, show, featureMap(show, pixel.o), x, y + 64, 200, { role: "map", o: pixel.o });
  ringPixel(board, at, pixel.row, pixel.col);

  let line = Math.max(caption + 28, y + 64 + 200 + 12 - 60);
  const { adds, takes, rest } = sorted;
  const kinds = [[`${count(adds.length, "channel")} add${adds.length === 1 ? "s" : ""}`, adds],
    [`${takes.length} take${takes.length === 1 ? "s" : ""} away`, takes],
    [`${rest.length} say${rest.length === 1 ? "s" : ""} nothing`, rest]].filter(([, list]) => list.length);
  if (!kinds.length) kinds.push(["nothing yet", []]);
  let left = 0;
  for (const [words, list] of kinds) {
    board.add("text", { text: words, x: left, y: line, size: 14, colour: "ink-2" });
    board.add("swatch", { value: total(list), text: text(total(list), fit.decimals), range: limits.maps, x: left, y: line + 16, w: 112, h: 40 });
    left += 155;
    if (show.spec.has_bias || list !== kinds.at(-1)[1]) board.add("text", { text: "+", x: left - 21, y: line + 36, size: 26, bold: true, align: "center" });
  }
  if (show.spec.has_bias) {
    board.add("text", { text: "bias", x: left, y: line, size: 14, colour: "bias" });
    board.add("pill", { text: text(pixel.bias, fit.decimals), x: left + 36, y: line + 36, faded: pixel.waiting });
  }
  if (fit.missing) board.add("text", { text: `rounding ${text(fit.missing, fit.decimals)}`, x: left, y: line + 64, size: 14, colour: "ink-2" });
  if (show.spec.has_bias) left += 115;
  board.add("text", { text: "=", x: left - 21, y: line + 36, size: 26, bold: true, align: "center" });
  putTotal(board, show, pixel.total, text(pixel.total, fit.decimals), left, line + 16, 112);
  return line + 56;
}

/** A second pixel, to compare: its parts under the picked one's, and how far apart the two are. */
function putPinned(board, show, pixel, y) {
  const { layer, state, cols } = show;
  const other = soFar(layer.pixel(...state.pinned), state.step), parts = partsOf(other);
  const { decimals } = addsUp([{ parts, total: other.total }], isWhole([...other.channels.map((ch) => ch.subtotal), other.bias]));
  const apart = text(other.total - pixel.total, decimals, true);
  const where = `pinned: map ${other.o}, row ${other.row}, column ${other.col}`;
  board.add("ring", { x: 3, y: y + 5, w: 8, h: 8, ...PINNED });
  board.add("text", { text: `${where}; ${apart} against the pixel above`, x: 22, y: y + 10, size: 14, colour: "ink-2" });
  const line = y + 34;
  const put = (words, x, options = {}) => board.add("text", { text: words, x, y: line, align: "center", ...options });
  const bias = text(other.bias, decimals), { waiting } = other;
  if (cols) {
    const middle = cols.tiny ? cols.slice + 28 + 14 * layer.kw : cols.beside ? cols.w - 50 : cols.w / 2;
    for (const ch of other.channels) put(text(ch.subtotal, decimals), cols.x(ch.c) + middle, { faded: ch.waiting });
    if (show.spec.has_bias) put(bias, (cols.end + cols.mapX) / 2, { colour: "bias", faded: waiting });
  } else {
    const sums = `${count(waiting ? parts.length : parts.length - 1, "subtotal")} ${text(waiting ? other.total : other.total - other.bias, decimals)}`;
    put(waiting ? sums : `${sums} + bias ${bias}`, 0, { align: "left" });
  }
  put(text(other.total, decimals), cols ? (cols.mapX + cols.right) / 2 : 320, { bold: true });
  return line + 12;
}

/** The ledger of the picked pixel. Returns the next y. */
export function putLedger(board, show, y) {
  const { layer, state, cols } = show;
  const pixel = soFar(layer.pixel(state.out_channel, state.row, state.col), state.step);
  const heard = pixel.channels;
  const n = heard.length * layer.kh * layer.kw;
  const ground = { x: -8, y, w: WIDTH + 16, h: 0, colour: "pick-ground" };
  board.add("ground", ground);
  const box = board.boxes.at(-1);
  board.slots.push({ what: "title", x: 0, y: y + 8, w: 560, h: 28 });
  const words = `${count(n, "product")}, ${count(heard.length, "subtotal")}, ${show.spec.has_bias ? "1 bias, " : ""}1 number`;
  const sums = (channels) => [{ parts: partsOf(pixel), total: pixel.total },
    ...channels.map((ch) => ({ parts: ch.muted ? [0] : ch.products, total: ch.subtotal }))];
  const inspected = heard.filter((ch) => ch.c === state.in_channel);
  const whole = isWhole(heard.flatMap((ch) => [...ch.products, ch.subtotal])) && Number.isInteger(pixel.bias);
  const full = cols?.beside && cols.figures && layer.kw <= 3 && (cols.tiny || show.decimals.input <= 2);
  let bottom, fit;
  board.through = [y + 2, y + 44];  // what does not stand in the grid's columns
  if (full) {
    fit = addsUp(sums(heard), whole);
    ({ bottom } = putColumns(board, show, pixel, fit, y));
  } else if (cols) {
    fit = addsUp(sums(inspected), whole);
    bottom = putInspected(board, show, pixel, fit, y + 48) + 16;
    board.through[1] = bottom - 6;
    bottom = putSubtotals(board, show, pixel, fit, bottom);
  } else {
    const sorted = sortedOut(heard);
    fit = addsUp([{ parts: [...Object.values(sorted).map(total), pixel.waiting ? 0 : pixel.bias], total: pixel.total }], whole);
    bottom = putRanked(board, show, pixel, sorted, fit, y);
    bottom = putInspected(board, show, pixel, addsUp(sums(inspected).slice(1), whole), bottom + 20);
  }
  if (cols) {
    board.add("text", { text: words, x: WIDTH, y: y + 23, align: "right", colour: "ink-2", max: 380 });
    if (fit.missing) board.add("text", { text: `rounding ${text(fit.missing, fit.decimals)}`, x: cols.right - 104, y: bottom + 12, size: 14, align: "right", colour: "ink-2" });
  }
  bottom += fit.missing && cols ? 20 : 0;
  if (state.pinned.length) bottom = putPinned(board, show, pixel, bottom + 16);
  box.h = bottom + 16 - y;
  return box.y + box.h;
}
