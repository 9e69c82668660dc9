// Maps as pixels: numbers in, one picture out that holds each map in the size it has on screen.

import { penOf } from "./pen.js";

import { GREYS, shade } from "./theme.js";

/** @import { MapBox, Numbers, Theme } from "../types.js" */

// ---- The loops over pixels. They stand alone and take plain numbers: each sees one kind of array
// only, and so is compiled once.

/**
 * How values become steps of a table: value · scale + zero, rounded down; `root`: its square root
 * with its sign, instead of the value, `offset` added before that.
 * @typedef {object} Steps
 * @property {Int32Array | null} table  null for "rgb"
 * @property {number} scale
 * @property {number} zero
 * @property {boolean} [root]
 * @property {number} [offset]
 */

/**
 * The colours of a row, to the places from `at` on.
 * @param {Numbers} data
 * @param {number} from  where the row begins in it
 * @param {number} count
 * @param {Steps} steps
 * @param {Int32Array} all
 * @param {number} at
 */
function colourRow(data, from, count, steps, all, at) {
  const { scale, zero } = steps;
  const table = /** @type {Int32Array} */ (steps.table);
  const top = table.length - 1;
  for (let j = 0; j < count; j++) {
    const step = data[from + j] * scale + zero;
    all[at + j] = table[step < 0 ? 0 : step > top ? top : step | 0];
  }
}

/** @type {typeof colourRow} */
function colourRootRow(data, from, count, steps, all, at) {
  const { scale, zero, offset = 0 } = steps;
  const table = /** @type {Int32Array} */ (steps.table);
  const top = table.length - 1;
  for (let j = 0; j < count; j++) {
    const value = data[from + j] + offset;
    const root = value < 0 ? -Math.sqrt(-value) : Math.sqrt(value);
    const step = root * scale + zero;
    all[at + j] = table[step < 0 ? 0 : step > top ? top : step | 0];
  }
}

/**
 * The same for rows of red, green and blue, `size` values apart, to the front of a line.
 * @param {Numbers} data
 * @param {number} from
 * @param {number} count
 * @param {Steps} steps
 * @param {number} size
 * @param {Int32Array} line
 */
function mixRow(data, from, count, { scale, zero }, size, line) {
  /** @type {(i: number) => number} */
  const step = (i) => Math.max(0, Math.min(255, data[i] * scale + zero)) | 0;
  for (let j = 0, i = from; j < count; j++, i++) {
    line[j] = (255 << 24) | (step(i + 2 * size) << 16) | (step(i + size) << 8) | step(i);
  }
}

/** @type {(line: Int32Array, columns: Uint16Array, all: Int32Array, at: number) => void} */
function spreadRow(line, columns, all, at) {
  for (let j = 0; j < columns.length; j++) all[at + j] = line[columns[j]];
}

/**
 * @param {Numbers} data
 * @param {number} from
 * @param {Uint16Array} columns
 * @param {Float32Array} sums
 * @param {number} at
 */
function addRow(data, from, columns, sums, at) {
  for (let j = 0; j < columns.length; j++) sums[at + columns[j]] += data[from + j];
}

// ---- Maps

/**
 * For each of `n` places of a line, the place of a line of `of` that lies under it.
 * @param {number} n
 * @param {number} of
 */
function under(n, of) {
  const places = new Uint16Array(n);
  for (let i = 0; i < n; i++) places[i] = ((i + 0.5) * of) / n;
  return places;
}

/** @typedef {[x: number, y: number, w: number, h: number]} Spot  in device pixels of the atlas */

/**
 * @param {MapBox} map
 * @param {Pick<Theme, "steps">} theme
 * @returns {Steps}
 */
function stepsOf(map, { steps }) {
  const { scheme, range, offset = 0 } = map;
  if (scheme === "signed" && map.root) {
    const scale = 255 / Math.sqrt(range);
    return { table: steps.signed, scale, zero: 255.5, root: true, offset };
  }
  if (scheme === "signed") {
    const scale = 255 / range;
    return { table: steps.signed, scale, zero: 255.5 + offset * scale };
  }
  const scale = 255 / (range[1] - range[0] || 1);
  const table = scheme === "rgb" ? null : steps[scheme];
  return { table, scale, zero: 0.5 - range[0] * scale };
}

/**
 * Write a map in its colours into a spot of a picture, whose pixels are `all`.
 * @param {MapBox} map
 * @param {Pick<Theme, "steps">} theme
 * @param {{all: Int32Array, wide: number}} picture
 * @param {Spot} spot
 */
function colourMap(map, theme, { all, wide }, [x, y, w, h]) {
  const { data, w: columns, h: rows } = map;
  const steps = stepsOf(map, theme);
  const colour = steps.root ? colourRootRow : colourRow;
  const line = new Int32Array(columns);
  const columnAt = under(w, columns);
  const rowAt = under(h, rows);
  for (let i = 0; i < h; i++) {
    const at = (y + i) * wide + x;
    const row = rowAt[i];
    if (i && row === rowAt[i - 1]) {
      all.copyWithin(at, at - wide, at - wide + w);
    } else if (steps.table && w === columns) {
      colour(data, row * columns, columns, steps, all, at);
    } else {
      if (steps.table) colour(data, row * columns, columns, steps, line, 0);
      else mixRow(data, row * columns, columns, steps, columns * rows, line);
      spreadRow(line, columnAt, all, at);
    }
  }
}

