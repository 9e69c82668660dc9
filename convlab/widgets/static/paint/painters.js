// How each kind of box is painted.

import { contourLines } from "../numbers/contour.js";
import { legendTicks, text } from "../numbers/show.js";
import { shade } from "./theme.js";

/**
 * @import {
 *   AbsentBox, BarBox, Box, CellsBox, ChipBox, ContourBox, DotsBox, FlagBox, GroundBox, HandleBox,
 *   HatchBox, LineBox, MapBox, OutlineBox, PaintBox, PillBox, Placement, Rectangle, RingBox,
 *   RuleBox, ScaleBox, SwatchBox, TapsBox, TraceBox, TextBox, Theme, WashBox,
 * } from "../types.js"
 */

/** @typedef {CanvasRenderingContext2D} Pen */

/**
 * Maps as pixels: where each lies in the atlas, in device pixels, of which a CSS pixel takes
 * `ratio`.
 * @typedef {{atlas: HTMLCanvasElement, spots: Map<Box, number[]>, ratio: number}} Maps
 */

// ---- Words

let font = ""; // of the pen in use: to set it again costs more than to write with it

/** Another pen is used, or the same in another state. */
export function forgetFont() {
  font = "";
}

/**
 * @param {Pen} pen
 * @param {boolean | undefined} bold
 * @param {number} size
 * @param {Theme} theme
 */
function setFont(pen, bold, size, theme) {
  const wanted = `${bold ? 700 : 400} ${size}px ${theme.font}`;
  if (wanted === font) return;
  font = wanted;
  pen.font = wanted;
}

const LEAST = 11; // pixels of a letter, below which words are cut short

/** @typedef {Omit<TextBox, "kind" | "colour"> & {colour?: string}} Words */

/**
 * @param {Pen} pen
 * @param {Words} words  colour: of the theme, or any that CSS knows
 * @param {Theme} theme
 */
function paintText(pen, words, theme) {
  const { x, y, size = 15, bold, align = "left", colour, max, turned } = words;
  pen.fillStyle = colour?.startsWith("#") ? colour : theme[/** @type {"ink"} */ (colour ?? "ink")];
  setFont(pen, bold, size, theme);
  const text = readable(pen, words, theme);
  pen.textAlign = turned ? "center" : align;
  if (!turned) return pen.fillText(text, x, y, max); // a wide font is set narrower than `max`
  pen.save();
  pen.translate(x, y);
  pen.rotate(-Math.PI / 2);
  pen.fillText(text, 0, 0, max);
  pen.restore();
}

/**
 * What is drawn of a text: words that would be too small to read in the room that they have are cut
 * short with "…", in small letters. A number never is.
 * @param {Pen} pen  its font is set
 * @param {Words} words
 * @param {Theme} theme
 */
function readable(pen, { text, size = 15, bold, max = Infinity }, theme) {
  if (text.length * size < max || size <= LEAST || !/\p{L}/u.test(text)) return text;
  if (pen.measureText(text).width * LEAST <= max * size) return text;
  setFont(pen, bold, LEAST, theme);
  for (let end = text.length - 1; end > 0; end--) {
    const cut = `${text.slice(0, end).trimEnd()}…`;
    if (pen.measureText(cut).width <= max) return cut;
  }
  return "…";
}

// ---- Numbers in their colours

const SHORTEST = 8; // points: less of a contour is noise

/**
 * @param {Pen} pen
 * @param {CellsBox} box
 * @param {Theme} theme
 */
function paintCells(pen, box, theme) {
  setFont(pen, box.bold, box.size ?? 15, theme);
  pen.textAlign = "center";
  const { values, columns, cell, tall = cell, reached = values.length } = box;
  for (let i = 0; i < Math.min(reached, values.length); i++) paintCell(pen, box, i, theme);
  paintRest(pen, { ...box, w: columns, h: values.length / columns, scale: cell, tall }, theme);
}

/**
 * The places of a map that a sliding window has not come to, hatched.
 * @param {Pen} pen
 * @param {Placement & {w: number, h: number, reached?: number}} map
 * @param {Theme} theme
 */
