// What a cure does, as a small picture: channels over slices over partial maps, and their sum.
// Colours are transparent towards 0, so that a map stands on whatever ground the page has.

import { upTo } from "../numbers/range.js";
import { sharedLimit } from "../numbers/show.js";
import { make } from "./dom.js";

/** @import { Followed } from "../numbers/cures.js" */

const SHOWN = 3; // channels side by side; of more, two and what the others come to
const RED = [222, 70, 72];
const BLUE = [58, 142, 216]; // both seen on white and on black alike

/** @param {Followed} followed */
export function makeCurePicture({ layer, beside, kernel }) {
  const n = layer.inChannels;
  const [, h, w] = layer.xShape;
  const maps = [layer.oh, layer.ow];
  const slices = sharedLimit([{ data: layer.weight }]);
  const limit = sharedLimit([{ data: layer.sum(0) }]);
  const signed = (/** @type {Float32Array} */ map) => pixels(map, maps, signedIn(limit));
  const shown = n <= SHOWN ? n : SHOWN - 1;
  /** @type {HTMLElement[][]} */
  const columns = upTo(0, shown).map((c) => [
    pixels(layer.channel(c), [h, w], greyIn(layer.channel(c))),
    pixels(layer.slice(0, c), [layer.kh, layer.kw], signedIn(slices)),
    signed(layer.partial(0, c)),
  ]);
  if (n > shown) columns.push(makeRest(layer, shown, signed));
  const said = (/** @type {string} */ words) => make("span", "cl-cure-words", {}, words);
  const last = [said(beside), said(kernel), signed(layer.sum(0))];
  const cells = last.flatMap((end, row) => makeRow(columns, row, end));
  const words = `${beside}, ${kernel}, a map`;
  const root = make("div", "cl-cure", { role: "img", "aria-label": words }, ...cells);
  root.style.setProperty("--columns", String(columns.length));
  return root;
}

/** What the other channels come to.
 * @type {(layer: Followed["layer"], from: number,
 *   signed: (map: Float32Array) => HTMLElement) => HTMLElement[]} */
function makeRest(layer, from, signed) {
  const rest = upTo(from, layer.inChannels).map((c) => layer.partial(0, c));
  const sum = rest[0].map((_, i) => rest.reduce((sum, map) => sum + map[i], 0));
  const words = `${rest.length} more:`;
  return [make("span", "", {}, words), make("span", "", {}, "their sum"), signed(sum)];
}

/** @param {HTMLElement[][]} columns @param {number} row @param {HTMLElement} end */
function makeRow(columns, row, end) {
  const cells = columns.flatMap((column, at) => {
    const sign = row < 2 ? "" : at < columns.length - 1 ? "+" : "=";
    return [column[row], make("b", "", {}, sign)];
  });
  return [...cells, end];
}

/** @typedef {(value: number) => number[]} Paint  red, green, blue and how much of it, 0 to 255 */

/**
 * Numbers as a picture, one pixel each.
 * @param {Float32Array} values
 * @param {number[]} sides
 * @param {Paint} paint
 */
function pixels(values, [height, width], paint) {
  const canvas = make("canvas", "", { width, height });
  const image = new ImageData(width, height);
  for (const [at, value] of values.entries()) image.data.set(paint(value), 4 * at);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** From black to white. @param {Float32Array} channel @returns {Paint} */
function greyIn(channel) {
  const [low, high] = [Math.min(...channel), Math.max(...channel)];
  return (value) => {
    const level = Math.round((255 * (value - low)) / Math.max(high - low, 1e-9));
    return [level, level, level, 255];
  };
}

/** Red above 0, blue below it, and nothing at 0. @param {number} limit @returns {Paint} */
const signedIn = (limit) => (value) => {
  const [r, g, b] = value > 0 ? RED : BLUE;
  return [r, g, b, 255 * Math.min(Math.abs(value) / limit, 1)];
};