const HATCH = 7; // CSS pixels from one line of a hatch to the next

/**
 * Hatch what lies beyond the scale of a map, in the ink that is read on its ends.
 * @param {MapBox} map  signed
 * @param {Pick<Theme, "steps">} theme
 * @param {{all: Int32Array, wide: number}} picture
 * @param {Spot} spot  where the map is in its colours
 * @param {number} ratio
 */
function hatchBeyond(map, theme, { all, wide }, [x, y, w, h], ratio) {
  const { data, w: columns, h: rows, offset = 0 } = map;
  const end = Number(map.range) * (1 + 1e-6);
  const ink = GREYS[shade(end, map, theme).ink === "#ffffff" ? 255 : 0];
  const columnAt = under(w, columns);
  const rowAt = under(h, rows);
  const pitch = Math.round(HATCH * ratio);
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < w; j++) {
      if ((i + j) % pitch > ratio) continue;
      const value = data[rowAt[i] * columns + columnAt[j]] + offset;
      if (Math.abs(value) > end) all[(y + i) * wide + x + j] = ink;
    }
  }
}

/**
 * The means of a map at a smaller size.
 * @typedef {{wide: number, tall: number, means: Float32Array}} Shrunk
 */

/** A map's numbers -> their means at a smaller size, as long as they live. */
const shrunk = /** @type {WeakMap<Numbers, Shrunk>} */ (new WeakMap());

/**
 * A map that is drawn smaller than it is, as the means of the places that share a pixel.
 * @param {MapBox} map
 * @param {number} wide
 * @param {number} tall
 * @returns {MapBox}
 */
function shrink(map, wide, tall) {
  let known = shrunk.get(map.data);
  if (known?.wide !== wide || known.tall !== tall) {
    known = { wide, tall, means: meansOf(map, wide, tall) };
    shrunk.set(map.data, known);
  }
  return { ...map, data: known.means, w: wide, h: tall };
}

/** @type {(map: MapBox, wide: number, tall: number) => Float32Array} */
function meansOf({ data, w, h, scheme }, wide, tall) {
  const planes = scheme === "rgb" ? 3 : 1;
  const means = new Float32Array(planes * wide * tall);
  const counts = new Float32Array(wide * tall);
  const columns = under(w, wide);
  const rows = under(h, tall);
  const ones = new Float32Array(w).fill(1);
  for (let row = 0; row < h; row++) {
    addRow(ones, 0, columns, counts, rows[row] * wide);
    for (let plane = 0; plane < planes; plane++) {
      addRow(data, (plane * h + row) * w, columns, means, (plane * tall + rows[row]) * wide);
    }
  }
  for (let i = 0; i < means.length; i++) means[i] /= counts[i % counts.length];
  return means;
}

// ---- The atlas

/**
 * Shelf by shelf, the tallest first: where each map lies, and the size of them all.
 * @param {MapBox[]} maps
 * @param {number} ratio
 */
function packed(maps, ratio) {
  /** @type {Map<MapBox, Spot>} */
  const spots = new Map();
  const sized = maps.map((map) => ({
    map,
    w: Math.max(1, Math.round(map.w * map.scale * ratio)),
    h: Math.max(1, Math.round(map.h * (map.tall ?? map.scale) * ratio)),
  }));
  const wide = Math.max(1024, ...sized.map(({ w }) => w));
  let left = 0;
  let top = 0;
  let tall = 0;
  for (const { map, w, h } of sized.sort((a, b) => b.h - a.h)) {
    if (left + w > wide) [left, top] = [0, tall];
    if (left === 0) tall = top + h;
    spots.set(map, [left, top, w, h]);
    left += w;
  }
  return { spots, wide, tall };
}

/** What is on an atlas. */
const images = /** @type {WeakMap<HTMLCanvasElement, ImageData>} */ (new WeakMap());

/**
 * An image of at least this size: one that is there, where it is large enough.
 * @param {HTMLCanvasElement} atlas
 * @param {number} wide
 * @param {number} tall
 */
function imageOf(atlas, wide, tall) {
  const known = images.get(atlas);
  if (known && atlas.width === wide && atlas.height >= tall) return known;
  atlas.width = wide;
  atlas.height = tall;
  const image = penOf(atlas).createImageData(wide, tall);
  images.set(atlas, image);
  return image;
}

/**
 * These maps in one picture, in the size that each has on screen: one putImageData, however many
 * maps. Returns where each lies.
 * @param {HTMLCanvasElement} atlas
 * @param {MapBox[]} maps
 * @param {Pick<Theme, "steps">} theme
 * @param {number} ratio  device pixels a CSS pixel
 */
export function fillAtlas(atlas, maps, theme, ratio) {
  const { spots, wide, tall } = packed(maps, ratio);
  if (!tall) return spots;
  const image = imageOf(atlas, wide, tall);
  const picture = { all: new Int32Array(image.data.buffer), wide };
  for (const [map, spot] of spots) {
    const [, , w, h] = spot;
    const isSmaller = w < map.w || h < map.h;
    const sized = isSmaller ? shrink(map, w, h) : map;
    colourMap(sized, theme, picture, spot);
    if (map.marks) hatchBeyond(sized, theme, picture, spot, ratio);
  }
  penOf(atlas).putImageData(image, 0, 0, 0, 0, wide, tall);
  return spots;
}