function paintRest(pen, { x, y, w, h, scale, tall = scale, reached = w * h }, theme) {
  if (reached >= w * h) return;
  const row = Math.floor(reached / w);
  const right = (reached % w) * scale;
  const rest = { x: x + right, y: y + row * tall, w: w * scale - right, h: tall };
  const below = { x, y: y + (row + 1) * tall, w: w * scale, h: (h - row - 1) * tall };
  for (const area of [rest, below]) if (area.w * area.h > 0) paintHatch(pen, area, theme);
}

/**
 * The i-th cell: hatched if it is padding, or at its edge if that is a copy of another place; and
 * its number in the ink that is read on its colour.
 * @param {Pen} pen
 * @param {CellsBox} box
 * @param {number} i
 * @param {Theme} theme
 */
function paintCell(pen, box, i, theme) {
  const { values, columns, cell, tall = cell, blocks, decimals = 0 } = box;
  const value = values[i];
  const x = box.x + (i % columns) * cell;
  const y = box.y + Math.floor(i / columns) * tall;
  const isOutside = box.outside?.[i];
  const around = box.inset ?? 0;
  if (isOutside) {
    const corner = { x: x + around, y: y + around };
    paintHatch(pen, { ...corner, w: cell - 2 * around, h: tall - 2 * around }, theme);
  }
  const inset = isOutside ? Math.max(around, 3) : around; // of a copy an edge stays hatched
  const [left, top] = [x + inset, y + inset];
  if (isOutside && !box.copied) {
    pen.fillStyle = theme["pad-ink"];
  } else {
    const { css, ink } = shade(value, box, theme);
    const less = 2 * inset - (blocks || inset ? 0 : 0.3); // no gap is seen between two
    pen.fillStyle = css;
    pen.fillRect(left, top, cell - less, tall - less);
    pen.fillStyle = box.scheme === "signed" && value === 0 ? theme["pad-ink"] : ink;
  }
  if (!blocks) pen.fillText(text(value, decimals), x + cell / 2, y + tall / 2 + 1, cell - 3);
}

/**
 * @param {Pen} pen
 * @param {SwatchBox} box
 * @param {Theme} theme
 */
function paintSwatch(pen, box, theme) {
  const { value, text, x, y, w, h, size = 22 } = box;
  const { css, ink } = shade(value, box, theme);
  pen.fillStyle = css;
  pen.fillRect(x, y, w, h);
  const middle = { x: x + w / 2, y: y + h / 2 + 1, max: w - 14 };
  paintText(pen, { text, size, bold: true, align: "center", colour: ink, ...middle }, theme);
}

/**
 * A bar ends where a pixel of the screen does: sharp, and the same when only a part is painted.
 * @param {Pen} pen
 * @param {BarBox} box
 * @param {Theme} theme
 * @param {Maps} maps
 */
function paintBar(pen, { x, y, w, h, sign }, theme, { ratio }) {
  const [left, top, right, bottom] = [x, y, x + w, y + h].map((v) => Math.round(v * ratio));
  const [wide, high] = [right - left, bottom - top].map((side) => Math.max(1, side) / ratio);
  pen.fillStyle = shade(sign * 0.6, { scheme: "signed", range: 1 }, theme).css;
  pen.fillRect(left / ratio, top / ratio, wide, high);
}

/**
 * @param {Pen} pen
 * @param {LineBox} box
 * @param {Theme} theme
 */
function paintLine(pen, { x, y, points }, theme) {
  pen.strokeStyle = pen.fillStyle = theme.ink;
  pen.lineWidth = 2.5;
  pen.lineJoin = "round";
  pen.beginPath();
  for (const [right, down] of points) pen.lineTo(x + right, y + down);
  pen.stroke();
  const [right, down] = points[points.length - 1];
  pen.beginPath();
  pen.arc(x + right, y + down, 5, 0, 7);
  pen.fill();
}

/**
 * @param {Pen} pen
 * @param {MapBox} box
 * @param {Theme} theme
 * @param {Maps} maps
 */
function paintMap(pen, box, theme, { atlas, spots, ratio }) {
  const [x, y, w, h] = spots.get(box) ?? []; // as large as on screen: no pixel is made up
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(atlas, x, y, w, h, Math.round(box.x * ratio), Math.round(box.y * ratio), w, h);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintRest(pen, box, theme);
}

/**
 * A signal: lengths go straight, up to the ends of its scale.
 * @param {Pen} pen
 * @param {TraceBox} box
 * @param {Theme} theme
 */
function paintTrace(pen, box, theme) {
  const { x, y, wide, high, data, offset = 0, reached = data.length } = box;
  const isSigned = box.scheme === "signed";
  const [low, top] = isSigned ? [-box.range, box.range] : box.range;
  /** @param {number} value */
  const level = (value) =>
    y + high * (1 - (Math.max(low, Math.min(top, value)) - low) / (top - low || 1));
  const zero = level(0);
  const pitch = wide / data.length;
  pen.fillStyle = theme.ground;
  if (!isSigned) pen.fillRect(x, y, wide, high);
  pen.fillStyle = theme.control;
  pen.fillRect(x, zero - 0.5, wide, 1);
  const line = Array.from(data, (value, i) => [x + (i + 0.5) * pitch, level(value + offset)]);
  for (let i = 0; isSigned && i < reached; i++) {
    const { css, ink } = shade(data[i] + offset, box, theme);
    const bar = { x: x + i * pitch, y: zero, w: pitch + 0.3, h: line[i][1] - zero };
    pen.fillStyle = css;
    pen.fillRect(bar.x, bar.y, bar.w, bar.h);
    if (box.marks && Math.abs(data[i] + offset) > top * BEYOND) paintEnd(pen, bar, ink);
  }
  pen.beginPath();
  for (const [right, down] of line.slice(0, reached)) pen.lineTo(right, down);
  pen.strokeStyle = isSigned ? theme.ink : theme["ink-2"];
  pen.lineWidth = Math.min(1.5, Math.max(0.75, pitch));
  pen.lineJoin = "round";
  pen.stroke();
  paintRest(pen, { x, y, w: data.length, h: 1, scale: pitch, tall: high, reached }, theme);
}

const BEYOND = 1 + 1e-6; // of a scale: rounding is not beyond it

/**
 * Stripes across the outer half of a bar that its scale cuts off.
 * @param {Pen} pen
 * @param {Rectangle} bar  from zero outwards
 * @param {string} ink
 */
function paintEnd(pen, { x, y, w, h }, ink) {
  pen.fillStyle = ink;
  const outwards = Math.sign(h);
  for (let far = Math.abs(h) - 3; far > Math.abs(h) / 2; far -= 4) {
    pen.fillRect(x, y + outwards * far - 0.5, w, 1);
  }
}

/**
 * @param {Pen} pen
 * @param {ContourBox} box
 * @param {Theme} theme
 */
function paintContour(pen, box, theme) {
  if (Math.min(box.w, box.h) < 2) return; // a signal has no contours
  const { x, y, scale, colour, width = 1.5, dash = [], casing } = box;
  pen.lineJoin = "round";
  pen.beginPath();
  for (const points of contourLines(box)) {
    if (points.length < SHORTEST) continue;
    const [[right, down], ...rest] = points;
    pen.moveTo(x + right * scale, y + down * scale);
    for (const [right, down] of rest) pen.lineTo(x + right * scale, y + down * scale);
  }
  if (casing) stroke(pen, { width: width + 2, colour: casing }, theme);
  stroke(pen, { width, colour, dash }, theme);
}

/**
 * Stroke the path that a pen has.
 * @param {Pen} pen
 * @param {Pick<RuleBox, "width" | "colour" | "dash">} look
 * @param {Theme} theme
 */
function stroke(pen, { width = 1, colour = "ink", dash = [] }, theme) {
  pen.strokeStyle = theme[colour];
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
  pen.setLineDash([]);
}

/**
 * @param {Pen} pen
 * @param {ScaleBox} box
 * @param {Theme} theme
 */
function paintScale(pen, box, theme) {
  const { x, y, w, unnumbered, size = 14 } = box;
  const colours = pen.createLinearGradient(x, 0, x + w, 0);
  const limit = { scheme: /** @type {const} */ ("signed"), range: 5 };
  for (let i = 0; i <= 10; i++) colours.addColorStop(i / 10, shade(i - 5, limit, theme).css);
  pen.fillStyle = colours;
  pen.fillRect(x, y, w, 12);
  const look = { y: y + 24, size, colour: "ink-2" };
  for (const { at, words, align } of legendTicks(unnumbered ? { ...box, root: false } : box)) {
    pen.fillStyle = theme["ink-2"];
    pen.fillRect(x + Math.min(at, w - 1), y + 12, 1, 3);
    const sign = words === "0" ? "0" : words[0];
    paintText(pen, { text: unnumbered ? sign : words, x: x + at, align, ...look }, theme);
  }
}

// ---- Other shapes

/**
 * @param {Pen} pen
 * @param {RuleBox} box
 * @param {Theme} theme
 */
function paintRule(pen, { x, y, dx, dy, ...look }, theme) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + dx, y + dy);
  stroke(pen, look, theme);
}

/**
 * @param {Pen} pen
 * @param {FlagBox} box
 * @param {Theme} theme
 */
function paintFlag(pen, { x, y, text, size = 26, side = "right", outlined }, theme) {
  setFont(pen, true, size, theme);
  const way = side === "right" ? 1 : -1;
  const half = 0.73 * size;
  const point = x + (way * half) / 2;
  const end = point + way * (pen.measureText(text).width + 18);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(point, y - half);
  pen.lineTo(end, y - half);
  pen.lineTo(end, y + half);
  pen.lineTo(point, y + half);
  pen.closePath();
  pen.fillStyle = outlined ? theme.bg : theme.ink;
  pen.fill();
  pen.lineJoin = "miter";
  stroke(pen, { width: 2 }, theme);
  const look = { size, bold: true, align: /** @type {const} */ ("center") };
  const colour = outlined ? "ink" : "bg";
  paintText(pen, { text, x: (point + end) / 2, y: y + 1, colour, ...look }, theme);
}

/**
 * @param {Pen} pen
 * @param {HandleBox} box
 * @param {Theme} theme
 */
function paintHandle(pen, { x, y, down }, theme) {
  pen.fillStyle = theme.ink;
  pen.beginPath();
  pen.arc(x, y, 12, 0, 2 * Math.PI);
  pen.fill();
  pen.lineJoin = "miter";
  pen.beginPath();
  /** @type {(along: number, across: number) => [number, number]} */
  const at = (along, across) => (down ? [x + across, y + along] : [x + along, y + across]);
  for (const way of [-1, 1]) {
    pen.moveTo(...at(way * 3.5, -4));
    pen.lineTo(...at(way * 7.5, 0));
    pen.lineTo(...at(way * 3.5, 4));
  }
  stroke(pen, { width: 2, colour: "bg" }, theme);
}

/**
 * @param {Pen} pen
 * @param {AbsentBox} box
 * @param {Theme} theme
 */
function paintAbsent(pen, { x, y }, theme) {
  pen.fillStyle = theme.control;
  pen.fillRect(x - 1, y - 1, 2, 2);
}

/**
 * @param {Pen} pen
 * @param {OutlineBox} box
 * @param {Theme} theme
 */
function paintOutline(pen, { x, y, w, h }, theme) {
  pen.strokeStyle = theme.rule;
  pen.lineWidth = 1;
  pen.strokeRect(x, y, w, h);
}

/**
 * @param {Pen} pen
 * @param {GroundBox} box
 * @param {Theme} theme
 */
function paintGround(pen, { x, y, w, h, colour }, theme) {
  pen.fillStyle = theme[colour];
  pen.fillRect(x, y, w, h);
}

/**
 * @param {Pen} pen
 * @param {PillBox} box
 * @param {Theme} theme
 */
function paintPill(pen, { text, x, y, size = 15, max = Infinity }, theme) {
  setFont(pen, true, size, theme);
  const w = Math.min(max, Math.max(28, pen.measureText(text).width + 18));
  pen.fillStyle = theme["bias-ground"];
  pen.beginPath();
  pen.roundRect(x - w / 2, y - 14, w, 28, 14);
  pen.fill();
  const look = { size, bold: true, colour: "bias", max: w - 8 };
  paintText(pen, { text, x, y: y + 1, align: "center", ...look }, theme);
}

/**
 * @param {Pen} pen
 * @param {ChipBox} box
 * @param {Theme} theme
 */
function paintChip(pen, { text, x, y, colour, hollow }, theme) {
  pen.beginPath();
  pen.roundRect(x + 0.75, y + 0.75, 24.5, 24.5, 4);
  pen.fillStyle = theme[colour];
  pen.strokeStyle = theme["ink-2"];
  if (hollow) pen.stroke();
  else pen.fill();
  const look = { size: 17, bold: true, align: /** @type {const} */ ("center") };
  const ink = hollow ? "ink-2" : "chip-ink";
  paintText(pen, { text, x: x + 13, y: y + 14, colour: ink, ...look }, theme);
}

/**
 * @param {Pen} pen
 * @param {Omit<HatchBox, "kind">} box
 * @param {Theme} theme
 */
function paintHatch(pen, { x, y, w, h }, theme) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, w, h);
  pen.clip();
  pen.fillStyle = theme["pad-ground"];
  pen.fillRect(x, y, w, h);
  pen.strokeStyle = theme.hatch;
  pen.lineWidth = 1;
  pen.beginPath();
  // Lines share one origin, so that neighbouring cells hatch as one.
  for (let k = Math.floor((x + y) / 6); k * 6 < x + w + y + h; k++) {
    pen.moveTo(k * 6 - y, y);
    pen.lineTo(k * 6 - y - h, y + h);
  }
  pen.stroke();
  pen.restore();
}

/**
 * @param {Pen} pen
 * @param {WashBox} box
 * @param {Theme} theme
 */
function paintWash(pen, { x, y, scale, tall = scale, rows, cols }, theme) {
  pen.fillStyle = theme.pick;
  pen.globalAlpha = 0.4;
  for (const row of rows) {
    for (const col of cols) pen.fillRect(x + col * scale, y + row * tall, scale, tall);
  }
  pen.globalAlpha = 1;
}

/**
 * Picked: amber inside a dark halo. Pinned: ink inside the ground's colour. Hovered: white inside
 * black.
 * @param {Pen} pen
 * @param {Omit<RingBox, "kind">} box
 * @param {Theme} theme
 */
function paintRing(pen, box, theme) {
  const { x, y, w, h, hover, colour, halo = 1.5 } = box;
  const line = box.width ?? (hover ? 1.5 : 2);
  const out = line + halo / 2;
  pen.strokeStyle = hover ? "#000000" : colour ? theme.bg : theme.halo;
  pen.lineWidth = halo;
  pen.strokeRect(x - out, y - out, w + 2 * line + halo, h + 2 * line + halo);
  pen.strokeStyle = hover ? "#ffffff" : theme[colour ?? "pick"];
  pen.lineWidth = line;
  pen.strokeRect(x - line / 2, y - line / 2, w + line, h + line);
}

/**
 * A dilated window: each place that it reads as a small ring, or a dot where a place is only a few
 * pixels.
 * @param {Pen} pen
 * @param {TapsBox} box
 * @param {Theme} theme
 */
function paintTaps(pen, box, theme) {
  const { x, y, w, h, scale, spacing, across, down, hover } = box;
  const isTight = spacing < 3; // dots would run together with a lit frame and each other's edges
  if (isTight) {
    pen.strokeStyle = hover ? "#000000" : theme.halo;
    pen.lineWidth = 1;
    pen.strokeRect(x - 1.25, y - 1.25, w + 2.5, h + 2.5);
  } else {
    paintRing(pen, { x, y, w, h, hover, width: 1, halo: 0.5 }, theme);
  }
  const side = scale - 5; // of a small ring
  const right = (w - scale) / Math.max(1, across - 1); // from one place to the next
  const below = (h - scale) / Math.max(1, down - 1);
  for (let i = 0; i < down * across; i++) {
    const left = x + (i % across) * right;
    const top = y + Math.floor(i / across) * below;
    if (scale < 8) paintDot(pen, box, { x: left, y: top }, theme);
    else {
      const ring = { x: left + 2.5, y: top + 2.5, w: side, h: side, width: 1.5, halo: 1 };
      paintRing(pen, { hover, ...ring }, theme);
    }
  }
}

/**
 * A place as a dot, with a dark edge where there is room for one.
 * @param {Pen} pen
 * @param {TapsBox} box
 * @param {{x: number, y: number}} corner
 * @param {Theme} theme
 */
function paintDot(pen, { scale, spacing, hover }, { x, y }, theme) {
  const dot = Math.max(1, Math.min(scale, spacing - 1.5));
  const edge = (scale - dot) / 2;
  if (spacing >= 3) {
    pen.fillStyle = hover ? "#000000" : theme.halo;
    pen.fillRect(x + edge - 0.5, y + edge - 0.5, dot + 1, dot + 1);
  }
  pen.fillStyle = hover ? "#ffffff" : theme.pick;
  pen.fillRect(x + edge, y + edge, dot, dot);
}

const FULL = 1.05; // the largest dots touch

/**
 * @param {Pen} pen
 * @param {DotsBox} box
 * @param {Theme} theme
 */
function paintDots(pen, { x, y, data, w, pitch, range }, theme) {
  pen.fillStyle = theme.ink;
  pen.beginPath();
  for (let i = 0; i < data.length; i++) {
    const radius = (FULL / 2) * pitch * Math.sqrt(Math.min(1, Math.abs(data[i]) / range));
    const across = x + ((i % w) + 0.5) * pitch;
    const down = y + (Math.floor(i / w) + 0.5) * pitch;
    pen.moveTo(across + radius, down);
    pen.arc(across, down, radius, 0, 2 * Math.PI);
  }
  pen.fill();
}

const LINES = 7; // CSS pixels from one line of paint to the next

/**
 * @param {Pen} pen
 * @param {PaintBox} box
 * @param {Theme} theme
 */
function paintPaint(pen, box, theme) {
  if (!box.edge) paintLines(pen, box, theme);
  pen.beginPath();
  for (const [x, y, right, down] of edgesOf(box)) {
    pen.moveTo(box.x + x * box.scale, box.y + y * box.scale);
    pen.lineTo(box.x + (x + right) * box.scale, box.y + (y + down) * box.scale);
  }
  pen.lineCap = "square";
  stroke(pen, { width: 4, colour: "bg" }, theme);
  stroke(pen, { width: 2, colour: "ink" }, theme);
  pen.lineCap = "butt";
}

/**
 * The ground of paint, half of it seen through, and slanting lines.
 * @param {Pen} pen
 * @param {PaintBox} box
 * @param {Theme} theme
 */
function paintLines(pen, { x, y, scale, data, w, h }, theme) {
  pen.save();
  pen.beginPath();
  for (let i = 0; i < data.length; i++) {
    if (data[i]) pen.rect(x + (i % w) * scale, y + Math.floor(i / w) * scale, scale, scale);
  }
  pen.clip();
  pen.globalAlpha = 0.5;
  pen.fillStyle = theme.bg;
  pen.fillRect(x, y, w * scale, h * scale);
  pen.globalAlpha = 1;
  pen.beginPath();
  const tall = h * scale;
  for (let k = Math.floor((x + y) / LINES); k * LINES < x + w * scale + y + tall; k++) {
    pen.moveTo(k * LINES - y, y);
    pen.lineTo(k * LINES - y - tall, y + tall);
  }
  stroke(pen, { width: 1.75, colour: "ink" }, theme);
  pen.restore();
}

/**
 * The sides between places that are painted and places that are not: where each begins and goes.
 * @param {PaintBox} box
 */
function* edgesOf({ data, w, h }) {
  /** @type {(row: number, col: number) => number} */
  const at = (row, col) => (col < 0 || col >= w || row < 0 || row >= h ? 0 : data[row * w + col]);
  for (let row = 0; row <= h; row++) {
    for (let col = 0; col <= w; col++) {
      const here = at(row, col);
      if (here !== at(row, col - 1)) yield [col, row, 0, 1];
      if (here !== at(row - 1, col)) yield [col, row, 1, 0];
    }
  }
}

// ---- All of them

/**
 * @type {{[K in Box["kind"]]: (
 *   pen: Pen, box: Extract<Box, {kind: K}>, theme: Theme, maps: Maps
 * ) => void}}
 */
const PAINTERS = {
  ground: paintGround,
  text: paintText,
  map: paintMap,
  contour: paintContour,
  cells: paintCells,
  swatch: paintSwatch,
  pill: paintPill,
  chip: paintChip,
  hatch: paintHatch,
  scale: paintScale,
  bar: paintBar,
  line: paintLine,
  rule: paintRule,
  flag: paintFlag,
  handle: paintHandle,
  absent: paintAbsent,
  outline: paintOutline,
  wash: paintWash,
  trace: paintTrace,
  ring: paintRing,
  taps: paintTaps,
  dots: paintDots,
  paint: paintPaint,
};

/**
 * @param {Pen} pen
 * @param {Box} box
 * @param {Theme} theme
 * @param {Maps} maps
 */
export function paintBox(pen, box, theme, maps) {
  const painter = /** @type {(pen: Pen, box: Box, theme: Theme, maps: Maps) => void} */ (
    PAINTERS[box.kind]
  );
  painter(pen, box, theme, maps);
}
